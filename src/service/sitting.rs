//! One person's messages of a batch, answered one after another and committed together: several turns, one commit.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Service;
use super::known::{Seat, Sitter};
use super::ledger::Ledger;
use super::masked::Masked;
use super::repeated;
use crate::channel::plain;
use crate::channel::telegram::call::{Call, Message, Target};
use crate::channel::telegram::render::{self, Note};
use crate::channel::telegram::rich::{LIMIT, units};
use crate::conversation::inbound::Inbound;
use crate::conversation::prompt::{Button, Prompt, Tap};
use crate::conversation::said::{Attached, Attachment, Heard, Pressed, Said};
use crate::conversation::{Address, Entry, Outgoing, Personal, Role, Seen, Thread, Who};
use crate::dialog::person::Person;
use crate::dialog::reply::{Effect, Reply, What, Wordless};
use crate::messages::transcript as messages;
use crate::store::{Delivered, Identity, Loaded, StoreError, TurnCommit};

/// Telegram takes no answer to a press after that (its Bot API server’s own limit).
const PRESS_LIVES: SignedDuration = SignedDuration::from_secs(150);
/// Telegram hands over no larger file.
const MOST_FETCHED: u64 = 20 << 20;
/// How far back the message is looked for whose words were changed.
const EDITS_BACK: u32 = 60;

/// A person's messages being answered.
#[derive(Debug)]
pub(super) struct Sitting<'a> {
    service: &'a Service,
    ledger: &'a Ledger,
    address: Address,
    now: Timestamp,
    before: Option<Loaded>,
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
    pub(super) fn new(
        service: &'a Service,
        ledger: &'a Ledger,
        address: &Address,
        seat: Seat,
        now: Timestamp,
    ) -> Self {
        let Seat { who, prompt } = seat;
        let (person, loaded, link) = match who {
            Sitter::Known(loaded) => (service.known(&loaded), Some(*loaded), None),
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
        self.thread.shut &= !matches!(inbound.heard, Heard::Said(_) | Heard::Tapped(_) | Heard::Open(_));
        match &inbound.heard {
            Heard::Tapped(tap) => self.tapped(inbound, tap).await?,
            Heard::Edited { message, words } => self.edited(inbound, *message, words).await?,
            Heard::Attached(attached) => self.attached(inbound, attached).await?,
            Heard::Reachable(reachable) => {
                self.thread.shut = !reachable;
                self.note(if *reachable { messages::OPENED_AGAIN } else { messages::SHUT });
            }
            Heard::Unknown => self.note(messages::UNKNOWN_KIND),
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
        let (true, Some(entry)) = (same, self.thread.answer) else { return Ok(false) };
        if entry > self.before.as_ref().map_or(0, |before| before.entries) {
            // Answered in this very batch.
            return Ok(true);
        }
        let number = match self.ledger.number(self.person.id, entry) {
            Some(number) => number,
            None => match self.service.store.deliveries(self.person.id).await?.remove(&entry) {
                None => return Ok(true),
                Some(Delivered::Sent { message: Some(number), .. }) => number,
                // It never arrives: the words are to be answered.
                Some(_) => return Ok(false),
            },
        };
        Ok(inbound.message.is_some_and(|written| written < number))
    }

    /// A button. One under an older question changes nothing.
    async fn tapped(&mut self, inbound: &Inbound, tap: &Tap) -> Result<(), StoreError> {
        if self.thread.prompt != Some(tap.prompt) {
            self.stale(inbound);
            return Ok(());
        }
        let prompt = self.live(tap.prompt).await?;
        if let Button::Page(page) = tap.button {
            self.turn_page(inbound, tap, page);
            return Ok(());
        }
        let pressed = prompt.as_ref().and_then(|prompt| {
            let (press, label) = prompt.press(tap.button)?;
            let label = if label.is_empty() { messages::VALIDATED } else { label };
            Some(Pressed { key: prompt.key.clone(), press, label: label.to_owned() })
        });
        let Some(pressed) = pressed else {
            self.stale(inbound);
            return Ok(());
        };
        let masked = Masked::said(Said { pressed: Some(pressed), ..Said::default() });
        self.turn(inbound, &masked, Some(tap)).await
    }

    /// What the live prompt's buttons stand for: known, or kept in the transcript.
    async fn live(&mut self, number: u64) -> Result<Option<Prompt>, StoreError> {
        if let Some((_, prompt)) = self.prompt.as_ref().filter(|(known, _)| *known == number) {
            return Ok(Some(prompt.clone()));
        }
        let page = self.service.store.transcript_page(self.person.id, Some(number.saturating_add(1)), 1).await?;
        let prompt = page.entries.into_iter().find_map(|entry| entry.prompt).map(|prompt| *prompt);
        self.prompt = prompt.clone().map(|prompt| (number, prompt));
        Ok(prompt)
    }

    /// A late or repeated press: the spinner goes, with a word on where the conversation is; nothing else happens.
    fn stale(&mut self, inbound: &Inbound) {
        let note = render::note(Note::Answered, &self.service.library.phrases);
        let calls = self.ack(inbound, Some(note)).into_iter().collect();
        self.post(calls, None);
    }

    /// Other options of the same question.
    fn turn_page(&mut self, inbound: &Inbound, tap: &Tap, page: u16) {
        let mut turned = self.service.run(&self.person, self.address.channel, What::Look, self.now);
        let reply = super::reply_of(&mut turned);
        let mut calls: Vec<Call> = self.ack(inbound, None).into_iter().collect();
        calls.extend(self.redrawn(&reply, tap, page));
        self.post(calls, None);
    }

    fn redrawn(&self, reply: &Reply, tap: &Tap, page: u16) -> Option<Call> {
        let message = render::render(reply, tap.prompt, page, &self.service.library.phrases)?;
        let of = tap.message.map_or(Target::Entry(tap.prompt), Target::Message);
        let above = self.prompt.as_ref().map(|(_, prompt)| prompt.above.clone()).unwrap_or_default();
        Some(Call::Edit { of, text: above.then(&message.asked), keyboard: message.keyboard })
    }

    /// Changed words answer anew what the message had answered.
    async fn edited(&mut self, inbound: &Inbound, message: i64, words: &str) -> Result<(), StoreError> {
        let here = self.entries.iter().find(|entry| entry.message == Some(message)).cloned();
        let entry = match here {
            Some(entry) => Some(entry),
            None => {
                let page = self.service.store.transcript_page(self.person.id, None, EDITS_BACK).await?;
                page.entries.into_iter().rev().find(|entry| entry.message == Some(message))
            }
        };
        let mut masked = Masked::said(Said::words(words));
        let new = masked.words.clone().unwrap_or_default();
        let Some(entry) = entry.filter(|entry| entry.text.trim() != new.trim()) else {
            // Of a message nobody knows any more, or only its looks changed.
            return Ok(());
        };
        if !entry.gave.is_empty() && entry.dossier == self.person.focus {
            masked.what = What::Edited { keys: entry.gave, words: new };
        }
        self.turn(inbound, &masked, None).await
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
        if !words.trim().is_empty() {
            self.turn(inbound, &Masked::said(Said::words(words)), None).await?;
        }
        Ok(())
    }

    /// One turn of the core, with all that it says and leaves behind.
    async fn turn(&mut self, inbound: &Inbound, masked: &Masked, tap: Option<&Tap>) -> Result<(), StoreError> {
        let mut turned = self.service.run(&self.person, self.address.channel, masked.what.clone(), self.now);
        let reply = super::reply_of(&mut turned);
        super::alert(&turned, turned.person.id);
        self.erased |= turned.effects.contains(&Effect::Erase);
        self.person = turned.person;
        self.keep(inbound, masked);
        if let Some(entry) = self.entries.last_mut().filter(|_| masked.words.is_some()) {
            entry.gave = reply.settled.iter().map(|settled| settled.key.clone()).collect();
        }
        self.answer(inbound, &reply, tap).await
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
        if let Some(tap) = tap.filter(|_| reply.redraw) {
            calls.extend(self.redrawn(reply, tap, tap.page));
            self.post(calls, None);
            return Ok(());
        }
        let number = self.next_entry();
        let Some(mut message) = render::render(reply, number, 0, &self.service.library.phrases) else {
            self.post(calls, None);
            return Ok(());
        };
        calls.extend(self.close_prompt(reply, tap).await?);
        message.reply_to = inbound.message.filter(|_| !reply.doubtful.is_empty() && tap.is_none());
        let entry = self.ours(reply, number, &message);
        self.entries.push(entry);
        self.thread.answer = Some(number);
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
        let call = match render::settled(reply) {
            Some(text) => {
                let above = self.live(live).await?.map(|prompt| prompt.above).unwrap_or_default();
                let text = above.then(&text);
                match units(&text.text) <= LIMIT {
                    true => Call::Edit { of, text, keyboard: Vec::new() },
                    false => Call::Strip { of },
                }
            }
            None => Call::Strip { of },
        };
        self.prompt = None;
        Ok(Some(call))
    }

    fn ours(&mut self, reply: &Reply, number: u64, message: &Message) -> Entry {
        let prompt = reply.open.first().filter(|_| !message.keyboard.is_empty()).map(|question| {
            let above = message.stays(question.shape);
            let prompt = Prompt { key: question.key.clone(), options: question.options.clone(), above };
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
        let payload = Personal(serde_json::to_value(calls).unwrap_or_default());
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
        let Self { before, link, person, thread, entries, outbox, seen, .. } = self;
        let mut commit = TurnCommit::new(self.now, before, person);
        commit.threads.retain(|known| known.address != thread.address);
        commit.threads.push(thread);
        let commit = TurnCommit { link, entries, outbox, seen, ..commit };
        Settled { commit, prompt: self.prompt, erased: self.erased }
    }
}
