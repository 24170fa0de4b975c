//! The one thread that writes. It takes what is queued as a group, checks it, applies it as one batch, flushes, syncs,
//! and only then acknowledges.
//!
//! Several writers at once would be faster in sled and less safe: under simulated power loss they left half transactions.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use super::engine::{Commit, Committed, Key};
use super::error::{Result, StoreError};
use super::group::{self, Group};
use super::space::Space;
use super::tap::{Stored, Tap};

/// Where the number of the last commit is kept.
pub const LAST: &[u8] = b"\0last";
/// A group is closed beyond so many commits,
const MOST_COMMITS: usize = 1024;
/// or so many rows.
const MOST_ROWS: usize = 16 * 1024;

/// Who was just acknowledged soon commits again: the committer waits this long for them, one after the other,
const SOON: Duration = Duration::from_micros(60);
/// and for no more than so many. Waiting costs less than the sync it saves only while it is short.
const MOST_AWAITED: usize = 8;
/// One group in so many tries whether more would come.
const TRY_EVERY: usize = 16;

/// Commits handed in together, and where their outcome goes.
#[derive(Debug)]
pub struct Job {
    /// The commits.
    pub commits: Vec<Commit>,
    /// Their outcome, once it is durable.
    pub ack: oneshot::Sender<Result<Vec<Committed>>>,
}

/// What made the store unusable, told by whoever noticed first.
#[derive(Debug, Default)]
pub struct Health {
    poison: OnceLock<String>,
}

impl Health {
    /// Nothing is read or written from now on.
    pub fn poison(&self, why: impl std::fmt::Display) -> StoreError {
        let why = self.poison.get_or_init(|| why.to_string());
        tracing::error!(why, "store.poisoned");
        StoreError::Poisoned(why.clone())
    }

    /// An error if the store is unusable.
    pub fn check(&self) -> Result<()> {
        self.poison.get().map_or(Ok(()), |why| Err(StoreError::Poisoned(why.clone())))
    }
}

/// The writing side: its files and its queue.
#[derive(Debug)]
pub struct Committer {
    db: sled::Db,
    /// The database file, opened before anything was written: Linux reports a failed write-back once to each open file.
    file: File,
    queue: mpsc::Receiver<Job>,
    told: Told,
    last: u64,
    data: PathBuf,
    /// How many groups there were.
    groups: usize,
    /// How many jobs the last one had.
    grouped: usize,
    /// How many are worth waiting for.
    wanted: usize,
}

/// Who learns what became of the groups.
#[derive(Debug)]
pub struct Told {
    /// Everybody, should one fail.
    pub health: Arc<Health>,
    /// Those who follow the number of the last commit.
    pub changed: watch::Sender<u64>,
    /// A backup under way.
    pub tap: Arc<Tap>,
}

/// How much a group holds.
#[derive(Debug, Default)]
struct Weight {
    commits: usize,
    rows: usize,
}

impl Weight {
    fn add(&mut self, job: &Job) {
        self.commits += job.commits.len();
        self.rows += job.commits.iter().map(|commit| commit.put.len() + commit.delete.len()).sum::<usize>();
    }

    fn fits(&self) -> bool {
        self.commits < MOST_COMMITS && self.rows < MOST_ROWS
    }
}

type Ack = (oneshot::Sender<Result<Vec<Committed>>>, Vec<Committed>);

impl Committer {
    /// Reads where the numbering stands.
    pub fn new(db: sled::Db, file: File, queue: mpsc::Receiver<Job>, told: Told, data: PathBuf) -> Result<Self> {
        let last = db.get(LAST).map_err(|error| told.health.poison(error))?;
        let last = last.as_deref().and_then(group::version).unwrap_or(0);
        told.changed.send_replace(last);
        Ok(Self { db, file, queue, told, last, data, groups: 0, grouped: 0, wanted: 0 })
    }

    /// Serves the queue until it is closed and empty.
    pub fn run(mut self) {
        while let Ok(job) = self.queue.recv() {
            let jobs = self.gather(job);
            if let Err(error) = self.told.health.check().and_then(|()| self.room()) {
                refuse(jobs, &error);
                continue;
            }
            let mut acks = Vec::with_capacity(jobs.len());
            match catch_unwind(AssertUnwindSafe(|| self.write(jobs, &mut acks))) {
                Ok(Ok(())) => acknowledge(acks),
                Ok(Err(error)) => refuse_all(acks, &self.told.health.poison(error)),
                Err(panic) => refuse_all(acks, &self.told.health.poison(told(&*panic))),
            }
        }
    }

    /// Refuses to write into the last of the disk. No more than that: nothing was tried, nothing failed.
    fn room(&self) -> Result<()> {
        let space = Space::of(&self.data)?;
        if space.can_be_written() { Ok(()) } else { Err(StoreError::Full(self.data.clone())) }
    }

    /// Takes what is queued as one group, and waits a little for those the last group acknowledged.
    fn gather(&mut self, first: Job) -> Vec<Job> {
        let mut weight = Weight::default();
        weight.add(&first);
        let mut jobs = vec![first];
        while weight.fits() {
            let Ok(job) = self.queue.try_recv() else { break };
            weight.add(&job);
            jobs.push(job);
        }
        self.wait_for_more(&mut jobs, weight);
        jobs
    }

    /// Without this, half of those who talk would be waiting while the other half is synced, and every sync serve half.
    fn wait_for_more(&mut self, jobs: &mut Vec<Job>, mut weight: Weight) {
        self.groups = self.groups.wrapping_add(1);
        if self.groups.is_multiple_of(TRY_EVERY) {
            self.wanted = jobs.len() + self.grouped;
        }
        let wanted = self.wanted.min(jobs.len() + MOST_AWAITED);
        while jobs.len() < wanted && weight.fits() {
            let Ok(job) = self.queue.recv_timeout(SOON) else {
                self.wanted = jobs.len();
                break;
            };
            weight.add(&job);
            jobs.push(job);
        }
        self.grouped = jobs.len();
    }

    fn write(&mut self, jobs: Vec<Job>, acks: &mut Vec<Ack>) -> Result<(), sled::Error> {
        let mut group = Group::of(jobs.iter().flat_map(|job| &job.commits), self.last);
        let mut batch = Batch { rows: sled::Batch::default(), heard: self.told.tap.is_open().then(Vec::new) };
        let db = &self.db;
        let stored = |key: &[u8]| db.get(key).map(|row| row.as_deref().and_then(group::version));
        for Job { commits, ack } in jobs {
            acks.push((ack, Vec::with_capacity(commits.len())));
            for commit in commits {
                let committed = group.stage(commit, stored, |key, row| batch.put(key, row))?;
                if let Some((_, outcome)) = acks.last_mut() {
                    outcome.push(committed);
                }
            }
        }
        if group.last == self.last {
            return Ok(());
        }
        group.finish(|key, row| batch.put(key, row));
        batch.put(LAST.to_vec(), Some(&group.last.to_be_bytes()));
        self.db.apply_batch(batch.rows)?;
        self.db.flush()?;
        self.file.sync_data()?;
        batch.heard.into_iter().for_each(|heard| self.told.tap.pour(heard));
        self.last = group.last;
        self.told.changed.send_replace(self.last);
        Ok(())
    }
}

/// A group's rows, and the same for a backup under way.
struct Batch {
    rows: sled::Batch,
    heard: Option<Vec<Stored>>,
}

impl Batch {
    fn put(&mut self, key: Key, row: Option<&[u8]>) {
        if let Some(heard) = &mut self.heard {
            heard.push((key.clone(), row.map(<[u8]>::to_vec)));
        }
        match row {
            Some(row) => self.rows.insert(key, row),
            None => self.rows.remove(key),
        }
    }
}

fn acknowledge(acks: Vec<Ack>) {
    for (ack, outcome) in acks {
        // Whoever asked may have gone; the rows stand all the same.
        let _ = ack.send(Ok(outcome));
    }
}

fn refuse(jobs: Vec<Job>, error: &StoreError) {
    for job in jobs {
        let _ = job.ack.send(Err(error.clone()));
    }
}

fn refuse_all(acks: Vec<Ack>, error: &StoreError) {
    for (ack, _) in acks {
        let _ = ack.send(Err(error.clone()));
    }
}

/// What a panic said.
pub fn told(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panique".to_owned())
}
