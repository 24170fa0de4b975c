//! What can go wrong with the store, said in French to whoever runs it.

use std::path::PathBuf;

use uuid::Uuid;

/// A failure of the store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Another process has the data open.
    #[error("les données de « {} » sont déjà ouvertes par un autre guichet", .0.display())]
    Busy(PathBuf),
    /// A write, flush or sync failed: nothing more is read or written, the process must end (exit code 75).
    #[error("l’écriture des données a échoué, le service s’arrête sans rien confirmer : {0}")]
    Poisoned(String),
    /// The store is closed.
    #[error("les données sont fermées")]
    Closed,
    /// A value over the engine's cap. The schema cuts longer ones; seeing this is a defect.
    #[error("valeur trop longue pour le moteur : {0} octets")]
    TooLong(usize),
    /// There is data, but not the key that opens it.
    #[error(
        "la clé maîtresse « {} » est introuvable, et les données de « {} » ne se lisent pas sans elle. \
         Remettez ce fichier à sa place ; aucune nouvelle clé n’a été créée",
        .key.display(), .data.display()
    )]
    MasterKeyMissing {
        /// Where the key was looked for.
        key: PathBuf,
        /// The data it would open.
        data: PathBuf,
    },
    /// The key file is not a key.
    #[error("« {} » n’est pas une clé maîtresse (64 chiffres hexadécimaux attendus)", .0.display())]
    MasterKeyUnreadable(PathBuf),
    /// The key file is the key of other data.
    #[error("la clé maîtresse « {} » n’est pas celle de ces données", .0.display())]
    MasterKeyWrong(PathBuf),
    /// The data could not be opened, by any of the ways the opening procedure knows.
    #[error(
        "les données de « {} » sont endommagées ({why}). Rien n’a été effacé ; \
         retrouvez-les avec « guichet restore » depuis la dernière sauvegarde",
        .data.display()
    )]
    Damaged {
        /// Where they are, untouched.
        data: PathBuf,
        /// What was met.
        why: String,
    },
    /// A backup is not what was written, all of it or its key.
    #[error(
        "la sauvegarde « {} » est refusée : endommagée, incomplète, ou scellée par une autre clé maîtresse. \
         Rien n’a été écrit",
        .0.display()
    )]
    BackupBroken(PathBuf),
    /// A backup would take the place of something.
    #[error("« {} » existe déjà : choisissez un autre nom", .0.display())]
    BackupThere(PathBuf),
    /// A backup is restored into an empty folder only.
    #[error("le dossier « {} » n’est pas vide : une sauvegarde se restaure dans un dossier vide", .0.display())]
    NotEmpty(PathBuf),
    /// The data were written by a newer guichet.
    #[error("ces données viennent d’une version plus récente de guichet (schéma {0})")]
    Newer(u64),
    /// The disk is full, or so nearly that nothing is written any more.
    #[error("le disque de « {} » est plein ; libérez de la place puis relancez", .0.display())]
    Full(PathBuf),
    /// A person's own row cannot be read.
    #[error("la fiche {person} ne se lit pas : {why}")]
    Unreadable {
        /// Whose.
        person: Uuid,
        /// Why.
        why: String,
    },
    /// Something was asked that the rows contradict: a defect of the caller.
    #[error("demande incohérente : {0}")]
    Inconsistent(&'static str),
    /// The file system refused something.
    #[error("{what} : {why}")]
    Io {
        /// What was being done.
        what: String,
        /// What the system said.
        why: String,
    },
}

impl StoreError {
    /// The file system refused something.
    pub(crate) fn io(what: impl Into<String>, why: impl std::fmt::Display) -> Self {
        Self::Io { what: what.into(), why: why.to_string() }
    }

    /// True when the process must end without acknowledging anything, with exit code 75.
    #[must_use]
    pub fn ends_the_process(&self) -> bool {
        matches!(self, Self::Poisoned(_) | Self::Full(_))
    }
}

/// What the store answers.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
