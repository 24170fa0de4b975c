//! A file as a dossier lists it: what is known of it, and where its content lies.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A file as the dossier lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its name, sanitised.
    pub name: String,
    /// Its type, by content: `application/pdf`.
    pub kind: String,
    /// Its size in bytes, all parts together.
    pub bytes: u64,
    /// What its content is kept under; none for a file that was only described.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Of how many parts it is: the photos of an album are one piece.
    #[serde(default = "one")]
    pub parts: u16,
    /// When it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The name it was sent under, when that name's ending hid its real type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called: Option<String>,
    /// A PDF that says it is encrypted: it may not open without a password.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// Why its content was not kept. Such a file is never an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

/// Why a file's content was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Bigger than any file that is kept, in bytes.
    TooBig(u64),
    /// So many files a day are kept of one person, no more.
    DayCount(u32),
    /// So many bytes a day are kept of one person, no more.
    DayBytes(u64),
    /// The disk has no room for files.
    NoRoom,
    /// It could not be written, or fetched.
    Lost,
}

fn one() -> u16 {
    1
}

impl Piece {
    /// A file as it was described; its content is kept nowhere.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: impl Into<String>, bytes: u64) -> Self {
        let (name, kind) = (name.into(), kind.into());
        Self { name, kind, bytes, id: None, parts: 1, at: None, called: None, locked: false, fault: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_written_before_files_were_kept_still_reads() {
        let old: Piece = serde_json::from_str(r#"{"name":"a.pdf","kind":"application/pdf","bytes":5}"#).unwrap();
        assert_eq!(old, Piece::new("a.pdf", "application/pdf", 5));
    }
}
