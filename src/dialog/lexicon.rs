//! Word lists (`dialogs/lexique.toml`): yes, no, months, commands, keep and withdraw. Data, so that staff can add the
//! words they see candidates use.

use std::collections::BTreeMap;

use super::fold::{Said, Word};
use super::intent::Command;
use super::pattern::{Pattern, among};

/// All word lists.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// How each command is said.
    pub commands: BTreeMap<Command, Phrasing>,
    /// Lists of patterns by name: see [`List`].
    pub lists: BTreeMap<List, Vec<Pattern>>,
    /// Folded month names and abbreviations → 1..=12.
    pub months: BTreeMap<String, i8>,
    /// Folded number words → number: « deux » → 2, « quatre vingt dix neuf » → 99, « premier » → 1.
    pub numbers: BTreeMap<String, u32>,
    /// Mail domains people mistype, spelled right.
    pub mail_domains: Vec<String>,
    /// Countries: French name, and folded other words for it (demonyms, codes, old names).
    pub countries: Vec<Country>,
}

/// A country by its French name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// « Côte d’Ivoire ».
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// Folded: demonyms in both genders, other names.
    pub aliases: Vec<String>,
}

/// How something is said.
#[derive(Debug, Clone, Default)]
pub struct Phrasing {
    /// The whole utterance, but for polite words.
    pub whole: Vec<Pattern>,
    /// Anywhere in a short utterance.
    pub within: Vec<Pattern>,
    /// Unless one of these stands there too.
    pub unless: Vec<Pattern>,
}

/// The named lists of `lexique.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Words that may stand around anything: svp, bonjour, merci, euh.
    Polite,
    /// « Bonjour », among the polite words: it is greeted back.
    Greeting,
    /// « Je ne sais pas » and its kin: never an answer.
    DontKnow,
    /// « Plus tard », « pas encore ».
    Later,
    /// « Non concerné », « sans objet ».
    NotConcerned,
    /// « Je n’en ai pas ».
    HasNone,
    /// « Fait », « c’est bon ».
    Done,
    /// Words that open an answer and are not part of it: « c’est », « je m’appelle ».
    Lead,
    /// Words that open a question.
    Interrogative,
    /// Negations: « ne », « pas », « jamais ».
    Negation,
    /// Keep the candidature.
    Keep,
    /// Withdraw it.
    Withdraw,
    /// Neither: « ok », « bien reçu », « ça dépend ».
    Unclear,
    /// « Peu importe ».
    Anything,
    /// « Tous », « toutes les zones ».
    All,
    /// « Sauf », « sans ».
    Except,
    /// Edits of a ranking: put first.
    First,
    /// Put last.
    Last,
    /// Take out.
    Remove,
    /// Add.
    Add,
    /// Before (« Lille avant Douai »).
    Before,
    /// After.
    After,
    /// Swap.
    Swap,
    /// « Je me suis trompé », « modifier », « corriger ».
    Correct,
    /// Words of wishing: « veux », « souhaite ».
    Want,
    /// Words behind which a verb of withdrawing is a wish; behind any other it is in doubt.
    Wished,
    /// Words that turn the verb behind them round: « éviter ».
    Contrary,
    /// What « je ne veux plus » is about when it is the candidature.
    AboutIt,
    /// What can be withdrawn or cancelled and is not the candidature.
    OtherThings,
    /// What may follow a withdrawal and leaves it a plain one: « dès maintenant », « et vous remercie ».
    Behind,
    /// What may follow an event that means a withdrawal: « j’ai signé ailleurs … depuis lundi ».
    BehindEvent,
    /// How a reason begins: behind it anything may be told.
    Reason,
}

/// Words of an utterance that may still be nothing but one entry of a list.
pub const SHORT: usize = 24;
/// In a longer utterance, a command said in passing is not one.
const COMMAND_WORDS: usize = 20;
/// Polite words at the end are so many at most.
const TAIL: usize = 6;

impl Lexicon {
    /// True when the list has a pattern that stands in the words.
    #[must_use]
    pub fn says(&self, list: List, words: &[Word]) -> bool {
        self.find(list, words).is_some()
    }

    /// The first run of words that a pattern of the list matches.
    #[must_use]
    pub fn find(&self, list: List, words: &[Word]) -> Option<std::ops::Range<usize>> {
        among(self.lists.get(&list)?, words).find_map(|pattern| pattern.find(words))
    }

    /// The words without the polite ones at both ends: « svp », « bonjour », « merci d’avance ».
    #[must_use]
    pub fn trimmed<'a>(&self, mut words: &'a [Word]) -> &'a [Word] {
        let Some(polite) = self.lists.get(&List::Polite) else { return words };
        loop {
            if let Some(end) = polite.iter().filter_map(|pattern| pattern.begins(words)).max()
                && let Some(rest) = words.get(end..)
                && end > 0
            {
                words = rest;
                continue;
            }
            let last = words.len().saturating_sub(TAIL);
            let tail = words.get(last..).unwrap_or_default();
            let start = among(polite, tail).filter_map(|pattern| ends(pattern, tail)).min();
            match start.and_then(|start| words.get(..last + start)) {
                Some(rest) if rest.len() < words.len() => words = rest,
                _ => return words,
            }
        }
    }

    /// True when the utterance, but for polite words, is nothing but an entry of the list.
    #[must_use]
    pub fn is_only(&self, list: List, said: &Said) -> bool {
        // No entry of a list is a story; long texts are not searched for one.
        if said.words.len() > SHORT {
            return false;
        }
        let Some(patterns) = self.lists.get(&list) else { return false };
        // « C’est bon » ends with a word that is polite elsewhere.
        covered(patterns, self.trimmed(&said.words)) || covered(patterns, &said.words)
    }

    /// The words without what opens an answer and is no part of it: « c’est », « je voudrais », « le ».
    #[must_use]
    pub fn past_lead<'a>(&self, mut words: &'a [Word]) -> &'a [Word] {
        let Some(leads) = self.lists.get(&List::Lead) else { return words };
        loop {
            let ends = leads.iter().filter_map(|pattern| pattern.begins(words));
            match ends.max().and_then(|end| words.get(end..)) {
                Some(rest) if !rest.is_empty() && rest.len() < words.len() => words = rest,
                _ => return words,
            }
        }
    }

    /// The command an utterance says: as a whole, else within.
    #[must_use]
    pub fn command(&self, said: &Said) -> Option<Command> {
        self.command_alone(said).or_else(|| self.command_within(said))
    }

    /// The command that is the whole utterance, but for polite words.
    #[must_use]
    pub fn command_alone(&self, said: &Said) -> Option<Command> {
        if said.words.len() > SHORT {
            return None;
        }
        let words = self.trimmed(&said.words);
        let words = if words.is_empty() { said.words.as_slice() } else { words };
        let is_whole = |phrasing: &Phrasing| covered(&phrasing.whole, words) || covered(&phrasing.whole, &said.words);
        self.commands.iter().find(|(_, phrasing)| is_whole(phrasing)).map(|(command, _)| *command)
    }

    /// The command whose turn of phrase stands in a short utterance. The one that asks for the most words wins.
    #[must_use]
    pub fn command_within(&self, said: &Said) -> Option<Command> {
        if said.words.len() > COMMAND_WORDS {
            return None;
        }
        let words = self.trimmed(&said.words);
        let within = self.commands.iter().filter_map(|(command, phrasing)| {
            let weight = among(&phrasing.within, words).filter(|p| p.matches(words)).map(Pattern::weight).max()?;
            let excluded = among(&phrasing.unless, words).any(|pattern| pattern.matches(words));
            (!excluded).then_some((weight, *command))
        });
        // Of two that weigh the same, the first in the order of `Command`.
        within.max_by(|(a, x), (b, y)| a.cmp(b).then(y.cmp(x))).map(|(_, command)| command)
    }
}

/// True when one of the patterns is all there is in the words.
fn covered(patterns: &[Pattern], words: &[Word]) -> bool {
    among(patterns, words).any(|pattern| pattern.covers(words))
}

/// Where a pattern begins that reaches the last word.
fn ends(pattern: &Pattern, words: &[Word]) -> Option<usize> {
    (0..words.len()).find(|start| words.get(*start..).is_some_and(|rest| pattern.covers(rest)))
}
