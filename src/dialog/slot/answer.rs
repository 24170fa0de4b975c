//! What every free answer has around it: politeness, « c’est », « je m’appelle »; and what is no answer at all.

use super::Scene;
use crate::dialog::fold::{Said, Word};
use crate::dialog::lexicon::List;
use crate::dialog::pattern::among;

/// An utterance longer than this is not cleaned of politeness: nobody gives a name in so many words.
const SHORT: usize = 40;
/// Leads in a row: « bonjour, alors c’est, euh… »
const LEADS: usize = 6;

/// Words of the lead list that begin many names: « Le Goff », « La Bassée », « de Gaulle ».
const ARTICLES: &[&str] =
    &["a", "au", "d", "de", "des", "du", "en", "g", "l", "la", "le", "les", "n", "no", "un", "une"];

/// Interjections that are names too: « Ben Ali ».
const NAMES: &[&str] = &["ben"];

/// The answer without what is said around it; `None` when it is no answer: nothing, a question, « je ne sais pas ».
pub(super) fn bare(scene: &Scene, said: &Said) -> Option<Said> {
    strip(scene, said, false)
}

/// The same for names, places and free text, which may well begin with an article.
pub(super) fn open(scene: &Scene, said: &Said) -> Option<Said> {
    strip(scene, said, true)
}

fn strip(scene: &Scene, said: &Said, articles: bool) -> Option<Said> {
    if said.is_empty() || is_question(scene, said) || doubts(scene, &said.words) {
        return None;
    }
    let mut rest = without_yes(polished(scene, said, articles));
    for _ in 0..LEADS {
        let Some(end) = lead(scene, &rest.words, articles) else { break };
        rest = polished(scene, &rest.after(end), articles);
    }
    let nothing = rest.is_empty() || doubts(scene, &rest.words) || is_question(scene, &rest);
    (!nothing).then_some(rest)
}

/// « Oui, Vasseur »: the yes is to « avez-vous un nom d’usage ? ».
fn without_yes(said: Said) -> Said {
    let yes = said.words.len() > 1 && said.words.first().is_some_and(|word| matches!(&*word.text, "oui" | "ouais"));
    if yes { said.after(1) } else { said }
}

/// True for a question: its mark, or an interrogative as the first word.
pub(super) fn is_question(scene: &Scene, said: &Said) -> bool {
    said.question || opens(scene, List::Interrogative, &said.words)
}

/// True when the utterance says yes or no and nothing else.
pub(super) fn is_yes_or_no(scene: &Scene, said: &Said) -> bool {
    scene.lexicon.is_only(List::Yes, said) || scene.lexicon.is_only(List::No, said)
}

/// True when the slot is named by one of the ways people call it.
pub(super) fn is_called(scene: &Scene, words: &[Word]) -> bool {
    among(&scene.slot.called, words).any(|pattern| pattern.matches(words))
}

fn doubts(scene: &Scene, words: &[Word]) -> bool {
    // « je ne sais pas », where the list has « sais pas ».
    begins(scene, List::DontKnow, words, 2)
}

fn opens(scene: &Scene, list: List, words: &[Word]) -> bool {
    begins(scene, list, words, 0)
}

fn begins(scene: &Scene, list: List, words: &[Word], within: usize) -> bool {
    let head = words.get(..words.len().min(SHORT)).unwrap_or_default();
    let patterns = scene.lexicon.lists.get(&list);
    patterns.is_some_and(|patterns| among(patterns, head).filter_map(|p| p.find(head)).any(|run| run.start <= within))
}

/// How many first words the longest lead takes, unless it would take everything.
fn lead(scene: &Scene, words: &[Word], articles: bool) -> Option<usize> {
    let head = words.get(..words.len().min(SHORT))?;
    let patterns = scene.lexicon.lists.get(&List::Lead)?;
    let runs = among(patterns, head).filter_map(|pattern| pattern.find(head)).filter(|run| run.start == 0);
    let kept = |end: &usize| articles && words.iter().take(*end).all(|word| ARTICLES.contains(&word.text.as_str()));
    runs.map(|run| run.end).filter(|end| *end > 0 && *end < words.len() && !kept(end)).max()
}

/// Without polite words at both ends, in the candidate's own spelling.
fn polished(scene: &Scene, said: &Said, names: bool) -> Said {
    if said.words.len() > SHORT {
        return said.clone();
    }
    let kept = scene.lexicon.trimmed(&said.words);
    let kept = if names { with_name(&said.words, kept) } else { kept };
    let (Some(first), Some(last)) = (kept.first(), kept.last()) else { return said.clone() };
    if kept.len() == said.words.len() {
        return said.clone();
    }
    let next = said.words.iter().find(|word| word.at.start >= last.at.end);
    let end = next.map_or(said.raw.len(), |word| word.at.start);
    let text = said.raw.get(first.at.start..end).unwrap_or_default();
    Said::new(text.trim_end_matches([' ', ',', ';', '\n', '\u{a0}']))
}

/// The kept words with the interjection before them, when it is a name too.
fn with_name<'a>(words: &'a [Word], kept: &'a [Word]) -> &'a [Word] {
    let start = kept.first().and_then(|first| words.iter().position(|word| word.at == first.at)).unwrap_or(0);
    let before = start.checked_sub(1).filter(|at| words.get(*at).is_some_and(|word| NAMES.contains(&&*word.text)));
    before.and_then(|at| words.get(at..start + kept.len())).unwrap_or(kept)
}
