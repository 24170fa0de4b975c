//! How staff deal with a person: who looks after them, what is about to be said in the service's name.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Channel;

/// What staff keep of a person, beside their notes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Handling {
    /// The member of staff who looks after them, by login; says nothing of who has the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned: Option<String>,
    /// Words staff find them by.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub labels: BTreeSet<String>,
    /// Since when nothing is left for staff to do; whatever the candidate says opens it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Timestamp>,
    /// When who has the conversation last did something in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acted: Option<Timestamp>,
    /// Since when something the candidate said to a member of staff is not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoke: Option<Timestamp>,
    /// When the conversation last went back to the assistant, who asked on then: no reminder is needed just behind that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<Timestamp>,
    /// Messages that can still be taken back, the first to leave in front.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub saying: Vec<Saying>,
}

/// A message of a member of staff that has not left yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    /// Its id, given by the page it was written on: written twice, it is said once.
    pub id: Uuid,
    /// Who wrote it, by login.
    pub by: String,
    /// The name the candidate reads.
    pub name: String,
    /// Its words, secrets masked.
    pub words: String,
    /// The one channel it goes to; all that reach the person where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Channel>,
    /// When it leaves.
    pub leaves: Timestamp,
}

impl Handling {
    /// True when nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
