//! Values, and what an answer carries beside one.

use serde::{Deserialize, Serialize};

use super::Piece;

/// What an answer carries besides its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The INE's key does not fit; the candidate confirmed it all the same.
    IneKeyUnverified,
    /// The INE's format has no public key.
    IneUnverifiable,
    /// A date without its day or month.
    Partial,
    /// An answer outside the list.
    UnknownOption,
    /// Named twice, kept once.
    Duplicate,
    /// Understood in spite of a slip, or from part of the words.
    Approximate,
    /// A number was read as a bassin's number.
    ByNumber,
    /// Done once, to be done again because something changed.
    ToRedo,
    /// Taken over from another dossier of the person.
    FromProfile,
    /// The address of the mailbox they write from, or what follows from it.
    FromMailbox,
    /// A piece a member of staff found fine.
    Approved,
    /// Proposed: « je n’en ai pas », as was said in another dossier.
    ProposedNone,
    /// Proposed: « non concerné », likewise.
    ProposedNotConcerned,
}

/// A value, in one of the five shapes there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// Words, an option's id, a date as ISO 8601 (perhaps partial), a number as E.164.
    Text(String),
    /// Option ids, most wanted first.
    List(Vec<String>),
    /// A file. Boxed: of the many answers of a dossier few are files, and each would take their room.
    Piece(Box<Piece>),
}

impl Value {
    /// The text of a text value.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A text value.
    #[must_use]
    pub fn of(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The names a condition compares: an option's id, or `oui` and `non`.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        match self {
            Self::Bool(yes) => name == if *yes { "oui" } else { "non" },
            Self::Text(text) => text == name,
            Self::List(items) => items.iter().any(|item| item == name),
            Self::Piece(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thousands of dossiers lie in memory, and a turn copies one.
    #[test]
    fn a_value_takes_little_more_room_than_words() {
        assert!(size_of::<Value>() <= size_of::<String>() + size_of::<usize>(), "{}", size_of::<Value>());
    }
}
