//! The new words of a mail, apart from what its writer did not write: quotes, the lines programs put above them, mobile
//! signatures, and our own mail, which is known and subtracted.
//!
//! In reading order: [`Body`] is a text as lines with their depth of quotation, made from plain text (`plain`) or HTML
//! (`html`); `words` are what is compared; `own` finds our mail in it, `edges` the lines where older mail begins,
//! `signature` the last lines of a block; `form` gives what stands new between our prompts to its question; `cut` puts
//! all of it together. Everything is linear in the text and total. In doubt a word is kept and the doubt is told.

mod attribution;
mod block;
mod cut;
mod edges;
mod form;
mod guess;
mod html;
mod lines;
mod numbered;
mod own;
mod pieces;
mod plain;
mod signature;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::dialog::fold::head;

pub use cut::read;
pub use form::Sent;
pub use html::html;
pub use plain::{Flow, plain};

/// What a line was before it became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// A line.
    #[default]
    None,
    /// The line a program puts above a quote, by its markup.
    Attribution,
    /// Older mail begins with this line, by the program's markup.
    Older,
    /// Inside a signature, by the program's markup.
    Signature,
    /// Inside a container of older mail.
    Quoted,
}

/// A line of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Where its words begin, behind `>`, in bytes.
    start: usize,
    /// Where they end.
    end: usize,
    /// How often it is quoted.
    depth: u16,
    mark: Mark,
}

/// A text as lines.
#[derive(Debug, Clone, Default)]
pub struct Body {
    text: String,
    lines: Vec<Line>,
    /// What stands beyond [`READ`] bytes: kept, not understood. Quoted lines begin with `>`.
    tail: String,
}

/// Bytes of a text that are understood. Ours are far smaller, and nobody answers in more.
const READ: usize = 64 * 1024;

/// Signs of quotation written before a line.
const DEEPEST: u16 = 32;

impl Body {
    /// A line's words, without the signs that quote it.
    fn at(&self, line: usize) -> &str {
        self.lines.get(line).map(|line| self.of(line)).unwrap_or_default()
    }

    fn of(&self, line: &Line) -> &str {
        self.text.get(line.start..line.end).unwrap_or_default()
    }

    /// The whole text, quotes included, without the signs that quote them.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.text.len());
        for line in &self.lines {
            text.push_str(self.of(line).trim_end());
            text.push('\n');
        }
        text.push_str(&self.tail);
        text.trim().to_owned()
    }

    /// The whole text, with the signs that quote.
    #[must_use]
    pub fn quoted(&self) -> String {
        let mut text = String::with_capacity(self.text.len());
        for line in &self.lines {
            // Deeper than anybody quotes, it is only long.
            let depth = usize::from(line.depth.min(DEEPEST));
            text.push_str(&">".repeat(depth));
            text.push_str(if depth > 0 { " " } else { "" });
            text.push_str(self.of(line).trim_end());
            text.push('\n');
        }
        text.push_str(&self.tail);
        text
    }

    /// True when nothing stands in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.tail.trim().is_empty()
    }

    /// Adds a line.
    fn push(&mut self, words: &str, depth: u16, mark: Mark) {
        if self.text.len() >= READ {
            self.tail.push_str(if depth > 0 { "> " } else { "" });
            self.tail.push_str(words);
            self.tail.push('\n');
            return;
        }
        let (words, beyond) = if words.len() > READ { cut_at_blank(words) } else { (words, "") };
        let blank = words.trim().is_empty();
        // Many empty lines say no more than two.
        let blanks =
            self.lines.iter().rev().take(2).filter(|line| line.start == line.end && line.depth == depth).count();
        if blank && mark == Mark::None && blanks == 2 {
            return;
        }
        let start = self.text.len();
        self.text.push_str(if blank { "" } else { words });
        self.lines.push(Line { start, end: self.text.len(), depth, mark });
        self.text.push('\n');
        self.tail.push_str(beyond);
    }

    /// Adds another text behind this one.
    pub fn append(&mut self, other: Self) {
        if self.lines.is_empty() {
            *self = other;
            return;
        }
        for line in &other.lines {
            self.push(other.of(line), line.depth, line.mark);
        }
        self.tail.push_str(&other.tail);
    }
}

/// The start of a line that is longer than what is read, and the rest of it; no word is cut if that can be.
fn cut_at_blank(words: &str) -> (&str, &str) {
    let start = head(words, READ);
    let end = start.rfind(char::is_whitespace).unwrap_or(start.len());
    words.split_at_checked(end).unwrap_or((words, ""))
}

/// Why a reading is as it is. The name is what [`Why::as_str`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Our own mail was found in it.
    OwnMail,
    /// Answers stood in our form.
    InForm,
    /// Answers were numbered or labelled in the candidate's own text.
    Numbered,
    /// Quoted lines were left out.
    Quote,
    /// A line like « Le …, X a écrit : » was left out.
    Attribution,
    /// A block De / Envoyé / À / Objet and what follows was left out.
    HeaderBlock,
    /// The program's markup said where older mail begins.
    Markup,
    /// A signature was left out.
    Signature,
    /// A disclaimer was left out.
    Disclaimer,
    /// A forwarded mail was kept.
    Forwarded,
    /// The words came from HTML.
    Html,
    /// Plain text and HTML do not say the same.
    TextsDiffer,
    /// Words stood inside a quote, and are kept because they are not ours.
    InsideQuote,
    /// Nothing was left, so everything is kept.
    Everything,
    /// There are no words.
    NoWords,
}

impl Why {
    /// The reason as programs read it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnMail => "own_mail",
            Self::InForm => "in_form",
            Self::Numbered => "numbered",
            Self::Quote => "quote",
            Self::Attribution => "attribution",
            Self::HeaderBlock => "header_block",
            Self::Markup => "markup",
            Self::Signature => "signature",
            Self::Disclaimer => "disclaimer",
            Self::Forwarded => "forwarded",
            Self::Html => "html",
            Self::TextsDiffer => "texts_differ",
            Self::InsideQuote => "inside_quote",
            Self::Everything => "everything",
            Self::NoWords => "no_words",
        }
    }
}

/// How sure a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Words may be too many; none is missing.
    Low,
    /// One sign only.
    Medium,
    /// Several signs agree, or there was nothing to leave out.
    High,
}

impl Confidence {
    /// The word for it, as programs read it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What is new in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The new words, in order.
    pub reply: String,
    /// The new words under each of our numbered prompts, or numbered or labelled so by the candidate.
    pub answers: BTreeMap<u32, String>,
    /// The new words that answer no prompt: `reply` without `answers`.
    pub prose: String,
    /// How sure this is.
    pub confidence: Confidence,
    /// Why it is so, each reason once.
    pub why: Vec<Why>,
}

/// What of the mail's header matters for its words.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting {
    /// It answers another mail.
    pub answers: bool,
    /// Its subject says that it passes a mail on.
    pub forwards: bool,
}
