//! Patterns: how word lists say what to look for in an utterance.
//!
//! A pattern is a line of words: `parl~ * conseiller|quelqu|humain`. Words are folded; `a|b` is a choice; `conseil~`
//! any word that begins so; `retrait!` that word without a slip; `(ne)` a word that may be missing; `*` up to four words, whatever they are; a leading `^`
//! pins the pattern to the first word and a trailing `$` to the last. A word of five letters or more also matches with
//! one typing slip. The match is found by a linear scan with a bounded number of tries at each word.

mod initials;

use super::fold::{Word, fold};
use initials::Initials;

const GAP: usize = 4;
/// So many words of a pattern are looked for by their first letters: more would rule out no more.
const NEEDS: usize = 4;
/// From this length on, a word of a list also matches with one slip.
const SLIP_FROM: usize = 5;

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
    from_start: bool,
    to_end: bool,
    /// Number of words that must be there: the more, the surer.
    weight: usize,
    /// How the first word of a match may begin.
    opens: Initials,
    /// How the first words that must be there may begin.
    needs: [Initials; NEEDS],
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    OneOf { choices: Vec<Form>, optional: bool },
    Gap,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Word(String),
    /// Without slips: « retrait » is not « retraite ».
    Exact(String),
    Stem(String),
}

impl Pattern {
    /// Compiles a line of a word list; `None` when it holds no word at all.
    #[must_use]
    pub fn new(line: &str) -> Option<Self> {
        let line = line.trim();
        let (line, from_start) = line.strip_prefix('^').map_or((line, false), |rest| (rest, true));
        let (line, to_end) = line.strip_suffix('$').map_or((line, false), |rest| (rest, true));
        let parts: Vec<Part> = line.split_whitespace().flat_map(part).collect();
        let needed = || parts.iter().filter(|part| part.is_needed());
        let weight = needed().count();
        let mut needs = [Initials::ALL; NEEDS];
        needs.iter_mut().zip(needed()).for_each(|(need, part)| *need = part.initials());
        let opens = parts.iter().position(Part::is_needed).and_then(|first| parts.get(..=first))?;
        let opens = opens.iter().map(Part::initials).fold(Initials::NONE, Initials::or);
        Some(Self { parts, from_start, to_end, weight, opens, needs })
    }

    /// False when the words, of which these are the first letters, plainly lack one the pattern needs.
    fn may_stand(&self, seen: Initials) -> bool {
        self.needs.iter().all(|need| need.meets(seen))
    }

    /// How many words the pattern asks for.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.weight
    }

    /// The first run of words that matches, as word positions.
    #[must_use]
    pub fn find(&self, words: &[Word]) -> Option<std::ops::Range<usize>> {
        let starts = if self.from_start { 1 } else { words.len() };
        (0..starts).find_map(|start| {
            let end = self.begins(words.get(start..)?)?;
            Some(start..start + end)
        })
    }

    /// How many first words the pattern takes, when it stands at the very beginning.
    #[must_use]
    pub fn begins(&self, words: &[Word]) -> Option<usize> {
        if self.opens_with(words) { run(&self.parts, words, self.to_end) } else { None }
    }

    /// True when the pattern stands anywhere in the words (or where it is pinned).
    #[must_use]
    pub fn matches(&self, words: &[Word]) -> bool {
        self.find(words).is_some()
    }

    /// True when the pattern is all there is in the words.
    #[must_use]
    pub fn covers(&self, words: &[Word]) -> bool {
        self.opens_with(words) && run(&self.parts, words, true).is_some()
    }

    fn opens_with(&self, words: &[Word]) -> bool {
        words.first().is_some_and(|word| self.opens.meets(Initials::of(&word.text)))
    }
}

/// The patterns that may stand in the words; most are ruled out by the words' first letters before they are tried.
pub fn among<'a>(patterns: &'a [Pattern], words: &[Word]) -> impl Iterator<Item = &'a Pattern> {
    let seen = words.iter().map(|word| Initials::of(&word.text)).fold(Initials::NONE, Initials::or);
    patterns.iter().filter(move |pattern| pattern.may_stand(seen))
}

/// Matches the parts at the head of the words and says how many words they took; with `to_end`, all of them.
fn run(parts: &[Part], words: &[Word], to_end: bool) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else {
        return (!to_end || words.is_empty()).then_some(0);
    };
    match part {
        Part::Gap => (0..=GAP.min(words.len())).find_map(|skip| Some(skip + run(rest, words.get(skip..)?, to_end)?)),
        Part::OneOf { choices, optional } => {
            let taken = words.split_first().and_then(|(word, after)| {
                choices.iter().any(|form| form.fits(&word.text)).then(|| run(rest, after, to_end))?
            });
            match taken {
                Some(end) => Some(end + 1),
                None if *optional => run(rest, words, to_end),
                None => None,
            }
        }
    }
}

impl Part {
    fn is_needed(&self) -> bool {
        matches!(self, Self::OneOf { optional: false, .. })
    }

    /// How a word may begin that is taken here.
    fn initials(&self) -> Initials {
        match self {
            Self::Gap => Initials::ALL,
            Self::OneOf { choices, .. } => choices.iter().map(Form::initials).fold(Initials::NONE, Initials::or),
        }
    }
}

impl Form {
    /// A slip never changes the first letter.
    fn initials(&self) -> Initials {
        match self {
            Self::Stem(stem) if stem.is_empty() => Initials::ALL,
            Self::Word(form) | Self::Exact(form) | Self::Stem(form) => Initials::of(form),
        }
    }

    fn fits(&self, word: &str) -> bool {
        match self {
            Self::Word(form) => form == word || slip(form, word),
            Self::Exact(form) => form == word,
            Self::Stem(stem) => word.starts_with(stem.as_str()),
        }
    }
}

/// One slip: a letter added, lost, changed or swapped with its neighbour, in a word long enough to be told apart.
#[must_use]
pub fn slip(form: &str, word: &str) -> bool {
    // « je veux » is no slip of « vœux »: a short word is a word of its own.
    form.len() >= SLIP_FROM
        && word.len() >= SLIP_FROM
        && word.len().abs_diff(form.len()) <= 1
        && form.bytes().next() == word.bytes().next()
        && !form.bytes().any(|byte| byte.is_ascii_digit())
        && at_most_one_apart(form, word)
}

/// What is left between the common beginning and the common end tells, without a table of distances.
fn at_most_one_apart(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.chars(), other.chars());
    while let (Some(a), Some(b)) = (one.clone().next(), other.clone().next())
        && a == b
    {
        one.next();
        other.next();
    }
    while let (Some(a), Some(b)) = (one.clone().next_back(), other.clone().next_back())
        && a == b
    {
        one.next_back();
        other.next_back();
    }
    match ([one.next(), one.next(), one.next()], [other.next(), other.next(), other.next()]) {
        ([_, None, _], [_, None, _]) => true,
        ([Some(a), Some(b), None], [Some(c), Some(d), None]) => a == d && b == c,
        _ => false,
    }
}

fn part(word: &str) -> Vec<Part> {
    if word == "*" {
        return vec![Part::Gap];
    }
    let (word, optional) =
        word.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).map_or((word, false), |inner| (inner, true));
    let choices: Vec<&str> = word.split('|').filter(|choice| !choice.is_empty()).collect();
    if let [single] = choices.as_slice()
        && !single.ends_with(['~', '!'])
    {
        // « l’ine » in a list is two words in an utterance.
        return fold(single)
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| Part::OneOf { choices: vec![Form::Word(word.to_owned())], optional })
            .collect();
    }
    let choices: Vec<Form> = choices.into_iter().map(form).collect();
    if choices.is_empty() { Vec::new() } else { vec![Part::OneOf { choices, optional }] }
}

fn form(choice: &str) -> Form {
    // « quelqu’un » is two words in an utterance; in a choice its first one is enough.
    let first = |text: &str| {
        let folded = fold(text);
        // « jsuis » is taken apart in an utterance; beside « suis » it is its verb.
        let run_together = !text.contains(['\'', '’', ' ', '-']);
        let mut words = folded.split(' ');
        if run_together { words.next_back() } else { words.next() }.unwrap_or_default().to_owned()
    };
    if let Some(stem) = choice.strip_suffix('~') {
        Form::Stem(fold(stem).replace(' ', ""))
    } else if let Some(exact) = choice.strip_suffix('!') {
        Form::Exact(first(exact))
    } else {
        Form::Word(first(choice))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::Said;
    use super::*;

    fn says(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern).expect("a pattern").matches(&Said::new(text).words)
    }

    #[test]
    fn words_choices_stems_and_gaps() {
        assert!(says("parl~ * humain|quelqu", "je voudrais parler à un humain svp"));
        assert!(says("parl~ * humain|quelqu", "parler à quelqu’un"));
        assert!(!says("parl~ * humain", "parler de la pluie et du beau temps avec un humain"));
        assert!(says("^retour$", "Retour !"));
        assert!(!says("^retour$", "sans retour"));
        assert!(says("je (ne) sais pas", "je sais pas"));
        assert!(says("je (ne) sais pas", "Je ne sais pas…"));
    }

    #[test]
    fn one_slip_is_forgiven_in_a_long_word_only() {
        assert!(says("recommencer", "recomencer"));
        assert!(!says("aide", "aime"));
        assert!(says("retrait!", "retrait") && !says("retrait!", "retraite"));
    }
}
