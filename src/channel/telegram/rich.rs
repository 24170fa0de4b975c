//! Words for Telegram: plain text with strong runs beside it, so that no sign in a value can be read as markup; and
//! long texts cut where a reader would.

use super::call::Rich;
use crate::channel::plain::clean;
use crate::dialog::text::{Block, Prose};

/// Telegram takes so many UTF-16 units in one message.
pub const LIMIT: usize = 4096;

/// Lines shorter than this stand close to each other; longer ones are paragraphs with air around them.
const LINE: usize = 70;

impl Rich {
    /// The words of some prose, one after the other.
    #[must_use]
    pub fn of<'p>(prose: impl IntoIterator<Item = &'p Prose>) -> Self {
        let mut rich = Self::default();
        let mut before: Option<&Block> = None;
        for block in prose.into_iter().flat_map(|prose| &prose.blocks) {
            let words: Vec<(bool, String)> = block.runs.iter().map(|run| (run.strong, clean(&run.words))).collect();
            if words.iter().all(|(_, words)| words.trim().is_empty()) {
                continue;
            }
            if let Some(before) = before {
                rich.push(false, gap(before, block));
            }
            rich.push(false, if block.item { "• " } else { "" });
            words.iter().for_each(|(strong, words)| rich.push(*strong, words));
            before = Some(block);
        }
        rich
    }

    /// Both, an empty line between them.
    #[must_use]
    pub fn then(mut self, other: &Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return if self.is_empty() { other.clone() } else { self };
        }
        self.push(false, "\n\n");
        let start = units(&self.text);
        self.text.push_str(&other.text);
        self.strong.extend(other.strong.iter().map(|(from, length)| (start + from, *length)));
        self
    }

    /// Adds words at the end.
    pub fn push(&mut self, strong: bool, words: &str) {
        // Counted only where it says something, so that building stays linear.
        if strong && !words.is_empty() {
            let (start, length) = (units(&self.text), units(words));
            match self.strong.last_mut() {
                Some((from, run)) if *from + *run == start => *run += length,
                _ => self.strong.push((start, length)),
            }
        }
        self.text.push_str(words);
    }
}

/// Plain words, on a line of their own.
#[must_use]
pub fn line(words: &str) -> Rich {
    Rich { text: clean(words), strong: Vec::new() }
}

/// The parts in which a text is sent, each of at most [`LIMIT`] units: cut between paragraphs, else lines, else words.
#[must_use]
pub fn split(text: &Rich) -> Vec<Rich> {
    split_at(text, LIMIT)
}

fn split_at(text: &Rich, limit: usize) -> Vec<Rich> {
    let mut parts = Vec::new();
    let mut rest = text.text.as_str();
    let mut start = 0;
    loop {
        let blank = rest.len() - rest.trim_start().len();
        let (skipped, trimmed) = rest.split_at_checked(blank).unwrap_or_default();
        start += units(skipped);
        if trimmed.is_empty() {
            return parts;
        }
        let (head, tail) = trimmed.split_at_checked(cut(trimmed, limit)).unwrap_or((trimmed, ""));
        let words = head.trim_end();
        parts.push(Rich { text: words.to_owned(), strong: within(&text.strong, start, units(words)) });
        start += units(head);
        rest = tail;
    }
}

/// How many bytes of a text go into one part.
fn cut(text: &str, limit: usize) -> usize {
    let mut taken = 0;
    let over = text.char_indices().find(|(_, sign)| {
        taken += sign.len_utf16();
        taken > limit
    });
    let Some((most, _)) = over else { return text.len() };
    // What stands right behind the part may be its border.
    let window = text.get(..=most).or(text.get(..most)).unwrap_or_default();
    let word = |window: &str| window.rfind([' ', '\t', '\n']);
    let border = window.rfind("\n\n").or_else(|| window.rfind('\n')).or_else(|| word(window));
    // A single sign over the limit is sent all the same: there is no smaller part.
    let least = text.chars().next().map_or(0, char::len_utf8);
    border.filter(|at| *at > 0).unwrap_or(most).max(least)
}

/// The strong runs of a part that begins at `start`.
fn within(strong: &[(usize, usize)], start: usize, length: usize) -> Vec<(usize, usize)> {
    let shifted = strong.iter().filter_map(|(from, run)| {
        let (first, last) = ((*from).max(start), (from + run).min(start + length));
        (first < last).then(|| (first - start, last - first))
    });
    shifted.collect()
}

/// How long words are as Telegram counts.
#[must_use]
pub fn units(words: &str) -> usize {
    words.chars().map(char::len_utf16).sum()
}

fn gap(before: &Block, next: &Block) -> &'static str {
    let close = next.item || (is_line(before) && is_line(next));
    if close { "\n" } else { "\n\n" }
}

/// A line of a list, as a recap has them, or few words.
fn is_line(block: &Block) -> bool {
    let words = block.words();
    let numbered = words.split_once(". ").is_some_and(|(number, _)| number.parse::<u16>().is_ok());
    block.item || numbered || words.chars().count() <= LINE
}

#[cfg(test)]
mod tests;
