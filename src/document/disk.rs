//! Sealed objects: written chunk by chunk, synced with their folders, read page by page.

use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as Location;
use object_store::{GetOptions, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};

use crate::store::{Broken, CHUNK, PieceSeal, SealedPart, StoreError};

/// Chunks read or written together.
const TOGETHER: usize = 8;
/// Bytes of a page.
pub const PAGE: usize = TOGETHER * CHUNK;

/// What the disk would not do.
#[derive(Debug, thiserror::Error)]
pub(super) enum DiskError {
    #[error(transparent)]
    Object(#[from] object_store::Error),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("sceau rompu")]
    Broken,
    #[error("{0}")]
    Other(String),
}

impl From<Broken> for DiskError {
    fn from(_: Broken) -> Self {
        Self::Broken
    }
}

impl From<StoreError> for DiskError {
    fn from(error: StoreError) -> Self {
        Self::other(error)
    }
}

impl DiskError {
    pub(super) fn other(error: impl std::fmt::Display) -> Self {
        Self::Other(error.to_string())
    }

    /// True when there was no room, whoever met it first.
    pub(super) fn is_full(&self) -> bool {
        let full =
            |error: &io::Error| matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        let mut cause: Option<&(dyn std::error::Error + 'static)> = match self {
            Self::Object(error) => Some(error),
            Self::Io(error) => Some(error),
            Self::Broken | Self::Other(_) => None,
        };
        while let Some(error) = cause {
            if error.downcast_ref::<io::Error>().is_some_and(full) {
                return true;
            }
            cause = error.source();
        }
        false
    }
}

/// Part of an object, opened.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) bytes: Vec<u8>,
    /// Another page follows.
    pub(super) more: bool,
}

/// Where objects lie.
#[derive(Debug, Clone)]
pub(super) struct Disk {
    objects: Arc<dyn ObjectStore>,
    /// Their folder; none in memory.
    folder: Option<PathBuf>,
}

impl Disk {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
            std::fs::File::open(above)?.sync_all()?;
        }
        let objects = LocalFileSystem::new_with_prefix(folder).map_err(io::Error::other)?.with_fsync(true);
        Ok(Self { objects: Arc::new(objects), folder: Some(folder.to_owned()) })
    }

    /// Where objects lie as files; none in memory.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    pub(super) fn in_memory() -> Self {
        Self { objects: Arc::new(InMemory::new()), folder: None }
    }

    /// Writes an object whole or not at all: it has its name only once all of it is on the disk. Chunks are sealed as
    /// they are written, so that a large file is not held twice.
    pub(super) async fn put(&self, seal: &PieceSeal, place: &str, bytes: Vec<u8>) -> Result<(), DiskError> {
        let part = seal.begin(place)?;
        let mut upload = self.objects.put_multipart(&Location::from(place)).await?;
        match write(&part, upload.as_mut(), &bytes).await {
            Ok(()) => {
                upload.complete().await?;
                Ok(())
            }
            Err(error) => {
                upload.abort().await.ok();
                Err(error)
            }
        }
    }

    /// A page of an object; `None` when there is no such object, or page.
    pub(super) async fn page(&self, seal: &PieceSeal, place: &str, page: u64) -> Result<Option<Page>, DiskError> {
        let location = Location::from(place);
        let whole = match self.objects.head(&location).await {
            Ok(meta) => meta.size,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let (head, step) = (wide(SealedPart::HEAD), wide(SealedPart::SEALED * TOGETHER));
        let start = head.saturating_add(page.saturating_mul(step));
        // An empty object has one chunk too: its tag.
        if start >= whole {
            return if page == 0 { Err(DiskError::Broken) } else { Ok(None) };
        }
        let end = start.saturating_add(step).min(whole);
        let ranges = self.objects.get_ranges(&location, &[0..head, start..end]).await?;
        let [head, sealed] = ranges.as_slice() else { return Err(DiskError::Broken) };
        let part = seal.resume(place, head)?;
        let bytes = open(&part, sealed, page.saturating_mul(wide(TOGETHER)), end == whole)?;
        Ok(Some(Page { bytes, more: end < whole }))
    }

    /// The names of the folders under one.
    pub(super) async fn names(&self, under: Option<&str>) -> Result<Vec<String>, DiskError> {
        let under = under.map(Location::from);
        let listed = self.objects.list_with_delimiter(under.as_ref()).await?;
        Ok(listed.common_prefixes.iter().filter_map(|path| path.filename().map(str::to_owned)).collect())
    }

    /// When an object was last written; `None` when there is none.
    pub(super) async fn written(&self, place: &str) -> Result<Option<Timestamp>, DiskError> {
        match self.objects.get_opts(&Location::from(place), GetOptions { head: true, ..GetOptions::default() }).await {
            Ok(found) => Ok(Timestamp::from_millisecond(found.meta.last_modified.timestamp_millis()).ok()),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// When something under a folder was last written, half-written files included; `None` when nothing is there.
    pub(super) async fn touched(&self, under: &str) -> Result<Option<Timestamp>, DiskError> {
        let Some(folder) = self.folder.as_ref().map(|folder| folder.join(under)) else { return Ok(None) };
        let modified = match std::fs::metadata(folder).and_then(|folder| folder.modified()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            modified => modified?,
        };
        Timestamp::try_from(modified).map(Some).map_err(DiskError::other)
    }

    /// Removes all that lies under a name, half-written files included.
    pub(super) async fn remove(&self, under: &str) -> Result<(), DiskError> {
        let Some(folder) = self.folder.clone() else { return self.remove_each(under).await };
        let gone = folder.join(under);
        let removed = tokio::task::spawn_blocking(move || {
            match std::fs::remove_dir_all(&gone) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed?,
            }
            // What is erased stays erased after a power cut.
            std::fs::File::open(gone.parent().unwrap_or(&folder))?.sync_all()
        });
        match removed.await.map_err(DiskError::other)? {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => Ok(removed?),
        }
    }

    async fn remove_each(&self, under: &str) -> Result<(), DiskError> {
        let listed = self.objects.list_with_delimiter(Some(&Location::from(under))).await?;
        for folder in listed.common_prefixes {
            Box::pin(self.remove_each(folder.as_ref())).await?;
        }
        for object in listed.objects {
            self.objects.delete(&object.location).await?;
        }
        Ok(())
    }
}

async fn write(part: &SealedPart, upload: &mut dyn MultipartUpload, bytes: &[u8]) -> Result<(), DiskError> {
    let mut chunks = bytes.chunks(CHUNK).peekable();
    let mut index = 0;
    let mut group = part.head().to_vec();
    loop {
        let mut chunk = Vec::with_capacity(SealedPart::SEALED);
        chunk.extend_from_slice(chunks.next().unwrap_or_default());
        let last = chunks.peek().is_none();
        part.seal(index, last, &mut chunk)?;
        group.append(&mut chunk);
        index += 1;
        if last || group.len() >= PAGE {
            upload.put_part(PutPayload::from(std::mem::take(&mut group))).await?;
        }
        if last {
            return Ok(());
        }
    }
}

fn open(part: &SealedPart, sealed: &[u8], first: u64, ends: bool) -> Result<Vec<u8>, DiskError> {
    let mut bytes = Vec::with_capacity(sealed.len());
    let mut chunks = (first..).zip(sealed.chunks(SealedPart::SEALED)).peekable();
    while let Some((index, chunk)) = chunks.next() {
        let mut chunk = chunk.to_vec();
        part.open(index, ends && chunks.peek().is_none(), &mut chunk)?;
        bytes.append(&mut chunk);
    }
    Ok(bytes)
}

fn wide(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
