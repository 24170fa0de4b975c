//! Where an answer to the six-month question is cut: each piece is read for itself.

use super::grammar::SUBORDINATES;
use crate::dialog::fold::{Said, Word};
use crate::dialog::lexicon::{Lexicon, List};

/// Parts of the utterance that may be read alone: between punctuation, behind « mais », « car », « et je », and behind a
/// reason that opens it: « en raison de mes horaires | je retire ».
pub(super) fn clauses<'a>(lexicon: &Lexicon, said: &'a Said) -> Vec<&'a [Word]> {
    let joins = ["mais", "car", "donc", "puis", "alors", "parce"];
    let (mut clauses, mut start) = (Vec::new(), 0);
    let words = &said.words;
    let is = |at: usize, forms: &[&str]| words.get(at).is_some_and(|word| forms.contains(&word.text.as_str()));
    for at in 1..=words.len() {
        let told = is(at, &["je", "j"]) && !is(at - 1, SUBORDINATES);
        let told = told && words.get(start..at).is_some_and(|before| may_end(lexicon, before));
        let join = is(at, &joins) || is(at, &["et"]) && is(at + 1, &["je", "j"]) || told;
        if at == words.len() || join || crate::dialog::slot::options::breaks_before(said, at) {
            clauses.push(words.get(start..at).unwrap_or_default());
            start = at;
        }
    }
    clauses
}

/// « En raison de… », « comme… », « j’ai eu mon concours »: a « je » behind these begins what is said for itself.
fn may_end(lexicon: &Lexicon, words: &[Word]) -> bool {
    let is = |word: &Word, forms: &[&str]| forms.contains(&word.text.as_str());
    let before = words
        .iter()
        .take_while(|word| is(word, &["bonjour", "bonsoir", "bjr", "madame", "monsieur", "et", "non", "oui"]));
    let words = words.get(before.count()..).unwrap_or_default();
    let opens = |word: &Word| is(word, &["comme", "etant", "n", "meme", "malgre"]);
    let tells = |word: &Word| is(word, &["j", "je", "g", "jai"]);
    let patterns = lexicon.lists.get(&List::Reason).map(Vec::as_slice).unwrap_or_default();
    words.first().is_some_and(|first| opens(first) || tells(first) && words.len() > 2)
        || patterns.iter().any(|pattern| pattern.begins(words).is_some())
}
