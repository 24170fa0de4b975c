//! A mail as it came in, not read yet.

/// Where a mail lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// In an IMAP mailbox.
    Imap {
        /// The account and folder.
        mailbox: String,
        /// Its UIDVALIDITY.
        validity: u32,
        /// The mail's UID.
        uid: u32,
    },
    /// In a Maildir: the file's name.
    File(String),
}

/// A mail as it came in.
#[derive(Clone)]
pub struct Received {
    /// Where it lies.
    pub mark: Mark,
    /// The whole mail, or only its headers when it is too long.
    pub raw: Vec<u8>,
    /// Bytes of the whole mail.
    pub size: u64,
    /// True when only the headers are there.
    pub oversize: bool,
}

/// Written by hand: the mail itself is nobody's business but who hears it.
impl std::fmt::Debug for Received {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Received").field("size", &self.size).field("oversize", &self.oversize).finish_non_exhaustive()
    }
}

/// What became of a mail that was heard. Where it lies afterwards depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Understood or at least stored.
    Done,
    /// It could not be read: staff look at it.
    Faulty,
}

/// The headers of a mail: all before the first empty line, that line included.
#[must_use]
pub fn headers_of(raw: &[u8]) -> &[u8] {
    let ends = |at: &usize| {
        let rest = raw.get(*at..).unwrap_or_default();
        rest.starts_with(b"\n\n") || rest.starts_with(b"\n\r\n")
    };
    match (0..raw.len()).find(ends) {
        Some(at) => {
            let empty = if raw.get(at + 1) == Some(&b'\r') { 3 } else { 2 };
            raw.get(..at + empty).unwrap_or(raw)
        }
        None => raw,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_end_at_the_first_empty_line() {
        for (raw, headers) in [
            ("A: b\r\nC: d\r\n\r\nbody\r\n\r\n", "A: b\r\nC: d\r\n\r\n"),
            ("A: b\n\nbody", "A: b\n\n"),
            ("A: b\r\n", "A: b\r\n"),
            ("", ""),
        ] {
            assert_eq!(headers_of(raw.as_bytes()), headers.as_bytes(), "{raw:?}");
        }
    }
}
