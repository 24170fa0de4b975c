//! « Rappelez-moi en mai », « relancez-moi dans deux semaines »: when they want to be asked.

use jiff::Span;
use jiff::civil::Date;

use crate::dialog::fold::Said;
use crate::dialog::lexicon::Lexicon;

/// Verbs of asking again.
const AGAIN: [&str; 6] = ["rappel", "relanc", "recontact", "redemand", "reecri", "reparl"];
/// Longer is a story.
const WORDS: usize = 25;

/// The day named, if the words ask to be asked again then. A month is its first day; one that is past is next year's.
pub(super) fn day(lexicon: &Lexicon, said: &Said, today: Date) -> Option<Date> {
    let words: Vec<&str> = said.words.iter().map(|word| word.text.as_str()).collect();
    let again = words.iter().position(|word| AGAIN.iter().any(|stem| word.starts_with(stem)))?;
    let negated = words.iter().any(|word| ["ne", "pas", "plus", "jamais", "n"].contains(word));
    if words.len() > WORDS || negated {
        return None;
    }
    let rest = words.get(again..).unwrap_or_default();
    rest.windows(2).find_map(|pair| in_so_long(lexicon, pair, today)).or_else(|| {
        let at = rest.iter().position(|word| lexicon.months.contains_key(*word))?;
        let month = *lexicon.months.get(*rest.get(at)?)?;
        let number = |word: Option<&&str>| word.and_then(|word| word.trim_end_matches("er").parse::<i8>().ok());
        let day = at.checked_sub(1).and_then(|before| number(rest.get(before))).filter(|day| (1..=31).contains(day));
        upcoming(month, day.unwrap_or(1), today)
    })
}

/// « Deux semaines », « 10 jours », « un mois ».
fn in_so_long(lexicon: &Lexicon, pair: &[&str], today: Date) -> Option<Date> {
    let [count, unit] = pair else { return None };
    let count = count.parse::<i64>().ok().or_else(|| lexicon.numbers.get(*count).map(|number| i64::from(*number)))?;
    let count = count.clamp(0, 400);
    let span = match *unit {
        "jour" | "jours" => Span::new().days(count),
        "semaine" | "semaines" => Span::new().weeks(count),
        "mois" => Span::new().months(count),
        _ => return None,
    };
    Some(today.saturating_add(span))
}

fn upcoming(month: i8, day: i8, today: Date) -> Option<Date> {
    let of = |year: i16| {
        let first = Date::new(year, month, 1).ok()?;
        Some(Date::new(year, month, day).unwrap_or(first.last_of_month()))
    };
    of(today.year()).filter(|date| *date > today).or_else(|| of(today.year().saturating_add(1)))
}
