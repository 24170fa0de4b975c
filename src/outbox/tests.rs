//! The outbox's rules, at any speed.

mod reminders;

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
