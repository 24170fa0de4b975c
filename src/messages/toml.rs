//! What the TOML parser could not read, said in French, with what people usually did.

use super::error;
use crate::dialog::diagnostic::{At, Diagnostic};

/// A syntax error: the parser's own words and the line it points at.
pub fn syntax(at: At, parser: &str, line: &str) -> Diagnostic {
    let (message, hint) = said(parser, line);
    let found = error(at, "toml", message, "ici");
    match hint {
        Some(hint) => found.hint(hint),
        None => found,
    }
}

fn said(parser: &str, line: &str) -> (String, Option<&'static str>) {
    let value = line.split_once('=').map_or(line, |(_, value)| value).trim_start();
    if value.starts_with(['“', '”', '„', '«', '‘', '’']) {
        return (
            "ce texte est entouré de guillemets typographiques".into(),
            Some("entourez les textes de trois apostrophes droites : '''…'''"),
        );
    }
    if parser.starts_with("invalid") && line.contains('=') && value.starts_with(char::is_alphabetic) {
        return ("ce texte n’est pas entre apostrophes".into(), Some("écrivez '…' ou '''…'''"));
    }
    if line.contains("'''") && STRAY.iter().any(|start| parser.starts_with(start)) {
        return (
            "ce qui suit n’est ni une clé, ni une valeur".into(),
            Some("le texte qui précède est peut-être resté ouvert : vérifiez ses trois apostrophes '''"),
        );
    }
    let begins = |start: &str| parser.starts_with(start);
    for (start, message, hint) in WORDS {
        if begins(start) {
            return ((*message).into(), *hint);
        }
    }
    (format!("ce fichier n’est pas du TOML lisible ({parser})"), None)
}

/// What the parser says when a text left open has swallowed the lines up to the next text.
const STRAY: &[&str] = &["unexpected", "missing assignment", "key with no value", "invalid unquoted key", "extra"];

/// The beginning of the parser's message, ours, and what to do.
const WORDS: &[(&str, &str, Option<&str>)] = &[
    (
        "duplicate key",
        "cette clé ou cette table est écrite deux fois",
        Some("une étape s’écrit [[step]] avec des crochets doubles, et chaque clé une seule fois par étape"),
    ),
    (
        "unexpected leading zero",
        "un nombre ne peut pas commencer par zéro",
        Some("mettez-le entre apostrophes : '0623'"),
    ),
    ("invalid multi-line literal string", "ce texte n’est pas refermé", Some("fermez-le par trois apostrophes : '''")),
    ("invalid multi-line basic string", "ce texte n’est pas refermé ou contient un \\", Some("préférez '''…'''")),
    (
        "invalid literal string",
        "ce texte n’est pas refermé sur sa ligne",
        Some("fermez-le par une apostrophe, ou écrivez '''…'''"),
    ),
    ("invalid basic string", "ce texte n’est pas refermé sur sa ligne ou contient un \\", Some("préférez '''…'''")),
    ("string values must be quoted", "ce texte n’est pas entre apostrophes", Some("écrivez '…' ou '''…'''")),
    ("key with no value", "il manque le signe = et une valeur après cette clé", Some("écrivez : clé = '''…'''")),
    ("missing value for key", "il manque une clé devant ce signe =", None),
    ("missing value", "il manque une valeur après ce signe =", None),
    ("missing assignment", "il manque le signe = entre la clé et sa valeur", None),
    ("extra `=`", "il y a un signe = de trop", None),
    ("extra assignment", "il y a un signe = de trop", None),
    ("extra comma", "il y a une virgule de trop", None),
    ("missing comma", "il manque une virgule", None),
    ("unclosed array table", "il manque un crochet : ]]", None),
    ("unclosed array", "cette liste n’est pas refermée", Some("ajoutez ]")),
    ("unclosed table", "il manque un crochet : ]", None),
    ("unclosed inline table", "cette table n’est pas refermée", Some("ajoutez }")),
    ("missing array opening", "il y a un crochet ] de trop", None),
    ("missing inline table opening", "il y a une accolade } de trop", None),
    ("missing opening quote", "il manque une apostrophe au début de ce texte", None),
    ("invalid unquoted key", "cette clé contient un signe interdit", Some("mettez-la entre apostrophes : '…'")),
    ("unexpected key or value", "ce qui suit n’est ni une clé, ni une valeur, ni une [[table]]", None),
    ("unexpected content", "il y a quelque chose de trop sur cette ligne", None),
    ("unexpected `=`", "un signe = ne va pas dans une liste", None),
    ("carriage return", "cette fin de ligne est abîmée", Some("enregistrez le fichier avec des fins de ligne simples")),
    ("cannot extend", "cette clé à point prolonge une valeur qui n’est pas une table", None),
    ("cannot recurse", "les listes et tables sont trop imbriquées", None),
    ("recursion limit", "les listes et tables sont trop imbriquées", None),
    ("invalid comment character", "ce commentaire contient un signe interdit", None),
    ("invalid", "cette valeur est mal écrite", Some("mettez les textes entre apostrophes : '''…'''")),
];
