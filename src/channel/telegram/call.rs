//! What is asked of Telegram: rows of the outbox, written with the turn that wants them, carried out later.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::rich::{LIMIT, units};
pub use crate::conversation::prompt::Rich;
use crate::conversation::said::Attachment;
use crate::dialog::reply::Shape;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// A message is sent.
    Message(Message),
    /// A message of ours is changed.
    Edit {
        /// Which.
        of: Target,
        /// Its words from now on.
        text: Rich,
        /// Its buttons from now on; none takes the keyboard away.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keyboard: Keyboard,
    },
    /// The buttons under a message of ours go, its words stay.
    Strip {
        /// Which.
        of: Target,
    },
    /// A press is answered, so that its spinner goes.
    Ack {
        /// The press.
        query: String,
        /// A short note over the screen, at most 200 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// Telegram takes no answer after that.
        expires: Timestamp,
    },
    /// A file is fetched and kept.
    Fetch {
        /// Which.
        attachment: Attachment,
        /// The message it came with.
        message: Option<i64>,
    },
}

/// A message to send: what was said to an utterance, and what is asked next. Split where Telegram wants it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// What was understood, notices, help.
    #[serde(default, skip_serializing_if = "Rich::is_empty")]
    pub said: Rich,
    /// The question. It is left out when a newer one waits behind it.
    #[serde(default, skip_serializing_if = "Rich::is_empty")]
    pub asked: Rich,
    /// The question without its last line, which says how to answer with the buttons. Not sent: it is what stands there once
    /// the buttons are gone. Empty where no line goes with them.
    #[serde(skip)]
    pub bare: Rich,
    /// Its buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keyboard: Keyboard,
    /// The candidate's message it answers, when that one was at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<i64>,
}

impl Message {
    /// True when all of it goes into one message of Telegram's.
    #[must_use]
    pub fn is_one(&self) -> bool {
        units(&self.said.text) + units(&self.asked.text) + 2 <= LIMIT
    }

    /// What of the message stays once its question is settled: the answer takes the question's place; a recap or the steps
    /// of a task may be wanted again.
    #[must_use]
    pub fn stays(&self, shape: Shape) -> Rich {
        let said = if self.is_one() { self.said.clone() } else { Rich::default() };
        match shape {
            Shape::Choice | Shape::Ranking | Shape::Words => said,
            Shape::YesNo | Shape::Task | Shape::File => said.then(&self.asked),
        }
    }
}

/// A message of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// By its entry in the transcript; Telegram's number is known once it was sent.
    Entry(u64),
    /// By Telegram's number.
    Message(i64),
}

/// Rows of buttons.
pub type Keyboard = Vec<Vec<Key>>;

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// What is read on it.
    pub label: String,
    /// What pressing it sends, at most 64 bytes: see [`Tap::data`](crate::conversation::prompt::Tap::data).
    pub data: String,
}
