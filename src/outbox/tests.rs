//! The outbox's rules, at any speed.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::dialog::person::Channel;

const PACE: Pace = Pace { per_second: 30, each: Duration::from_secs(1), burst: 3, reminders: 600 };
const FREE: Pace = Pace { per_second: 10_000, each: Duration::ZERO, burst: 1, reminders: 600 };

fn at(seconds: f64) -> Tick {
    Duration::from_secs_f64(seconds)
}

fn item(chat: &str, n: u128, way: Way) -> Item {
    Item {
        row: Uuid::from_u128(n),
        part: 0,
        address: Address::new(Channel::Telegram, chat),
        way,
        superseded: false,
        sent: 0,
    }
}

fn message(chat: &str, n: u128) -> Item {
    item(chat, n, Way::Message { asks: false })
}

fn sent(job: Option<Job>) -> Item {
    match job {
        Some(Job::Send(item)) => item,
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_address_is_served_in_order_and_never_holds_back_another() {
    let mut outbox = Outbox::new(FREE);
    for n in 1..=2 {
        outbox.push(message("a", n), at(0.0));
    }
    outbox.push(message("b", 3), at(0.0));
    let first = sent(outbox.take(at(0.0)));
    assert_eq!(first.row, Uuid::from_u128(1));
    assert_eq!(sent(outbox.take(at(0.0))).row, Uuid::from_u128(3));
    assert_eq!(outbox.take(at(0.0)), None, "the second waits for the first");
    outbox.settle(first, Verdict::Again(Some(Duration::from_secs(3))), at(0.0));
    assert_eq!(outbox.take(at(2.9)), None);
    assert_eq!(outbox.wait(at(2.0)), Some(Duration::from_secs(1)));
    let again = sent(outbox.take(at(3.0)));
    assert_eq!(again.row, Uuid::from_u128(1));
    outbox.settle(again, Verdict::Over, at(3.0));
    assert_eq!(sent(outbox.take(at(3.0))).row, Uuid::from_u128(2));
}

#[test]
fn an_address_may_be_sent_a_short_burst_then_one_a_second() {
    let mut outbox = Outbox::new(PACE);
    for n in 1..=6 {
        outbox.push(message("a", n), at(0.0));
    }
    let mut times = Vec::new();
    for tenth in 0..60 {
        let now = at(f64::from(tenth) / 10.0);
        while let Some(job) = outbox.take(now) {
            outbox.settle(sent(Some(job)), Verdict::Over, now);
            times.push(tenth);
        }
    }
    assert_eq!(times, [0, 0, 0, 10, 20, 30]);
}

#[test]
fn no_second_sees_more_than_the_pace() {
    let mut outbox = Outbox::new(PACE);
    for n in 1..=100 {
        outbox.push(message(&n.to_string(), n), at(0.0));
    }
    let mut sends = Vec::new();
    for hundredth in 0..500 {
        let now = at(f64::from(hundredth) / 100.0);
        while let Some(job) = outbox.take(now) {
            outbox.settle(sent(Some(job)), Verdict::Over, now);
            sends.push(hundredth);
        }
    }
    assert_eq!(sends.len(), 100);
    let most = sends.iter().map(|at| sends.iter().filter(|other| (*at..at + 100).contains(*other)).count()).max();
    assert_eq!(most, Some(30));
}

#[test]
fn answers_to_presses_and_files_wait_for_nothing() {
    let mut outbox = Outbox::new(PACE);
    for n in 1..=40 {
        outbox.push(message(&n.to_string(), n), at(0.0));
    }
    while outbox.take(at(0.0)).is_some() {}
    outbox.push(item("1", 50, Way::Ack { expires: Timestamp::UNIX_EPOCH }), at(0.0));
    outbox.push(item("1", 51, Way::Fetch { album: None }), at(0.0));
    assert_eq!(sent(outbox.take(at(0.0))).row, Uuid::from_u128(50));
    assert!(matches!(outbox.take(at(0.0)), Some(Job::Fetch(files)) if files.len() == 1));
}

#[test]
fn a_question_nobody_read_gives_way_to_the_newer_one() {
    let asks = |n| item("a", n, Way::Message { asks: true });
    let mut outbox = Outbox::new(FREE);
    outbox.push(asks(1), at(0.0));
    let under_way = sent(outbox.take(at(0.0)));
    outbox.push(asks(2), at(0.0));
    outbox.push(asks(3), at(0.0));
    outbox.settle(under_way, Verdict::Again(None), at(0.0));
    let mut seen = Vec::new();
    for now in [1.0, 2.0, 3.0] {
        let item = sent(outbox.take(at(now)));
        seen.push((item.row.as_u128(), item.superseded));
        outbox.settle(item, Verdict::Over, at(now));
    }
    assert_eq!(seen, [(1, true), (2, true), (3, false)]);
}

#[test]
fn an_edit_gives_way_to_a_newer_one_of_the_same_message() {
    let edit = |n, of: &str| item("a", n, Way::Edit { of: of.to_owned(), aside: false });
    let mut outbox = Outbox::new(FREE);
    for (n, of) in [(1, "x"), (2, "y"), (3, "x")] {
        outbox.push(edit(n, of), at(0.0));
    }
    assert!(matches!(outbox.take(at(0.0)), Some(Job::Drop(item)) if item.row == Uuid::from_u128(1)));
    let second = sent(outbox.take(at(0.0)));
    assert_eq!(second.row, Uuid::from_u128(2));
    outbox.settle(second, Verdict::Over, at(0.0));
    assert_eq!(sent(outbox.take(at(0.0))).row, Uuid::from_u128(3));
}

#[test]
fn an_edit_of_a_message_that_arrived_holds_back_nothing_else() {
    let edit = |n| item("a", n, Way::Edit { of: "x".to_owned(), aside: true });
    let mut outbox = Outbox::new(FREE);
    outbox.push(edit(1), at(0.0));
    outbox.push(message("a", 2), at(0.0));
    assert_eq!(sent(outbox.take(at(0.0))).row, Uuid::from_u128(1));
    assert_eq!(sent(outbox.take(at(0.0))).row, Uuid::from_u128(2));
    outbox.push(edit(3), at(0.0));
    assert_eq!(outbox.take(at(0.0)), None, "edits of one message are in order");
}

#[test]
fn files_of_one_album_come_together() {
    let file = |n, album: &str| item("a", n, Way::Fetch { album: Some(album.to_owned()) });
    let mut outbox = Outbox::new(PACE);
    outbox.push(file(1, "x"), at(0.0));
    outbox.push(file(2, "x"), at(1.0));
    outbox.push(file(3, "y"), at(1.0));
    assert_eq!(outbox.take(at(1.5)), None);
    let sizes: Vec<usize> = std::iter::from_fn(|| outbox.take(at(2.5)))
        .map(|job| match job {
            Job::Fetch(files) => files.len(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(sizes, [2, 1]);
}

#[test]
fn files_under_way_hold_back_no_message() {
    let mut outbox = Outbox::new(FREE);
    for n in 0..100 {
        outbox.push(item("a", n, Way::Fetch { album: None }), at(0.0));
        assert!(matches!(outbox.take(at(0.0)), Some(Job::Fetch(_))));
    }
    assert_eq!(outbox.under_way(), 0);
    outbox.push(message("b", 200), at(0.0));
    let message = sent(outbox.take(at(0.0)));
    assert_eq!(outbox.under_way(), 1);
    outbox.settle(item("a", 1, Way::Fetch { album: None }), Verdict::Over, at(0.0));
    assert_eq!(outbox.under_way(), 1, "a file was never counted");
    outbox.settle(message, Verdict::Over, at(0.0));
    assert_eq!(outbox.under_way(), 0);
}

#[test]
fn an_album_that_is_tried_again_stays_together() {
    let mut outbox = Outbox::new(PACE);
    for n in 1..=3 {
        outbox.push(item("a", n, Way::Fetch { album: Some("x".to_owned()) }), at(0.0));
    }
    let Some(Job::Fetch(files)) = outbox.take(at(1.2)) else { panic!("nothing") };
    for file in files.clone() {
        outbox.settle(file, Verdict::Again(None), at(2.0));
    }
    assert_eq!(outbox.take(at(2.4)), None);
    assert_eq!(outbox.take(at(2.5)), Some(Job::Fetch(files)));
    assert_eq!(outbox.wait(at(2.5)), None);
}

#[test]
fn all_that_goes_to_an_address_has_one_allowance() {
    let mut outbox = Outbox::new(PACE);
    for n in 1..=4 {
        outbox.push(item("a", n, Way::Edit { of: n.to_string(), aside: true }), at(0.0));
    }
    outbox.push(message("a", 5), at(0.0));
    let at_once = std::iter::from_fn(|| outbox.take(at(0.0))).count();
    assert_eq!(at_once, 3);
    assert!(outbox.take(at(1.0)).is_some() && outbox.take(at(1.0)).is_none());
    assert!(outbox.take(at(2.0)).is_some());
}

#[test]
fn an_edit_that_waited_for_its_message_gives_way_to_a_newer_one() {
    let edit = |n, of: &str, aside| item("a", n, Way::Edit { of: of.to_owned(), aside });
    let mut outbox = Outbox::new(FREE);
    outbox.push(message("a", 1), at(0.0));
    let first = sent(outbox.take(at(0.0)));
    outbox.push(edit(2, "e5", false), at(0.0));
    outbox.renamed(&first.address, "e5", "m77", at(0.0));
    outbox.push(edit(3, "m77", true), at(0.0));
    assert!(matches!(outbox.take(at(0.0)), Some(Job::Drop(item)) if item.row == Uuid::from_u128(2)));
    assert_eq!(sent(outbox.take(at(0.0))).row, Uuid::from_u128(3));
}

#[test]
fn what_is_idle_is_forgotten() {
    let mut outbox = Outbox::new(FREE);
    for n in 0..u128::from(SWEEP_EVERY) {
        outbox.push(item("a", n, Way::Edit { of: n.to_string(), aside: true }), at(0.0));
        let edit = sent(outbox.take(at(0.0)));
        outbox.settle(edit, Verdict::Over, at(0.0));
    }
    assert!(outbox.lanes.len() <= 1 && outbox.allowances.is_empty());
}

proptest! {
    /// Whatever fails and however often: every message arrives, once, in the order of its address.
    #[test]
    fn everything_arrives_in_order(chats in prop::collection::vec(0_u8..4, 1..40), failures in prop::collection::vec(any::<bool>(), 0..60)) {
        let mut outbox = Outbox::new(Pace { per_second: 5, each: Duration::from_millis(300), burst: 2, reminders: 600 });
        let mut expected: BTreeMap<String, Vec<u128>> = BTreeMap::new();
        for (n, chat) in (1..).zip(&chats) {
            outbox.push(message(&chat.to_string(), n), at(0.0));
            expected.entry(chat.to_string()).or_default().push(n);
        }
        let mut failures = failures.into_iter();
        let mut arrived: BTreeMap<String, Vec<u128>> = BTreeMap::new();
        let mut now = at(0.0);
        while let Some(wait) = outbox.wait(now) {
            now += wait;
            let Some(job) = outbox.take(now) else {
                prop_assert!(wait > Duration::ZERO || outbox.wait(now) != Some(Duration::ZERO), "it would spin");
                continue;
            };
            let item = sent(Some(job));
            if failures.next() == Some(true) {
                outbox.settle(item, Verdict::Again(None), now);
            } else {
                arrived.entry(item.address.id.0.clone()).or_default().push(item.row.as_u128());
                outbox.settle(item, Verdict::Over, now);
            }
        }
        prop_assert_eq!(arrived, expected);
        prop_assert_eq!(outbox.under_way(), 0);
    }
}

fn reminder(chat: &str, n: u128) -> Item {
    item(chat, n, Way::Reminder)
}

/// Takes all that can be taken each tenth of a second, and settles it at once; when each was taken, by its number.
fn run(outbox: &mut Outbox, seconds: u32, mut settle: impl FnMut(&Item) -> Verdict) -> Vec<(Tick, u128)> {
    let mut all = Vec::new();
    for tenth in 0..seconds * 10 {
        let now = at(f64::from(tenth) / 10.0);
        while let Some(job) = outbox.take(now) {
            let item = sent(Some(job));
            all.push((now, item.row.as_u128()));
            let verdict = settle(&item);
            outbox.settle(item, verdict, now);
        }
    }
    all
}

#[test]
fn ten_thousand_reminders_leave_evenly() {
    let mut outbox = Outbox::new(Pace { reminders: 60, ..FREE });
    for n in 0..10_000 {
        outbox.push(reminder(&format!("{n}"), n), at(0.0));
    }
    let all = run(&mut outbox, 300, |_| Verdict::Over);
    assert_eq!(all.len(), 300);
    for from in 0..240 {
        let from = at(f64::from(from));
        let minute = all.iter().filter(|(when, _)| (from..from + Duration::from_secs(60)).contains(when));
        assert!(minute.count() <= 60);
    }
    assert!(all.iter().map(|(_, n)| *n).eq(0..300), "in the order they came");
    assert_eq!(outbox.wait(at(299.5)), Some(Duration::from_millis(500)), "nobody looks more often than that");
}

#[test]
fn no_reminder_leaves_before_an_answer() {
    let pace = Pace { per_second: 1, each: Duration::ZERO, burst: 1, reminders: 6_000 };
    let mut outbox = Outbox::new(pace);
    for n in 0..5 {
        outbox.push(reminder(&format!("r{n}"), n), at(0.0));
        outbox.push(message(&format!("m{n}"), 100 + n), at(0.0));
    }
    let order: Vec<u128> = run(&mut outbox, 30, |_| Verdict::Over).into_iter().map(|(_, n)| n).collect();
    assert_eq!(order, [100, 101, 102, 103, 104, 0, 1, 2, 3, 4]);
}

#[test]
fn an_address_is_reminded_behind_all_it_is_answered() {
    let mut outbox = Outbox::new(FREE);
    outbox.push(message("a", 1), at(0.0));
    let first = sent(outbox.take(at(0.0)));
    outbox.push(reminder("a", 9), at(0.0));
    outbox.push(message("a", 2), at(0.0));
    assert_eq!(outbox.take(at(5.0)), None);
    outbox.settle(first, Verdict::Again(Some(Duration::from_secs(10))), at(5.0));
    assert_eq!(outbox.take(at(14.0)), None);
    let rest: Vec<u128> = run(&mut outbox, 30, |_| Verdict::Over).into_iter().map(|(_, n)| n).collect();
    assert_eq!(rest, [1, 2, 9]);
}

#[test]
fn what_comes_while_somebody_is_reminded_waits_behind_it() {
    let mut outbox = Outbox::new(FREE);
    outbox.push(reminder("a", 1), at(0.0));
    let under_way = sent(outbox.take(at(0.0)));
    outbox.push(message("a", 2), at(0.0));
    assert_eq!((outbox.take(at(1.0)), outbox.wait(at(1.0))), (None, None));
    outbox.settle(under_way, Verdict::Over, at(1.0));
    assert_eq!(sent(outbox.take(at(1.0))).row, Uuid::from_u128(2));
}

#[test]
fn a_dead_relay_is_not_reminded_faster_than_a_living_one() {
    let mut outbox = Outbox::new(Pace { reminders: 60, ..FREE });
    for n in 0..1_000 {
        outbox.push(reminder(&format!("{n}"), n), at(0.0));
    }
    let all = run(&mut outbox, 600, |_| Verdict::Again(None));
    assert_eq!(all.len(), 600, "each try counts");
    let after = run(&mut outbox, 10, |_| Verdict::Over);
    assert!(after.len() <= 10, "nor when it is back: {after:?}");
}

#[test]
fn reminders_that_hang_hold_no_answer_back() {
    let mut outbox = Outbox::new(Pace { reminders: 60_000, ..FREE });
    for n in 0..200 {
        outbox.push(reminder(&format!("{n}"), n), at(0.0));
    }
    let mut hanging = 0;
    for second in 0..100 {
        while outbox.take(at(f64::from(second))).is_some() {
            hanging += 1;
        }
    }
    assert!(hanging <= 8, "{hanging}");
    outbox.push(message("z", 999), at(100.0));
    assert_eq!(sent(outbox.take(at(100.0))).row, Uuid::from_u128(999));
}

#[test]
fn who_is_gone_is_reminded_of_nothing() {
    let mut outbox = Outbox::new(Pace { reminders: 60, ..FREE });
    outbox.push(reminder("a", 1), at(0.0));
    outbox.push(reminder("a", 2), at(0.0));
    outbox.push(reminder("b", 3), at(0.0));
    let cleared = outbox.clear(&Address::new(Channel::Telegram, "a"));
    assert_eq!(cleared.len(), 2);
    let rest: Vec<u128> = run(&mut outbox, 10, |_| Verdict::Over).into_iter().map(|(_, n)| n).collect();
    assert_eq!(rest, [3]);
    // None are sent where none are wanted; the rest goes on.
    let mut none = Outbox::new(Pace { reminders: 0, ..FREE });
    none.push(reminder("a", 1), at(0.0));
    none.push(message("a", 2), at(0.0));
    assert_eq!(run(&mut none, 10, |_| Verdict::Over).len(), 1);
    assert_eq!(none.wait(at(10.0)), None);
}

proptest! {
    /// Whatever comes and fails: everything goes once, each address in order within its kind, and nobody waits for ever.
    #[test]
    fn reminders_and_answers_all_arrive(
        rows in prop::collection::vec((0..4_u8, any::<bool>(), 0..20_u32, 0..3_u32), 1..60),
    ) {
        let mut outbox = Outbox::new(Pace { per_second: 20, each: Duration::from_millis(100), burst: 2, reminders: 120 });
        let mut fails: BTreeMap<u128, u32> = BTreeMap::new();
        let mut done: Vec<(String, bool, u128)> = Vec::new();
        let mut rest: Vec<_> = (0_u128..).zip(rows.iter()).collect();
        rest.sort_by_key(|(_, (_, _, tenth, _))| *tenth);
        let mut rest = rest.into_iter().peekable();
        let mut under_way: Vec<Item> = Vec::new();
        for tenth in 0..4_000 {
            let now = at(f64::from(tenth) / 10.0);
            while let Some((n, (chat, reminds, _, failures))) = rest.next_if(|(_, (_, _, at, _))| *at <= tenth) {
                fails.insert(n, *failures);
                let chat = chat.to_string();
                outbox.push(if *reminds { reminder(&chat, n) } else { message(&chat, n) }, now);
            }
            for item in under_way.drain(..) {
                let left = fails.get_mut(&item.row.as_u128()).unwrap();
                if *left > 0 {
                    *left -= 1;
                    outbox.settle(item, Verdict::Again(None), now);
                } else {
                    done.push((item.address.id.0.clone(), item.way == Way::Reminder, item.row.as_u128()));
                    outbox.settle(item, Verdict::Over, now);
                }
            }
            while let Some(job) = outbox.take(now) {
                under_way.push(sent(Some(job)));
            }
        }
        prop_assert_eq!(done.len(), rows.len());
        for chat in 0..4 {
            for kind in [true, false] {
                let mut pushed: Vec<(u32, u128)> = (0_u128..).zip(&rows)
                    .filter(|(_, row)| row.0 == chat && row.1 == kind).map(|(n, row)| (row.2, n)).collect();
                pushed.sort();
                let theirs: Vec<u128> = done.iter()
                    .filter(|(of, reminds, _)| *of == chat.to_string() && *reminds == kind).map(|(_, _, n)| *n).collect();
                prop_assert_eq!(theirs, pushed.into_iter().map(|(_, n)| n).collect::<Vec<_>>());
            }
        }
    }
}
