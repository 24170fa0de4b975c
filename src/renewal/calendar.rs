//! Working days and decent hours: nothing is sent on a Sunday, on a public holiday or at night.

use jiff::civil::{Date, Time, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Nothing is sent before, nor after: hours of the civil day.
const FROM: i8 = 9;
const UNTIL: i8 = 18;
/// What is due on the same day is spread over so many minutes.
const SPREAD: u128 = 300;

/// True from Monday to Friday, but for the public holidays of mainland France (Code du travail, art. L3133-1).
#[must_use]
pub fn works(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(day)
}

/// The day itself, or the first working day behind it.
#[must_use]
pub fn working_from(day: Date) -> Date {
    walk(day, 1)
}

/// The day itself, or the last working day before it.
#[must_use]
pub fn working_until(day: Date) -> Date {
    walk(day, -1)
}

/// Never more than a few steps: no run of days off is longer than a week.
fn walk(day: Date, step: i64) -> Date {
    let mut at = day;
    for _ in 0..10 {
        if works(at) {
            return at;
        }
        at = add_days(at, step);
    }
    day
}

/// So many days later; the last day there is, beyond it.
#[must_use]
pub fn add_days(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// When on that day something is sent to whom `salt` stands for: spread over the day, so that what is due for many on the
/// same day does not leave in one minute.
#[must_use]
pub fn moment(day: Date, salt: u128, zone: &TimeZone) -> Timestamp {
    let minute = i64::try_from(salt % SPREAD).unwrap_or_default();
    let time = Time::constant(FROM, 30, 0, 0).saturating_add(Span::new().minutes(minute));
    // Never in the hour that a change of clocks skips or repeats: those are at night.
    day.to_datetime(time).to_zoned(zone.clone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// The moment itself when it is decent, else the next one that is.
#[must_use]
pub fn decent(at: Timestamp, salt: u128, zone: &TimeZone) -> Timestamp {
    let local = at.to_zoned(zone.clone());
    let (day, hour) = (local.date(), local.hour());
    if works(day) && (FROM..UNTIL).contains(&hour) {
        return at;
    }
    let next = if hour < FROM { day } else { add_days(day, 1) };
    moment(working_from(next), salt, zone)
}

fn is_holiday(day: Date) -> bool {
    let fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    let easter = easter(day.year());
    let moving = [1, 39, 50].map(|days| add_days(easter, days));
    fixed.contains(&(day.month(), day.day())) || moving.contains(&day)
}

/// Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, ch. 8).
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    let (month, day) = (i8::try_from(sum / 31).unwrap_or(4), i8::try_from(sum % 31 + 1).unwrap_or(1));
    Date::new(year, month, day).unwrap_or(date(year, 4, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_calendar_prints_it() {
        let printed = [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)];
        for sunday in printed {
            assert_eq!(easter(sunday.year()), sunday);
        }
    }

    #[test]
    fn days_off_are_days_off() {
        for off in [
            date(2026, 11, 21), // a Saturday
            date(2026, 11, 22),
            date(2026, 11, 11),
            date(2027, 3, 29), // Easter Monday
            date(2027, 5, 6),  // Ascension
            date(2027, 5, 17), // Whit Monday
            date(2026, 7, 14),
        ] {
            assert!(!works(off), "{off}");
        }
        for on in [date(2026, 11, 20), date(2026, 11, 23), date(2027, 3, 30), date(2027, 5, 7)] {
            assert!(works(on), "{on}");
        }
        assert_eq!(working_from(date(2026, 12, 25)), date(2026, 12, 28));
        assert_eq!(working_until(date(2026, 11, 1)), date(2026, 10, 30));
    }

    #[test]
    fn what_is_due_at_night_waits_for_the_morning() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        // Sunday, 25 October 2026, in the hour that comes twice.
        let sent = decent(at("2026-10-25T00:30:00Z"), 7, &zone).to_zoned(zone.clone());
        assert_eq!((sent.date(), sent.hour(), sent.minute()), (date(2026, 10, 26), 9, 37));
        let early = decent(at("2026-11-20T05:00:00Z"), 0, &zone).to_zoned(zone.clone());
        assert_eq!((early.date(), early.hour()), (date(2026, 11, 20), 9));
        let late = decent(at("2026-11-20T17:00:00Z"), 0, &zone).to_zoned(zone.clone());
        assert_eq!(late.date(), date(2026, 11, 23), "18 h on a Friday: Monday");
        assert_eq!(decent(at("2026-11-20T10:00:00Z"), 0, &zone), at("2026-11-20T10:00:00Z"));
    }
}
