//! How a sitting answers in a chat: messages, the buttons under them, files still to be fetched.

use jiff::SignedDuration;

use super::{Masked, Sitting};
use crate::channel::plain;
use crate::channel::telegram::call::{Call, Message, Target};
use crate::channel::telegram::render;
use crate::channel::telegram::rich::{LIMIT, units};
use crate::clock::Clock;
use crate::conversation::inbound::Inbound;
use crate::conversation::prompt::{Prompt, Tap};
use crate::conversation::said::{Attached, Attachment, Heard, Said};
use crate::conversation::{Entry, Who};
use crate::dialog::due;
use crate::dialog::intent::Command;
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::{Question, Reply, What, Wordless};
use crate::dialog::text::Args;
use crate::store::StoreError;

/// Telegram takes no answer to a press after that (its Bot API server’s own limit).
pub(in crate::service) const PRESS_LIVES: SignedDuration = SignedDuration::from_secs(150);
/// Telegram hands over no larger file.
const MOST_FETCHED: u64 = 20 << 20;

impl Sitting<'_> {
    /// Files are fetched beside the conversation, which goes on when they have arrived.
    pub(super) async fn attached(&mut self, inbound: &Inbound, attached: &Attached) -> Result<(), StoreError> {
        let Attached { files, words } = attached;
        let large = |file: &&Attachment| file.bytes.is_some_and(|bytes| bytes > MOST_FETCHED);
        for file in files.iter().filter(|file| !large(file)) {
            let call = Call::Fetch { attachment: file.clone(), message: inbound.message };
            self.post(&[call], false);
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

    pub(super) async fn answer(
        &mut self,
        inbound: &Inbound,
        reply: &Reply,
        tap: Option<&Tap>,
    ) -> Result<(), StoreError> {
        self.thread.answer = None;
        // A press is answered even while a member of staff speaks: with who answers instead.
        let held = due::is_held(&self.person);
        let note = held.then(|| self.service.library.phrases.line(Phrase::AgentHas, &Args::new()));
        let mut calls: Vec<Call> = self.ack(inbound, note).into_iter().collect();
        let same = reply.redraw && reply.open.first().is_some_and(|question| self.stands(question));
        if let Some(tap) = tap.filter(|_| same) {
            calls.extend(self.redrawn(reply, tap, tap.page));
            self.post(&calls, false);
            return Ok(());
        }
        if matches!(inbound.heard, Heard::Command(Command::Help)) {
            let reply = self.with_mailbox(reply.clone());
            return self.say(inbound, &reply, tap, calls).await;
        }
        self.say(inbound, reply, tap, calls).await
    }

    /// Help says where the conversation can go on.
    fn with_mailbox(&mut self, mut reply: Reply) -> Reply {
        if let Some(address) = self.mailbox() {
            let args = Args::new().with("adresse", address);
            reply.notices.push(self.service.library.phrases.say(Phrase::GoOnByMail, &args));
        }
        reply
    }

    /// True when the live buttons stand for the options of that question, in its order. A dialog that was edited, or a
    /// choice outside the list that was taken back, moves their numbers.
    pub(super) fn stands(&self, question: &Question) -> bool {
        let live = self.prompt.as_ref().map(|(_, prompt)| prompt);
        live.is_some_and(|prompt| prompt.key == question.key && prompt.options == question.options)
    }

    /// A new message, behind what is done already.
    pub(super) async fn say(
        &mut self,
        inbound: &Inbound,
        reply: &Reply,
        tap: Option<&Tap>,
        mut calls: Vec<Call>,
    ) -> Result<(), StoreError> {
        let number = self.next_entry();
        let Some(mut message) = render::render(reply, number, 0, &self.service.library.phrases) else {
            self.post(&calls, false);
            return Ok(());
        };
        calls.extend(self.close_prompt(reply, tap).await?);
        message.reply_to = inbound.message.filter(|_| !reply.doubtful.is_empty() && tap.is_none());
        let entry = self.ours(reply, number, &message);
        self.entries.push(entry);
        self.thread.answer = Some((number, Clock::real().now()));
        calls.push(Call::Message(message));
        self.post(&calls, true);
        Ok(())
    }

    /// The old question's buttons go; where it was answered, the answer stands in its place.
    pub(super) async fn close_prompt(&mut self, reply: &Reply, tap: Option<&Tap>) -> Result<Option<Call>, StoreError> {
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

    pub(super) fn ours(&mut self, reply: &Reply, number: u64, message: &Message) -> Entry {
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

    pub(super) fn ack(&self, inbound: &Inbound, note: Option<String>) -> Option<Call> {
        let query = inbound.query.clone()?;
        Some(Call::Ack { query, note, expires: self.now + PRESS_LIVES })
    }

    /// One row of the outbox for all that one message brings about.
    pub(super) fn post(&mut self, calls: &[Call], carries: bool) {
        if !calls.is_empty() {
            self.send(serde_json::to_string(calls).unwrap_or_default(), carries);
        }
    }
}
