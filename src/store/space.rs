//! Room on the disk: how much is left, and a ballast file to let go of when a full disk keeps the data from opening.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::error::{Result, StoreError};

/// Bytes on the disk the data live on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// Free for us.
    pub free: u64,
    /// In all.
    pub total: u64,
}

/// What there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// Nothing: reading messages stops, staff are told.
    Full,
    /// Words, but no files.
    NoPieces,
    /// Everything.
    Plenty,
}

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

impl Space {
    /// The space of the disk that holds `path`.
    pub fn of(path: &Path) -> Result<Self> {
        let stat = rustix::fs::statvfs(path).map_err(|error| StoreError::io(path.display().to_string(), error))?;
        Ok(Self { free: stat.f_bavail * stat.f_frsize, total: stat.f_blocks * stat.f_frsize })
    }

    /// Under a twentieth (4 GiB on a large disk) reading stops; under a tenth (8 GiB) pieces are refused.
    #[must_use]
    pub fn room(self) -> Room {
        match self.free {
            free if free < (self.total / 20).min(4 * GIB) => Room::Full,
            free if free < (self.total / 10).min(8 * GIB) => Room::NoPieces,
            _ => Room::Plenty,
        }
    }

    /// Under a twentieth (64 MiB on a large disk) nothing is written at all: sled needs some room to open again, and
    /// every process that is started again must not eat from it.
    #[must_use]
    pub fn can_be_written(self) -> bool {
        self.free >= (self.total / 20).min(64 * MIB)
    }
}

/// A file that only takes room, so that there is some to give back.
#[derive(Debug, Clone)]
pub struct Ballast {
    path: PathBuf,
    bytes: u64,
}

impl Ballast {
    /// The ballast of a data folder: `bytes`, or a twentieth of a small disk.
    pub fn of(data: &Path, bytes: u64) -> Result<Self> {
        let space = Space::of(data)?;
        Ok(Self { path: data.join("ballast"), bytes: bytes.min(space.total / 20) })
    }

    /// Lays the ballast if it is missing and there is room to spare. Failing to is no error: it is only a reserve.
    pub fn lay(&self) {
        let there = fs::metadata(&self.path).is_ok_and(|file| file.len() >= self.bytes);
        let Some(folder) = self.path.parent() else { return };
        let spare = Space::of(folder).is_ok_and(|space| space.room() == Room::Plenty && space.free / 2 > self.bytes);
        if !there && spare && self.write().is_err() {
            self.free();
        }
    }

    /// Gives the room back; true if there was some to give.
    pub fn free(&self) -> bool {
        fs::remove_file(&self.path).is_ok()
    }

    fn write(&self) -> std::io::Result<()> {
        let mut file = File::create(&self.path)?;
        let zeros = vec![0; 1 << 16];
        let mut left = self.bytes;
        while left > 0 {
            let now = zeros.get(..usize::try_from(left).unwrap_or(usize::MAX)).unwrap_or(&zeros);
            file.write_all(now)?;
            left = left.saturating_sub(u64::try_from(now.len()).unwrap_or(left));
        }
        file.sync_all()
    }
}
