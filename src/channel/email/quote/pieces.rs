//! The new words of a text, line by line: whole lines, and what stands beside words of ours on one line.

use std::ops::Range;

use super::cut::{Cut, Fate};
use super::lines::blank;
use super::words::Word;

/// New words on one line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'b> {
    pub(super) line: usize,
    pub(super) text: &'b str,
    /// It is the whole line.
    pub(super) whole: bool,
    /// The last word of ours before it.
    pub(super) after: Option<usize>,
}

/// All new words, in order.
pub(super) fn pieces<'b>(cut: &Cut<'b>) -> Vec<Piece<'b>> {
    let mut found = Vec::new();
    let mut after = None;
    let mut at = 0;
    for (line, fate) in cut.fates.iter().enumerate() {
        let end = at + cut.words.get(at..).unwrap_or_default().iter().take_while(|word| word.line == line).count();
        let own = cut.own.of.get(at..end).unwrap_or_default();
        let has_own = own.iter().any(Option::is_some);
        if *fate == Fate::New && !has_own {
            let text = cut.body.at(line).trim_end();
            if !blank(text) {
                found.push(Piece { line, text, whole: true, after });
            }
        } else if *fate == Fate::Beside || has_own && *fate == Fate::New {
            found.extend(beside(cut, line, at..end, after));
        }
        after = own.iter().flatten().next_back().copied().or(after);
        at = end;
    }
    found
}

/// The lines that hold something new beside words of ours.
pub(super) fn partly(cut: &Cut<'_>) -> Vec<usize> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in cut.words.chunk_by(|left, right| left.line == right.line) {
        let range = at..at + line.len();
        at = range.end;
        let own = cut.own.of.get(range.clone()).unwrap_or_default();
        let some = own.iter().any(Option::is_some);
        let first = line.first().filter(|_| some && own.iter().any(Option::is_none));
        lines.extend(first.map(|first| first.line).filter(|line| !beside(cut, *line, range, None).is_empty()));
    }
    lines
}

/// The runs of words on a line that are not ours.
fn beside<'b>(cut: &Cut<'b>, line: usize, range: Range<usize>, after: Option<usize>) -> Vec<Piece<'b>> {
    let text = cut.body.at(line);
    let words = cut.words.get(range.clone()).unwrap_or_default();
    let own = cut.own.of.get(range).unwrap_or_default();
    let mut found = Vec::new();
    let mut after = after;
    let (mut from, mut ours_before) = (0, false);
    let mut held: Vec<&Word> = Vec::new();
    for (word, of) in words.iter().zip(own) {
        match of {
            None => held.push(word),
            Some(ours) => {
                let piece = text.get(from..word.start).unwrap_or_default();
                found.extend(piece_of(piece, &held, ours_before, true).map(|text| Piece {
                    line,
                    text,
                    whole: false,
                    after,
                }));
                held.clear();
                (from, ours_before, after) = (word.end, true, Some(*ours));
            }
        }
    }
    let piece = text.get(from..).unwrap_or_default();
    found.extend(piece_of(piece, &held, ours_before, false).map(|text| Piece { line, text, whole: false, after }));
    found
}

/// What is new between words of ours, without our own signs around it; nothing when only signs stand there.
fn piece_of<'b>(text: &'b str, words: &[&Word], before: bool, behind: bool) -> Option<&'b str> {
    let letters = words.iter().any(|word| word.is_word());
    let sign = words.iter().any(|word| !word.is_word() && word.key != super::words::COLON);
    let ends = before && !behind;
    if !(letters || ends && (sign || has_picture(text))) {
        return None;
    }
    let text = without_link(text);
    let text = if before {
        text.trim_start_matches([' ', '\t', ')', ']', '»', '”', '*', '_', ':', '.', ',', ';', '…', '\u{a0}', '>', '→'])
    } else {
        text.trim_start()
    };
    let text = text.trim_end();
    let text = if behind {
        text.trim_end_matches([' ', '(', '«', '“', '[', '*', '_', '|', ',', ';', '.', '•', ')'])
    } else {
        text
    };
    let text = if before && !behind { text.trim_end_matches(['*', '_']).trim_end() } else { text };
    (!text.is_empty()).then_some(text)
}

/// An emoji is an answer too.
fn has_picture(text: &str) -> bool {
    text.chars().any(|sign| matches!(u32::from(sign), 0x2600..=0x27bf | 0x1f300..=0x1faff))
}

/// A program writes an address behind the words it stands under: « x@y<mailto:x@y> ».
fn without_link(text: &str) -> &str {
    let link = text.strip_prefix('<').filter(|rest| rest.starts_with("mailto:") || rest.starts_with("http"));
    link.and_then(|rest| rest.split_once('>')).map_or(text, |(_, behind)| behind)
}
