//! The only door to storage: persons, their dossiers, answers and transcripts, what is due and what is to be sent.
//!
//! In reading order: `schema` (the rows), `seal` (the only encoder), `record`, `load`, `turn`, `identity`, `people`, `adopt`,
//! `outbox`, `desk`, `forget`, `pieces`, `feed`, `staff`, `audit`, `backup`, `restore` (with `archive`, `erased`); under them `engine`, `memory`, `sled_engine` and its `committer`, `group`, `open`, `space`.
//!
//! # Invariants, each with the test that keeps it
//!
//! - **One turn is one commit, whole or not at all, durable before it is acknowledged.** sled's `flush` does not reach
//!   the disk; `fdatasync` on its file follows it, once a group. `tests/it/store/crash.rs` kills the process.
//! - **A commit fails alone, and says which row stood in its way.** `engine/tests.rs`, one suite for every engine, and a
//!   property test beside a plain model.
//! - **One thread writes; no task that waits calls sled.** sled's locks are held while it writes to disk, by all alike.
//! - **A failed write, flush or sync ends the store.** After it sled may show rows that are not durable, so every later
//!   call is refused and the process ends with 75. `a_failed_sync_acknowledges_nothing_and_ends_the_store`,
//!   `tests/it/store/disk.rs`.
//! - **A full disk never keeps the data from opening.** The last twentieth (64 MiB) is not written, and a ballast can be
//!   given back. `tests/it/store/disk.rs`.
//! - **Never empty in silence.** What cannot be opened is kept, untouched, and said; a missing master key is never made
//!   again. `tests/opening.rs`.
//! - **Nothing is stored unsealed but ids, dates and numbers.** `nothing_personal_can_be_read_on_disk`.
//! - **A row forged, moved or cut is not believed; a row that cannot be read is listed and kept.** `tests/sealing.rs`.
//! - **An erased person stays erased, even when rows come back.** Their key is gone, and their id is never taken again.
//!   sled overwrites in its own time: until then the wrapped key lies in its file, readable to who has the master key.
//!   `an_erased_person_stays_erased_even_when_rows_are_restored`.
//! - **Nor by an older backup.** Who was erased is listed beside the master key, and erased again on restoring.
//!   `tests/backup.rs`, `tests/it/backup.rs`.
//! - **A backup is the store as it stood after one of its commits; damaged anywhere, nothing of it is believed.**
//!   `tests/backup.rs`.
//! - **A message delivered twice has one effect**, if it comes again within thirty days of the date it bears.
//!   `a_message_delivered_again_has_one_effect`.
//! - **Who becomes a part of another is one commit**: before it there are two, after it one.
//!   `tests/adopting.rs`.
//! - **A delivery to an erased person writes nothing**, and what was told first stands.
//!   `a_delivery_to_someone_erased_meanwhile_writes_nothing`.
//! - **A private note goes with its person, and nowhere else.** It is erased, adopted and backed up with them, and a type
//!   that nothing that sends or exports can take. `tests/desk.rs`.
//! - **A turn writes only what changed**, so that its cost does not grow with the dossier.
//!   `a_turn_writes_only_what_changed`.

mod adopt;
mod archive;
mod audit;
mod backup;
mod bulk;
mod committer;
mod desk;
mod engine;
mod erased;
mod error;
mod feed;
mod forget;
mod group;
mod identity;
mod load;
mod mark;
mod memory;
mod open;
mod outbox;
mod people;
mod pieces;
mod record;
mod restore;
mod schema;
mod seal;
mod sled_engine;
mod space;
mod staff;
mod tap;
mod token;
mod turn;
mod views;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

pub use adopt::Adopted;
pub use audit::{Checked, End, Fault};
pub use backup::{Taken, Walk};
pub use desk::{Note, Noted};
pub use error::{Result, StoreError};
pub use feed::Change;
pub use forget::{Arrived, Forgotten, Proven};
pub use identity::Identity;
pub use load::{Loaded, Unreadable};
pub use mark::MailMark;
pub use outbox::{Delivered, Delivery};
pub use people::Transcript;
pub use pieces::{Broken, CHUNK, PieceSeal, SealedPart};
pub use space::{Room, Space};
pub use staff::SessionName;
pub use token::CODE;
pub use turn::{Outcome, TurnCommit};
pub use views::SavedView;

use engine::{Commit, Engine, Expect};
use memory::Memory;
use seal::{Keyring, Nonces};
use space::Ballast;

/// The schema this code writes.
const SCHEMA: u64 = 1;

/// Where the data are, and how they are kept.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data folder. Created if it is not there.
    pub data: PathBuf,
    /// The file of the master key, outside the data folder and its backups. Created with a new store only.
    pub master_key: PathBuf,
    /// Memory for sled's pages.
    pub cache_bytes: u64,
    /// Size of the file to let go of on a full disk.
    pub ballast_bytes: u64,
}

impl Settings {
    /// The usual settings for a data folder and a master key.
    #[must_use]
    pub fn new(data: impl Into<PathBuf>, master_key: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), master_key: master_key.into(), cache_bytes: 256 << 20, ballast_bytes: 64 << 20 }
    }
}

/// An open store. Clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    engine: Engine,
    keys: Arc<Keyring>,
    data: PathBuf,
    ballast: Option<Ballast>,
    swept: Arc<AtomicU64>,
    journal: Arc<audit::Journal>,
    /// The list of who was erased, for older backups; none in memory.
    erased: Option<PathBuf>,
}

impl Store {
    /// Opens a data folder, by the procedure of `docs/ARCHITECTURE.md`.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let wanted = settings.clone();
        let opened = tokio::task::spawn_blocking(move || Self::open_files(&wanted));
        let store = opened.await.map_err(|error| StoreError::io("ouverture des données", error))??;
        store.check(&settings.master_key).await?;
        store.list_erased(&settings.master_key).await?;
        Ok(store)
    }

    /// A store that nothing outlives.
    pub fn in_memory() -> Result<Self> {
        Ok(Self::over(Engine::Memory(Arc::new(Memory::new())), Keyring::passing()?, Path::new(""), None))
    }

    fn open_files(settings: &Settings) -> Result<Self> {
        let data = &settings.data;
        std::fs::create_dir_all(data).map_err(|error| StoreError::io(data.display().to_string(), error))?;
        let lock = open::lock(data)?;
        let keys = Keyring::of(&settings.master_key, data, open::holds_data(data))?;
        let ballast = Ballast::of(data, settings.ballast_bytes)?;
        let sled = open::open(data, settings.cache_bytes, &ballast, lock)?;
        let store = Self::over(Engine::Sled(Arc::new(sled)), keys, data, Some(ballast));
        Ok(Self { erased: Some(erased::beside(&settings.master_key)), ..store })
    }

    fn over(engine: Engine, keys: Keyring, data: &Path, ballast: Option<Ballast>) -> Self {
        let (keys, swept) = (Arc::new(keys), Arc::new(AtomicU64::new(1)));
        Self { engine, keys, data: data.to_owned(), ballast, swept, journal: Arc::default(), erased: None }
    }

    /// The data folder; empty for a store in memory.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Is it our schema, and the key of these data? A new store is told so.
    async fn check(&self, master_key: &Path) -> Result<()> {
        let (schema, check) = (schema::meta("schema"), schema::meta("check"));
        let rows = self.engine.get(vec![schema.clone(), check.clone()]).await?;
        let mut rows = rows.into_iter().map(|row| row.map(|row| row.value));
        match (rows.next().flatten(), rows.next().flatten()) {
            (Some(written), Some(sealed)) => {
                let written = written.try_into().map_or(u64::MAX, u64::from_be_bytes);
                let opened: Result<String, _> = self.keys.house().open(&check, sealed);
                match opened {
                    _ if written > SCHEMA => Err(StoreError::Newer(written)),
                    Ok(_) => Ok(()),
                    Err(_) => Err(StoreError::MasterKeyWrong(master_key.to_owned())),
                }
            }
            (None, None) => {
                let sealed = self.keys.house().seal(&check, &"guichet", &mut Nonces::new()?)?;
                let require = vec![(schema.clone(), Expect::Absent)];
                let put = vec![(schema, SCHEMA.to_be_bytes().to_vec()), (check, sealed)];
                self.engine.commit(vec![Commit { require, put, ..Commit::default() }]).await.map(|_| ())
            }
            _ => Err(StoreError::Damaged { data: self.data.clone(), why: "schéma ou contrôle manquant".to_owned() }),
        }
    }

    /// What there is room for. Lays the ballast again when there is room to spare.
    pub fn room(&self) -> Result<Room> {
        let Some(ballast) = &self.ballast else { return Ok(Room::Plenty) };
        let room = Space::of(&self.data)?.room();
        if room == Room::Plenty {
            ballast.lay();
        }
        Ok(room)
    }

    /// Damages what is kept of somebody, so that it cannot be read.
    #[cfg(test)]
    pub(crate) async fn spoil(&self, person: uuid::Uuid) {
        let put = vec![(schema::part(&schema::Row::Header.key(person), 0), vec![0; 64])];
        self.engine.commit(vec![Commit { put, ..Commit::default() }]).await.unwrap();
    }

    /// Writes out what is left and lets go of the files, for all clones.
    pub async fn close(self) -> Result<()> {
        self.engine.close().await
    }
}

#[cfg(test)]
mod tests;
