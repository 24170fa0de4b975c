//! Mails from an address nobody knows, under somebody's token: a friend they were forwarded to, or themselves from another
//! mailbox. They are held; a code goes to where the person is known to read, and the stranger is told where to find it.

use super::Sitting;
use crate::channel::email::mailing::{Cover, Mailing};
use crate::channel::email::render::render;
use crate::channel::telegram::call::{Call, Message, Rich};
use crate::conversation::mail::Mail;
use crate::conversation::{Address, Outgoing, Thread};
use crate::dialog::letter::Letter;
use crate::dialog::person::Channel;
use crate::dialog::phrase::Phrase;
use crate::dialog::text::{Args, Prose};
use crate::messages::transcript as messages;
use crate::service::email::code;

/// Mails of one stranger held at once; the oldest goes first.
const MOST_HELD: usize = 8;

impl Sitting<'_> {
    /// Holds a mail, and says so to both, as often as letters may be written to a stranger.
    pub(in crate::service) fn hold(&mut self, mail: &Mail) {
        let Some(stranger) = mail.stranger.as_ref().map(|stranger| Address::new(Channel::Email, &**stranger)) else {
            return;
        };
        self.note(messages::HELD);
        let now = self.now;
        let correspondence = self.other(&stranger).mail.get_or_insert_default();
        correspondence.held.extend(mail.raw);
        let excess = correspondence.held.len().saturating_sub(MOST_HELD);
        correspondence.held.drain(..excess);
        correspondence.answers = Some(mail.thread.clone());
        if correspondence.free_at(now).is_some() {
            return;
        }
        correspondence.written.push(now);
        let code = code::of(&self.service.store, self.person.id, &stranger, now);
        let args = Args::new().with("adresse", veiled(&stranger.id)).with("code", code::grouped(&code));
        self.tell(&stranger, Some(mail), Phrase::MailHeld, &Args::new());
        let known = self.address.clone();
        self.tell(&known, None, Phrase::MailCode, &args);
    }

    /// What is known of another address than the one that is answered.
    fn other(&mut self, address: &Address) -> &mut Thread {
        let known = |thread: &Thread| thread.address == *address;
        let at = self.others.iter().position(known).unwrap_or_else(|| {
            let before = self.before.iter().flat_map(|before| &before.threads).find(|thread| known(thread));
            self.others.push(before.cloned().unwrap_or_else(|| Thread::new(address.clone())));
            self.others.len().saturating_sub(1)
        });
        // It was just found, or put there.
        &mut self.others[at]
    }

    /// Says one thing to an address, outside of the conversation.
    fn tell(&mut self, to: &Address, answered: Option<&Mail>, phrase: Phrase, args: &Args) {
        let said = self.service.library.phrases.say(phrase, args);
        let payload = match to.channel {
            Channel::Telegram => {
                let message = Message { said: Rich::of([&said]), ..Message::default() };
                serde_json::to_string(&[Call::Message(message)])
            }
            _ => match self.cover(said, answered) {
                Some(cover) => serde_json::to_string(&Mailing::Letter(Box::new(cover))),
                None => return,
            },
        };
        let row = Outgoing {
            id: uuid::Uuid::now_v7(),
            person: self.person.id,
            address: to.clone(),
            payload: crate::conversation::Personal(payload.unwrap_or_default()),
            created: self.now,
            entry: None,
        };
        self.outbox.push(row);
    }

    fn cover(&mut self, said: Prose, answered: Option<&Mail>) -> Option<Cover> {
        let ours = self.service.letterhead.clone()?;
        let (token, phrases) = (self.token(), &self.service.library.phrases);
        let subject = phrases.line(Phrase::MailCodeSubject, &Args::new());
        let drawn = render(&Letter { subject, asides: vec![said], ..Letter::default() }, phrases);
        Some(Cover {
            id: ours.message_id(&token, 0).replacen("g0.", &format!("c{}.", uuid::Uuid::now_v7().simple()), 1),
            reply_to: ours.reply_to(&token, None),
            envelope: ours.envelope(&token, 0),
            subject: drawn.subject,
            answers: answered.map(|mail| mail.thread.clone()),
            reminds: false,
            text: drawn.text,
            html: drawn.html,
        })
    }
}

/// « b•••@exemple.fr »: enough to know one's own address again.
fn veiled(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}•••@{domain}")
}
