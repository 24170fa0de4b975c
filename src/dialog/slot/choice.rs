//! One of a list: by name, number, position, trait, with a slip, or by its beginning. Two that fit are asked, never
//! guessed.

use std::ops::Range;

use super::options::{Names, negated};
use super::{Heard, Scene};
use crate::dialog::definition::{Choice, Name};
use crate::dialog::fold::{Said, Word};
use crate::dialog::intent::Reason;
use crate::dialog::lexicon::List;
use crate::dialog::number;
use crate::dialog::person::{Flag, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;

mod facets;
#[cfg(test)]
mod tests;

/// Words kept because no option fits are no longer than this.
const OTHER_BYTES: usize = 200;

/// Which options the words fit.
#[derive(Debug, PartialEq, Eq)]
enum Fit {
    None,
    /// One, perhaps in spite of a slip.
    One(usize, bool),
    /// Several: to be asked.
    Several(Vec<usize>),
    /// A number beyond the list.
    Beyond,
}

/// Reads one option of the scene; with `other`, words that fit none are kept as they are.
#[must_use]
pub fn read(scene: &Scene, said: &Said, other: bool) -> Heard {
    if said.is_empty() {
        return Heard::Nothing;
    }
    match find(scene, said) {
        Fit::One(at, slip) => scene.options.get(at).map_or(Heard::Nothing, |option| settle(option, slip)),
        Fit::Several(among) if scene.asked => Heard::Ambiguous(ids(scene.options, &among)),
        Fit::Several(_) => Heard::Nothing,
        Fit::Beyond => Heard::Refused(Reason::of(Phrase::NotInList), None),
        Fit::None if other && scene.asked && is_answer(scene, said) => {
            Heard::Value(Value::of(polished(scene, said)), vec![Flag::UnknownOption])
        }
        Fit::None => Heard::Nothing,
    }
}

/// An option, taken or refused.
pub(super) fn settle(option: &Choice, slip: bool) -> Heard {
    match &option.refused {
        Some((why, instead)) => {
            let reason = Reason::Option(option.id.clone(), why.fill(&Args::new()));
            Heard::Refused(reason, instead.as_ref().map(|id| Value::of(&**id)))
        }
        None => Heard::Value(Value::of(&*option.id), if slip { vec![Flag::Approximate] } else { Vec::new() }),
    }
}

pub(super) fn ids(options: &[Choice], among: &[usize]) -> Vec<Name> {
    among.iter().filter_map(|at| options.get(*at)).map(|option| option.id.clone()).collect()
}

fn find(scene: &Scene, said: &Said) -> Fit {
    let names = Names::new(scene.options);
    let words = scene.lexicon.trimmed(&said.words);
    let words = if words.is_empty() { said.words.as_slice() } else { words };
    let core = scene.lexicon.past_lead(words);
    if let Some(only) = only_one(scene, said) {
        return Fit::One(only, false);
    }
    let exact = [words, core].map(|words| names.exact(words, scene.asked)).into_iter().find(|found| !found.is_empty());
    if let Some(found) = exact {
        return fit(found, false);
    }
    let position = if scene.asked { position(scene, said, words, core) } else { None };
    match position {
        // « 59 » is no place in the list, but a département.
        None | Some(Fit::Beyond) => {}
        Some(found) => return found,
    }
    let traits = facets::read(scene, said);
    if traits != Fit::None || asks(scene, said) {
        return traits;
    }
    if let Some(beyond) = position {
        return beyond;
    }
    let named = mentioned(scene, said, &names);
    if named != Fit::None || !scene.asked {
        return named;
    }
    fit(names.begun(core), true)
}

/// « Oui » to a list of one.
fn only_one(scene: &Scene, said: &Said) -> Option<usize> {
    let mut shown = scene.options.iter().enumerate().filter(|(_, option)| option.refused.is_none());
    let (at, _) = shown.next().filter(|_| scene.asked && scene.options.len() > 1)?;
    let agreed = scene.lexicon.is_only(List::Yes, said) || scene.lexicon.is_only(List::Done, said);
    (shown.next().is_none() && agreed).then_some(at)
}

/// A question about the options is no choice of one; what guide one needs may well be asked for.
fn asks(scene: &Scene, said: &Said) -> bool {
    let told_apart = scene.options.iter().any(|option| !option.facets.is_empty());
    let question = said.question || scene.lexicon.says(List::Interrogative, &said.words);
    !told_apart && (question || scene.lexicon.says(List::DontKnow, &said.words))
}

fn fit(mut found: Vec<usize>, slip: bool) -> Fit {
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [] => Fit::None,
        [one] => Fit::One(*one, slip),
        _ => Fit::Several(found),
    }
}

/// The options named in the sentence and not negated.
fn mentioned(scene: &Scene, said: &Said, names: &Names) -> Fit {
    if !scene.asked && names.mentions(&said.words, false).is_empty() {
        return Fit::None;
    }
    let mut found = names.mentions(&said.words, true);
    if scene.asked {
        found = names.with_slips(&said.words, found);
    }
    let start = scene.lexicon.trimmed(&said.words).first().map_or(0, |word| word.at.start);
    let (mut wanted, mut slip, mut from) = (Vec::new(), false, 0);
    for mention in &found {
        // « Madame, Monsieur, » greets.
        let greets = said.words.get(mention.run.start).is_some_and(|word| word.at.start < start);
        if !greets && !negated(scene.lexicon, said, from, &mention.run) {
            wanted.extend_from_slice(&mention.options);
            slip |= mention.approximate;
        }
        from = mention.run.end;
    }
    fit(wanted, slip)
}

/// « 2 », « la 2 », « le deuxième », « la dernière », « b » : places in the list on screen.
fn position(scene: &Scene, said: &Said, words: &[Word], core: &[Word]) -> Option<Fit> {
    // An option that is refused is never on screen.
    let options = scene.options.iter().enumerate().filter(|(_, option)| option.refused.is_none());
    let shown: Vec<usize> = options.map(|(at, _)| at).collect();
    let place = |value: u32| usize::try_from(value).ok()?.checked_sub(1).and_then(|at| shown.get(at).copied());
    // « C bon » is not the third.
    if let [only] = said.words.as_slice()
        && let [letter @ b'a'..=b'z'] = only.text.as_bytes()
    {
        return shown.get(usize::from(letter - b'a')).map(|at| Fit::One(*at, false));
    }
    // The lead « les » is gone from the core.
    if let Some(all) = number::all_of(scene.lexicon, words) {
        return (all == shown.len()).then(|| fit(shown, false));
    }
    if core.len() <= 3 && core.iter().any(|word| ["dernier", "derniere"].contains(&word.text.as_str())) {
        return shown.last().map(|last| Fit::One(*last, false));
    }
    let mut numbers = Vec::new();
    let mut rest = core;
    while !rest.is_empty() {
        if let Some(number) = number::read(scene.lexicon, rest) {
            numbers.push(number.value);
            rest = rest.get(number.words..)?;
        } else if joins(rest) {
            rest = rest.get(1..)?;
        } else {
            return None;
        }
    }
    if numbers.is_empty() {
        return None;
    }
    let places: Option<Vec<usize>> = numbers.into_iter().map(place).collect();
    Some(places.map_or(Fit::Beyond, |places| fit(places, false)))
}

/// Words that may stand around numbers: « la 2 ou la 3 », « le deuxième choix ».
fn joins(words: &[Word]) -> bool {
    let joining = ["et", "ou", "la", "le", "les", "choix", "option", "reponse", "proposition", "numero", "n"];
    words.first().is_some_and(|word| joining.contains(&word.text.as_str()))
}

/// True when the words may be an answer in their own right, for a list that is not complete.
pub(super) fn is_answer(scene: &Scene, said: &Said) -> bool {
    let lexicon = scene.lexicon;
    let words = lexicon.trimmed(&said.words);
    let evasive = [
        List::DontKnow,
        List::Later,
        List::NotConcerned,
        List::HasNone,
        List::Yes,
        List::No,
        List::Unclear,
        List::Done,
        List::Anything,
        List::All,
        List::Polite,
    ];
    let letters = words.iter().any(|word| word.text.bytes().filter(u8::is_ascii_alphabetic).count() > 1);
    letters
        && said.raw.len() <= OTHER_BYTES
        && !said.question
        && !lexicon.says(List::Interrogative, words)
        && !lexicon.says(List::DontKnow, words)
        && !evasive.iter().any(|list| lexicon.is_only(*list, said))
        && lexicon.command(said).is_none()
}

/// The candidate's own words, without the polite ones around them.
fn polished(scene: &Scene, said: &Said) -> String {
    let run = part_of(&said.words, scene.lexicon.trimmed(&said.words));
    said.original(run).to_owned()
}

/// Where a part of the words stands among them.
fn part_of(words: &[Word], part: &[Word]) -> Range<usize> {
    let start = part.first().and_then(|first| words.iter().position(|word| word.at == first.at)).unwrap_or(0);
    start..start + part.len()
}
