//! Words said twice because their answer was slow to come.

use crate::conversation::said::Said;

/// A digest of words alone; pressed options and files are told apart by their channel.
pub(super) fn digest(said: &Said) -> Option<u64> {
    let words = said.words.trim();
    if words.is_empty() || said.pressed.is_some() || !said.files.is_empty() {
        return None;
    }
    blake3::hash(words.as_bytes()).as_bytes().first_chunk::<8>().map(|bytes| u64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_words_are_the_same() {
        assert_eq!(digest(&Said::words("Arras")), digest(&Said::words(" Arras\n")));
        assert_ne!(digest(&Said::words("Arras")), digest(&Said::words("Douai")));
        assert_eq!(digest(&Said::words("  ")), None);
    }
}
