//! What staff keep of a person for themselves: private notes, and how far they have read.
//!
//! A [`Note`] is a type apart. It can be written and read here and nowhere else: it has no serialised form outside this
//! file, so that nothing that sends, answers or exports can take one, and its words are no part of the transcript.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::engine::{Commit, Committed, Expect, Key, Scan};
use super::error::{Result, StoreError};
use super::record;
use super::schema::{self, Row};
use super::seal::Nonces;
use super::{Store, TurnCommit, feed};

/// A note is tried again so many times while the candidate writes.
const TRIES: usize = 16;

/// A private note on a person, for staff alone. It cannot be sent, quoted or given to the candidate.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// Its id, given by the page it was written on: written twice, it stands once.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// By whom: the name colleagues read.
    pub by: String,
    /// Its words, secrets masked.
    pub words: String,
    /// It stands on top of the page.
    pub pinned: bool,
    /// It keeps the person's consent to have a summary passed on.
    pub consent: bool,
}

/// What became of a note that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// It is kept.
    Kept,
    /// One of that id stands already: nothing is written.
    Stands,
    /// There is no such person.
    Nobody,
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Note({}, ***)", self.id)
    }
}

/// A note as it lies in its row.
#[derive(Serialize, Deserialize)]
struct Kept {
    at: Timestamp,
    by: String,
    words: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pinned: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    consent: bool,
}

impl Kept {
    fn of(note: &Note) -> Self {
        let Note { at, by, words, pinned, consent, .. } = note.clone();
        Self { at, by, words, pinned, consent }
    }

    fn note(self, id: Uuid) -> Note {
        let Self { at, by, words, pinned, consent } = self;
        Note { id, at, by, words, pinned, consent }
    }
}

impl Store {
    /// What staff noted of a person, oldest first. A note that cannot be read stays where it is and is passed over.
    ///
    /// # Errors
    /// The store failed, or the person's key cannot be read.
    pub async fn notes(&self, person: Uuid) -> Result<Vec<Note>> {
        let Some(key) = self.person_key(person).await? else { return Ok(Vec::new()) };
        let rows = record::join(self.engine.scan(Scan::prefix(&schema::notes(person))).await?);
        let mut notes: Vec<Note> = Vec::with_capacity(rows.len());
        for row in rows {
            let Some((_, Row::Note(id), _)) = Row::read(&schema::part(&row.key, 0)) else { continue };
            match key.open::<Kept>(&row.key, row.sealed) {
                Ok(kept) => notes.push(kept.note(id)),
                Err(why) => tracing::error!(person.id = %person, %why, "note.unreadable"),
            }
        }
        notes.sort_by_key(|note| (note.at, note.id));
        Ok(notes)
    }

    /// Keeps a note that is new. One that stands is not written over.
    ///
    /// # Errors
    /// The store failed.
    pub async fn keep_note(&self, person: Uuid, note: &Note, at: Timestamp) -> Result<Noted> {
        self.put_note(person, note, at, true).await
    }

    /// Keeps what a note has become.
    ///
    /// # Errors
    /// The store failed.
    pub async fn change_note(&self, person: Uuid, note: &Note, at: Timestamp) -> Result<Noted> {
        self.put_note(person, note, at, false).await
    }

    async fn put_note(&self, person: Uuid, note: &Note, at: Timestamp, new: bool) -> Result<Noted> {
        for _ in 0..TRIES {
            // The person is written too: who is erased or becomes a part of somebody meanwhile takes the note along.
            let Some(loaded) = self.load(person).await? else { return Ok(Noted::Nobody) };
            let (after, key, mut nonces) = (loaded.person.clone(), loaded.key.clone(), Nonces::new()?);
            let (mut commit, _) = self.rows_of(TurnCommit::new(at, Some(loaded), after), &[], &mut nonces)?;
            let row = Row::Note(note.id).key(person);
            let had = self.engine.scan(Scan::prefix(&row)).await?.len();
            if new && had > 0 {
                return Ok(Noted::Stands);
            }
            let sealed = key.seal(&row, &Kept::of(note), &mut nonces)?;
            record::put(&mut commit, &row, sealed, u16::try_from(had).unwrap_or(u16::MAX))?;
            if self.is_done(commit).await? {
                return Ok(Noted::Kept);
            }
        }
        Err(StoreError::Inconsistent("la personne est modifiée sans cesse"))
    }

    /// The last transcript entry staff have seen; 0 for none.
    ///
    /// # Errors
    /// The store failed.
    pub async fn read_up_to(&self, person: Uuid) -> Result<u64> {
        let row = self.engine.get(vec![Row::Read.key(person)]).await?.into_iter().flatten().next();
        Ok(row.and_then(|row| row.value.try_into().ok()).map_or(0, u64::from_be_bytes))
    }

    /// Staff have seen a transcript up to that entry. Seen before, or of nobody: nothing is written.
    ///
    /// # Errors
    /// The store failed.
    pub async fn has_read(&self, person: Uuid, entry: u64, at: Timestamp) -> Result<()> {
        if self.read_up_to(person).await? >= entry {
            return Ok(());
        }
        let require = vec![(schema::part(&Row::Header.key(person), 0), Expect::Present)];
        let put = vec![(Row::Read.key(person), entry.to_be_bytes().to_vec())];
        let append = vec![(b"f".to_vec(), feed::row(at, person))];
        self.is_done(Commit { require, put, append, ..Commit::default() }).await.map(|_| ())
    }

    /// The notes of somebody who becomes a part of somebody else, under that person's key.
    pub(super) async fn notes_for(&self, person: Uuid, into: Uuid) -> Result<Vec<(Key, Vec<u8>)>> {
        let (notes, mut commit) = (self.notes(person).await?, Commit::default());
        let Some(key) = self.person_key(into).await?.filter(|_| !notes.is_empty()) else { return Ok(Vec::new()) };
        let mut nonces = Nonces::new()?;
        for note in notes {
            let row = Row::Note(note.id).key(into);
            record::put(&mut commit, &row, key.seal(&row, &Kept::of(&note), &mut nonces)?, 1)?;
        }
        Ok(commit.put)
    }

    async fn is_done(&self, commit: Commit) -> Result<bool> {
        Ok(matches!(self.engine.commit(vec![commit]).await?.pop(), Some(Committed::Done(_))))
    }
}
