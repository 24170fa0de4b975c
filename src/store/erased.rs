//! The list of who was erased, and which dossiers were destroyed, beside the master key: a backup taken before must not
//! bring them back.
//!
//! Ids alone, one a line (`person`, or `person dossier why`); it says nothing of anybody who cannot read the data they were
//! in.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::error::{Result, StoreError};
use crate::dialog::reply::Proof;

/// Why a dossier was destroyed, as the list says it.
const WITHDRAWN: &str = "retire";
const SILENT: &str = "silence";

/// Where the list of a master key is.
pub fn beside(master_key: &Path) -> PathBuf {
    let mut name = master_key.as_os_str().to_owned();
    name.push(".effaces");
    PathBuf::from(name)
}

/// A dossier that was destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone {
    /// Whose it was.
    pub person: Uuid,
    /// Which.
    pub dossier: Uuid,
    /// Why.
    pub decision: Proof,
}

/// Adds a person, durably.
pub fn add(list: &Path, person: Uuid) -> Result<()> {
    line(list, &person.to_string())
}

/// Adds a dossier, durably.
pub fn add_dossier(list: &Path, gone: &Gone) -> Result<()> {
    let why = match gone.decision {
        Proof::Withdrawn => WITHDRAWN,
        Proof::Silent => SILENT,
    };
    line(list, &format!("{} {} {why}", gone.person, gone.dossier))
}

fn line(list: &Path, line: &str) -> Result<()> {
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(list);
    let written = file.and_then(|mut file| {
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| StoreError::io(list.display().to_string(), error))
}

/// Everybody on the list of a master key; nobody where there is none.
pub fn list(master_key: &Path) -> Result<BTreeSet<Uuid>> {
    Ok(text(master_key)?.lines().filter_map(|line| line.trim().parse().ok()).collect())
}

/// Every dossier on the list of a master key, in the order in which they were destroyed.
pub fn dossiers(master_key: &Path) -> Result<Vec<Gone>> {
    Ok(text(master_key)?.lines().filter_map(gone).collect())
}

fn gone(line: &str) -> Option<Gone> {
    let mut words = line.split_whitespace();
    let (person, dossier) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let decision = match words.next()? {
        WITHDRAWN => Proof::Withdrawn,
        SILENT => Proof::Silent,
        _ => return None,
    };
    Some(Gone { person, dossier, decision })
}

fn text(master_key: &Path) -> Result<String> {
    let path = beside(master_key);
    match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        text => text.map_err(|error| StoreError::io(path.display().to_string(), error)),
    }
}
