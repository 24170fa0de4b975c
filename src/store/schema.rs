//! Row keys. One byte names the table; ids are 16 bytes, numbers big-endian, nothing personal.
//!
//! | key | row |
//! |---|---|
//! | `p` person `a` slot 0 part | an answer to a shared slot |
//! | `p` person `d` dossier `a` answer's key 0 part | an answer |
//! | `p` person `h` part | the person's header and their dossiers'; the first part is what every turn compares and sets |
//! | `p` person `k` | the person's key, wrapped by the master key |
//! | `p` person `t` last number, inverted, part | a turn's transcript entries, the newest turn first |
//! | `p` person `v` number | what became of the message that carried a transcript entry; numbers only |
//! | `i` blinded address part | who writes from it |
//! | `s` day, blinded id of a message | that it was seen |
//! | `o` id person part | a message to send |
//! | `w` due person | when to look at a person next |
//! | `f` commit | whose rows a group of commits changed, by the number of the last |
//! | `q` row | what an unreadable row held when it was written over |
//! | `e` person | that a person was erased |
//! | `j` when, blinded dossier | that a dossier was destroyed, and what proves that it might be; nothing personal |
//! | `x` person piece | a file to be removed |
//! | `a` blinded login | an account of staff |
//! | `c` hash of a token | who is logged in with it |
//! | `l` number | a line of the journal: who read or did what; ids only |
//! | `m` name | schema, key check; marks of the service: last poll, running, attempts, counts |
//!
//! All of a person lies together, what each turn reads and writes nearest: one range read loads them, and on a database
//! larger than memory a turn touches two or three leaves.

use jiff::Timestamp;
use uuid::Uuid;

use super::engine::Key;

/// What is stored under a person, in key order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// An answer to a shared slot.
    Shared(String),
    /// An answer of a dossier.
    Answer(Uuid, String),
    /// The person's header, and their dossiers'.
    Header,
    /// The person's wrapped key.
    WrappedKey,
    /// Transcript entries of one turn, by the number of the last.
    Entries(u64),
    /// What became of the message that carried a transcript entry.
    Delivery(u64),
}

impl Row {
    /// The row's key, without the part at its end; wrapped keys and deliveries have none.
    #[must_use]
    pub fn key(&self, person: Uuid) -> Key {
        let mut key = self::person(person);
        match self {
            Self::Shared(slot) => key.extend([b"a", slot.as_bytes(), b"\0"].concat()),
            Self::Answer(dossier, answer) => {
                key.extend([b"d", &dossier.as_bytes()[..], b"a", answer.as_bytes(), b"\0"].concat());
            }
            Self::Header => key.push(b'h'),
            Self::WrappedKey => key.push(b'k'),
            Self::Entries(last) => {
                key.push(b't');
                key.extend((u64::MAX - last).to_be_bytes());
            }
            Self::Delivery(entry) => {
                key.push(b'v');
                key.extend(entry.to_be_bytes());
            }
        }
        key
    }

    /// Reads a key back: the person's row it is a part of, and which part.
    #[must_use]
    pub fn read(key: &[u8]) -> Option<(Uuid, Self, u16)> {
        let (person, rest) = key.strip_prefix(b"p")?.split_first_chunk::<16>()?;
        let person = Uuid::from_bytes(*person);
        if rest == b"k" {
            return Some((person, Self::WrappedKey, 0));
        }
        if let Some(entry) = rest.strip_prefix(b"v") {
            return Some((person, Self::Delivery(u64::from_be_bytes(entry.try_into().ok()?)), 0));
        }
        let (rest, part) = rest.split_last_chunk::<2>()?;
        let row = match rest.split_first()? {
            (b'a', slot) => Self::Shared(name(slot)?),
            (b'd', rest) => {
                let (dossier, rest) = rest.split_first_chunk::<16>()?;
                let dossier = Uuid::from_bytes(*dossier);
                Self::Answer(dossier, name(rest.strip_prefix(b"a")?)?)
            }
            (b'h', []) => Self::Header,
            (b't', last) => Self::Entries(u64::MAX - u64::from_be_bytes(last.try_into().ok()?)),
            _ => return None,
        };
        Some((person, row, u16::from_be_bytes(*part)))
    }
}

fn name(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes.strip_suffix(b"\0")?).ok().map(str::to_owned)
}

/// The key of a part of a record.
#[must_use]
pub fn part(record: &[u8], part: u16) -> Key {
    [record, &part.to_be_bytes()].concat()
}

/// Opens all rows of a person.
#[must_use]
pub fn person(id: Uuid) -> Key {
    [b"p", &id.as_bytes()[..]].concat()
}

/// Whose row this is.
#[must_use]
pub fn owner(key: &[u8]) -> Option<Uuid> {
    key.strip_prefix(b"p")?.first_chunk::<16>().map(|id| Uuid::from_bytes(*id))
}

/// Opens a person's transcript.
#[must_use]
pub fn transcript(id: Uuid) -> Key {
    [&person(id)[..], b"t"].concat()
}

/// Opens what became of a person's messages.
#[must_use]
pub fn deliveries(id: Uuid) -> Key {
    [&person(id)[..], b"v"].concat()
}

/// An address's record.
#[must_use]
pub fn identity(blinded: &[u8; 32]) -> Key {
    [b"i", &blinded[..]].concat()
}

/// Marks are kept so many days after the date the message bears.
pub const SEEN_DAYS: u32 = 60;

/// The mark of a message, and where else it may lie when the message was handled before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The mark to write.
    pub row: Key,
    /// Other days it may have been written under.
    pub elsewhere: Vec<Key>,
}

impl Mark {
    /// All rows of which none may exist.
    pub fn rows(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.row).chain(&self.elsewhere)
    }
}

/// The mark of a message seen at `at`, under the day of the date it bears. Without a usable one, under the day it is
/// handled: it is then known again until the end of the next day, Telegram's own patience, and dropped like any other.
#[must_use]
pub fn seen(sent: Option<Timestamp>, at: Timestamp, blinded: &[u8; 32]) -> Mark {
    let row = |day: u32| [b"s", &day.to_be_bytes()[..], blinded.get(..16).unwrap_or_default()].concat();
    let (today, sent) = (day(at), sent.map(day));
    // A date half the keeping time away from today is a wrong clock, or a lie.
    match sent.filter(|sent| sent.abs_diff(today) <= SEEN_DAYS / 2) {
        Some(sent) => Mark { row: row(sent), elsewhere: Vec::new() },
        None => {
            // A date may have been usable yesterday.
            let days = [Some(today.saturating_sub(1)), sent];
            Mark { row: row(today), elsewhere: days.into_iter().flatten().map(row).collect() }
        }
    }
}

/// The first mark that is still needed on a day.
#[must_use]
pub fn seen_from(at: Timestamp) -> Key {
    [b"s", &day(at).saturating_sub(SEEN_DAYS).to_be_bytes()[..]].concat()
}

fn day(at: Timestamp) -> u32 {
    u32::try_from(at.as_second().div_euclid(86_400)).unwrap_or(0)
}

/// A message to send.
#[must_use]
pub fn outgoing(id: Uuid, person: Uuid) -> Key {
    [b"o", &id.as_bytes()[..], person.as_bytes()].concat()
}

/// Reads the id and the person of an outgoing message's record.
#[must_use]
pub fn outgoing_ids(record: &[u8]) -> Option<(Uuid, Uuid)> {
    let (id, person) = record.strip_prefix(b"o")?.split_first_chunk::<16>()?;
    Some((Uuid::from_bytes(*id), Uuid::from_bytes(person.try_into().ok()?)))
}

/// When to look at a person next.
#[must_use]
pub fn wake(due: Timestamp, person: Uuid) -> Key {
    [&wake_until(due)[..], person.as_bytes()].concat()
}

/// Closes the rows due before a moment.
#[must_use]
pub fn wake_until(due: Timestamp) -> Key {
    let millisecond = u64::try_from(due.as_millisecond()).unwrap_or(0);
    [b"w", &millisecond.to_be_bytes()[..]].concat()
}

/// Reads a wake row.
#[must_use]
pub fn wake_ids(key: &[u8]) -> Option<(Timestamp, Uuid)> {
    let (due, person) = key.strip_prefix(b"w")?.split_first_chunk::<8>()?;
    let due = Timestamp::from_millisecond(i64::try_from(u64::from_be_bytes(*due)).ok()?).ok()?;
    Some((due, Uuid::from_bytes(person.try_into().ok()?)))
}

/// The feed from a commit on.
#[must_use]
pub fn feed(commit: u64) -> Key {
    [b"f", &commit.to_be_bytes()[..]].concat()
}

/// What a row held that could not be read and was written over.
#[must_use]
pub fn quarantine(row: &[u8]) -> Key {
    [b"q", row].concat()
}

/// That a person was erased.
#[must_use]
pub fn erased(person: Uuid) -> Key {
    [b"e", &person.as_bytes()[..]].concat()
}

/// Reads whose erasure a row tells.
#[must_use]
pub fn erased_id(key: &[u8]) -> Option<Uuid> {
    Some(Uuid::from_bytes(key.strip_prefix(b"e")?.try_into().ok()?))
}

/// That a dossier was destroyed.
#[must_use]
pub fn destroyed(at: Timestamp, blinded: &[u8; 32]) -> Key {
    let millisecond = u64::try_from(at.as_millisecond()).unwrap_or(0);
    [b"j", &millisecond.to_be_bytes()[..], blinded.get(..16).unwrap_or_default()].concat()
}

/// A file to be removed.
#[must_use]
pub fn doomed(person: Uuid, piece: Uuid) -> Key {
    [b"x", &person.as_bytes()[..], piece.as_bytes()].concat()
}

/// Reads which file is to be removed, and whose it was.
#[must_use]
pub fn doomed_ids(key: &[u8]) -> Option<(Uuid, Uuid)> {
    let (person, piece) = key.strip_prefix(b"x")?.split_first_chunk::<16>()?;
    Some((Uuid::from_bytes(*person), Uuid::from_bytes(piece.try_into().ok()?)))
}

/// An account of staff.
#[must_use]
pub fn account(blinded: &[u8; 32]) -> Key {
    [b"a", &blinded[..]].concat()
}

/// Who is logged in, by the hash of what their browser holds.
#[must_use]
pub fn session(name: &[u8; 32]) -> Key {
    [b"c", &name[..]].concat()
}

/// Reads which session a row is.
#[must_use]
pub fn session_name(key: &[u8]) -> Option<[u8; 32]> {
    key.strip_prefix(b"c")?.try_into().ok()
}

/// A line of the journal.
#[must_use]
pub fn journal(number: u64) -> Key {
    [b"l", &number.to_be_bytes()[..]].concat()
}

/// Reads the number of a line of the journal.
#[must_use]
pub fn journal_number(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(key.strip_prefix(b"l")?.try_into().ok()?))
}

/// A row about the data themselves.
#[must_use]
pub fn meta(name: &str) -> Key {
    [b"m", name.as_bytes()].concat()
}
