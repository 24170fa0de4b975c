//! The platform's own mail: what it says goes to the core, and what the core wants answered leaves with the same commit.

use uuid::Uuid;

use super::{Masked, Sitting};
use crate::conversation::Outgoing;
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::{FromPlatform, Kind, Mail};
use crate::dialog::letter::Letter;
use crate::dialog::person::Person;
use crate::dialog::reply::{Event, Notice, PlatformAnswer, PlatformSays, Reply, Trust, What};
use crate::dialog::text::Prose;
use crate::messages::transcript as messages;
use crate::service::platform::standing;
use crate::store::StoreError;

impl Sitting<'_> {
    /// The platform wrote, or somebody under its name. The transcript says what it came to, and none of its words.
    pub(super) async fn platform_wrote(&mut self, inbound: &Inbound, mail: &Mail) -> Result<(), StoreError> {
        let Some(wrote) = &mail.platform else { return Ok(()) };
        let FromPlatform { asks, until, trust, question } = &**wrote;
        self.note_about(
            mail,
            match (trust, asks) {
                (Trust::Unproven, _) => messages::PLATFORM_UNPROVEN,
                (Trust::Authentic, true) => messages::PLATFORM_ASKS,
                (Trust::Forwarded, true) => messages::PLATFORM_PASSED_ON,
                (Trust::Authentic | Trust::Forwarded, false) => messages::PLATFORM_SHOWS,
            },
        );
        let question = question.as_ref().and_then(|question| serde_json::to_string(question).ok());
        let (mail, above) = (question.unwrap_or_default(), mail.kind == Kind::Letter);
        let says = PlatformSays { asks: *asks, until: *until, trust: *trust, mail, above };
        self.turn(inbound, &Masked::silent(What::Platform(says)), None).await
    }

    /// Our answer came back: the candidate has to answer, and is told so.
    pub(super) async fn unanswered(&mut self, inbound: &Inbound, mail: &Mail, dossier: Uuid) -> Result<(), StoreError> {
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

    /// Who was asked whether the candidature goes on is told where the platform's own question can be passed on to.
    pub(super) fn with_way_here(&mut self, notice: &Notice) -> Notice {
        let mut notice = notice.clone();
        let dossier = self.person.dossiers.iter().find(|dossier| Some(dossier.id) == notice.dossier);
        let waits = dossier.is_some_and(|dossier| dossier.renewal.asked.is_none());
        if waits && !notice.reply.open.is_empty() {
            let told = notice.dossier.and_then(|dossier| self.way_here(dossier));
            notice.reply.notices.extend(told.clone());
            notice.letter.asides.extend(told);
        }
        notice
    }

    /// So is, in a chat, who has just said what is to be answered.
    pub(super) fn settled_with_way_here(&mut self, mut reply: Reply) -> Reply {
        let standing = self.person.focused().and_then(|dossier| standing(&self.service.library, dossier));
        let said = standing.is_some_and(|key| reply.settled.iter().any(|settled| settled.key == key));
        if let Some(dossier) = self.person.focus.filter(|_| said) {
            reply.notices.extend(self.way_here(dossier));
        }
        reply
    }

    /// And, in a letter, who has said so since the last one.
    pub(super) fn letter_with_way_here(&mut self, mut letter: Letter) -> Letter {
        let dossier = self.person.dossiers.iter().find(|dossier| Some(dossier.id) == letter.dossier);
        let number = dossier.and_then(|dossier| {
            let key = standing(&self.service.library, dossier)?;
            dossier.numbers.get(&key).copied()
        });
        let said = number.is_some() && letter.received.iter().any(|received| received.number == number);
        if let Some(dossier) = letter.dossier.filter(|_| said) {
            letter.asides.extend(self.way_here(dossier));
        }
        letter
    }

    fn way_here(&mut self, dossier: Uuid) -> Option<Prose> {
        let told = self.service.passing_on(&self.person, dossier)?;
        // What comes to that address is known as theirs from now on.
        self.token();
        Some(told)
    }
}
