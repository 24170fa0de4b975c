//! The one place that reads the time, and the rehearsal clock that runs ahead of it.
//!
//! A rehearsal (`--clock-offset +6months`) marks its data folder: what was written under a time to come must never be
//! taken for real, and time in it never runs backwards.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Instant;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

/// The file that marks a data folder as a rehearsal's.
/// The file of a data folder that says it is a rehearsal's.
pub const MARK: &str = "rehearsal";

/// What time it is, for everything that is stored or said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    ahead: SignedDuration,
}

/// How far ahead a rehearsal is asked to run: `+6months`, `+10d`, `+3h`, or in French `+6mois`, `+10j`.
#[derive(Debug, Clone)]
pub struct Offset {
    text: String,
    span: Span,
}

/// Why a data folder's clock cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    /// The folder is a rehearsal's, and no offset was given.
    #[error("rehearsal at {0}")]
    Rehearsal(String),
    /// The offset is smaller than the recorded one.
    #[error("rehearsal already at {0}")]
    Backwards(String),
    /// The mark cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Clock {
    /// The time as it is.
    #[must_use]
    pub fn real() -> Self {
        Self::default()
    }

    /// The clock of a rehearsal that keeps nothing.
    #[must_use]
    pub fn ahead_by(offset: &Offset) -> Self {
        Self { ahead: offset.length_now() }
    }

    /// A clock that runs ahead, or behind: that of something played as if it had been then.
    #[must_use]
    pub fn shifted(ahead: SignedDuration) -> Self {
        Self { ahead }
    }

    /// The clock of a data folder, whose rehearsal mark it checks but does not write.
    ///
    /// # Errors
    /// A rehearsal opened without its offset, or with a smaller one.
    pub fn of(data: &Path, offset: Option<&Offset>) -> Result<Self, ClockError> {
        match (recorded(data)?, offset) {
            (None, None) => Ok(Self::real()),
            (None, Some(offset)) => Ok(Self { ahead: offset.length_now() }),
            (Some((text, _)), None) => Err(ClockError::Rehearsal(text)),
            // The same words keep the same length: six months from now are not as long as they were last month.
            (Some((text, ahead)), Some(offset)) if text == offset.text => Ok(Self { ahead }),
            (Some((text, ahead)), Some(offset)) => match offset.length_now() {
                wanted if wanted >= ahead => Ok(Self { ahead: wanted }),
                _ => Err(ClockError::Backwards(text)),
            },
        }
    }

    /// Marks the data folder as a rehearsal's, durably, before anything is written under a time to come.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn mark(self, data: &Path, offset: &Offset) -> io::Result<()> {
        let (path, fresh) = (data.join(MARK), data.join("rehearsal.new"));
        fs::create_dir_all(data)?;
        fs::write(&fresh, format!("{} {}\n", offset.text, self.ahead.as_secs()))?;
        fs::File::open(&fresh)?.sync_all()?;
        fs::rename(&fresh, path)?;
        fs::File::open(data)?.sync_all()
    }

    /// Now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(self) -> Timestamp {
        Timestamp::now().saturating_add(self.ahead).unwrap_or(Timestamp::MAX)
    }
}

/// A moment for measuring how long something takes, which no rehearsal shifts.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn tick() -> Instant {
    Instant::now()
}

/// Civil time of the service: the zone's rules are bundled, the machine's are not asked.
#[must_use]
pub fn paris() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC)
}

impl Offset {
    /// True when the data folder is a rehearsal's at this very offset.
    ///
    /// # Errors
    /// The mark cannot be read.
    pub fn is_recorded(&self, data: &Path) -> io::Result<bool> {
        Ok(recorded(data)?.is_some_and(|(text, _)| text == self.text))
    }

    fn length_now(&self) -> SignedDuration {
        let now = Clock::real().now().to_zoned(paris());
        now.checked_add(self.span).map(|then| then.duration_since(&now)).unwrap_or_default()
    }
}

impl std::fmt::Display for Offset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Offset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unreadable = || format!("« {text} » n’est pas un décalage : écrivez par exemple +6months, +10d ou +3h");
        let compact: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        let bare = compact.strip_prefix('+').unwrap_or(&compact);
        let span: Span = english(bare).parse().map_err(|_| unreadable())?;
        if span.is_negative() || span.is_zero() {
            return Err(unreadable());
        }
        Ok(Self { text: format!("+{bare}"), span })
    }
}

/// French units as the ones the parser knows.
fn english(text: &str) -> String {
    let units = [("mois", "months"), ("semaines", "weeks"), ("semaine", "weeks"), ("jours", "days"), ("jour", "days")];
    let long = units.iter().fold(text.to_lowercase(), |text, (from, to)| text.replace(from, to));
    match long.strip_suffix('j') {
        Some(days) => format!("{days}d"),
        None => long.replace("ans", "years"),
    }
}

fn recorded(data: &Path) -> io::Result<Option<(String, SignedDuration)>> {
    let text = match fs::read_to_string(data.join(MARK)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let (words, seconds) = text.trim().rsplit_once(' ').unwrap_or((text.trim(), ""));
    let seconds = seconds.parse().map_err(|_| io::Error::new(io::ErrorKind::InvalidData, MARK))?;
    Ok(Some((words.to_owned(), SignedDuration::from_secs(seconds))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read_in_both_languages() {
        for (text, days) in [("+10d", 10), ("10d", 10), ("+10j", 10), ("+2 semaines", 14), ("+48h", 2), ("+3jours", 3)]
        {
            let offset: Offset = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            let hours = offset.length_now().as_hours();
            assert!((days * 24 - 1..=days * 24 + 1).contains(&hours), "{text}: {hours} h");
        }
        for (text, least, most) in [("+6months", 181, 185), ("+6mois", 181, 185), ("+2ans", 730, 732)] {
            match text.parse::<Offset>() {
                Ok(offset) => assert!((least..=most).contains(&((offset.length_now().as_hours() + 12) / 24)), "{text}"),
                Err(error) => panic!("{text}: {error}"),
            }
        }
        for text in ["", "+", "-3d", "demain", "+0d", "+6moons"] {
            assert!(text.parse::<Offset>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_rehearsal_only_grows() {
        let dir = tempfile::tempdir().unwrap();
        let offset = |text: &str| text.parse::<Offset>().unwrap();
        let set = |text: &str| Clock::of(dir.path(), Some(&offset(text)));
        assert!(Clock::of(dir.path(), None).is_ok());
        let clock = set("+10d").unwrap();
        clock.mark(dir.path(), &offset("+10d")).unwrap();
        assert!(matches!(Clock::of(dir.path(), None), Err(ClockError::Rehearsal(text)) if text == "+10d"));
        assert!(matches!(set("+3h"), Err(ClockError::Backwards(_))));
        assert_eq!(set("+10d").unwrap().ahead, clock.ahead);
        assert!(set("+6months").unwrap().ahead > clock.ahead);
    }
}
