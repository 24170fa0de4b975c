//! Taking a backup: every row and every file, into one sealed file, while the store goes on.
//!
//! Rows are copied page by page; what is committed meanwhile is written behind, in order, so that the backup is the store
//! as it stood after its last commit in it. Files come after the rows that refer to them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tokio::runtime::Handle;

use super::archive::Writer;
use super::committer::LAST;
use super::engine::Scan;
use super::error::{Result, StoreError};
use super::pieces::PieceSeal;
use super::tap::Tapping;
use super::{Store, open};

/// Rows read at once.
const PAGE: usize = 1000;
/// A file system may date a file a little early.
const EARLY: Duration = Duration::from_secs(3);

/// What a backup holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Taken {
    /// Rows, those that changed meanwhile twice.
    pub rows: u64,
    /// Files.
    pub files: u64,
    /// Bytes of the backup.
    pub bytes: u64,
}

/// Goes through files, each with its name in the backup.
pub type Walk<'a> = dyn Fn(&mut dyn FnMut(&str, &Path) -> io::Result<()>) -> io::Result<()> + 'a;

impl Store {
    /// Writes a backup into a new file, whole or not at all. Waits for the disk: not for a task that must not wait.
    ///
    /// # Errors
    /// The file is there already or cannot be written; another backup is under way; the store keeps nothing, or failed.
    pub fn back_up(&self, runtime: &Handle, to: &Path, walk: &Walk<'_>) -> Result<Taken> {
        if fs::symlink_metadata(to).is_ok() {
            return Err(StoreError::BackupThere(to.to_owned()));
        }
        let tapping = runtime.block_on(self.engine.tap())?;
        let draft = Draft::new(to)?;
        let failed = |error| StoreError::io(to.display().to_string(), error);
        let seal = PieceSeal::of_house(self.keys.house());
        let writer = Writer::new(BufWriter::new(draft.file.try_clone().map_err(failed)?), &seal).map_err(failed)?;
        let mut copy = Copy { store: self, tapping, writer, taken: Taken::default() };
        copy.rows(runtime, failed)?;
        let since = draft.file.metadata().and_then(|file| file.modified()).map_err(failed)?;
        copy.files(walk, None).map_err(failed)?;
        copy.commits(failed)?;
        // A file kept meanwhile may be what the last commits refer to.
        copy.files(walk, since.checked_sub(EARLY)).map_err(failed)?;
        let Copy { writer, mut taken, .. } = copy;
        let written = writer.finish(taken.rows, taken.files).map_err(failed)?;
        written.into_inner().map_err(|error| failed(error.into_error()))?;
        taken.bytes = draft.file.metadata().map_err(failed)?.len();
        draft.keep(to)?;
        Ok(taken)
    }
}

/// A backup being written.
struct Copy<'s> {
    store: &'s Store,
    tapping: Tapping,
    writer: Writer<BufWriter<File>>,
    taken: Taken,
}

impl Copy<'_> {
    fn rows(&mut self, runtime: &Handle, failed: impl Fn(io::Error) -> StoreError + std::marker::Copy) -> Result<()> {
        let last = *self.store.engine.changed().borrow();
        self.row(LAST, Some(&last.to_be_bytes())).map_err(failed)?;
        let mut from = Vec::new();
        loop {
            // Before the page: what it shows is then never older than what stands before it.
            self.commits(failed)?;
            let scan = Scan { from, to: None, reverse: false, limit: PAGE };
            let page = runtime.block_on(self.store.engine.scan(scan))?;
            let Some((last, _)) = page.last() else { break };
            from = [&last[..], &[0]].concat();
            for (key, row) in page {
                let row = [&row.version.to_be_bytes()[..], &row.value].concat();
                self.row(&key, Some(&row)).map_err(failed)?;
            }
        }
        // Pages show rows that are not synced yet. The rest of such a group is told only when it is durable: without
        // waiting for it, half of a commit could be the backup's last word.
        runtime.block_on(self.store.engine.settle())
    }

    fn commits(&mut self, failed: impl Fn(io::Error) -> StoreError) -> Result<()> {
        for (key, row) in self.tapping.drain()? {
            self.row(&key, row.as_deref()).map_err(&failed)?;
        }
        Ok(())
    }

    fn row(&mut self, key: &[u8], row: Option<&[u8]>) -> io::Result<()> {
        self.taken.rows += 1;
        self.writer.row(key, row)
    }

    /// Files, or those written since a moment.
    fn files(&mut self, walk: &Walk<'_>, since: Option<SystemTime>) -> io::Result<()> {
        walk(&mut |name, path| {
            let file = match File::open(path) {
                // Erased meanwhile: so is what refers to it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                file => file?,
            };
            let meta = file.metadata()?;
            if since.is_some_and(|since| meta.modified().is_ok_and(|modified| modified < since)) {
                return Ok(());
            }
            self.taken.files += 1;
            self.writer.file(name, meta.len(), file)
        })
    }
}

/// A file under another name until it is whole.
struct Draft {
    path: PathBuf,
    file: File,
}

impl Draft {
    fn new(to: &Path) -> Result<Self> {
        let path = to.with_extension("partiel");
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let file = file.map_err(|error| StoreError::io(path.display().to_string(), error))?;
        Ok(Self { path, file })
    }

    /// Gives it its name, durably, in nobody's place.
    fn keep(self, to: &Path) -> Result<()> {
        let kept = self.file.sync_all().and_then(|()| fs::hard_link(&self.path, to));
        kept.map_err(|error| StoreError::io(to.display().to_string(), error))?;
        open::sync(to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Kept under its own name, or no backup at all.
        let _ = fs::remove_file(&self.path);
    }
}
