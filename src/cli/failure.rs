//! How a command fails: with words for staff and an exit code for programs.

use std::io;

/// A failure with its exit code.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub struct Failure {
    /// The exit code.
    pub code: u8,
    /// What is told, in French.
    pub words: String,
}

/// Everything else.
pub const FAILED: u8 = 1;

/// The command was wrongly written, or a file it was given is wrong.
pub const WRONG: u8 = 2;

/// Try again later: the disk is full, the data is in use.
pub const LATER: u8 = 75;

impl Failure {
    /// A failure nothing but a person can repair.
    #[must_use]
    pub fn failed(words: impl Into<String>) -> anyhow::Error {
        Self { code: FAILED, words: words.into() }.into()
    }

    /// The command is wrong.
    #[must_use]
    pub fn wrong(words: impl Into<String>) -> anyhow::Error {
        Self { code: WRONG, words: words.into() }.into()
    }

    /// The same command may work later.
    #[must_use]
    pub fn later(words: impl Into<String>) -> anyhow::Error {
        Self { code: LATER, words: words.into() }.into()
    }

    /// The code a command ends with because of that error.
    #[must_use]
    pub fn code(error: &anyhow::Error) -> u8 {
        let full = |cause: &(dyn std::error::Error + 'static)| {
            cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::StorageFull)
        };
        match error.downcast_ref::<Self>() {
            Some(failure) => failure.code,
            None if error.chain().any(full) => LATER,
            None => FAILED,
        }
    }
}
