//! Words as they are compared: letters and digits folded, a colon that ends something, a `?` or `-` that stands alone.
//! Each knows its line and where it stands there. What stands between is decoration and never compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Body;

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// What it is compared by.
    pub(super) key: u64,
    /// Its line.
    pub(super) line: usize,
    /// Where it begins and ends in its line, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The first word of its line.
    pub(super) first: bool,
}

/// The key of a colon that ends something.
pub(super) const COLON: u64 = 1;
const QUESTION: u64 = 2;
const DASH: u64 = 3;

impl Word {
    /// True for letters or digits.
    pub(super) fn is_word(&self) -> bool {
        self.key > DASH
    }
}

/// The words of some lines, in order.
pub(super) fn words(body: &Body) -> Vec<Word> {
    let mut found = Vec::with_capacity(body.text.len() / 6);
    for (line, _) in body.lines.iter().enumerate() {
        of_line(body.at(line), line, &mut found);
    }
    found
}

/// Adds the words of a line.
pub(super) fn of_line(text: &str, line: usize, found: &mut Vec<Word>) {
    let before = found.len();
    let mut open: Option<(usize, u64)> = None;
    let mut last_blank = true;
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let next_blank = signs.peek().is_none_or(|(_, next)| next.is_whitespace());
        let close = |open: &mut Option<(usize, u64)>, found: &mut Vec<Word>| {
            if let Some((start, key)) = open.take() {
                found.push(Word { key, line, start, end: at, first: found.len() == before });
            }
        };
        if sign.is_alphanumeric() {
            let (_, key) = open.get_or_insert((at, SEED));
            *key = fold(*key, sign);
        } else if !(is_combining_mark(sign) && open.is_some()) {
            close(&mut open, found);
            let lone = match sign {
                ':' if next_blank => Some(COLON),
                '?' if last_blank && next_blank => Some(QUESTION),
                '-' | '–' | '—' if last_blank && next_blank => Some(DASH),
                _ => None,
            };
            if let Some(key) = lone {
                found.push(Word { key, line, start: at, end: at + sign.len_utf8(), first: found.len() == before });
            }
        }
        last_blank = sign.is_whitespace();
    }
    if let Some((start, key)) = open {
        found.push(Word { key, line, start, end: text.len(), first: found.len() == before });
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn add(key: u64, sign: char) -> u64 {
    (key ^ u64::from(u32::from(sign))).wrapping_mul(0x0100_0000_01b3)
}

/// Adds a letter without case or accent.
fn fold(key: u64, sign: char) -> u64 {
    match sign {
        _ if sign.is_ascii() => add(key, sign.to_ascii_lowercase()),
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' => add(key, 'e'),
        'à' | 'â' | 'À' => add(key, 'a'),
        'œ' | 'Œ' => add(add(key, 'o'), 'e'),
        _ => {
            let plain = std::iter::once(sign).nfkd().filter(|sign| !is_combining_mark(*sign));
            plain.flat_map(char::to_lowercase).fold(key, add)
        }
    }
}

/// The key of one word, as it stands in a list.
#[cfg(test)]
pub(super) fn key(word: &str) -> u64 {
    word.chars().fold(SEED, fold)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(&str, bool)> {
        let mut found = Vec::new();
        of_line(text, 0, &mut found);
        found.iter().map(|word| (text.get(word.start..word.end).unwrap(), word.first)).collect()
    }

    #[test]
    fn words_and_lone_signs_are_found() {
        let words: Vec<&str> =
            read("3. Né(e) le : 12/05 à 10:22 - ? x-y où?").into_iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["3", "Né", "e", "le", ":", "12", "05", "à", "10", "22", "-", "?", "x", "y", "où"]);
        assert_eq!(read("» a"), [("a", true)]);
    }

    #[test]
    fn accents_and_case_do_not_count() {
        let mut found = Vec::new();
        for (line, word) in ["É\u{301}TÉ", "ete", "e\u{301}te\u{301}", "Œuvre", "oeuvre"].into_iter().enumerate() {
            of_line(word, line, &mut found);
        }
        assert!(found[0].key == found[1].key && found[1].key == found[2].key && found[3].key == found[4].key);
        assert_eq!(found[1].key, key("ÉTÉ"));
    }
}
