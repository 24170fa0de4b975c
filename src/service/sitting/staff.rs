//! A member of staff acts in the conversation.

use uuid::Uuid;

use super::Sitting;
use crate::channel::plain;
use crate::conversation::inbound::Inbound;
use crate::conversation::said::Heard;
use crate::conversation::{Entry, Seen, Who};
use crate::dialog::act::{Refusal, StaffAct};
use crate::dialog::due;
use crate::dialog::person::{Channel, Owner, Person};
use crate::dialog::reply::{Effect, Event, Turn, What};
use crate::messages::transcript as messages;
use crate::store::StoreError;

impl Sitting<'_> {
    /// Runs the turn of an act; what stood in its way, where something did.
    pub(in crate::service) async fn staff_acts(&mut self, act: &StaffAct) -> Result<Option<Refusal>, StoreError> {
        let event = Event::new(self.address.channel, Uuid::now_v7(), What::Staff(Box::new(act.clone())));
        let turned = self.service.run(&self.person, &event, self.now);
        if let Some(refusal) = turned.effects.iter().find_map(refusal) {
            return Ok(Some(refusal.clone()));
        }
        self.note_owner(&turned.person.owner, false);
        self.goes_on(turned).await?;
        Ok(None)
    }

    /// Marks of what was asked for: asked for again, it is not done again.
    pub(in crate::service) fn marks(&mut self, seen: Option<Seen>) {
        self.seen.extend(seen);
    }

    /// A turn nobody wrote anything for: what it tells, then what the assistant goes on with.
    pub(super) async fn goes_on(&mut self, mut turned: Turn) -> Result<(), StoreError> {
        let reply = super::super::reply_of(&mut turned);
        super::super::alert(&turned, turned.person.id);
        self.becomes(turned.person);
        // What staff still had to say comes first.
        let nobody = Person::new(self.person.id);
        self.carry(&turned.effects, &nobody).await?;
        let words = plain::text(&reply);
        if words.is_empty() {
            return Ok(());
        }
        match self.address.channel {
            Channel::Telegram => {
                let seen = Seen::new(Channel::Console, Uuid::now_v7().to_string(), None);
                let inbound = Inbound::new(self.address.clone(), seen, Heard::Due);
                self.say(&inbound, &reply, None, Vec::new()).await
            }
            // The letter says it.
            Channel::Email => Ok(()),
            Channel::Terminal | Channel::Console => {
                let entry = Entry::new(self.now, Who::Assistant, self.address.channel, self.person.focus, words);
                self.entries.push(entry);
                Ok(())
            }
        }
    }

    /// Who has the conversation now, where that changes, stands in the transcript.
    pub(super) fn note_owner(&mut self, owner: &Owner, alone: bool) {
        match (&self.person.owner, owner) {
            (before, after) if before == after => {}
            (_, Owner::Agent(name)) => self.note(&messages::taken(name)),
            (Owner::Agent(_), Owner::Assistant) if alone => self.note(messages::HANDED_BACK_ALONE),
            (Owner::Agent(name), Owner::Assistant) => self.note(&messages::handed_back(name)),
            (Owner::Assistant, Owner::Assistant) => {}
        }
    }

    /// True when something staff wrote leaves now, or the conversation goes back to the assistant.
    pub(super) fn staff_are_due(&self) -> bool {
        let now = crate::dialog::turn::Now { at: self.now, zone: crate::clock::paris() };
        let back = due::hand_back(&self.service.library, &self.person, &now).is_some_and(|at| at <= self.now);
        back || self.person.handling.saying.iter().any(|saying| saying.leaves <= self.now)
    }
}

fn refusal(effect: &Effect) -> Option<&Refusal> {
    match effect {
        Effect::Refuse(refusal) => Some(refusal),
        Effect::Reply(_)
        | Effect::Alert(_)
        | Effect::Erase
        | Effect::Letter(_)
        | Effect::Tell(_)
        | Effect::AnswerPlatform(_)
        | Effect::Forget { .. } => None,
    }
}
