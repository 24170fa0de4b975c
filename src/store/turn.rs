//! Writing a turn: what changed between before and after, the mark that its message was seen, its transcript entries,
//! its messages to send, the next wake and the feed entry, all in one commit.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use uuid::Uuid;

use super::adopt::Adopted;
use super::engine::{self, Commit, Expect};
use super::error::{Result, StoreError};
use super::forget::{Forgotten, gone};
use super::identity::Identity;
use super::load::Loaded;
use super::record::{self, HeaderRef};
use super::schema::{self, Mark, Row};
use super::seal::{Nonces, SealKey};
use super::{Store, feed};
use crate::conversation::{Entry, Outgoing, Role, Seen, Thread};
use crate::dialog::person::{Dossier, Person};

/// Transcript entries that one row holds, at most.
pub(super) const ENTRIES_A_ROW: u64 = 8;
/// A wake so far away
const FAR: SignedDuration = SignedDuration::from_hours(12);
/// is kept to the quarter of an hour, in seconds.
const LEISURE: i64 = 15 * 60;

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
    /// Addresses that are theirs from now on, as [`Store::identify`] found them.
    pub links: Vec<(Identity, Role)>,
    /// Addresses that are theirs no more, likewise.
    pub unlinks: Vec<Identity>,
    /// The messages that were handled.
    pub seen: Vec<Seen>,
    /// What was said.
    pub entries: Vec<Entry>,
    /// What is to be sent.
    pub outbox: Vec<Outgoing>,
    /// When to look at the person next. Half a day away or more, it becomes the quarter of an hour that follows.
    pub wake: Option<Timestamp>,
    /// What is known of their addresses.
    pub threads: Vec<Thread>,
    /// Somebody who becomes a part of them, and is erased by the same commit.
    pub adopts: Option<Adopted>,
    /// Dossiers that are destroyed by it; they are not among those of the person any more.
    pub forgotten: Vec<Forgotten>,
}

impl TurnCommit {
    /// A turn that changes the person and nothing else.
    #[must_use]
    pub fn new(at: Timestamp, before: Option<Loaded>, after: Person) -> Self {
        let wake = before.as_ref().and_then(|before| before.wake);
        let threads = before.as_ref().map(|before| before.threads.clone()).unwrap_or_default();
        Self {
            at,
            before,
            after,
            links: Vec::new(),
            unlinks: Vec::new(),
            seen: Vec::new(),
            entries: Vec::new(),
            outbox: Vec::new(),
            wake,
            threads,
            adopts: None,
            forgotten: Vec::new(),
        }
    }
}

/// What became of a turn.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Written, durably. The person as they stand now, for the next turn.
    Done(Box<Loaded>),
    /// A message was handled before, the one of that place among them: it is to be acknowledged, and the turn to be run
    /// again without it.
    Seen(usize),
    /// Someone else wrote first: load again and run the turn again.
    Conflict,
}

impl Store {
    /// Writes turns, each whole or not at all, in one durable group.
    pub async fn commit(&self, turns: Vec<TurnCommit>) -> Result<Vec<Outcome>> {
        let mut nonces = Nonces::new()?;
        let mut commits = Vec::with_capacity(turns.len());
        let mut kept = Vec::with_capacity(turns.len());
        let (mut erased, mut destroyed_by) = (Vec::new(), Vec::new());
        for mut turn in turns {
            let adopts = turn.adopts.take();
            let (person, first) = (turn.after.id, turn.before.as_ref().map_or(0, |before| before.entries) + 1);
            let seen: Vec<Mark> = turn.seen.iter().map(|seen| self.seen_row(seen, turn.at)).collect();
            let mut destroyed = Commit::default();
            self.forget_into(&turn, &mut destroyed, &mut nonces).await?;
            destroyed_by.push(gone(person, &turn.forgotten));
            let (mut commit, after) = self.rows_of(turn, &seen, &mut nonces)?;
            commit.put.extend(destroyed.put);
            commit.delete.extend(destroyed.delete);
            self.sweep_into(&mut commit, after.at).await?;
            erased.push(adopts.as_ref().map(Adopted::person));
            if let Some(adopted) = adopts {
                self.adopt_into(&mut commit, adopted, (person, first), after.at).await?;
            }
            commits.push(commit);
            kept.push((seen, after.loaded));
        }
        let outcome = self.engine.commit(commits).await?;
        let done = outcome.iter().map(|committed| matches!(committed, engine::Committed::Done(_)));
        self.list_destroyed(
            destroyed_by.into_iter().zip(done.clone()).filter(|(_, done)| *done).flat_map(|(gone, _)| gone).collect(),
        )
        .await;
        self.list_gone(erased.into_iter().zip(done).filter_map(|(person, done)| person.filter(|_| done)).collect())
            .await;
        Ok(outcome.into_iter().zip(kept).map(|(committed, (seen, loaded))| settle(committed, &seen, loaded)).collect())
    }

    /// Writes one turn.
    pub async fn commit_one(&self, turn: TurnCommit) -> Result<Outcome> {
        let outcome = self.commit(vec![turn]).await?.pop();
        outcome.ok_or(StoreError::Inconsistent("un tour sans issue"))
    }

    /// The rows a turn would write under a commit's number, not written: the benches write them to other databases.
    #[doc(hidden)]
    pub fn rows(&self, turn: TurnCommit, number: u64) -> Result<(Rows, Loaded)> {
        let seen: Vec<Mark> = turn.seen.iter().map(|seen| self.seen_row(seen, turn.at)).collect();
        let (commit, after) = self.rows_of(turn, &seen, &mut Nonces::new()?)?;
        let stamp = number.to_be_bytes();
        let feed =
            commit.append.into_iter().map(|(key, row)| ([&key[..], &stamp].concat(), [&stamp[..], &row].concat()));
        let rows = commit.put.into_iter().chain(feed).map(|(key, row)| (key, [&stamp[..], &row].concat()));
        Ok((rows.collect(), after.loaded))
    }

    pub(super) fn seen_row(&self, seen: &Seen, at: Timestamp) -> Mark {
        let channel = format!("{:?}", seen.channel);
        schema::seen(seen.sent, at, &self.keys.blind(&["seen", &channel, &seen.id]))
    }

    pub(super) fn rows_of(&self, turn: TurnCommit, seen: &[Mark], nonces: &mut Nonces) -> Result<(Commit, After)> {
        let TurnCommit { at, before, after, links, unlinks, entries, outbox, wake, threads, .. } = turn;
        let id = after.id;
        let mut commit = Commit::default();
        for seen in seen {
            // Required first: a message delivered twice is told from a lost race.
            commit.require.extend(seen.rows().map(|row| (row.clone(), Expect::Absent)));
            commit.put.push((seen.row.clone(), Vec::new()));
        }
        let wake = wake.map(|wake| at_leisure(at, wake));
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
        for (identity, role) in links {
            self.link(identity, role, &mut loaded, id, &mut commit, nonces)?;
        }
        for identity in unlinks {
            loaded.addresses.retain(|(known, _)| *known != identity.address);
            self.unlink(identity, id, &mut commit, nonces)?;
        }
        re_wake(&mut commit, &mut loaded, id, wake);
        loaded.threads = threads;
        let mut writer = Writer { id, loaded: &mut loaded, commit: &mut commit, nonces };
        writer.person(old.as_ref(), &after)?;
        let (first, count) = writer.entries(entries)?;
        writer.outbox(outbox, first, count)?;
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
            threads: Vec::new(),
            wake: None,
            entries: 0,
            unreadable: Vec::new(),
            outbox: Vec::new(),
            key,
            long: BTreeMap::new(),
        })
    }
}

/// The person after a turn, and when it was.
pub(super) struct After {
    at: Timestamp,
    loaded: Loaded,
}

fn settle(committed: engine::Committed, seen: &[Mark], mut loaded: Loaded) -> Outcome {
    match committed {
        engine::Committed::Done(version) => {
            loaded.version = version;
            Outcome::Done(Box::new(loaded))
        }
        engine::Committed::Conflict(key) => match seen.iter().position(|seen| seen.rows().any(|row| *row == key)) {
            Some(at) => Outcome::Seen(at),
            None => Outcome::Conflict,
        },
    }
}

/// A wake far away is put off to the next quarter of an hour: a conversation that moves it at each turn then seldom
/// writes it.
fn at_leisure(now: Timestamp, wake: Timestamp) -> Timestamp {
    let second = wake.as_second().saturating_add(LEISURE - 1).div_euclid(LEISURE).saturating_mul(LEISURE);
    if wake.duration_since(now) < FAR { wake } else { Timestamp::from_second(second).unwrap_or(wake) }
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
        let (none, unasked) = (BTreeMap::new(), BTreeMap::new());
        let profile = old.map_or(&none, |old| &old.profile);
        self.answers(profile, &new.profile, |slot| Row::Shared(slot.to_string()))?;
        let old: BTreeMap<Uuid, &Dossier> =
            old.iter().flat_map(|old| &old.dossiers).map(|dossier| (dossier.id, dossier)).collect();
        for Dossier { id, answers, .. } in &new.dossiers {
            let known = old.get(id).map_or(&unasked, |old| &old.answers);
            self.answers(known, answers, |slot| Row::Answer(*id, slot.to_string()))?;
        }
        for (id, gone) in old.into_iter().filter(|(id, _)| new.dossiers.iter().all(|dossier| dossier.id != *id)) {
            for slot in gone.answers.keys() {
                self.delete(&Row::Answer(id, slot.to_string()));
            }
        }
        Ok(())
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

    /// The number of the first entry, and how many there are.
    fn entries(&mut self, mut entries: Vec<Entry>) -> Result<(u64, u64)> {
        let first = self.loaded.entries + 1;
        for entry in &mut entries {
            self.loaded.entries += 1;
            entry.seq = self.loaded.entries;
        }
        let most = usize::try_from(ENTRIES_A_ROW).unwrap_or(1);
        for (turn, last) in entries.chunks(most).filter_map(|turn| Some((turn, turn.last()?.seq))) {
            self.put(&Row::Entries(last), &turn)?;
            // Never written again: how many rows it takes need not be remembered.
            self.loaded.long.remove(&Row::Entries(last).key(self.id));
        }
        Ok((first, self.loaded.entries + 1 - first))
    }

    fn outbox(&mut self, mut outbox: Vec<Outgoing>, first: u64, count: u64) -> Result<()> {
        for message in &mut outbox {
            if message.entry.is_some_and(|entry| entry >= count) {
                return Err(StoreError::Inconsistent("un message sans son entrée"));
            }
            message.entry = message.entry.map(|entry| first + entry);
            let key = schema::outgoing(message.id, self.id);
            let sealed = self.loaded.key.seal(&key, message, self.nonces)?;
            record::put(self.commit, &key, sealed, 1)?;
        }
        self.loaded.outbox = outbox;
        Ok(())
    }

    fn header(&mut self, person: &Person) -> Result<()> {
        let addresses = std::mem::take(&mut self.loaded.addresses);
        let threads = std::mem::take(&mut self.loaded.threads);
        let (wake, entries) = (self.loaded.wake, self.loaded.entries);
        let dossiers = &person.dossiers;
        let header = HeaderRef { person, dossiers, addresses: &addresses, threads: &threads, wake, entries };
        self.put(&Row::Header, &header)?;
        (self.loaded.addresses, self.loaded.threads) = (addresses, threads);
        Ok(())
    }
}
