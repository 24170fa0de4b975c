//! One person's messages of a batch, answered one after another and committed together: several turns, one commit.

mod aside;
mod chat;
mod due;
mod edits;
mod held;
mod mail;
mod measure;
mod platform;
mod staff;
mod taps;
mod tell;

pub(super) use chat::PRESS_LIVES;

use jiff::Timestamp;
use uuid::Uuid;

use super::known::{Seat, Sitter};
use super::ledger::Ledger;
use super::marks::Marks;
use super::masked::Masked;
use super::repeated;
use super::{Found, Service};
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::Kind;
use crate::conversation::prompt::{Prompt, Tap};
use crate::conversation::said::{Heard, Said};
use crate::conversation::{Address, Class, Entry, Outgoing, Personal, Role, Seen, Thread, Voice, Who};
use crate::dialog::person::{Channel, Person};
use crate::dialog::reply::{Effect, Event, Turn, What};
use crate::messages::transcript as messages;
use crate::store::{Delivered, Forgotten, Identity, Loaded, StoreError, TurnCommit};

/// A person's messages being answered.
#[derive(Debug)]
pub(super) struct Sitting<'a> {
    service: &'a Service,
    ledger: &'a Ledger,
    address: Address,
    now: Timestamp,
    /// As read, but that the person in it is elsewhere until a turn moves them: see [`Sitting::becomes`].
    before: Option<Loaded>,
    links: Vec<(Identity, Role)>,
    moved: bool,
    person: Person,
    thread: Thread,
    prompt: Option<(u64, Prompt)>,
    /// Other addresses of theirs, or of strangers, that something changed about.
    others: Vec<Thread>,
    entries: Vec<Entry>,
    outbox: Vec<Outgoing>,
    seen: Vec<Seen>,
    erased: bool,
    /// Dossiers that are destroyed.
    forgotten: Vec<Forgotten>,
    /// How soon what is sent is to leave.
    class: Class,
    /// Who speaks in what is sent.
    voice: Voice,
    /// What is due was looked at.
    looked: bool,
}

/// What a sitting comes to.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) commit: TurnCommit,
    pub(super) prompt: Option<(u64, Prompt)>,
    /// Everything about the person is to be destroyed instead; the messages are sent all the same.
    pub(super) erased: bool,
}

impl<'a> Sitting<'a> {
    pub(super) fn new(service: &'a Service, ledger: &'a Ledger, address: &Address, seat: Seat, now: Timestamp) -> Self {
        let Seat { who, prompt } = seat;
        let found = match who {
            Sitter::Known(mut loaded) => {
                Found { person: service.known(&mut loaded), loaded: Some(*loaded), links: Vec::new() }
            }
            Sitter::New(identity) => {
                Found { person: Person::new(Uuid::now_v7()), loaded: None, links: vec![(identity, Role::Own)] }
            }
        };
        Self { prompt, ..Self::of(service, ledger, address, found, now) }
    }

    /// Of somebody who was found; the person as loaded is not looked at before a turn.
    pub(super) fn of(
        service: &'a Service,
        ledger: &'a Ledger,
        address: &Address,
        found: Found,
        now: Timestamp,
    ) -> Self {
        let Found { person, loaded, links } = found;
        let threads = loaded.as_ref().map_or(&[][..], |loaded| &loaded.threads);
        let thread = threads.iter().find(|thread| thread.address == *address).cloned();
        Self {
            class: Class::Answer,
            voice: Voice::Assistant,
            service,
            ledger,
            address: address.clone(),
            now,
            thread: thread.unwrap_or_else(|| Thread::new(address.clone())),
            before: loaded,
            links,
            moved: false,
            person,
            prompt: None,
            others: Vec::new(),
            entries: Vec::new(),
            outbox: Vec::new(),
            seen: Vec::new(),
            erased: false,
            forgotten: Vec::new(),
            looked: false,
        }
    }

    /// A turn that was run and answered elsewhere: what it wants beside its answer.
    pub(super) async fn has_turned(
        &mut self,
        turned: Turn,
        entries: Vec<Entry>,
        seen: Option<&Seen>,
    ) -> Result<(), StoreError> {
        self.seen.extend(seen.cloned());
        let was = self.person.clone();
        self.becomes(turned.person);
        self.entries = entries;
        self.carry(&turned.effects, &was).await
    }

    /// Answers one message.
    pub(super) async fn hear(&mut self, inbound: &Inbound) -> Result<(), StoreError> {
        self.seen.push(inbound.seen.clone());
        // Who writes can be written to.
        let heard = inbound.heard.itself();
        self.thread.shut &= !is_theirs(heard);
        if !self.fits(inbound) {
            self.overflow(inbound);
            return Ok(());
        }
        match heard {
            Heard::Tapped(tap) => self.tapped(inbound, tap).await?,
            Heard::Edited { message, words } => self.edited(inbound, *message, words).await?,
            Heard::Attached(attached) => self.attached(inbound, attached).await?,
            Heard::Reachable(reachable) => {
                self.thread.shut = !reachable;
                self.note(if *reachable { messages::OPENED_AGAIN } else { messages::SHUT });
            }
            Heard::Mail(mail) => self.mailed(inbound, mail).await?,
            // A letter that waits is looked at when all is heard.
            Heard::Due => self.fall_due().await?,
            Heard::Unknown => self.note(messages::UNKNOWN_KIND),
            Heard::Refused(why) => self.note(&messages::refused(why)),
            Heard::Quarantined => {
                // Were it what is due that ended the process, it is not tried again at once.
                self.looked = true;
                self.quarantine(inbound).await?;
            }
            Heard::Again => self.turn(inbound, &Masked::silent(What::Look), None).await?,
            Heard::Said(said) if self.is_repeated(said, inbound).await? => {
                self.keep(inbound, &Masked::said(said.clone()));
            }
            heard => {
                let masked = Masked::of(heard.clone());
                self.turn(inbound, &masked, None).await?;
            }
        }
        Ok(())
    }

    /// The same words again, written before our answer to them arrived: who waits says it twice. Told by the channel's own
    /// numbers, which grow.
    async fn is_repeated(&mut self, said: &Said, inbound: &Inbound) -> Result<bool, StoreError> {
        let digest = repeated::digest(said);
        let same = digest.is_some() && self.thread.last == digest;
        self.thread.last = digest;
        let (true, Some((entry, answered))) = (same, self.thread.answer) else { return Ok(false) };
        if entry > self.before.as_ref().map_or(0, |before| before.entries) {
            // Answered in this very batch.
            return Ok(true);
        }
        let number = match self.ledger.number(self.person.id, entry) {
            Some(number) => number,
            None => match self.service.store.deliveries(self.person.id).await?.remove(&entry) {
                None => return Ok(repeated::while_under_way(inbound.sent, answered)),
                Some(Delivered::Sent { message: Some(number), .. }) => number,
                // It never arrives: the words are to be answered.
                Some(_) => return Ok(false),
            },
        };
        Ok(inbound.message.is_some_and(|written| written < number))
    }

    /// One turn of the core, with all that it says and leaves behind.
    async fn turn(&mut self, inbound: &Inbound, masked: &Masked, tap: Option<&Tap>) -> Result<(), StoreError> {
        super::telegram::turn_for_test(masked.words.as_deref()).await;
        let mut turned = self.service.run(&self.person, &self.event(inbound, masked), self.now);
        let reply = super::reply_of(&mut turned);
        super::alert(&turned, turned.person.id);
        let was =
            turned.effects.iter().any(|effect| matches!(effect, Effect::Forget { .. })).then(|| self.person.clone());
        let marks = Marks::of(&self.service.library, &self.person, &turned);
        self.becomes(turned.person);
        self.keep(inbound, masked);
        if let Some(entry) = self.entries.last_mut().filter(|_| masked.words.is_some()) {
            let gave: Vec<_> = reply.settled.iter().map(|settled| settled.key.clone()).collect();
            marks.put_on(entry);
            entry.gave = match &masked.what {
                // A change that settled nothing still belongs to what the message had answered.
                What::Edited { keys, .. } if gave.is_empty() => keys.clone(),
                _ => gave,
            };
        }
        match self.address.channel {
            // The letter says it, when all has come.
            Channel::Email => {
                if let Some(ours) = self.service.letterhead.clone() {
                    self.post_letters(&ours, &turned.effects);
                }
            }
            Channel::Telegram | Channel::Terminal | Channel::Console => {
                let reply = self.settled_with_way_here(reply);
                self.answer(inbound, &reply, tap).await?;
            }
        }
        let was = was.unwrap_or_else(|| Person::new(self.person.id));
        self.carry(&turned.effects, &was).await
    }

    fn event(&self, inbound: &Inbound, masked: &Masked) -> Event {
        let event = super::event(self.address.channel, masked.what.clone());
        match &inbound.heard {
            Heard::Mail(mail) => Event { about: mail.about, proven: mail.proven, ..event },
            _ => event,
        }
    }

    /// The person as a turn left them. As they were before the first of them is what the commit is compared with: moved
    /// there, for a copy costs as much as all the rest of a short turn.
    fn becomes(&mut self, person: Person) {
        let was = std::mem::replace(&mut self.person, person);
        if let Some(before) = self.before.as_mut().filter(|_| !self.moved) {
            before.person = was;
        }
        self.moved = true;
    }

    /// What the candidate said goes into the transcript.
    fn keep(&mut self, inbound: &Inbound, masked: &Masked) {
        let Some(words) = masked.words.clone() else { return };
        let channel = self.address.channel;
        let entry = Entry::new(self.now, Who::Candidate, channel, self.person.focus, words);
        let raw = match &inbound.heard {
            Heard::Mail(mail) => mail.raw,
            _ => None,
        };
        self.entries.push(Entry { masked: masked.found.clone(), message: inbound.message, raw, ..entry });
    }

    /// What happened without a word of anybody's.
    fn note(&mut self, words: &str) {
        self.entries.push(Entry::new(self.now, Who::System, self.address.channel, self.person.focus, words));
    }

    /// The number the next entry of the transcript will have.
    fn next_entry(&self) -> u64 {
        let before = self.before.as_ref().map_or(0, |before| before.entries);
        before.saturating_add(u64::try_from(self.entries.len()).unwrap_or(u64::MAX)).saturating_add(1)
    }

    /// A row of the outbox, which carries the entry written last where it says so.
    fn send(&mut self, payload: String, carries: bool) {
        let last = u64::try_from(self.entries.len().saturating_sub(1)).ok();
        self.outbox.push(Outgoing {
            id: Uuid::now_v7(),
            person: self.person.id,
            address: self.address.clone(),
            payload: Personal(payload),
            created: self.now,
            entry: last.filter(|_| carries),
            class: self.class,
            voice: self.voice,
        });
    }

    /// True when nothing more can be answered here: the person is to be erased.
    pub(super) fn is_over(&self) -> bool {
        self.erased
    }

    /// All of it, to be written.
    pub(super) fn settle(mut self) -> Settled {
        self.write_in_time();
        let wake = self.wake();
        let Self { mut before, moved, links, person, thread, others, entries, outbox, seen, forgotten, .. } = self;
        if let Some(before) = before.as_mut().filter(|_| !moved) {
            before.person.clone_from(&person);
        }
        let mut commit = TurnCommit::new(self.now, before, person);
        for thread in others.into_iter().chain([thread]) {
            commit.threads.retain(|known| known.address != thread.address);
            commit.threads.push(thread);
        }
        forget_strangers(&mut commit);
        let commit = TurnCommit { links, entries, outbox, seen, wake, forgotten, ..commit };
        Settled { commit, prompt: self.prompt, erased: self.erased }
    }
}

/// Addresses that wrote under somebody's token and are not theirs are not collected for ever.
fn forget_strangers(commit: &mut TurnCommit) {
    let Some(before) = &commit.before else { return };
    let held = |thread: &Thread| thread.mail.as_ref().is_some_and(|mail| !mail.held.is_empty());
    let is_strange = |thread: &Thread| {
        !thread.parted && held(thread) && before.addresses.iter().all(|(own, _)| *own != thread.address)
    };
    let strangers = commit.threads.iter().filter(|thread| is_strange(thread)).count();
    let mut excess = strangers.saturating_sub(held::MOST_STRANGERS);
    commit.threads.retain(|thread| {
        let goes = excess > 0 && is_strange(thread);
        excess -= usize::from(goes);
        !goes
    });
}

/// What only somebody who can be written to sends.
fn is_theirs(heard: &Heard) -> bool {
    match heard {
        Heard::Open(_)
        | Heard::Said(_)
        | Heard::Command(_)
        | Heard::Tapped(_)
        | Heard::Edited { .. }
        | Heard::Attached(_)
        | Heard::Quarantined
        | Heard::Invited(_)
        | Heard::Wordless(_) => true,
        Heard::Mail(mail) => {
            let answered = [Kind::Letter, Kind::TooLarge, Kind::Encrypted, Kind::Winmail, Kind::Ended, Kind::Killer];
            answered.contains(&mail.kind)
        }
        Heard::Reachable(_)
        | Heard::Refused(_)
        | Heard::For(..)
        | Heard::Group(_)
        | Heard::Again
        | Heard::Due
        | Heard::Unknown => false,
    }
}
