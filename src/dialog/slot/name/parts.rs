//! The parts of a name: what joins a birth name and a married name, what tells a family name from a given one.

use std::ops::Range;

use crate::dialog::fold::{Said, Word};
use crate::dialog::slot::casing::PERSON;

/// Which name stands on which side of « épouse » or « née ».
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bond {
    /// « Dupont épouse Martin »: born Dupont, called Martin.
    Married,
    /// « Martin née Dupont »: the same person.
    Born,
}

/// The words of a bond and what they say.
const BONDS: &[(&[&str], Bond)] = &[
    (&["nom", "de", "jeune", "fille"], Bond::Born),
    (&["nom", "de", "naissance"], Bond::Born),
    (&["nom", "d", "usage"], Bond::Married),
    (&["nom", "d", "epouse"], Bond::Married),
    (&["nom", "marital"], Bond::Married),
    (&["epouse"], Bond::Married),
    (&["epse"], Bond::Married),
    (&["ep"], Bond::Married),
    (&["mariee"], Bond::Married),
    (&["veuve"], Bond::Married),
    (&["vve"], Bond::Married),
    (&["nee"], Bond::Born),
    (&["ne"], Bond::Born),
];

/// Behind « né », these tell a place or a day, not a name.
const ELSEWHERE: &[&str] = &["a", "au", "aux", "en", "dans", "hors", "vers", "hier", "sous", "d", "pas", "jamais"];

/// Where the bond stands in the words, and which it is.
pub(super) fn bond(said: &Said) -> Option<(Range<usize>, Bond)> {
    (0..said.words.len()).find_map(|start| {
        BONDS.iter().find_map(|(words, bond)| {
            let run = start..start + words.len();
            let here = said.words.get(run.clone())?;
            let same = here.iter().map(|word| word.text.as_str()).eq(words.iter().copied());
            (same && is_bond(said, &run)).then_some((run, *bond))
        })
    })
}

/// « ne » is a negation unless it is spelled « né »; « né à » and « née le 3 » speak of something else; nothing behind
/// it, and it joins nothing.
fn is_bond(said: &Said, run: &Range<usize>) -> bool {
    let spelled = said.original(run.clone());
    let Some(next) = said.words.get(run.end) else { return false };
    let after = said.words.get(run.end + 1);
    let a_day = next.text == "le" && after.is_some_and(|word| has_digit(word) || word.text == "premier");
    (spelled != "ne" && spelled != "NE") && !ELSEWHERE.contains(&next.text.as_str()) && !a_day && !has_digit(next)
}

fn has_digit(word: &Word) -> bool {
    word.text.bytes().any(|sign| sign.is_ascii_digit())
}

/// A name written « DUPONT Marie » or « Marie DUPONT »: the given names, then the family name.
pub(super) fn by_capitals(name: &str) -> Option<(String, String)> {
    let tokens: Vec<&str> = name.split_whitespace().collect();
    let loud: Vec<bool> = tokens.iter().map(|token| is_loud(token)).collect();
    let first = loud.iter().position(|loud| *loud)?;
    let end = loud.iter().rposition(|loud| *loud)? + 1;
    let (family, before, after) = (tokens.get(first..end)?, tokens.get(..first)?, tokens.get(end..)?);
    let given = if after.is_empty() { before } else { after };
    let split =
        (before.is_empty() != after.is_empty()) && loud.get(first..end)?.iter().all(|loud| *loud) && is_given(given);
    split.then(|| (given.join(" "), family.join(" ")))
}

/// « Zoé Marie », or « zoé » on a phone: beside a name in capitals either is clear. « DUPONT de la Tour » is one name.
fn is_given(tokens: &[&str]) -> bool {
    let large = |token: &&str| token.chars().next().is_some_and(char::is_uppercase);
    let small = |token: &&str| token.chars().all(|sign| !sign.is_uppercase()) && !PERSON.contains(token);
    tokens.iter().all(large) || tokens.iter().all(small)
}

/// A name said in the usual order, « Marie de la Tour »: the given names, then the family name.
pub(super) fn by_order(name: &str, particles: &[&str]) -> Option<(String, String)> {
    let tokens: Vec<&str> = name.split_whitespace().collect();
    let last = tokens.len().checked_sub(1).filter(|last| *last > 0)?;
    let particle =
        |token: &&str| particles.contains(&token.to_lowercase().split(['\'', '’']).next().unwrap_or_default());
    let from = tokens.iter().skip(1).position(particle).map_or(last, |at| at + 1);
    Some((tokens.get(..from)?.join(" "), tokens.get(from..)?.join(" ")))
}

/// All in capitals, and long enough to show it.
fn is_loud(token: &str) -> bool {
    token.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !token.chars().any(char::is_lowercase)
}
