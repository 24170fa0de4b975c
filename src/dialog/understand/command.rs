//! Words valid everywhere.

use super::setting::Setting;
use crate::dialog::definition::{Name, StepKind};
use crate::dialog::fold::{Said, fold};
use crate::dialog::intent::Command;
use crate::dialog::lexicon::{List, SHORT};
use crate::dialog::pattern::{Pattern, among};

/// The command whose turn of phrase stands in the utterance.
pub(super) fn within(setting: &Setting, said: &Said) -> Option<Command> {
    let lexicon = setting.lexicon();
    // « je me suis trompé dans mon prénom » is also listed apart, for the questions that need only that list.
    // What the command leaves out is no correction in that list either.
    let unless = lexicon.commands.get(&Command::Correct).map(|phrasing| phrasing.unless.as_slice()).unwrap_or_default();
    let but = || among(unless, &said.words).any(|pattern| pattern.matches(&said.words));
    let corrects = || said.words.len() <= SHORT && lexicon.says(List::Correct, &said.words) && !but();
    lexicon.command_within(said).or_else(|| corrects().then_some(Command::Correct))
}

/// The slot an utterance names: « mon prénom », « mes vœux ».
#[must_use]
pub fn slot_named(setting: &Setting, said: &Said) -> Option<Name> {
    let view = setting.view.as_ref()?;
    let words = &said.words;
    let questions = view.dialog.steps.iter().filter(|step| step.kind == StepKind::Question);
    let named = questions.filter_map(|step| {
        let called =
            among(&step.slot.called, words).filter(|pattern| pattern.matches(words)).map(Pattern::weight).max();
        let label = fold(&view.label(step));
        let by_label = Pattern::new(&label).filter(|pattern| pattern.matches(words));
        let by_name = Pattern::new(&step.slot.name.replace('_', " "));
        let by_name = by_name.filter(|pattern| pattern.matches(words));
        let weight = called.max(by_label.as_ref().map(Pattern::weight)).max(by_name.as_ref().map(Pattern::weight))?;
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
