//! The last day of a term. What « valable 6 mois » means to a day is the platform's secret until it prints a date: so the
//! question is asked by the earliest reading, and nothing ends before the latest.

use jiff::Span;
use jiff::civil::Date;

use super::calendar::add_days;
use super::{Authority, RenewalRule, ValidityRule};

/// The last days a term may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// By the earliest reading: questions go by it.
    pub earliest: Date,
    /// By the campaign's own rule, or as printed: what is told.
    pub told: Date,
    /// By the latest reading: nothing ends before it.
    pub latest: Date,
    /// The platform printed it, or this service decides it: it is no guess.
    pub sure: bool,
}

impl Term {
    /// The term of that number, from 0, of a candidature that began on `since`.
    #[must_use]
    pub fn of(since: Date, rule: &RenewalRule, cycle: u32, printed: Option<Date>) -> Self {
        if let Some(day) = printed {
            return Self { earliest: day, told: day, latest: day, sure: true };
        }
        let by = |reading| last_day(since, rule.months, cycle, reading);
        let told = by(rule.rule);
        if rule.authority == Authority::Service {
            return Self { earliest: told, told, latest: told, sure: true };
        }
        let all = [ValidityRule::Anniversary, ValidityRule::AnniversaryMinus1, ValidityRule::EndOfMonth].map(by);
        let (earliest, latest) = all.iter().fold((told, told), |(low, high), day| (low.min(*day), high.max(*day)));
        Self { earliest, told, latest, sure: false }
    }
}

/// The last day of the term of that number by one reading, always counted from the first day.
fn last_day(since: Date, months: i8, cycle: u32, reading: ValidityRule) -> Date {
    let terms = i64::from(cycle).saturating_add(1);
    let months = i64::from(months).saturating_mul(terms).clamp(0, 12_000);
    // Clamped to the end of a shorter month.
    let anniversary = since.saturating_add(Span::new().months(months));
    match reading {
        ValidityRule::Anniversary => anniversary,
        ValidityRule::AnniversaryMinus1 => add_days(anniversary, -1),
        ValidityRule::EndOfMonth => anniversary.last_of_month(),
    }
}
