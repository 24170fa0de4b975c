//! Words said twice because their answer was slow to come.

use jiff::Timestamp;

use crate::conversation::said::Said;

/// Seconds after which an answer that has not arrived is slow.
const SLOW: i64 = 2;

/// A digest of words alone; pressed options and files are told apart by their channel.
pub(super) fn digest(said: &Said) -> Option<u64> {
    let words = said.words.trim();
    if words.is_empty() || said.pressed.is_some() || !said.files.is_empty() {
        return None;
    }
    blake3::hash(words.as_bytes()).as_bytes().first_chunk::<8>().map(|bytes| u64::from_le_bytes(*bytes))
}

/// Whether the same words were written in vain, while it is not known that their answer arrived: before it was given, or
/// so long after that it is slow to arrive. Right behind it they answer the next question; channels tell whole seconds.
pub(super) fn while_under_way(written: Option<Timestamp>, answered: Timestamp) -> bool {
    let Some(written) = written.map(Timestamp::as_second) else { return false };
    let answered = answered.as_second();
    written < answered || written >= answered.saturating_add(SLOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_word_right_behind_an_answer_answers_the_next_question() {
        let at = |second| Timestamp::from_second(second).ok();
        let answered = Timestamp::from_second(100).unwrap_or_default();
        for (written, repeated) in [(99, true), (100, false), (101, false), (102, true), (160, true)] {
            assert_eq!(while_under_way(at(written), answered), repeated, "{written}");
        }
        assert!(!while_under_way(None, answered));
    }

    #[test]
    fn only_the_same_words_are_the_same() {
        assert_eq!(digest(&Said::words("Arras")), digest(&Said::words(" Arras\n")));
        assert_ne!(digest(&Said::words("Arras")), digest(&Said::words("Douai")));
        assert_eq!(digest(&Said::words("  ")), None);
    }
}
