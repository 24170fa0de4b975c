//! How much one person may write in a day. Beyond it nothing is kept and nothing understood; they are told so once.

use jiff::civil::Date;

use super::Sitting;
use crate::clock;
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::Kind;
use crate::conversation::said::Heard;
use crate::conversation::{Entry, Spoken, Thread, Who};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::Reply;
use crate::dialog::text::Args;
use crate::messages::transcript as messages;

/// What a message takes beside its words, in bytes: an empty one is not free.
const EACH: u64 = 256;

impl Sitting<'_> {
    /// Counts a message with what was written today, from wherever. False when it does not fit: it is not to be read.
    pub(super) fn fits(&mut self, inbound: &Inbound) -> bool {
        let Some(bytes) = measured(&inbound.heard) else { return true };
        let today = self.now.to_zoned(clock::paris()).date();
        let others = self.before.iter().flat_map(|before| &before.threads);
        let others = others.filter(|thread| thread.address != self.address);
        let before: u64 = others.map(|thread| spoken(thread, today)).sum();
        let own = spoken(&self.thread, today);
        let told = self.thread.spoken.is_some_and(|spoken| spoken.day == today && spoken.told);
        let fits = before.saturating_add(own).saturating_add(bytes) <= self.service.pieces.caps().words;
        let bytes = if fits { own.saturating_add(bytes) } else { own };
        self.thread.spoken = Some(Spoken { day: today, bytes, told });
        fits
    }

    /// Tells them, once a day, that it was too much.
    pub(super) fn overflow(&mut self, inbound: &Inbound) {
        // Nobody is left with a spinner.
        let ack: Vec<_> = self.ack(inbound, None).into_iter().collect();
        self.post(&ack, false);
        let Some(spoken) = self.thread.spoken.as_mut().filter(|spoken| !spoken.told) else { return };
        spoken.told = true;
        self.note(messages::TOO_MANY_WORDS);
        let said = self.service.library.phrases.say(Phrase::TooManyWords, &Args::new());
        match &inbound.heard {
            Heard::Mail(mail) if mail.kind == Kind::Automatic => {}
            Heard::Mail(mail) => {
                self.correspondence().answers = Some(mail.thread.clone());
                self.apologise(Reply { notices: vec![said], ..Reply::default() });
            }
            // Beside the conversation: the question that is open stays open, and so do its buttons.
            _ => {
                let words = said.plain();
                self.entries.push(Entry::new(self.now, Who::Assistant, self.address.channel, self.person.focus, words));
                self.outbox.push(self.service.notice(self.person.id, &self.address, said, None));
            }
        }
    }
}

/// What a message takes; `None` for what is heard whatever was said before.
fn measured(heard: &Heard) -> Option<u64> {
    let words = match heard {
        Heard::Said(said) => said.words.len(),
        Heard::Attached(attached) => attached.words.len(),
        Heard::Edited { words, .. } => words.len(),
        Heard::Mail(mail) => match mail.kind {
            // It was counted with whoever held it.
            _ if mail.released.is_some() => return None,
            Kind::Letter | Kind::Automatic => mail.words.len(),
            Kind::TooLarge | Kind::Encrypted | Kind::Winmail => 0,
            Kind::Absent(_) | Kind::Undelivered { .. } | Kind::Killer | Kind::Held | Kind::Linked | Kind::Relayed => {
                return None;
            }
        },
        Heard::Command(_) | Heard::Tapped(_) | Heard::Wordless(_) | Heard::Unknown => 0,
        Heard::Open(_)
        | Heard::Reachable(_)
        | Heard::Group(_)
        | Heard::Refused(_)
        | Heard::For(..)
        | Heard::Again
        | Heard::Due
        | Heard::Quarantined => return None,
    };
    Some(EACH.saturating_add(u64::try_from(words).unwrap_or(u64::MAX)))
}

fn spoken(thread: &Thread, today: Date) -> u64 {
    thread.spoken.filter(|spoken| spoken.day == today).map_or(0, |spoken| spoken.bytes)
}
