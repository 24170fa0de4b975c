//! Words valid everywhere.

use super::setting::Setting;
use crate::dialog::definition::{Name, StepKind};
use crate::dialog::fold::{Said, fold};
use crate::dialog::intent::Command;
use crate::dialog::lexicon::List;

/// A command is meant in a short utterance only; in a longer one its words are part of a story.
const SHORT: usize = 16;

/// The command that is the whole utterance, but for polite words.
pub(super) fn alone(setting: &Setting, said: &Said) -> Option<Command> {
    if said.words.len() > SHORT {
        return None;
    }
    let lexicon = setting.lexicon();
    let trimmed = lexicon.trimmed(&said.words);
    let words = if trimmed.is_empty() { said.words.as_slice() } else { trimmed };
    let whole = 0..words.len();
    let found = lexicon
        .commands
        .iter()
        .find(|(_, phrasing)| phrasing.whole.iter().any(|pattern| pattern.find(words).is_some_and(|run| run == whole)));
    found.map(|(name, _)| *name)
}

/// The command whose turn of phrase stands in the utterance: the one that asks for the most words.
pub(super) fn within(setting: &Setting, said: &Said) -> Option<Command> {
    if said.words.len() > SHORT {
        return None;
    }
    let found = setting.lexicon().commands.iter().filter_map(|(name, phrasing)| {
        let matching = phrasing.within.iter().filter(|pattern| pattern.matches(&said.words));
        let weight = matching.map(crate::dialog::pattern::Pattern::weight).max()?;
        let but = phrasing.unless.iter().any(|pattern| pattern.matches(&said.words));
        (!but).then_some((weight, *name))
    });
    let best = found.max_by_key(|(weight, _)| *weight).map(|(_, name)| name);
    // « je me suis trompé dans mon prénom » is also listed apart, for the questions that need only that list.
    best.or_else(|| setting.lexicon().says(List::Correct, &said.words).then_some(Command::Correct))
}

/// The slot an utterance names: « mon prénom », « mes vœux ».
#[must_use]
pub fn slot_named(setting: &Setting, said: &Said) -> Option<Name> {
    let view = setting.view.as_ref()?;
    let words = &said.words;
    let questions = view.dialog.steps.iter().filter(|step| step.kind == StepKind::Question);
    let named = questions.filter_map(|step| {
        let called =
            step.slot.called.iter().filter(|pattern| pattern.matches(words)).map(|pattern| pattern.weight()).max();
        let label = fold(&view.label(step));
        let by_label = crate::dialog::pattern::Pattern::new(&label).filter(|pattern| pattern.matches(words));
        let by_name = crate::dialog::pattern::Pattern::new(&step.slot.name.replace('_', " "));
        let by_name = by_name.filter(|pattern| pattern.matches(words));
        let weight =
            called.max(by_label.map(|pattern| pattern.weight())).max(by_name.map(|pattern| pattern.weight()))?;
        Some((weight, step.slot.name.clone()))
    });
    // The first of the surest: « date de naissance » beats « naissance ».
    named
        .fold(None, |best: Option<(usize, Name)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, name)| name)
}
