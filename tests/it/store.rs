//! The store from outside: what a turn writes is there again, on every engine.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use guichet::conversation::{Address, Entry, Role, Seen, Who};
use guichet::dialog::person::{Answer, Channel, Dossier, Key, Person, State, Value};
use guichet::store::{Loaded, Outcome, Settings, Store, TurnCommit};
use jiff::Timestamp;
use uuid::Uuid;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn answer(text: &str) -> Answer {
    Answer {
        state: State::Given,
        value: Some(Value::of(text)),
        words: text.to_owned(),
        at: at(0),
        channel: Channel::Terminal,
        by: None,
        flags: Default::default(),
    }
}

fn done(outcome: Vec<Outcome>) -> Vec<Loaded> {
    outcome.into_iter().map(|one| if let Outcome::Done(loaded) = one { *loaded } else { panic!("{one:?}") }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn smoke() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::new(folder.path().join("data"), folder.path().join("key"));
    let store = Store::open(&settings).await.unwrap();
    let mut person = Person::new(Uuid::now_v7());
    let mut dossier = Dossier::new(Uuid::now_v7(), "acloe-m2".into(), 1, at(0));
    dossier.answers.insert(Key::new("nom"), answer("Dupuis"));
    dossier.answers.insert(Key::new("prenom"), answer(&"Zoé ".repeat(5000)));
    person.dossiers.push(dossier);
    person.profile.insert("nom".into(), answer("Dupuis"));
    let address = Address::new(Channel::Terminal, "zoe");
    let identity = store.identify(&address).await.unwrap();
    let mut turn = TurnCommit::new(at(0), None, person.clone());
    turn.link = Some((identity, Role::Own));
    turn.seen = Some(Seen::new(Channel::Terminal, "1", Some(at(0))));
    turn.entries.push(Entry::new(at(0), Who::Candidate, Channel::Terminal, None, "bonjour"));
    turn.wake = Some(at(100));
    let loaded = done(store.commit(vec![turn.clone()]).await.unwrap()).remove(0);
    assert!(matches!(store.commit(vec![turn]).await.unwrap()[0], Outcome::Seen));
    let again = store.load(person.id).await.unwrap().unwrap();
    assert_eq!(again.person, person);
    assert_eq!(again.version, loaded.version);
    let mut after = person.clone();
    after.dossiers[0].answers.insert(Key::new("prenom"), answer("Zoé"));
    done(store.commit(vec![TurnCommit::new(at(1), Some(loaded), after.clone())]).await.unwrap());
    assert!(matches!(
        store.commit(vec![TurnCommit::new(at(1), Some(again), after.clone())]).await.unwrap()[0],
        Outcome::Conflict
    ));
    assert!(Store::open(&settings).await.unwrap_err().to_string().contains("déjà ouvertes"));
    store.close().await.unwrap();
    let store = Store::open(&settings).await.unwrap();
    assert_eq!(store.load(person.id).await.unwrap().unwrap().person, after);
    assert_eq!(store.identify(&address).await.unwrap().own(), Some(person.id));
    assert_eq!(store.transcript(person.id).await.unwrap().entries.len(), 1);
    assert_eq!(store.due(at(100), 10).await.unwrap(), [(at(100), person.id)]);
    assert_eq!(store.feed(0, 10).await.unwrap().len(), 2);
    assert!(store.erase(person.id, at(3)).await.unwrap());
    assert!(store.load(person.id).await.unwrap().is_none());
    assert_eq!(store.identify(&address).await.unwrap().own(), None);
}
