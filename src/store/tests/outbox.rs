//! Messages to send, what became of them, and many at once.

use super::super::engine::Committed;
use super::super::schema::Row;
use super::*;

fn sent(second: i64, message: i64) -> Delivered {
    Delivered::Sent { at: at(second), message: Some(message) }
}

/// A turn that says as many words as it sends messages, each message carrying an entry.
async fn talk(store: &Store, loaded: Loaded, messages: u32) -> Loaded {
    let mut turn = TurnCommit::new(at(1), Some(loaded.clone()), loaded.person.clone());
    turn.entries.push(Entry::new(at(1), Who::Candidate, Channel::Telegram, None, "bonjour"));
    for n in 0..messages {
        turn.entries.push(Entry::new(at(1), Who::Assistant, Channel::Telegram, None, format!("{n}")));
        turn.outbox.push(Outgoing { entry: Some(u64::from(n) + 1), ..message(loaded.person.id, n) });
    }
    write(store, turn).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_messages_is_kept_by_the_entries_they_carried() {
    each(async |store| {
        let loaded = talk(&store, welcome(&store, someone(), "zoe").await, 3).await;
        let [one, two, three] = &loaded.outbox[..] else { panic!("{:?}", loaded.outbox) };
        assert_eq!((one.entry, two.entry, three.entry), (Some(3), Some(4), Some(5)));
        assert_eq!(store.outgoing(9).await.unwrap(), loaded.outbox);
        let refused = Delivered::Refused { at: at(3), reason: 9 };
        let unnumbered = Delivered::Sent { at: at(4), message: None };
        let became = [(one, sent(2, -5)), (two, refused), (three, unnumbered)];
        let deliveries = became.map(|(message, became)| Delivery::of(message, became).unwrap());
        store.delivered_all(deliveries.to_vec()).await.unwrap();
        let wanted = BTreeMap::from([(3, sent(2, -5)), (4, refused), (5, unnumbered)]);
        assert_eq!(store.deliveries(loaded.person.id).await.unwrap(), wanted);
        assert_eq!(rows(&store, b"o").await, [], "each of its rows is gone, though it took several");

        store.delivered_all(vec![Delivery::of(one, sent(9, 9)).unwrap()]).await.unwrap();
        assert_eq!(store.deliveries(loaded.person.id).await.unwrap(), wanted, "what was told first stands");
        let again = store.load(loaded.person.id).await.unwrap().unwrap();
        assert_eq!((again.version, again.unreadable), (loaded.version, vec![]), "no turn is disturbed");
        let person = loaded.person.id;
        assert!(matches!(store.erase(person, at(5)).await, Ok(true)));
        assert_eq!(store.deliveries(person).await.unwrap(), BTreeMap::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_arrived_is_known_while_its_row_asks_for_more() {
    each(async |store| {
        let loaded = talk(&store, welcome(&store, someone(), "zoe").await, 1).await;
        let message = &loaded.outbox[0];
        store.delivered_all(vec![Delivery::part(message, sent(2, 7)).unwrap()]).await.unwrap();
        let known = store.deliveries(loaded.person.id).await.unwrap();
        assert_eq!(known, BTreeMap::from([(3, sent(2, 7))]));
        assert_eq!(store.outgoing(9).await.unwrap(), loaded.outbox, "the rest is still to be done");
        store.delivered_all(vec![Delivery::of(message, sent(2, 7)).unwrap()]).await.unwrap();
        assert_eq!(rows(&store, b"o").await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_to_someone_erased_meanwhile_writes_nothing() {
    each(async |store| {
        let loaded = talk(&store, welcome(&store, someone(), "zoe").await, 1).await;
        let other = talk(&store, welcome(&store, someone(), "autre").await, 1).await;
        let deliveries: Vec<_> =
            [&loaded.outbox[0], &other.outbox[0]].map(|message| Delivery::of(message, sent(2, 1)).unwrap()).into();
        store.erase(loaded.person.id, at(2)).await.unwrap();
        store.delivered_all(deliveries).await.unwrap();
        assert_eq!(rows(&store, &schema::person(loaded.person.id)).await, []);
        assert_eq!(store.deliveries(other.person.id).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_looks_again_when_a_delivery_comes_between() {
    each(async |store| {
        let loaded = talk(&store, welcome(&store, someone(), "zoe").await, 1).await;
        let erasure = store.erasure(loaded.person.id, at(2)).await.unwrap().unwrap();
        let delivery = Delivery::of(&loaded.outbox[0], sent(2, 1)).unwrap();
        store.delivered_all(vec![delivery]).await.unwrap();
        let outcome = store.engine.commit(vec![erasure]).await.unwrap();
        assert!(matches!(outcome[..], [Committed::Conflict(_)]), "{outcome:?}");
        assert!(store.erase(loaded.person.id, at(3)).await.unwrap());
        assert_eq!(rows(&store, &schema::person(loaded.person.id)).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_names_an_entry_of_its_turn_or_nothing_is_written() {
    let store = Store::in_memory().unwrap();
    let loaded = welcome(&store, someone(), "zoe").await;
    let mut turn = TurnCommit::new(at(1), Some(loaded.clone()), loaded.person.clone());
    turn.outbox.push(Outgoing { entry: Some(0), ..message(loaded.person.id, 1) });
    assert!(store.commit_one(turn).await.is_err());
    assert_eq!(rows(&store, b"o").await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_found_and_loaded_in_one_go() {
    each(async |store| {
        let one = welcome(&store, someone(), "un").await;
        let two = welcome(&store, someone(), "deux").await;
        let addresses: Vec<_> = ["deux", "inconnu", "un"].map(|id| Address::new(Channel::Telegram, id)).into();
        let found = store.load_all(addresses.clone()).await.unwrap();
        let persons: Vec<_> = found.iter().map(|(_, loaded)| loaded.as_ref().map(|loaded| &loaded.person)).collect();
        assert_eq!(persons, [Some(&two.person), None, Some(&one.person)]);
        for ((identity, _), address) in found.iter().zip(&addresses) {
            assert_eq!(*identity, store.identify(address).await.unwrap());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_of_many_entries_is_read_in_pages_all_the_same() {
    each(async |store| {
        let loaded = talk(&store, welcome(&store, someone(), "zoe").await, 20).await;
        let id = loaded.person.id;
        let last: Vec<_> = rows(&store, &schema::transcript(id)).await;
        let last = last.iter().map(|(key, _)| Row::read(key).unwrap().1).collect::<Vec<_>>();
        assert_eq!(last, [22, 17, 9, 1].map(Row::Entries), "the welcome's, then eight a row");
        for before in [None, Some(3), Some(11), Some(18), Some(22)] {
            for limit in [1, 7, 9, 30] {
                let page = store.transcript_page(id, before, limit).await.unwrap().entries;
                let end = before.unwrap_or(23);
                let wanted = (end.saturating_sub(u64::from(limit)).max(1)..end).collect::<Vec<_>>();
                assert_eq!(page.iter().map(|entry| entry.seq).collect::<Vec<_>>(), wanted);
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wake_far_away_is_moved_to_the_quarter_of_an_hour_and_written_once() {
    each(async |store| {
        let mut loaded = welcome(&store, someone(), "zoe").await;
        // A quarter of an hour ends 100 s after at(0).
        let quarter = |n: i64| at(86_400 + 100 + 900 * n);
        for (second, wanted) in [(1, quarter(0)), (100, quarter(0)), (101, quarter(1)), (700, quarter(1))] {
            let mut turn = TurnCommit::new(at(second), Some(loaded.clone()), loaded.person.clone());
            turn.wake = Some(at(86_400 + second));
            let before = rows(&store, b"w").await;
            loaded = write(&store, turn).await;
            assert_eq!(loaded.wake, Some(wanted), "{second}");
            assert_eq!(before == rows(&store, b"w").await, second == 100 || second == 700);
        }
    })
    .await;
}

#[tokio::test]
async fn a_message_that_cannot_be_read_holds_up_no_other() {
    each(async |store| {
        let loaded = welcome(&store, someone(), "zoe").await;
        let mut turn = TurnCommit::new(at(1), Some(loaded.clone()), loaded.person.clone());
        turn.outbox = (0..3).map(|n| message(loaded.person.id, n)).collect();
        let sent = turn.outbox.clone();
        write(&store, turn).await;
        let row = schema::part(&schema::outgoing(sent[1].id, loaded.person.id), 0);
        overwrite(&store, vec![(row.clone(), vec![0; 64])]).await;
        let whole = store.outgoing(usize::MAX).await.unwrap();
        assert_eq!(whole, [sent[0].clone(), sent[2].clone()]);
        assert_eq!(rows(&store, &row).await.len(), 1, "it stays where it is");
    })
    .await;
}
