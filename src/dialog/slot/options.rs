//! Options found in words: by name, by one slip, by their beginnings. Shared by choices and rankings.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::dialog::definition::Choice;
use crate::dialog::fold::{Said, Word, fold_words};
use crate::dialog::lexicon::{Lexicon, List};

/// Names of this many letters or more are plain enough to be heard where they were not asked for.
const PLAIN: usize = 4;
/// Slips are looked for in the first words of an utterance only: what is longer is a story, not a name.
const SLIP_WORDS: usize = 40;
/// A negation reaches this many words forward.
const NEGATION_REACH: usize = 4;

/// An option found in words; several options where they share the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where.
    pub run: Range<usize>,
    /// Positions of the options it may mean, in list order.
    pub options: Vec<usize>,
    /// With a slip.
    pub approximate: bool,
}

/// The names of options, ready to be looked up.
#[derive(Debug)]
pub struct Names {
    /// Option and words, in list order.
    all: Vec<(usize, Vec<String>)>,
    /// Positions in `all`, by the name's first word.
    by_first: Vec<usize>,
}

impl Names {
    /// The label, the aliases and the id of each option.
    #[must_use]
    pub fn new(options: &[Choice]) -> Self {
        let mut all: Vec<(usize, Vec<String>)> = Vec::new();
        for (at, option) in options.iter().enumerate() {
            let own = all.len();
            let names =
                [option.label.as_str(), &option.id].into_iter().chain(option.aliases.iter().map(String::as_str));
            for name in names.map(|name| fold_words(name).collect::<Vec<_>>()).filter(|name| !name.is_empty()) {
                if all.iter().skip(own).all(|(_, known)| *known != name) {
                    all.push((at, name));
                }
            }
        }
        let mut by_first: Vec<usize> = (0..all.len()).collect();
        by_first.sort_by_key(|index| first_word(&all, *index));
        Self { all, by_first }
    }

    /// The names that begin with the word, in list order.
    fn beginning<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a (usize, Vec<String>)> {
        let from = self.by_first.partition_point(|index| first_word(&self.all, *index) < Some(word));
        let names = self.by_first.iter().skip(from).filter_map(|index| self.all.get(*index));
        names.take_while(move |(_, name)| name.first().is_some_and(|first| first == word))
    }

    /// The options of which a name is the whole of the words.
    #[must_use]
    pub fn exact(&self, words: &[Word], asked: bool) -> Vec<usize> {
        self.longest(words, asked)
            .filter(|(taken, _)| *taken == words.len())
            .map(|(_, options)| options)
            .unwrap_or_default()
    }

    /// The options named in the words, from left to right, the longest name at each place.
    #[must_use]
    pub fn mentions(&self, words: &[Word], asked: bool) -> Vec<Mention> {
        let (mut found, mut at) = (Vec::new(), 0);
        while at < words.len() {
            // The « m » of « je m’appelle » is no Monsieur.
            let letter = |taken: usize| taken == 1 && words.get(at).is_some_and(|word| word.text.len() == 1);
            let here = words.get(at..).and_then(|rest| self.longest(rest, asked));
            let here = here.filter(|(taken, _)| words.len() == 1 || !letter(*taken));
            if let Some((taken, options)) = here {
                found.push(Mention { run: at..at + taken, options, approximate: false });
                at += taken;
            } else {
                at += 1;
            }
        }
        found
    }

    fn longest(&self, words: &[Word], asked: bool) -> Option<(usize, Vec<usize>)> {
        let fitting = self.beginning(&words.first()?.text).filter(|(_, name)| {
            let plain = asked || is_plain(name);
            plain && name.len() <= words.len() && name.iter().zip(words).all(|(part, word)| *part == word.text)
        });
        let mut best: Option<(usize, Vec<usize>)> = None;
        for (option, name) in fitting {
            match &mut best {
                Some((length, options)) if *length == name.len() => options.push(*option),
                Some((length, _)) if *length > name.len() => {}
                _ => best = Some((name.len(), vec![*option])),
            }
        }
        best.map(|(length, mut options)| {
            options.sort_unstable();
            options.dedup();
            (length, options)
        })
    }

    /// Adds what is named with a slip in words that no mention claims yet.
    #[must_use]
    pub fn with_slips(&self, words: &[Word], mut found: Vec<Mention>) -> Vec<Mention> {
        let words = words.get(..words.len().min(SLIP_WORDS)).unwrap_or(words);
        for length in (1..=4).rev() {
            for start in 0..words.len().saturating_sub(length - 1) {
                let run = start..start + length;
                let free = found.iter().all(|mention| mention.run.end <= run.start || run.end <= mention.run.start);
                if let Some(option) = words.get(run.clone()).filter(|_| free).and_then(|window| self.near(window)) {
                    found.push(Mention { run, options: vec![option], approximate: true });
                }
            }
        }
        found.sort_by_key(|mention| mention.run.start);
        found
    }

    /// The one option whose name is a slip away from the words, and farther from every other option.
    fn near(&self, window: &[Word]) -> Option<usize> {
        let text = joined(window);
        if text.len() < 5 {
            return None;
        }
        let (mut reached, mut nearest) = (BTreeMap::new(), BTreeMap::new());
        for (option, name) in &self.all {
            let name = name.join(" ");
            if name.len().abs_diff(text.len()) > 3 || digits(&name) != digits(&text) {
                continue;
            }
            let distance = strsim::osa_distance(&name, &text);
            let closer = |best: &mut usize| *best = distance.min(*best);
            nearest.entry(*option).and_modify(closer).or_insert(distance);
            if distance <= allowance(&name) && name.bytes().next() == text.bytes().next() {
                reached.entry(*option).and_modify(closer).or_insert(distance);
            }
        }
        let (option, best) = reached.iter().min_by_key(|(_, distance)| **distance)?;
        let margin = nearest.iter().all(|(other, distance)| other == option || distance > best);
        margin.then_some(*option)
    }

    /// The options the words are the beginning of: word by word from the first (« meef 2 »), or else with words left
    /// out (« inspe lille »).
    #[must_use]
    pub fn begun(&self, words: &[Word]) -> Vec<usize> {
        let said: Vec<&str> = words.iter().map(|word| word.text.as_str()).filter(|word| !is_filler(word)).collect();
        let letters: usize = said.iter().map(|word| word.len()).sum();
        if letters < PLAIN || said.len() > 6 {
            return Vec::new();
        }
        let head = self.options_whose(|name| {
            name.len() >= said.len() && name.iter().zip(&said).all(|(part, word)| part.starts_with(word))
        });
        if !head.is_empty() {
            return head;
        }
        self.options_whose(|name| {
            let mut parts = name.iter();
            said.iter().all(|word| parts.any(|part| part.starts_with(word) && (word.len() >= 3 || part == word)))
        })
    }

    fn options_whose(&self, fits: impl Fn(&[&String]) -> bool) -> Vec<usize> {
        let content = |name: &[String], fits: &dyn Fn(&[&String]) -> bool| {
            fits(&name.iter().filter(|part| !is_filler(part)).collect::<Vec<_>>())
        };
        let mut options: Vec<usize> =
            self.all.iter().filter(|(_, name)| content(name, &fits)).map(|(option, _)| *option).collect();
        options.dedup();
        options
    }
}

fn first_word(names: &[(usize, Vec<String>)], index: usize) -> Option<&str> {
    names.get(index).and_then(|(_, name)| name.first()).map(String::as_str)
}

fn is_plain(name: &[String]) -> bool {
    let letters: usize = name.iter().map(|part| part.bytes().filter(u8::is_ascii_alphabetic).count()).sum();
    letters >= PLAIN
}

fn is_filler(word: &str) -> bool {
    ["de", "d", "du", "des", "la", "le", "l", "les", "en", "et", "a", "au"].contains(&word)
}

/// How many slips a name of that length may carry and still be told apart.
fn allowance(name: &str) -> usize {
    match name.len() {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// True when punctuation stands before the word: a comma ends what a negation reaches.
#[must_use]
pub fn breaks_before(said: &Said, word: usize) -> bool {
    let end = word.checked_sub(1).and_then(|last| said.words.get(last)).map(|last| last.at.end);
    let start = said.words.get(word).map(|word| word.at.start);
    let between = end.zip(start).and_then(|(from, to)| said.raw.get(from..to)).unwrap_or_default();
    between.contains([',', ';', '.', ':', '!', '?', '\n', '>', '→', '/', '|', '&', '+'])
}

/// True when a negation stands before the run, in the same breath and behind `from`, where the last mention ended.
#[must_use]
pub fn negated(lexicon: &Lexicon, said: &Said, from: usize, run: &Range<usize>) -> bool {
    let first = run.start.saturating_sub(NEGATION_REACH).max(from);
    let start = (first..=run.start).rev().find(|at| *at == first || breaks_before(said, *at)).unwrap_or(first);
    let window = said.words.get(start..run.start).unwrap_or_default();
    let after_but = window.iter().rposition(|word| word.text == "mais").map_or(0, |at| at + 1);
    lexicon.says(List::Negation, window.get(after_but..).unwrap_or_default())
}
