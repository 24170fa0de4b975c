//! The store from inside: what happens when rows are damaged, moved, restored, or too long; what is swept, and when.

mod adopting;
mod backup;
mod opening;
mod outbox;
mod sealing;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::engine::{Commit, Key, Scan};
use super::*;
use crate::conversation::{Address, Class, Entry, Outgoing, Personal, Role, Seen, Who};
use crate::dialog::person::{Answer, Channel, Dossier, Key as Slot, Person, State, Value};

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

pub(super) fn answer(text: &str) -> Answer {
    Answer {
        state: State::Given,
        value: Some(Value::of(text)),
        words: text.to_owned(),
        at: at(0),
        channel: Channel::Telegram,
        by: None,
        flags: Default::default(),
    }
}

pub(super) fn someone() -> Person {
    let mut person = Person::new(Uuid::now_v7());
    let mut dossier = Dossier::new(Uuid::now_v7(), "acloe-m2".into(), 1, at(0));
    dossier.answers.insert(Slot::new("nom"), answer("Dupuis"));
    dossier.answers.insert(Slot::new("prenom"), answer("Zoé"));
    person.profile.insert("nom".into(), answer("Dupuis"));
    person.dossiers.push(dossier);
    person
}

/// Every engine must show the same.
pub(super) async fn each(test: impl AsyncFn(Store)) {
    test(Store::in_memory().unwrap()).await;
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::new(folder.path().join("data"), folder.path().join("key"));
    let store = Store::open(&Settings { cache_bytes: 8 << 20, ballast_bytes: 0, ..settings }).await.unwrap();
    test(store).await;
}

pub(super) async fn write(store: &Store, turn: TurnCommit) -> Loaded {
    match store.commit_one(turn).await.unwrap() {
        Outcome::Done(loaded) => *loaded,
        other => panic!("{other:?}"),
    }
}

pub(super) async fn welcome(store: &Store, person: Person, address: &str) -> Loaded {
    let identity = store.identify(&Address::new(Channel::Telegram, address)).await.unwrap();
    let mut turn = TurnCommit::new(at(0), None, person);
    turn.links = vec![(identity, Role::Own)];
    turn.seen = vec![Seen::new(Channel::Telegram, format!("{address}/0"), Some(at(0)))];
    turn.entries.push(Entry::new(at(0), Who::Candidate, Channel::Telegram, None, "bonjour, Zoé Dupuis"));
    turn.wake = Some(at(60));
    write(store, turn).await
}

pub(super) async fn rows(store: &Store, prefix: &[u8]) -> Vec<(Key, Vec<u8>)> {
    let rows = store.engine.scan(Scan::prefix(prefix)).await.unwrap();
    rows.into_iter().map(|(key, row)| (key, row.value)).collect()
}

pub(super) async fn overwrite(store: &Store, put: Vec<(Key, Vec<u8>)>) {
    store.engine.commit(vec![Commit { put, ..Commit::default() }]).await.unwrap();
}

#[test]
fn row_keys_are_read_back() {
    let (person, dossier) = (Uuid::now_v7(), Uuid::now_v7());
    let rows = [
        schema::Row::Shared("nom".into()),
        schema::Row::Answer(dossier, "diplomes/2/intitule".into()),
        schema::Row::Header,
        schema::Row::Entries(0),
        schema::Row::Entries(7_000_000_000),
    ];
    for row in rows {
        let key = schema::part(&row.key(person), 3);
        assert_eq!(schema::Row::read(&key), Some((person, row, 3)));
        assert_eq!(schema::owner(&key), Some(person));
    }
    for row in [schema::Row::WrappedKey, schema::Row::Delivery(7)] {
        assert_eq!(schema::Row::read(&row.key(person)), Some((person, row, 0)));
    }
    assert_eq!(schema::Row::read(b"p"), None);
    assert_eq!(schema::Row::read(&schema::part(&schema::person(person), 0)), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_writes_only_what_changed() {
    each(async |store| {
        let loaded = welcome(&store, someone(), "zoe").await;
        let mut after = loaded.person.clone();
        after.dossiers[0].answers.insert(Slot::new("nom"), answer("Dupont"));
        after.dossiers[0].answers.remove(&Slot::new("prenom"));
        let loaded = write(&store, TurnCommit::new(at(1), Some(loaded), after.clone())).await;
        let all = store.engine.scan(Scan::prefix(b"p")).await.unwrap();
        let written: Vec<_> = all.iter().filter(|(_, row)| row.version == loaded.version).collect();
        let kinds: Vec<_> = written.iter().map(|(key, _)| schema::Row::read(key).unwrap().1).collect();
        assert_eq!(kinds, [schema::Row::Answer(after.dossiers[0].id, "nom".into()), schema::Row::Header]);
        assert_eq!(store.load(after.id).await.unwrap().unwrap().person, after);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_records_are_cut_and_shrink_without_leaving_anything() {
    each(async |store| {
        let mut loaded = welcome(&store, someone(), "zoe").await;
        let id = loaded.person.id;
        let before = rows(&store, b"p").await.len();
        for reload in [false, true] {
            for length in [50_000, 4_000, 9_000, 10] {
                let mut after = loaded.person.clone();
                after.dossiers[0].answers.insert(Slot::new("nom"), answer(&"é".repeat(length)));
                loaded = write(&store, TurnCommit::new(at(1), Some(loaded), after.clone())).await;
                let read = store.load(id).await.unwrap().unwrap();
                assert_eq!(read.person, after);
                assert!(read.unreadable.is_empty());
                if reload {
                    loaded = read;
                }
            }
        }
        assert_eq!(rows(&store, b"p").await.len(), before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_first_messages_of_one_address_make_one_person() {
    each(async |store| {
        let identity = store.identify(&Address::new(Channel::Email, "a@example.org")).await.unwrap();
        let turns = [someone(), someone()].map(|person| {
            let mut turn = TurnCommit::new(at(0), None, person);
            turn.links = vec![(identity.clone(), Role::Own)];
            turn
        });
        let outcome = store.commit(turns.to_vec()).await.unwrap();
        assert!(matches!(outcome[..], [Outcome::Done(_), Outcome::Conflict]), "{outcome:?}");
        assert_eq!(store.persons(None, 10).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_delivered_again_has_one_effect() {
    each(async |store| {
        let loaded = welcome(&store, someone(), "zoe").await;
        let mut turn = TurnCommit::new(at(5), Some(loaded.clone()), loaded.person.clone());
        turn.seen = vec![Seen::new(Channel::Telegram, "u/1", Some(at(5)))];
        let outcome = store.commit(vec![turn.clone(), turn.clone()]).await.unwrap();
        assert!(matches!(outcome[..], [Outcome::Done(_), Outcome::Seen(0)]), "{outcome:?}");
        turn.at = at(86_400 * 20);
        assert!(matches!(store.commit_one(turn.clone()).await.unwrap(), Outcome::Seen(0)));
        turn.seen = vec![Seen::new(Channel::Telegram, "u/2", Some(at(5)))];
        assert!(matches!(store.commit_one(turn).await.unwrap(), Outcome::Conflict), "another message, an old state");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_without_a_usable_date_is_known_again_the_next_day_and_its_mark_goes() {
    each(async |store| {
        let mut loaded = welcome(&store, someone(), "zoe").await;
        let day = |n: i64| at(86_400 * n);
        // The third bears a date that was usable when it came first, and is not when it comes again.
        for (n, (sent, first)) in [(None, 100), (Some(at(0)), 100), (Some(day(70)), 100)].into_iter().enumerate() {
            let mut turn = TurnCommit::new(day(first), Some(loaded.clone()), loaded.person.clone());
            turn.seen = vec![Seen::new(Channel::Telegram, format!("u/{n}"), sent)];
            loaded = write(&store, turn.clone()).await;
            turn.before = Some(loaded.clone());
            turn.at = day(first + 1);
            assert!(matches!(store.commit_one(turn).await.unwrap(), Outcome::Seen(0)), "{n}");
        }
        let marks = async |now: Timestamp| {
            let all = rows(&store, b"s").await;
            all.into_iter().filter(|(key, _)| *key < super::schema::seen_from(now)).count()
        };
        // The first words of all, at day 0, are dropped first.
        assert_eq!(marks(day(120)).await, 1);
        assert_eq!(marks(day(200)).await, 4, "all are dropped in time");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_to_be_erased_is_not_met_again_by_the_same_message() {
    each(async |store| {
        let loaded = welcome(&store, someone(), "zoe").await;
        let yes = Seen::new(Channel::Telegram, "u/9", Some(at(5)));
        assert!(store.erase_seen(loaded.person.id, at(6), std::slice::from_ref(&yes), &[]).await.unwrap());
        let mut turn = TurnCommit::new(at(7), None, someone());
        turn.seen = vec![yes];
        assert!(matches!(store.commit_one(turn).await.unwrap(), Outcome::Seen(0)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_wake_is_one_row_a_person() {
    each(async |store| {
        let mut loaded = welcome(&store, someone(), "zoe").await;
        let id = loaded.person.id;
        for (wake, due) in [(Some(at(30)), true), (Some(at(90)), false), (None, false), (Some(at(60)), true)] {
            let mut turn = TurnCommit::new(at(1), Some(loaded.clone()), loaded.person.clone());
            turn.wake = wake;
            loaded = write(&store, turn).await;
            assert_eq!(rows(&store, b"w").await.len(), usize::from(wake.is_some()));
            assert_eq!(store.next_due().await.unwrap(), wake);
            let wanted: Vec<_> = wake.filter(|_| due).map(|wake| (wake, id)).into_iter().collect();
            assert_eq!(store.due(None, at(60), 9).await.unwrap(), wanted);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transcript_keeps_its_order_and_is_read_in_pages() {
    each(async |store| {
        let mut loaded = welcome(&store, someone(), "zoe").await;
        let id = loaded.person.id;
        for round in 0..10 {
            let mut turn = TurnCommit::new(at(1), Some(loaded.clone()), loaded.person.clone());
            let said =
                |n| Entry::new(at(1), Who::Assistant, Channel::Telegram, None, format!("{n} {}", "x".repeat(6000)));
            turn.entries = vec![said(2 * round), said(2 * round + 1)];
            loaded = write(&store, turn).await;
        }
        let seqs = |transcript: Transcript| transcript.entries.iter().map(|entry| entry.seq).collect::<Vec<_>>();
        assert_eq!(seqs(store.transcript(id).await.unwrap()), (1..=21).collect::<Vec<_>>());
        assert_eq!(seqs(store.transcript_page(id, None, 3).await.unwrap()), [19, 20, 21]);
        assert_eq!(seqs(store.transcript_page(id, Some(19), 3).await.unwrap()), [16, 17, 18]);
        assert_eq!(seqs(store.transcript_page(id, Some(2), 3).await.unwrap()), [1]);
        assert_eq!(seqs(store.transcript_page(id, Some(1), 3).await.unwrap()), [0; 0]);
    })
    .await;
}

pub(super) fn message(person: Uuid, n: u32) -> Outgoing {
    Outgoing {
        id: Uuid::now_v7(),
        person,
        address: Address::new(Channel::Email, "zoe@example.org"),
        payload: Personal(format!("{n} {}", "é".repeat(5000))),
        created: at(0),
        class: Class::Answer,
        voice: Default::default(),
        entry: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outbox_gives_messages_in_order_until_they_are_delivered() {
    each(async |store| {
        let loaded = welcome(&store, someone(), "zoe").await;
        let mut turn = TurnCommit::new(at(1), Some(loaded.clone()), loaded.person.clone());
        turn.outbox = (0..3).map(|n| message(loaded.person.id, n)).collect();
        let sent = turn.outbox.clone();
        write(&store, turn).await;
        assert_eq!(store.outgoing(100).await.unwrap(), sent);
        assert_eq!(store.outgoing(1).await.unwrap(), sent[..1], "a limit never cuts a message");
        let gone = Delivered::Sent { at: at(2), message: Some(7) };
        store.delivered_all(vec![Delivery::of(&sent[0], gone).unwrap()]).await.unwrap();
        assert_eq!(store.outgoing(100).await.unwrap(), sent[1..]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_feed_rows_and_marks_are_swept_and_young_ones_stay() {
    each(async |store| {
        let mut loaded = welcome(&store, someone(), "zoe").await;
        let day = |n: i64| at(86_400 * n);
        for n in 0..400 {
            let now = day(n / 4);
            let mut turn = TurnCommit::new(now, Some(loaded.clone()), loaded.person.clone());
            turn.seen = vec![Seen::new(Channel::Telegram, format!("{n}"), Some(now))];
            loaded = write(&store, turn).await;
        }
        let feed = store.feed(0, usize::MAX).await.unwrap();
        let kept = feed.iter().filter(|change| day(99).duration_since(change.at) <= SignedDuration::from_hours(7 * 24));
        assert_eq!(kept.count(), 4 * 8, "eight days, the first counted");
        assert!(feed.len() < 4 * 8 + 128, "{}", feed.len());
        assert!(feed.is_sorted_by_key(|change| change.commit));
        let marks = rows(&store, b"s").await.len();
        assert!((4 * 60..4 * 60 + 128).contains(&marks), "{marks}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn persons_are_listed_in_pages_in_the_order_they_came() {
    each(async |store| {
        let mut ids = Vec::new();
        for n in 0..5 {
            ids.push(welcome(&store, someone(), &format!("{n}")).await.person.id);
        }
        assert_eq!(store.persons(None, 10).await.unwrap(), ids);
        assert_eq!(store.persons(None, 2).await.unwrap(), ids[..2]);
        assert_eq!(store.persons(Some(ids[1]), 2).await.unwrap(), ids[2..4]);
        assert!(store.persons(Some(ids[4]), 2).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_mailbox_is_heard_from_where_it_was_left() {
    each(async |store| {
        assert_eq!(store.last_mail("guichet@exemple.test/INBOX").await.unwrap(), None);
        let mark = MailMark { validity: 7, uid: u32::MAX, faulty: vec![3, 9] };
        store.mark_mailbox("guichet@exemple.test/INBOX", &mark).await.unwrap();
        assert_eq!(store.last_mail("guichet@exemple.test/INBOX").await.unwrap(), Some(mark.clone()));
        assert_eq!(store.last_mail("autre@exemple.test/INBOX").await.unwrap(), None);
        let many = MailMark { faulty: (0..2_000).collect(), ..mark };
        store.mark_mailbox("guichet@exemple.test/INBOX", &many).await.unwrap();
        let kept = store.last_mail("guichet@exemple.test/INBOX").await.unwrap().unwrap();
        assert_eq!((kept.faulty.len(), kept.faulty.last()), (500, Some(&1_999)));
    })
    .await;
}
