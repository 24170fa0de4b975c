//! Reminders: evenly, behind everything else, at any speed.

use super::*;

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
