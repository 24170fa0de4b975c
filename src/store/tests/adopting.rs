//! Two persons become one, in one commit.

use super::super::Adopted;
use super::*;

/// What makes the second a part of the first, as both were read.
async fn union(store: &Store, into: &Loaded, from: &Loaded) -> TurnCommit {
    let mut links = Vec::new();
    for (address, role) in &from.addresses {
        links.push((store.identify(address).await.unwrap().without(from.person.id), *role));
    }
    let became = Delivered::Refused { at: at(2), reason: 3 };
    let adopts = Some(Adopted::new(from, BTreeMap::from([(0, became)])));
    let entries = vec![Entry::new(at(1), Who::Assistant, Channel::Telegram, None, "bonjour")];
    TurnCommit { links, entries, adopts, ..TurnCommit::new(at(2), Some(into.clone()), into.person.clone()) }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_becomes_a_part_of_another_is_one_commit() {
    each(async |store| {
        let (into, from) = (welcome(&store, someone(), "zoe").await, welcome(&store, someone(), "zoé").await);
        let mut turn = TurnCommit::new(at(1), Some(from.clone()), from.person.clone());
        turn.wake = Some(at(1));
        turn.outbox.push(message(from.person.id, 1));
        let from = write(&store, turn).await;
        let address = from.addresses[0].0.clone();
        let joined = write(&store, union(&store, &into, &from).await).await;
        assert_eq!(store.identify(&address).await.unwrap().own(), Some(into.person.id));
        assert!(joined.addresses.iter().any(|(known, _)| *known == address));
        assert!(store.load(from.person.id).await.unwrap().is_none());
        assert_eq!(rows(&store, b"o").await, [], "what did not leave is not sent any more");
        assert_eq!(store.due(None, at(9), 9).await.unwrap(), []);
        let known = store.deliveries(into.person.id).await.unwrap();
        assert_eq!(known.keys().copied().collect::<Vec<_>>(), [joined.entries]);
        assert!(!store.erase(from.person.id, at(3)).await.unwrap(), "nobody is left to erase");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wrote_meanwhile_is_read_again_before_anything_is_joined() {
    each(async |store| {
        let (into, from) = (welcome(&store, someone(), "zoe").await, welcome(&store, someone(), "zoé").await);
        for changed in [&into, &from] {
            let late = union(&store, &into, &from).await;
            let changed = store.load(changed.person.id).await.unwrap().unwrap();
            write(&store, TurnCommit::new(at(1), Some(changed.clone()), changed.person)).await;
            assert!(matches!(store.commit_one(late).await.unwrap(), Outcome::Conflict));
        }
        assert!(store.load(from.person.id).await.unwrap().is_some());
    })
    .await;
}
