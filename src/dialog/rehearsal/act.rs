//! What is done in a script.

use super::play::Play;
use super::script::{Act, Row, Verb};
use crate::dialog::definition::{Name, StepKind};
use crate::dialog::diagnostic::Source;
use crate::dialog::fold::fold;
use crate::dialog::load;
use crate::dialog::person::{AGAIN, Key, Piece};
use crate::dialog::reply::{Press, Question, Utterance, What};
use crate::dialog::view::View;
use crate::messages::rehearsal as messages;
use crate::redact::redact;

/// The row of a table that answers every task.
const TASKS: &str = "taches";

/// More answers in a row than any dialog asks for.
const MOST: usize = 500;

impl Play<'_> {
    pub(super) fn act(&mut self, act: &Act) -> Result<(), String> {
        match act {
            Act::Open(which) => self.turn(What::Open(which.clone())),
            Act::Say(words) if self.by_mail => self.write_mail(words),
            Act::Say(words) => self.say(words),
            Act::Answers(rows) if self.by_mail => self.fill_in(rows),
            Act::Answers(rows) => self.answers(rows),
            Act::Press(verb, option, question) => return self.press(*verb, option, question.as_deref()),
            Act::Command(name) => self.turn(What::Command(*name)),
            Act::Edit(question, words) => {
                let key = question.parse().map_err(|_| messages::not_open(question))?;
                self.turn(What::Edited { keys: vec![key], words: redact(words).text });
            }
            Act::Wordless(kind) => self.turn(What::Wordless(*kind)),
            Act::File(piece) => self.file(piece),
            Act::Time(span) => {
                let later = self.now.to_zoned(self.stage.zone.clone()).checked_add(**span);
                self.pass(later.map_or(self.now, |zoned| zoned.timestamp()));
                self.write_letters();
            }
            Act::Proof(proven) => self.proven = *proven,
            Act::Address(address) => self.address = Some(address.clone()),
            Act::Person(name) => self.who.clone_from(name),
            Act::Guide(name) => return self.guide(name),
            Act::Platform(says) => {
                self.turn(What::Platform(says.clone()));
                self.hear_told();
            }
            Act::Authority(authority) => return self.authority(*authority),
            Act::Absent(until) => self.absent = *until,
            Act::Delivered(delivered) => self.delivered = *delivered,
            Act::Staff(deed) => return self.staff(deed),
        }
        Ok(())
    }

    /// Secrets are masked before the core hears a word, as the shell does.
    fn say(&mut self, words: &str) {
        let redacted = redact(words);
        self.turn(What::Said(Utterance { masked: redacted.found, ..Utterance::text(redacted.text) }));
    }

    fn file(&mut self, piece: &Piece) {
        self.turn(What::Said(Utterance { files: vec![piece.clone()], ..Utterance::default() }));
    }

    fn press(&mut self, verb: Verb, option: &str, question: Option<&str>) -> Result<(), String> {
        let key = match question {
            Some(name) => name.parse::<Key>().map_err(|_| messages::not_open(name))?,
            None => self.asked().map(|asked| asked.key.clone()).ok_or_else(messages::nothing_asked)?,
        };
        let shown = self.asked().into_iter().flat_map(|asked| &asked.options);
        let named = shown.into_iter().find(|shown| fold(&shown.label) == fold(option)).map(|shown| shown.id.clone());
        let id = named.unwrap_or_else(|| Name::from(option));
        let press = match verb {
            Verb::Take => Press::Take(id),
            Verb::Ensure => Press::Ensure(id),
            Verb::Remove => Press::Remove(id),
            Verb::Place(place) => Press::Place(id, place.saturating_sub(1)),
            Verb::Validate => Press::Validate,
        };
        self.turn(What::Said(Utterance { pressed: Some((key, press)), ..Utterance::default() }));
        Ok(())
    }

    /// Answers what is asked as long as the table knows it, each row once, in order.
    fn answers(&mut self, rows: &[Row]) {
        let mut left: Vec<&Row> = rows.iter().collect();
        for _ in 0..MOST {
            let Some(asked) = self.asked().cloned() else { break };
            let Some(at) = self.row(&left, &asked) else { break };
            let Some(row) = left.get(at).copied() else { break };
            if fold(&row.name) != TASKS {
                left.remove(at);
            }
            let before = self.asked().cloned();
            match row.words.strip_prefix("Fichier :").and_then(|file| super::parse::file(file.trim())) {
                Some(piece) => self.file(&piece),
                None => self.say(&row.words),
            }
            if self.asked() == before.as_ref() {
                let message = messages::not_taken(&row.name, &row.words, &self.reply().unwrap_or_default());
                return self.fail(row.at, message);
            }
        }
        let asked = self.asked().map_or_else(String::new, |asked| asked.key.to_string());
        for row in left.iter().filter(|row| fold(&row.name) != TASKS) {
            self.fail(row.at, messages::never_asked(&row.name, &asked));
        }
    }

    /// The first row that names the question, else the one for all tasks.
    fn row(&self, rows: &[&Row], asked: &Question) -> Option<usize> {
        let named = rows.iter().position(|row| names(asked, &row.name));
        let task = self.kind(&asked.key) == Some(StepKind::Task);
        named.or_else(|| rows.iter().position(|row| task && fold(&row.name) == TASKS))
    }

    fn kind(&self, key: &Key) -> Option<StepKind> {
        let dossier = self.speaker()?.person.focused()?;
        Some(View::new(self.library(), dossier)?.step_at(key)?.kind)
    }

    /// Puts another text in the place of a dialog's file.
    fn guide(&mut self, name: &str) -> Result<(), String> {
        let text = self.stage.guides.get(name).ok_or_else(|| messages::no_guide(name))?;
        let id = text.lines().find_map(|line| line.strip_prefix("id = ")).unwrap_or_default();
        let file = format!("dialogs/{}.toml", id.trim().trim_matches('\''));
        self.sources.files.retain(|source| source.name != file);
        self.sources.files.push(Source { name: file, text: text.clone() });
        match load::load(&self.sources) {
            Ok((library, _)) => self.own = Some(library),
            Err(problems) => {
                let errors = problems.iter().filter(|problem| problem.is_error());
                let lines: Vec<String> = errors.map(|problem| problem.message.clone()).collect();
                return Err(messages::bad_guide(name, &lines.join("\n")));
            }
        }
        Ok(())
    }
}

/// Whether a script means that question: by its step, its slot, or its key.
pub(super) fn names(question: &Question, name: &str) -> bool {
    let key = question.key.to_string();
    let again = *question.key.slot == *AGAIN && fold(name) == AGAIN;
    again || key == name || *question.step == *name || *question.key.slot == *name
}
