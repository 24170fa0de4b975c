//! Terms, stages and their promises.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::stage::Running;
use super::*;

fn paris() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap()
}

fn rule(authority: Authority, rule: ValidityRule) -> RenewalRule {
    RenewalRule {
        authority,
        months: 6,
        rule,
        grace_days: 15,
        early_days: 30,
        validated: None,
        until: None,
        standing: None,
        platform: None,
    }
}

fn at(day: Date, zone: &TimeZone) -> Timestamp {
    day.at(10, 0, 0, 0).to_zoned(zone.clone()).unwrap().timestamp()
}

#[test]
fn a_term_is_counted_from_the_first_day_whatever_the_month() {
    let service = |reading| rule(Authority::Service, reading);
    let told = |since, cycle, reading| Term::of(since, &service(reading), cycle, None).told;
    let august = date(2023, 8, 31);
    // domain.md §6: clamped to the end of February, a leap year's included, and never drifting.
    assert_eq!(told(august, 0, ValidityRule::Anniversary), date(2024, 2, 29));
    assert_eq!(told(august, 1, ValidityRule::Anniversary), date(2024, 8, 31));
    assert_eq!(told(august, 2, ValidityRule::Anniversary), date(2025, 2, 28));
    assert_eq!(told(august, 0, ValidityRule::AnniversaryMinus1), date(2024, 2, 28));
    assert_eq!(told(august, 2, ValidityRule::EndOfMonth), date(2025, 2, 28));
    assert_eq!(told(date(2026, 3, 2), 0, ValidityRule::EndOfMonth), date(2026, 9, 30));
}

#[test]
fn what_the_platform_means_is_asked_early_and_believed_late() {
    let rule = rule(Authority::Platform, ValidityRule::Anniversary);
    let guess = Term::of(date(2026, 3, 2), &rule, 0, None);
    assert_eq!(
        guess,
        Term { earliest: date(2026, 9, 1), told: date(2026, 9, 2), latest: date(2026, 9, 30), sure: false }
    );
    let printed = Term::of(date(2026, 3, 2), &rule, 0, Some(date(2026, 8, 31)));
    assert_eq!((printed.earliest, printed.latest, printed.sure), (date(2026, 8, 31), date(2026, 8, 31), true));
}

#[test]
fn questions_come_on_working_days_before_the_end() {
    let (rule, zone) = (rule(Authority::Service, ValidityRule::Anniversary), paris());
    let renewal = Renewal::default();
    // The 15th of August 2026 is a Saturday and a holiday: the last question is asked on Friday.
    let term = Term::of(date(2026, 2, 15), &rule, 0, None);
    let running = Running { renewal: &renewal, rule: &rule, term, absent: None, zone: &zone };
    let plan: Vec<(Stage, Date)> = running.plan().iter().map(|planned| (planned.stage, planned.on)).collect();
    assert_eq!(
        plan,
        [
            (Stage::Month, date(2026, 7, 16)),
            (Stage::Week, date(2026, 8, 7)),
            (Stage::Day, date(2026, 8, 14)),
            (Stage::Grace, date(2026, 8, 24)),
            (Stage::Silence, date(2026, 8, 31)),
        ]
    );
}

#[test]
fn a_wish_ends_the_questions_and_a_withdrawal_waits_seven_days() {
    let (rule, zone) = (rule(Authority::Platform, ValidityRule::Anniversary), paris());
    let term = Term::of(date(2026, 3, 2), &rule, 0, Some(date(2026, 9, 2)));
    let said = at(date(2026, 8, 27), &zone);
    let wished = |what| Some(Wished { what, at: said, channel: Channel::Email });
    let stages = |renewal: &Renewal| {
        let running = Running { renewal, rule: &rule, term, absent: None, zone: &zone };
        running.plan().iter().map(|planned| (planned.stage, planned.on)).collect::<Vec<_>>()
    };
    let kept = Renewal { wished: wished(Wish::Keep), ..Renewal::default() };
    let expected = [
        (Stage::FollowUp, date(2026, 9, 7)),
        (Stage::FollowUpAgain, date(2026, 9, 14)),
        (Stage::Silence, date(2026, 9, 29)),
    ];
    assert_eq!(stages(&kept), expected);
    let ended = Some(Ended::Withdrawn { at: said, channel: Channel::Email });
    let gone = Renewal { wished: wished(Wish::Withdraw), ended, ..Renewal::default() };
    assert_eq!(stages(&gone), [(Stage::Undone, date(2026, 9, 4))]);
}

prop_compose! {
    fn any_day()(days in 0i64..9000) -> Date { calendar::add_days(date(2020, 1, 1), days) }
}

fn any_renewal() -> impl Strategy<Value = Renewal> {
    let stages = proptest::collection::btree_map(proptest::sample::select(&Stage::ALL[..]), any_day(), 0..6);
    let wish = proptest::option::of(proptest::sample::select(vec![Wish::Keep, Wish::Withdraw]));
    (stages, wish, any::<bool>(), proptest::option::of(any_day()), any_day(), 0u32..5).prop_map(
        |(stages, wish, gone, later, day, cycle)| {
            let moment = at(day, &paris());
            let done = stages.into_iter().map(|(stage, day)| (stage, at(day, &paris()))).collect();
            let wished = wish.map(|what| Wished { what, at: moment, channel: Channel::Email });
            let ended = (gone && wish == Some(Wish::Withdraw))
                .then_some(Ended::Withdrawn { at: moment, channel: Channel::Email });
            Renewal { cycle, wished, later, done, ended, ..Renewal::default() }
        },
    )
}

proptest! {
    /// Whatever was done when: nothing done comes again, all is on working days, and silence is decided only after the
    /// latest end, the whole grace, five days behind the last question, and every absence.
    #[test]
    fn any_plan_keeps_its_promises(
        renewal in any_renewal(), since in any_day(), service in any::<bool>(), absent in proptest::option::of(any_day()),
        reading in 0usize..3,
    ) {
        let zone = paris();
        let authority = if service { Authority::Service } else { Authority::Platform };
        let readings = [ValidityRule::Anniversary, ValidityRule::AnniversaryMinus1, ValidityRule::EndOfMonth];
        let rule = rule(authority, readings[reading]);
        let term = Term::of(since, &rule, renewal.cycle, renewal.printed);
        prop_assert!(term.earliest <= term.told && term.told <= term.latest);
        let running = Running { renewal: &renewal, rule: &rule, term, absent, zone: &zone };
        for planned in running.plan() {
            prop_assert!(!renewal.done.contains_key(&planned.stage));
            if planned.stage.asks() {
                prop_assert!(renewal.wished.is_none() && renewal.ended.is_none());
            }
            if planned.stage == Stage::Silence && renewal.wished.is_none() {
                prop_assert!(calendar::works(planned.on));
                prop_assert!(planned.on > calendar::add_days(term.latest, 15));
                let asked = renewal.last_asked().map(|at| at.to_zoned(zone.clone()).date());
                prop_assert!(asked.is_none_or(|day| planned.on > calendar::add_days(day, 5)));
                prop_assert!(absent.is_none_or(|day| planned.on > calendar::add_days(day, 15)));
            }
            if planned.stage == Stage::Undone {
                let withdrawn = renewal.wished.as_ref().unwrap().at.to_zoned(zone.clone()).date();
                prop_assert_eq!(planned.on, calendar::add_days(withdrawn, UNDO_DAYS + 1));
            }
        }
    }
}
