//! Opening a data folder: alone, around what a crash may have left, and never empty in silence.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::committer::told;
use super::error::{Result, StoreError};
use super::sled_engine::Sled;
use super::space::{Ballast, Room, Space};

/// Takes the folder's lock, or says that another process has it. Nothing is touched before.
pub fn lock(data: &Path) -> Result<File> {
    let path = data.join("lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|error| StoreError::io(path.display().to_string(), error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy(data.to_owned())),
        Err(TryLockError::Error(error)) => Err(StoreError::io(path.display().to_string(), error)),
    }
}

/// Where sled keeps its files.
pub fn folder(data: &Path) -> PathBuf {
    data.join("sled")
}

/// True when the folder holds a database, readable or not.
pub fn holds_data(data: &Path) -> bool {
    fs::read_dir(folder(data)).is_ok_and(|mut files| files.next().is_some())
}

/// Opens the database, by the procedure of `docs/ARCHITECTURE.md`.
pub fn open(data: &Path, cache_bytes: u64, ballast: &Ballast, lock: File) -> Result<Sled> {
    let path = folder(data);
    if Space::of(data)?.room() == Room::Full && ballast.free() {
        tracing::warn!("store.ballast_freed");
    }
    forget_unfinished_snapshots(&path)?;
    let db = match attempt(&path, cache_bytes) {
        Ok(db) => db,
        Err(Failure::Busy) => return Err(StoreError::Busy(data.to_owned())),
        Err(Failure::Full) if ballast.free() => reopen(data, &path, cache_bytes)?,
        Err(Failure::Full) => return Err(StoreError::Full(data.to_owned())),
        Err(Failure::Damaged(why)) => {
            tracing::warn!(why, "store.snapshot_set_aside");
            set_snapshots_aside(&path)?;
            reopen(data, &path, cache_bytes)?
        }
    };
    // sled writes these without syncing them; a torn `conf` is a database that does not open.
    for synced in [path.join("conf"), path.clone(), data.to_owned()] {
        sync(&synced)?;
    }
    if let Some(parent) = data.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        sync(parent)?;
    }
    let file = OpenOptions::new().read(true).write(true).open(path.join("db"));
    let file = file.map_err(|error| StoreError::io(path.join("db").display().to_string(), error))?;
    ballast.lay();
    Sled::start(data, db, file, lock)
}

const BUSY_TRIES: usize = 20;
const BUSY_PAUSE: Duration = Duration::from_millis(50);

enum Failure {
    Busy,
    Full,
    Damaged(String),
}

/// Our own lock is held, so a locked database is one that this process let go of a moment ago: threads of sled's may
/// outlive it a little. Only a foreign program keeps it locked.
fn attempt(path: &Path, cache_bytes: u64) -> Result<sled::Db, Failure> {
    for _ in 0..BUSY_TRIES {
        match attempt_once(path, cache_bytes) {
            Err(Failure::Busy) => std::thread::park_timeout(BUSY_PAUSE),
            other => return other,
        }
    }
    Err(Failure::Busy)
}

fn attempt_once(path: &Path, cache_bytes: u64) -> Result<sled::Db, Failure> {
    let config = sled::Config::new()
        .path(path)
        .cache_capacity(cache_bytes)
        // Its rounds are also what cleans segments; without them the file only grows.
        .flush_every_ms(Some(500))
        .mode(sled::Mode::LowSpace);
    match catch_unwind(AssertUnwindSafe(|| config.open())) {
        Ok(Ok(db)) => Ok(db),
        Ok(Err(sled::Error::Io(error))) if error.kind() == ErrorKind::StorageFull => Err(Failure::Full),
        Ok(Err(error)) if error.to_string().contains("could not acquire lock") => Err(Failure::Busy),
        Ok(Err(error)) if error.to_string().contains("StorageFull") => Err(Failure::Full),
        Ok(Err(error)) => Err(Failure::Damaged(error.to_string())),
        Err(panic) => Err(Failure::Damaged(told(&*panic))),
    }
}

fn reopen(data: &Path, path: &Path, cache_bytes: u64) -> Result<sled::Db> {
    attempt(path, cache_bytes).map_err(|failure| match failure {
        Failure::Busy => StoreError::Busy(data.to_owned()),
        Failure::Full => StoreError::Full(data.to_owned()),
        Failure::Damaged(why) => StoreError::Damaged { data: path.to_owned(), why },
    })
}

/// A database where there is none yet.
pub fn fresh(data: &Path, cache_bytes: u64) -> Result<sled::Db> {
    reopen(data, &folder(data), cache_bytes)
}

/// A snapshot that was being written when the process died: sled would take it for a whole one and refuse to open.
fn forget_unfinished_snapshots(path: &Path) -> Result<()> {
    for file in snapshots(path).filter(|file| file.extension().is_some_and(|end| end == "generating")) {
        fs::remove_file(&file).map_err(|error| StoreError::io(file.display().to_string(), error))?;
    }
    Ok(())
}

/// The database opens without its snapshots, only slower; a damaged one is kept, but out of the way.
fn set_snapshots_aside(path: &Path) -> Result<()> {
    let aside = path.join("aside");
    for file in snapshots(path) {
        let Some(name) = file.file_name() else { continue };
        fs::create_dir_all(&aside).map_err(|error| StoreError::io(aside.display().to_string(), error))?;
        fs::rename(&file, aside.join(name)).map_err(|error| StoreError::io(file.display().to_string(), error))?;
    }
    Ok(())
}

fn snapshots(path: &Path) -> impl Iterator<Item = PathBuf> {
    let files = fs::read_dir(path).into_iter().flatten().flatten().map(|file| file.path());
    files.filter(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("snap.")))
}

/// Makes a file or a folder's list of names durable.
pub fn sync(path: &Path) -> Result<()> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|error| StoreError::io(path.display().to_string(), error))
}
