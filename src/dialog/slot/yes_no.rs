//! Yes or no. An idiom that begins with « pas » is no no: « pas de problème ».

use super::{Heard, Scene};
use crate::dialog::fold::{Said, Word};
use crate::dialog::lexicon::{Lexicon, List};
use crate::dialog::person::Value;

#[cfg(test)]
mod tests;

/// The slot of the question « tout est-il exact ? », where agreeing is a yes.
const CONFIRMATION: &str = "confirmation";

/// Reads a yes or a no, only where it was asked for.
#[must_use]
pub fn read(scene: &Scene, said: &Said) -> Heard {
    if !scene.asked || said.is_empty() {
        return Heard::Nothing;
    }
    let lexicon = scene.lexicon;
    if lexicon.is_only(List::Yes, said) || confirms(scene, said) {
        return Heard::Value(Value::Bool(true), Vec::new());
    }
    if lexicon.is_only(List::No, said) {
        return Heard::Value(Value::Bool(false), Vec::new());
    }
    if lexicon.is_only(List::Unclear, said) {
        return Heard::Unsure;
    }
    if said.question || lexicon.says(List::Interrogative, &said.words) {
        return Heard::Nothing;
    }
    led(lexicon, lexicon.trimmed(&said.words))
}

fn confirms(scene: &Scene, said: &Said) -> bool {
    let agreed = scene.lexicon.is_only(List::Done, said) || said.folded() == "ok pour moi";
    &*scene.slot.name == CONFIRMATION && agreed
}

/// A yes or a no at the head of a sentence, or alone at its end; both: unsure.
fn led(lexicon: &Lexicon, words: &[Word]) -> Heard {
    let head = |list| head_run(lexicon, list, words);
    let (yes, no) = (head(List::Yes), head(List::No));
    let (value, taken) = if yes >= no { (true, yes) } else { (false, no) };
    let rest = words.get(taken..).unwrap_or_default();
    if taken == 0 {
        return if both(rest) { Heard::Unsure } else { Heard::Nothing };
    }
    let other = if value { List::No } else { List::Yes };
    let contrary = head_run(lexicon, other, rest) > 0 || plain(rest, !value) || doubtful(rest, value);
    if contrary { Heard::Unsure } else { Heard::Value(Value::Bool(value), Vec::new()) }
}

/// How many words a pattern of the list takes at the head.
fn head_run(lexicon: &Lexicon, list: List, words: &[Word]) -> usize {
    let patterns = lexicon.lists.get(&list).map(Vec::as_slice).unwrap_or_default();
    patterns.iter().filter_map(|pattern| pattern.begins(words)).max().unwrap_or(0)
}

fn plain(words: &[Word], yes: bool) -> bool {
    words.iter().any(|word| word.text == if yes { "oui" } else { "non" })
}

fn both(words: &[Word]) -> bool {
    plain(words, true) && plain(words, false)
}

/// « Oui mais », « non sauf si »: what follows may turn it. « Non mais j’ai fait la demande » remains a no.
fn doubtful(words: &[Word], yes: bool) -> bool {
    let turns = |word: &Word| ["si", "sauf", "enfin", "peut", "depend"].contains(&word.text.as_str());
    words.iter().any(|word| turns(word) || yes && word.text == "mais")
}
