//! Absences: whether a text says that somebody is away, and until when.

use jiff::Span;
use jiff::civil::Date;

use crate::dialog::fold::{fold, head};

/// Bytes of a text that are read for it.
const LOOKED: usize = 4000;

/// True when the mail, which a program wrote, tells of an absence.
pub(super) fn says(subject: &str, text: &str) -> bool {
    let subject = fold(head(subject, 200));
    let named =
        ["absen", "out of office", "out of the office", "conge", "ooo", "vacation", "vacances", "on leave", "away"];
    named.iter().any(|name| subject.contains(name)) || is_notice(&fold(head(text, LOOKED)))
}

/// Phrases of such notices, in folded text.
pub(super) fn is_notice(folded: &str) -> bool {
    const PHRASES: &[&str] = &[
        "absent du bureau",
        "absente du bureau",
        "absent e du bureau",
        "suis absent",
        "suis actuellement absent",
        "serai absent",
        "suis en conge",
        "suis actuellement en conge",
        "serai en conge",
        "en conges jusqu",
        "en conge jusqu",
        "absent jusqu",
        "absente jusqu",
        "absent e jusqu",
        "actuellement absent",
        "de retour le",
        "mon retour",
        "out of office",
        "out of the office",
        "currently away",
        "on vacation",
        "annual leave",
        "on leave",
        "maternity leave",
        "i am away",
        "back on",
        "back in the office",
        "will be back",
        "en deplacement jusqu",
        "en vacances",
        "conge maternite",
        "en arret",
        "absent pour conges",
        "mon absence",
    ];
    PHRASES.iter().any(|phrase| folded.contains(phrase))
}

/// The day of return, or the last day away. A year that is not said is the next one that fits after `day`.
pub(super) fn until(subject: &str, text: &str, day: Option<Date>) -> Option<Date> {
    let said = format!("{} . {}", head(subject, 200), head(text, LOOKED));
    let words = split(&said);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // The return says it best; then the end of the absence.
    const CUES: &[&[&[&str]]] = &[
        &[
            &["retour"],
            &["revient"],
            &["reviens"],
            &["reviendrai"],
            &["reprise"],
            &["reprendrai"],
            &["reprends"],
            &["back"],
            &["return"],
            &["returning"],
            &["rentre"],
            &["disponible", "a", "partir"],
            &["joignable", "a", "partir"],
        ],
        &[&["jusqu", "au"], &["jusqu", "a"], &["jusque"], &["until"], &["till"], &["through"], &["inclus"], &["to"]],
        &[&["au"], &["le"]],
    ];
    CUES.iter().find_map(|cues| {
        (0..words.len()).find_map(|at| {
            let cue = cues.iter().find(|cue| words.get(at..at + cue.len()) == Some(**cue))?;
            near(&words, at + cue.len(), day)
        })
    })
}

/// A date within a few words.
fn near(words: &[&str], from: usize, day: Option<Date>) -> Option<Date> {
    for at in from..(from + 7).min(words.len()) {
        if words.get(at) == Some(&".") {
            return None;
        }
        if let Some(date) = date(words.get(at..).unwrap_or_default(), day) {
            return Some(date);
        }
    }
    None
}

/// Folded words; dates in figures stay together, sentences are parted by a dot.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for chunk in text.split_whitespace() {
        let bare = chunk.trim_matches(|sign: char| !sign.is_alphanumeric());
        if bare.starts_with(|sign: char| sign.is_ascii_digit()) && bare.contains(['/', '-', '.']) {
            words.push(bare.to_owned());
        } else {
            words.extend(fold(chunk).split(' ').filter(|word| !word.is_empty()).map(str::to_owned));
        }
        if chunk.ends_with(['.', '!', '?', ';']) && bare.len() > 1 && !bare.chars().all(|sign| sign.is_ascii_digit()) {
            words.push(".".to_owned());
        }
    }
    words
}

fn date(words: &[&str], day: Option<Date>) -> Option<Date> {
    let first = *words.first()?;
    if let Some(date) = in_figures(first, day) {
        return Some(date);
    }
    let skip = |at: usize| words.get(at).copied().filter(|word| *word != "of").or_else(|| words.get(at + 1).copied());
    let (number, month, year_at) = match (ordinal(first), month(first)) {
        (Some(number), _) => (number, month(skip(1)?)?, if words.get(1) == Some(&"of") { 3 } else { 2 }),
        (None, Some(month)) => (ordinal(words.get(1)?)?, month, 2),
        _ => return None,
    };
    let year = words.get(year_at).and_then(|word| year(word));
    complete(number, month, year, day)
}

/// « 03/09/2026 », « 3.9.26 », « 2026-09-03 », « 03/09 ».
fn in_figures(word: &str, day: Option<Date>) -> Option<Date> {
    let parts: Vec<&str> = word.split(['/', '-', '.']).filter(|part| !part.is_empty()).collect();
    let number = |at: usize| parts.get(at).and_then(|part: &&str| part.parse::<i8>().ok());
    match parts.as_slice() {
        [y, ..] if y.len() == 4 && parts.len() == 3 => complete(number(2)?, number(1)?, year(y), day),
        [_, _, y] => complete(number(0)?, number(1)?, Some(year(y)?), day),
        [_, _] if !word.contains('-') => complete(number(0)?, number(1)?, None, day),
        _ => None,
    }
}

pub(super) fn year(word: &str) -> Option<i16> {
    let year = word.parse::<i16>().ok()?;
    match word.len() {
        4 if (2000..2100).contains(&year) => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

pub(super) fn ordinal(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
    let ending = word.get(digits.len()..)?;
    let known = matches!(ending, "" | "er" | "st" | "nd" | "rd" | "th" | "ere");
    digits.parse().ok().filter(|number| known && (1..=31).contains(number))
}

pub(super) fn month(word: &str) -> Option<i8> {
    const MONTHS: &[&[&str]] = &[
        &["janvier", "janv", "january", "jan"],
        &["fevrier", "fevr", "fev", "february", "feb"],
        &["mars", "march", "mar"],
        &["avril", "avr", "april", "apr"],
        &["mai", "may"],
        &["juin", "june", "jun"],
        &["juillet", "juil", "july", "jul"],
        &["aout", "august", "aug"],
        &["septembre", "sept", "september", "sep"],
        &["octobre", "oct", "october"],
        &["novembre", "nov", "november"],
        &["decembre", "dec", "december"],
    ];
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(at + 1).ok()
}

/// A day of a year, said or meant: without a year, the first one that is not long past.
fn complete(number: i8, month: i8, year: Option<i16>, day: Option<Date>) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, number).ok();
    }
    let day = day?;
    let this = Date::new(day.year(), month, number).ok();
    let past = day.checked_sub(Span::new().days(60)).ok()?;
    this.filter(|date| *date >= past).or_else(|| Date::new(day.year() + 1, month, number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_return_is_read() {
        let cases = [
            ("Je suis absente, de retour le 3 septembre.", Some("2026-09-03")),
            ("Absent jusqu’au 15/08/2026 inclus.", Some("2026-08-15")),
            ("I will be back on 3 September.", Some("2026-09-03")),
            ("back on September 3rd, 2027", Some("2027-09-03")),
            ("Je suis en congés du 20 juillet au 1er août.", Some("2026-08-01")),
            ("absente jusqu'au 24/08, retour prévu le lundi 25 août 2026", Some("2026-08-25")),
            ("out of the office until January 4", Some("2027-01-04")),
            ("en congés jusqu'au 2 janvier", Some("2027-01-02")),
            ("return to the office on Monday, 3rd of August", Some("2026-08-03")),
            ("Je serai absente jusqu’au 31.07.26", Some("2026-07-31")),
            ("absent jusqu'au 2026-08-31", Some("2026-08-31")),
            ("Je suis absent. Merci de votre message du 3 mars.", None),
            ("Absent jusqu'à nouvel ordre.", None),
            ("retour le 45 mars", None),
        ];
        for (text, expected) in cases {
            let found = until("", text, Some(Date::constant(2026, 7, 15)));
            assert_eq!(found.map(|date| date.to_string()).as_deref(), expected, "{text}");
        }
    }
}
