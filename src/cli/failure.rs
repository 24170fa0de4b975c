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

/// A failure and its causes on one line, in French, those of the system too.
#[must_use]
pub fn told(error: &anyhow::Error) -> String {
    let words = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<io::Error>() {
        Some(error) if error.raw_os_error().is_some() => system(error),
        _ => cause.to_string(),
    };
    error.chain().map(words).collect::<Vec<_>>().join(" : ")
}

fn system(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "fichier ou dossier introuvable".to_owned(),
        io::ErrorKind::PermissionDenied => "accès refusé".to_owned(),
        io::ErrorKind::NotADirectory => "ce n’est pas un dossier".to_owned(),
        io::ErrorKind::IsADirectory => "c’est un dossier, pas un fichier".to_owned(),
        io::ErrorKind::StorageFull => "le disque est plein".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "le disque ne se laisse pas écrire".to_owned(),
        _ => error.to_string(),
    }
}

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
