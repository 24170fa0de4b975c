//! The file of a backup: one stream, sealed chunk by chunk under a key derived from the master key.
//!
//! `guichet sauvegarde 1`, a random head, then chunks as in a piece: each proves its number and whether it is the last. A
//! byte changed anywhere, a chunk missing, moved or added, and the file does not open. Inside, one after the other: rows
//! (key, and what the engine keeps, or nothing where it was deleted), files (name, length, bytes), and the end.

use std::io::{self, Error, ErrorKind, Read, Write};

use super::engine::Key;
use super::pieces::{Broken, CHUNK, PieceSeal, SealedPart};
use super::tap::Stored;

const MAGIC: &[u8] = b"guichet sauvegarde 1\n";
/// The place its chunks are sealed for.
const PLACE: &str = "sauvegarde";
const ROW: u8 = 1;
const GONE: u8 = 2;
const FILE: u8 = 3;
const END: u8 = 4;
/// Longer rows and names are none of ours.
const MOST: u64 = 1 << 20;

/// What stands next in a backup.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A row; `None` where it was deleted meanwhile.
    Row(Stored),
    /// A file of that name and length: its bytes are to be read next.
    File(String, u64),
    /// The end: so many rows and files stood before it.
    End(u64, u64),
}

/// Writes a backup.
pub(super) struct Writer<W> {
    to: W,
    part: SealedPart,
    chunk: Vec<u8>,
    index: u64,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(mut to: W, seal: &PieceSeal) -> io::Result<Self> {
        let part = seal.begin(PLACE).map_err(Error::other)?;
        to.write_all(MAGIC)?;
        to.write_all(part.head())?;
        Ok(Self { to, part, chunk: Vec::with_capacity(SealedPart::SEALED), index: 0 })
    }

    pub(super) fn row(&mut self, key: &[u8], row: Option<&[u8]>) -> io::Result<()> {
        self.write_all(&[if row.is_some() { ROW } else { GONE }])?;
        self.bytes(key)?;
        row.map_or(Ok(()), |row| self.bytes(row))
    }

    pub(super) fn file(&mut self, name: &str, length: u64, from: impl Read) -> io::Result<()> {
        self.write_all(&[FILE])?;
        self.bytes(name.as_bytes())?;
        self.write_all(&length.to_be_bytes())?;
        match io::copy(&mut from.take(length), self)? {
            copied if copied == length => Ok(()),
            _ => Err(Error::new(ErrorKind::UnexpectedEof, "fichier raccourci pendant la sauvegarde")),
        }
    }

    /// Writes the end, and gives back what it was written to.
    pub(super) fn finish(mut self, rows: u64, files: u64) -> io::Result<W> {
        self.write_all(&[END])?;
        self.write_all(&rows.to_be_bytes())?;
        self.write_all(&files.to_be_bytes())?;
        self.chunk(true)?;
        Ok(self.to)
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).map_err(Error::other)?;
        self.write_all(&length.to_be_bytes())?;
        self.write_all(bytes)
    }

    fn chunk(&mut self, last: bool) -> io::Result<()> {
        self.part.seal(self.index, last, &mut self.chunk).map_err(Error::other)?;
        self.to.write_all(&self.chunk)?;
        self.chunk.clear();
        self.index += 1;
        Ok(())
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // The last chunk is told apart, so a full one waits for more.
        if self.chunk.len() == CHUNK && !bytes.is_empty() {
            self.chunk(false)?;
        }
        let (now, _) = bytes.split_at_checked(CHUNK - self.chunk.len()).unwrap_or((bytes, &[]));
        self.chunk.extend_from_slice(now);
        Ok(now.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Reads a backup. Nothing it gives is to be believed before [`Entry::End`] was met: a cut file is whole up to there.
pub(super) struct Reader<R> {
    from: R,
    part: SealedPart,
    /// The sealed chunk behind the open one.
    next: Vec<u8>,
    open: io::Cursor<Vec<u8>>,
    index: u64,
}

impl<R: Read> Reader<R> {
    pub(super) fn new(mut from: R, seal: &PieceSeal) -> io::Result<Self> {
        let mut head = [0; MAGIC.len() + SealedPart::HEAD];
        from.read_exact(&mut head).map_err(|_| broken())?;
        let head = head.strip_prefix(MAGIC).ok_or_else(broken)?;
        let part = seal.resume(PLACE, head).map_err(|_| broken())?;
        let next = chunk(&mut from)?;
        Ok(Self { from, part, next, open: io::Cursor::default(), index: 0 })
    }

    /// What stands next.
    pub(super) fn next(&mut self) -> io::Result<Entry> {
        match self.number::<1>()? {
            [ROW] => Ok(Entry::Row((self.bytes()?, Some(self.bytes()?)))),
            [GONE] => Ok(Entry::Row((self.bytes()?, None))),
            [FILE] => {
                let name = String::from_utf8(self.bytes()?).map_err(|_| broken())?;
                Ok(Entry::File(name, u64::from_be_bytes(self.number()?)))
            }
            [END] => {
                let end = Entry::End(u64::from_be_bytes(self.number()?), u64::from_be_bytes(self.number()?));
                if self.read(&mut [0])? == 0 { Ok(end) } else { Err(broken()) }
            }
            _ => Err(broken()),
        }
    }

    fn number<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.read_exact(&mut bytes).map_err(|_| broken())?;
        Ok(bytes)
    }

    fn bytes(&mut self) -> io::Result<Key> {
        let length = u64::from(u32::from_be_bytes(self.number()?));
        let mut bytes = Vec::new();
        if length > MOST {
            return Err(broken());
        }
        let read = self.by_ref().take(length).read_to_end(&mut bytes)?;
        if u64::try_from(read) == Ok(length) { Ok(bytes) } else { Err(broken()) }
    }
}

impl<R: Read> Read for Reader<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.open.read(to)? {
                0 if !to.is_empty() && !self.next.is_empty() => {
                    let mut sealed = std::mem::replace(&mut self.next, chunk(&mut self.from)?);
                    self.part.open(self.index, self.next.is_empty(), &mut sealed).map_err(|Broken| broken())?;
                    self.index += 1;
                    self.open = io::Cursor::new(sealed);
                }
                read => return Ok(read),
            }
        }
    }
}

/// The next sealed chunk; empty at the end of the file.
fn chunk(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut chunk = Vec::with_capacity(SealedPart::SEALED);
    let most = u64::try_from(SealedPart::SEALED).unwrap_or(u64::MAX);
    from.take(most).read_to_end(&mut chunk)?;
    Ok(chunk)
}

/// Changed, cut, or sealed under another key: there is no telling which.
pub(super) fn broken() -> Error {
    Error::new(ErrorKind::InvalidData, "sceau rompu")
}
