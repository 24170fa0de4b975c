//! What a member of staff does in a conversation, committed like any other turn: with who has it, as it was read.

use jiff::Timestamp;
use uuid::Uuid;

use super::ledger::Ledger;
use super::sitting::Sitting;
use super::{Found, MOST_TRIES, Service, event};
use crate::channel::email::render::render;
use crate::channel::plain;
use crate::conversation::{Address, Role, Seen, Who, moment};
use crate::dialog::act::{Act, Refusal, StaffAct};
use crate::dialog::person::Channel;
use crate::dialog::reply::{Effect, What};
use crate::redact;
use crate::store::{Loaded, Outcome, StoreError};

/// Entries looked through for where somebody last wrote from.
const LOOKED_THROUGH: u32 = 50;

/// What became of an act.
#[derive(Debug, Clone, PartialEq)]
pub enum Acted {
    /// Done, durably; or done before, by the same id.
    Done,
    /// Not done, and why.
    Refused(Refusal),
    /// Not done: the candidate has said something since what was read, up to that entry. It is to be read first.
    Meanwhile(u64),
    /// There is nobody of that id.
    Unknown,
}

impl Service {
    /// Does what a member of staff wants done, who has read up to that entry of the transcript.
    ///
    /// # Errors
    /// The store failed: nothing is to be said to be done.
    pub async fn act(&self, person: Uuid, read: u64, act: &StaffAct) -> Result<Acted, StoreError> {
        let act = masked(act);
        for _ in 0..MOST_TRIES {
            if let Some(acted) = self.attempt_act(person, read, &act).await? {
                return Ok(acted);
            }
        }
        Err(StoreError::Inconsistent("la conversation ne cesse de changer pendant un acte du service"))
    }

    async fn attempt_act(&self, person: Uuid, read: u64, act: &StaffAct) -> Result<Option<Acted>, StoreError> {
        let Some(loaded) = self.store.load(person).await? else { return Ok(Some(Acted::Unknown)) };
        if speaks_for_all(&act.act)
            && let Some(newer) = self.said_since(&loaded, read).await?
        {
            return Ok(Some(Acted::Meanwhile(newer)));
        }
        if let Act::Say { on, .. } = &act.act
            && !self.reaches(&loaded, *on)
        {
            return Ok(Some(Acted::Refused(Refusal::Nowhere)));
        }
        let Some(address) = self.spoken_at(&loaded).await? else { return Ok(Some(Acted::Unknown)) };
        let (now, base) = (self.clock.now(), loaded.version);
        let ledger = Ledger::default();
        let mut sitting = Sitting::of(self, &ledger, &address, self.found(loaded), now);
        if let Some(refusal) = sitting.staff_acts(act).await? {
            return Ok(Some(Acted::Refused(refusal)));
        }
        sitting.marks(seen(act, now));
        let commit = sitting.settle().commit;
        // Before it is durable: what leaves in between would be the assistant speaking into the conversation.
        if crate::dialog::due::is_held(&commit.after) {
            self.held.hold(person, base);
        }
        let outcome = self.store.commit_one(commit).await?;
        if let Outcome::Done(loaded) = outcome {
            self.held.note(&loaded);
            self.sent(loaded.outbox);
            return Ok(Some(Acted::Done));
        }
        if let Some(loaded) = self.store.load(person).await? {
            self.held.is_as_read(&loaded);
        }
        Ok(matches!(outcome, Outcome::Seen(_)).then_some(Acted::Done))
    }

    /// The very words with which the assistant would go on, were the conversation handed back now.
    ///
    /// # Errors
    /// The store failed.
    pub async fn words_at_hand_back(&self, person: Uuid, by: &StaffAct) -> Result<Option<String>, StoreError> {
        let Some(loaded) = self.store.load(person).await? else { return Ok(None) };
        let Some(address) = self.spoken_at(&loaded).await? else { return Ok(None) };
        let now = self.clock.now();
        let act = StaffAct { act: Act::HandBack, ..by.clone() };
        let found = self.found(loaded);
        let turned = self.run(&found.person, &event(address.channel, What::Staff(Box::new(act))), now);
        let turned = match address.channel {
            Channel::Email => self.run(&turned.person, &event(Channel::Email, What::Write), now),
            _ => turned,
        };
        Ok(turned.effects.iter().find_map(|effect| match effect {
            Effect::Letter(letter) => Some(render(letter, &self.library.phrases).text),
            Effect::Reply(reply) if address.channel != Channel::Email => Some(plain::text(reply)),
            _ => None,
        }))
    }

    fn found(&self, mut loaded: Loaded) -> Found {
        let read = loaded.person.clone();
        let person = self.known(&mut loaded);
        loaded.person = read;
        Found { person, loaded: Some(loaded), links: Vec::new() }
    }

    /// The last entry of the candidate's that was not read yet.
    async fn said_since(&self, loaded: &Loaded, read: u64) -> Result<Option<u64>, StoreError> {
        let unread = u32::try_from(loaded.entries.saturating_sub(read)).unwrap_or(u32::MAX).min(LOOKED_THROUGH);
        if unread == 0 {
            return Ok(None);
        }
        let page = self.store.transcript_page(loaded.person.id, None, unread).await?;
        let theirs = page.entries.iter().filter(|entry| entry.who == Who::Candidate && entry.seq > read);
        Ok(theirs.map(|entry| entry.seq).max())
    }

    /// True where something of staff's can reach them, on that channel or on any. Who talks at a terminal reads it there.
    fn reaches(&self, loaded: &Loaded, on: Option<Channel>) -> bool {
        let shut = |address: &Address| loaded.threads.iter().any(|thread| thread.address == *address && thread.shut);
        let served = |channel: Channel| channel != Channel::Email || self.letterhead.is_some();
        loaded.addresses.iter().any(|(address, role)| {
            let there = on.is_none_or(|on| on == address.channel) && served(address.channel);
            there && *role == Role::Own && !address.is_token() && !shut(address)
        })
    }

    /// Where somebody is spoken with: where they last wrote from, where that can be reached.
    async fn spoken_at(&self, loaded: &Loaded) -> Result<Option<Address>, StoreError> {
        let page = self.store.transcript_page(loaded.person.id, None, LOOKED_THROUGH).await?;
        let last = page.entries.iter().rev().find(|entry| entry.who == Who::Candidate).map(|entry| entry.channel);
        let own = || loaded.addresses.iter().filter(|(address, role)| *role == Role::Own && !address.is_token());
        let shut = |address: &Address| loaded.threads.iter().any(|thread| thread.address == *address && thread.shut);
        let open = own().map(|(address, _)| address).filter(|address| !shut(address));
        let mut open: Vec<&Address> = open.collect();
        open.sort_by_key(|address| Some(address.channel) != last);
        Ok(open.first().copied().or_else(|| own().map(|(address, _)| address).next()).cloned())
    }
}

/// What is done on the ground of all that was read: what came in meanwhile is to be read first.
fn speaks_for_all(act: &Act) -> bool {
    matches!(act, Act::Say { .. } | Act::HandBack | Act::Settle | Act::Close(true))
}

/// The mark of an act that carries an id: done twice, it is done once.
fn seen(act: &StaffAct, now: Timestamp) -> Option<Seen> {
    let Act::Say { id, .. } = act.act else { return None };
    Some(Seen::new(Channel::Console, id.to_string(), moment(id).or(Some(now))))
}

/// Secrets do not get into the store through a clerk's answer either.
fn masked(act: &StaffAct) -> StaffAct {
    let mut act = act.clone();
    if let Act::Say { words, .. } | Act::Answer { words, .. } | Act::Piece { fault: Some(words), .. } = &mut act.act {
        *words = redact::redact(words).text;
    }
    act
}
