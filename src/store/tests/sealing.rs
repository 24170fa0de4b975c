//! Nothing readable on disk, nothing forged believed, nobody erased comes back.

use super::super::schema::Row;
use super::super::seal::{Nonces, SealKey, Unsealed};
use super::*;

#[test]
fn a_record_opens_with_its_key_in_its_row_and_nowhere_else() {
    let (key, other) = (SealKey::new_person().unwrap(), SealKey::new_person().unwrap());
    let mut nonces = Nonces::new().unwrap();
    let sealed = key.seal(b"row", &"Zoé", &mut nonces).unwrap();
    assert_ne!(sealed, key.seal(b"row", &"Zoé", &mut nonces).unwrap(), "never the same nonce");
    assert_eq!(key.open::<String>(b"row", sealed.clone()).unwrap(), "Zoé");
    assert_eq!(key.open::<String>(b"row2", sealed.clone()), Err(Unsealed::Forged));
    assert_eq!(other.open::<String>(b"row", sealed.clone()), Err(Unsealed::Forged));
    assert!(matches!(key.open::<u32>(b"row", sealed.clone()), Err(Unsealed::Content(_))));
    for cut in 0..sealed.len() {
        assert!(key.open::<String>(b"row", sealed[..cut].to_vec()).is_err(), "cut at {cut}");
        let mut flipped = sealed.clone();
        flipped[cut] ^= 1;
        assert!(key.open::<String>(b"row", flipped).is_err(), "flipped at {cut}");
    }
}

#[test]
fn an_unreadable_record_says_nothing_of_its_content() {
    let key = SealKey::new_person().unwrap();
    let sealed = key.seal(b"row", &"2991299123456", &mut Nonces::new().unwrap()).unwrap();
    let error = key.open::<u32>(b"row", sealed).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("2991299"), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_answer_is_listed_and_kept_and_the_others_are_there() {
    each(async |store| {
        let person = welcome(&store, someone(), "zoe").await.person;
        let dossier = person.dossiers[0].id;
        let row = schema::part(&Row::Answer(dossier, "nom".into()).key(person.id), 0);
        let mut sealed = store.engine.get(vec![row.clone()]).await.unwrap().remove(0).unwrap().value;
        *sealed.last_mut().unwrap() ^= 1;
        overwrite(&store, vec![(row.clone(), sealed.clone())]).await;

        let loaded = store.load(person.id).await.unwrap().unwrap();
        let [lost] = &loaded.unreadable[..] else { panic!("{:?}", loaded.unreadable) };
        assert_eq!((lost.dossier, lost.slot.as_deref()), (Some(dossier), Some("nom")));
        assert_eq!(loaded.person.dossiers[0].answers.keys().collect::<Vec<_>>(), [&Slot::new("prenom")]);

        let mut after = loaded.person.clone();
        after.dossiers[0].answers.insert(Slot::new("prenom"), answer("Zoée"));
        let loaded = write(&store, TurnCommit::new(at(1), Some(loaded), after)).await;
        assert_eq!(rows(&store, &row).await, [(row.clone(), sealed.clone())], "left where it is");

        let mut after = loaded.person.clone();
        after.dossiers[0].answers.insert(Slot::new("nom"), answer("Dupont"));
        write(&store, TurnCommit::new(at(2), Some(loaded), after.clone())).await;
        let loaded = store.load(person.id).await.unwrap().unwrap();
        assert_eq!(loaded.person, after);
        assert!(loaded.unreadable.is_empty());
        assert_eq!(
            rows(&store, b"q").await.into_iter().map(|(_, row)| row).collect::<Vec<_>>(),
            [sealed],
            "kept beside"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_header_is_said_and_costs_no_answer() {
    each(async |store| {
        let person = welcome(&store, someone(), "zoe").await.person;
        let row = schema::part(&Row::Header.key(person.id), 0);
        let good = rows(&store, &row).await;
        overwrite(&store, vec![(row.clone(), vec![1, 1, 2])]).await;
        assert!(matches!(store.load(person.id).await, Err(StoreError::Unreadable { .. })));
        overwrite(&store, good).await;
        assert_eq!(store.load(person.id).await.unwrap().unwrap().person, person);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_moved_from_one_person_to_another_is_not_believed() {
    each(async |store| {
        let (one, other) = (welcome(&store, someone(), "a").await.person, welcome(&store, someone(), "b").await.person);
        let theirs = rows(&store, &Row::Shared("nom".into()).key(one.id)).await.remove(0).1;
        overwrite(&store, vec![(schema::part(&Row::Shared("nom".into()).key(other.id), 0), theirs)]).await;
        assert_eq!(store.load(other.id).await.unwrap().unwrap().unreadable.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_person_stays_erased_even_when_rows_are_restored() {
    each(async |store| {
        let loaded = welcome(&store, someone(), "zoe").await;
        let other = welcome(&store, someone(), "autre").await;
        let id = loaded.person.id;
        let mut turn = TurnCommit::new(at(1), Some(loaded.clone()), loaded.person.clone());
        turn.outbox.push(message(id, 1));
        write(&store, turn).await;
        let key = Row::WrappedKey.key(id);
        let saved =
            rows(&store, &schema::person(id)).await.into_iter().filter(|(row, _)| *row != key).collect::<Vec<_>>();
        let address = Address::new(Channel::Telegram, "zoe");

        assert!(store.erase(id, at(2)).await.unwrap());
        assert!(!store.erase(id, at(2)).await.unwrap(), "nobody is left to erase");
        assert!(store.load(id).await.unwrap().is_none());
        assert_eq!(store.identify(&address).await.unwrap().persons, []);
        for table in [b"o", b"q"] {
            assert_eq!(rows(&store, table).await, []);
        }
        assert_eq!(rows(&store, b"w").await.len(), 1, "the other's");
        let everything = rows(&store, b"").await;
        let naming = everything.iter().filter(|(key, _)| key.windows(16).any(|id16| id16 == id.as_bytes()));
        assert_eq!(naming.map(|(key, _)| key[0]).collect::<Vec<_>>(), *b"e", "only that they were erased");

        overwrite(&store, saved).await;
        assert!(matches!(store.load(id).await, Err(StoreError::Unreadable { .. })));
        assert_eq!(store.transcript(id).await.unwrap(), Transcript::default());
        let back = TurnCommit::new(at(3), None, loaded.person);
        assert!(matches!(store.commit_one(back).await.unwrap(), Outcome::Conflict), "nor does the id live again");
        assert_eq!(store.load(other.person.id).await.unwrap().unwrap().person, other.person);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_shared_by_two_loses_only_the_erased_one() {
    each(async |store| {
        let one = welcome(&store, someone(), "maman").await.person;
        let other = welcome(&store, someone(), "enfant").await;
        let address = Address::new(Channel::Telegram, "maman");
        let mut turn = TurnCommit::new(at(1), Some(other.clone()), other.person.clone());
        turn.links = vec![(store.identify(&address).await.unwrap(), Role::Helper)];
        let other = write(&store, turn).await;
        let identity = store.identify(&address).await.unwrap();
        assert_eq!(identity.persons, [(one.id, Role::Own), (other.person.id, Role::Helper)]);
        assert_eq!(other.addresses.len(), 2);
        store.erase(one.id, at(2)).await.unwrap();
        assert_eq!(store.identify(&address).await.unwrap().persons, [(other.person.id, Role::Helper)]);
    })
    .await;
}

#[test]
fn nothing_personal_is_printed() {
    let key = SealKey::new_person().unwrap();
    let entry = Entry::new(at(0), Who::Candidate, Channel::Telegram, None, "0123456789A");
    let address = Address::new(Channel::Email, "zoe@example.org");
    let printed = format!("{key:?} {entry:?} {address:?} {:?}", message(Uuid::now_v7(), 1));
    for word in ["0123456789A", "zoe", "ééé"] {
        assert!(!printed.contains(word), "{printed}");
    }
    assert!(printed.contains("***"));
}
