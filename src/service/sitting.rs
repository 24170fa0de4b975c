//! One person's messages of a batch, answered one after another and committed together: several turns, one commit.

mod aside;
mod edits;
mod taps;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Service;
use super::known::{Seat, Sitter};
use super::ledger::Ledger;
use super::masked::Masked;
use super::repeated;
use crate::channel::plain;
use crate::channel::telegram::call::{Call, Message, Target};
use crate::channel::telegram::render;
use crate::channel::telegram::rich::{LIMIT, units};
use crate::clock::Clock;
use crate::conversation::inbound::Inbound;
use crate::conversation::prompt::{Prompt, Tap};
use crate::conversation::said::{Attached, Attachment, Heard, Said};
use crate::conversation::{Address, Entry, Outgoing, Personal, Role, Seen, Thread, Who};
use crate::dialog::person::Person;
use crate::dialog::reply::{Effect, Question, Reply, What, Wordless};
use crate::messages::transcript as messages;
use crate::store::{Delivered, Identity, Loaded, StoreError, TurnCommit};

/// Telegram takes no answer to a press after that (its Bot API server’s own limit).
pub(super) const PRESS_LIVES: SignedDuration = SignedDuration::from_secs(150);
/// Telegram hands over no larger file.
const MOST_FETCHED: u64 = 20 << 20;

/// A person's messages being answered.
#[derive(Debug)]
pub(super) struct Sitting<'a> {
    service: &'a Service,
    ledger: &'a Ledger,
    address: Address,
    now: Timestamp,
    /// As read, but that the person in it is elsewhere until a turn moves them: see [`Sitting::becomes`].
    before: Option<Loaded>,
    moved: bool,
    link: Option<(Identity, Role)>,
    person: Person,
    thread: Thread,
    prompt: Option<(u64, Prompt)>,
    entries: Vec<Entry>,
    outbox: Vec<Outgoing>,
    seen: Vec<Seen>,
    erased: bool,
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
        let (person, loaded, link) = match who {
            Sitter::Known(mut loaded) => (service.known(&mut loaded), Some(*loaded), None),
            Sitter::New(identity) => (Person::new(Uuid::now_v7()), None, Some((identity, Role::Own))),
        };
        let threads = loaded.as_ref().map_or(&[][..], |loaded| &loaded.threads);
        let thread = threads.iter().find(|thread| thread.address == *address).cloned();
        Self {
            service,
            ledger,
            address: address.clone(),
            now,
            thread: thread.unwrap_or_else(|| Thread::new(address.clone())),
            before: loaded,
            moved: false,
            link,
            person,
            prompt,
            entries: Vec::new(),
            outbox: Vec::new(),
            seen: Vec::new(),
            erased: false,
        }
    }

    /// Answers one message.
    pub(super) async fn hear(&mut self, inbound: &Inbound) -> Result<(), StoreError> {
        self.seen.push(inbound.seen.clone());
        // Who writes can be written to.
        let heard = inbound.heard.itself();
        self.thread.shut &= !is_theirs(heard);
        match heard {
            Heard::Tapped(tap) => self.tapped(inbound, tap).await?,
            Heard::Edited { message, words } => self.edited(inbound, *message, words).await?,
            Heard::Attached(attached) => self.attached(inbound, attached).await?,
            Heard::Reachable(reachable) => {
                self.thread.shut = !reachable;
                self.note(if *reachable { messages::OPENED_AGAIN } else { messages::SHUT });
            }
            Heard::Unknown => self.note(messages::UNKNOWN_KIND),
            Heard::Refused(why) => self.note(&messages::refused(why)),
            Heard::Quarantined => self.quarantine(inbound).await?,
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

    /// Files are fetched beside the conversation, which goes on when they have arrived.
    async fn attached(&mut self, inbound: &Inbound, attached: &Attached) -> Result<(), StoreError> {
        let Attached { files, words } = attached;
        let large = |file: &&Attachment| file.bytes.is_some_and(|bytes| bytes > MOST_FETCHED);
        for file in files.iter().filter(|file| !large(file)) {
            let call = Call::Fetch { attachment: file.clone(), message: inbound.message };
            self.post(vec![call], None);
        }
        if files.iter().any(|file| large(&file)) {
            self.turn(inbound, &Masked::silent(What::Wordless(Wordless::TooLarge)), None).await?;
        }
        if words.trim().is_empty() {
            return Ok(());
        }
        let masked = Masked::said(Said::words(words));
        if masked.found.is_empty() {
            // « Mon diplôme » says what the file is, and answers nothing before the file is there.
            self.keep(inbound, &masked);
            return Ok(());
        }
        // A password is warned of wherever it stands.
        self.turn(inbound, &masked, None).await
    }

    /// One turn of the core, with all that it says and leaves behind.
    async fn turn(&mut self, inbound: &Inbound, masked: &Masked, tap: Option<&Tap>) -> Result<(), StoreError> {
        super::telegram::turn_for_test(masked.words.as_deref()).await;
        let mut turned = self.service.run(&self.person, self.address.channel, masked.what.clone(), self.now);
        let reply = super::reply_of(&mut turned);
        super::alert(&turned, turned.person.id);
        self.erased |= turned.effects.contains(&Effect::Erase);
        self.becomes(turned.person);
        self.keep(inbound, masked);
        if let Some(entry) = self.entries.last_mut().filter(|_| masked.words.is_some()) {
            let gave: Vec<_> = reply.settled.iter().map(|settled| settled.key.clone()).collect();
            entry.gave = match &masked.what {
                // A change that settled nothing still belongs to what the message had answered.
                What::Edited { keys, .. } if gave.is_empty() => keys.clone(),
                _ => gave,
            };
        }
        self.answer(inbound, &reply, tap).await
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
        self.entries.push(Entry { masked: masked.found.clone(), message: inbound.message, ..entry });
    }

    /// What happened without a word of anybody's.
    fn note(&mut self, words: &str) {
        self.entries.push(Entry::new(self.now, Who::System, self.address.channel, self.person.focus, words));
    }

    async fn answer(&mut self, inbound: &Inbound, reply: &Reply, tap: Option<&Tap>) -> Result<(), StoreError> {
        self.thread.answer = None;
        let mut calls: Vec<Call> = self.ack(inbound, None).into_iter().collect();
        let same = reply.redraw && reply.open.first().is_some_and(|question| self.stands(question));
        if let Some(tap) = tap.filter(|_| same) {
            calls.extend(self.redrawn(reply, tap, tap.page));
            self.post(calls, None);
            return Ok(());
        }
        self.say(inbound, reply, tap, calls).await
    }

    /// True when the live buttons stand for the options of that question, in its order. A dialog that was edited, or a
    /// choice outside the list that was taken back, moves their numbers.
    fn stands(&self, question: &Question) -> bool {
        let live = self.prompt.as_ref().map(|(_, prompt)| prompt);
        live.is_some_and(|prompt| prompt.key == question.key && prompt.options == question.options)
    }

    /// A new message, behind what is done already.
    async fn say(
        &mut self,
        inbound: &Inbound,
        reply: &Reply,
        tap: Option<&Tap>,
        mut calls: Vec<Call>,
    ) -> Result<(), StoreError> {
        let number = self.next_entry();
        let Some(mut message) = render::render(reply, number, 0, &self.service.library.phrases) else {
            self.post(calls, None);
            return Ok(());
        };
        calls.extend(self.close_prompt(reply, tap).await?);
        message.reply_to = inbound.message.filter(|_| !reply.doubtful.is_empty() && tap.is_none());
        let entry = self.ours(reply, number, &message);
        self.entries.push(entry);
        self.thread.answer = Some((number, Clock::real().now()));
        calls.push(Call::Message(message));
        let entry = u64::try_from(self.entries.len().saturating_sub(1)).ok();
        self.post(calls, entry);
        Ok(())
    }

    /// The number the next entry of the transcript will have.
    fn next_entry(&self) -> u64 {
        let before = self.before.as_ref().map_or(0, |before| before.entries);
        before.saturating_add(u64::try_from(self.entries.len()).unwrap_or(u64::MAX)).saturating_add(1)
    }

    /// The old question's buttons go; where it was answered, the answer stands in its place.
    async fn close_prompt(&mut self, reply: &Reply, tap: Option<&Tap>) -> Result<Option<Call>, StoreError> {
        let Some(live) = self.thread.prompt.take() else { return Ok(None) };
        let of = tap.and_then(|tap| tap.message).map_or(Target::Entry(live), Target::Message);
        self.live(live).await?;
        let (above, bare) = self.prompt.take().map(|(_, prompt)| (prompt.above, prompt.bare)).unwrap_or_default();
        // Unanswered, the question stays, but for the line on its buttons.
        let below = render::settled(reply).unwrap_or(bare);
        let text = above.then(&below);
        let call = match !below.is_empty() && units(&text.text) <= LIMIT {
            true => Call::Edit { of, text, keyboard: Vec::new() },
            false => Call::Strip { of },
        };
        Ok(Some(call))
    }

    fn ours(&mut self, reply: &Reply, number: u64, message: &Message) -> Entry {
        let prompt = reply.open.first().filter(|_| !message.keyboard.is_empty()).map(|question| {
            let above = message.stays(question.shape);
            let bare = message.bare.clone();
            let prompt = Prompt { key: question.key.clone(), options: question.options.clone(), above, bare };
            self.thread.prompt = Some(number);
            self.prompt = Some((number, prompt.clone()));
            Box::new(prompt)
        });
        let channel = self.address.channel;
        Entry { prompt, ..Entry::new(self.now, Who::Assistant, channel, self.person.focus, plain::text(reply)) }
    }

    fn ack(&self, inbound: &Inbound, note: Option<String>) -> Option<Call> {
        let query = inbound.query.clone()?;
        Some(Call::Ack { query, note, expires: self.now + PRESS_LIVES })
    }

    /// One row of the outbox for all that one message brings about.
    fn post(&mut self, calls: Vec<Call>, entry: Option<u64>) {
        if calls.is_empty() {
            return;
        }
        let payload = Personal(serde_json::to_string(&calls).unwrap_or_default());
        self.outbox.push(Outgoing {
            id: Uuid::now_v7(),
            person: self.person.id,
            address: self.address.clone(),
            payload,
            created: self.now,
            entry,
        });
    }

    /// True when nothing more can be answered here: the person is to be erased.
    pub(super) fn is_over(&self) -> bool {
        self.erased
    }

    /// All of it, to be written.
    pub(super) fn settle(self) -> Settled {
        let Self { mut before, moved, link, person, thread, entries, outbox, seen, .. } = self;
        if let Some(before) = before.as_mut().filter(|_| !moved) {
            before.person.clone_from(&person);
        }
        let mut commit = TurnCommit::new(self.now, before, person);
        commit.threads.retain(|known| known.address != thread.address);
        commit.threads.push(thread);
        let commit = TurnCommit { link, entries, outbox, seen, ..commit };
        Settled { commit, prompt: self.prompt, erased: self.erased }
    }
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
        | Heard::Wordless(_) => true,
        Heard::Reachable(_) | Heard::Refused(_) | Heard::For(..) | Heard::Group(_) | Heard::Again | Heard::Unknown => {
            false
        }
    }
}
