//! Mails as the service hears them, and what is kept of a correspondence.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Personal;
use crate::dialog::person::{Invitation, Piece};
use crate::dialog::reply::Trust;

/// Signs of a person's mail token: 100 bits.
pub const TOKEN: usize = 20;

/// A mail that was read: what it says, and what is known of who wrote it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Where it stands in its thread.
    pub thread: Ancestry,
    /// What kind of mail it is.
    pub kind: Kind,
    /// Its new words, as the transcript keeps them.
    pub words: String,
    /// Those of them that stand under no question of ours.
    pub prose: String,
    /// Those that stand under one, by its number.
    pub answers: Vec<(u32, String)>,
    /// The files that came with it, kept already.
    pub files: Vec<Piece>,
    /// The dossier it is about, where its token says so.
    pub about: Option<Uuid>,
    /// Its writer is known to be who they say: by our token, or by what their mail server vouches for.
    pub proven: bool,
    /// What is new in it could not be told for sure from what is quoted.
    pub unsure: bool,
    /// Under which name the mail as it came is kept, sealed, for a while.
    pub raw: Option<Uuid>,
    /// The mail to be passed on, its bytes in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relayed: Option<String>,
    /// It was held under that name until its address became theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<Uuid>,
    /// Whom it would make them one with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
    /// What the platform says in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Box<FromPlatform>>,
    /// Where it came from, when that is not the person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stranger: Option<Personal<String>>,
}

/// What a mail of the platform says, and what answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromPlatform {
    /// It asks whether the candidature goes on.
    pub asks: bool,
    /// The last day it shows.
    pub until: Option<Date>,
    /// How far it is believed.
    pub trust: Trust,
    /// The question, where it can be answered from here.
    pub question: Option<Question>,
}

/// The platform's question, as it is answered: kept with the dossier until then.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Where its answer goes.
    pub to: String,
    /// The address of ours it was written to.
    pub alias: String,
    /// Its subject.
    pub subject: String,
    /// Where it stands in its thread.
    pub thread: Ancestry,
}

/// Where a mail stands in its thread.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ancestry {
    /// Its own Message-ID, without brackets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Those it refers to, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
}

/// What kind of mail it is: only letters are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Somebody wrote it.
    Letter,
    /// A program did: an acknowledgement, a list, a newsletter.
    Automatic,
    /// « Je suis absent », perhaps until a day.
    Absent(Option<Date>),
    /// A mail of ours did not arrive, for good or for now.
    Undelivered {
        /// Nothing arrives there.
        hard: bool,
        /// Which entry of the transcript the mail carried, where that is known.
        entry: Option<u64>,
    },
    /// It is larger than what is read: only its head was looked at.
    TooLarge,
    /// It can be read by somebody else only.
    Encrypted,
    /// Its content is wrapped in a way only one program opens (winmail.dat).
    Winmail,
    /// It ended the process each time it was read: nothing of it is.
    Killer,
    /// It came from an address nobody knows under the person's token: held until they say that it is theirs.
    Held,
    /// The address it came from has just become theirs.
    Linked,
    /// It would make their file a part of another one: they are asked first.
    Invited,
    /// It answers a letter of a file that is no more: nothing in it is read.
    Ended,
    /// Somebody else wrote to the address the person gave to a platform: passed on to them unread.
    Relayed,
    /// The platform wrote about a candidature, or somebody under its name.
    Platform,
    /// What answered the platform in the person's place did not arrive.
    Unanswered {
        /// The candidature.
        dossier: Uuid,
    },
}

/// What is kept of the mails that went to and fro with an address.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correspondence {
    /// The mail our next letter answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Ancestry>,
    /// The subject it bore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Personal<String>>,
    /// When our next letter is to be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// When our last letters were written, within a day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written: Vec<Timestamp>,
    /// Mails from there that are held, by what they are kept under.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Uuid>,
    /// When they were told of mails of strangers, within a day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warned: Vec<Timestamp>,
    /// They are away until that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<Date>,
    /// When one of our mails last came back from there, for good or for now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Timestamp>,
}

impl Mail {
    /// A mail of which nothing is known but what kind it is.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        Self {
            thread: Ancestry::default(),
            kind,
            words: String::new(),
            prose: String::new(),
            answers: Vec::new(),
            files: Vec::new(),
            about: None,
            proven: false,
            unsure: false,
            raw: None,
            relayed: None,
            platform: None,
            released: None,
            invitation: None,
            stranger: None,
        }
    }
}

// What people write and who they write to is printed nowhere.

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, answers, files, proven, .. } = self;
        let mut shown = f.debug_struct("Mail");
        shown.field("kind", kind).field("answers", &answers.len()).field("files", &files.len());
        shown.field("proven", proven).finish_non_exhaustive()
    }
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("thread", &self.thread).finish_non_exhaustive()
    }
}

impl fmt::Debug for Ancestry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ancestry").field("references", &self.references.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Correspondence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { due, absent, .. } = self;
        f.debug_struct("Correspondence").field("due", due).field("absent", absent).finish_non_exhaustive()
    }
}
