//! The INE, the national student identifier: eleven signs in one of five formats, two of them with a public key.
//!
//! A wrong key never refuses: the guide's own example has one and the platform took it. It is read again, then kept
//! with a flag.

mod key;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use key::{LENGTH, Shape, repaired, shape};

use super::{Heard, Scene, answer};
use crate::dialog::fold::{Said, Word};
use crate::dialog::intent::Reason;
use crate::dialog::person::{Flag, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;

/// Words of an INE written in groups: at worst one a sign.
const GROUPS: usize = LENGTH;
/// Fewer digits than these are no attempt at an INE.
const ATTEMPT: usize = 5;

/// A run of words that may be an INE.
#[derive(Debug)]
struct Found {
    ine: String,
    shape: Shape,
    /// Written in one word.
    whole: bool,
    /// Nothing stands behind it.
    last: bool,
}

/// Reads an INE, alone or inside a sentence.
#[must_use]
pub fn read(scene: &Scene, said: &Said) -> Heard {
    let asked =
        scene.asked || answer::is_called(scene, &said.words) || said.words.iter().any(|word| word.text == "ine");
    let words = outside_addresses(said);
    let found = candidates(&words);
    let best = found.iter().map(|found| found.shape).min();
    match best {
        Some(shape) if asked || shape.stands() => {
            let mut same = found.iter().filter(|found| found.shape == shape && (asked || is_plain(found)));
            match (same.next(), same.next()) {
                (Some(one), None) => heard(scene, one),
                (Some(one), Some(other)) if one.ine == other.ine => heard(scene, one),
                (Some(_), Some(_)) if asked => refused(Phrase::IneUnread, None),
                _ => Heard::Nothing,
            }
        }
        _ if asked => attempt(&words),
        _ => Heard::Nothing,
    }
}

/// The words that are no part of an e-mail address: one with eleven signs before its « @ » is no INE.
fn outside_addresses(said: &Said) -> Cow<'_, [Word]> {
    if !said.raw.contains('@') {
        return Cow::Borrowed(&said.words);
    }
    let mut addresses = Vec::new();
    let mut from = 0;
    for token in said.raw.split_inclusive(char::is_whitespace) {
        if token.contains('@') {
            addresses.push(from..from + token.len());
        }
        from += token.len();
    }
    // Both are in order: one walk along the two.
    let mut addresses = addresses.into_iter().peekable();
    let outside = |word: &&Word| {
        while addresses.next_if(|address| address.end <= word.at.start).is_some() {}
        addresses.peek().is_none_or(|address| !address.contains(&word.at.start))
    };
    Cow::Owned(said.words.iter().filter(outside).cloned().collect())
}

/// Not asked for, only what can hardly be anything else.
fn is_plain(found: &Found) -> bool {
    let letters = found.ine.bytes().filter(u8::is_ascii_alphabetic).count();
    match found.shape {
        // « 06 12 34 56 78 a » could pass by chance.
        Shape::Pupil => found.whole || (found.last && !found.ine.starts_with("06") && !found.ine.starts_with("07")),
        Shape::National | Shape::Other => found.whole,
        Shape::University => found.whole && letters >= 2 && LENGTH - letters >= ATTEMPT,
        _ => false,
    }
}

fn heard(scene: &Scene, found: &Found) -> Heard {
    let value = Value::of(found.ine.clone());
    match found.shape {
        Shape::Pupil | Shape::University => Heard::Value(value, Vec::new()),
        Shape::National | Shape::Other => Heard::Value(value, vec![Flag::IneUnverifiable]),
        Shape::Placeholder => refused(Phrase::InePlaceholder, None),
        Shape::PupilWrong | Shape::UniversityWrong | Shape::Unknown => match repaired(&found.ine) {
            Some(better) => {
                let args = Args::new().with("valeur", &better);
                Heard::Refused(Reason::Phrase(Phrase::DidYouMean, args), Some(Value::of(better)))
            }
            None if found.shape == Shape::Unknown && scene.asked => refused(Phrase::IneUnread, None),
            None if found.shape == Shape::Unknown => Heard::Nothing,
            None => Heard::Check(value, vec![Flag::IneKeyUnverified]),
        },
    }
}

/// Runs of words that make eleven signs together.
fn candidates(words: &[Word]) -> Vec<Found> {
    let alone = words.iter().map(|word| word.text.len()).sum::<usize>() == LENGTH;
    let opens = |start: &usize| (alone && *start == 0) || words.get(*start).is_some_and(may_open);
    (0..words.len()).filter(opens).filter_map(|start| candidate(words.get(start..)?)).collect()
}

fn candidate(words: &[Word]) -> Option<Found> {
    let mut ine = String::new();
    for (at, word) in words.iter().take(GROUPS).enumerate() {
        if !belongs(word) || ine.len() + word.text.len() > LENGTH {
            return None;
        }
        ine.push_str(&word.text.to_ascii_uppercase());
        if ine.len() == LENGTH {
            let shape = shape(&ine);
            return Some(Found { ine, shape, whole: at == 0, last: words.len() == at + 1 });
        }
    }
    None
}

/// A first group holds a digit, save the « O » somebody typed for a zero.
fn may_open(word: &Word) -> bool {
    has_digit(word) || word.text == "o"
}

/// A group holds a digit, or is the one or two letters at the end.
fn belongs(word: &Word) -> bool {
    word.text.is_ascii() && (has_digit(word) || word.text.len() <= 2)
}

fn has_digit(word: &Word) -> bool {
    word.text.bytes().any(|sign| sign.is_ascii_digit())
}

/// Asked for, and something like a number was said: how many signs it has.
fn attempt(words: &[Word]) -> Heard {
    let Some(first) = words.iter().position(has_digit) else { return Heard::Nothing };
    let groups = words.get(first..).unwrap_or_default().iter().take_while(|word| belongs(word));
    let mut groups: Vec<&str> = groups.map(|word| word.text.as_str()).collect();
    // Two letters belong to the number at its end only: « 2068113589 a Lille ».
    while groups.len() > 1 && groups.iter().rev().take(2).all(|group| !group.bytes().any(|s| s.is_ascii_digit())) {
        groups.pop();
    }
    let text = groups.concat();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    // A social-security number is masked before it comes here; what is left of one is no INE either.
    let social = matches!(digits, 13 | 15) && text.starts_with(['1', '2']);
    if digits < ATTEMPT || social {
        return Heard::Nothing;
    }
    if text.len() == LENGTH { refused(Phrase::IneUnread, None) } else { refused(Phrase::IneLength, Some(text.len())) }
}

fn refused(phrase: Phrase, length: Option<usize>) -> Heard {
    let args = length.map_or_else(Args::new, |n| Args::new().with("n", n));
    Heard::Refused(Reason::Phrase(phrase, args), None)
}
