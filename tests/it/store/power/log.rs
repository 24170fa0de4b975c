//! What a process asked of the system, as `strace -f -y -xx` tells it, and the files that may be left of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::writer::Counts;

/// Files by path.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

const SECTOR: usize = 512;

/// The calls in the order they began; a moment is a line's number.
pub struct Log {
    calls: Vec<Call>,
    lines: usize,
}

struct Call {
    began: usize,
    /// `usize::MAX` if it never ended.
    ended: usize,
    path: PathBuf,
    what: What,
}

enum What {
    /// Emptied when opened.
    Emptied,
    Write(usize, Vec<u8>),
    Cut(usize),
    Sync,
    Rename(PathBuf),
    Remove,
    Said(String),
}

impl Log {
    /// Reads a log.
    pub fn read(text: &str) -> Self {
        let mut log = Self { calls: Vec::new(), lines: 0 };
        let mut open: BTreeMap<&str, usize> = BTreeMap::new();
        let mut ends: BTreeMap<PathBuf, usize> = BTreeMap::new();
        for (number, line) in text.lines().enumerate() {
            log.lines = number + 1;
            let (process, rest) = line.split_once(' ').unwrap();
            let rest = rest.trim_start();
            if rest.starts_with("<... ") {
                if let Some(call) = open.remove(process) {
                    log.calls[call].ended = number;
                }
                continue;
            }
            let Some((path, what)) = read(rest, &mut ends) else { continue };
            let unfinished = rest.ends_with("<unfinished ...>");
            if unfinished {
                open.insert(process, log.calls.len());
            }
            log.calls.push(Call { began: number, ended: if unfinished { usize::MAX } else { number }, path, what });
        }
        log
    }

    /// A moment to cut the power at: any after the store was first opened.
    pub fn random_moment(&self) -> usize {
        let opened = |call: &&Call| matches!(&call.what, What::Said(said) if said.starts_with("open"));
        let first = self.calls.iter().find(opened).unwrap().began + 1;
        first + random() % (self.lines - first)
    }

    /// What was said to be acknowledged before a moment.
    pub fn acknowledged(&self, moment: usize) -> Counts {
        let mut counts = Counts::new();
        for call in self.calls.iter().filter(|call| call.began < moment) {
            if let What::Said(said) = &call.what
                && let ["acked", name, count, ".\n"] = said.split(' ').collect::<Vec<_>>()[..]
            {
                counts.insert(name.to_owned(), count.parse().unwrap());
            }
        }
        counts
    }

    /// Writes the files as the cut may have left them.
    pub fn rebuild(&self, mut files: Files, moment: usize, folder: &Path) {
        for (place, call) in self.calls.iter().enumerate().filter(|(_, call)| call.began < moment) {
            let file = |files: &mut Files| std::mem::take(files.entry(call.path.clone()).or_default());
            match &call.what {
                What::Emptied => drop(files.insert(call.path.clone(), Vec::new())),
                What::Write(offset, bytes) => {
                    let mut content = file(&mut files);
                    let kept = self.is_synced(place, moment);
                    write_at(&mut content, *offset, bytes, if kept { Fate::Kept } else { Fate::draw() });
                    files.insert(call.path.clone(), content);
                }
                What::Cut(length) => {
                    let mut content = file(&mut files);
                    content.resize(*length, 0);
                    files.insert(call.path.clone(), content);
                }
                What::Rename(to) => {
                    if let Some(content) = files.remove(&call.path) {
                        files.insert(to.clone(), content);
                    }
                }
                What::Remove => drop(files.remove(&call.path)),
                What::Sync | What::Said(_) => {}
            }
        }
        files.retain(|path, _| path.starts_with(folder));
        std::fs::remove_dir_all(folder).unwrap();
        write(&files.into_iter().map(|(path, bytes)| (relative(&path, folder), bytes)).collect(), folder);
    }

    /// A sync of the file that began after the write had ended, and ended before the cut.
    fn is_synced(&self, write: usize, moment: usize) -> bool {
        let Call { path, ended, .. } = &self.calls[write];
        let later = self.calls[write..].iter().take_while(|call| call.began < moment);
        let mut path = path;
        for call in later {
            match &call.what {
                What::Rename(to) if call.path == *path => path = to,
                What::Sync if call.path == *path && call.began > *ended && call.ended < moment => return true,
                _ => {}
            }
        }
        false
    }
}

fn relative(path: &Path, folder: &Path) -> PathBuf {
    path.strip_prefix(folder).unwrap().to_owned()
}

/// What becomes of a write that was not synced.
enum Fate {
    Kept,
    Lost,
    Torn,
}

impl Fate {
    fn draw() -> Self {
        match random() % 3 {
            0 => Self::Kept,
            1 => Self::Lost,
            _ => Self::Torn,
        }
    }
}

fn write_at(content: &mut Vec<u8>, offset: usize, bytes: &[u8], fate: Fate) {
    for (sector, bytes) in bytes.chunks(SECTOR).enumerate() {
        let offset = offset + sector * SECTOR;
        let kept = match fate {
            Fate::Kept => true,
            Fate::Lost => false,
            Fate::Torn => random().is_multiple_of(2),
        };
        if kept {
            content.resize(content.len().max(offset + bytes.len()), 0);
            content[offset..offset + bytes.len()].copy_from_slice(bytes);
        }
    }
}

fn random() -> usize {
    usize::try_from(getrandom::u32().unwrap()).unwrap()
}

/// One call, if it touches a file or says something.
fn read(line: &str, ends: &mut BTreeMap<PathBuf, usize>) -> Option<(PathBuf, What)> {
    let (name, arguments) = line.split_once('(')?;
    let strings: Vec<&str> = arguments.split('"').skip(1).step_by(2).collect();
    let described = || Some(path(arguments.split_once('<')?.1.split_once('>')?.0));
    match name {
        "openat" if line.contains("O_TRUNC") && !line.contains(" = -1") => {
            ends.insert(path(strings.first()?), 0);
            Some((path(strings.first()?), What::Emptied))
        }
        "openat" if line.contains("O_CREAT") => {
            ends.insert(path(strings.first()?), 0);
            None
        }
        "pwrite64" => {
            let offset = arguments.rsplit('"').next()?.split(", ").nth(2)?;
            let offset = offset.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
            Some((described()?, What::Write(offset, bytes(strings.first()?))))
        }
        "write" if arguments.starts_with("1<") => {
            Some((PathBuf::new(), What::Said(String::from_utf8_lossy(&bytes(strings.first()?)).into_owned())))
        }
        "write" => {
            let (path, bytes) = (described()?, bytes(strings.first()?));
            let end = ends.entry(path.clone()).or_default();
            *end += bytes.len();
            Some((path, What::Write(*end - bytes.len(), bytes)))
        }
        "ftruncate" => {
            let length = arguments.split(", ").nth(1)?.split(|c: char| !c.is_ascii_digit()).next()?;
            Some((described()?, What::Cut(length.parse().ok()?)))
        }
        "fsync" | "fdatasync" => Some((described()?, What::Sync)),
        "rename" if !line.contains(" = -1") => Some((path(strings.first()?), What::Rename(path(strings.get(1)?)))),
        "unlink" if !line.contains(" = -1") => Some((path(strings.first()?), What::Remove)),
        _ => None,
    }
}

fn path(escaped: &str) -> PathBuf {
    String::from_utf8_lossy(&bytes(escaped)).into_owned().into()
}

/// `\x41\x42` read back.
fn bytes(escaped: &str) -> Vec<u8> {
    escaped.split("\\x").skip(1).map(|hex| u8::from_str_radix(hex, 16).unwrap()).collect()
}

/// All files of a folder, by full path.
pub fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    for path in std::fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    found
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    write(&files(from).into_iter().map(|(path, bytes)| (relative(&path, from), bytes)).collect(), to);
}

/// Writes files under a folder.
fn write(files: &Files, folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    for (path, bytes) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}
