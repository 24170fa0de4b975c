//! How words are compared: small letters, no accents, French endings taken off. Linear on any text. Pure.

use std::ops::Range;

use tantivy::tokenizer::{Language, Stemmer, TextAnalyzer, TokenStream, WhitespaceTokenizer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Signs of a word that are compared.
const LONGEST: usize = 40;
/// Words of a question that are looked for.
pub(super) const MOST: usize = 8;
/// A part of a name is looked for from so many signs on.
const PART: usize = 3;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it is compared.
    pub(super) folded: String,
    /// Where it stands, in bytes.
    pub(super) at: Range<usize>,
}

/// A word that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sought {
    /// As it was written, folded.
    pub(super) word: String,
    /// Without its ending, as [`Stems`] says.
    pub(super) stems: [String; 2],
    /// It may go on: the last word of what is being typed.
    pub(super) begins: bool,
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let letters = folded(c);
        if letters.is_empty() {
            // A combining mark belongs to the letter before it; so does a sign nobody sees.
            open &= is_combining_mark(c) || c == '\u{ad}' || c == '\u{200d}';
            continue;
        }
        match found.last_mut().filter(|_| open) {
            Some(word) => {
                if word.folded.len() < LONGEST {
                    word.folded.push_str(&letters);
                }
                word.at.end = end;
            }
            None => found.push(Word { folded: letters, at: at..end }),
        }
        open = true;
    }
    found
}

/// A letter or digit without its accents; empty for everything else.
fn folded(c: char) -> String {
    let bare = |c: char| match c {
        'œ' | 'Œ' => "oe".to_owned(),
        'æ' | 'Æ' => "ae".to_owned(),
        'ß' => "ss".to_owned(),
        c => c.to_lowercase().collect(),
    };
    if c.is_ascii_alphanumeric() {
        return c.to_ascii_lowercase().to_string();
    }
    let parts = std::iter::once(c).nfkd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c));
    // What is still not a letter once it is small, as the dot above of « İ », is left out.
    parts.flat_map(|c| bare(c).chars().filter(|c| !is_combining_mark(*c)).collect::<Vec<_>>()).collect()
}

/// The endings of French words.
pub(super) struct Stems(TextAnalyzer);

impl Stems {
    /// The French ones.
    pub(super) fn new() -> Self {
        Self(TextAnalyzer::builder(WhitespaceTokenizer::default()).filter(Stemmer::new(Language::French)).build())
    }

    /// Words of a text without their endings, in order: as if they had no accents, and as they were written, for « étudié »
    /// ends where « étudie » does not.
    pub(super) fn of(&mut self, text: &str, words: &[Word]) -> Vec<[String; 2]> {
        let bare = self.line(words.iter().map(|word| word.folded.clone()));
        let written = self.line(words.iter().map(|word| written(text, word)));
        let written = written.into_iter().map(|stem| stem.chars().map(folded).collect::<String>());
        bare.into_iter().zip(written).map(|(bare, written)| [shorter(bare), shorter(written)]).collect()
    }

    fn line(&mut self, words: impl Iterator<Item = String>) -> Vec<String> {
        let line = words.collect::<Vec<_>>().join(" ");
        let mut stems = Vec::new();
        self.0.token_stream(&line).process(&mut |token| stems.push(token.text.clone()));
        stems
    }
}

/// « étudi(er) » and « étud(ie) » are one word: what is left of a verb may end in i or not.
fn shorter(mut stem: String) -> String {
    if stem.len() > PART + 1 && stem.ends_with('i') {
        stem.pop();
    }
    stem
}

/// A word in small letters, with its accents; never empty.
fn written(text: &str, word: &Word) -> String {
    let own = text.get(word.at.clone()).unwrap_or_default().nfc().filter(|c| c.is_alphanumeric());
    let own: String = own.take(LONGEST).flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect();
    if own.is_empty() { word.folded.clone() } else { own }
}

/// What a text is found by: its words as they stand and without their endings, each once, joined by spaces.
pub(super) fn of_text<'t>(texts: impl Iterator<Item = &'t str>, stems: &mut Stems) -> String {
    let mut terms = std::collections::BTreeSet::new();
    for text in texts {
        let words = words(text);
        terms.extend(stems.of(text, &words).into_iter().flatten());
        terms.extend(words.into_iter().map(|word| word.folded));
    }
    joined(terms)
}

/// What a name, a number or an address is found by: every end of its words, so that any part of one is the beginning of a
/// term.
pub(super) fn of_names<'t>(names: impl Iterator<Item = &'t str>) -> String {
    let mut terms = std::collections::BTreeSet::new();
    for word in names.flat_map(words) {
        let starts = word.folded.char_indices().map(|(at, _)| at);
        let ends = starts.filter_map(|at| word.folded.get(at..)).filter(|end| end.chars().count() >= PART);
        terms.extend(ends.map(str::to_owned));
        terms.insert(word.folded);
    }
    joined(terms)
}

fn joined(terms: std::collections::BTreeSet<String>) -> String {
    terms.into_iter().collect::<Vec<_>>().join(" ")
}

/// What a question looks for. Any text is a question.
pub(super) fn sought(question: &str) -> Vec<Sought> {
    let mut all = words(question);
    all.truncate(MOST);
    let stems = Stems::new().of(question, &all);
    let ended = question.ends_with(char::is_whitespace);
    let count = all.len();
    let each = all.into_iter().zip(stems).enumerate();
    each.map(|(at, (word, stems))| Sought { word: word.folded, stems, begins: at + 1 == count && !ended }).collect()
}

impl Sought {
    /// True when a word of a text, as it stands and without its ending, is what is looked for.
    pub(super) fn is(&self, word: &str, stems: &[String; 2]) -> bool {
        let goes_on = self.begins && self.word.chars().count() > 1;
        word == self.word
            || self.stems.iter().any(|stem| stems.contains(stem))
            || (goes_on && word.starts_with(&self.word))
    }

    /// True when a word of a name, an address or a number holds what is looked for.
    pub(super) fn is_in(&self, word: &str) -> bool {
        match self.is_part() {
            true => word.contains(&self.word),
            false => word == self.word || (self.begins && word.starts_with(&self.word)),
        }
    }

    /// It is long enough for a part of a name to be meant.
    pub(super) fn is_part(&self) -> bool {
        self.word.chars().count() >= PART
    }
}
