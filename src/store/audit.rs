//! The journal of who read and did what. It is only ever added to: lines are numbered without a gap, each holds the hash
//! of the row before it, and the last one's number and hash stand apart, so that a line that was changed, moved or taken
//! out is found, at the end too.

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::Store;
use super::engine::{Commit, Committed, Expect, Key, Scan, Versioned};
use super::error::{Result, StoreError};
use super::schema;
use super::seal::{Nonces, Unsealed};
use crate::staff::deed::{Done, Written};

/// The row of the last line's number and hash.
const LAST: &str = "journal";
/// Rows read at once.
const PAGE: usize = 1000;
/// Another process does not write here; this is for rows that were meddled with.
const TRIES: usize = 3;

/// Where the journal ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The last line's number; 0 before the first.
    pub number: u64,
    /// The hash of its row, in hexadecimal.
    pub hash: String,
}

impl Default for End {
    fn default() -> Self {
        Self { number: 0, hash: blake3::hash(b"guichet 2026-11 journal").to_hex().to_string() }
    }
}

/// What was found of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Checked {
    /// Every line is as it was written, up to that one.
    Whole(End),
    /// From that line on it is not what was written.
    Broken {
        /// The number of the first line that is wrong.
        number: u64,
        /// What is wrong.
        fault: Fault,
    },
}

/// What is wrong with a line of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// It does not open, or is not what was sealed.
    Changed,
    /// The line before it is not the one it was written after.
    Unchained,
    /// There are more lines, or fewer, than the mark at the end says.
    End,
}

/// The last line, once it is known; who holds it writes the next.
pub(super) type Journal = Mutex<Option<End>>;

#[derive(Serialize, Deserialize)]
struct Line {
    before: String,
    done: Done,
}

impl Store {
    /// Adds a line to the journal; answers its number. Durable when it resolves.
    ///
    /// # Errors
    /// The store failed, or the journal was meddled with.
    pub async fn write_journal(&self, done: &Done) -> Result<u64> {
        let mut last = self.journal.lock().await;
        for _ in 0..TRIES {
            let end = match last.take() {
                Some(end) => end,
                None => self.journal_end().await?,
            };
            let (commit, next) = self.line(&end, done)?;
            if let [Committed::Done(_)] = self.engine.commit(vec![commit]).await?.as_slice() {
                let number = next.number;
                *last = Some(next);
                return Ok(number);
            }
        }
        Err(StoreError::Inconsistent("la fin du journal n’est pas celle qui est notée"))
    }

    fn line(&self, end: &End, done: &Done) -> Result<(Commit, End)> {
        let (number, mut nonces) = (end.number.saturating_add(1), Nonces::new()?);
        let row = schema::journal(number);
        let line = Line { before: end.hash.clone(), done: done.clone() };
        let sealed = self.keys.house().seal(&row, &line, &mut nonces)?;
        let next = End { number, hash: hash(&row, &sealed) };
        let mark = schema::meta(LAST);
        let marked = self.keys.house().seal(&mark, &next, &mut nonces)?;
        let commit = Commit {
            require: vec![(row.clone(), Expect::Absent)],
            put: vec![(row, sealed), (mark, marked)],
            ..Commit::default()
        };
        Ok((commit, next))
    }

    /// The end as it is marked; where rows were taken away behind it, that is what verifying finds.
    async fn journal_end(&self) -> Result<End> {
        let mark = schema::meta(LAST);
        let marked = self.engine.get(vec![mark.clone()]).await?.into_iter().flatten().next();
        let opened = marked.map(|marked| self.keys.house().open(&mark, marked.value)).transpose();
        Ok(opened.map_err(|why| self.spoilt("la fin du journal", &why))?.unwrap_or_default())
    }

    /// At most so many lines before a number, the newest first; from the last without one. Lines that cannot be read are
    /// left out: verifying finds them.
    pub async fn journal(&self, before: Option<u64>, limit: usize) -> Result<Vec<Written>> {
        let to = schema::journal(before.unwrap_or(u64::MAX));
        let scan = Scan { reverse: true, ..Scan::range(schema::journal(0), to) };
        let rows = self.engine.scan(scan.limit(limit)).await?;
        let read = rows.into_iter().filter_map(|(key, row)| {
            let line: Line = self.keys.house().open(&key, row.value).ok()?;
            Some(Written { number: schema::journal_number(&key)?, done: line.done })
        });
        Ok(read.collect())
    }

    /// Looks through the whole journal.
    pub async fn check_journal(&self) -> Result<Checked> {
        let mut end = End::default();
        // Read first: what is written meanwhile lies behind it, and is not missed there.
        let marked = self.journal_end().await?;
        loop {
            let scan = Scan { from: schema::journal(end.number.saturating_add(1)), ..Scan::prefix(b"l") };
            let rows = self.engine.scan(scan.limit(PAGE)).await?;
            let Some((first, _)) = rows.first() else { break };
            tracing::trace!(from = schema::journal_number(first), "journal.checked");
            for (key, row) in rows {
                match self.follows(&end, &key, row) {
                    Ok(next) => end = next,
                    Err(fault) => return Ok(Checked::Broken { number: end.number.saturating_add(1), fault }),
                }
            }
        }
        // The line the mark names is one of those that were read, and the chain leads through it.
        let behind = self.engine.get(vec![schema::journal(marked.number)]).await?.into_iter().flatten().next();
        let known = behind.map(|row| hash(&schema::journal(marked.number), &row.value));
        if marked.number > 0 && known.as_ref() != Some(&marked.hash) {
            return Ok(Checked::Broken { number: end.number.saturating_add(1), fault: Fault::Missing });
        }
        if self.journal_end().await?.number < end.number {
            return Ok(Checked::Broken { number: end.number, fault: Fault::End });
        }
        Ok(Checked::Whole(end))
    }

    fn follows(&self, end: &End, key: &Key, row: Versioned) -> Result<End, Fault> {
        let number = end.number.saturating_add(1);
        if schema::journal_number(key) != Some(number) {
            return Err(Fault::Missing);
        }
        let hash = hash(key, &row.value);
        let opened: Result<Line, Unsealed> = self.keys.house().open(key, row.value);
        let line = opened.map_err(|_| Fault::Changed)?;
        if line.before == end.hash { Ok(End { number, hash }) } else { Err(Fault::Unchained) }
    }
}

/// The hash of a row as it lies there.
fn hash(key: &[u8], sealed: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key);
    hasher.update(sealed);
    hasher.finalize().to_hex().to_string()
}
