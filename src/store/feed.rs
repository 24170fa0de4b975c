//! What follows the store: the feed of commits and what is due; and the sweeping of old rows.

use std::sync::atomic::Ordering;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use uuid::Uuid;

use super::Store;
use super::engine::{Commit, Key, Scan};
use super::error::Result;
use super::schema;

/// How long the feed is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// One commit in so many also sweeps,
const SWEEP_EVERY: u64 = 64;
/// at most so many rows of each kind. Twice what those commits add, so that sweeping always catches up.
const SWEEP_ROWS: usize = 128;

/// A commit, and whose rows it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The commit's number.
    pub commit: u64,
    /// When.
    pub at: Timestamp,
    /// Whose rows.
    pub person: Uuid,
}

/// What a commit adds to the feed: form, milliseconds, person.
pub(super) fn row(at: Timestamp, person: Uuid) -> Vec<u8> {
    [&[1][..], &at.as_millisecond().to_be_bytes(), person.as_bytes()].concat()
}

/// A change as a feed row holds it: the commit's number, then what it added.
const CHANGE: usize = 33;

fn read(row: &[u8]) -> impl Iterator<Item = Change> {
    row.chunks_exact(CHANGE).filter_map(|change| {
        let (commit, change) = change.split_first_chunk::<8>()?;
        let (at, person) = change.strip_prefix(&[1])?.split_first_chunk::<8>()?;
        let at = Timestamp::from_millisecond(i64::from_be_bytes(*at)).ok()?;
        Some(Change { commit: u64::from_be_bytes(*commit), at, person: Uuid::from_bytes(person.try_into().ok()?) })
    })
}

impl Store {
    /// The commits after a number, oldest first.
    pub async fn feed(&self, after: u64, limit: usize) -> Result<Vec<Change>> {
        let scan = Scan { from: schema::feed(after.saturating_add(1)), ..Scan::prefix(b"f") };
        let rows = self.engine.scan(scan.limit(limit)).await?;
        let changes = rows.iter().flat_map(|(_, row)| read(&row.value));
        Ok(changes.filter(|change| change.commit > after).take(limit).collect())
    }

    /// Follows the number of the last commit.
    #[must_use]
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.engine.changed()
    }

    /// Who is to be looked at by now, the longest due first, behind the last that was given before.
    pub async fn due(
        &self,
        after: Option<(Timestamp, Uuid)>,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<(Timestamp, Uuid)>> {
        let until = schema::wake_until(now + SignedDuration::from_millis(1));
        // A zero byte more is the next key there can be.
        let from = after.map_or_else(|| b"w".to_vec(), |(due, person)| [&schema::wake(due, person)[..], &[0]].concat());
        let rows = self.engine.scan(Scan::range(from, until).limit(limit)).await?;
        Ok(rows.iter().filter_map(|(key, _)| schema::wake_ids(key)).collect())
    }

    /// Somebody is not to be looked at any more, until something new is due.
    pub async fn forget_due(&self, due: Timestamp, person: Uuid) -> Result<()> {
        let delete = vec![schema::wake(due, person)];
        self.engine.commit(vec![Commit { delete, ..Commit::default() }]).await.map(|_| ())
    }

    /// When someone is to be looked at next.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        let rows = self.engine.scan(Scan::prefix(b"w").limit(1)).await?;
        Ok(rows.first().and_then(|(key, _)| schema::wake_ids(key)).map(|(due, _)| due))
    }

    /// Now and then adds the deletion of old feed rows and marks to a commit.
    pub(super) async fn sweep_into(&self, commit: &mut Commit, now: Timestamp) -> Result<()> {
        if self.swept.fetch_add(1, Ordering::Relaxed).is_multiple_of(SWEEP_EVERY) {
            commit.delete.extend(self.old_rows(now).await?);
        }
        Ok(())
    }

    async fn old_rows(&self, now: Timestamp) -> Result<Vec<Key>> {
        let feed = self.engine.scan(Scan::prefix(b"f").limit(SWEEP_ROWS)).await?;
        let old = |row: &[u8]| read(row).last().is_none_or(|change| now.duration_since(change.at) > KEPT);
        let mut keys: Vec<Key> = feed.into_iter().filter(|(_, row)| old(&row.value)).map(|(key, _)| key).collect();
        let marks = self.engine.scan(Scan::range(b"s".to_vec(), schema::seen_from(now)).limit(SWEEP_ROWS)).await?;
        keys.extend(marks.into_iter().map(|(key, _)| key));
        Ok(keys)
    }
}
