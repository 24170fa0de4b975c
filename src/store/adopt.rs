//! One person becomes a part of another: their addresses change hands, and what is left of them is erased, in the commit
//! that writes the other one. Before it there are two, after it one; nothing in between can be seen or cut off.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::engine::{Commit, Expect};
use super::error::Result;
use super::outbox::Delivered;
use super::schema::{self, Row};
use super::{Loaded, Store};

/// Somebody who becomes a part of another: what they were when that was decided.
#[derive(Debug, Clone)]
pub struct Adopted {
    person: Uuid,
    version: u64,
    /// What became of the messages whose entries come along, by their places among the turn's entries, from 0.
    deliveries: BTreeMap<u64, Delivered>,
}

impl Adopted {
    /// Somebody as they were read: should they have changed since, nothing is written.
    #[must_use]
    pub fn new(loaded: &Loaded, deliveries: BTreeMap<u64, Delivered>) -> Self {
        Self { person: loaded.person.id, version: loaded.version, deliveries }
    }

    /// Who.
    pub(super) fn person(&self) -> Uuid {
        self.person
    }
}

impl Store {
    /// Adds to the commit that writes `into` what makes an end of the one adopted. Their addresses are not touched: the
    /// commit links those that come along, and those alone may be left. What staff noted of them comes along.
    pub(super) async fn adopt_into(
        &self,
        commit: &mut Commit,
        adopted: Adopted,
        (into, first): (Uuid, u64),
        at: Timestamp,
    ) -> Result<()> {
        let Adopted { person, version, deliveries } = adopted;
        commit.require.push((schema::part(&Row::Header.key(person), 0), Expect::Version(version)));
        if let Some(erasure) = self.erasure(person, at, false).await? {
            commit.require.extend(erasure.require);
            commit.delete.extend(erasure.delete);
            commit.put.extend(erasure.put);
            commit.append.extend(erasure.append);
        }
        commit.put.extend(self.notes_for(person, into).await?);
        let told = deliveries.into_iter();
        commit.put.extend(told.map(|(entry, became)| (Row::Delivery(first + entry).key(into), became.row())));
        Ok(())
    }
}
