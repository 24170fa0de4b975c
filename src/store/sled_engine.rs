//! sled, where it never blocks a task that waits: reads on the blocking pool, writes on the committer's thread.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock, mpsc};
use std::thread::JoinHandle;

use tokio::sync::{Semaphore, oneshot, watch};

use super::committer::{Committer, Health, Job, Told, told};
use super::engine::{Commit, Committed, Key, Reads, Scan, Versioned};
use super::error::{Result, StoreError};
use super::group;
use super::tap::{Tap, Tapping};

/// Jobs that may wait for the committer before those who ask wait too.
const QUEUE: usize = 4096;
/// Reads at once; each holds a thread.
const READERS: usize = 16;

/// An open sled database.
#[derive(Debug)]
pub struct Sled {
    db: RwLock<Option<sled::Db>>,
    writer: Mutex<Option<Writer>>,
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    writers: Semaphore,
    readers: Semaphore,
    health: Arc<Health>,
    changed: watch::Receiver<u64>,
    tap: Arc<Tap>,
}

/// sled as a job on the blocking pool reads it. An error it meets ends the store.
struct Reader {
    db: sled::Db,
    health: Arc<Health>,
}

impl Reader {
    fn get(&self, keys: &[Key]) -> Result<Vec<Option<Versioned>>> {
        let read = |key| Ok(self.db.get(key)?.as_deref().and_then(group::versioned));
        keys.iter().map(read).collect::<sled::Result<_>>().map_err(|error| self.health.poison(error))
    }
}

impl Reads for Reader {
    fn scan(&self, scan: &Scan) -> Result<Vec<(Key, Versioned)>> {
        let Some(bounds) = scan.bounds() else { return Ok(Vec::new()) };
        let found = self.db.range(bounds);
        let read = |row: sled::Result<(sled::IVec, sled::IVec)>| match row {
            Ok((key, row)) => group::versioned(&row).map(|row| Ok((key.to_vec(), row))),
            Err(error) => Some(Err(error)),
        };
        let rows: sled::Result<_> = match scan.reverse {
            false => found.filter_map(read).take(scan.limit).collect(),
            true => found.rev().filter_map(read).take(scan.limit).collect(),
        };
        rows.map_err(|error| self.health.poison(error))
    }
}

/// The committer's thread, and the lock that goes last.
#[derive(Debug)]
struct Writer {
    thread: JoinHandle<()>,
    lock: File,
}

impl Sled {
    /// Starts the committer over an open database. `file` is its `db` file, `lock` what keeps other processes away.
    pub fn start(data: &Path, db: sled::Db, file: File, lock: File) -> Result<Self> {
        let health = Arc::new(Health::default());
        let (sender, queue) = mpsc::channel();
        let (changed_in, changed) = watch::channel(0);
        let tap = Arc::new(Tap::default());
        let told = Told { health: Arc::clone(&health), changed: changed_in, tap: Arc::clone(&tap) };
        let committer = Committer::new(db.clone(), file, queue, told, data.to_owned())?;
        let thread = std::thread::Builder::new().name("committer".to_owned()).spawn(move || committer.run());
        let thread = thread.map_err(|error| StoreError::io("fil d’écriture", error))?;
        Ok(Self {
            db: RwLock::new(Some(db)),
            writer: Mutex::new(Some(Writer { thread, lock })),
            queue: Mutex::new(Some(sender)),
            writers: Semaphore::new(QUEUE),
            readers: Semaphore::new(READERS),
            health,
            changed,
            tap,
        })
    }

    /// See [`super::engine::Engine::get`].
    pub async fn get(&self, keys: Vec<Key>) -> Result<Vec<Option<Versioned>>> {
        self.blocking(move |reader| reader.get(&keys)).await
    }

    /// See [`super::engine::Engine::read`].
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&dyn Reads) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.blocking(|reader| job(reader)).await
    }

    /// See [`super::engine::Engine::commit`].
    pub async fn commit(&self, commits: Vec<Commit>) -> Result<Vec<Committed>> {
        self.health.check()?;
        group::admit(&commits)?;
        let _turn = self.writers.acquire().await.map_err(|_| StoreError::Closed)?;
        let (ack, outcome) = oneshot::channel();
        self.enqueue(Job { commits, ack })?;
        outcome.await.map_err(|_| self.gone())?
    }

    /// See [`super::engine::Engine::tap`].
    pub async fn tap(&self) -> Result<Tapping> {
        let tapping = self.tap.open()?;
        // Behind every group that was under way unheard.
        self.settle().await?;
        Ok(tapping)
    }

    /// See [`super::engine::Engine::settle`].
    pub async fn settle(&self) -> Result<()> {
        // One thread writes, in order. A full disk refuses this too, but behind every group before it.
        match self.commit(Vec::new()).await {
            Ok(_) | Err(StoreError::Full(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// See [`super::engine::Engine::changed`].
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.changed.clone()
    }

    /// See [`super::engine::Engine::close`].
    pub async fn close(&self) -> Result<()> {
        let parts = self.take();
        let closed = tokio::task::spawn_blocking(move || shut(parts));
        closed.await.map_err(|error| self.health.poison(error))??;
        self.health.check()
    }

    fn enqueue(&self, job: Job) -> Result<()> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.as_ref().ok_or(StoreError::Closed)?.send(job).map_err(|_| self.gone())
    }

    async fn blocking<T: Send + 'static>(&self, job: impl FnOnce(&Reader) -> Result<T> + Send + 'static) -> Result<T> {
        self.health.check()?;
        let _turn = self.readers.acquire().await.map_err(|_| StoreError::Closed)?;
        let db = self.db.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or(StoreError::Closed)?;
        let reader = Reader { db, health: Arc::clone(&self.health) };
        let job = move || catch_unwind(AssertUnwindSafe(|| job(&reader)));
        match tokio::task::spawn_blocking(job).await {
            Ok(Ok(read)) => read,
            Ok(Err(panic)) => Err(self.health.poison(told(&*panic))),
            Err(error) => Err(self.health.poison(error)),
        }
    }

    /// The committer answers no more: because something failed, or because the store was closed.
    fn gone(&self) -> StoreError {
        self.health.check().err().unwrap_or(StoreError::Closed)
    }

    fn take(&self) -> (Option<sled::Db>, Option<Writer>) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        let db = self.db.write().unwrap_or_else(PoisonError::into_inner).take();
        (db, self.writer.lock().unwrap_or_else(PoisonError::into_inner).take())
    }
}

/// Waits for the last group, then lets go: the database first, the lock last.
fn shut((db, writer): (Option<sled::Db>, Option<Writer>)) -> Result<()> {
    let Some(Writer { thread, lock }) = writer else { return Ok(()) };
    let ended = thread.join();
    // Dropping flushes once more. All that was acknowledged is synced already.
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(db)));
    drop(lock);
    match (ended, dropped) {
        (Ok(()), Ok(())) => Ok(()),
        (Err(panic), _) | (_, Err(panic)) => Err(StoreError::Poisoned(told(&*panic))),
    }
}

impl Drop for Sled {
    fn drop(&mut self) {
        if let Err(error) = shut(self.take()) {
            tracing::error!(%error, "store.close");
        }
    }
}
