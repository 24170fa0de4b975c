//! Pieces: the files candidates send, kept durably and sealed.
//!
//! Each lies at `<person>/<piece>/<part>`, ids and numbers only, through an object store that syncs what it writes and
//! the folders above it. Bytes are sealed under their person's key before they reach the disk ([`PieceSeal`]). A piece's
//! id is a keyed digest of its content, so the same bytes sent twice by one person are one piece. Its sheet (`fiche`) is
//! written last: a piece without one was never kept, and the next sending writes it anew.
//!
//! A piece is kept before the turn that takes it is committed. A process killed in between leaves a piece nothing refers
//! to; [`Pieces::sweep`] removes those after [`KEPT_DAYS`] days, never one that an answer refers to.

mod day;
mod disk;
mod sweep;
mod walk;

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::dialog::person::{Fault, Piece};
use crate::dialog::slot::document::{kind, lying, named, sniff};
use crate::dialog::turn::Now;
use crate::store::PieceSeal;

pub use disk::PAGE;
pub use sweep::KEPT_DAYS;

use day::{Days, Spent};
use disk::{Disk, DiskError};

/// No bigger file is kept, whatever a platform takes: what Telegram passes on, and a little more.
pub const MOST_BYTES: u64 = 25 << 20;

/// The name of a piece's sheet beside its parts.
const SHEET: &str = "fiche";

/// How much is kept of one person a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Files.
    pub files: u32,
    /// Bytes of files; and as many again of mails as they came.
    pub bytes: u64,
    /// Bytes of words.
    pub words: u64,
}

impl Default for Caps {
    fn default() -> Self {
        Self { files: 50, bytes: 200 << 20, words: 1 << 20 }
    }
}

/// A file as it came.
#[derive(Clone)]
pub struct Incoming {
    /// The name it was sent under; a photo has none.
    pub name: Option<String>,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Incoming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Incoming({} bytes)", self.bytes.len())
    }
}

/// Why a piece was not kept.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It is bigger than [`MOST_BYTES`].
    #[error("fichier trop grand : {0} octets")]
    TooBig(u64),
    /// So many files were kept of this person today.
    #[error("plus de {0} fichiers dans la journée")]
    DayCount(u32),
    /// So many bytes would be kept of this person today.
    #[error("plus de {0} octets dans la journée")]
    DayBytes(u64),
    /// The disk is full.
    #[error("le disque est plein")]
    NoRoom,
    /// It could not be written or read.
    #[error("fichier non gardé : {0}")]
    Disk(String),
}

impl Refused {
    /// What the candidate is told of it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::TooBig(_) => Fault::TooBig(MOST_BYTES),
            Self::DayCount(most) => Fault::DayCount(*most),
            Self::DayBytes(most) => Fault::DayBytes(*most),
            Self::NoRoom => Fault::NoRoom,
            Self::Disk(_) => Fault::Lost,
        }
    }
}

impl From<DiskError> for Refused {
    fn from(error: DiskError) -> Self {
        if error.is_full() { Self::NoRoom } else { Self::Disk(error.to_string()) }
    }
}

/// What lies beside a piece's parts: enough to know it again.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Sheet {
    piece: Piece,
    /// Bytes of each part.
    parts: Vec<u64>,
}

/// The pieces of everybody. Clones share them.
#[derive(Debug, Clone)]
pub struct Pieces {
    disk: Disk,
    caps: Caps,
    days: Arc<Mutex<Days>>,
}

impl Pieces {
    /// The pieces kept in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// The folder cannot be made or opened.
    pub fn open(folder: &Path, caps: Caps) -> std::io::Result<Self> {
        Ok(Self { disk: Disk::open(folder)?, caps, days: Arc::default() })
    }

    /// Pieces that nothing outlives.
    #[must_use]
    pub fn in_memory(caps: Caps) -> Self {
        Self { disk: Disk::in_memory(), caps, days: Arc::default() }
    }

    /// How much is kept of one person a day.
    #[must_use]
    pub fn caps(&self) -> Caps {
        self.caps
    }

    /// Keeps files sent together as one piece, durably. Of an empty file nothing is kept. A file this person sent before
    /// is the piece it was then.
    ///
    /// # Errors
    /// It is too big, too much for one day, or the disk would not take it: nothing was kept.
    pub async fn keep(
        &self,
        person: Uuid,
        seal: &PieceSeal,
        incoming: Vec<Incoming>,
        now: &Now,
    ) -> Result<Piece, Refused> {
        let mut piece = described(&incoming, now);
        if piece.bytes == 0 {
            return Ok(piece);
        }
        if piece.bytes > MOST_BYTES {
            return Err(Refused::TooBig(piece.bytes));
        }
        let id = id_of(seal, &incoming);
        if let Some(known) = self.sheet(person, seal, id).await? {
            // Written again, so that it counts as sent today when old pieces are swept.
            self.write_sheet(person, seal, id, &known).await?;
            // A file refused for its type and sent again under another name: that name is what hides the type.
            return Ok(Piece { called: piece.called, ..known.piece });
        }
        piece.id = Some(id);
        self.spend(person, seal, piece.bytes, now).await?;
        let bytes = piece.bytes;
        let kept = self.write(person, seal, id, incoming, piece).await;
        if kept.is_err() {
            self.days(|days| days.give_back(person, bytes));
        }
        Ok(kept?)
    }

    async fn write(
        &self,
        person: Uuid,
        seal: &PieceSeal,
        id: Uuid,
        incoming: Vec<Incoming>,
        piece: Piece,
    ) -> Result<Piece, DiskError> {
        let mut parts = Vec::with_capacity(incoming.len());
        for (number, Incoming { bytes, .. }) in incoming.into_iter().enumerate() {
            parts.push(length(&bytes));
            // Should one fail, those before it stay: the same piece may just be kept by another hand. They are swept.
            self.disk.put(seal, &place(person, id, number), bytes).await?;
        }
        let sheet = Sheet { piece, parts };
        self.write_sheet(person, seal, id, &sheet).await?;
        Ok(sheet.piece)
    }

    async fn write_sheet(&self, person: Uuid, seal: &PieceSeal, id: Uuid, sheet: &Sheet) -> Result<(), DiskError> {
        let bytes = serde_json::to_vec(sheet).map_err(DiskError::other)?;
        self.disk.put(seal, &place(person, id, SHEET), bytes).await
    }

    /// A piece's sheet; `None` when it was never kept whole. One that does not open is as none: it is written anew.
    async fn sheet(&self, person: Uuid, seal: &PieceSeal, id: Uuid) -> Result<Option<Sheet>, DiskError> {
        match self.disk.page(seal, &place(person, id, SHEET), 0).await {
            Ok(page) => Ok(page.and_then(|page| serde_json::from_slice(&page.bytes).ok())),
            Err(DiskError::Broken) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps a mail as it came, for [`KEPT_DAYS`] days: nothing refers to it, so the sweep takes it.
    ///
    /// # Errors
    /// It is too much for one day, or the disk would not take it.
    pub async fn keep_mail(&self, person: Uuid, seal: &PieceSeal, raw: Vec<u8>, now: &Now) -> Result<Uuid, Refused> {
        let (bytes, today) = (length(&raw), now.at.to_zoned(now.zone.clone()).date());
        self.days(|days| days.post(person, today, bytes, &self.caps))?;
        let incoming = [Incoming { name: None, bytes: raw }];
        let id = id_of(seal, &incoming);
        let [Incoming { bytes, .. }] = incoming;
        self.disk.put(seal, &place(person, id, 0), bytes).await?;
        Ok(id)
    }

    /// The content of a part, from 0: its page of that number, of [`PAGE`] bytes, and whether there is another one.
    /// `None` when there is no such part.
    ///
    /// # Errors
    /// It cannot be read, or was changed.
    pub async fn page(
        &self,
        person: Uuid,
        seal: &PieceSeal,
        piece: Uuid,
        part: u16,
        page: u64,
    ) -> Result<Option<(Vec<u8>, bool)>, Refused> {
        let read = self.disk.page(seal, &place(person, piece, part), page).await?;
        Ok(read.map(|read| (read.bytes, read.more)))
    }

    /// The content of a piece, part by part.
    ///
    /// # Errors
    /// It is not there whole, cannot be read, or was changed.
    pub async fn read(&self, person: Uuid, seal: &PieceSeal, piece: &Piece) -> Result<Vec<Vec<u8>>, Refused> {
        let lost = || Refused::Disk("pièce incomplète".to_owned());
        let id = piece.id.ok_or_else(lost)?;
        let sheet = self.sheet(person, seal, id).await?.ok_or_else(lost)?;
        let mut parts = Vec::with_capacity(sheet.parts.len());
        for (part, length) in (0..).zip(&sheet.parts) {
            let (mut bytes, mut page) = (Vec::new(), 0);
            while let Some((more, again)) = self.page(person, seal, id, part, page).await? {
                bytes.extend(more);
                page += 1;
                if !again {
                    break;
                }
            }
            if self::length(&bytes) != *length {
                return Err(lost());
            }
            parts.push(bytes);
        }
        Ok(parts)
    }

    /// Removes one piece of a person, if it is there.
    ///
    /// # Errors
    /// The disk refused.
    pub async fn remove(&self, person: Uuid, piece: Uuid) -> Result<(), Refused> {
        Ok(self.disk.remove(&format!("{person}/{piece}")).await?)
    }

    /// Removes all pieces of a person.
    ///
    /// # Errors
    /// The disk refused. The pieces are unreadable all the same once the person's key is gone.
    pub async fn erase(&self, person: Uuid) -> Result<(), Refused> {
        self.days(|days| days.forget(person));
        Ok(self.disk.remove(&person.to_string()).await?)
    }

    /// Reserves room in a person's day.
    async fn spend(&self, person: Uuid, seal: &PieceSeal, bytes: u64, now: &Now) -> Result<(), Refused> {
        let today = now.today();
        if !self.days(|days| days.knows(person, today)) {
            let spent = self.spent(person, seal, now).await?;
            self.days(|days| days.learn(person, today, spent));
        }
        self.days(|days| days.spend(person, bytes, &self.caps))
    }

    /// What was kept of a person today, by the sheets on the disk.
    async fn spent(&self, person: Uuid, seal: &PieceSeal, now: &Now) -> Result<Spent, DiskError> {
        let (today, mut spent) = (now.today(), Spent::default());
        for name in self.disk.names(Some(&person.to_string())).await? {
            let Ok(id) = name.parse() else { continue };
            let Some(sheet) = self.sheet(person, seal, id).await? else { continue };
            if sheet.piece.at.is_some_and(|at| at.to_zoned(now.zone.clone()).date() == today) {
                spent.add(sheet.piece.bytes);
            }
        }
        Ok(spent)
    }

    fn days<T>(&self, look: impl FnOnce(&mut Days) -> T) -> T {
        let mut days = self.days.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        look(&mut days)
    }
}

/// What the dossier will list of files sent together.
#[must_use]
pub fn described(incoming: &[Incoming], now: &Now) -> Piece {
    let mut kinds = incoming.iter().map(|file| sniff(&file.bytes));
    let first = kinds.next().unwrap_or(kind::UNKNOWN);
    let name = incoming.first().and_then(|file| file.name.as_deref());
    let whole = if kinds.all(|kind| kind == first) { first } else { kind::MIXED };
    let bytes = incoming.iter().map(|file| length(&file.bytes)).sum();
    Piece {
        parts: u16::try_from(incoming.len()).unwrap_or(u16::MAX),
        at: Some(now.at),
        called: lying(name, first),
        locked: first == "application/pdf" && incoming.iter().any(|file| kind::is_locked(&file.bytes)),
        ..Piece::new(named(name, first, now.today()), whole, bytes)
    }
}

/// The same content has the same id, for one person.
fn id_of(seal: &PieceSeal, incoming: &[Incoming]) -> Uuid {
    let mut marker = seal.marker();
    for Incoming { bytes, .. } in incoming {
        marker.update(&length(bytes).to_be_bytes());
        marker.update(bytes);
    }
    let mut id = [0; 16];
    marker.finalize_xof().fill(&mut id);
    uuid::Builder::from_custom_bytes(id).into_uuid()
}

fn place(person: Uuid, piece: Uuid, part: impl std::fmt::Display) -> String {
    format!("{person}/{piece}/{part}")
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
