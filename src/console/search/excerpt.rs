//! Where the words that are looked for stand in a text. Pure but for reading the transcript.

use std::ops::Range;

use jiff::Timestamp;
use uuid::Uuid;

use super::terms::{Sought, Stems, words};
use crate::conversation::{Entry, Who};
use crate::dialog::person::Channel;
use crate::store::{Store, StoreError};

/// Characters shown before the first word that was found, and in all.
const BEFORE: usize = 60;
const SHOWN: usize = 220;
/// Entries read at once, and how often.
const ENTRIES: u32 = 200;
const PAGES: usize = 10;

/// A piece of text, found or beside what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub words: String,
    /// They are what was looked for.
    pub hit: bool,
}

/// An entry of a transcript, where what was looked for stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Its number.
    pub seq: u64,
    /// When it was said.
    pub at: Timestamp,
    /// By whom.
    pub who: Who,
    /// Where.
    pub channel: Channel,
    /// The words around it.
    pub runs: Vec<Run>,
    /// How many of the words stand in it.
    words: usize,
}

/// The entries that hold most of the words, the newest of equals first.
pub(super) async fn excerpts(
    store: &Store,
    person: Uuid,
    sought: &[Sought],
    most: usize,
) -> Result<Vec<Excerpt>, StoreError> {
    let (mut found, mut before, mut stems) = (Vec::new(), None, Stems::new());
    for _ in 0..PAGES {
        let page = store.transcript_page(person, before, ENTRIES).await?.entries;
        let Some(first) = page.first().map(|entry| entry.seq) else { break };
        found.extend(page.iter().rev().filter_map(|entry| excerpt(entry, sought, &mut stems)));
        let whole = found.iter().filter(|excerpt| excerpt.words == sought.len()).count();
        if first <= 1 || whole >= most {
            break;
        }
        before = Some(first);
    }
    // Sorting keeps the order of equals: the newest stand first.
    found.sort_by_key(|excerpt| std::cmp::Reverse(excerpt.words));
    found.truncate(most);
    Ok(found)
}

fn excerpt(entry: &Entry, sought: &[Sought], stems: &mut Stems) -> Option<Excerpt> {
    let (hits, words) = in_text(&entry.text, sought, stems);
    let runs = runs(&entry.text, &hits);
    let Entry { seq, at, channel, .. } = *entry;
    (words > 0).then(|| Excerpt { seq, at, who: entry.who.clone(), channel, runs, words })
}

/// Where the words stand in a text, and how many of them do.
fn in_text(text: &str, sought: &[Sought], stems: &mut Stems) -> (Vec<Range<usize>>, usize) {
    let all = words(text);
    let ends = stems.of(&all);
    let is = |at: usize, wanted: &Sought| {
        all.get(at).zip(ends.get(at)).is_some_and(|(word, stem)| wanted.is(&word.folded, stem))
    };
    let hits = (0..all.len()).filter(|at| sought.iter().any(|wanted| is(*at, wanted)));
    let hits = hits.filter_map(|at| all.get(at).map(|word| word.at.clone())).collect();
    (hits, sought.iter().filter(|wanted| (0..all.len()).any(|at| is(at, wanted))).count())
}

/// A name, an address, a number, with what was looked for in it.
pub(super) fn in_name(name: &str, sought: &[Sought]) -> Vec<Run> {
    let hit = |word: &super::terms::Word| sought.iter().any(|wanted| wanted.is_in(&word.folded));
    let hits: Vec<Range<usize>> = words(name).into_iter().filter(hit).map(|word| word.at).collect();
    runs(name, &hits)
}

/// A subject or the name of a piece, with what was looked for in it.
pub(super) fn in_title(title: &str, sought: &[Sought]) -> Vec<Run> {
    runs(title, &in_text(title, sought, &mut Stems::new()).0)
}

/// The text around the first hit, cut into runs.
fn runs(text: &str, hits: &[Range<usize>]) -> Vec<Run> {
    let first = hits.first().map_or(0, |hit| hit.start);
    let back = text.get(..first).unwrap_or_default().char_indices().rev().take(BEFORE);
    let from = back.last().map_or(first, |(at, _)| at);
    let shown = text.get(from..).unwrap_or_default();
    let to = shown.char_indices().nth(SHOWN).map_or(text.len(), |(at, _)| from + at);
    let (mut runs, mut at) = (Vec::new(), from);
    let mut run = |range: Range<usize>, hit: bool| {
        let words = text.get(range).unwrap_or_default();
        if !words.is_empty() {
            runs.push(Run { words: words.to_owned(), hit });
        }
    };
    for hit in hits.iter().filter(|hit| hit.end <= to) {
        run(at..hit.start, false);
        run(hit.clone(), true);
        at = hit.end;
    }
    run(at..to, false);
    let more = |words: &str| Run { words: words.to_owned(), hit: false };
    if from > 0 {
        runs.insert(0, more("… "));
    }
    if to < text.len() {
        runs.push(more(" …"));
    }
    runs
}
