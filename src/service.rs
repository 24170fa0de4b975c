//! The service: one message's way from what was said to an answer that is durable.
//!
//! Files are kept first (`service/pieces.rs`), so that an answer never refers to what is not there.
//! Secrets are masked before anything else sees the words. The state, the transcript and the mark that the message was
//! seen are committed together, and only then is the reply given away.

pub mod accounts;
pub mod desk;
pub mod email;
pub mod ended;
pub mod held;
mod hop;
mod known;
mod leave;
pub mod ledger;
mod marks;
mod masked;
mod notice;
pub mod office;
mod pieces;
mod platform;
mod repeated;
pub mod rewake;
mod sitting;
pub mod staff;
pub mod storeroom;
pub mod telegram;
pub mod timer;
pub mod turnstile;
mod wake;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use uuid::Uuid;

use crate::channel::email::letterhead::Letterhead;
use crate::channel::plain;
use crate::clock::{self, Clock};
use crate::conversation::said::Heard;
use crate::conversation::{Address, Entry, Outgoing, Role, Seen, Who};
use crate::dialog::definition::Library;
use crate::dialog::person::{Channel, Person, WaitingFor};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::{Effect, Event, Reply, Turn, What};
use crate::dialog::sender::writes_from;
use crate::dialog::text::{Args, Prose};
use crate::dialog::turn::{Now, turn};
use crate::document::Pieces;
use crate::store::{Identity, Loaded, Outcome, Store, StoreError};
use held::Held;
use ledger::Ledger;
use marks::Marks;
use masked::Masked;
use office::Lines;
use sitting::Sitting;

/// Two turns of one person at once: the loser reads again and runs again. More losses than that are a defect.
const MOST_TRIES: usize = 16;

/// The running service.
#[derive(Debug)]
pub struct Service {
    /// Dialogs, words, facts of the year.
    pub library: Arc<Library>,
    /// What is kept.
    pub store: Store,
    /// The files candidates send.
    pub pieces: Pieces,
    /// What time it is.
    pub clock: Clock,
    /// Who we are by mail, where mail is served.
    pub letterhead: Option<Arc<Letterhead>>,
    /// The name of our bot, once Telegram has told it.
    pub bot: Arc<OnceLock<String>>,
    /// Where what is to be sent goes, once channels are served.
    pub lines: Arc<OnceLock<Lines>>,
    /// Whom a member of staff speaks with.
    pub held: Held,
}

/// Who writes, and what is to be written back.
struct Found {
    person: Person,
    loaded: Option<Loaded>,
    links: Vec<(Identity, Role)>,
}

impl Service {
    /// Answers what reached the service. The answer is durable when this returns.
    ///
    /// # Errors
    /// The store failed: nothing may be acknowledged.
    pub async fn turn(&self, from: &Address, heard: Heard, seen: Option<Seen>) -> Result<Reply, StoreError> {
        let masked = Masked::of(heard);
        for _ in 0..MOST_TRIES {
            if let Some(reply) = self.attempt(from, &masked, seen.as_ref()).await? {
                return Ok(reply);
            }
        }
        Err(StoreError::Inconsistent("deux réponses de la même personne ne cessent de se croiser"))
    }

    /// One run of the turn; `None` when another turn of the same person was committed meanwhile.
    async fn attempt(&self, from: &Address, masked: &Masked, seen: Option<&Seen>) -> Result<Option<Reply>, StoreError> {
        let now = self.clock.now();
        let found = self.find(from).await?;
        let mut turned = self.run(&found.person, &event(from.channel, masked.what.clone()), now);
        let reply = reply_of(&mut turned);
        let id = turned.person.id;
        if turned.effects.contains(&Effect::Erase) {
            self.store.erase(id, now).await?;
            self.erase_pieces(id).await;
            return Ok(Some(reply));
        }
        alert(&turned, id);
        let mut entries = entries(from.channel, turned.person.focus, masked, &reply, now);
        let marks = Marks::of(&self.library, &found.person, &turned);
        if let Some(entry) = entries.first_mut().filter(|entry| entry.who == Who::Candidate) {
            marks.put_on(entry);
        }
        let ledger = Ledger::default();
        let mut sitting = Sitting::of(self, &ledger, from, found, now);
        sitting.has_turned(turned, entries, seen).await?;
        match self.store.commit(vec![sitting.settle().commit]).await?.pop() {
            Some(Outcome::Done(loaded)) => {
                self.sent(loaded.outbox);
                Ok(Some(reply))
            }
            Some(Outcome::Seen(_)) => Ok(Some(self.again(from).await?)),
            Some(Outcome::Conflict) | None => Ok(None),
        }
    }

    /// What a turn wants sent leaves with the channels this process serves; otherwise at the next start that does.
    fn sent(&self, rows: Vec<Outgoing>) {
        if let Some(lines) = self.lines.get() {
            rows.into_iter().for_each(|row| lines.send(row));
        }
    }

    /// The message was answered before, but the answer may not have arrived: what stands open is said again.
    async fn again(&self, from: &Address) -> Result<Reply, StoreError> {
        let found = self.find(from).await?;
        let mut turned = self.run(&found.person, &event(from.channel, What::Open(None)), self.clock.now());
        Ok(reply_of(&mut turned))
    }

    /// Who writes from an address; someone new when nobody does yet.
    async fn find(&self, from: &Address) -> Result<Found, StoreError> {
        let identity = self.store.identify(from).await?;
        let loaded = match identity.own() {
            Some(id) => self.store.load(id).await?,
            None => None,
        };
        Ok(match loaded {
            Some(mut loaded) => {
                let read = loaded.person.clone();
                let person = self.known(&mut loaded);
                loaded.person = read;
                Found { person, loaded: Some(loaded), links: Vec::new() }
            }
            None => Found { person: self.newcomer(from), loaded: None, links: vec![(identity, Role::Own)] },
        })
    }

    /// Somebody new. The mailbox they write from is known.
    fn newcomer(&self, from: &Address) -> Person {
        let mut person = Person::new(Uuid::now_v7());
        if from.channel == Channel::Email && !from.is_token() {
            writes_from(&self.library, &mut person, &from.id.0, self.clock.now());
        }
        person
    }

    /// Someone known. Rows that cannot be read are kept by the store, and a member of staff is to look at them.
    /// They are taken out of what was loaded.
    fn known(&self, loaded: &mut Loaded) -> Person {
        let empty = Person::new(loaded.person.id);
        let mut person = std::mem::replace(&mut loaded.person, empty);
        if !loaded.unreadable.is_empty() && person.waiting.is_none() {
            tracing::warn!(person.id = %person.id, rows = loaded.unreadable.len(), "person.unreadable");
            person.waits_for(WaitingFor::Unreadable, self.clock.now());
        }
        person
    }

    /// Runs the pure turn. Should it panic, the words stay in the transcript and a member of staff takes over.
    fn run(&self, person: &Person, event: &Event, now: Timestamp) -> Turn {
        let when = Now { at: now, zone: clock::paris() };
        let run = catch_unwind(AssertUnwindSafe(|| turn(&self.library, person, event, &when)));
        run.unwrap_or_else(|_| {
            tracing::error!(person.id = %person.id, "turn.panicked");
            self.quarantined(person, now)
        })
    }

    /// « Quelqu’un du service reprend », and when staff answer.
    fn handed_over(&self) -> Prose {
        self.with_hours(Phrase::HandedOver)
    }

    /// A phrase that says when staff answer.
    fn with_hours(&self, phrase: Phrase) -> Prose {
        let phrases = &self.library.phrases;
        let hours = phrases.line(Phrase::Hours, &Args::new());
        phrases.say(phrase, &Args::new().with("heures", hours))
    }

    fn quarantined(&self, person: &Person, now: Timestamp) -> Turn {
        let mut person = person.clone();
        let why = WaitingFor::Unreadable;
        person.waits_for(why, now);
        let reply = Reply { notices: vec![self.handed_over()], ..Reply::default() };
        Turn { person, effects: vec![Effect::Reply(Box::new(reply)), Effect::Alert(why)] }
    }
}

/// Something that happened, with an id for a dossier that may come of it.
fn event(channel: Channel, what: What) -> Event {
    Event::new(channel, Uuid::now_v7(), what)
}

/// The reply, taken out of the turn.
fn reply_of(turned: &mut Turn) -> Reply {
    let reply = turned.effects.iter_mut().find_map(|effect| match effect {
        Effect::Reply(reply) => Some(std::mem::take(&mut **reply)),
        Effect::Alert(_)
        | Effect::Erase
        | Effect::Letter(_)
        | Effect::Tell(_)
        | Effect::AnswerPlatform(_)
        | Effect::Refuse(_)
        | Effect::Forget { .. } => None,
    });
    reply.unwrap_or_default()
}

fn alert(turned: &Turn, person: Uuid) {
    for effect in &turned.effects {
        if let Effect::Alert(why) = effect {
            tracing::info!(person.id = %person, ?why, "staff.alerted");
        }
    }
}

/// What the transcript keeps: the candidate's words, then ours.
fn entries(channel: Channel, dossier: Option<Uuid>, masked: &Masked, reply: &Reply, now: Timestamp) -> Vec<Entry> {
    let theirs = masked.words.as_ref().map(|words| Entry {
        masked: masked.found.clone(),
        ..Entry::new(now, Who::Candidate, channel, dossier, words.clone())
    });
    let words = Some(plain::text(reply)).filter(|words| !words.is_empty());
    let ours = words.map(|words| Entry::new(now, Who::Assistant, channel, dossier, words));
    theirs.into_iter().chain(ours).collect()
}
