//! What a channel hands to the service: words, a pressed button, files. The same whatever the channel.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Personal;
use super::mail::Mail;
use super::prompt::Tap;
use crate::dialog::definition::Name;
use crate::dialog::intent::Command;
use crate::dialog::person::{Invitation, Key, Piece};
use crate::dialog::reply::{Press, Wordless};

/// What reached the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Heard {
    /// The conversation is opened, perhaps for one dialog or campaign.
    Open(Option<Name>),
    /// Something was said.
    Said(Said),
    /// A word valid everywhere, by its own command: `/retour`.
    Command(Command),
    /// A button under an earlier message; what it means stands in the transcript.
    Tapped(Tap),
    /// The words of an earlier message were changed.
    Edited {
        /// The channel’s number of the message.
        message: i64,
        /// Its words now.
        words: Personal<String>,
    },
    /// Files still to be fetched from the channel, with the words beside them.
    Attached(Attached),
    /// Something that holds no words.
    Wordless(Wordless),
    /// The person shut the conversation, or opened it again: whether they can be reached.
    Reachable(bool),
    /// The assistant was put into a group, or spoken to there: where it can be spoken with.
    Group(String),
    /// The channel refused a message of ours for good: why, in its own words, which may quote ours.
    Refused(Personal<String>),
    /// Of one person and nobody else, even where somebody new writes from their address since they were erased.
    For(Uuid, Box<Heard>),
    /// What was asked last may not have been seen, or its buttons be dead: it is asked again.
    Again,
    /// A link that would make their file a part of another one: they are asked first.
    Invited(Invitation),
    /// A mail.
    Mail(Box<Mail>),
    /// A moment has come that something was put off to.
    Due,
    /// It ended the process each time it was answered: kept in the transcript as such, answered once, by no reading of it.
    Quarantined,
    /// Something of no known kind: kept in the transcript as such, answered by nothing.
    Unknown,
}

/// What was said in one go.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The words, as they came.
    pub words: String,
    /// A button that was pressed.
    pub pressed: Option<Pressed>,
    /// Files.
    pub files: Vec<Piece>,
}

/// A pressed button.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pressed {
    /// The question it belongs to.
    pub key: Key,
    /// What it makes sure of.
    pub press: Press,
    /// What stood on it.
    pub label: String,
}

/// Files the channel announced, and what was said with them.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// The caption; often empty.
    pub words: String,
    /// The files. Those of an album come one by one, each in a message of its own.
    pub files: Vec<Attachment>,
}

/// A file the channel announced.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What the channel fetches it by.
    pub file: String,
    /// The same for the same bytes, whoever sends them.
    pub unique: String,
    /// The name it was sent under, as it came; a photo has none.
    pub name: Option<String>,
    /// Its size in bytes, where the channel tells it.
    pub bytes: Option<u64>,
    /// Files sent together have the same one.
    pub album: Option<String>,
}

impl Heard {
    /// What it is, whoever it is for.
    #[must_use]
    pub fn itself(&self) -> &Self {
        match self {
            Self::For(_, heard) => heard.itself(),
            heard => heard,
        }
    }
}

impl Said {
    /// Plain words.
    #[must_use]
    pub fn words(words: impl Into<String>) -> Self {
        Self { words: words.into(), ..Self::default() }
    }
}

// What people say and send is printed nowhere: only that they did.

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pressed, files, .. } = self;
        f.debug_struct("Said").field("pressed", pressed).field("files", &files.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Pressed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pressed").field("key", &self.key).finish_non_exhaustive()
    }
}

impl fmt::Debug for Attached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attached").field("files", &self.files).finish_non_exhaustive()
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_printed_nowhere() {
        let words = "Quatrepoint".to_owned();
        let file = Attachment {
            file: words.clone(),
            unique: words.clone(),
            name: Some(words.clone()),
            bytes: None,
            album: Some(words.clone()),
        };
        let pressed = Pressed { key: Key::new("civilite"), press: Press::Validate, label: words.clone() };
        let all = [
            Heard::Said(Said { pressed: Some(pressed), ..Said::words(&*words) }),
            Heard::Edited { message: 1, words: Personal(words.clone()) },
            Heard::Attached(Attached { words: words.clone(), files: vec![file] }),
        ];
        assert!(!format!("{all:?}").contains(&words), "{all:?}");
    }
}
