//! What is wrong in a file that staff edit: where, how badly, and what was probably meant. Pure data; `messages` holds
//! the words, the command line draws them.

use std::ops::Range;

use super::definition::Name;

/// Bytes of a file.
pub type Span = Range<usize>;

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name as staff know it: `dialogs/acloe-m2.toml`.
    pub name: String,
    /// All of it.
    pub text: String,
}

/// All files of an installation: dialogs, word lists, campaigns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    /// In any order.
    pub files: Vec<Source>,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The files cannot be used.
    Error,
    /// They can, but somebody should look.
    Warning,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// The file.
    pub file: Name,
    /// Where in it.
    pub span: Span,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where.
    pub at: At,
    /// How bad.
    pub severity: Severity,
    /// Its kind, permanent: `cle-inconnue`.
    pub code: &'static str,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to write under the caret.
    pub label: String,
    /// What to do: « vouliez-vous dire « X » ? »
    pub suggestion: Option<String>,
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

impl Diagnostic {
    /// True for what makes the files unusable.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Source {
    /// The name of the file without folders and extension: `acloe-m2`.
    #[must_use]
    pub fn stem(&self) -> &str {
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        name.strip_suffix(".toml").unwrap_or(name)
    }

    /// Where a byte stands.
    #[must_use]
    pub fn position(&self, byte: usize) -> Position {
        let byte = self.floor(byte);
        let before = self.text.get(..byte).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Position { line, column: before.get(start..).unwrap_or_default().chars().count() + 1 }
    }

    /// The nearest place at or before `byte` that lies between two characters.
    #[must_use]
    pub fn floor(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        (0..=byte).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }
}

impl Sources {
    /// The file of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Source> {
        self.files.iter().find(|source| source.name == name)
    }
}
