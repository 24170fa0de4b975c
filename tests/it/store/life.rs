//! A person is stored, read back, changed, erased; nothing readable of them lies on disk.

use std::fs;
use std::path::Path;

use guichet::conversation::{Address, Entry, Role, Seen, Who};
use guichet::dialog::person::{Answer, Channel, Dossier, Key, Person, State, Value};
use guichet::store::{Loaded, Note, Noted, Outcome, Store, StoreError, TurnCommit};
use uuid::Uuid;

use super::{at, settings};

const INE: &str = "1234567890A";
const MAIL: &str = "zoe.dupuis@example.org";

fn answer(text: &str) -> Answer {
    Answer {
        state: State::Given,
        value: Some(Value::of(text)),
        words: text.to_owned(),
        at: at(0),
        channel: Channel::Email,
        by: None,
        flags: Default::default(),
    }
}

fn zoe() -> Person {
    let mut person = Person::new(Uuid::now_v7());
    let mut dossier = Dossier::new(Uuid::now_v7(), "acloe-m2".into(), 1, at(0));
    dossier.answers.insert(Key::new("nom_patronymique"), answer("Dupuis-Lagarde"));
    dossier.answers.insert(Key::new("ine"), answer(INE));
    person.profile.insert("nom_patronymique".into(), answer("Dupuis-Lagarde"));
    person.focus = Some(dossier.id);
    person.dossiers.push(dossier);
    person
}

async fn write(store: &Store, turn: TurnCommit) -> Loaded {
    if let Outcome::Done(loaded) = store.commit_one(turn).await.unwrap() { *loaded } else { panic!("not written") }
}

async fn welcome(store: &Store) -> Loaded {
    let identity = store.identify(&Address::new(Channel::Email, MAIL)).await.unwrap();
    let mut turn = TurnCommit::new(at(0), None, zoe());
    turn.links = vec![(identity, Role::Own)];
    turn.seen = vec![Seen::new(Channel::Email, format!("<1-{MAIL}>"), Some(at(0)))];
    let said = format!("Bonjour, Zoé Dupuis-Lagarde, mon INE est {INE}");
    turn.entries.push(Entry::new(at(0), Who::Candidate, Channel::Email, None, said));
    turn.wake = Some(at(100));
    write(store, turn).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_life_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path());
    let store = Store::open(&settings).await.unwrap();
    let loaded = welcome(&store).await;
    let mut after = loaded.person.clone();
    after.dossiers[0].answers.insert(Key::new("ine"), answer("9876543210B"));
    write(&store, TurnCommit::new(at(1), Some(loaded), after.clone())).await;
    store.close().await.unwrap();

    let store = Store::open(&settings).await.unwrap();
    let address = Address::new(Channel::Email, MAIL);
    assert_eq!(store.identify(&address).await.unwrap().own(), Some(after.id));
    let loaded = store.load(after.id).await.unwrap().unwrap();
    assert_eq!((loaded.person, loaded.addresses), (after.clone(), vec![(address, Role::Own)]));
    assert_eq!(store.transcript(after.id).await.unwrap().entries.len(), 1);
    assert_eq!(store.due(None, at(100), 10).await.unwrap(), [(at(100), after.id)]);
    assert_eq!(store.feed(0, 10).await.unwrap().len(), 2);
    assert!(store.erase(after.id, at(3)).await.unwrap());
    drop(store);

    let store = Store::open(&settings).await.unwrap();
    assert!(store.load(after.id).await.unwrap().is_none());
    assert_eq!(store.persons(None, 10).await.unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_personal_can_be_read_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path());
    let store = Store::open(&settings).await.unwrap();
    let zoe = welcome(&store).await.person.id;
    let words = "à rappeler avant vendredi".to_owned();
    let note = Note { id: zoe, at: at(1), by: "Paul Martin".to_owned(), words, pinned: true, consent: false };
    assert_eq!(store.keep_note(zoe, &note, at(1)).await.unwrap(), Noted::Kept);
    store.close().await.unwrap();
    let bytes = all_bytes(&settings.data);
    let holds = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    assert!(holds(b"nom_patronymique"), "keys can be read, so that this test would see words");
    for word in [INE, MAIL, "zoe.dupuis", "Dupuis", "Lagarde", "Bonjour", "acloe-m2", "vendredi", "Martin"] {
        assert!(!holds(word.as_bytes()), "« {word} » lies readable on disk");
    }
}

fn all_bytes(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.is_dir() { bytes.extend(all_bytes(&file)) } else { bytes.extend(fs::read(&file).unwrap()) }
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_speak_french_and_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path());
    let store = Store::open(&settings).await.unwrap();
    let busy = Store::open(&settings).await.unwrap_err();
    assert!(matches!(busy, StoreError::Busy(_)) && busy.to_string().contains("déjà ouvertes"), "{busy}");
    store.close().await.unwrap();
    fs::remove_file(&settings.master_key).unwrap();
    let missing = Store::open(&settings).await.unwrap_err();
    assert!(missing.to_string().contains("aucune nouvelle clé n’a été créée"), "{missing}");
    assert!(!missing.ends_the_process());
}
