//! What a member of staff does in somebody's conversation. The words of the console; what comes of them is in `turn/staff`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::definition::Name;
use super::person::{Channel, Key, Owner};
use super::text::Prose;

/// An act, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffAct {
    /// The login of who acts.
    pub by: String,
    /// The name the candidate reads.
    pub name: String,
    /// What is done.
    pub act: Act,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The conversation is taken from who has it: the assistant, or somebody who was seen to have it.
    Take {
        /// Who was seen to have it.
        from: Owner,
    },
    /// Something is said to the candidate; it leaves a little later and can be taken back until then. Said while the
    /// assistant has the conversation, it takes it over.
    Say {
        /// Its id: the same one twice is said once.
        id: Uuid,
        /// Its words.
        words: String,
        /// The one channel it goes to; all that reach them where none is named.
        on: Option<Channel>,
    },
    /// What has not left yet is taken back.
    Unsay {
        /// Its id.
        id: Uuid,
    },
    /// The assistant goes on.
    HandBack,
    /// An answer is given or corrected in the candidate's name, who is told.
    Answer {
        /// Of which dossier.
        dossier: Uuid,
        /// To which question.
        key: Key,
        /// The answer, read as the candidate's words would be.
        words: String,
    },
    /// A piece was looked at.
    Piece {
        /// Of which dossier.
        dossier: Uuid,
        /// The question it answers.
        key: Key,
        /// What is wrong with it: told the candidate, who is asked for it again. Nothing where it is fine.
        fault: Option<String>,
    },
    /// What they waited for a person for is done.
    Settle,
    /// Somebody looks after them, or nobody in particular.
    Assign(Option<String>),
    /// A label is put on or taken off.
    Label {
        /// Which.
        label: Name,
        /// On.
        on: bool,
    },
    /// Nothing is left to do for staff; or something is again.
    Close(bool),
}

/// Why an act was not done. Nothing changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Somebody else has the conversation.
    Had(Owner),
    /// There is nothing to say, or too much.
    Words,
    /// It has left already, or never was.
    Gone,
    /// There is no such dossier or question.
    Unknown,
    /// They can be reached nowhere, or not there.
    Nowhere,
    /// The answer was not understood: what the candidate would have been told.
    NotUnderstood(Vec<Prose>),
}

/// Words of a member of staff that leave now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// The login of who wrote them.
    pub by: String,
    /// The words.
    pub words: String,
    /// The one channel they go to.
    pub on: Option<Channel>,
    /// When they were written.
    pub at: Timestamp,
}
