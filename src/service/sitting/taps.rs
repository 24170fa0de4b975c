//! Buttons: those of the question that counts, and those of an older one.

use jiff::SignedDuration;

use super::{Masked, Sitting};
use crate::channel::telegram::call::{Call, Target};
use crate::channel::telegram::render::{self, Note};
use crate::conversation::Who;
use crate::conversation::inbound::Inbound;
use crate::conversation::prompt::{Button, Prompt, Tap};
use crate::conversation::said::{Pressed, Said};
use crate::dialog::person::Person;
use crate::dialog::reply::{Reply, What};
use crate::messages::transcript as messages;
use crate::store::StoreError;

/// A double tap comes right behind our last word, the question it asks just below. Who presses an old button later has
/// gone back to look for it.
const DOUBLE_TAP: SignedDuration = SignedDuration::from_secs(10);
/// Our last word is looked for among so many entries.
const OUR_LAST: u32 = 16;

impl Sitting<'_> {
    /// A button. One under an older question changes nothing.
    pub(super) async fn tapped(&mut self, inbound: &Inbound, tap: &Tap) -> Result<(), StoreError> {
        if self.thread.prompt != Some(tap.prompt) {
            return self.stale(inbound, tap).await;
        }
        if let Button::Page(page) = tap.button {
            self.live(tap.prompt).await?;
            return self.turn_page(inbound, tap, page).await;
        }
        let pressed = self.live(tap.prompt).await?.and_then(|prompt| {
            let (press, label) = prompt.press(tap.button)?;
            let label = if label.is_empty() { messages::VALIDATED } else { label };
            Some(Pressed { key: prompt.key.clone(), press, label: label.to_owned() })
        });
        let Some(pressed) = pressed else { return self.stale(inbound, tap).await };
        let masked = Masked::said(Said { pressed: Some(pressed), ..Said::default() });
        self.turn(inbound, &masked, Some(tap)).await
    }

    /// What the live prompt's buttons stand for: known, or kept in the transcript.
    pub(super) async fn live(&mut self, number: u64) -> Result<Option<&Prompt>, StoreError> {
        if self.prompt.as_ref().is_none_or(|(known, _)| *known != number) {
            let page = self.service.store.transcript_page(self.person.id, Some(number.saturating_add(1)), 1).await?;
            let prompt = page.entries.into_iter().find_map(|entry| entry.prompt);
            self.prompt = prompt.map(|prompt| (number, *prompt));
        }
        Ok(self.prompt.as_ref().map(|(_, prompt)| prompt))
    }

    /// A late or repeated press changes nothing: the spinner goes, with a word on where the conversation is, and the
    /// question is shown again unless that was done a moment ago.
    async fn stale(&mut self, inbound: &Inbound, tap: &Tap) -> Result<(), StoreError> {
        let (person, reply) = self.looked();
        // Of someone unknown nothing is open yet.
        let question = reply.open.first().filter(|_| self.before.is_some());
        let note = question.map_or(Note::Gone, |_| Note::Answered(&reply));
        let note = render::note(note, &self.service.library.phrases);
        let mut calls: Vec<Call> = self.ack(inbound, Some(note)).into_iter().collect();
        calls.extend(self.second_copy(tap).map(|of| Call::Strip { of }));
        if question.is_some() && self.is_no_double_tap().await? {
            self.becomes(person);
            return self.say(inbound, &reply, None, calls).await;
        }
        self.post(&calls, false);
        Ok(())
    }

    /// A message that was sent twice, because nobody knew that it had arrived, has kept its buttons on the other copy.
    fn second_copy(&self, tap: &Tap) -> Option<Target> {
        let known = self.ledger.number(self.person.id, tap.prompt);
        tap.message.filter(|message| known.is_none_or(|known| known != *message)).map(Target::Message)
    }

    /// True when our last word is more than a moment ago.
    async fn is_no_double_tap(&self) -> Result<bool, StoreError> {
        if self.entries.iter().any(|entry| entry.who == Who::Assistant) {
            return Ok(false);
        }
        let page = self.service.store.transcript_page(self.person.id, None, OUR_LAST).await?;
        let ours = page.entries.iter().rev().find(|entry| entry.who == Who::Assistant);
        Ok(ours.is_some_and(|ours| self.now.duration_since(ours.at) > DOUBLE_TAP))
    }

    /// Where the conversation is, and the person once that was told.
    fn looked(&self) -> (Person, Reply) {
        let mut turned =
            self.service.run(&self.person, &super::super::event(self.address.channel, What::Look), self.now);
        let reply = super::super::reply_of(&mut turned);
        (turned.person, reply)
    }

    /// Other options of the same question.
    async fn turn_page(&mut self, inbound: &Inbound, tap: &Tap, page: u16) -> Result<(), StoreError> {
        let (person, reply) = self.looked();
        if !reply.open.first().is_some_and(|question| self.stands(question)) {
            self.becomes(person);
            return self.answer(inbound, &reply, None).await;
        }
        let mut calls: Vec<Call> = self.ack(inbound, None).into_iter().collect();
        calls.extend(self.redrawn(&reply, tap, page));
        self.post(&calls, false);
        Ok(())
    }

    pub(super) fn redrawn(&self, reply: &Reply, tap: &Tap, page: u16) -> Option<Call> {
        let message = render::render(reply, tap.prompt, page, &self.service.library.phrases)?;
        let of = tap.message.map_or(Target::Entry(tap.prompt), Target::Message);
        let above = self.prompt.as_ref().map(|(_, prompt)| prompt.above.clone()).unwrap_or_default();
        Some(Call::Edit { of, text: above.then(&message.asked), keyboard: message.keyboard })
    }
}
