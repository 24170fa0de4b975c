//! How long somebody has waited, in the hours in which staff are there. Pure.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::renewal::calendar::{add_days, works};

/// Staff are there from,
const FROM: Time = Time::constant(9, 0, 0, 0);
/// and until.
const UNTIL: Time = Time::constant(18, 0, 0, 0);
/// Hours of a working day.
const DAY: i64 = 9;
/// Nobody has waited for longer than so many days; a clock that was wrong has.
const MOST_DAYS: usize = 3660;

/// The working time between two moments.
#[must_use]
pub fn worked(from: Timestamp, to: Timestamp, zone: &TimeZone) -> SignedDuration {
    let (start, last) = (from.to_zoned(zone.clone()).date(), to.to_zoned(zone.clone()).date());
    let days = std::iter::successors(Some(start), |day| Some(add_days(*day, 1))).take_while(|day| *day <= last);
    days.take(MOST_DAYS).filter(|day| works(*day)).map(|day| on(day, from, to, zone)).sum()
}

/// True while staff are there.
#[must_use]
pub fn staffed(at: Timestamp, zone: &TimeZone) -> bool {
    let civil = at.to_zoned(zone.clone());
    works(civil.date()) && (FROM..UNTIL).contains(&civil.time())
}

/// What of a working day lies between two moments.
fn on(day: Date, from: Timestamp, to: Timestamp, zone: &TimeZone) -> SignedDuration {
    let at = |time: Time| day.to_datetime(time).to_zoned(zone.clone()).map(|zoned| zoned.timestamp());
    let (Ok(opens), Ok(shuts)) = (at(FROM), at(UNTIL)) else { return SignedDuration::ZERO };
    shuts.min(to).duration_since(opens.max(from)).max(SignedDuration::ZERO)
}

/// A working time in words: minutes, then hours, then days and hours.
#[must_use]
pub fn in_words(time: SignedDuration) -> String {
    let (days, hours, minutes) = (time.as_hours() / DAY, time.as_hours() % DAY, time.as_mins() % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes}\u{a0}min"),
        (0, hours) => format!("{hours}\u{a0}h\u{a0}{minutes:02}"),
        (1, 0) => "1\u{a0}jour ouvré".to_owned(),
        (1, hours) => format!("1\u{a0}jour ouvré et {hours}\u{a0}h"),
        (days, 0) => format!("{days}\u{a0}jours ouvrés"),
        (days, hours) => format!("{days}\u{a0}jours ouvrés et {hours}\u{a0}h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nights_week_ends_and_holidays_do_not_count() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let cases = [
            // Wednesday, in one afternoon (winter time: 13:00Z is 14 h).
            ("2026-11-18T13:00:00Z", "2026-11-18T13:25:00Z", "25\u{a0}min"),
            ("2026-11-18T13:00:00Z", "2026-11-18T15:05:00Z", "2\u{a0}h\u{a0}05"),
            // Over a night: 17 h to 10 h.
            ("2026-11-18T16:00:00Z", "2026-11-19T09:00:00Z", "2\u{a0}h\u{a0}00"),
            // Friday 17 h to Monday 10 h.
            ("2026-11-20T16:00:00Z", "2026-11-23T09:00:00Z", "2\u{a0}h\u{a0}00"),
            // Asked on a Sunday, looked at on the same Sunday.
            ("2026-11-22T10:00:00Z", "2026-11-22T15:00:00Z", "0\u{a0}min"),
            // Armistice (a Wednesday): Tuesday 9 h to Thursday 9 h.
            ("2026-11-10T08:00:00Z", "2026-11-12T08:00:00Z", "1\u{a0}jour ouvré"),
            ("2026-11-16T08:00:00Z", "2026-11-18T11:00:00Z", "2\u{a0}jours ouvrés et 3\u{a0}h"),
            // The clocks change on the last Sunday of March: Friday 17 h 30 to Monday 9 h 30, both in local time.
            ("2027-03-26T16:30:00Z", "2027-03-30T07:30:00Z", "1\u{a0}h\u{a0}00"),
            // A clock that ran backwards.
            ("2026-11-18T13:00:00Z", "2026-11-18T12:00:00Z", "0\u{a0}min"),
        ];
        for (from, to, expected) in cases {
            let [from, to]: [Timestamp; 2] = [from.parse().unwrap(), to.parse().unwrap()];
            assert_eq!(in_words(worked(from, to, &zone)), expected, "{from} – {to}");
        }
    }

    #[test]
    fn the_oldest_moment_there_is_costs_no_more_than_ten_years() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        assert!(worked(Timestamp::MIN, Timestamp::MAX, &zone).as_hours() <= 9 * 3660);
    }
}
