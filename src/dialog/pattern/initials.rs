//! First letters of words as a set: one look tells that none of a pattern's words can stand in an utterance.

/// A set of first bytes: letters and digits apart, all others coarsely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Initials(u64);

impl Initials {
    /// No word.
    pub(super) const NONE: Self = Self(0);
    /// Any word.
    pub(super) const ALL: Self = Self(u64::MAX);

    /// How that word begins.
    pub(super) fn of(word: &str) -> Self {
        Self(word.bytes().next().map_or(0, |byte| match byte {
            b'a'..=b'z' => 1 << (byte - b'a'),
            b'0'..=b'9' => 1 << (26 + byte - b'0'),
            _ => 1 << (36 + byte % 28),
        }))
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
