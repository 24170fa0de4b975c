//! What is no plain answer: commands, what holds no words, an earlier message that was changed, groups, a mere look.

use super::{Ending, Session};
use crate::dialog::agenda::{Agenda, Status};
use crate::dialog::intent::{Command, Reading};
use crate::dialog::person::{Channel, Key, Shown, State};
use crate::dialog::phrase::Phrase;
use crate::dialog::phrase::digest;
use crate::dialog::reply::{Effect, Reply, Turn, Wordless};
use crate::dialog::text::Args;
use crate::dialog::understand::understand;

/// The name under which the word said in a group is kept.
const GROUP: &str = "groupe";

impl Session<'_> {
    /// A command is the word said alone; the short question that was open is left unanswered.
    pub(super) fn command_pressed(&mut self, name: Command) {
        self.person.paused = false;
        if let Some(pending) = self.person.pending.take() {
            self.let_go(&pending);
        }
        let asked = self.asked_key();
        self.command(name, None, asked.as_ref(), "");
    }

    /// What holds no words is answered kindly, and the question asked again.
    pub(super) fn wordless(&mut self, kind: Wordless) {
        self.person.paused = false;
        let phrase = match kind {
            Wordless::Sticker => Phrase::GotSticker,
            Wordless::Voice => Phrase::GotVoice,
            Wordless::Place => Phrase::GotPlace,
            Wordless::Contact => Phrase::GotContact,
            Wordless::Other => Phrase::GotOther,
            Wordless::TooLarge if self.channel() == Channel::Email => Phrase::LetterTooLarge,
            Wordless::TooLarge => Phrase::GotTooLarge,
            Wordless::Lost => Phrase::GotLost,
            Wordless::LongMail => Phrase::GotLongMail,
            Wordless::Encrypted => Phrase::GotEncrypted,
            Wordless::Winmail => Phrase::GotWinmail,
            Wordless::Ended => Phrase::GotEnded,
        };
        self.notice(phrase, &Args::new());
    }

    /// The open question and how far the dossier is; the person stays as they were.
    pub(super) fn look(mut self) -> Turn {
        self.catch_up();
        self.show_notes();
        self.quiet = false;
        self.ask();
        let reply = Reply { open: self.reply.open, progress: self.reply.progress, ..Reply::default() };
        Turn { person: self.before.clone(), effects: vec![Effect::Reply(Box::new(reply))] }
    }

    /// In a group, one polite line, once.
    pub(super) fn group(&mut self, link: &str) {
        if self.person.shown.iter().any(|shown| &*shown.what == GROUP) {
            self.ending = Ending::Silent;
            return;
        }
        self.notice(Phrase::GroupHello, &Args::new().with("lien", link));
        let shown = Shown { what: GROUP.into(), version: digest(link), at: self.now.at, channel: self.channel() };
        self.person.shown.push(shown);
        self.ending = Ending::Words;
    }

    /// A message that had answered was changed: its new words answer the same question, as if it were asked.
    pub(super) fn edited(&mut self, keys: &[Key], words: &str) {
        self.ending = Ending::Silent;
        let Some(key) = keys.first().filter(|key| self.applies(key)) else { return };
        let readings = self.readings_of_edit(key, words);
        let answers = |reading: &&Reading| is_answer(reading);
        if !readings.iter().any(|reading| answers(&reading)) || self.is_told_after(key) {
            return self.unreadable_edit(key, &readings);
        }
        let news = readings.iter().filter(answers).filter(|reading| self.is_news(reading, key));
        let news: Vec<Reading> = news.cloned().collect();
        if news.is_empty() {
            return;
        }
        self.ending = Ending::Whole;
        self.correcting = self.told(key).is_some();
        self.act(&news, Some(key), words);
        self.correcting = false;
    }

    fn readings_of_edit(&self, key: &Key, words: &str) -> Vec<Reading> {
        understand(&self.setting(Some(key)), words, &[]).readings
    }

    /// The old answer stays, and is named.
    fn unreadable_edit(&mut self, key: &Key, readings: &[Reading]) {
        let Some(value) = self.told(key) else { return };
        self.ending = Ending::Whole;
        if let Some(Reading::Refused { slot, reason, .. }) = readings.first() {
            let why = self.why_refused(slot, reason);
            self.reply.doubtful.push(why);
        }
        let args = Args::new().with("libelle", self.title(key)).with("valeur", value);
        self.notice(Phrase::EditUnread, &args);
    }

    /// The question is one of the dossier's, as the dossier stands.
    fn applies(&self, key: &Key) -> bool {
        let Some(view) = self.view() else { return false };
        Agenda::of(&view).find(key).is_some_and(|item| item.status != Status::Later)
    }

    /// Says something else than what is held.
    fn is_news(&self, reading: &Reading, asked: &Key) -> bool {
        let held = |key: &Key| self.person.focused().and_then(|dossier| dossier.answers.get(key));
        let state = held(asked).map(|answer| answer.state);
        match reading {
            Reading::Answer { slot, value, .. } => {
                let key = self.key_for(slot, Some(asked));
                key.is_some_and(|key| held(&key).and_then(|answer| answer.value.as_ref()) != Some(value))
            }
            Reading::Deferred => !matches!(state, Some(State::Deferred { .. })),
            _ => !matches!(state, Some(State::NotConcerned | State::None)),
        }
    }
}

fn is_answer(reading: &Reading) -> bool {
    matches!(reading, Reading::Answer { .. } | Reading::Deferred | Reading::NotConcerned | Reading::HasNone)
}
