//! One thing said to an address outside of the conversation, in the way of its channel.

use uuid::Uuid;

use super::Service;
use super::sitting::PRESS_LIVES;
use crate::channel::email::mailing::{Cover, Mailing};
use crate::channel::email::render::render;
use crate::channel::telegram::call::{Call, Message, Rich};
use crate::channel::telegram::render::{Note, note as render_note};
use crate::conversation::mail::Ancestry;
use crate::conversation::{Address, Class, Outgoing, Personal};
use crate::dialog::letter::Letter;
use crate::dialog::person::Channel;
use crate::dialog::phrase::Phrase;
use crate::dialog::text::{Args, Prose};

impl Service {
    /// What is said to someone whose rows cannot be read: kept nowhere, because nothing of theirs can be.
    pub(super) fn apology(&self, address: &Address) -> Outgoing {
        self.notice(Uuid::nil(), address, self.handed_over(), None)
    }

    /// To someone unknown, or erased, who presses a button of old.
    pub(super) fn gone(&self, address: &Address, query: String) -> Outgoing {
        let note = Some(render_note(Note::Gone, &self.library.phrases));
        let call = Call::Ack { query, note, expires: self.clock.now() + PRESS_LIVES };
        self.row(Uuid::nil(), address, serde_json::to_string(&[call]).unwrap_or_default())
    }

    fn row(&self, person: Uuid, to: &Address, payload: String) -> Outgoing {
        Outgoing {
            id: Uuid::now_v7(),
            person,
            address: to.clone(),
            payload: Personal(payload),
            created: self.clock.now(),
            class: Class::Answer,
            voice: crate::conversation::Voice::Service,
            entry: None,
        }
    }

    /// A row that says one thing to an address; by mail it may answer one.
    pub(super) fn notice(&self, person: Uuid, to: &Address, said: Prose, answers: Option<Ancestry>) -> Outgoing {
        let payload = match to.channel {
            Channel::Email => serde_json::to_string(&self.cover(person, to, said, answers)),
            Channel::Telegram | Channel::Terminal | Channel::Console => {
                let message = Message { said: Rich::of([&said]), ..Message::default() };
                serde_json::to_string(&[Call::Message(message)])
            }
        };
        self.row(person, to, payload.unwrap_or_default())
    }

    /// What the names of such mails to an address hold: who answers one reads that mailbox.
    pub(super) fn proof(&self, person: Uuid, of: &Address) -> String {
        self.store.proof(person, &["notice", &format!("{:?}", of.channel), &of.id])
    }

    /// It carries no entry of a transcript.
    fn cover(&self, person: Uuid, to: &Address, said: Prose, answers: Option<Ancestry>) -> Option<Mailing> {
        let ours = self.letterhead.as_ref()?;
        let (token, phrases) = (self.store.token(person), &self.library.phrases);
        let subject = phrases.line(Phrase::NoticeSubject, &Args::new());
        let drawn = render(&Letter { subject, asides: vec![said], ..Letter::default() }, phrases);
        let id = ours.notice_id(&Uuid::now_v7().simple().to_string(), &self.proof(person, to));
        Some(Mailing::Letter(Box::new(Cover {
            id,
            reply_to: ours.reply_to(&token, None),
            envelope: ours.envelope(&token, 0),
            subject: drawn.subject,
            answers,
            instead: None,
            reminds: false,
            text: drawn.text,
            html: drawn.html,
        })))
    }
}
