//! What an exchange by mail keeps on a person between two letters: only what cannot be told again from the answers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Key;
use crate::dialog::definition::Name;
use crate::dialog::text::Prose;

/// Asides and doubts kept for one letter, and bytes of words in them.
const MOST: usize = 20;
const MOST_BYTES: usize = 8 * 1024;
/// Bytes of prose kept for a dossier to come.
const MOST_SAID: usize = 1500;
/// So many of the last things told are remembered.
const TOLD: usize = 24;

/// A letter that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToWrite {
    /// When the first mail came that it answers.
    pub first: Timestamp,
    /// When the last one came.
    pub last: Timestamp,
    /// Answers to questions, help, warnings, notices: in the order they are to be read.
    #[serde(default)]
    pub asides: Vec<Prose>,
    /// What was refused or not understood, and why.
    #[serde(default)]
    pub doubts: Vec<Doubt>,
    /// All that is kept of the person was asked for.
    #[serde(default)]
    pub data: bool,
    /// The entry sheet was asked for.
    #[serde(default)]
    pub sheet: bool,
}

/// Something refused or not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// The question it was said to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// The reason.
    pub why: Prose,
}

/// What else is kept of an exchange by mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Post {
    /// Mails in a row that brought nothing new: a robot that answers robots is left alone.
    #[serde(default)]
    pub barren: u8,
    /// Digests of what was told last beside the questions.
    #[serde(default)]
    pub told: Vec<u64>,
    /// The numbers of questions asked before there was a dossier: each dossier has them too.
    #[serde(default)]
    pub asked: BTreeMap<Name, u32>,
    /// Prose of before there was a dossier, secrets masked: heard once there is one, so that nobody says it twice.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
}

impl ToWrite {
    /// A letter that answers a mail of that moment.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self { first: at, last: at, asides: Vec::new(), doubts: Vec::new(), data: false, sheet: false }
    }

    /// Keeps an aside, once, while there is room.
    pub fn aside(&mut self, prose: Prose) {
        if !prose.is_empty() && !self.asides.contains(&prose) && self.has_room(&prose) {
            self.asides.push(prose);
        }
    }

    /// Keeps a doubt, once, while there is room. The last word about a question counts.
    pub fn doubt(&mut self, doubt: Doubt) {
        self.doubts.retain(|known| doubt.key.is_none() || known.key != doubt.key);
        if !doubt.why.is_empty() && !self.doubts.contains(&doubt) && self.has_room(&doubt.why) {
            self.doubts.push(doubt);
        }
    }

    fn has_room(&self, prose: &Prose) -> bool {
        let all = || self.asides.iter().chain(self.doubts.iter().map(|doubt| &doubt.why));
        all().count() < MOST && all().map(bytes).sum::<usize>() + bytes(prose) <= MOST_BYTES
    }
}

impl Post {
    /// Keeps prose for the dossier to come, while there is room.
    pub fn keep(&mut self, words: &str) {
        if self.said.len() + words.len() < MOST_SAID {
            self.said.push_str(words);
            self.said.push('\n');
        }
    }

    /// True when nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Remembers that something was told; true when it was news.
    pub fn tell(&mut self, digest: u64) -> bool {
        let news = !self.told.contains(&digest);
        if news {
            self.told.push(digest);
            let excess = self.told.len().saturating_sub(TOLD);
            self.told.drain(..excess);
        }
        news
    }
}

fn bytes(prose: &Prose) -> usize {
    prose.blocks.iter().flat_map(|block| &block.runs).map(|run| run.words.len()).sum()
}
