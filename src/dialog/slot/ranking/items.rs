//! The wishes named in an utterance, as they stand in it: options, bassin numbers, and places no list knows.

use std::ops::Range;

use crate::dialog::definition::Choice;
use crate::dialog::fold::{Said, Word};
use crate::dialog::lexicon::{Lexicon, List};
use crate::dialog::number;
use crate::dialog::slot::Scene;
use crate::dialog::slot::options::Names;

/// A place no list knows has no more words than that.
const OTHER_WORDS: usize = 4;
/// Nor more letters than these.
const OTHER_LETTERS: usize = 80;

/// Nor does it stand among more words than that: what is longer is a sentence.
const CHUNK_WORDS: usize = 16;

/// A wish and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) run: Range<usize>,
    pub(super) what: What,
    pub(super) approximate: bool,
    pub(super) by_number: bool,
}

/// What is wished.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// Options of the list: more than one when they share the name.
    Options(Vec<usize>),
    /// A place as the candidate spells it.
    Other(String),
}

impl Item {
    pub(super) fn id(&self, options: &[Choice]) -> Option<String> {
        match &self.what {
            What::Options(at) => at.first().and_then(|at| options.get(*at)).map(|option| option.id.to_string()),
            What::Other(text) => Some(text.clone()),
        }
    }

    pub(super) fn ambiguous(&self) -> Option<&[usize]> {
        match &self.what {
            What::Options(at) if at.len() > 1 => Some(at),
            _ => None,
        }
    }
}

/// All wishes named, from left to right.
pub(super) fn find(scene: &Scene, said: &Said) -> Vec<Item> {
    let names = Names::new(scene.options);
    let mut items: Vec<Item> = Vec::new();
    let exact = names.mentions(&said.words, true);
    let mentions = if scene.asked { names.with_slips(&said.words, exact) } else { exact };
    for mention in mentions.into_iter().filter(|mention| !only_number(&said.words, &mention.run)) {
        let (run, what) = (mention.run, What::Options(mention.options));
        items.push(Item { run, what, approximate: mention.approximate, by_number: false });
    }
    items.extend(bassins(scene, said, &items));
    if scene.asked {
        items.extend(others(scene, said, &names, &items));
    }
    items.sort_by_key(|item| item.run.start);
    items
}

/// A number by itself is a place or a rank, never a name.
fn only_number(words: &[Word], run: &Range<usize>) -> bool {
    let text = words.get(run.clone()).unwrap_or_default();
    text.iter().all(|word| word.text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_free(items: &[Item], run: &Range<usize>) -> bool {
    items.iter().all(|item| item.run.end <= run.start || run.end <= item.run.start)
}

/// « Bassin 6 », « bassins n° 9 et 6 ».
fn bassins(scene: &Scene, said: &Said, items: &[Item]) -> Vec<Item> {
    let mut found = Vec::new();
    let heads = said.words.iter().enumerate().filter(|(_, word)| word.text.starts_with("bassin")).map(|(at, _)| at);
    for head in heads.filter(|head| is_free(items, &(*head..head + 1))) {
        let (mut start, mut at) = (head, head + 1);
        while let Some(word) = said.words.get(at) {
            let here = said.words.get(at..).and_then(|rest| number::read(scene.lexicon, rest));
            if let Some(number) = here.filter(|number| !number.ordinal && is_free(items, &(at..at + number.words))) {
                let run = start..at + number.words;
                found.push(bassin(scene, said, number.value, run));
                at += number.words;
                start = at;
            } else if ["n", "no", "numero", "numeros", "et", "puis", "le", "ou"].contains(&word.text.as_str()) {
                at += 1;
                if start != head {
                    start = at;
                }
            } else {
                break;
            }
        }
    }
    found
}

fn bassin(scene: &Scene, said: &Said, number: u32, run: Range<usize>) -> Item {
    let known: Vec<usize> = (0..scene.options.len())
        .filter(|at| scene.options.get(*at).and_then(|option| option.number) == Some(number))
        .collect();
    let what = if known.is_empty() { What::Other(spelled(said, &run)) } else { What::Options(known) };
    Item { run, what, approximate: false, by_number: false }
}

/// A number at some distance from its « bassin » is named with it.
fn spelled(said: &Said, run: &Range<usize>) -> String {
    let own = said.original(run.clone());
    if own.bytes().all(|byte| byte.is_ascii_digit()) { format!("Bassin {own}") } else { own.to_owned() }
}

/// What stands between separators and names no option: the beginning of one, or a place as it is spelled.
fn others(scene: &Scene, said: &Said, names: &Names, items: &[Item]) -> Vec<Item> {
    let mut found = Vec::new();
    let chunks = chunks(said).into_iter().filter(|chunk| chunk.len() <= CHUNK_WORDS);
    for chunk in chunks.flat_map(|chunk| beside(said, chunk, items)) {
        let evasive = said.words.get(chunk.clone()).is_none_or(|words| evades(scene.lexicon, words));
        let run = if evasive { continue } else { core(scene.lexicon, said, chunk) };
        let words = said.words.get(run.clone()).unwrap_or_default();
        if words.is_empty() || words.len() > OTHER_WORDS || !names_a_place(scene.lexicon, words) {
            continue;
        }
        let begun = names.begun(words);
        let (what, approximate) = match begun.as_slice() {
            [] => (What::Other(said.original(run.clone()).to_owned()), false),
            _ => (What::Options(begun), true),
        };
        found.push(Item { run, what, approximate, by_number: false });
    }
    found
}

/// A chunk that names no option, or else what stands beside the options in it and is spelled as places are: « Douai
/// Lens » loses no wish, « la belle ville de Douai » wins none.
fn beside(said: &Said, chunk: Range<usize>, items: &[Item]) -> Vec<Range<usize>> {
    if is_free(items, &chunk) {
        return vec![chunk];
    }
    let capital = |at: usize| said.original(at..at + 1).chars().next().is_some_and(char::is_uppercase);
    // The first word of all is in capitals whatever it is.
    let free = |at: usize| at > 0 && is_free(items, &(at..at + 1)) && capital(at);
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in chunk.filter(|at| free(*at)) {
        match runs.last_mut().filter(|run| run.end == at) {
            Some(run) => run.end += 1,
            None => runs.push(at..at + 1),
        }
    }
    // Shouted words are not spelled as places are.
    let shouted = !said.raw.chars().any(char::is_lowercase);
    if shouted { Vec::new() } else { runs }
}

/// The parts of the utterance between commas, arrows, line ends and the words that join wishes.
fn chunks(said: &Said) -> Vec<Range<usize>> {
    let joins = |at: usize| said.words.get(at).is_some_and(|word| JOINS.contains(&word.text.as_str()));
    let (mut chunks, mut start) = (Vec::new(), 0);
    for at in 0..=said.words.len() {
        if at == said.words.len() || joins(at) || separated(said, at) {
            if start < at {
                chunks.push(start..at);
            }
            start = if joins(at) { at + 1 } else { at };
        }
    }
    chunks
}

const JOINS: [&str; 10] = ["puis", "pui", "pis", "et", "ensuite", "enfin", "apres", "avant", "ou", "sinon"];

fn separated(said: &Said, at: usize) -> bool {
    let end = at.checked_sub(1).and_then(|last| said.words.get(last)).map(|last| last.at.end);
    let start = said.words.get(at).map(|word| word.at.start);
    let between = end.zip(start).and_then(|(from, to)| said.raw.get(from..to)).unwrap_or_default();
    between.contains([',', ';', ':', '\n', '>', '→', '|', '/', '&', '+', '(', ')'])
        || between.contains(". ")
        || between.contains(" - ")
}

/// A chunk without the words that open it, the polite ones, and ranks.
fn core(lexicon: &Lexicon, said: &Said, chunk: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (chunk.start, chunk.end);
    loop {
        let words = said.words.get(start..end).unwrap_or_default();
        let polite = lexicon.trimmed(words);
        let (inner, tail) = (lexicon.past_lead(polite), polite.len());
        let head = words.iter().position(|word| inner.first() == Some(word)).unwrap_or(words.len());
        let head = head + ranks(lexicon, inner) + verb(lexicon, inner);
        let shrunk = (start + head).min(end);
        let cut = words.len() - tail - words.iter().position(|word| polite.first() == Some(word)).unwrap_or(0);
        if shrunk == start && cut == 0 {
            return start..end - trailing_ranks(lexicon, words).min(end - start);
        }
        (start, end) = (shrunk, end.saturating_sub(cut).max(shrunk));
    }
}

/// How many words at the head are the verb of an edit: « ajoutez Wimereux ».
fn verb(lexicon: &Lexicon, words: &[Word]) -> usize {
    let verbs = [List::Add, List::Remove].into_iter().filter_map(|list| lexicon.find(list, words));
    verbs.filter(|run| run.start == 0 && run.len() == 1).map(|run| run.end).max().unwrap_or(0)
}

/// How many words at the head say a rank: « 1 », « deuxième vœu », « en premier ».
fn ranks(lexicon: &Lexicon, words: &[Word]) -> usize {
    let mut at = 0;
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        let listed = [List::First, List::Last].into_iter().filter_map(|list| lexicon.find(list, rest));
        let listed = listed.filter(|run| run.start == 0).map(|run| run.end).max();
        let number = number::read(lexicon, rest).map(|number| number.words);
        let word =
            rest.first().is_some_and(|word| ["voeu", "voeux", "choix", "zone", "zones"].contains(&word.text.as_str()));
        match listed.or(number).or(word.then_some(1)) {
            Some(taken) if taken > 0 => at += taken,
            _ => break,
        }
    }
    at
}

/// How many words at the tail say a rank: « Wimereux en premier ».
fn trailing_ranks(lexicon: &Lexicon, words: &[Word]) -> usize {
    let from = words.len().saturating_sub(4);
    (from.max(1)..words.len())
        .find(|start| {
            let tail = words.get(*start..).unwrap_or_default();
            let tail = if tail.first().is_some_and(|word| word.text == "en") {
                tail.get(1..).unwrap_or_default()
            } else {
                tail
            };
            !tail.is_empty() && ranks(lexicon, tail) == tail.len()
        })
        .map_or(0, |start| words.len() - start)
}

/// Words of a sentence rather than of a place.
const SENTENCE: &[&str] = &[
    "je",
    "j",
    "tu",
    "il",
    "elle",
    "on",
    "nous",
    "vous",
    "ils",
    "c",
    "ca",
    "cela",
    "est",
    "suis",
    "ai",
    "avez",
    "veux",
    "voudrais",
    "peux",
    "pas",
    "ne",
    "n",
    "plus",
    "oui",
    "non",
    "ok",
    "que",
    "qui",
    "quoi",
    "comment",
    "mon",
    "ma",
    "mes",
    "votre",
    "vos",
    "mais",
    "si",
    "merci",
    "aucun",
    "aucune",
    "sauf",
    "toutes",
    "tous",
    "tout",
    "d",
    "abord",
    "ordre",
    "moi",
    "me",
    "m",
    "voila",
    "rien",
    "bassin",
    "bassins",
    "zone",
    "zones",
    "secteur",
    "ville",
    "voeu",
    "voeux",
    "choix",
    "liste",
    "alentour",
    "alentours",
    "environs",
    "autour",
    "proximite",
    "proche",
    "chez",
];

fn names_a_place(lexicon: &Lexicon, words: &[Word]) -> bool {
    let letters: usize = words.iter().map(|word| word.text.bytes().filter(u8::is_ascii_alphabetic).count()).sum();
    (2..=OTHER_LETTERS).contains(&letters)
        && !words.iter().any(|word| SENTENCE.contains(&word.text.as_str()))
        && ![List::Add, List::Remove, List::Swap].iter().any(|list| lexicon.says(*list, words))
}

/// « N’importe lequel », « plus tard »: words, but of no place.
fn evades(lexicon: &Lexicon, words: &[Word]) -> bool {
    [List::Anything, List::Later, List::DontKnow, List::Correct].iter().any(|list| lexicon.says(*list, words))
}
