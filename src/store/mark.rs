//! Moments the service must know of after a restart.

use jiff::Timestamp;

use super::Store;
use super::engine::{Commit, Key};
use super::error::Result;
use super::schema;

/// The row of Telegram's last good answer.
const POLL: &str = "telegram";
/// What rows of mailboxes begin with.
const MAILBOX: &str = "mailbox/";
/// Faulty mails remembered of a mailbox, so that a row stays small.
const MOST_FAULTY: usize = 500;

/// How far a mailbox has been heard.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailMark {
    /// The UIDVALIDITY under which the numbers below mean something.
    pub validity: u32,
    /// The highest UID heard.
    pub uid: u32,
    /// Of those heard, the ones that could not be understood and may still lie in the mailbox.
    pub faulty: Vec<u32>,
}

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

    /// Keeps how far a mailbox has been heard. The name is hashed: it may be somebody's address.
    pub async fn mark_mailbox(&self, name: &str, mark: &MailMark) -> Result<()> {
        let forgotten = mark.faulty.len().saturating_sub(MOST_FAULTY);
        let numbers = [mark.validity, mark.uid].into_iter().chain(mark.faulty.iter().skip(forgotten).copied());
        let put = vec![(mailbox(name), numbers.flat_map(u32::to_be_bytes).collect())];
        self.engine.commit(vec![Commit { put, ..Commit::default() }]).await.map(|_| ())
    }

    /// How far a mailbox has been heard; `None` before the first mail.
    pub async fn last_mail(&self, name: &str) -> Result<Option<MailMark>> {
        let row = self.engine.get(vec![mailbox(name)]).await?.into_iter().flatten().next();
        Ok(row.and_then(|row| {
            let (numbers, _) = row.value.as_chunks::<4>();
            let mut numbers = numbers.iter().copied().map(u32::from_be_bytes);
            Some(MailMark { validity: numbers.next()?, uid: numbers.next()?, faulty: numbers.collect() })
        }))
    }
}

fn mailbox(name: &str) -> Key {
    schema::meta(&format!("{MAILBOX}{}", blake3::hash(name.as_bytes()).to_hex()))
}
