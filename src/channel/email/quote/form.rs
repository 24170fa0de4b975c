//! The form we sent: its numbered questions, and what stands new under each of them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lines::{blank, number};
use super::plain::{Flow, plain};
use super::words::{COLON, Word, words};
use super::{Body, Effort, Line, READ};
use crate::dialog::fold::head;

/// Words of a line short enough to be looked up as a whole.
const SHORT: usize = 6;

/// A mail of ours, ready to be subtracted.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    pub(super) words: Vec<Word>,
    items: Vec<Item>,
    /// Where the question of a number is.
    numbers: BTreeMap<u32, usize>,
    /// The number of the question of a name; of none where two are called so.
    labels: BTreeMap<Vec<u64>, Option<u32>>,
    /// Short lines: where each begins, by its words.
    lines: BTreeMap<(u64, usize), Vec<usize>>,
}

/// A numbered question of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) number: u32,
    /// Its words, from its number on.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The first word behind the colon that ends the question.
    pub(super) head: usize,
    /// The words we had filled in behind it.
    pub(super) value: Range<usize>,
    /// The words of its name, up to a bracket or a colon.
    pub(super) label: Vec<u64>,
}

impl Sent {
    /// Reads the plain text of a mail of ours.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let body = plain(head(text, READ), Flow::Fixed, &mut Effort::default());
        let words = words(&body);
        let mut lines: BTreeMap<(u64, usize), Vec<usize>> = BTreeMap::new();
        let mut at = 0;
        for line in words.chunk_by(|left, right| left.line == right.line) {
            if line.len() <= SHORT {
                lines.entry((mix(line), line.len())).or_default().push(at);
            }
            at += line.len();
        }
        let items = items(&body, &words);
        let numbers = items.iter().enumerate().rev().map(|(at, item)| (item.number, at)).collect();
        let mut labels = BTreeMap::new();
        for item in items.iter().filter(|item| !item.label.is_empty()) {
            let number = labels.entry(item.label.clone()).or_insert(Some(item.number));
            *number = number.filter(|number| *number == item.number);
        }
        Self { words, items, numbers, labels, lines }
    }

    /// The question a word of ours belongs to.
    pub(super) fn item(&self, word: usize) -> Option<&Item> {
        let at = self.items.partition_point(|item| item.start <= word).checked_sub(1)?;
        self.items.get(at).filter(|item| word < item.end)
    }

    /// The question of a number.
    pub(super) fn numbered(&self, number: u32) -> Option<&Item> {
        self.numbers.get(&number).and_then(|at| self.items.get(*at))
    }

    /// The one question whose name is, or begins with, these words.
    pub(super) fn labelled(&self, label: &[u64]) -> Option<u32> {
        if let Some(number) = self.labels.get(label) {
            return *number;
        }
        let mut begun =
            self.labels.range(label.to_vec()..).take_while(|(name, _)| !label.is_empty() && name.starts_with(label));
        let (_, number) = begun.next()?;
        number.filter(|_| begun.next().is_none())
    }

    /// Where a whole short line of ours begins, from a word of ours on.
    pub(super) fn line(&self, mixed: u64, length: usize, after: usize) -> Option<usize> {
        let places = self.lines.get(&(mixed, length))?;
        places.get(places.partition_point(|place| *place < after)).copied()
    }

    /// True when it asks something by number.
    pub(super) fn asks(&self) -> bool {
        !self.items.is_empty()
    }
}

/// One key for several words.
pub(super) fn mix(words: &[Word]) -> u64 {
    words.iter().fold(0, |mixed: u64, word| mixed.rotate_left(21).wrapping_mul(31) ^ word.key)
}

fn items(body: &Body, words: &[Word]) -> Vec<Item> {
    let mut found: Vec<Item> = Vec::new();
    let mut open: Option<(u32, usize)> = None;
    let mut gap = false;
    for (index, line) in body.lines.iter().enumerate() {
        let text = body.of(line);
        if blank(text) {
            gap = true;
            continue;
        }
        let start = words.partition_point(|word| word.line < index);
        let starts = number(text).filter(|(.., rest)| !blank(rest)).map(|(number, _)| number);
        let ends = starts.is_some() || is_heading(text) || gap && !goes_on(text);
        if let (true, Some((number, from))) = (ends, open) {
            found.push(item(body, words, number, from, start));
            open = None;
        }
        open = starts.map(|number| (number, start)).or(open);
        gap = false;
    }
    if let Some((number, from)) = open {
        found.push(item(body, words, number, from, words.len()));
    }
    found
}

/// A line in capitals, as over a section.
fn is_heading(text: &str) -> bool {
    let letters = text.chars().filter(|sign| sign.is_alphabetic());
    let (all, upper) = letters.fold((0, 0), |(all, upper), sign| (all + 1, upper + usize::from(sign.is_uppercase())));
    all >= 4 && upper * 10 >= all * 6 && !text.starts_with([' ', '\t'])
}

/// A line behind an empty one that still belongs to the question: moved in, or one of its choices.
fn goes_on(text: &str) -> bool {
    let mut signs = text.chars();
    let (first, second) = (signs.next(), signs.next());
    let choice =
        first.is_some_and(|sign| sign.is_ascii_alphabetic()) && second.is_some_and(|sign| matches!(sign, '.' | ')'));
    first.is_some_and(|sign| matches!(sign, ' ' | '\t' | '-' | '•' | '*')) || choice
}

fn item(body: &Body, all: &[Word], number: u32, start: usize, end: usize) -> Item {
    let own = all.get(start..end).unwrap_or_default();
    let line_ends = |at: &usize| own.get(at + 1).is_none_or(|next| next.first);
    let colons: Vec<usize> = (0..own.len()).filter(|at| own.get(*at).is_some_and(|word| word.key == COLON)).collect();
    let last = colons.iter().rev().find(|at| line_ends(at));
    let head = last.or(colons.first()).map(|at| start + at + 1);
    let head =
        head.unwrap_or_else(|| start + own.iter().skip(1).position(|word| word.first).map_or(own.len(), |at| at + 1));
    let line = head.checked_sub(1).and_then(|at| all.get(at)).map(|word| word.line);
    let value = all.get(head..end).unwrap_or_default().iter().take_while(|word| Some(word.line) == line).count();
    Item { number, start, end, head, value: head..head + value, label: label(body, own) }
}

fn label(body: &Body, own: &[Word]) -> Vec<u64> {
    let line =
        own.first().and_then(|word| body.lines.get(word.line)).map(|line: &Line| body.of(line)).unwrap_or_default();
    let end = line.find(['(', ':', ',']).unwrap_or(line.len());
    own.iter()
        .skip(1)
        .take_while(|word| !word.first && word.end <= end)
        .filter(|word| word.is_word())
        .map(|word| word.key)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "Bonjour Zoé,\n\nBIEN REÇU\n 3. Diplôme : Licence de lettres\n\nÀ COMPLÉTER\n 7. Zones souhaitées, \
                        par ordre de préférence\n    (A Lille, B Douai ; exemple : B, A) :\n 8. INE (11 caractères) :\n\
                        12. Pièce : joignez la photo\n\nVous ne savez pas ?\n";

    #[test]
    fn questions_are_found() {
        let sent = Sent::new(FORM);
        let numbers: Vec<u32> = sent.items.iter().map(|item| item.number).collect();
        assert_eq!(numbers, [3, 7, 8, 12]);
        let lengths: Vec<usize> = sent.items.iter().map(|item| item.value.len()).collect();
        assert_eq!(lengths, [3, 0, 0, 3]);
        let last = sent.numbered(12).unwrap();
        assert_eq!(sent.item(last.start).map(|item| item.number), Some(12));
        assert!(sent.item(last.end).is_none(), "the footer belongs to no question");
    }

    #[test]
    fn questions_are_called_by_name() {
        let sent = Sent::new(FORM);
        let call = |label: &str| {
            let label: Vec<u64> = label.split(' ').map(super::super::words::key).collect();
            sent.labelled(&label)
        };
        assert_eq!(
            (call("ine"), call("zones"), call("Zones souhaitées"), call("zone")),
            (Some(8), Some(7), Some(7), None)
        );
    }
}
