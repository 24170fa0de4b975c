//! Mails from an address nobody knows, under somebody's token: a friend they were forwarded to, or themselves from another
//! mailbox. They are held; a code goes to where the person is known to read, and the stranger is told where to find it.

use super::Sitting;
use super::mail::A_DAY;
use crate::conversation::mail::Mail;
use crate::conversation::{Address, Thread};
use crate::dialog::person::Channel;
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;
use crate::messages::transcript as messages;
use crate::service::email::code;
use crate::service::hop::veiled;

/// A stranger is told so often a day: who does not copy the code may be a program.
const MOST_TOLD: usize = 2;
/// The person is told of strangers so often a day, whatever addresses they come from: none of them has proven a thing.
const MOST_WARNED: usize = 4;
/// Strangers remembered; the oldest goes first.
pub(super) const MOST_STRANGERS: usize = 8;
/// Mails of one stranger held at once; the oldest goes first.
const MOST_HELD: usize = 8;

impl Sitting<'_> {
    /// Holds a mail, and says so to both, as often as letters may be written to a stranger.
    pub(in crate::service) fn hold(&mut self, mail: &Mail) {
        let Some(stranger) = mail.stranger.as_ref().map(|stranger| Address::new(Channel::Email, &**stranger)) else {
            return;
        };
        self.note(messages::HELD);
        if let Some(entry) = self.entries.last_mut() {
            entry.raw = mail.raw;
        }
        let now = self.now;
        let mut thread = self.other(&stranger);
        let correspondence = thread.mail.get_or_insert_default();
        correspondence.held.extend(mail.raw);
        let excess = correspondence.held.len().saturating_sub(MOST_HELD);
        correspondence.held.drain(..excess);
        correspondence.answers = Some(mail.thread.clone());
        let told = correspondence.free_at(now).is_some() || correspondence.written.len() >= MOST_TOLD;
        let tells = !told && self.may_warn();
        correspondence.written.extend(tells.then_some(now));
        self.others.push(thread);
        if !tells {
            return;
        }
        let code = code::of(&self.service.store, self.person.id, &stranger, now);
        let args = Args::new().with("adresse", veiled(&stranger.id)).with("code", code::grouped(&code));
        self.token();
        let (service, person) = (self.service, self.person.id);
        let say = |phrase, args: &Args| service.library.phrases.say(phrase, args);
        let told = say(Phrase::MailHeld, &Args::new());
        self.outbox.push(service.notice(person, &stranger, told, Some(mail.thread.clone())));
        self.outbox.push(service.notice(person, &self.address, say(Phrase::MailCode, &args), None));
    }

    /// Whether the person is told of one more stranger; counts it.
    fn may_warn(&mut self) -> bool {
        let now = self.now;
        let warned = &mut self.correspondence().warned;
        warned.retain(|at| now.duration_since(*at) < A_DAY);
        let free = warned.len() < MOST_WARNED;
        warned.extend(free.then_some(now));
        free
    }

    /// What is known of another address than the one that is answered, taken out to be put back changed.
    fn other(&mut self, address: &Address) -> Thread {
        let known = |thread: &Thread| thread.address == *address;
        if let Some(at) = self.others.iter().position(known) {
            return self.others.swap_remove(at);
        }
        let before = self.before.iter().flat_map(|before| &before.threads).find(|thread| known(thread));
        before.cloned().unwrap_or_else(|| Thread::new(address.clone()))
    }
}
