//! What staff keep of a person: private notes, and how far they have read.

use super::super::{Adopted, Note, Noted};
use super::*;

fn note(words: &str) -> Note {
    Note {
        id: Uuid::now_v7(),
        at: at(1),
        by: "Paul".to_owned(),
        words: words.to_owned(),
        pinned: false,
        consent: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_kept_once_and_changes_in_place() {
    each(async |store| {
        let zoe = welcome(&store, someone(), "zoe").await;
        let (first, long) = (note("rappeler lundi"), note(&"é".repeat(6_000)));
        let other = Note { words: "autre chose".to_owned(), ..first.clone() };
        for (written, became) in [(&first, Noted::Kept), (&other, Noted::Stands), (&long, Noted::Kept)] {
            assert_eq!(store.keep_note(zoe.person.id, written, at(2)).await.unwrap(), became);
        }
        let pinned = Note { pinned: true, words: "court".to_owned(), ..long };
        assert_eq!(store.change_note(zoe.person.id, &pinned, at(3)).await.unwrap(), Noted::Kept);
        assert_eq!(store.notes(zoe.person.id).await.unwrap(), [first.clone(), pinned]);
        assert_eq!(store.keep_note(Uuid::now_v7(), &first, at(3)).await.unwrap(), Noted::Nobody);
        assert_eq!(store.load(zoe.person.id).await.unwrap().unwrap().person, zoe.person);
        assert!(!format!("{first:?}").contains("lundi"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_go_with_their_person() {
    each(async |store| {
        let (into, from) = (welcome(&store, someone(), "zoe").await, welcome(&store, someone(), "zoé").await);
        store.keep_note(from.person.id, &note("ne vient plus de là"), at(1)).await.unwrap();
        store.has_read(from.person.id, 1, at(1)).await.unwrap();
        let from = store.load(from.person.id).await.unwrap().unwrap();
        let adopts = Some(Adopted::new(&from, BTreeMap::new()));
        let late = TurnCommit { adopts, ..TurnCommit::new(at(2), Some(into.clone()), into.person.clone()) };
        store.keep_note(from.person.id, &note("écrite entre-temps"), at(2)).await.unwrap();
        assert!(matches!(store.commit_one(late).await.unwrap(), Outcome::Conflict), "no note is lost");
        let from = store.load(from.person.id).await.unwrap().unwrap();
        let adopts = Some(Adopted::new(&from, BTreeMap::new()));
        write(&store, TurnCommit { adopts, ..TurnCommit::new(at(2), Some(into.clone()), into.person.clone()) }).await;
        let words = store.notes(into.person.id).await.unwrap().into_iter().map(|note| note.words);
        assert_eq!(words.collect::<Vec<_>>(), ["ne vient plus de là", "écrite entre-temps"]);
        assert_eq!(store.notes(from.person.id).await.unwrap(), []);
        store.has_read(into.person.id, 3, at(3)).await.unwrap();
        assert!(store.erase(into.person.id, at(3)).await.unwrap());
        assert_eq!(store.notes(into.person.id).await.unwrap(), []);
        assert_eq!(rows(&store, b"p").await, [], "nothing of either is left");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_only_grows_and_is_told_of() {
    each(async |store| {
        let zoe = welcome(&store, someone(), "zoe").await.person.id;
        assert_eq!(store.read_up_to(zoe).await.unwrap(), 0);
        let before = store.feed(0, 99).await.unwrap().len();
        for entry in [4, 2, 4] {
            store.has_read(zoe, entry, at(2)).await.unwrap();
        }
        assert_eq!(store.read_up_to(zoe).await.unwrap(), 4);
        assert_eq!(store.feed(0, 99).await.unwrap().len(), before + 1, "lists follow it");
        let nobody = Uuid::now_v7();
        store.has_read(nobody, 4, at(2)).await.unwrap();
        assert_eq!(store.read_up_to(nobody).await.unwrap(), 0);
    })
    .await;
}
