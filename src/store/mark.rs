//! Moments the service must know of after a restart.

use jiff::Timestamp;

use super::Store;
use super::engine::Commit;
use super::error::Result;
use super::schema;

/// The row of Telegram's last good answer.
const POLL: &str = "telegram";

impl Store {
    /// Keeps when Telegram last gave a good answer.
    pub async fn mark_poll(&self, at: Timestamp) -> Result<()> {
        let put = vec![(schema::meta(POLL), at.as_millisecond().to_be_bytes().to_vec())];
        self.engine.commit(vec![Commit { put, ..Commit::default() }]).await.map(|_| ())
    }

    /// When Telegram last gave a good answer, to within the time between two marks.
    pub async fn last_poll(&self) -> Result<Option<Timestamp>> {
        let row = self.engine.get(vec![schema::meta(POLL)]).await?.into_iter().flatten().next();
        let at = row.and_then(|row| Some(i64::from_be_bytes(row.value.try_into().ok()?)));
        Ok(at.and_then(|at| Timestamp::from_millisecond(at).ok()))
    }
}
