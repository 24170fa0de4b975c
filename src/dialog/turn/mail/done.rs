//! « FAIT 12, 13 »: tasks told done by their numbers.

use super::Session;
use crate::dialog::definition::StepKind;
use crate::dialog::fold::{Said, Word};
use crate::dialog::person::{Key, State};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;

/// A range of more tasks is a slip.
const RANGE: u32 = 60;
/// What says that something is done, and that all is.
const DONE: &[&str] = &["fait", "faite", "faits", "faites"];
const ALL: &[&str] = &["tout", "toutes", "tous"];
/// Words that may stand beside the numbers; in any other sentence « fait » tells a story.
const BESIDE: &[&str] = &[
    "a", "ai", "au", "bien", "c", "deja", "de", "du", "est", "et", "etape", "etapes", "j", "jusqu", "l", "la", "le",
    "les", "merci", "n", "no", "num", "numero", "numeros", "oui", "ok", "ont", "ete", "sont", "tache", "taches",
    "voila",
];

impl Session<'_> {
    /// « FAIT 12, 13 », « 12 et 13 faits », « fait 12 à 16 », « tout est fait ».
    pub(super) fn told_done(&mut self, said: &Said) -> bool {
        let done = said.words.iter().any(|word| DONE.contains(&word.text.as_str()));
        let all = said.words.iter().any(|word| ALL.contains(&word.text.as_str()));
        let numbers = numbers(said);
        if said.question || !done || (numbers.is_empty() && !all) || !said.words.iter().all(is_beside) {
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

fn is_beside(word: &Word) -> bool {
    let text = word.text.as_str();
    [DONE, ALL, BESIDE].iter().any(|list| list.contains(&text)) || text.bytes().all(|sign| sign.is_ascii_digit())
}

/// « Oui, tout est exact, FAIT 12 et 13 »: what stands before the tasks, and the tasks.
pub(super) fn cut(said: &Said) -> Option<(String, String)> {
    let at = said.words.iter().rposition(|word| DONE.contains(&word.text.as_str()))?;
    let tail = said.words.get(at..)?;
    let numbered = tail.iter().any(|word| word.text.bytes().all(|sign| sign.is_ascii_digit()));
    let from = tail.first()?.at.start;
    let (head, tasks) = said.raw.split_at_checked(from)?;
    (at > 0 && numbered && tail.iter().all(is_beside)).then(|| (head.to_owned(), tasks.to_owned()))
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
    fn tasks_behind_a_sentence_are_cut_off() {
        let cases = [
            ("Oui, tout est exact, FAIT 12 et 13", Some(("Oui, tout est exact, ", "FAIT 12 et 13"))),
            ("FAIT 12", None),
            ("j’ai fait 3 ans de licence", None),
            ("c’est fait", None),
        ];
        for (text, expected) in cases {
            let expected = expected.map(|(head, tail)| (head.to_owned(), tail.to_owned()));
            assert_eq!(cut(&Said::new(text)), expected, "{text}");
        }
    }

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
