//! What nothing refers to any more is removed, after a time in which it may still be taken.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{Pieces, Refused, SHEET, place};

/// A piece that no answer refers to is kept for so many days after it was last sent.
pub const KEPT_DAYS: i64 = 30;

impl Pieces {
    /// The persons pieces are kept of.
    ///
    /// # Errors
    /// The disk cannot be read.
    pub async fn persons(&self) -> Result<Vec<Uuid>, Refused> {
        let names = self.disk.names(None).await?;
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// Removes a person's pieces that are in nobody's answers and were last sent [`KEPT_DAYS`] days ago or earlier.
    /// Answers how many.
    ///
    /// # Errors
    /// The disk refused; the next sweep goes on.
    pub async fn sweep(&self, person: Uuid, referred: &BTreeSet<Uuid>, now: Timestamp) -> Result<usize, Refused> {
        let mut swept = 0;
        let before = now.saturating_sub(SignedDuration::from_hours(24 * KEPT_DAYS)).unwrap_or(Timestamp::MIN);
        for name in self.disk.names(Some(&person.to_string())).await? {
            let Ok(piece) = name.parse::<Uuid>() else { continue };
            if referred.contains(&piece) {
                continue;
            }
            let folder = format!("{person}/{piece}");
            let sheet = self.disk.written(&place(person, piece, SHEET)).await?;
            let last = sheet.max(self.disk.touched(&folder).await?);
            if last.is_some_and(|last| last < before) {
                self.disk.remove(&folder).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}
