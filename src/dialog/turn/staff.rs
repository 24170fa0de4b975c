//! What a member of staff does: taking the conversation, speaking in it, handing it back. Who has it is compared with who
//! was seen to have it, so that of two at once one is told.

mod back;
mod correct;

use jiff::SignedDuration;
use uuid::Uuid;

use super::Session;
use crate::dialog::act::{Act, Refusal, StaffAct};
use crate::dialog::definition::Name;
use crate::dialog::letter::Letter;
use crate::dialog::person::{Channel, Owner, Pending, Saying, WaitingFor};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::{Effect, Notice, Reply, Turn};
use crate::dialog::text::{Args, Prose};

/// How long a message of staff can be taken back.
pub const TAKEN_BACK: SignedDuration = SignedDuration::from_secs(10);
/// Bytes of one message of staff: what a chat and a mail both carry.
const MOST_WORDS: usize = 8 << 10;
/// Messages of staff that wait at once.
const MOST_WAITING: usize = 16;
/// Labels a person can have, and the length of one in characters.
const MOST_LABELS: usize = 20;
const LONGEST_LABEL: usize = 40;

impl Session<'_> {
    pub(super) fn staff(mut self, act: &StaffAct) -> Turn {
        match self.acts(act) {
            Err(refusal) => Turn { person: self.before.clone(), effects: vec![Effect::Refuse(refusal)] },
            Ok(Says::Nothing) => {
                let mut effects = vec![Effect::Reply(Box::default())];
                effects.append(&mut self.effects);
                Turn { person: self.person, effects }
            }
            Ok(Says::Goes) if self.channel() == Channel::Email => {
                // A letter is written to be read, whether or not an answer stands against it.
                self.asks_by_mail();
                self.keep_for_letter()
            }
            Ok(Says::Goes) => self.finish(),
        }
    }

    fn acts(&mut self, act: &StaffAct) -> Result<Says, Refusal> {
        match &act.act {
            Act::Take { from } => self.taken(act, from),
            Act::Say { id, words, on } => self.staff_say(act, *id, words, *on),
            Act::Unsay { id } => self.taken_back(act, *id),
            Act::HandBack => self.handed_back(act),
            Act::Answer { dossier, key, words } => self.staff_answers(act, *dossier, key, words),
            Act::Piece { dossier, key, fault } => self.staff_looked(act, *dossier, key, fault.as_deref()),
            Act::Settle => {
                self.person.waiting = None;
                self.understood();
                Ok(Says::Nothing)
            }
            Act::Assign(to) => {
                self.person.handling.assigned.clone_from(to);
                Ok(Says::Nothing)
            }
            Act::Label { label, on } => self.labelled(label, *on),
            Act::Close(close) => {
                self.person.handling.closed = close.then_some(self.now.at);
                self.person.waiting.take_if(|_| *close);
                Ok(Says::Nothing)
            }
        }
    }

    fn taken(&mut self, act: &StaffAct, from: &Owner) -> Result<Says, Refusal> {
        if !self.is_had_by(act) && self.person.owner != *from {
            return Err(Refusal::Had(self.person.owner.clone()));
        }
        self.becomes_theirs(act);
        Ok(Says::Nothing)
    }

    fn staff_say(&mut self, act: &StaffAct, id: Uuid, words: &str, on: Option<Channel>) -> Result<Says, Refusal> {
        self.is_free_for(act)?;
        let words = words.trim();
        let waiting = &self.person.handling.saying;
        if words.is_empty() || words.len() > MOST_WORDS || waiting.len() >= MOST_WAITING {
            return Err(Refusal::Words);
        }
        self.becomes_theirs(act);
        let waiting = &mut self.person.handling.saying;
        if waiting.iter().all(|saying| saying.id != id) {
            let leaves = self.now.at + TAKEN_BACK;
            let (by, name, words) = (act.by.clone(), act.name.clone(), words.to_owned());
            waiting.push(Saying { id, by, name, words, on, leaves });
        }
        Ok(Says::Nothing)
    }

    fn taken_back(&mut self, act: &StaffAct, id: Uuid) -> Result<Says, Refusal> {
        let waiting = &mut self.person.handling.saying;
        let before = waiting.len();
        waiting.retain(|saying| saying.id != id || saying.by != act.by);
        if waiting.len() == before { Err(Refusal::Gone) } else { Ok(Says::Nothing) }
    }

    fn labelled(&mut self, label: &Name, on: bool) -> Result<Says, Refusal> {
        let labels = &mut self.person.handling.labels;
        let label = label.trim();
        if !on {
            labels.remove(label);
            return Ok(Says::Nothing);
        }
        if label.is_empty() || label.chars().count() > LONGEST_LABEL || labels.len() >= MOST_LABELS {
            return Err(Refusal::Words);
        }
        labels.insert(label.to_owned());
        Ok(Says::Nothing)
    }

    fn is_had_by(&self, act: &StaffAct) -> bool {
        self.person.owner == Owner::Agent(act.by.clone())
    }

    /// The assistant has it, or who acts: anybody else must be asked to hand it over.
    fn is_free_for(&self, act: &StaffAct) -> Result<(), Refusal> {
        let free = self.person.owner == Owner::Assistant || self.is_had_by(act);
        if free { Ok(()) } else { Err(Refusal::Had(self.person.owner.clone())) }
    }

    /// Who acts has the conversation from now on. What the assistant has not sent yet stays unsent.
    fn becomes_theirs(&mut self, act: &StaffAct) {
        if self.person.owner == Owner::Assistant {
            // A « oui » that comes to what the assistant asked destructively must not be heard when it is back.
            self.person.pending.take_if(|pending| is_destructive(pending));
        }
        self.person.owner = Owner::Agent(act.by.clone());
        self.person.handling.assigned.get_or_insert_with(|| act.by.clone());
        self.person.handling.acted = Some(self.now.at);
        self.person.handling.closed = None;
    }

    /// What staff wrote and can no longer be taken back leaves.
    pub(super) fn speak_in_time(&mut self) -> bool {
        let now = self.now.at;
        let all = std::mem::take(&mut self.person.handling.saying);
        let (leaves, stays): (Vec<Saying>, Vec<Saying>) = all.into_iter().partition(|saying| saying.leaves <= now);
        self.person.handling.saying = stays;
        leaves.iter().for_each(|saying| self.speak(saying));
        !leaves.is_empty()
    }

    fn speak(&mut self, saying: &Saying) {
        let args = Args::new().with("nom", &saying.name).with("mots", &saying.words);
        let prose = vec![self.say(Phrase::StaffSays, &args)];
        // Somebody has answered: that is what they waited for. What is to be done about a candidature is not done by it.
        self.person.waits_no_more(WaitingFor::is_answered_by_a_word);
        self.person.handling.spoke = None;
        self.understood();
        self.tell_for_staff(&saying.name, prose, saying.on);
    }

    /// Says it where it is to be said, in a member of staff's name.
    fn tell_for_staff(&mut self, name: &str, prose: Vec<Prose>, only: Option<Channel>) {
        let dossier = self.person.focus;
        let letter = Letter {
            dossier,
            subject: self.library.phrases.line(Phrase::StaffSubject, &Args::new()),
            greeting: self.greeting(),
            asides: prose.clone(),
            footer: vec![self.say(Phrase::LetterFooter, &Args::new())],
            receipt: self.view().map(|view| self.receipt(&view)).unwrap_or_default(),
            ..Letter::default()
        };
        let reply = Reply { notices: prose, ..Reply::default() };
        let by = Some(name.to_owned());
        let notice = Notice { dossier, by, only, stage: None, reminds: false, except: None, reply, letter };
        self.effects.push(Effect::Tell(Box::new(notice)));
    }
}

/// Whether an act leaves something to be said by the assistant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// Nothing, but for what staff say themselves.
    Nothing,
    /// The assistant goes on.
    Goes,
}

fn is_destructive(pending: &Pending) -> bool {
    let of_all = matches!(pending, Pending::Erase | Pending::Restart | Pending::Join(_));
    of_all || matches!(pending, Pending::Withdraw { .. } | Pending::Candidature { .. })
}
