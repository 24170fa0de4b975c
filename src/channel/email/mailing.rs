//! What is asked of the mail channel: rows of the outbox, written with the turn that wants them, sent later.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::conversation::mail::Ancestry;

/// One thing to send.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mailing {
    /// A mail of ours.
    Letter(Box<Cover>),
    /// A mail somebody else sent to a person's alias, passed on unread.
    Relay {
        /// Where it comes back to undelivered.
        envelope: String,
        /// The mail as it came, its bytes in base64.
        raw: String,
    },
}

/// A letter and all that stands around it but the date and whom it is for, which its row knows.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// Its Message-ID, without brackets.
    pub id: String,
    /// Where answers come to.
    pub reply_to: String,
    /// Where it comes back to undelivered.
    pub envelope: String,
    /// Its subject.
    pub subject: String,
    /// The mail it answers; none for one that answers nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Ancestry>,
    /// It answers a platform in somebody's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<Box<Instead>>,
    /// It reminds: it says how to have no more of these.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reminds: bool,
    /// Its words.
    pub text: String,
    /// The same in HTML; empty for a mail that is text alone.
    pub html: String,
}

/// What an answer to a platform bears that our letters do not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instead {
    /// The address the platform knows: it writes from there.
    pub from: String,
    /// The candidature it is about.
    pub dossier: Uuid,
    /// It does not say that a program wrote it: this platform would drop it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unmarked: bool,
}

impl std::fmt::Debug for Mailing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Letter(_) => "Letter(…)",
            Self::Relay { .. } => "Relay(…)",
        })
    }
}

impl std::fmt::Debug for Instead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Instead(…)")
    }
}

impl std::fmt::Debug for Cover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cover(…)")
    }
}
