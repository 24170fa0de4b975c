//! Candidate-facing words: templates read from the dialog files, and the prose they become.
//!
//! A [`Text`] comes from a file that staff edit and is parsed in `load.rs` alone, so no sentence a candidate reads can
//! come from Rust. A value put into it is never markup: it stays one [`Run`], whatever signs it holds.

use std::collections::BTreeMap;

/// A parsed text: paragraphs and list items with places to fill.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    pub(super) blocks: Vec<TextBlock>,
}

/// One paragraph or list item of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextBlock {
    /// True for a line that begins with « - ».
    pub(super) item: bool,
    pub(super) pieces: Vec<Piece>,
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub(super) strong: bool,
    pub(super) what: What,
}

/// What stands at a place of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Words as they are.
    Words(String),
    /// `{name}`: a value, as a person reads it.
    Value(String),
    /// `{n|étape|étapes}`: the singular or the plural after a number (French: 0 and 1 are singular).
    Plural {
        /// The number's name.
        number: String,
        /// For 0 and 1.
        one: String,
        /// From 2 on.
        many: String,
    },
    /// `{civilite:inscrit|inscrite|inscrit(e)}`: by a choice's first option, second option, or neither.
    Gendered {
        /// The slot's name.
        slot: String,
        /// The words for its first option, its second, and when it is not known.
        forms: [String; 3],
    },
}

/// The values a text may name. `civilite` is looked up by the same name as in `{civilite:…}` and holds the position of
/// the chosen option.
#[derive(Debug, Clone, Default)]
pub struct Args {
    values: BTreeMap<String, String>,
    positions: BTreeMap<String, usize>,
}

impl Args {
    /// No values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value under a name.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }

    /// Adds a value under a name, in place.
    pub fn set(&mut self, name: &str, value: impl ToString) {
        self.values.insert(name.to_owned(), value.to_string());
    }

    /// Records which option of a choice stands, for `{slot:…|…|…}`.
    pub fn set_position(&mut self, slot: &str, position: usize) {
        self.positions.insert(slot.to_owned(), position);
    }

    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }
}

/// Words ready for a channel: filled, with their only markup (strong, list item) kept apart from what values hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Prose {
    /// Paragraphs and items in order.
    pub blocks: Vec<Block>,
}

/// A paragraph or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Block {
    /// True for an item of a list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub item: bool,
    /// Its words.
    pub runs: Vec<Run>,
}

/// Words in one weight.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Run {
    /// True for **strong** words.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
    /// The words.
    pub words: String,
}

impl Text {
    /// The names of all values the text asks for.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().flat_map(|block| &block.pieces).filter_map(|piece| match &piece.what {
            What::Words(_) => None,
            What::Value(name) => Some(name.as_str()),
            What::Plural { number, .. } => Some(number.as_str()),
            What::Gendered { slot, .. } => Some(slot.as_str()),
        })
    }

    /// True when the text says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The text with its places filled. A value nobody gave leaves « … », as on a paper form.
    #[must_use]
    pub fn fill(&self, args: &Args) -> Prose {
        let blocks = self
            .blocks
            .iter()
            .map(|block| Block { item: block.item, runs: block.pieces.iter().map(|piece| piece.fill(args)).collect() });
        Prose { blocks: blocks.collect() }
    }

    /// The filled text on one line, for labels.
    #[must_use]
    pub fn line(&self, args: &Args) -> String {
        self.fill(args).line()
    }
}

impl Piece {
    fn fill(&self, args: &Args) -> Run {
        let words = match &self.what {
            What::Words(words) => words.clone(),
            What::Value(name) => args.get(name).unwrap_or("…").to_owned(),
            What::Plural { number, one, many } => {
                let several = args.get(number).and_then(|n| n.parse::<u64>().ok()).is_some_and(|n| n > 1);
                if several { many.clone() } else { one.clone() }
            }
            What::Gendered { slot, forms: [first, second, unknown] } => match args.positions.get(slot) {
                Some(0) => first.clone(),
                Some(1) => second.clone(),
                _ => unknown.clone(),
            },
        };
        Run { strong: self.strong, words }
    }
}

impl Prose {
    /// Prose without markup, one paragraph.
    #[must_use]
    pub fn words(words: impl Into<String>) -> Self {
        let run = Run { strong: false, words: words.into() };
        Self { blocks: vec![Block { item: false, runs: vec![run] }] }
    }

    /// True when it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Appends another prose.
    pub fn extend(&mut self, other: Self) {
        self.blocks.extend(other.blocks);
    }

    /// All words on one line.
    #[must_use]
    pub fn line(&self) -> String {
        self.blocks.iter().map(Block::words).collect::<Vec<_>>().join(" ")
    }

    /// Plain text: paragraphs on lines, items behind « - ».
    #[must_use]
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            if !out.is_empty() {
                out.push('\n');
            }
            if block.item {
                out.push_str("- ");
            }
            out.push_str(&block.words());
        }
        out
    }
}

impl Block {
    /// The block's words without markup.
    #[must_use]
    pub fn words(&self) -> String {
        self.runs.iter().map(|run| run.words.as_str()).collect()
    }
}
