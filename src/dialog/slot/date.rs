//! Dates in the ways French people write them. The day comes first, always; what cannot be is refused, never turned
//! round into something that can.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::{Heard, Scene};
use crate::dialog::definition::DateRange;
use crate::dialog::fold::{Said, Word};
use crate::dialog::intent::Reason;
use crate::dialog::lexicon::List;
use crate::dialog::person::{Flag, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;

mod forms;
#[cfg(test)]
mod tests;

use forms::{Found, Shape, Year};

/// Reads a date as ISO 8601; with `partial`, its day or month may be missing.
#[must_use]
pub fn read(scene: &Scene, said: &Said, range: DateRange, partial: bool) -> Heard {
    let introduced = introduced(&said.words).filter(|_| range == DateRange::Birth);
    if !scene.asked && introduced.is_none() {
        return Heard::Nothing;
    }
    let mut found = forms::find(scene.lexicon, said);
    if let (false, Some(from)) = (scene.asked, introduced) {
        // « Diplôme du 30/06/2021, née le 12/05/1999 »: the date behind what introduces it.
        let behind = found.iter().position(|found| found.at.start >= from);
        found = behind.and_then(|at| found.get(at..=at)).map(<[Found]>::to_vec).unwrap_or(found);
    }
    let full: Vec<&Found> = found.iter().filter(|found| matches!(found.shape, Shape::Full { .. })).collect();
    if let Some(first) = full.first() {
        let same = full.iter().all(|other| other.shape == first.shape);
        return if same { judge(scene, said, first, range, partial) } else { unread() };
    }
    if !scene.asked {
        return Heard::Nothing;
    }
    if let Some(date) = relative(&said.words, scene.today).filter(|_| range != DateRange::Birth) {
        return given(date.to_string());
    }
    match found.as_slice() {
        [] if digits(said) && !scene.lexicon.says(List::Later, &said.words) => unread(),
        [] => Heard::Nothing,
        [one] => judge(scene, said, one, range, partial),
        _ => unread(),
    }
}

/// Where « né le », « date de naissance » ends.
fn introduced(words: &[Word]) -> Option<usize> {
    let is = |at: usize, forms: &[&str]| words.get(at).is_some_and(|word| forms.contains(&word.text.as_str()));
    let opens = |at: &usize| is(*at, &["ne", "nee"]) && is(at + 1, &["le", "en"]) || is(*at, &["naissance"]);
    let at = (0..words.len()).find(opens)?;
    words.get(at).map(|word| word.at.end)
}

fn digits(said: &Said) -> bool {
    said.raw.bytes().any(|byte| byte.is_ascii_digit())
}

fn unread() -> Heard {
    Heard::Refused(Reason::of(Phrase::DateUnread), None)
}

fn given(iso: String) -> Heard {
    Heard::Value(Value::Text(iso), Vec::new())
}

/// Refuses with the date as it was typed.
fn refused(phrase: Phrase, said: &Said, found: &Found) -> Heard {
    let typed = said.raw.get(found.at.clone()).unwrap_or_default();
    Heard::Refused(Reason::Phrase(phrase, Args::new().with("valeur", typed)), None)
}

fn judge(scene: &Scene, said: &Said, found: &Found, range: DateRange, partial: bool) -> Heard {
    let no = |phrase| refused(phrase, said, found);
    match found.shape {
        Shape::Full { year, month, day } => {
            let Some(date) = resolve(year, range, scene.today, |year| Date::new(year, month, day).ok()) else {
                return no(Phrase::DateImpossible);
            };
            implausible(date, date, range, scene.today).map_or_else(|| given(date.to_string()), no)
        }
        Shape::Month { month, .. } if !(1..=12).contains(&month) => no(Phrase::DateImpossible),
        Shape::Month { .. } | Shape::Year(_) if !partial => no(Phrase::DateIncomplete),
        Shape::Month { year, month } => {
            let first = resolve(year, range, scene.today, |year| Date::new(year, month, 1).ok());
            let last = first.map(Date::last_of_month);
            match first.zip(last).map(|(first, last)| (first, implausible(first, last, range, scene.today))) {
                None => no(Phrase::DateImpossible),
                Some((_, Some(phrase))) => no(phrase),
                Some((first, None)) => part(first.strftime("%Y-%m").to_string()),
            }
        }
        Shape::Year(year) => match resolve(year, range, scene.today, |year| Date::new(year, 1, 1).ok()) {
            None => no(Phrase::DateImpossible),
            Some(first) => implausible(first, first.last_of_year(), range, scene.today)
                .map_or_else(|| part(first.strftime("%Y").to_string()), no),
        },
        Shape::NoYear => no(Phrase::DateIncomplete),
    }
}

fn part(iso: String) -> Heard {
    Heard::Value(Value::Text(iso), vec![Flag::Partial])
}

/// The date in the century the range makes likely, for a year of two digits.
fn resolve(year: Year, range: DateRange, today: Date, make: impl Fn(i16) -> Option<Date>) -> Option<Date> {
    let short = match year {
        Year::Whole(year) => return make(year),
        Year::Short(short) => short,
    };
    let latest = match range {
        DateRange::Birth => back(today, 10.years()),
        DateRange::Past => today,
        DateRange::Any => back(today, (-10).years()),
    };
    let century = today.year() - today.year() % 100;
    let dates = [century + 100, century, century - 100].into_iter().filter_map(|base| make(base + short));
    let mut dates = dates.peekable();
    dates.peek()?;
    dates.find(|date| *date <= latest)
}

fn back(today: Date, span: Span) -> Date {
    today.saturating_sub(span)
}

/// Why a date that runs from `first` to `last` cannot be meant.
fn implausible(first: Date, last: Date, range: DateRange, today: Date) -> Option<Phrase> {
    let (oldest, youngest) = match range {
        DateRange::Birth => (back(today, 100.years()), back(today, 10.years())),
        DateRange::Past => (back(today, 80.years()), today),
        DateRange::Any => return None,
    };
    if first > today {
        Some(Phrase::DateFuture)
    } else if first > youngest || last < oldest {
        Some(Phrase::DateImplausible)
    } else {
        None
    }
}

/// « Aujourd’hui », « hier », « avant-hier ».
fn relative(words: &[Word], today: Date) -> Option<Date> {
    let at = words.iter().position(|word| ["aujourd", "aujourdhui", "hier"].contains(&word.text.as_str()))?;
    let hier = words.get(at)?.text == "hier";
    let before = at.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|word| word.text == "avant");
    Some(back(
        today,
        match (hier, before) {
            (false, _) => 0.days(),
            (true, false) => 1.day(),
            (true, true) => 2.days(),
        },
    ))
}
