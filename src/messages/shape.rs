//! Keys, types and names as they are written.

use super::{error, warning};
use crate::dialog::diagnostic::{At, Diagnostic};

/// A key nobody knows.
pub fn unknown_key(at: At, key: &str, known: &[&str]) -> Diagnostic {
    error(at, "cle-inconnue", format!("la clé « {key} » n’existe pas ici"), "clé inconnue").near(key, known)
}

/// A key that must be there.
pub fn missing_key(at: At, key: &str) -> Diagnostic {
    error(at, "cle-manquante", format!("il manque la clé « {key} »"), format!("ajoutez : {key} = …"))
}

/// A value of another type.
pub fn wrong_type(at: At, key: &str, wanted: &str, found: &str) -> Diagnostic {
    error(at, "type", format!("« {key} » attend {wanted}, et non {found}"), format!("attendu : {wanted}"))
}

/// A value among a few, but none of them.
pub fn unknown_word(at: At, key: &str, word: &str, known: &[&str]) -> Diagnostic {
    error(at, "mot-inconnu", format!("« {word} » n’est pas une valeur possible de « {key} »"), "valeur inconnue")
        .near(word, known)
}

/// `[step]` for `[[step]]`.
pub fn single_bracket(at: At, key: &str) -> Diagnostic {
    error(at, "toml", format!("[{key}] doit être écrit avec des crochets doubles"), "crochets simples")
        .hint(format!("écrivez [[{key}]]"))
}

/// Not a date.
pub fn unreadable_date(at: At, written: &str) -> Diagnostic {
    error(at, "date", format!("« {written} » n’est pas une date"), "date illisible")
        .hint("écrivez l’année, le mois et le jour : '2026-03-01'")
}

/// A permanent name with other signs.
pub fn bad_name(at: At, name: &str) -> Diagnostic {
    error(at, "nom", format!("« {name} » ne peut pas servir de nom"), "nom refusé")
        .hint("un nom ne contient que des minuscules sans accent, des chiffres, - et _")
}

/// A name the engine keeps for itself.
pub fn reserved_name(at: At, name: &str) -> Diagnostic {
    error(at, "nom", format!("le nom « {name} » est réservé"), "choisissez un autre nom")
}

/// The file's name and its id.
pub fn id_is_not_file(at: At, id: &str, file: &str) -> Diagnostic {
    error(at, "id-fichier", format!("l’id « {id} » n’est pas le nom du fichier"), "autre nom que le fichier")
        .hint(format!("écrivez id = '{file}', ou renommez le fichier"))
}

/// A file that must be there.
pub fn missing_file(at: At, name: &str) -> Diagnostic {
    error(at, "fichier-manquant", format!("le fichier {name} manque"), "fichier absent")
}

/// A pattern without words.
pub fn pattern_without_words(at: At) -> Diagnostic {
    error(at, "motif", "ce motif ne contient aucun mot obligatoire", "aucun mot")
        .hint("un motif doit contenir au moins un mot sans parenthèses")
}

/// Several words in one pair of parentheses.
pub fn pattern_parentheses(at: At) -> Diagnostic {
    error(at, "motif", "dans ce motif, des parenthèses entourent plusieurs mots", "un seul mot par parenthèse")
        .hint("écrivez (de) (la), et non (de la)")
}

/// Too many gaps for a linear search.
pub fn pattern_gaps(at: At) -> Diagnostic {
    error(at, "motif", "ce motif contient plus de trois « * »", "trop de « * »")
}

/// A minimum above its maximum.
pub fn least_above_most(at: At, least: usize, most: usize) -> Diagnostic {
    error(at, "bornes", format!("le minimum ({least}) dépasse le maximum ({most})"), "bornes inversées")
}

/// A question that says nothing about getting stuck.
pub fn no_help(at: At, step: &str) -> Diagnostic {
    warning(at, "sans-aide", format!("l’étape « {step} » n’a pas d’aide"), "ajoutez : help = '''…'''")
}

/// A month that is none.
pub fn not_a_month(at: At, word: &str) -> Diagnostic {
    error(at, "bornes", format!("« {word} » n’est pas un mois (de 1 à 12)"), "hors bornes")
}
