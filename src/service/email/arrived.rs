//! A mail that arrived, read: what it is, what it says of whose it is, and what is kept of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::route::Claims;
use crate::channel::email::letterhead::Letterhead;
use crate::channel::email::read::{Attachment, Bounce, Mail, Nature};
use crate::channel::email::received::headers_of;
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::{Ancestry, Kind, Mail as Letter};
use crate::conversation::said::Heard;
use crate::conversation::{Address, Seen};
use crate::dialog::person::Channel;
use crate::service::ended::read_for_test;

/// A mail that is larger is read beside everything else.
const LARGE: usize = 256 << 10;
/// The type of a file that only Outlook opens.
const TNEF: &str = "application/ms-tnef";
/// Names of a thread's mails that are kept, and bytes of one.
const MOST_NAMES: usize = 12;
const LONGEST_NAME: usize = 250;

/// A mail that arrived. No `Debug`: what people write is printed nowhere.
pub(super) struct Arrived {
    /// Its sender, who may be anybody; nobody for a mail that came back and does not say from where.
    pub(super) from: Address,
    /// What makes it the same mail when it comes again.
    pub(super) seen: Seen,
    /// What it says of whose it is.
    pub(super) claims: Claims,
    /// The mail, read.
    pub(super) mail: Mail,
    /// The mail as it came; only its headers when it is too long.
    pub(super) raw: Arc<Vec<u8>>,
    /// True when only its headers are here.
    pub(super) oversize: bool,
}

impl Arrived {
    /// What the desk hears of it, at an address that need not be its sender's.
    pub(super) fn inbound(&self, at: Address, letter: Letter) -> Inbound {
        Inbound { sent: self.mail.date, ..Inbound::new(at, self.seen.clone(), Heard::Mail(Box::new(letter))) }
    }

    /// What it is to be taken for. A letter of another service like this one was written by a program, even when something
    /// on the way took off what says so.
    pub(super) fn kind(&self) -> Kind {
        let letters = self.mail.message_id.as_deref().is_some_and(Letterhead::is_a_letters);
        if letters { Kind::Automatic } else { kind(&self.mail.nature) }
    }

    /// The same, where only what can be read is a letter.
    pub(super) fn readable(&self) -> Kind {
        match self.kind() {
            Kind::Letter if self.oversize => Kind::TooLarge,
            Kind::Letter if is_winmail(&self.mail) => Kind::Winmail,
            kind => kind,
        }
    }
}

/// The mark of a mail, by its name and content.
pub(super) fn seen(prefix: &str, mail: &Mail, raw: &[u8]) -> Seen {
    Seen::new(Channel::Email, format!("{prefix}{}", digest(mail, raw)), mail.date)
}

/// Reads a mail; `None` when it cannot be, whatever is wrong with it.
pub(super) async fn parsed(raw: Arc<Vec<u8>>) -> Option<Mail> {
    let large = raw.len() > LARGE;
    let parse = move || {
        read_for_test(&raw);
        let read = catch_unwind(AssertUnwindSafe(|| Mail::parse(&raw)));
        read.inspect_err(|_| tracing::error!("mail.panicked")).ok()
    };
    if large { tokio::task::spawn_blocking(parse).await.ok().flatten() } else { parse() }
}

/// What a mail tells of mails of ours that did not arrive.
pub(super) fn bounces(mail: &Mail) -> impl Iterator<Item = &Bounce> {
    let all: &[Bounce] = match &mail.nature {
        Nature::Bounce(bounces) => bounces,
        _ => &[],
    };
    all.iter()
}

/// A file that only one program opens, and nothing in it that could be taken out.
fn is_winmail(mail: &Mail) -> bool {
    let wrapped = |attachment: &Attachment| attachment.kind == TNEF;
    mail.attachments.iter().any(wrapped) && mail.attachments.iter().all(|one| wrapped(one) || one.inline)
}

fn kind(nature: &Nature) -> Kind {
    match nature {
        Nature::Person => Kind::Letter,
        Nature::Absence { until } => Kind::Absent(*until),
        Nature::Auto(_) | Nature::List | Nature::Bounce(_) => Kind::Automatic,
        Nature::Encrypted => Kind::Encrypted,
    }
}

pub(super) fn ancestry(mail: &Mail) -> Ancestry {
    let is_short = |id: &&String| id.len() <= LONGEST_NAME;
    let mut references: Vec<String> = mail.references.iter().filter(is_short).cloned().collect();
    for id in mail.in_reply_to.iter().filter(is_short) {
        if !references.contains(id) {
            references.push(id.clone());
        }
    }
    // It is kept with the person: the middle of a long thread goes.
    if references.len() > MOST_NAMES {
        references.drain(1..=references.len() - MOST_NAMES);
    }
    Ancestry { id: mail.message_id.clone().filter(|id| is_short(&id)), references }
}

/// The same mail has the same digest, whichever way it came: its name and what it holds, not the stamps on it.
fn digest(mail: &Mail, raw: &[u8]) -> String {
    let content = match &mail.message_id {
        Some(_) => raw.get(headers_of(raw).len()..).unwrap_or(raw),
        None => raw,
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update(mail.message_id.as_deref().unwrap_or_default().as_bytes()).update(b"\0").update(content);
    format!("mail/{}", hasher.finalize().to_hex())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_s_names_are_kept_within_bounds() {
        let ids: Vec<String> = (0..150).map(|number| format!("<{number}@a.test>")).collect();
        let long = "x".repeat(1_000);
        let raw = format!(
            "Message-ID: <{long}@a.test>\r\nReferences: {}\r\nIn-Reply-To: <{long}@b.test> <last@a.test>\r\n\r\nBonjour",
            ids.join(" ")
        );
        let Ancestry { id, references } = ancestry(&Mail::parse(raw.as_bytes()));
        assert_eq!(id, None);
        assert_eq!(references.len(), MOST_NAMES);
        assert_eq!((references[0].as_str(), references[MOST_NAMES - 1].as_str()), ("0@a.test", "last@a.test"));
    }
}
