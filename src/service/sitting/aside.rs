//! Messages that are not read.

use super::Sitting;
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::Mail;
use crate::conversation::said::Heard;
use crate::dialog::letter::Letter;
use crate::dialog::person::Channel;
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::Reply;
use crate::dialog::text::Args;
use crate::messages::transcript as messages;
use crate::store::StoreError;

impl Sitting<'_> {
    /// It ended the process each time: it is kept as such, a member of staff is to look, and who sent it is told so.
    pub(super) async fn quarantine(&mut self, inbound: &Inbound) -> Result<(), StoreError> {
        let mut turned = self.service.quarantined(&self.person, self.now);
        let mut reply = super::super::reply_of(&mut turned);
        super::super::alert(&turned, turned.person.id);
        self.becomes(turned.person);
        match &inbound.heard {
            Heard::Mail(mail) => {
                self.mail_aside(mail);
                reply.notices = vec![self.service.with_hours(Phrase::MailAside)];
            }
            _ if self.address.channel == Channel::Email => {
                // What was due is what ended the process: it is not tried again.
                self.person.letter = None;
                self.note(messages::QUARANTINED_DUE);
            }
            _ => {
                self.note(messages::QUARANTINED);
                if let Some(entry) = self.entries.last_mut() {
                    entry.message = inbound.message;
                }
                return self.answer(inbound, &reply, None).await;
            }
        }
        self.apologise(reply);
        Ok(())
    }

    fn mail_aside(&mut self, mail: &Mail) {
        self.note(messages::QUARANTINED_MAIL);
        if let Some(entry) = self.entries.last_mut() {
            entry.raw = mail.raw;
        }
        let correspondence = self.correspondence();
        correspondence.answers = Some(mail.thread.clone());
        // They are read with the next mail from there: they may be what ended the process.
        correspondence.held.clear();
    }

    /// The answer by mail, as often as letters may be written there.
    pub(super) fn apologise(&mut self, reply: Reply) {
        let (service, now) = (self.service, self.now);
        let Some(ours) = &service.letterhead else { return };
        let free = self.correspondence().free_at(now).is_none();
        if free {
            let subject = service.library.phrases.line(Phrase::NoticeSubject, &Args::new());
            self.post_letter(ours, &Letter { subject, asides: reply.notices, ..Letter::default() });
        }
    }
}
