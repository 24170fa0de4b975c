//! Moments the service must know of after a restart.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::Store;
use super::engine::{Commit, Key, Scan, Versioned};
use super::error::Result;
use super::schema;

/// The row that is there while the service runs.
const RUNNING: &str = "running";
/// Opens the rows of messages attempted after an unclean stop.
const ATTEMPT: &str = "attempt/";
/// Opens the rows of numbers that only grow.
const COUNT: &str = "count/";

/// The row of Telegram's last good answer.
const POLL: &str = "telegram";
/// The row of when staff were last told that somebody waits.
const DIGEST: &str = "digest";
/// The row that says by which rules everybody's next look was worked out.
const REWOKEN: &str = "rewoken";
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
    /// Marks that the service runs. True when the mark was there: the last run did not end well.
    pub async fn begin(&self) -> Result<bool> {
        let row = schema::meta(RUNNING);
        let was = self.engine.get(vec![row.clone()]).await?.into_iter().flatten().next().is_some();
        if !was {
            self.engine.commit(vec![Commit { put: vec![(row, Vec::new())], ..Commit::default() }]).await?;
        }
        Ok(was)
    }

    /// Takes the mark away: nothing was left in the middle.
    pub async fn ended_well(&self) -> Result<()> {
        let delete = vec![schema::meta(RUNNING)];
        self.engine.commit(vec![Commit { delete, ..Commit::default() }]).await.map(|_| ())
    }

    /// Counts an attempt at a message of one way in before it is made, durably; answers which one it is, from 1. The
    /// attempts at the message before, which is answered, are forgotten.
    pub async fn attempt(&self, of: &str, name: &str, before: Option<&str>) -> Result<u32> {
        let row = self.attempt_row(of, name);
        let known = self.engine.get(vec![row.clone()]).await?.into_iter().flatten().next();
        let attempt = known.and_then(|row| Some(u32::from_be_bytes(row.value.try_into().ok()?))).unwrap_or(0) + 1;
        let delete =
            before.map(|before| self.attempt_row(of, before)).into_iter().filter(|other| *other != row).collect();
        let put = vec![(row, attempt.to_be_bytes().to_vec())];
        self.engine.commit(vec![Commit { put, delete, ..Commit::default() }]).await.map(|_| attempt)
    }

    /// Forgets all attempts of one way in.
    pub async fn forget_attempts(&self, of: &str) -> Result<()> {
        let rows = self.engine.scan(Scan::prefix(&attempts(of))).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let delete = rows.into_iter().map(|(key, _)| key).collect();
        self.engine.commit(vec![Commit { delete, ..Commit::default() }]).await.map(|_| ())
    }

    fn attempt_row(&self, of: &str, name: &str) -> Key {
        [&attempts(of)[..], &self.keys.blind(&["attempt", of, name])[..]].concat()
    }

    /// Adds to numbers kept under names; answers what they have come to. Two at once may count as one: they are there to
    /// be looked at, nothing follows from them.
    pub async fn count<'n>(&self, of: &str, more: &BTreeMap<&'n str, u64>) -> Result<BTreeMap<&'n str, u64>> {
        let row = |name: &str| schema::meta(&format!("{COUNT}{of}/{name}"));
        let known = self.engine.get(more.keys().map(|name| row(name)).collect()).await?;
        let number = |row: Option<Versioned>| row.and_then(|row| Some(u64::from_be_bytes(row.value.try_into().ok()?)));
        let all = more.iter().zip(known).map(|((name, more), row)| (*name, number(row).unwrap_or(0) + more));
        let all: BTreeMap<&str, u64> = all.collect();
        let put = all.iter().map(|(name, count)| (row(name), count.to_be_bytes().to_vec())).collect();
        self.engine.commit(vec![Commit { put, ..Commit::default() }]).await.map(|_| all)
    }

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

    /// Keeps when staff were last told that somebody waits.
    pub async fn mark_digest(&self, at: Timestamp) -> Result<()> {
        let put = vec![(schema::meta(DIGEST), at.as_millisecond().to_be_bytes().to_vec())];
        self.engine.commit(vec![Commit { put, ..Commit::default() }]).await.map(|_| ())
    }

    /// When staff were last told that somebody waits.
    pub async fn last_digest(&self) -> Result<Option<Timestamp>> {
        let row = self.engine.get(vec![schema::meta(DIGEST)]).await?.into_iter().flatten().next();
        let at = row.and_then(|row| Some(i64::from_be_bytes(row.value.try_into().ok()?)));
        Ok(at.and_then(|at| Timestamp::from_millisecond(at).ok()))
    }

    /// Keeps by which rules everybody up to that person is looked at when they should be; without one, everybody.
    pub async fn mark_rewoken(&self, rules: u64, up_to: Option<Uuid>) -> Result<()> {
        let person = up_to.map(|person| person.as_bytes().to_vec()).unwrap_or_default();
        let put = vec![(schema::meta(REWOKEN), [&rules.to_be_bytes()[..], &person].concat())];
        self.engine.commit(vec![Commit { put, ..Commit::default() }]).await.map(|_| ())
    }

    /// By which rules, and up to whom; `None` when nobody was looked through.
    pub async fn rewoken(&self) -> Result<Option<(u64, Option<Uuid>)>> {
        let row = self.engine.get(vec![schema::meta(REWOKEN)]).await?.into_iter().flatten().next();
        Ok(row.and_then(|row| {
            let (rules, person) = row.value.split_first_chunk::<8>()?;
            Some((u64::from_be_bytes(*rules), Uuid::from_slice(person).ok()))
        }))
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

fn attempts(of: &str) -> Key {
    schema::meta(&format!("{ATTEMPT}{of}/"))
}

fn mailbox(name: &str) -> Key {
    schema::meta(&format!("{MAILBOX}{}", blake3::hash(name.as_bytes()).to_hex()))
}
