//! Numbers as people write them: « 12 », « deux », « quatre-vingt-dix-neuf », « deux mille un », « 2e », « premier ».

use super::fold::Word;
use super::lexicon::Lexicon;

/// A number at the head of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Its value.
    pub value: u32,
    /// How many words it took.
    pub words: usize,
    /// « Deuxième », « 2e », « premier ».
    pub ordinal: bool,
    /// How many digits it was typed with; 0 in letters.
    pub digits: usize,
}

/// The longest number at the head of the words. Digits never join: « 9 6 » is two numbers.
#[must_use]
pub fn read(lexicon: &Lexicon, words: &[Word]) -> Option<Number> {
    let first = words.first()?;
    if first.text.bytes().all(|byte| byte.is_ascii_digit()) {
        let value = first.text.parse().ok()?;
        return Some(Number { value, words: 1, ordinal: false, digits: first.text.len() });
    }
    let value = *lexicon.numbers.get(&first.text)?;
    if ordinal(&first.text) {
        return Some(Number { value, words: 1, ordinal: true, digits: 0 });
    }
    let (value, words) = compose(lexicon, words);
    Some(Number { value, words, ordinal: false, digits: 0 })
}

/// « Les deux », « les 3 »: all of so many.
#[must_use]
pub fn all_of(lexicon: &Lexicon, words: &[Word]) -> Option<usize> {
    let at = words.iter().position(|word| word.text == "les")?;
    let number = words.get(at + 1..).and_then(|rest| read(lexicon, rest)).filter(|n| !n.ordinal && n.value > 1)?;
    usize::try_from(number.value).ok()
}

fn ordinal(word: &str) -> bool {
    word.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        || word.ends_with("ieme")
        || ["premier", "premiere", "second", "seconde"].contains(&word)
}

/// Joins number words as French does: tens then units, « cent » and « mille » multiply what stands before them.
fn compose(lexicon: &Lexicon, words: &[Word]) -> (u32, usize) {
    let (mut thousands, mut below, mut taken) = (0_u32, 0_u32, 0);
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if word.text == "et" && taken > 0 && matches!(below % 100, 20 | 30 | 40 | 50 | 60) {
            let next = words.get(at + 1).and_then(|word| lexicon.numbers.get(&word.text));
            if !matches!(next, Some(1 | 11)) {
                break;
            }
            at += 1;
            continue;
        }
        let value = lexicon.numbers.get(&word.text).copied().filter(|_| !ordinal(&word.text));
        match value.map(|value| (value, join(below, value))) {
            Some((1000, _)) if thousands == 0 && below < 100 => (thousands, below) = (below.max(1) * 1000, 0),
            Some((_, Some(joined))) if taken == 0 || below > 0 || thousands > 0 => below = joined,
            _ => break,
        }
        at += 1;
        taken = at;
    }
    (thousands + below, taken)
}

/// `below`, then `value`: their number, when French says them so.
fn join(below: u32, value: u32) -> Option<u32> {
    let rest = below % 100;
    match value {
        100 if below < 20 => Some(below.max(1) * 100),
        100.. => None,
        20 if rest == 4 => Some(below - 4 + 80),
        _ if rest == 0 => Some(below + value),
        7..=9 if rest == 10 => Some(below + value),
        // « soixante-dix-neuf » joins twice: 60 and 10, then 9.
        1..=9 if rest >= 20 && rest.is_multiple_of(10) => Some(below + value),
        10..=19 if rest == 60 || rest == 80 => Some(below + value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::Said;
    use super::super::load::lexicon::load_lexicon;
    use super::*;

    #[test]
    fn numbers_in_letters_and_digits() {
        let lexicon = load_lexicon(include_str!("../../dialogs/lexique.toml"), "").expect("lists");
        for (text, value, words) in [
            ("deux", 2, 1),
            ("vingt et un", 21, 3),
            ("vingt et douai", 20, 1),
            ("soixante-dix-neuf", 79, 3),
            ("soixante et onze", 71, 3),
            ("quatre-vingts", 80, 2),
            ("quatre-vingt-dix-neuf", 99, 4),
            ("mille neuf cent quatre-vingt-dix-neuf", 1999, 7),
            ("dix-neuf cent quatre-vingt-dix", 1990, 6),
            ("deux mille", 2000, 2),
            ("deux mille un", 2001, 3),
            ("deux mille vingt-quatre", 2024, 4),
            ("mille", 1000, 1),
            ("nonante-sept", 97, 2),
            ("deux trois", 2, 1),
            ("9 6", 9, 1),
            ("premier janvier", 1, 1),
        ] {
            let number = read(&lexicon, &Said::new(text).words).expect(text);
            assert_eq!((number.value, number.words), (value, words), "{text}");
        }
        assert_eq!(read(&lexicon, &Said::new("douai").words), None);
        assert_eq!(read(&lexicon, &Said::new("99999999999999").words), None);
    }
}
