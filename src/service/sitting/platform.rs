//! The platform's own mail: what it says goes to the core, and what the core wants answered leaves with the same commit.

use uuid::Uuid;

use super::{Masked, Sitting};
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::{FromPlatform, Mail};
use crate::conversation::{Entry, Outgoing};
use crate::dialog::person::{Channel, Person};
use crate::dialog::reply::{Event, PlatformAnswer, PlatformSays, Trust, What};
use crate::messages::transcript as messages;
use crate::store::StoreError;

impl Sitting<'_> {
    /// The platform wrote, or somebody under its name. The transcript says what it came to, and none of its words.
    pub(super) async fn platform_wrote(&mut self, inbound: &Inbound, mail: &Mail) -> Result<(), StoreError> {
        let Some(wrote) = &mail.platform else { return Ok(()) };
        let FromPlatform { asks, until, trust, question } = &**wrote;
        self.note_about(mail, match (trust, asks) {
            (Trust::Unproven, _) => messages::PLATFORM_UNPROVEN,
            (Trust::Authentic, true) => messages::PLATFORM_ASKS,
            (Trust::Forwarded, true) => messages::PLATFORM_PASSED_ON,
            (Trust::Authentic | Trust::Forwarded, false) => messages::PLATFORM_SHOWS,
        });
        let question = question.as_ref().and_then(|question| serde_json::to_string(question).ok());
        let says = PlatformSays { asks: *asks, until: *until, trust: *trust, mail: question.unwrap_or_default() };
        self.turn(inbound, &Masked::silent(What::Platform(says)), None).await
    }

    /// Our answer came back: the candidate has to answer, and is told so.
    pub(super) async fn unanswered(
        &mut self,
        inbound: &Inbound,
        mail: &Mail,
        dossier: Uuid,
    ) -> Result<(), StoreError> {
        self.note_about(mail, messages::PLATFORM_ANSWER_RETURNED);
        self.turn(inbound, &Masked::silent(What::Unanswered(dossier)), None).await
    }

    fn note_about(&mut self, mail: &Mail, words: &str) {
        self.note(words);
        if let Some(entry) = self.entries.last_mut() {
            (entry.raw, entry.dossier) = (mail.raw, mail.about.or(entry.dossier));
        }
    }

    /// One row of the outbox. Where the platform cannot be answered after all, the candidate is told so.
    pub(super) async fn answer_platform(&mut self, answer: &PlatformAnswer) -> Result<(), StoreError> {
        self.token();
        let number = self.next_entry();
        if let Some((entry, row)) = self.service.platform_answer(&self.person, answer, number, self.now) {
            self.entries.push(entry);
            let last = u64::try_from(self.entries.len().saturating_sub(1)).ok();
            self.outbox.push(Outgoing { entry: last, ..row });
            return Ok(());
        }
        self.note(messages::PLATFORM_NOT_ANSWERED);
        let event = Event::new(self.address.channel, Uuid::now_v7(), What::Unanswered(answer.dossier));
        let turned = self.service.run(&self.person, &event, self.now);
        super::super::alert(&turned, turned.person.id);
        self.becomes(turned.person);
        // It wants nothing more answered: it only tells.
        let nobody = Person::new(self.person.id);
        Box::pin(self.carry(&turned.effects, &nobody)).await
    }
}
