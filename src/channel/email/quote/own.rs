//! Our own mail inside theirs: which of their words are ours, whatever wrapping, quoting and typography became of them.
//!
//! Runs of three words and more that stand in both are found through an index; of all of them the heaviest chain that
//! keeps the order of our mail is taken, so that a candidate who repeats words of ours above the quote keeps them. Short
//! lines of ours between two links of the chain are then taken as whole lines.

use std::collections::BTreeMap;

use super::form::{Sent, mix};
use super::words::{COLON, Word};
use super::{Body, Line};

/// Words of a run that the index knows.
const RUN: usize = 3;
/// Lines before the first run of ours in which short lines of ours may stand.
const NEAR: usize = 8;
/// Places of one run in our mail that are tried.
const PLACES: usize = 8;
/// Bytes of a line that a program may have wrapped.
const WRAPPED: usize = 50;
/// Words ahead among which the next of ours is looked for.
const AHEAD: usize = 200;
/// A run so long is ours wherever it stands on its line.
const LONG: usize = 8;

/// Work that was done: a step is a word compared or looked at. Counted in tests alone.
#[cfg(not(test))]
fn count(_steps: usize) {}
#[cfg(test)]
use tests::count;

/// What of a text is ours.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// For each word of the text, the word of our mail it is.
    pub(super) of: Vec<Option<usize>>,
    /// The lines of the first and the last word that is ours.
    pub(super) lines: Option<(usize, usize)>,
    /// How deep most of it is quoted.
    pub(super) depth: u16,
    /// How many words are ours.
    pub(super) count: usize,
}

/// A run of words that stands in both.
#[derive(Debug, Clone, Copy)]
struct Run {
    theirs: usize,
    ours: usize,
    length: usize,
}

/// Finds our mail in a text.
pub(super) fn own(body: &Body, words: &[Word], sent: &Sent) -> Own {
    let runs = runs(body, words, sent);
    let chain = chain(&runs, sent.words.len());
    let mut of = vec![None; words.len()];
    for run in &chain {
        for step in 0..run.length {
            if let Some(place) = of.get_mut(run.theirs + step) {
                *place = Some(run.ours + step);
            }
        }
    }
    let mut own = Own { of, ..Own::default() };
    own.depth = depth(body, words, &own.of);
    short_lines(body, words, sent, &mut own);
    changed_values(words, sent, &mut own);
    own.count = own.of.iter().flatten().count();
    let mut lines = words.iter().zip(&own.of).filter(|(_, ours)| ours.is_some()).map(|(word, _)| word.line);
    own.lines = lines.next().map(|first| (first, lines.next_back().unwrap_or(first)));
    own
}

/// All runs, each as long as can be, from left to right.
fn runs(body: &Body, words: &[Word], sent: &Sent) -> Vec<Run> {
    let mut index: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, run) in sent.words.windows(RUN).enumerate() {
        let places = index.entry(mix(run)).or_default();
        if places.len() < PLACES {
            places.push(at);
        }
    }
    let quoted = body.lines.iter().any(|line| line.depth > 0);
    let mut found = Vec::new();
    let (mut at, mut expected) = (0, 0);
    while let Some(run) = words.get(at..at + RUN) {
        count(RUN);
        let places = index.get(&mix(run)).map(Vec::as_slice).unwrap_or_default();
        let runs =
            places.iter().map(|ours| Run { theirs: at, ours: *ours, length: common(body, words, sent, at, *ours) });
        // The longest; of equals the next one of our mail.
        let best = runs.max_by_key(|run| (run.length, run.ours >= expected, std::cmp::Reverse(run.ours)));
        match best {
            Some(run) if run.length >= RUN && (is_quoted(body, words, at) || !loose(words, sent, run, quoted)) => {
                found.push(run);
                (at, expected) = (at + run.length, run.ours + run.length);
            }
            // A long run that is not ours is left behind up to its next line, so that it is not compared again and again.
            Some(run) if run.length >= LONG => at += to_next_line(words, run),
            _ => at += 1,
        }
    }
    found
}

fn to_next_line(words: &[Word], run: Run) -> usize {
    let rest = words.get(run.theirs..run.theirs + run.length).unwrap_or_default();
    let next = rest.iter().skip(1).position(|word| word.first).map_or(run.length, |next| next + 1);
    count(next);
    next
}

fn is_quoted(body: &Body, words: &[Word], at: usize) -> bool {
    line_of(body, words, at).is_some_and(|line| line.depth > 0)
}

fn line_of<'b>(body: &'b Body, words: &[Word], at: usize) -> Option<&'b Line> {
    words.get(at).and_then(|word| body.lines.get(word.line))
}

/// How many words from there on are the same. A run does not go on from a quoted line to one that is not, unless the
/// line was long: then a program has wrapped it.
fn common(body: &Body, words: &[Word], sent: &Sent, theirs: usize, ours: usize) -> usize {
    let (Some(left), Some(right)) = (words.get(theirs..), sent.words.get(ours..)) else { return 0 };
    let depth = |word: &Word| body.lines.get(word.line).map(|line| line.depth);
    let mut last: Option<&Word> = None;
    for (step, (word, own)) in left.iter().zip(right).enumerate() {
        count(1);
        let leaves = last.is_some_and(|last| {
            let wrapped = last.end >= WRAPPED && last.key != COLON;
            last.line != word.line && !wrapped && depth(last) != depth(word)
        });
        if word.key != own.key || leaves {
            return step;
        }
        last = Some(word);
    }
    left.len().min(right.len())
}

/// Words that are not quoted are ours only with a good reason: they begin their line as they begin one of ours, and are
/// the whole of it or a prompt; or they are many.
fn loose(words: &[Word], sent: &Sent, run: Run, quoted: bool) -> bool {
    let starts = words.get(run.theirs).is_some_and(|word| word.first);
    if run.length >= LONG && (starts || !quoted) {
        return false;
    }
    let ours = sent.words.get(run.ours).is_some_and(|word| word.first);
    let ends = words.get(run.theirs + run.length).is_none_or(|word| word.first);
    let last = sent.words.get(run.ours + run.length - 1);
    let line_ends = sent.words.get(run.ours + run.length).is_none_or(|word| word.first);
    let prompt = last.is_some_and(|word| word.key == COLON);
    !(starts && ours && (prompt || line_ends && (ends || run.length > RUN)))
}

/// The heaviest chain of runs in the order of both texts.
fn chain(runs: &[Run], ours: usize) -> Vec<Run> {
    // For each place in our mail the best chain that ends at or before it, as a tree of maxima (Fenwick).
    let mut tree: Vec<(usize, Option<usize>)> = vec![(0, None); ours + 2];
    let mut links: Vec<Option<usize>> = Vec::with_capacity(runs.len());
    for (index, run) in runs.iter().enumerate() {
        // Two runs may share a word or two of ours.
        let (weight, before) = best(&tree, run.ours + 1);
        links.push(before);
        let weight = weight + run.length * run.length.min(LONG);
        raise(&mut tree, run.ours + run.length, (weight, Some(index)));
    }
    let (_, mut last) = best(&tree, ours + 1);
    let mut chain = Vec::new();
    while let Some(index) = last {
        chain.extend(runs.get(index));
        last = links.get(index).copied().flatten();
    }
    chain.reverse();
    chain
}

fn best(tree: &[(usize, Option<usize>)], at: usize) -> (usize, Option<usize>) {
    let mut best = (0, None);
    let mut at = at.min(tree.len().saturating_sub(1));
    while at > 0 {
        count(1);
        if let Some(here) = tree.get(at).filter(|here| here.0 > best.0) {
            best = *here;
        }
        at &= at - 1;
    }
    best
}

fn raise(tree: &mut [(usize, Option<usize>)], at: usize, weight: (usize, Option<usize>)) {
    let mut at = at.max(1);
    while let Some(here) = tree.get_mut(at) {
        count(1);
        if weight.0 > here.0 {
            *here = weight;
        }
        at += at & at.wrapping_neg();
    }
}

/// How deep most of our words are quoted.
fn depth(body: &Body, words: &[Word], of: &[Option<usize>]) -> u16 {
    let mut depths: BTreeMap<u16, usize> = BTreeMap::new();
    for (word, _) in words.iter().zip(of).filter(|(_, ours)| ours.is_some()) {
        *depths.entry(body.lines.get(word.line).map(|line| line.depth).unwrap_or_default()).or_default() += 1;
    }
    depths.into_iter().max_by_key(|(_, count)| *count).map(|(depth, _)| depth).unwrap_or_default()
}

/// Lines too short for a run (« BIEN REÇU ») are ours when they are a whole line of ours between their neighbours, and
/// as deep as the rest.
fn short_lines(body: &Body, words: &[Word], sent: &Sent, own: &mut Own) {
    let (Some(first), Some(last)) = (own.of.iter().position(Option::is_some), own.of.iter().rposition(Option::is_some))
    else {
        return;
    };
    let near = words.get(first).map(|word| word.line.saturating_sub(NEAR)).unwrap_or_default();
    let mut after = 0;
    let mut at = words.partition_point(|word| word.line < near);
    while let Some(word) = words.get(at).filter(|_| at <= last + 2 * RUN) {
        let line = word.line;
        let end =
            at + words.get(at..).unwrap_or_default().iter().take_while(|word| word.line == line).take(RUN * 2).count();
        if own.of.get(at..end).is_some_and(|of| of.iter().all(Option::is_none)) {
            let depth = body.lines.get(line).map(|line| line.depth);
            let whole = words.get(end).is_none_or(|word| word.line != line);
            let keys = words.get(at..end).unwrap_or_default();
            let next = own.of.get(end..).and_then(|of| of.iter().take(AHEAD).flatten().next()).copied();
            count(AHEAD);
            let fits = |length: usize| {
                let place = sent.line(mix(keys.get(..length)?), length, after)?;
                next.is_none_or(|next| place + length <= next).then_some((place, length))
            };
            // The whole line, or two words and more of ours with theirs behind them.
            let least = if whole { 2.min(keys.len()) } else { 2 };
            let found = (least..=keys.len()).rev().filter(|_| depth == Some(own.depth)).find_map(fits);
            if let Some((place, length)) = found {
                for (step, of) in own.of.iter_mut().skip(at).take(length).enumerate() {
                    *of = Some(place + step);
                }
            }
        }
        let seen = own.of.get(at..end).and_then(|of| of.iter().flatten().next_back());
        after = seen.map_or(after, |ours| ours + 1);
        count(end - at.min(end) + 1);
        at = end.max(at + 1);
    }
}

/// Behind a prompt's colon our words are a value that we had filled in. Changed, it is new as a whole; so are words of
/// ours that were not written there.
fn changed_values(words: &[Word], sent: &Sent, own: &mut Own) {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let end = at + words.get(at..).unwrap_or_default().iter().take_while(|other| other.line == word.line).count();
        let first = own.of.get(at..end).and_then(|of| of.iter().position(Option::is_some)).map(|first| at + first);
        count(end - at);
        if let Some(first) = first {
            count(end - first);
            value(words, sent, own, first, end);
        }
        at = end;
    }
}

fn value(words: &[Word], sent: &Sent, own: &mut Own, first: usize, end: usize) {
    let begins = own.of.get(first).copied().flatten();
    let Some(item) = begins.and_then(|ours| sent.item(ours)).filter(|item| begins.is_some_and(|at| at < item.head))
    else {
        return;
    };
    // The colon that ends the question: ours where it stands in our mail, or theirs where they have shortened it.
    let line = words.get(first..end).unwrap_or_default();
    let colon = line.iter().enumerate().find(|(step, word)| {
        let ours = own.of.get(first + step).copied().flatten();
        word.key == COLON && ours.is_none_or(|ours| ours + 1 == item.head)
    });
    let Some((step, _)) = colon else { return };
    let at = first + step;
    // What stands on the same line for the next question is not this one's value.
    let after = own.of.get(at + 1..end).unwrap_or_default();
    let next = after.iter().position(|ours| ours.is_some_and(|ours| ours >= item.end || ours < item.start));
    let after = at + 1..next.map_or(end, |next| at + 1 + next);
    let theirs: Vec<Option<usize>> = own.of.get(after.clone()).unwrap_or_default().to_vec();
    let kept_colon = own.of.get(at).copied().flatten().is_some();
    // Everything we wrote there still stands there, in order.
    let whole = kept_colon && item.value.clone().enumerate().all(|(step, ours)| theirs.get(step) == Some(&Some(ours)));
    // Nothing but ours, word by word: the line was wrapped inside the value, or goes on with our next words.
    let goes_on = kept_colon && theirs.iter().enumerate().all(|(step, ours)| *ours == Some(item.head + step));
    if !(goes_on || whole && (!item.value.is_empty() || theirs.iter().all(Option::is_none))) {
        for of in own.of.get_mut(after).unwrap_or_default() {
            *of = None;
        }
    }
}

#[cfg(test)]
mod tests;
