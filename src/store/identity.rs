//! Who writes from an address: a set, for a parent helps and a mailbox is shared.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Store;
use super::engine::{Commit, Expect, Key, Reads, Scan};
use super::error::{Result, StoreError};
use super::load::Loaded;
use super::record::{self, Record};
use super::schema;
use super::seal::Nonces;
use crate::conversation::{Address, Role};

/// What is known of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The address.
    pub address: Address,
    /// Who writes from it, the first known first.
    pub persons: Vec<(Uuid, Role)>,
    version: u64,
    parts: u16,
}

impl Identity {
    /// Of an address nobody writes from yet; a commit finds out if that is not so.
    #[must_use]
    pub fn unknown(address: Address) -> Self {
        Self { address, persons: Vec::new(), version: 0, parts: 0 }
    }

    /// The same without somebody: what a commit finds that gives the address to another.
    #[must_use]
    pub fn without(mut self, person: Uuid) -> Self {
        self.persons.retain(|(known, _)| *known != person);
        self
    }

    /// The candidate who writes from it: the first, if there are several.
    #[must_use]
    pub fn own(&self) -> Option<Uuid> {
        self.persons.iter().find(|(_, role)| *role == Role::Own).map(|(person, _)| *person)
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Known {
    persons: Vec<(Uuid, Role)>,
}

impl Store {
    /// Who writes from an address. What it answers is what a new link requires to be still so.
    pub async fn identify(&self, address: &Address) -> Result<Identity> {
        let (store, address) = (self.clone(), address.clone());
        self.engine.read(move |rows| store.identify_from(rows, &address)).await
    }

    pub(super) fn identify_from(&self, rows: &dyn Reads, address: &Address) -> Result<Identity> {
        let found = record::join(rows.scan(&Scan::prefix(&self.identity_key(address)))?).pop();
        match found {
            Some(record) => {
                let known = self.known(&record)?;
                let Record { version, parts, .. } = record;
                Ok(Identity { address: address.clone(), persons: known.persons, version, parts })
            }
            None => Ok(Identity::unknown(address.clone())),
        }
    }

    fn identity_key(&self, address: &Address) -> Key {
        schema::identity(&self.keys.blind(&["address", &format!("{:?}", address.channel), &address.id]))
    }

    fn known(&self, record: &Record) -> Result<Known> {
        let opened = self.keys.house().open(&record.key, record.sealed.clone());
        opened.map_err(|why| StoreError::Damaged { data: self.data.clone(), why: format!("une adresse : {why}") })
    }

    /// Makes an address a person's, if it is still as it was found.
    pub(super) fn link(
        &self,
        identity: Identity,
        role: Role,
        loaded: &mut Loaded,
        person: Uuid,
        commit: &mut Commit,
        nonces: &mut Nonces,
    ) -> Result<()> {
        let Identity { address, mut persons, version, parts } = identity;
        persons.retain(|(known, _)| *known != person);
        persons.push((person, role));
        loaded.addresses.retain(|(known, _)| *known != address);
        let key = self.identity_key(&address);
        loaded.addresses.push((address, role));
        self.put_identity(&key, persons, (version, parts), commit, nonces)
    }

    /// Takes a person off an address.
    pub(super) fn unlink(
        &self,
        identity: Identity,
        person: Uuid,
        commit: &mut Commit,
        nonces: &mut Nonces,
    ) -> Result<()> {
        let Identity { address, mut persons, version, parts } = identity;
        persons.retain(|(known, _)| *known != person);
        self.put_identity(&self.identity_key(&address), persons, (version, parts), commit, nonces)
    }

    fn put_identity(
        &self,
        key: &[u8],
        persons: Vec<(Uuid, Role)>,
        (version, parts): (u64, u16),
        commit: &mut Commit,
        nonces: &mut Nonces,
    ) -> Result<()> {
        let expect = if version == 0 { Expect::Absent } else { Expect::Version(version) };
        commit.require.push((schema::part(key, 0), expect));
        if persons.is_empty() {
            record::delete(commit, key, parts);
            return Ok(());
        }
        let sealed = self.keys.house().seal(key, &Known { persons }, nonces)?;
        record::put(commit, key, sealed, parts.max(1)).map(|_| ())
    }
}
