//! Folding: the form in which utterances and word lists are compared.
//!
//! NFKC, lower case, no accents, one apostrophe, one dash, no emoji. Each word remembers where it stood, so that what
//! is kept of an utterance is always the candidate's own spelling.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Bytes of one part of an utterance that are understood; what stands beyond is kept, not read (design: linear on any
/// input, and nobody answers a question in more).
pub const UNDERSTOOD_BYTES: usize = 8 * 1024;

/// One word of an utterance, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The folded letters and digits.
    pub text: String,
    /// Where the word stands in the utterance, in bytes.
    pub at: Range<usize>,
}

/// An utterance, or the part of it that is understood: its own words and the folded ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The candidate's own words, trimmed.
    pub raw: String,
    /// The folded words in order.
    pub words: Vec<Word>,
    /// Whether a question mark stands in it.
    pub question: bool,
}

impl Said {
    /// Folds an utterance. Text beyond [`UNDERSTOOD_BYTES`] is left out.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let raw = head(text.trim(), UNDERSTOOD_BYTES).to_owned();
        let words = words(&raw);
        let question = raw.contains('?');
        Self { raw, words, question }
    }

    /// The folded words joined by one space.
    #[must_use]
    pub fn folded(&self) -> String {
        join(&self.words)
    }

    /// The candidate's own spelling of a run of words.
    #[must_use]
    pub fn original(&self, run: Range<usize>) -> &str {
        let first = self.words.get(run.start).map(|word| word.at.start);
        let last = run.end.checked_sub(1).and_then(|last| self.words.get(last)).map(|word| word.at.end);
        first.zip(last).and_then(|(from, to)| self.raw.get(from..to)).unwrap_or_default()
    }

    /// The same utterance without its first `count` words, as after « c’est » or « je m’appelle ».
    #[must_use]
    pub fn after(&self, count: usize) -> Self {
        let from = self.words.get(count).map_or(self.raw.len(), |word| word.at.start);
        Self::new(self.raw.get(from..).unwrap_or_default())
    }

    /// True when nothing can be read in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// The folded words of `text`, joined by one space: the key by which labels are compared.
#[must_use]
pub fn fold(text: &str) -> String {
    join(&words(text))
}

/// The folded words of `text`, without where they stood.
pub fn fold_words(text: &str) -> impl Iterator<Item = String> {
    words(text).into_iter().map(|word| word.text)
}

/// The longest head of `text` of at most `bytes` bytes that ends between two characters.
#[must_use]
pub fn head(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let end = (0..=bytes).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

fn join(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Splits at everything that is neither letter nor digit, save the `@` and `.` inside an address-like word.
fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut open = false;
    let mut letters = String::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        letters.clear();
        fold_char(c, &mut letters);
        if letters.is_empty() {
            // A combining mark belongs to the letter before it.
            if is_combining_mark(c) {
                if let (true, Some(word)) = (open, found.last_mut()) {
                    word.at.end = end;
                }
            } else {
                open = false;
            }
            continue;
        }
        match found.last_mut() {
            Some(word) if open => {
                word.text.push_str(&letters);
                word.at.end = end;
            }
            _ => found.push(Word { text: letters.clone(), at: at..end }),
        }
        open = true;
    }
    if found.iter().any(|word| apart(&word.text).is_some()) {
        return found.into_iter().flat_map(parted).collect();
    }
    found
}

/// « Jsuis », « jai », « cest » as they are written on a phone: the pronoun, and the verb behind it.
const BEHIND_JE: &[(&str, &str)] = &[
    ("suis", "suis"),
    ("sui", "suis"),
    ("veux", "veux"),
    ("veut", "veux"),
    ("veu", "veux"),
    ("voudrais", "voudrais"),
    ("voudrai", "voudrais"),
    ("peux", "peux"),
    ("peut", "peux"),
    ("peu", "peux"),
    ("sais", "sais"),
    ("sai", "sais"),
    ("crois", "crois"),
    ("pense", "pense"),
    ("vais", "vais"),
    ("fais", "fais"),
    ("dois", "dois"),
    ("comprends", "comprends"),
    ("comprend", "comprends"),
    ("comprens", "comprends"),
    ("prefere", "prefere"),
    ("souhaite", "souhaite"),
    ("viens", "viens"),
    ("trouve", "trouve"),
    ("recois", "recois"),
    ("cherche", "cherche"),
];
const BEHIND_J: &[&str] = &["ai", "aimerais", "aimerai", "arrive", "attends", "attend", "habite", "avais", "etais"];

/// The pronoun and the verb of a word that is two run together.
fn apart(word: &str) -> Option<(&'static str, &'static str)> {
    match word {
        "cest" => return Some(("c", "est")),
        "chui" | "chuis" => return Some(("je", "suis")),
        _ => {}
    }
    let verb = word.strip_prefix('j')?;
    let behind_je = BEHIND_JE.iter().find(|(typed, _)| *typed == verb).map(|(_, verb)| ("je", *verb));
    behind_je.or_else(|| BEHIND_J.iter().find(|known| **known == verb).map(|verb| ("j", *verb)))
}

/// The word, or the two it is made of.
fn parted(word: Word) -> Vec<Word> {
    let Some((pronoun, verb)) = apart(&word.text) else { return vec![word] };
    let Range { start, end } = word.at;
    let middle = start.saturating_add(1).min(end);
    [(pronoun, start..middle), (verb, middle..end)].map(|(text, at)| Word { text: text.to_owned(), at }).into()
}

/// Adds what a character is folded to: nothing, a letter or digit, several.
fn fold_char(c: char, letters: &mut String) {
    match c {
        _ if c.is_ascii_alphanumeric() => letters.push(c.to_ascii_lowercase()),
        _ if c.is_ascii() => {}
        'é' | 'è' | 'ê' | 'É' => letters.push('e'),
        'à' | 'â' | 'À' => letters.push('a'),
        'œ' | 'Œ' => letters.push_str("oe"),
        'æ' | 'Æ' => letters.push_str("ae"),
        'ß' => letters.push_str("ss"),
        _ => {
            let plain = std::iter::once(c).nfkd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c));
            letters.extend(plain.flat_map(char::to_lowercase));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_signs_fold_away() {
        assert_eq!(fold("Télécharger  l’INÉ — « VŒUX »"), "telecharger l ine voeux");
        assert_eq!(fold("1er degré"), "1er degre");
        assert_eq!(fold("e\u{301}te\u{301}"), "ete");
        assert_eq!(fold("𝐎𝐔𝐈 👍"), "oui");
    }

    #[test]
    fn words_run_together_are_taken_apart() {
        assert_eq!(fold("jsuis à Lille, jai pas compris, cest quoi"), "je suis a lille j ai pas compris c est quoi");
        assert_eq!(fold("chui là, jveu Jade et Jeu"), "je suis la je veux jade et jeu");
        let said = Said::new("jsuis Zoé");
        assert_eq!((said.after(1).raw.as_str(), said.original(0..2)), ("suis Zoé", "jsuis"));
    }

    #[test]
    fn a_word_knows_its_own_spelling() {
        let said = Said::new("je suis né à Saint-Omer !");
        assert_eq!(said.original(4..6), "Saint-Omer");
        assert_eq!(said.after(4).raw, "Saint-Omer !");
    }
}
