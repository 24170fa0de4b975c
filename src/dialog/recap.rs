//! The recap: what was answered, section by section, each line under its permanent number.

use super::agenda::{Agenda, Item};
use super::definition::StepKind;
use super::person::{Key, State};
use super::phrase::Phrase;
use super::text::{Args, Block, Prose, Run};
use super::view::View;

/// The recap of all questions that have an answer.
#[must_use]
pub fn prose(view: &View, agenda: &Agenda) -> Prose {
    let phrases = &view.library.phrases;
    let mut lines = Prose::default();
    let mut section = "";
    for item in agenda.items.iter().filter(|item| is_question(item)) {
        let (Some(step), Some((phrase, value))) = (item.step(), shown(view, &item.key)) else { continue };
        if step.section != section {
            section = &step.section;
            lines.blocks.push(Block { item: false, runs: vec![Run { strong: true, words: section.to_owned() }] });
        }
        let number = view.dossier.numbers.get(&item.key).map(ToString::to_string).unwrap_or_default();
        let args = Args::new().with("numero", number).with("libelle", view.label_of(&item.key)).with("valeur", value);
        lines.extend(phrases.say(phrase, &args));
    }
    if lines.is_empty() {
        return phrases.say(Phrase::RecapEmpty, &Args::new());
    }
    let mut prose = phrases.say(Phrase::RecapHead, &Args::new());
    prose.extend(lines);
    prose
}

fn is_question(item: &Item) -> bool {
    item.step().is_some_and(|step| step.kind == StepKind::Question)
}

/// The line the recap has for an answer, and its value in words; `None` when there is no answer.
fn shown(view: &View, key: &Key) -> Option<(Phrase, String)> {
    let answer = view.answer(key)?;
    let words = |phrase| view.library.phrases.line(phrase, &Args::new());
    let value = match answer.state {
        State::NotConcerned => words(Phrase::NotConcerned),
        State::None => words(Phrase::HasNone),
        // How it stands is no value: « Prénom : Plus tard » would be a strange name.
        State::Deferred { .. } => return Some((Phrase::RecapDeferred, String::new())),
        State::Given | State::Proposed | State::Doubtful | State::Checking => {
            view.show(&key.slot, answer.value.as_ref()?)
        }
        State::SetAside => return None,
    };
    Some((Phrase::RecapLine, value))
}
