//! « FAIT 12, 13 »: tasks told done by their numbers.

use super::Session;
use crate::dialog::definition::StepKind;
use crate::dialog::fold::Said;
use crate::dialog::lexicon::List;
use crate::dialog::person::{Key, State};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;

/// A range of more tasks is a slip.
const RANGE: u32 = 60;

impl Session<'_> {
    /// « FAIT 12, 13 », « 12 et 13 faits », « fait 12 à 16 », « tout est fait ».
    pub(super) fn told_done(&mut self, said: &Said) -> bool {
        if said.question {
            return false;
        }
        let done = said.words.iter().any(|word| matches!(word.text.as_str(), "fait" | "faite" | "faits" | "faites"));
        let all = said.words.iter().any(|word| matches!(word.text.as_str(), "tout" | "toutes" | "tous"));
        let not = self.library.lexicon.says(List::Negation, &said.words)
            || self.library.lexicon.says(List::Later, &said.words);
        let numbers = numbers(said);
        if !done || not || (numbers.is_empty() && !all) || said.words.len() > 40 {
            return false;
        }
        let keys: Vec<Key> = if numbers.is_empty() { self.open_tasks() } else { self.tasks_numbered(&numbers) };
        for key in &keys {
            self.done(key, &said.raw);
        }
        !keys.is_empty() || !numbers.is_empty()
    }

    pub(super) fn done(&mut self, key: &Key, words: &str) {
        self.mailing.understood = true;
        let settled = self.person.focused().and_then(|dossier| dossier.answers.get(key));
        if settled.is_some_and(|answer| answer.state == State::Given) {
            return;
        }
        self.settle_done(key, words);
    }

    /// The tasks the last letter listed.
    fn open_tasks(&self) -> Vec<Key> {
        let plan = self.person.focused().map(|dossier| crate::dialog::letter::plan::Plan::of(self.library, dossier));
        plan.map(|plan| plan.tasks).unwrap_or_default()
    }

    fn tasks_numbered(&mut self, numbers: &[u32]) -> Vec<Key> {
        let mut keys = Vec::new();
        for number in numbers {
            let key = self.key_by_number(*number);
            let kind = key.as_ref().and_then(|key| self.view()?.step_at(key).map(|step| step.kind));
            match (key, kind) {
                (Some(key), Some(StepKind::Task)) => keys.push(key),
                (Some(_), Some(_)) => {
                    let why = self.say(Phrase::LetterNoTask, &Args::new().with("numero", number));
                    self.doubtful(None, why);
                }
                _ => self.mailing.unknown.push(*number),
            }
        }
        keys
    }
}

/// The numbers said, ranges spelled out.
fn numbers(said: &Said) -> Vec<u32> {
    let mut numbers: Vec<u32> = Vec::new();
    let mut range = false;
    for (at, word) in said.words.iter().enumerate() {
        let Ok(number) = word.text.parse::<u32>() else {
            let dash = at > 0 && matches!(word.text.as_str(), "a" | "jusqu");
            range = (range && word.text == "a") || (dash && !numbers.is_empty());
            continue;
        };
        let between = at.checked_sub(1).and_then(|before| said.words.get(before));
        let dashed = between.and_then(|before| said.raw.get(before.at.end..word.at.start));
        let dashed = dashed.is_some_and(|signs| matches!(signs.trim(), "-" | "–" | "—"));
        match numbers.last().copied().filter(|last| (range || dashed) && number > *last && number - last <= RANGE) {
            Some(last) => numbers.extend(last + 1..=number),
            None => numbers.push(number),
        }
        range = false;
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_ranges_of_numbers() {
        for (text, expected) in [
            ("FAIT 12, 13", vec![12, 13]),
            ("fait 12 à 15", vec![12, 13, 14, 15]),
            ("12-14 faits", vec![12, 13, 14]),
            ("fait : 12 et 14", vec![12, 14]),
            ("tout est fait", vec![]),
            ("fait 15 à 12", vec![15, 12]),
            ("fait 1 à 4000000000", vec![1, 4_000_000_000]),
        ] {
            assert_eq!(numbers(&Said::new(text)), expected, "{text}");
        }
    }
}
