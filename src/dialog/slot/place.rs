//! Places of birth: free text with its capitals, its département or country in brackets behind it.

#[cfg(test)]
mod tests;
mod town;

use super::{Heard, Scene, answer};
use crate::dialog::fold::{Said, Word, fold};
use crate::dialog::intent::Reason;
use crate::dialog::person::Value;
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;

/// The longest name of a place, in characters.
const SIGNS: usize = 80;
/// Words of sentences: where one stands, it is no place.
const SENTENCE: &[&str] = &[
    "ai", "c", "comment", "est", "http", "https", "il", "je", "nous", "peux", "pourquoi", "que", "quel", "qui", "quoi",
    "suis", "tu", "veux", "vous", "www",
];
/// The words that bring a place in.
const INTO: &[&str] = &["a", "au", "aux", "en"];

/// Reads a place.
#[must_use]
pub fn read(scene: &Scene, said: &Said) -> Heard {
    if said.question || said.words.len() > 60 {
        return Heard::Nothing;
    }
    let born = born(said);
    if !scene.asked {
        // « Né au Maroc » names no town.
        let place = born.map(|at| from(scene, said, at)).filter(|place| !is_country(scene, place));
        return place.map_or(Heard::Nothing, |place| heard(scene, &place));
    }
    if answer::is_yes_or_no(scene, said) {
        return Heard::Nothing;
    }
    let Some(bare) = answer::open(scene, said) else { return Heard::Nothing };
    match born {
        Some(at) => heard(scene, &from(scene, said, at)),
        None => heard(scene, &into(scene, &bare).unwrap_or_else(|| from(scene, &bare, 0))),
    }
}

fn heard(scene: &Scene, text: &str) -> Heard {
    let said = Said::new(text);
    let sentence = said.words.iter().any(|word| SENTENCE.contains(&word.text.as_str()));
    let signs = text.contains(['@', '<', '>', '{', '}', '=', '#']) || text.contains("://");
    if sentence || signs {
        return Heard::Nothing;
    }
    let Some(place) = town::written(text, |name| is_country(scene, name)) else { return Heard::Nothing };
    if place.chars().count() > SIGNS {
        return Heard::Refused(Reason::Phrase(Phrase::TooLong, Args::new().with("n", SIGNS)), None);
    }
    Heard::Value(Value::of(place), Vec::new())
}

fn is_country(scene: &Scene, name: &str) -> bool {
    let name = fold(name);
    scene.lexicon.countries.iter().any(|country| fold(&country.name) == name || country.aliases.contains(&name))
}

/// « né à », « née le 3 mai 2000 à »: where the words of the place begin, at « à ».
fn born(said: &Said) -> Option<usize> {
    let at = said.words.iter().enumerate().position(|(at, word)| is_born(said, at, word))?;
    let rest = said.words.get(at + 1..)?;
    let until = rest.iter().position(|word| INTO.contains(&word.text.as_str()) && !is_year(rest, word))?;
    // Between them, nothing but a date.
    let dated = rest.get(..until)?.iter().all(|word| is_of_a_date(&word.text));
    (dated && until < 8 && rest.len() > until + 1).then_some(at + 1 + until)
}

/// « né », not the negation « ne ».
fn is_born(said: &Said, at: usize, word: &Word) -> bool {
    let spelled = said.original(at..at + 1);
    let before = at.checked_sub(1).and_then(|at| said.words.get(at)).map_or("", |word| word.text.as_str());
    match word.text.as_str() {
        "nee" => true,
        "ne" => spelled.contains(['é', 'É']) || at == 0 || before == "suis" || before == "sui",
        _ => false,
    }
}

/// « en 1999 » is no place.
fn is_year(words: &[Word], here: &Word) -> bool {
    let next = words.iter().skip_while(|word| word.at != here.at).nth(1);
    next.is_some_and(|next| next.text.bytes().all(|sign| sign.is_ascii_digit()))
        || (here.text == "en" && next.is_some_and(|next| is_of_a_date(&next.text)))
}

fn is_of_a_date(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "le",
        "un",
        "en",
        "l",
        "an",
        "premier",
        "1er",
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
        "janv",
        "fev",
        "fevr",
        "avr",
        "juil",
        "sept",
        "oct",
        "nov",
        "dec",
    ];
    WORDS.contains(&word) || word.bytes().all(|sign| sign.is_ascii_digit())
}

/// « à Arras », « au Havre », « en Algérie »: the place without the word before it.
fn into(scene: &Scene, bare: &Said) -> Option<String> {
    let first = bare.words.first()?;
    // « A » alone may begin a name, « à » and « a » before another word do not.
    if !INTO.contains(&first.text.as_str()) || bare.words.len() < 2 {
        return None;
    }
    let text = from(scene, bare, 0);
    (first.text == "a" || first.text != "en" || is_country(scene, &bare.after(1).folded())).then_some(text)
}

/// The place from this word on to the end of its phrase.
fn from(scene: &Scene, said: &Said, at: usize) -> String {
    let Some(first) = said.words.get(at) else { return String::new() };
    let into = INTO.contains(&first.text.as_str()) && said.words.len() > at + 1;
    let start = said.words.get(at + usize::from(into)).map_or(first.at.start, |word| word.at.start);
    let stop = said.words.iter().enumerate().skip(at + 2).find(|(at, word)| is_stop(said, *at, word));
    let end = stop.map_or(said.raw.len(), |(_, word)| word.at.start);
    let text = said.raw.get(start..end).unwrap_or_default().split(['\n', '!', ';']).next().unwrap_or_default();
    let text = text.trim_end_matches([' ', ',', '.', '\u{a0}']);
    let article = match first.text.as_str() {
        "au" | "aux" if is_country(scene, text) => "",
        "au" if into => "Le ",
        "aux" if into => "Les ",
        _ => "",
    };
    format!("{article}{text}")
}

/// Words that begin another phrase.
fn is_stop(said: &Said, at: usize, word: &Word) -> bool {
    let next = said.words.get(at + 1).map_or("", |word| word.text.as_str());
    let before = at.checked_sub(1).and_then(|at| said.words.get(at)).map_or("", |word| word.text.as_str());
    match word.text.as_str() {
        "et" => matches!(next, "je" | "j" | "mon" | "ma" | "de" | "suis" | "n") || is_of_oneself(next),
        // « le 5 mai » but « dans le 62 ».
        "le" | "en" => next.starts_with(|sign: char| sign.is_ascii_digit()) && before != "dans",
        "je" | "j" | "mon" | "ma" | "mais" | "nationalite" | "svp" | "merci" | "ine" => true,
        "de" => next == "nationalite",
        word => word.starts_with('j') && is_of_oneself(word),
    }
}

/// « jhabite », as people write on a phone.
fn is_of_oneself(word: &str) -> bool {
    const VERBS: &[&str] = &["habite", "ai", "suis", "vis", "reside", "vit"];
    VERBS.iter().any(|verb| word == *verb || word.strip_prefix('j') == Some(verb))
}
