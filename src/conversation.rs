//! Words the shell shares: who writes from where, what was said, what is kept of it. No waiting, no file, no clock.

pub mod inbound;
pub mod mail;
pub mod prompt;
pub mod said;

use std::fmt;
use std::ops::Deref;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::mail::Correspondence;
use self::prompt::Prompt;
use crate::dialog::definition::Name;
use crate::dialog::person::{Channel, Key};
use crate::redact::Secret;
use crate::renewal::Stage;

/// Personal data: kept and passed on, never printed. Its `Debug` is `***`, so that no log line can hold it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Personal<T>(pub T);

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T> Deref for Personal<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl From<&str> for Personal<String> {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Personal<String> {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Where someone can be reached: a Telegram user, an e-mail address, a name given to `guichet chat --as`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Address {
    /// On which channel.
    pub channel: Channel,
    /// As the channel writes it, already brought to its one spelling (lower case for mail).
    pub id: Personal<String>,
}

impl Address {
    /// An address.
    #[must_use]
    pub fn new(channel: Channel, id: impl Into<String>) -> Self {
        Self { channel, id: Personal(id.into()) }
    }

    /// What a person's mail token is known by: nobody's mailbox, it only says whose the token is.
    #[must_use]
    pub fn token(token: &str) -> Self {
        Self::new(Channel::Email, format!("+{token}"))
    }

    /// True for what a token is known by.
    #[must_use]
    pub fn is_token(&self) -> bool {
        self.channel == Channel::Email && self.id.starts_with('+')
    }
}

/// What is known of one of a person's addresses beside whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// The address.
    pub address: Address,
    /// The entry whose buttons still count, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<u64>,
    /// The person shut the conversation: nothing arrives there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shut: bool,
    /// A digest of the last words that came from there: who waits says them again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<u64>,
    /// The entry that answered those words, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<(u64, Timestamp)>,
    /// It was theirs, and was taken off: remembered so that no link that was used for it is good again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub parted: bool,
    /// How much came from there on the last day something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken: Option<Spoken>,
    /// The mails that went to and fro, where it is an e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Box<Correspondence>>,
}

/// How much came from an address in a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// The day, in Paris.
    pub day: Date,
    /// Bytes of words, and something for each message.
    pub bytes: u64,
    /// They were told that it was too much.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told: bool,
}

impl Thread {
    /// An address nothing is known of yet.
    #[must_use]
    pub fn new(address: Address) -> Self {
        Self { address, prompt: None, shut: false, last: None, answer: None, parted: false, spoken: None, mail: None }
    }
}

/// In whose name an address writes: a parent may help, a mailbox may be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The candidate.
    Own,
    /// Someone who helps them.
    Helper,
}

/// What makes a message the same message when it is delivered again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// On which channel.
    pub channel: Channel,
    /// The channel's own id: bot and update number, mailbox and UID, a digest of the content.
    pub id: Personal<String>,
    /// The date the message itself bears, equal at each delivery; it is how old marks are found and dropped.
    pub sent: Option<Timestamp>,
}

impl Seen {
    /// The mark of a message.
    #[must_use]
    pub fn new(channel: Channel, id: impl Into<String>, sent: Option<Timestamp>) -> Self {
        Self { channel, id: Personal(id.into()), sent }
    }
}

/// Who speaks in a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Who {
    /// The candidate, or who helps them.
    Candidate,
    /// The assistant.
    Assistant,
    /// A member of staff, by name.
    Agent(String),
    /// The service itself: opened, linked, erased.
    System,
}

/// One entry of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the person's transcript, from 1; given by the store, 0 until then.
    #[serde(default)]
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who speaks.
    pub who: Who,
    /// Where.
    pub channel: Channel,
    /// About which dossier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier: Option<Uuid>,
    /// What was said, secrets masked.
    pub text: Personal<String>,
    /// Which kinds of secrets were masked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masked: Vec<Secret>,
    /// The channel's number of the message, where it is a candidate's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<i64>,
    /// Under which name the message as it came is kept for a while, where it is a mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Uuid>,
    /// What the message answered: where a change of its words belongs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gave: Vec<Key>,
    /// The step that was open, where the candidate's words were not understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<Name>,
    /// The step that was open, where these words were what a person was asked for with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called: Option<Name>,
    /// What the buttons under it stand for, where it is ours and has some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Box<Prompt>>,
    /// Which question of a candidature's term it asked, where it asked one: its delivery is what proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<Box<Asks>>,
}

/// The question of a candidature's term, as it was sent somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asks {
    /// Which.
    pub stage: Stage,
    /// Of which term, from 0.
    pub cycle: u32,
    /// Where it was sent to.
    pub to: Address,
}

impl Entry {
    /// An entry not yet stored.
    #[must_use]
    pub fn new(at: Timestamp, who: Who, channel: Channel, dossier: Option<Uuid>, text: impl Into<String>) -> Self {
        Self {
            seq: 0,
            at,
            who,
            channel,
            dossier,
            text: Personal(text.into()),
            masked: Vec::new(),
            message: None,
            raw: None,
            gave: Vec::new(),
            missed: None,
            called: None,
            prompt: None,
            asks: None,
        }
    }
}

/// What kind of message: it says how soon it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// An answer: at once.
    #[default]
    Answer,
    /// Something nobody waits for, of which many may be due together: behind all answers, so many a minute.
    Reminder,
    /// The same, and « STOP » ends it.
    Nudge,
}

impl Class {
    fn is_answer(&self) -> bool {
        *self == Self::Answer
    }
}

/// Who speaks in a message to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Voice {
    /// The assistant: it keeps silent while a member of staff has the conversation.
    #[default]
    Assistant,
    /// A member of staff.
    Agent,
    /// The service itself, whoever has the conversation: a code, a mail passed on, an answer to the platform.
    Service,
}

impl Voice {
    fn is_assistants(&self) -> bool {
        *self == Self::Assistant
    }
}

/// A message to be sent, committed with the turn that decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Time-ordered; an e-mail's Message-ID is derived from it.
    pub id: Uuid,
    /// To whom.
    pub person: Uuid,
    /// To where.
    pub address: Address,
    /// What, as the channel's renderer takes it.
    pub payload: Personal<String>,
    /// Since when.
    pub created: Timestamp,
    /// What kind of message it is.
    #[serde(default, skip_serializing_if = "Class::is_answer")]
    pub class: Class,
    /// Who speaks in it.
    #[serde(default, skip_serializing_if = "Voice::is_assistants")]
    pub voice: Voice,
    /// Which transcript entry it carries: its place among the turn's entries, from 0, in what is committed; its number in
    /// what the store gives back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
}

/// The moment a time-ordered id was made.
#[must_use]
pub fn moment(id: Uuid) -> Option<Timestamp> {
    let (seconds, nanoseconds) = id.get_timestamp()?.to_unix();
    Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanoseconds).ok()?).ok()
}
