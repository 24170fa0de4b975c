//! A row of the outbox made a mail, the same at each try.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::channel::email::dkim::Signer;
use crate::channel::email::letterhead::Letterhead;
use crate::channel::email::mailing::{Cover, Mailing};
use crate::channel::email::write::{Auto, Draft, Unsubscribe, write};
use crate::conversation::Outgoing;

/// A mail as it goes out. No `Debug`: what is written to whom is printed nowhere.
pub(super) struct Sendable {
    /// Where it comes back to undelivered.
    pub(super) envelope: String,
    /// Its bytes.
    pub(super) raw: Vec<u8>,
}

/// Makes a row a mail; `None` for a row that is none.
pub(super) fn sendable(ours: &Letterhead, signer: Option<&Signer>, row: &Outgoing) -> Option<Sendable> {
    match serde_json::from_str(&row.payload).ok()? {
        Mailing::Relay { envelope, raw } => Some(Sendable { envelope, raw: STANDARD.decode(raw).ok()? }),
        Mailing::Letter(cover) => {
            let draft = drafted(ours, &cover, row);
            match write(&draft, signer) {
                Ok(raw) => Some(Sendable { envelope: cover.envelope, raw }),
                Err(why) => {
                    tracing::error!(%why, "mail.unwritten");
                    None
                }
            }
        }
    }
}

fn drafted(ours: &Letterhead, cover: &Cover, row: &Outgoing) -> Draft {
    let Cover { id, reply_to, subject, answers, instead, reminds, text, html, .. } = cover;
    let bracketed = |id: &String| format!("<{id}>");
    let ancestry = answers.clone().unwrap_or_default();
    Draft {
        id: bracketed(id),
        from: match instead {
            Some(instead) => (String::new(), instead.from.clone()),
            None => (ours.name.clone(), ours.address.clone()),
        },
        reply_to: reply_to.clone(),
        to: row.address.id.0.clone(),
        subject: subject.clone(),
        in_reply_to: ancestry.id.as_ref().map(bracketed),
        references: ancestry.references.iter().map(bracketed).collect(),
        auto: match instead {
            Some(instead) if instead.unmarked => Auto::Unsaid,
            _ if answers.is_some() && !reminds => Auto::Replied,
            _ => Auto::Generated,
        },
        unsubscribe: reminds.then(|| Unsubscribe { mailto: format!("{reply_to}?subject=STOP"), https: None }),
        date: row.created,
        text: text.clone(),
        html: html.clone(),
    }
}
