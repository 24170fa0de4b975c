//! What a channel hands to the service: words, a pressed button, files. The same whatever the channel.

use serde::{Deserialize, Serialize};

use crate::dialog::definition::Name;
use crate::dialog::person::{Key, Piece};

/// What reached the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Heard {
    /// The conversation is opened, perhaps for one dialog or campaign.
    Open(Option<Name>),
    /// Something was said.
    Said(Said),
}

/// What was said in one go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The words, as they came.
    pub words: String,
    /// A button that was pressed.
    pub pressed: Option<Pressed>,
    /// Files.
    pub files: Vec<Piece>,
}

/// A pressed button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pressed {
    /// The question it belongs to.
    pub key: Key,
    /// The option.
    pub option: Name,
    /// What stood on it.
    pub label: String,
}

impl Said {
    /// Plain words.
    #[must_use]
    pub fn words(words: impl Into<String>) -> Self {
        Self { words: words.into(), ..Self::default() }
    }
}
