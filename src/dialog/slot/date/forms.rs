//! The written forms of a date: which numbers and words of an utterance make one, without judging it.

use std::ops::Range;

use crate::dialog::fold::{Said, Word};
use crate::dialog::lexicon::Lexicon;
use crate::dialog::number;
use crate::dialog::pattern::slip;

/// A year as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    /// « 1999 »
    Whole(i16),
    /// « 99 »
    Short(i16),
}

/// What was written of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Full {
        year: Year,
        month: i8,
        day: i8,
    },
    Month {
        year: Year,
        month: i8,
    },
    Year(Year),
    /// A day and a month, or a month alone.
    NoYear,
}

/// A date and where it stands in the utterance, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) shape: Shape,
    pub(super) at: Range<usize>,
}

/// All dates of the utterance, from left to right, the fullest form at each place.
pub(super) fn find(lexicon: &Lexicon, said: &Said) -> Vec<Found> {
    let tokens = tokens(&said.words);
    let reader = Reader { lexicon, tokens: &tokens };
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = tokens.get(at) {
        match reader.read(at) {
            Some((shape, taken)) => {
                let end = tokens.get(at + taken - 1).map_or(start.at.end, |token| token.at.end);
                found.push(Found { shape, at: start.at.start..end });
                at += taken;
            }
            None => at += 1,
        }
    }
    found
}

/// The words, parted where digits meet letters: « 3aout1999 », « 1er ».
fn tokens(words: &[Word]) -> Vec<Word> {
    let mut tokens: Vec<Word> = Vec::new();
    for word in words {
        // A word that folding lengthened has no byte for byte places; its pieces all stand where it stands.
        let mapped = word.at.len() == word.text.len();
        let (mut start, bytes) = (0, word.text.as_bytes());
        for end in 1..=bytes.len() {
            let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
            if end < bytes.len() && digit(end) == digit(end - 1) {
                continue;
            }
            let Some(text) = word.text.get(start..end) else { continue };
            let at = if mapped { word.at.start + start..word.at.start + end } else { word.at.clone() };
            tokens.push(Word { text: text.to_owned(), at });
            start = end;
        }
    }
    tokens
}

struct Reader<'a> {
    lexicon: &'a Lexicon,
    tokens: &'a [Word],
}

impl Reader<'_> {
    /// The longest form that begins at a token, and how many tokens it took.
    fn read(&self, at: usize) -> Option<(Shape, usize)> {
        if self.glued(at) {
            return None;
        }
        self.iso(at)
            .or_else(|| self.compact(at))
            .or_else(|| self.spelled(at))
            .or_else(|| self.numeric(at))
            .or_else(|| self.month_of_year(at))
            .or_else(|| self.year_alone(at))
    }

    /// True behind a letter without a space: « L3 » is no third of anything.
    fn glued(&self, at: usize) -> bool {
        let here = self.tokens.get(at).map(|token| token.at.start);
        at > 0 && self.tokens.get(at - 1).map(|token| token.at.end) == here
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    /// A number in digits, of at least and at most so many.
    fn digits(&self, at: usize, lengths: std::ops::RangeInclusive<usize>) -> Option<i16> {
        let text = self.text(at);
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (digits && lengths.contains(&text.len())).then(|| text.parse().ok())?
    }

    fn month_name(&self, at: usize) -> Option<i8> {
        let text = self.text(at);
        let months = &self.lexicon.months;
        let slipped = || months.iter().find(|(name, _)| slip(name, text)).map(|(_, month)| month);
        months.get(text).or_else(slipped).copied()
    }

    /// A year in two or four digits, or in letters.
    fn year(&self, at: usize) -> Option<(Year, usize)> {
        if let Some(year) = self.digits(at, 4..=4) {
            return Some((Year::Whole(year), 1));
        }
        if let Some(year) = self.digits(at, 2..=2) {
            return Some((Year::Short(year), 1));
        }
        let number = number::read(self.lexicon, self.tokens.get(at..)?).filter(|n| n.digits == 0 && !n.ordinal)?;
        let value = i16::try_from(number.value).ok()?;
        match value {
            1000.. => Some((Year::Whole(value), number.words)),
            // « trois mai deux » is no year yet; « quatre-vingt-dix-sept » is one.
            30..=99 => Some((Year::Short(value), number.words)),
            _ => None,
        }
    }

    /// « 2000-06-05 »
    fn iso(&self, at: usize) -> Option<(Shape, usize)> {
        let year = Year::Whole(self.digits(at, 4..=4)?);
        let month = self.small(at + 1)?;
        match self.small(at + 2).filter(|_| self.apart(at + 3)) {
            Some(day) => Some((Shape::Full { year, month, day }, 3)),
            None if self.digits(at + 2, 1..=9).is_none() => Some((Shape::Month { year, month }, 2)),
            None => None,
        }
    }

    /// « 02091998 », « 020998 »
    fn compact(&self, at: usize) -> Option<(Shape, usize)> {
        let text = self.text(at);
        if !text.bytes().all(|byte| byte.is_ascii_digit()) || !matches!(text.len(), 6 | 8) {
            return None;
        }
        let part = |range: Range<usize>| text.get(range).and_then(|part| part.parse::<i16>().ok());
        let small = |range| part(range).and_then(|part| i8::try_from(part).ok());
        let (day, month) = (small(0..2)?, small(2..4)?);
        if text.len() == 6 {
            return Some((Shape::Full { year: Year::Short(part(4..6)?), month, day }, 1));
        }
        let backwards = !(1..=12).contains(&month) && part(0..4).is_some_and(|year| (1900..2100).contains(&year));
        let shape = if backwards {
            Shape::Full { year: Year::Whole(part(0..4)?), month: small(4..6)?, day: small(6..8)? }
        } else {
            Shape::Full { year: Year::Whole(part(4..8)?), month, day }
        };
        Some((shape, 1))
    }

    /// A number of one or two digits.
    fn small(&self, at: usize) -> Option<i8> {
        self.digits(at, 1..=2).and_then(|value| i8::try_from(value).ok())
    }

    /// True when no number stands there: « 06 12 34 56 78 » holds no date.
    fn apart(&self, at: usize) -> bool {
        self.digits(at, 1..=9).is_none()
    }

    /// « le 3 août 99 », « 1er mai 2001 », « deux mai deux mille un », « 3 août », « juin 2021 »
    fn spelled(&self, at: usize) -> Option<(Shape, usize)> {
        let (day, taken) = self.day(at).map_or((None, 0), |(day, taken)| (Some(day), taken));
        let mut next = at + taken;
        let of = |at: usize| usize::from(["de", "du", "d"].contains(&self.text(at)));
        if day.is_some() {
            next += of(next);
        }
        let Some(month) = self.month_name(next) else {
            // « sept » is a day before a month and a month by itself.
            return (day.is_some() && self.month_name(at).is_some()).then(|| self.month_on(at, None, at)).flatten();
        };
        self.month_on(next, day.map(|day| (day, month)), at)
    }

    /// The month’s name and what follows; `start` is where the whole form began.
    fn month_on(&self, at: usize, day: Option<(i8, i8)>, start: usize) -> Option<(Shape, usize)> {
        let month = self.month_name(at)?;
        let skip = usize::from(["de", "d", "en"].contains(&self.text(at + 1)));
        let year = self.year(at + 1).map(|year| (year, 0)).or_else(|| Some((self.year(at + 1 + skip)?, skip)));
        let Some(((year, words), skip)) = year else { return Some((Shape::NoYear, at + 1 - start)) };
        let shape = match day {
            Some((day, month)) => Shape::Full { year, month, day },
            None => Shape::Month { year, month },
        };
        Some((shape, at + 1 + skip + words - start))
    }

    /// A day: « 3 », « 1er », « trois », « premier ».
    fn day(&self, at: usize) -> Option<(i8, usize)> {
        if let Some(day) = self.small(at) {
            let suffix = usize::from(["er", "e", "eme"].contains(&self.text(at + 1)));
            return Some((day, 1 + suffix));
        }
        let number = number::read(self.lexicon, self.tokens.get(at..)?).filter(|number| number.digits == 0)?;
        Some((i8::try_from(number.value).ok()?, number.words))
    }

    /// « 5/6/2000 », « 5 6 00 »: the day first.
    fn numeric(&self, at: usize) -> Option<(Shape, usize)> {
        let (day, month) = (self.small(at)?, self.small(at + 1)?);
        let year = self.digits(at + 2, 4..=4).map(Year::Whole);
        let year = year.or_else(|| self.digits(at + 2, 2..=2).map(Year::Short))?;
        let alone = self.apart(at + 3) && at.checked_sub(1).is_none_or(|before| self.apart(before));
        alone.then_some((Shape::Full { year, month, day }, 3))
    }

    /// « 06/2021 »
    fn month_of_year(&self, at: usize) -> Option<(Shape, usize)> {
        let (month, year) = (self.small(at)?, self.digits(at + 1, 4..=4)?);
        self.apart(at + 2).then_some((Shape::Month { year: Year::Whole(year), month }, 2))
    }

    /// « 2021 », « deux mille vingt et un »
    fn year_alone(&self, at: usize) -> Option<(Shape, usize)> {
        match self.year(at)? {
            (Year::Whole(year), taken) if (1900..2100).contains(&year) => Some((Shape::Year(Year::Whole(year)), taken)),
            _ => None,
        }
    }
}
