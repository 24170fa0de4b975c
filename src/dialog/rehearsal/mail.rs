//! A script played by mail: what is said is a mail, and letters are written when the quiet window is over.

use jiff::SignedDuration;

use super::play::Play;
use super::script::Row;
use crate::dialog::agenda::Agenda;
use crate::dialog::definition::StepKind;
use crate::dialog::fold::fold;
use crate::dialog::person::{Key, Person};
use crate::dialog::reply::{Utterance, What};
use crate::dialog::view::View;
use crate::messages::rehearsal as messages;
use crate::redact::redact;

/// Minutes of silence after which a letter is written, and at most after the first mail it answers.
const QUIET: i64 = 3;
const MOST: i64 = 10;
/// The row that answers every task.
const TASKS: &str = "taches";

impl Play<'_> {
    /// A mail: a line « 3. Dupont » was written under the question of that number, the rest is prose.
    pub(super) fn write_mail(&mut self, words: &str) {
        let redacted = redact(words);
        let mut parts: Vec<(Option<u32>, String)> = Vec::new();
        let mut prose: Vec<&str> = Vec::new();
        for line in redacted.text.lines() {
            match line.split_once(". ").and_then(|(number, rest)| Some((number.trim().parse().ok()?, rest))) {
                Some((number, rest)) => parts.push((Some(number), rest.to_owned())),
                None => prose.push(line),
            }
        }
        if !prose.is_empty() {
            parts.push((None, prose.join("\n")));
        }
        self.turn(What::Said(Utterance { parts, masked: redacted.found, ..Utterance::default() }));
    }

    /// A mail that answers questions by their names: each under its number, files joined.
    pub(super) fn fill_in(&mut self, rows: &[Row]) {
        let mut mail = Utterance::default();
        for row in rows {
            if let Some(piece) = row.words.strip_prefix("Fichier :").and_then(|file| super::parse::file(file.trim())) {
                mail.files.push(piece);
                continue;
            }
            let numbers = self.numbers_of(&row.name);
            if numbers.is_empty() {
                self.fail(row.at, messages::no_slot(&row.name));
            }
            let redacted = redact(&row.words);
            mail.masked.extend(redacted.found);
            mail.parts.extend(numbers.into_iter().map(|number| (Some(number), redacted.text.clone())));
        }
        self.turn(What::Said(mail));
    }

    /// The numbers of the questions that are called so in the last letter; of all tasks.
    fn numbers_of(&self, name: &str) -> Vec<u32> {
        let asked =
            self.speaker().and_then(|speaker| speaker.letters.last()).map(super::super::letter::Letter::numbers);
        let asked = asked.unwrap_or_default();
        let Some(person) = self.speaker().map(|speaker| &speaker.person) else { return Vec::new() };
        let known = self.known(person);
        let called = known.iter().filter(|(key, step, kind, _)| match fold(name) == TASKS {
            true => *kind == Some(StepKind::Task),
            false => *step == *name || *key.slot == *name || key.to_string() == name,
        });
        let mut numbers: Vec<u32> = called.map(|(.., number)| *number).collect();
        if numbers.len() > 1 {
            numbers.retain(|number| asked.contains(number));
        }
        numbers
    }

    /// Every question that has a number.
    fn known(&self, person: &Person) -> Vec<(Key, String, Option<StepKind>, u32)> {
        let Some(view) = person.focused().and_then(|dossier| View::new(self.library(), dossier)) else {
            let asked = person.post.asked.iter();
            return asked.map(|(slot, number)| (Key::new(slot), slot.to_string(), None, *number)).collect();
        };
        let agenda = Agenda::of(&view);
        let numbered = view.dossier.numbers.iter().map(|(key, number)| {
            let step = agenda.find(key).and_then(|item| item.step()).or_else(|| view.step_at(key));
            let name = step.map_or_else(|| key.slot.to_string(), |step| step.name.to_string());
            (key.clone(), name, step.map(|step| step.kind), *number)
        });
        numbered.collect()
    }

    /// True when the last letter asks the question of that name.
    pub(super) fn letter_asks(&self, name: Option<&str>) -> bool {
        let asked =
            self.speaker().and_then(|speaker| speaker.letters.last()).map(super::super::letter::Letter::numbers);
        let asked = asked.unwrap_or_default();
        match name {
            None => asked.is_empty(),
            Some(name) => self.numbers_of(name).iter().any(|number| asked.contains(number)),
        }
    }

    /// Writes the letter of whoever speaks, once the quiet window is over.
    pub(super) fn write_letters(&mut self) {
        let Some(letter) = self.speaker().and_then(|speaker| speaker.person.letter.as_ref()) else { return };
        let past = |at: jiff::Timestamp, minutes| self.now.duration_since(at) >= SignedDuration::from_mins(minutes);
        if past(letter.last, QUIET) || past(letter.first, MOST) {
            self.turn(What::Write);
        }
    }
}
