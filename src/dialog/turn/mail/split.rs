//! The parts of free prose: lines under a number of our form, lines « INE : … », sentences. In one walk.

use crate::dialog::fold::{UNDERSTOOD_BYTES, head};

/// Units of one mail that are understood at most: nobody answers in more.
pub(super) const MOST: usize = 160;
/// A line that is shorter was broken by its writer, not by a mail program.
const BROKEN: usize = 58;
/// Words of a label at most.
const LABEL: usize = 6;

/// A number nobody knows stands before so many words at most, where no other line is numbered.
const FEW: usize = 2;
/// Behind a number these tell where somebody lives, or a day.
const PLACED: &[&str] = &[
    "rue",
    "avenue",
    "av",
    "boulevard",
    "bd",
    "bld",
    "place",
    "impasse",
    "allee",
    "allée",
    "chemin",
    "route",
    "quai",
    "cours",
    "square",
    "residence",
    "résidence",
    "bis",
    "ter",
    "janvier",
    "fevrier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "décembre",
];

/// A part of a mail that is understood by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit {
    /// Under the number of a question.
    Numbered(u32, String),
    /// A sentence, or a line that stands for itself.
    Words(String),
}

/// Splits prose. `known`: the numbers of questions; a bare « 3 » opens an answer only when it is one of them.
pub(super) fn prose(text: &str, known: &[u32]) -> Vec<Unit> {
    let few = |rest: &str| rest.split_whitespace().count() <= FEW;
    split(text, known, &|line| counted(line).filter(|(_, rest)| few(rest)))
}

/// The same among numbered answers: there a line « 42. … » answers question 42, which nobody may have asked.
pub(super) fn listed(text: &str, known: &[u32]) -> Vec<Unit> {
    split(text, known, &counted)
}

/// « 42. oui », « 42) … »: a number in front of an answer, as in a list; « 42. rue de la Paix », « 12. mai » are none.
pub(super) fn counted(line: &str) -> Option<(u32, &str)> {
    let bare = line.trim_start_matches(['-', '*', '•', '>', ' ', '\u{a0}']);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let (number, behind) = bare.split_at_checked(digits).filter(|_| (1..=3).contains(&digits))?;
    let rest = behind.strip_prefix(['.', ')']).filter(|rest| rest.starts_with([' ', '\u{a0}']))?.trim();
    let first: String = rest.chars().take_while(|sign| sign.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let none =
        rest.is_empty() || rest.starts_with(|sign: char| sign.is_ascii_digit()) || PLACED.contains(&first.as_str());
    number.parse().ok().filter(|_| !none).map(|number| (number, rest))
}

/// « Oui. Et je voudrais… »: the first sentence of several, and the rest.
pub(super) fn first_sentence(text: &str) -> Option<(&str, &str)> {
    let mut ends = text.char_indices().filter(|(_, sign)| matches!(sign, '.' | '!' | ';' | ',' | '?'));
    ends.find_map(|(at, sign)| {
        let (first, rest) = text.split_at_checked(at + sign.len_utf8())?;
        let bare = first.trim_end_matches(sign);
        (rest.starts_with(char::is_whitespace) && !is_short(bare)).then(|| (bare.trim(), rest.trim()))
    })
}

fn split<'t>(text: &'t str, known: &[u32], unknown: &dyn Fn(&'t str) -> Option<(u32, &'t str)>) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut running = String::new();
    for line in head(text, UNDERSTOOD_BYTES).lines() {
        let line = line.trim();
        if let Some((number, rest)) = numbered(line, known).or_else(|| unknown(line)) {
            flush(&mut running, &mut units);
            units.push(Unit::Numbered(number, rest.to_owned()));
            continue;
        }
        if let Some((before, number, rest)) = inside(line, known) {
            flush(&mut running, &mut units);
            push(Some(before), &mut units);
            units.push(Unit::Numbered(number, rest.to_owned()));
            continue;
        }
        if line.is_empty() || is_labelled(line) {
            flush(&mut running, &mut units);
            if !line.is_empty() {
                units.push(Unit::Words(line.to_owned()));
            }
            continue;
        }
        if !running.is_empty() {
            running.push(' ');
        }
        running.push_str(line);
        if line.chars().count() < BROKEN {
            flush(&mut running, &mut units);
        }
    }
    flush(&mut running, &mut units);
    units
}

/// The sentences of what was gathered.
fn flush(running: &mut String, units: &mut Vec<Unit>) {
    let text = std::mem::take(running);
    let mut from = 0;
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let ends = matches!(sign, '.' | '!' | '?' | ';' | '…');
        let space = signs.peek().is_none_or(|(_, next)| next.is_whitespace());
        let next = at + sign.len_utf8();
        if ends && space && !is_short(text.get(from..at).unwrap_or_default()) {
            push(text.get(from..next), units);
            from = next;
        }
    }
    push(text.get(from..), units);
}

fn push(text: Option<&str>, units: &mut Vec<Unit>) {
    let text = text.unwrap_or_default().trim();
    if !text.is_empty() {
        units.push(Unit::Words(text.to_owned()));
    }
}

/// « M. », « St. » ends no sentence.
fn is_short(text: &str) -> bool {
    let last = text.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    (1..=2).contains(&last.chars().count()) && last.chars().all(char::is_alphabetic)
}

/// « INE : 0494004062M »: a few words, a colon, something behind it.
fn is_labelled(line: &str) -> bool {
    line.split_once(':').is_some_and(|(label, rest)| {
        let words = label.split_whitespace().count();
        (1..=LABEL).contains(&words) && !rest.trim().is_empty() && !rest.starts_with("//")
    })
}

/// « 3. 12/05/1999 », « 3) … », « n°3 : … », « Question 3 - … »: the number and what is said to it.
fn numbered<'t>(line: &'t str, known: &[u32]) -> Option<(u32, &'t str)> {
    let bare = line.trim_start_matches(['-', '*', '•', '>', ' ', '\u{a0}']);
    let (named, rest) = announced(bare);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&digits) {
        return None;
    }
    let number: u32 = rest.get(..digits)?.parse().ok()?;
    let behind = rest.get(digits..)?.trim_start_matches([' ', '\u{a0}']);
    let sign = behind.chars().next();
    let answer = behind.trim_start_matches(['.', ')', ':', '-', '–', '—', '=', ']', ' ', '\u{a0}']);
    let signed = matches!(sign, Some('.' | ')' | ':' | '-' | '–' | '—' | '=' | ']'));
    // « 12.05.1999 » and « 06-12-34 » are no answers to 12 and 6.
    let close = behind.chars().nth(1).is_some_and(|next| next.is_ascii_digit());
    let figure = close && (sign == Some('-') || (sign == Some('.') && !answer.contains('/')));
    let fits = if named { true } else { signed && !figure && known.contains(&number) };
    let lone_question = signed && !named && behind.trim() == "?";
    let answer = if answer.is_empty() && behind.contains('-') { "-" } else { answer };
    (fits && (!answer.is_empty() || lone_question)).then_some((number, answer))
}

/// Words before a number that make it a question's, in the middle of a sentence.
const POINTS: &[&str] =
    &["le", "la", "au", "à", "du", "point", "ligne", "question", "réponse", "numéro", "n°", "modifier", "corriger"];

/// « Tout est bon sauf le 3 : Martinez »: what stands before, the number, and what is said to it.
fn inside<'t>(line: &'t str, known: &[u32]) -> Option<(&'t str, u32, &'t str)> {
    let (before, answer) = line.split_once(':')?;
    let before = before.trim_end();
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (words, number) = before.split_at_checked(before.len() - digits)?;
    let number: u32 = number.parse().ok().filter(|number| known.contains(number))?;
    let words = words.trim_end();
    let last = words.rsplit(char::is_whitespace).next()?.to_lowercase();
    let answer = answer.trim();
    let rest = words.get(..words.len().checked_sub(last.len())?).unwrap_or_default();
    (POINTS.contains(&last.as_str()) && !answer.is_empty() && !answer.starts_with("//"))
        .then_some((rest, number, answer))
}

/// « n° », « question », « Q »: what announces a number.
fn announced(line: &str) -> (bool, &str) {
    for opening in ["question n°", "question", "numéro", "numero", "n°", "nº", "n °", "no ", "q"] {
        let length = line.char_indices().nth(opening.chars().count()).map_or(line.len(), |(at, _)| at);
        let Some((start, rest)) = line.get(..length).zip(line.get(length..)) else { continue };
        let rest = rest.trim_start_matches([' ', '\u{a0}', '.']);
        if start.to_lowercase() == opening && rest.starts_with(|sign: char| sign.is_ascii_digit()) {
            return (true, rest);
        }
    }
    (false, line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Unit {
        Unit::Words(text.into())
    }

    #[test]
    fn lines_under_a_number_are_told_from_dates_and_figures() {
        let known = [3, 6, 7, 12];
        let cases: [(&str, Option<(u32, &str)>); 18] = [
            ("3. 12/05/1999", Some((3, "12/05/1999"))),
            ("3) Madame", Some((3, "Madame"))),
            ("3 : Madame", Some((3, "Madame"))),
            ("3 - Madame", Some((3, "Madame"))),
            ("3.Madame", Some((3, "Madame"))),
            ("> 3. Madame", Some((3, "Madame"))),
            ("n°3 : Madame", Some((3, "Madame"))),
            ("N° 42 : Madame", Some((42, "Madame"))),
            ("Question 3 : Madame", Some((3, "Madame"))),
            ("7. ?", Some((7, "?"))),
            ("7. -", Some((7, "-"))),
            ("6.12/05/1999", Some((6, "12/05/1999"))),
            ("12-14 rue de la Paix", None),
            ("12.05.1999", None),
            ("06-12-34-56-78", None),
            ("3 enfants", None),
            ("42. rue de la Paix", None),
            ("12345", None),
        ];
        for (line, expected) in cases {
            assert_eq!(numbered(line, &known), expected, "{line}");
        }
    }

    #[test]
    fn a_number_in_the_middle_of_a_sentence_is_found() {
        let cases = [
            ("Tout est bon sauf le 3 : Martinez", Some(("Tout est bon sauf ", 3, "Martinez"))),
            ("modifier 3 : Martinez", Some(("", 3, "Martinez"))),
            ("rendez-vous à 42 : non", None),
            ("le 3 mai : Martinez", None),
            ("Nom : Martin", None),
            ("3", None),
        ];
        for (line, expected) in cases {
            assert_eq!(inside(line, &[3, 7]), expected, "{line}");
        }
    }

    #[test]
    fn sentences_go_over_the_ends_of_wrapped_lines() {
        let text = "Bonjour,\n\nJe m’appelle Zoé Martin et je souhaite vraiment candidater au master de\nLille. Merci ! M. Dupont m’a aidée.\nINE : 0494004062M";
        let expected = vec![
            words("Bonjour,"),
            words("Je m’appelle Zoé Martin et je souhaite vraiment candidater au master de Lille."),
            words("Merci !"),
            words("M. Dupont m’a aidée."),
            words("INE : 0494004062M"),
        ];
        assert_eq!(prose(text, &[]), expected);
    }
}
