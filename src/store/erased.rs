//! The list of who was erased, beside the master key: a backup taken before an erasure must not bring anyone back.
//!
//! Ids alone, one a line; it says nothing of anybody who cannot read the data they were in.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::error::{Result, StoreError};

/// Where the list of a master key is.
pub fn beside(master_key: &Path) -> PathBuf {
    let mut name = master_key.as_os_str().to_owned();
    name.push(".effaces");
    PathBuf::from(name)
}

/// Adds a person, durably.
pub fn add(list: &Path, person: Uuid) -> Result<()> {
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(list);
    let written = file.and_then(|mut file| {
        file.write_all(format!("{person}\n").as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| StoreError::io(list.display().to_string(), error))
}

/// Everybody on the list of a master key; nobody where there is none.
pub fn list(master_key: &Path) -> Result<BTreeSet<Uuid>> {
    let path = beside(master_key);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text.lines().filter_map(|line| line.trim().parse().ok()).collect()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(StoreError::io(path.display().to_string(), error)),
    }
}
