//! The parts of a letter, made from a dossier as it stands.

use jiff::Timestamp;

use super::mask::{self, hidden, is_sensitive};
use super::plan::section;
use super::{Check, Line, Received, Section, Task, line};
use crate::dialog::agenda::{Agenda, Status};
use crate::dialog::definition::StepKind;
use crate::dialog::person::{Answer, Doubt, Flag, Key, State};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::{Args, Block, Prose, Run};
use crate::dialog::view::{Truth, View};

/// Questions answered, and questions there are.
#[must_use]
pub fn counts(view: &View) -> (usize, usize) {
    let agenda = Agenda::of(view);
    let questions = agenda.items.iter().filter(|item| {
        let question = item.step().filter(|step| step.kind == StepKind::Question);
        question.is_some_and(|step| view.holds(&step.when, &item.key.entry) == Truth::Yes)
    });
    let standing: Vec<Status> = questions.map(|item| item.status).collect();
    (standing.iter().filter(|status| **status == Status::Settled).count(), standing.len())
}

/// What was answered since a moment, or at all; `full`: values that are shown though they are sensitive.
#[must_use]
pub fn received(view: &View, since: Option<Timestamp>, full: &dyn Fn(&Key) -> bool) -> Vec<Received> {
    let agenda = Agenda::of(view);
    let questions = agenda.items.iter().filter(|item| item.status == Status::Settled);
    let mut all: Vec<Received> = Vec::new();
    for item in questions {
        let Some(step) = item.step().filter(|step| step.kind != StepKind::Note && step.kind != StepKind::Recap) else {
            continue;
        };
        let Some(answer) = view.answer(&item.key).filter(|answer| since.is_none_or(|since| answer.at > since)) else {
            continue;
        };
        let Some(value) = value(view, &item.key, answer, step.kind) else { continue };
        let value =
            if is_sensitive(step) && answer.value.is_some() && !full(&item.key) { hidden(&value) } else { value };
        let number = view.dossier.numbers.get(&item.key).copied();
        all.push(Received { number, label: view.label_of(&item.key), value, remarks: remarks(view, answer) });
    }
    all
}

/// An answer in words; nothing for tasks told of long ago.
fn value(view: &View, key: &Key, answer: &Answer, kind: StepKind) -> Option<String> {
    let phrase = match answer.state {
        State::NotConcerned => Phrase::NotConcerned,
        State::None => Phrase::HasNone,
        _ if kind == StepKind::Task => Phrase::LetterDone,
        _ => return answer.value.as_ref().map(|value| view.show(&key.slot, value)),
    };
    Some(view.library.phrases.line(phrase, &Args::new()))
}

fn remarks(view: &View, answer: &Answer) -> Vec<Prose> {
    let known = [
        (Flag::UnknownOption, Phrase::LetterUnknown),
        (Flag::Duplicate, Phrase::LetterDuplicate),
        (Flag::ByNumber, Phrase::LetterByNumber),
        (Flag::IneUnverifiable, Phrase::HeardIneUnverifiable),
        (Flag::Partial, Phrase::LetterPartial),
    ];
    let flagged = known.iter().filter(|(flag, _)| answer.flags.contains(flag));
    flagged.map(|(_, phrase)| view.library.phrases.say(*phrase, &Args::new())).collect()
}

/// What is to be confirmed of an answer, or answered anew because it was refused.
#[must_use]
pub fn check(view: &View, key: &Key, doubts: &[Doubt]) -> Check {
    let told = doubts.iter().filter(|doubt| doubt.key.as_ref() == Some(key)).map(|doubt| doubt.why.clone());
    let mut why: Vec<Prose> = told.collect();
    let (asked, hint) = asked(view, key, !why.is_empty());
    why.extend(asked);
    let shown = line::of(view, key);
    let say = |phrase| view.library.phrases.line(phrase, &Args::new());
    let (hint, options) = hint.map_or((shown.hint, shown.options), |phrase| (say(phrase), Vec::new()));
    Check { number: shown.number, label: shown.label, why, hint, options }
}

/// What is asked of an answer as it stands, and how it is answered, where that is not as ever. `told`: the reason was
/// given just before.
fn asked(view: &View, key: &Key, told: bool) -> (Option<Prose>, Option<Phrase>) {
    let say = |phrase, args: &Args| Some(view.library.phrases.say(phrase, args));
    let answer = view.answer(key);
    let value = answer.map(|answer| proposed(view, key, answer)).unwrap_or_default();
    if let Some((new, proven)) = wished(view, key) {
        let args = Args::new().with("ancienne", value).with("nouvelle", new);
        let phrase = if proven { Phrase::LetterInstead } else { Phrase::LetterUnproven };
        return (say(phrase, &args), Some(Phrase::FormYesOrNo));
    }
    let args = Args::new().with("valeur", value);
    let from_mailbox = answer.is_some_and(|answer| answer.flags.contains(&Flag::FromMailbox));
    match answer.map(|answer| (answer.state, answer.flags.contains(&Flag::IneKeyUnverified))) {
        Some((State::Doubtful, true)) => (say(Phrase::LetterIne, &args), Some(Phrase::FormCheck)),
        Some((State::Doubtful, false)) if told => (say(Phrase::LetterMeant, &args), Some(Phrase::FormCheck)),
        Some((State::Doubtful, false)) => (say(Phrase::LetterRead, &args), Some(Phrase::FormCheck)),
        Some((State::Proposed, _)) if from_mailbox => (say(Phrase::LetterMailbox, &args), Some(Phrase::FormCheck)),
        Some((State::Proposed, _)) => (say(Phrase::LetterKnown, &args), Some(Phrase::FormCheck)),
        Some((state, _)) if state.settles() => (say(Phrase::LetterKept, &Args::new()), None),
        _ => (None, None),
    }
}

/// An answer in words, that there is none included.
fn proposed(view: &View, key: &Key, answer: &Answer) -> String {
    let lacking = answer.lacking().map(|state| match state {
        State::NotConcerned => Phrase::NotConcerned,
        _ => Phrase::HasNone,
    });
    let words = || lacking.map(|phrase| view.library.phrases.line(phrase, &Args::new()));
    let value = answer.value.as_ref().map(|value| view.show(&key.slot, value));
    value.or_else(words).unwrap_or_default()
}

/// The change that was asked for and waits, and whether it is known to come from the candidate.
fn wished(view: &View, key: &Key) -> Option<(String, bool)> {
    let wished = view.dossier.wished.get(key)?;
    let value = wished.value.as_ref().map(|value| view.show(&key.slot, value));
    let lacking = || view.library.phrases.line(Phrase::NotConcerned, &Args::new());
    Some((value.unwrap_or_else(lacking), wished.state == State::Doubtful))
}

/// The recap to confirm.
#[must_use]
pub fn recap(view: &View, key: &Key) -> Check {
    let phrases = &view.library.phrases;
    Check {
        number: view.dossier.numbers.get(key).copied(),
        label: view.label_of(key),
        why: vec![phrases.say(Phrase::LetterRecap, &Args::new())],
        hint: phrases.line(Phrase::FormRecap, &Args::new()),
        options: Vec::new(),
    }
}

/// Questions under their sections.
#[must_use]
pub fn sections(view: &View, keys: &[Key]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for key in keys {
        let title = section(view, key).unwrap_or_default();
        let line = line::of(view, key);
        match sections.last_mut().filter(|section| section.title == title) {
            Some(section) => section.lines.push(line),
            None => sections.push(Section { title: title.to_owned(), lines: vec![line] }),
        }
    }
    sections
}

/// Questions that can be answered once the tasks are done.
#[must_use]
pub fn lines(view: &View, keys: &[Key]) -> Vec<Line> {
    keys.iter().map(|key| line::of(view, key)).collect()
}

/// A task: its own words, with the values to copy left to the entry sheet.
#[must_use]
pub fn task(view: &View, key: &Key) -> Option<Task> {
    let step = view.step_at(key)?;
    let redo = view.answer(key).is_some_and(|answer| answer.flags.contains(&Flag::ToRedo));
    let text = step.redo.as_ref().filter(|_| redo).unwrap_or(&step.ask);
    let changed = crate::dialog::turn::changed_since(view, step, key).join(", ");
    let args = mask::args_of(view, text.names(), &key.entry).with("libelle", view.label(step)).with("champs", changed);
    let mut how = text.fill(&args);
    if redo && step.redo.is_none() {
        how = view.library.phrases.say(Phrase::Redo, &args);
    }
    if !step.enters.is_empty() && !view.dialog.screens.is_empty() {
        how = beside_sheet(view, how);
    }
    let number = view.dossier.numbers.get(key).copied();
    Some(Task { number, label: view.label_of(key), how })
}

/// The same without the list of values, which the sheet holds.
fn beside_sheet(view: &View, how: Prose) -> Prose {
    let see = view.library.phrases.line(Phrase::LetterSeeSheet, &Args::new());
    let mut blocks: Vec<Block> = Vec::new();
    let mut said = false;
    for block in how.blocks {
        match block.item {
            false => blocks.push(block),
            true if said => {}
            true => {
                said = true;
                blocks.push(Block { item: false, runs: vec![Run { strong: false, words: see.clone() }] });
            }
        }
    }
    Prose { blocks }
}
