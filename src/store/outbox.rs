//! Messages to send, and what became of them: a row of numbers under the person, beside the transcript.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::engine::{Commit, Expect, Key, Scan, Versioned};
use super::error::{Result, StoreError};
use super::record::{self, Record};
use super::schema::{self, Row};
use super::seal;
use super::{Store, feed};
use crate::conversation::Outgoing;

/// The form of a delivery row: this byte, the state, milliseconds, and the channel's id or the reason.
const FORM: u8 = 1;
const SENT: u8 = 1;
const REFUSED: u8 = 2;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// The channel took it.
    Sent {
        /// When.
        at: Timestamp,
        /// The channel's own number for it, if it gives one.
        message: Option<i64>,
    },
    /// The channel refused it for good.
    Refused {
        /// When.
        at: Timestamp,
        /// Why, by a number of the channel's.
        reason: u8,
    },
}

/// A message that was delivered or refused, and most often leaves the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    person: Uuid,
    entry: Option<u64>,
    rows: Vec<Key>,
    became: Delivered,
    /// Other things the row asks for are not over.
    stays: bool,
}

impl Delivery {
    /// What is known of an entry whose message left the outbox before, of somebody who is not erased.
    #[must_use]
    pub fn beside(person: Uuid, entry: u64, became: Delivered) -> Self {
        let rows = vec![schema::part(&Row::Header.key(person), 0)];
        Self { person, entry: Some(entry), rows, became, stays: true }
    }
}

impl Delivery {
    /// What became of a message, which is as the store gave it back.
    pub fn of(message: &Outgoing, became: Delivered) -> Result<Self> {
        let record = schema::outgoing(message.id, message.person);
        let rows = (0..record::parts(seal::sealed_len(message)?)?).map(|part| schema::part(&record, part)).collect();
        Ok(Self { person: message.person, entry: message.entry, rows, became, stays: false })
    }

    /// What became of a message whose row asks for more: the row stays until all of it is over.
    pub fn part(message: &Outgoing, became: Delivered) -> Result<Self> {
        Ok(Self { stays: true, ..Self::of(message, became)? })
    }

    /// Its outbox row is required: that of someone erased meanwhile is gone, and so is one that was told of before.
    fn commit(self) -> Commit {
        let require = self.rows.first().map(|row| (row.clone(), Expect::Present)).into_iter().collect();
        let put = self.entry.map(|entry| (Row::Delivery(entry).key(self.person), self.became.row()));
        let delete = if self.stays { Vec::new() } else { self.rows };
        // What arrived is told with the next turn; that something did not, staff are to see at once.
        let told = match self.became {
            Delivered::Refused { at, .. } if self.entry.is_some() => Some(feed::row(at, self.person)),
            Delivered::Refused { .. } | Delivered::Sent { .. } => None,
        };
        let append = told.map(|row| (b"f".to_vec(), row)).into_iter().collect();
        Commit { require, put: put.into_iter().collect(), delete, append }
    }
}

impl Delivered {
    pub(super) fn row(self) -> Vec<u8> {
        let (state, at, rest) = match self {
            Self::Sent { at, message } => (SENT, at, message.map(|id| id.to_be_bytes().to_vec()).unwrap_or_default()),
            Self::Refused { at, reason } => (REFUSED, at, vec![reason]),
        };
        [&[FORM, state], &at.as_millisecond().to_be_bytes()[..], &rest].concat()
    }

    fn read(row: &[u8]) -> Option<Self> {
        let (state, row) = row.strip_prefix(&[FORM])?.split_first()?;
        let (at, rest) = row.split_first_chunk::<8>()?;
        let at = Timestamp::from_millisecond(i64::from_be_bytes(*at)).ok()?;
        match (*state, rest) {
            (SENT, []) => Some(Self::Sent { at, message: None }),
            (SENT, id) => Some(Self::Sent { at, message: Some(i64::from_be_bytes(id.try_into().ok()?)) }),
            (REFUSED, [reason]) => Some(Self::Refused { at, reason: *reason }),
            _ => None,
        }
    }
}

impl Store {
    /// Messages to send, oldest first. One that cannot be read stays where it is, and holds up no other.
    pub async fn outgoing(&self, limit: usize) -> Result<Vec<Outgoing>> {
        let rows = self.engine.scan(Scan::prefix(b"o").limit(limit)).await?;
        let mut messages = Vec::new();
        for record in record::join(rows) {
            messages.extend(self.open_outgoing(record).await?);
        }
        Ok(messages)
    }

    /// Takes messages out of the outbox, all in one durable group, and keeps what became of those that carry an entry of
    /// the transcript. Nothing is written for a message that is no longer there.
    pub async fn delivered_all(&self, deliveries: Vec<Delivery>) -> Result<()> {
        self.engine.commit(deliveries.into_iter().map(Delivery::commit).collect()).await.map(|_| ())
    }

    /// What became of a person's messages, by the numbers of the entries they carried.
    pub async fn deliveries(&self, person: Uuid) -> Result<BTreeMap<u64, Delivered>> {
        let rows = self.engine.scan(Scan::prefix(&schema::deliveries(person))).await?;
        let read = |(key, row): (Key, Versioned)| match Row::read(&key)? {
            (_, Row::Delivery(entry), _) => Some((entry, Delivered::read(&row.value)?)),
            _ => None,
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// `None` when the last part lies beyond the limit, or the person was erased meanwhile.
    async fn open_outgoing(&self, record: Record) -> Result<Option<Outgoing>> {
        let Some((id, person)) = schema::outgoing_ids(&record.key) else { return Ok(None) };
        let key = match self.person_key(person).await {
            Ok(Some(key)) => key,
            Ok(None) => return Ok(None),
            Err(error @ StoreError::Unreadable { .. }) => {
                told(&error);
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        // Joined again: the limit may have cut it.
        let whole = record::join(self.engine.scan(Scan::prefix(&record.key)).await?).pop();
        let Some(whole) = whole else { return Ok(None) };
        let unreadable = |why| StoreError::Unreadable { person, why: format!("message {id} : {why}") };
        Ok(key.open(&record.key, whole.sealed).map_err(unreadable).inspect_err(told).ok())
    }
}

fn told(error: &StoreError) {
    tracing::error!(%error, "outbox.unreadable");
}
