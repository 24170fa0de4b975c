//! Writing a turn: what changed between before and after, the mark that its message was seen, its transcript entries,
//! its messages to send, the next wake and the feed entry, all in one commit.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::engine::{self, Commit, Expect, Key};
use super::error::{Result, StoreError};
use super::identity::Identity;
use super::load::Loaded;
use super::record::{self, HeaderRef};
use super::schema::{self, Row};
use super::seal::{Nonces, SealKey};
use super::{Store, feed};
use crate::conversation::{Entry, Outgoing, Role, Seen};
use crate::dialog::person::{Dossier, Person};

/// Keys and values, as they lie in the engine.
pub type Rows = Vec<(Vec<u8>, Vec<u8>)>;

/// All that one turn writes.
#[derive(Debug, Clone)]
pub struct TurnCommit {
    /// When.
    pub at: Timestamp,
    /// The person as loaded, or as the last commit gave them back; `None` for someone new.
    pub before: Option<Loaded>,
    /// The person as they are now.
    pub after: Person,
    /// An address that is theirs from now on, as [`Store::identify`] found it.
    pub link: Option<(Identity, Role)>,
    /// The message that was handled.
    pub seen: Option<Seen>,
    /// What was said.
    pub entries: Vec<Entry>,
    /// What is to be sent.
    pub outbox: Vec<Outgoing>,
    /// When to look at the person next.
    pub wake: Option<Timestamp>,
}

impl TurnCommit {
    /// A turn that changes the person and nothing else.
    #[must_use]
    pub fn new(at: Timestamp, before: Option<Loaded>, after: Person) -> Self {
        let wake = before.as_ref().and_then(|before| before.wake);
        Self { at, before, after, link: None, seen: None, entries: Vec::new(), outbox: Vec::new(), wake }
    }
}

/// What became of a turn.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Written, durably. The person as they stand now, for the next turn.
    Done(Box<Loaded>),
    /// The message was handled before: nothing is to be done but to acknowledge it.
    Seen,
    /// Someone else wrote first: load again and run the turn again.
    Conflict,
}

impl Store {
    /// Writes turns, each whole or not at all, in one durable group.
    pub async fn commit(&self, turns: Vec<TurnCommit>) -> Result<Vec<Outcome>> {
        let mut nonces = Nonces::new()?;
        let mut commits = Vec::with_capacity(turns.len());
        let mut kept = Vec::with_capacity(turns.len());
        for turn in turns {
            let seen = turn.seen.as_ref().map(|seen| self.seen_row(seen, turn.at));
            let (mut commit, after) = self.rows_of(turn, seen.clone(), &mut nonces)?;
            self.sweep_into(&mut commit, after.at).await?;
            commits.push(commit);
            kept.push((seen, after.loaded));
        }
        let outcome = self.engine.commit(commits).await?;
        Ok(outcome.into_iter().zip(kept).map(|(committed, (seen, loaded))| settle(committed, seen, loaded)).collect())
    }

    /// Writes one turn.
    pub async fn commit_one(&self, turn: TurnCommit) -> Result<Outcome> {
        let outcome = self.commit(vec![turn]).await?.pop();
        outcome.ok_or(StoreError::Inconsistent("un tour sans issue"))
    }

    /// The rows a turn would write under a commit's number, not written: the benches write them to other databases.
    #[doc(hidden)]
    pub fn rows(&self, turn: TurnCommit, number: u64) -> Result<(Rows, Loaded)> {
        let seen = turn.seen.as_ref().map(|seen| self.seen_row(seen, turn.at));
        let (commit, after) = self.rows_of(turn, seen, &mut Nonces::new()?)?;
        let stamp = number.to_be_bytes();
        let feed = commit.append.into_iter().map(|(key, row)| ([&key[..], &stamp].concat(), row));
        let rows = commit.put.into_iter().chain(feed).map(|(key, row)| (key, [&stamp[..], &row].concat()));
        Ok((rows.collect(), after.loaded))
    }

    fn seen_row(&self, seen: &Seen, at: Timestamp) -> Key {
        let channel = format!("{:?}", seen.channel);
        schema::seen(seen.sent, at, &self.keys.blind(&["seen", &channel, &seen.id]))
    }

    fn rows_of(&self, turn: TurnCommit, seen: Option<Key>, nonces: &mut Nonces) -> Result<(Commit, After)> {
        let TurnCommit { at, before, after, link, entries, outbox, wake, .. } = turn;
        let id = after.id;
        let mut commit = Commit::default();
        if let Some(seen) = seen {
            // Required first: a message delivered twice is told from a lost race.
            commit.require.push((seen.clone(), Expect::Absent));
            commit.put.push((seen, id.as_bytes().to_vec()));
        }
        let (mut loaded, old) = match before {
            Some(before) if before.person.id != id => return Err(StoreError::Inconsistent("un autre avant")),
            Some(mut before) => {
                let old = std::mem::replace(&mut before.person, Person::new(id));
                (before, Some(old))
            }
            None => (self.welcome(id, &mut commit, nonces)?, None),
        };
        let header = schema::part(&Row::Header.key(id), 0);
        let expect = if loaded.version == 0 { Expect::Absent } else { Expect::Version(loaded.version) };
        commit.require.push((header, expect));
        commit.append.push((b"f".to_vec(), feed::row(at, id)));
        if let Some((identity, role)) = link {
            self.link(identity, role, &mut loaded, id, &mut commit, nonces)?;
        }
        re_wake(&mut commit, &mut loaded, id, wake);
        let mut writer = Writer { id, loaded: &mut loaded, commit: &mut commit, nonces };
        writer.person(old.as_ref(), &after)?;
        writer.entries(entries)?;
        writer.outbox(outbox)?;
        writer.header(&after)?;
        loaded.person = after;
        Ok((commit, After { at, loaded }))
    }

    /// Someone new: their key.
    fn welcome(&self, id: Uuid, commit: &mut Commit, nonces: &mut Nonces) -> Result<Loaded> {
        let key = SealKey::new_person()?;
        let row = Row::WrappedKey.key(id);
        commit.require.push((schema::erased(id), Expect::Absent));
        commit.put.push((row.clone(), self.keys.wrap(&row, &key, nonces)?));
        Ok(Loaded {
            person: Person::new(id),
            version: 0,
            addresses: Vec::new(),
            wake: None,
            entries: 0,
            unreadable: Vec::new(),
            key,
            long: BTreeMap::new(),
            listed: Vec::new(),
        })
    }
}

/// The person after a turn, and when it was.
struct After {
    at: Timestamp,
    loaded: Loaded,
}

fn settle(committed: engine::Committed, seen: Option<Key>, mut loaded: Loaded) -> Outcome {
    match committed {
        engine::Committed::Done(version) => {
            loaded.version = version;
            Outcome::Done(Box::new(loaded))
        }
        engine::Committed::Conflict(key) if Some(&key) == seen.as_ref() => Outcome::Seen,
        engine::Committed::Conflict(_) => Outcome::Conflict,
    }
}

fn re_wake(commit: &mut Commit, loaded: &mut Loaded, id: Uuid, wake: Option<Timestamp>) {
    if loaded.wake == wake {
        return;
    }
    let rows = |due: Option<Timestamp>| due.map(|due| schema::wake(due, id));
    let (old, new) = (rows(loaded.wake), rows(wake));
    // Two moments of one millisecond have one row.
    if old != new {
        commit.delete.extend(old);
        commit.put.extend(new.map(|row| (row, Vec::new())));
    }
    loaded.wake = wake;
}

/// Puts a person's changed records into a commit.
struct Writer<'a> {
    id: Uuid,
    loaded: &'a mut Loaded,
    commit: &'a mut Commit,
    nonces: &'a mut Nonces,
}

impl Writer<'_> {
    fn put<T: Serialize>(&mut self, row: &Row, record: &T) -> Result<()> {
        let key = row.key(self.id);
        let sealed = self.loaded.key.seal(&key, record, self.nonces)?;
        self.keep_unreadable(&key);
        let had = self.loaded.long.remove(&key).unwrap_or(1);
        let parts = record::put(self.commit, &key, sealed, had)?;
        if parts > 1 {
            self.loaded.long.insert(key, parts);
        }
        Ok(())
    }

    fn delete(&mut self, row: &Row) {
        let key = row.key(self.id);
        let parts = self.loaded.long.remove(&key).unwrap_or(1);
        record::delete(self.commit, &key, parts);
    }

    /// A row that could not be read is about to be written over: what it held is kept beside.
    fn keep_unreadable(&mut self, key: &[u8]) {
        let Some(at) = self.loaded.unreadable.iter().position(|lost| lost.record.key == key) else { return };
        let lost = self.loaded.unreadable.remove(at).record;
        self.loaded.long.insert(lost.key.clone(), lost.parts);
        let cut = lost.sealed.chunks(engine::VALUE_CAP).map(<[u8]>::to_vec);
        let row = schema::quarantine(key);
        self.commit.put.extend((0..).zip(cut).map(|(part, bytes)| (schema::part(&row, part), bytes)));
    }

    fn person(&mut self, old: Option<&Person>, new: &Person) -> Result<()> {
        let none = BTreeMap::new();
        let profile = old.map_or(&none, |old| &old.profile);
        self.answers(profile, &new.profile, |slot| Row::Shared(slot.to_string()))?;
        let old: BTreeMap<Uuid, &Dossier> =
            old.iter().flat_map(|old| &old.dossiers).map(|dossier| (dossier.id, dossier)).collect();
        for dossier in &new.dossiers {
            self.dossier(old.get(&dossier.id).copied(), dossier)?;
        }
        for (id, gone) in old.into_iter().filter(|(id, _)| new.dossiers.iter().all(|dossier| dossier.id != *id)) {
            self.delete(&Row::Dossier(id));
            for slot in gone.answers.keys() {
                self.delete(&Row::Answer(id, slot.to_string()));
            }
            self.loaded.listed.retain(|listed| *listed != id);
        }
        Ok(())
    }

    fn dossier(&mut self, old: Option<&Dossier>, new: &Dossier) -> Result<()> {
        if old.is_none_or(|old| !same_header(old, new)) {
            self.put(&Row::Dossier(new.id), new)?;
        }
        let none = BTreeMap::new();
        let answers = old.map_or(&none, |old| &old.answers);
        self.answers(answers, &new.answers, |slot| Row::Answer(new.id, slot.to_string()))
    }

    fn answers<K: Ord, A: Serialize + PartialEq>(
        &mut self,
        old: &BTreeMap<K, A>,
        new: &BTreeMap<K, A>,
        row: impl Fn(&K) -> Row,
    ) -> Result<()> {
        // Both are in order: one walk along the two costs less than looking every answer up.
        let mut old = old.iter().peekable();
        for (slot, answer) in new {
            while let Some((gone, _)) = old.next_if(|(known, _)| *known < slot) {
                self.delete(&row(gone));
            }
            let known = old.next_if(|(known, _)| *known == slot);
            if known.is_none_or(|(_, known)| known != answer) {
                self.put(&row(slot), answer)?;
            }
        }
        old.for_each(|(gone, _)| self.delete(&row(gone)));
        Ok(())
    }

    fn entries(&mut self, entries: Vec<Entry>) -> Result<()> {
        for mut entry in entries {
            self.loaded.entries += 1;
            entry.seq = self.loaded.entries;
            self.put(&Row::Entry(entry.seq), &entry)?;
            // Never written again: how many rows it takes need not be remembered.
            self.loaded.long.remove(&Row::Entry(entry.seq).key(self.id));
        }
        Ok(())
    }

    fn outbox(&mut self, outbox: Vec<Outgoing>) -> Result<()> {
        for message in outbox {
            let key = schema::outgoing(message.id, self.id);
            let sealed = self.loaded.key.seal(&key, &message, self.nonces)?;
            record::put(self.commit, &key, sealed, 1)?;
        }
        Ok(())
    }

    fn header(&mut self, person: &Person) -> Result<()> {
        let known = |id: &Uuid| person.dossiers.iter().any(|dossier| dossier.id == *id);
        let mut dossiers: Vec<_> = self.loaded.listed.iter().copied().filter(|id| !known(id)).collect();
        dossiers.extend(person.dossiers.iter().map(|dossier| dossier.id));
        let addresses = std::mem::take(&mut self.loaded.addresses);
        let (wake, entries) = (self.loaded.wake, self.loaded.entries);
        self.put(&Row::Header, &HeaderRef { person, dossiers: &dossiers, addresses: &addresses, wake, entries })?;
        self.loaded.addresses = addresses;
        self.loaded.listed = dossiers;
        Ok(())
    }
}

/// True when nothing changed but answers.
fn same_header(old: &Dossier, new: &Dossier) -> bool {
    let Dossier { id, dialog, opened, digest, numbers, entries, trail, reopened, draft, finished, answers: _ } = new;
    (&old.id, &old.dialog, &old.opened, &old.digest) == (id, dialog, opened, digest)
        && (&old.numbers, &old.entries, &old.trail) == (numbers, entries, trail)
        && (&old.reopened, &old.draft, &old.finished) == (reopened, draft, finished)
}
