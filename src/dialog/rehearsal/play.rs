//! Playing a script: its people, its clock, its dialogs, and what was said last.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::Stage;
use super::coverage::met;
use super::script::{Expect, Failure, Item, Script};
use crate::dialog::definition::{Library, Name};
use crate::dialog::letter::Letter;
use crate::dialog::person::{Channel, Person};
use crate::dialog::reply::{Effect, Event, Notice, Question, Reply, What};
use crate::dialog::sender::writes_from;
use crate::dialog::text::Prose;
use crate::dialog::turn::{Now, turn};

/// Who speaks when the script names nobody.
const CANDIDATE: &str = "Candidat";

/// What came of a script.
pub(super) struct Outcome {
    pub(super) failures: Vec<Failure>,
    /// Dialog and step.
    pub(super) met: BTreeSet<(Name, Name)>,
}

/// A script under way.
pub(super) struct Play<'a> {
    pub(super) stage: &'a Stage<'a>,
    /// The dialogs, once a guide was replaced.
    pub(super) own: Option<Library>,
    pub(super) sources: crate::dialog::diagnostic::Sources,
    pub(super) people: BTreeMap<String, Speaker>,
    pub(super) who: String,
    pub(super) now: Timestamp,
    serial: u128,
    /// Words that must never be found again.
    pub(super) secrets: Vec<String>,
    /// Everything said to anybody, for what must not be.
    pub(super) spoken: String,
    pub(super) failures: Vec<Failure>,
    met: BTreeSet<(Name, Name)>,
    pub(super) by_mail: bool,
    pub(super) proven: bool,
    pub(super) absent: Option<Date>,
    pub(super) delivered: bool,
    /// What was said unasked since the last act.
    pub(super) told: Vec<Notice>,
    /// What the platform was answered.
    pub(super) answered: Vec<String>,
    /// Where mails of somebody new come from.
    pub(super) address: Option<String>,
}

/// One of the people and what they were told last.
pub(super) struct Speaker {
    pub(super) person: Person,
    pub(super) reply: Option<Reply>,
    pub(super) effects: Vec<Effect>,
    /// The letters written so far, the last one last.
    pub(super) letters: Vec<Letter>,
}

/// Plays it from its first line to its last.
pub(super) fn play(script: &Script, stage: &Stage) -> Outcome {
    let now = script.start.to_zoned(stage.zone.clone()).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp());
    let mut play = Play {
        stage,
        own: None,
        sources: stage.sources.clone(),
        people: BTreeMap::new(),
        who: CANDIDATE.to_owned(),
        now,
        serial: 0,
        secrets: Vec::new(),
        spoken: String::new(),
        failures: Vec::new(),
        met: BTreeSet::new(),
        by_mail: script.by_mail,
        proven: true,
        absent: None,
        delivered: true,
        told: Vec::new(),
        answered: Vec::new(),
        address: None,
    };
    for line in &script.lines {
        let before = play.failures.len();
        let failed = match &line.item {
            Item::Act(act) => play.act(act),
            Item::Expect(expect) => play.expect(expect),
        };
        if let Err(message) = failed {
            play.fail(line.at, message);
        }
        // Once it is off its rails, what follows says nothing more.
        let rail = matches!(line.item, Item::Act(_) | Item::Expect(Expect::Asked(_)));
        if rail && play.failures.len() > before {
            break;
        }
    }
    let last = script.lines.last().map_or(1, |line| line.at);
    for secret in std::mem::take(&mut play.secrets) {
        if let Err(message) = play.forgotten(&secret) {
            play.fail(last, message);
        }
    }
    Outcome { failures: play.failures, met: play.met }
}

impl Play<'_> {
    pub(super) fn fail(&mut self, line: usize, message: String) {
        self.failures.push(Failure { line, message });
    }

    pub(super) fn library(&self) -> &Library {
        self.own.as_ref().unwrap_or(self.stage.library)
    }

    /// Who speaks; someone new the first time.
    pub(super) fn speaker(&self) -> Option<&Speaker> {
        self.people.get(&self.who)
    }

    pub(super) fn speakers(&self) -> impl Iterator<Item = &Speaker> {
        self.people.values()
    }

    pub(super) fn asked(&self) -> Option<&Question> {
        self.speaker()?.reply.as_ref()?.open.first()
    }

    /// One turn of whoever speaks.
    pub(super) fn turn(&mut self, what: What) {
        let person = self.speaker().map(|speaker| speaker.person.clone());
        let person = person.unwrap_or_else(|| self.newcomer());
        let channel = if self.by_mail { Channel::Email } else { Channel::Terminal };
        let event = Event { proven: self.proven, ..Event::new(channel, self.fresh(), what) };
        let now = Now { at: self.now, zone: self.stage.zone.clone() };
        let turn = turn(self.library(), &person, &event, &now);
        let reply = turn.effects.iter().find_map(|effect| match effect {
            Effect::Reply(reply) => Some(Reply::clone(reply)),
            _ => None,
        });
        if let Some(reply) = &reply {
            let met = met(self.library(), &turn.person, reply);
            self.met.extend(met);
            self.spoken.push_str(&words(reply));
            self.spoken.push('\n');
        }
        self.note_effects(&turn.effects, channel);
        let mut letters = self.people.remove(&self.who).map(|speaker| speaker.letters).unwrap_or_default();
        let written = turn.effects.iter().find_map(|effect| match effect {
            Effect::Letter(letter) => Some(Letter::clone(letter)),
            _ => None,
        });
        let reply = match &written {
            Some(letter) => {
                self.spoken.push_str(&letter.words());
                let done = turn.person.focused().is_some_and(|dossier| dossier.finished.is_some());
                Some(Reply { notices: vec![Prose::words(letter.words())], done, ..Reply::default() })
            }
            None => reply,
        };
        letters.extend(written);
        let speaker = Speaker { person: turn.person, reply, effects: turn.effects, letters };
        self.people.insert(self.who.clone(), speaker);
        // No two turns happen at one instant.
        self.now = self.now.checked_add(jiff::SignedDuration::from_secs(20)).unwrap_or(self.now);
    }

    fn newcomer(&mut self) -> Person {
        let mut person = Person::new(self.fresh());
        if let Some(address) = &self.address {
            writes_from(self.library(), &mut person, address, self.now);
        }
        person
    }

    /// Ids of a script follow each other, so that it plays the same every time.
    pub(super) fn fresh(&mut self) -> Uuid {
        self.serial += 1;
        Uuid::from_u128((0x0192_0000_0000_7000_8000 << 48) | self.serial)
    }

    /// The last reply as it is read.
    pub(super) fn reply(&self) -> Option<String> {
        self.speaker()?.reply.as_ref().map(words)
    }
}

/// A reply in plain words: what a terminal would show.
pub(super) fn words(reply: &Reply) -> String {
    let prose = reply.heard.iter().chain(&reply.doubtful).chain(&reply.notices);
    let mut lines: Vec<String> = prose.map(crate::dialog::text::Prose::plain).collect();
    lines.extend(reply.progress.iter().map(|progress| progress.line.clone()));
    if let Some(question) = reply.open.first() {
        lines.push(question.ask.plain());
        lines.push(question.hint.plain());
        lines.extend(question.options.iter().map(|option| format!("[{}]", option.label)));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}
