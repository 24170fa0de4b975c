//! Reading a person: one range of rows, opened with their key. What does not open is listed, never dropped.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::Store;
use super::engine::{Key, Reads, Scan, Versioned};
use super::error::{Result, StoreError};
use super::identity::Identity;
use super::record::{self, Header, Record};
use super::schema::{self, Row};
use super::seal::{SealKey, Unsealed};
use crate::conversation::{Address, Outgoing, Role, Thread};
use crate::dialog::definition::Name;
use crate::dialog::person::{Answer, Key as Slot, Person};

/// A person as stored, and what is needed to write them back.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The person, with their dossiers and answers.
    pub person: Person,
    /// The commit that wrote them last: what the next commit requires.
    pub version: u64,
    /// Where they write from.
    pub addresses: Vec<(Address, Role)>,
    /// What is known of these addresses.
    pub threads: Vec<Thread>,
    /// When to look at them next.
    pub wake: Option<Timestamp>,
    /// How many transcript entries there are.
    pub entries: u64,
    /// Rows that could not be read. They stay where they are; staff are to be told.
    pub unreadable: Vec<Unreadable>,
    /// The messages of the turn just committed, as they lie in the outbox; none in someone just loaded.
    pub outbox: Vec<Outgoing>,
    pub(super) key: SealKey,
    /// How many rows a record takes, where more than one.
    pub(super) long: BTreeMap<Key, u16>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Of which dossier.
    pub dossier: Option<Uuid>,
    /// Under which slot, if an answer.
    pub slot: Option<String>,
    /// Why; never a word of its content.
    pub why: String,
    pub(super) record: Record,
}

impl Store {
    /// A person with their dossiers and answers, if they are stored.
    pub async fn load(&self, person: Uuid) -> Result<Option<Loaded>> {
        let store = self.clone();
        self.engine.read(move |rows| store.load_from(rows, person)).await
    }

    /// Who writes from each address, and the candidates among them: the whole of it in one go.
    pub async fn load_all(&self, addresses: Vec<Address>) -> Result<Vec<(Identity, Option<Loaded>)>> {
        let store = self.clone();
        let find = move |rows: &dyn Reads, address: &Address| {
            let identity = store.identify_from(rows, address)?;
            let loaded = identity.own().map(|person| store.load_from(rows, person)).transpose()?;
            Ok((identity, loaded.flatten()))
        };
        self.engine.read(move |rows| addresses.iter().map(|address| find(rows, address)).collect()).await
    }

    fn load_from(&self, rows: &dyn Reads, person: Uuid) -> Result<Option<Loaded>> {
        let rows = rows.scan(&Scan::range(schema::person(person), schema::transcript(person)))?;
        if rows.is_empty() { Ok(None) } else { self.read_person(person, rows).map(Some) }
    }

    fn read_person(&self, id: Uuid, mut rows: Vec<(Key, Versioned)>) -> Result<Loaded> {
        let unreadable = |why: String| StoreError::Unreadable { person: id, why };
        let key_row = Row::WrappedKey.key(id);
        let wrapped = rows.iter().position(|(key, _)| *key == key_row).map(|at| rows.remove(at).1.value);
        let wrapped = wrapped.ok_or_else(|| unreadable("sa clé manque".to_owned()))?;
        let key = self.keys.unwrap(&key_row, wrapped).map_err(|why| unreadable(why.to_string()))?;
        let mut records = record::join(rows);
        let header_key = Row::Header.key(id);
        let header = records.iter().position(|record| record.key == header_key).map(|at| records.remove(at));
        let header = header.ok_or_else(|| unreadable("son en-tête manque".to_owned()))?;
        let mut long: BTreeMap<_, _> =
            records.iter().chain([&header]).filter(|r| r.parts > 1).map(|r| (r.key.clone(), r.parts)).collect();
        let version = header.version;
        let header: Header = key.open(&header_key, header.sealed).map_err(|why| unreadable(why.to_string()))?;
        let mut read = Reading::of(&key, records);
        for lost in &read.lost {
            long.remove(&lost.record.key);
        }
        let mut person = header.person;
        person.profile = read.shared;
        person.dossiers = header.dossiers;
        for dossier in &mut person.dossiers {
            dossier.answers = read.answers.remove(&dossier.id).unwrap_or_default();
        }
        Ok(Loaded {
            person,
            version,
            addresses: header.addresses,
            threads: header.threads,
            wake: header.wake,
            entries: header.entries,
            unreadable: read.lost,
            outbox: Vec::new(),
            key,
            long,
        })
    }
}

/// What a person's records say.
#[derive(Default)]
struct Reading {
    answers: BTreeMap<Uuid, BTreeMap<Slot, Answer>>,
    shared: BTreeMap<Name, Answer>,
    lost: Vec<Unreadable>,
}

impl Reading {
    fn of(key: &SealKey, records: Vec<Record>) -> Self {
        let mut reading = Self::default();
        for record in records {
            let row = Row::read(&schema::part(&record.key, 0)).map(|(_, row, _)| row);
            if let Err(why) = reading.take(key, &record, row.as_ref()) {
                reading.lost.push(Unreadable::of(record, row, &why));
            }
        }
        reading
    }

    fn take(&mut self, key: &SealKey, record: &Record, row: Option<&Row>) -> Result<(), Unsealed> {
        let sealed = record.sealed.clone();
        match row {
            Some(Row::Shared(slot)) => {
                self.shared.insert(slot.as_str().into(), key.open(&record.key, sealed)?);
            }
            Some(Row::Answer(dossier, slot)) => {
                let slot = slot.parse().map_err(|_| Unsealed::Form)?;
                self.answers.entry(*dossier).or_default().insert(slot, key.open(&record.key, sealed)?);
            }
            _ => return Err(Unsealed::Form),
        }
        Ok(())
    }
}

impl Unreadable {
    fn of(record: Record, row: Option<Row>, why: &Unsealed) -> Self {
        let (dossier, slot) = match row {
            Some(Row::Answer(dossier, slot)) => (Some(dossier), Some(slot)),
            Some(Row::Shared(slot)) => (None, Some(slot)),
            _ => (None, None),
        };
        Self { dossier, slot, why: why.to_string(), record }
    }
}
