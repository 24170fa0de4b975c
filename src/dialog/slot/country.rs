//! Countries and nationalities: by name, demonym or code, kept as the country's French name.

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::{Heard, Scene, answer};
use crate::dialog::definition::Name;
use crate::dialog::fold::Said;
use crate::dialog::intent::Reason;
use crate::dialog::lexicon::{Country, List};
use crate::dialog::pattern::slip;
use crate::dialog::person::{Flag, Value};
use crate::dialog::phrase::Phrase;

/// More words than these are a story, not an answer.
const WORDS: usize = 60;
/// What is not read still looks like an attempt at a country within so many words.
const ATTEMPT: usize = 4;

/// A country named in the words.
#[derive(Debug, Clone)]
struct Named<'a> {
    at: Range<usize>,
    country: &'a Country,
}

/// Reads a country.
#[must_use]
pub fn read(scene: &Scene, said: &Said) -> Heard {
    if said.question || said.words.len() > WORDS {
        return Heard::Nothing;
    }
    if scene.asked { asked(scene, said) } else { aside(scene, said) }
}

fn asked(scene: &Scene, said: &Said) -> Heard {
    if answer::is_yes_or_no(scene, said) {
        return Heard::Nothing;
    }
    let Some(bare) = answer::bare(scene, said) else { return Heard::Nothing };
    let exact = exact(scene, &bare);
    if !exact.is_empty() {
        return heard(&exact);
    }
    let named = plain(scene, said, nationality(said, named(scene, said)));
    if !named.is_empty() {
        return heard(&named.iter().map(|named| named.country).collect::<Vec<_>>());
    }
    let near = near(scene, &bare);
    match near.as_slice() {
        [country] => Heard::Value(Value::of(country.name.clone()), vec![Flag::Approximate]),
        [] if bare.words.len() <= ATTEMPT && !negated(scene, said) && !answer::is_question(scene, said) => {
            Heard::Refused(Reason::of(Phrase::CountryUnread), None)
        }
        _ => heard(&near),
    }
}

/// Not asked for: « de nationalité belge », « je suis français », « ressortissante marocaine ».
fn aside(scene: &Scene, said: &Said) -> Heard {
    let introduces = |at: usize| {
        let word =
            |back: usize| at.checked_sub(back).and_then(|at| said.words.get(at)).map_or("", |word| word.text.as_str());
        let near = [word(1), word(2), word(3)];
        near.iter().any(|word| word.starts_with("nationalite") || word.starts_with("ressortissant"))
            || (word(1) == "suis" && word(2) == "je")
            || matches!(word(1), "jsuis" | "chui")
    };
    if !(0..=said.words.len()).any(introduces) {
        return Heard::Nothing;
    }
    let all = named(scene, said);
    let joined = |named: &Named| {
        let between = all.iter().rfind(|other| other.at.end <= named.at.start);
        // « française et belge »: the second is introduced with the first.
        between.is_some_and(|other| named.at.start - other.at.end <= 1 && introduces(other.at.start))
    };
    let after = |named: &Named| {
        said.words.get(named.at.end..).is_some_and(|rest| {
            rest.iter().take(2).any(|word| word.text.starts_with("nationalite"))
                && rest.first().is_some_and(|w| w.text == "de")
        })
    };
    let told = all.iter().filter(|named| introduces(named.at.start) || joined(named) || after(named));
    let told = plain(scene, said, told.cloned().collect());
    if told.is_empty() { Heard::Nothing } else { heard(&told.iter().map(|named| named.country).collect::<Vec<_>>()) }
}

fn heard(countries: &[&Country]) -> Heard {
    let mut names: Vec<&str> = Vec::new();
    for country in countries {
        if !names.contains(&country.name.as_str()) {
            names.push(&country.name);
        }
    }
    match names.as_slice() {
        [] => Heard::Nothing,
        [name] => Heard::Value(Value::of(*name), Vec::new()),
        _ => Heard::Ambiguous(names.into_iter().map(Name::from).collect()),
    }
}

/// A name or a code and nothing else.
fn exact<'a>(scene: &Scene<'a>, bare: &Said) -> Vec<&'a Country> {
    let whole = bare.folded();
    let is = |country: &&Country| country.code.eq_ignore_ascii_case(&whole) || country.aliases.contains(&whole);
    scene.lexicon.countries.iter().filter(is).collect()
}

/// The countries named in the words, the longest name at each place.
fn named<'a>(scene: &Scene<'a>, said: &Said) -> Vec<Named<'a>> {
    let mut found: Vec<Named> = Vec::new();
    for country in &scene.lexicon.countries {
        for alias in country.aliases.iter().filter(|alias| !alias.is_empty()) {
            found.extend(runs(said, alias).map(|at| Named { at, country }));
        }
    }
    let ranges: Vec<Range<usize>> = found.iter().map(|named| named.at.clone()).collect();
    found.retain(|named| !ranges.iter().any(|other| covers(other, &named.at)));
    found.sort_by_key(|named| named.at.start);
    found
}

/// Where the words of an alias stand.
fn runs<'s>(said: &'s Said, alias: &'s str) -> impl Iterator<Item = Range<usize>> + 's {
    let count = alias.split(' ').count();
    said.words.windows(count).enumerate().filter_map(move |(at, here)| {
        let same = here.iter().map(|word| word.text.as_str()).eq(alias.split(' '));
        same.then_some(at..at + count)
    })
}

fn covers(wide: &Range<usize>, narrow: &Range<usize>) -> bool {
    wide != narrow && wide.start <= narrow.start && narrow.end <= wide.end
}

/// Where a nationality is spoken of, only what stands by it: « d’origine algérienne, de nationalité française ».
fn nationality<'a>(said: &Said, named: Vec<Named<'a>>) -> Vec<Named<'a>> {
    let by_origin = |named: &Named| {
        let before = said.words.get(named.at.start.saturating_sub(2)..named.at.start).unwrap_or_default();
        before.iter().any(|word| word.text == "origine" || word.text == "origines")
    };
    let others: Vec<Named> = named.iter().filter(|named| !by_origin(named)).cloned().collect();
    if others.is_empty() { named } else { others }
}

/// Without what is denied: « pas belge, française ».
fn plain<'a>(scene: &Scene<'a>, said: &Said, mut named: Vec<Named<'a>>) -> Vec<Named<'a>> {
    let word = |at: Option<usize>| at.and_then(|at| said.words.get(at..=at)).unwrap_or_default();
    let denies = |words| scene.lexicon.says(List::Negation, words);
    named.retain(|named| {
        let (one, two) = (word(named.at.start.checked_sub(1)), word(named.at.start.checked_sub(2)));
        let article = one.iter().any(|word| matches!(word.text.as_str(), "de" | "d" | "la" | "le" | "l" | "du"));
        !(denies(one) || article && denies(two))
    });
    named
}

fn negated(scene: &Scene, said: &Said) -> bool {
    scene.lexicon.says(List::Negation, &said.words)
}

/// Countries one slip away from the whole answer, or from its one long word.
fn near<'a>(scene: &Scene<'a>, bare: &Said) -> Vec<&'a Country> {
    if bare.words.len() > ATTEMPT || negated(scene, bare) {
        return Vec::new();
    }
    let whole = bare.folded();
    let words: Vec<&str> = bare.words.iter().map(|word| word.text.as_str()).collect();
    let fits = |alias: &String| slip(alias, &whole) || words.iter().any(|word| slip(alias, word));
    scene.lexicon.countries.iter().filter(|country| country.aliases.iter().any(fits)).collect()
}
