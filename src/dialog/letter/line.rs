//! How a question of a chat becomes one line of a form: its label, how to answer in a few words, its choices lettered.

use super::{Lettered, Line};
use crate::dialog::definition::{Choice, DateRange, Name, Slot, SlotKind, Step, StepKind};
use crate::dialog::person::{AGAIN, Key};
use crate::dialog::phrase::{Phrase, Phrases};
use crate::dialog::show;
use crate::dialog::text::Args;
use crate::dialog::view::View;

/// More choices than these are not listed: a mail is no catalogue.
const LETTERS: usize = 26;

/// The line of a question of a dossier.
#[must_use]
pub fn of(view: &View, key: &Key) -> Line {
    let number = view.dossier.numbers.get(key).copied();
    let Some(step) = view.step_at(key) else {
        let phrases = &view.library.phrases;
        let hint = phrases.line(Phrase::FormYesNo, &Args::new());
        return Line { number, label: label(view, key), hint, options: Vec::new(), value: None };
    };
    let value = view.answer(key).and_then(|answer| answer.value.as_ref());
    let value = value.filter(|_| step.kind == StepKind::Question).map(|value| view.show(&key.slot, value));
    let choices = view.options(&step.slot);
    let own = step.form.as_ref().map(|form| view.fill(form, &key.entry).line()).unwrap_or_default();
    let mut line = bare(&view.library.phrases, step, &choices);
    line.hint = joined([condition(view, step), own, line.hint, piece(view, &step.slot)]);
    Line { number, label: label(view, key), value, ..line }
}

/// The line of a step outside any dossier.
#[must_use]
pub fn bare(phrases: &Phrases, step: &Step, choices: &[Choice]) -> Line {
    let options = lettered(&step.slot, choices);
    let kind = hint(phrases, step, options.len()).unwrap_or_default();
    let only = only(&step.slot, choices).map(|choice| choice.label.clone()).unwrap_or_default();
    let say = |phrase, is: bool| if is { phrases.line(phrase, &Args::new()) } else { String::new() };
    let none = say(Phrase::FormNone, step.slot.none);
    let optional = say(Phrase::FormOptional, step.slot.optional);
    let label = step.label.line(&Args::new());
    Line { number: None, label, hint: joined([only, kind, none, optional]), options, value: None }
}

/// What a question is called in a form: « un autre ? » by its group.
#[must_use]
pub fn label(view: &View, key: &Key) -> String {
    let Some((group, entry)) = key.entry.as_ref().filter(|_| *key.slot == *AGAIN) else { return view.label_of(key) };
    let phrase = if *entry == 0 { Phrase::FormFirst } else { Phrase::FormAgain };
    let label = view.dialog.group(group).map_or("", |group| group.label.as_str());
    capital(&view.library.phrases.line(phrase, &Args::new().with("groupe", label)))
}

/// With a capital at its beginning.
fn capital(words: &str) -> String {
    let mut signs = words.chars();
    signs.next().into_iter().flat_map(char::to_uppercase).chain(signs.as_str().chars()).collect()
}

/// How its kind of value is written.
fn hint(phrases: &Phrases, step: &Step, lettered: usize) -> Option<String> {
    let say = |phrase| Some(phrases.line(phrase, &Args::new()));
    match &step.slot.kind {
        SlotKind::Date { range: DateRange::Birth } => say(Phrase::FormBirth),
        SlotKind::Date { .. } => say(Phrase::FormDate),
        SlotKind::PartialDate { .. } => say(Phrase::FormPartialDate),
        SlotKind::Ine => say(Phrase::FormIne),
        SlotKind::Email => say(Phrase::FormEmail),
        SlotKind::Phone => say(Phrase::FormPhone),
        SlotKind::YesNo => say(Phrase::FormYesNo),
        SlotKind::Ranking { other: true, .. } if lettered > 1 => say(Phrase::FormRankingOther),
        SlotKind::Ranking { .. } if lettered > 1 => say(Phrase::FormRanking),
        SlotKind::Ranking { .. } => say(Phrase::FormOrder),
        SlotKind::Choice { other: true, .. } if lettered > 0 => say(Phrase::FormOther),
        SlotKind::Text { .. }
        | SlotKind::PersonName { .. }
        | SlotKind::Place
        | SlotKind::Country
        | SlotKind::Choice { .. }
        | SlotKind::Document { .. }
        | SlotKind::Done
        | SlotKind::Wish => None,
    }
}

/// « Si oui à la question 8 », when that is not answered yet.
fn condition(view: &View, step: &Step) -> String {
    let Some((on, yes)) = super::plan::condition(view, step) else { return String::new() };
    let Some(number) = view.dossier.numbers.get(&on) else { return String::new() };
    let phrase = if yes { Phrase::FormIfYes } else { Phrase::FormIfNo };
    view.library.phrases.line(phrase, &Args::new().with("numero", number))
}

/// What the platform takes as a file.
fn piece(view: &View, slot: &Slot) -> String {
    if !matches!(slot.kind, SlotKind::Document { .. }) {
        return String::new();
    }
    let phrases = &view.library.phrases;
    let Some(rule) = view.piece_rule(slot) else { return phrases.line(Phrase::FormFile, &Args::new()) };
    let types = crate::dialog::slot::document::types(rule);
    let args = Args::new().with("types", types);
    match rule.bytes {
        Some(most) => phrases.line(Phrase::FormFileRule, &args.with("limite", show::bytes(most))),
        None => phrases.line(Phrase::FormFileType, &args),
    }
}

fn joined<const N: usize>(parts: [String; N]) -> String {
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    said.join("\u{a0}; ")
}

/// The choices that can be given by a letter, in their order.
#[must_use]
pub fn lettered(slot: &Slot, choices: &[Choice]) -> Vec<Lettered> {
    let offered = offered(slot, choices);
    if offered.len() < 2 {
        return Vec::new();
    }
    offered.iter().zip('A'..='Z').map(|(choice, letter)| Lettered { letter, label: choice.label.clone() }).collect()
}

/// The only choice there is: no letter stands for it.
fn only<'c>(slot: &Slot, choices: &'c [Choice]) -> Option<&'c Choice> {
    match offered(slot, choices).as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

/// The choices behind letters: those that are not refused; none where there are too many.
fn offered<'c>(slot: &Slot, choices: &'c [Choice]) -> Vec<&'c Choice> {
    let closed = matches!(slot.kind, SlotKind::Choice { .. } | SlotKind::Ranking { .. });
    let offered: Vec<&Choice> = choices.iter().filter(|choice| closed && choice.refused.is_none()).collect();
    if offered.len() > LETTERS { Vec::new() } else { offered }
}

/// The choices that « B », « b) » or « B, A » names; empty where it is no list of letters.
#[must_use]
pub fn named_by_letter(slot: &Slot, choices: &[Choice], text: &str) -> Vec<Name> {
    let offered = offered(slot, choices);
    let mut named = Vec::new();
    for part in text.split(|sign: char| sign.is_whitespace() || ",;>/.)(&+".contains(sign)) {
        let part = part.trim_matches(|sign: char| sign == '«' || sign == '»' || sign == '"' || sign == '-');
        let mut signs = part.chars();
        let choice = match (signs.next(), signs.next()) {
            (None, _) => continue,
            (Some(sign), None) => choice(&offered, sign),
            _ if ["et", "puis", "ET", "PUIS", "Et", "Puis"].contains(&part) => continue,
            _ => None,
        };
        let Some(choice) = choice else { return Vec::new() };
        if !named.contains(&choice.id) {
            named.push(choice.id.clone());
        }
    }
    named
}

/// « b) Madame »: the letter, when what stands behind it is that choice's own words.
#[must_use]
pub fn named_by_letter_and_label(slot: &Slot, choices: &[Choice], text: &str) -> Option<Name> {
    let text = text.trim();
    let mut signs = text.chars();
    let letter = signs.next()?;
    let rest = signs.as_str().trim_start();
    let rest = rest.trim_start_matches([')', '.', ':', '-', '–', '=']);
    let choice = choice(&offered(slot, choices), letter)?;
    let same = crate::dialog::fold::fold(rest) == crate::dialog::fold::fold(&choice.label);
    same.then(|| choice.id.clone())
}

fn choice<'c>(offered: &[&'c Choice], letter: char) -> Option<&'c Choice> {
    let at = ('A'..='Z').position(|known| known == letter.to_ascii_uppercase())?;
    offered.get(at).copied()
}
