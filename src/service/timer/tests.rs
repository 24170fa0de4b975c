//! Somebody whose time has come is looked at, whoever else cannot be.

use jiff::SignedDuration;
use tokio::sync::watch;

use super::*;
use crate::channel::email::letterhead::Letterhead;
use crate::clock::Clock;
use crate::conversation::mail::Correspondence;
use crate::conversation::{Address, Role, Thread};
use crate::dialog::load;
use crate::dialog::person::{Channel, Person, ToWrite};
use crate::document::{Caps, Pieces};
use crate::service::Service;
use crate::service::office::{Lines, Office, Tasks};
use crate::store::{Identity, Store, TurnCommit};

/// A service with nobody in it.
struct Bench {
    timer: Timer,
    store: Store,
    _tasks: Tasks,
    _stop: watch::Sender<bool>,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn open(store: Store) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let letterhead = Letterhead {
            address: "assistant@exemple.test".to_owned(),
            name: "Assistant".to_owned(),
            quiet: SignedDuration::ZERO,
            quiet_most: SignedDuration::ZERO,
            authserv_id: String::new(),
        };
        let service = Service {
            library: Arc::new(load::load(&load::embedded()).unwrap().0),
            store: store.clone(),
            pieces: Pieces::open(folder.path(), Caps::default()).unwrap(),
            clock: Clock::real(),
            letterhead: Some(Arc::new(letterhead)),
            bot: Arc::default(),
            lines: Arc::default(),
            held: Default::default(),
        };
        let ((stop, stopped), mut tasks) = (watch::channel(false), Tasks::new());
        let office = Office::open(Arc::new(service), Lines::default(), stopped, &mut tasks);
        let turnstile = office.gate.open("due").await.unwrap();
        let timer = Timer { office, turnstile, stuck: BTreeSet::new(), looked_at: BTreeSet::new() };
        Self { timer, store, _tasks: tasks, _stop: stop, _folder: folder }
    }

    /// Somebody for whom a letter is due since a moment.
    async fn is_due(&self, number: i64) -> Uuid {
        let at = Timestamp::from_second(1_700_000_000 + number).unwrap();
        let mut person = Person::new(Uuid::now_v7());
        let id = person.id;
        person.letter =
            Some(ToWrite { first: at, last: at, asides: Vec::new(), doubts: Vec::new(), data: false, sheet: false });
        let address = Address::new(Channel::Email, format!("n{number}@candidat.test"));
        let mail = Some(Box::new(Correspondence { due: Some(at), ..Correspondence::default() }));
        let threads = vec![Thread { mail, ..Thread::new(address.clone()) }];
        let links = vec![(Identity::unknown(address), Role::Own)];
        let commit = TurnCommit { links, threads, wake: Some(at), ..TurnCommit::new(at, None, person) };
        self.store.commit_one(commit).await.unwrap();
        id
    }

    async fn due(&self) -> Vec<Uuid> {
        let due = self.store.due(None, Clock::real().now(), usize::MAX).await.unwrap();
        due.into_iter().map(|(_, person)| person).collect()
    }

    async fn letters(&self) -> usize {
        self.store.outgoing(usize::MAX).await.unwrap().len()
    }
}

#[tokio::test]
async fn whoever_cannot_be_read_holds_nobody_up() {
    let mut bench = Bench::open(Store::in_memory().unwrap()).await;
    let mut lost = Vec::new();
    for number in 0..300 {
        lost.push(bench.is_due(number).await);
    }
    for person in &lost {
        bench.store.spoil(*person).await;
    }
    for number in 300..560 {
        bench.is_due(number).await;
    }
    bench.timer.look().await.unwrap();
    assert_eq!(bench.due().await, lost, "their rows stay, nobody else's");
    assert_eq!(bench.letters().await, 260);
    // They are passed over from now on, and said of once.
    assert_eq!(bench.timer.stuck.len(), 300);
    bench.is_due(1_000).await;
    bench.timer.look().await.unwrap();
    assert_eq!((bench.timer.stuck.len(), bench.letters().await), (300, 261));
}

#[tokio::test]
async fn a_row_that_nothing_comes_of_is_looked_at_twice() {
    let mut bench = Bench::open(Store::in_memory().unwrap()).await;
    let person = bench.is_due(0).await;
    // Heard before, under the same mark: nothing more comes of it.
    let loaded = bench.store.load(person).await.unwrap().unwrap();
    let at = loaded.wake.unwrap();
    let inbound = called(&loaded, at, at).unwrap();
    let person = loaded.person.clone();
    let threads = loaded.threads.clone();
    let commit = TurnCommit { seen: vec![inbound.seen], threads, ..TurnCommit::new(at, Some(loaded), person) };
    bench.store.commit_one(TurnCommit { wake: Some(at), ..commit }).await.unwrap();
    for stuck in [0, 1, 1] {
        bench.timer.look().await.unwrap();
        assert_eq!(bench.timer.stuck.len(), stuck);
    }
    assert_eq!(bench.letters().await, 0);
}

#[tokio::test]
async fn what_is_due_and_ends_the_process_is_set_aside() {
    let store = Store::in_memory().unwrap();
    store.begin().await.unwrap();
    let person = Bench::open(store.clone()).await.is_due(0).await;
    let name = format!("due/{person}/1700000000000");
    // As often as this the process ended over it.
    for _ in 0..2 {
        drop(Bench::open(store.clone()).await.timer.turnstile.one(&name).await.unwrap());
    }
    let mut bench = Bench::open(store.clone()).await;
    bench.timer.look().await.unwrap();
    assert!(bench.due().await.is_empty());
    let loaded = store.load(person).await.unwrap().unwrap();
    assert!(loaded.person.letter.is_none() && loaded.person.waiting.is_some());
    assert_eq!(bench.letters().await, 1, "they are told so");
    assert!(!bench.timer.turnstile.is_wary());
}

#[tokio::test]
async fn what_cannot_even_be_set_aside_is_forgotten() {
    let store = Store::in_memory().unwrap();
    store.begin().await.unwrap();
    let person = Bench::open(store.clone()).await.is_due(0).await;
    let name = format!("due/{person}/1700000000000");
    for _ in 0..3 {
        drop(Bench::open(store.clone()).await.timer.turnstile.one(&name).await.unwrap());
    }
    let mut bench = Bench::open(store.clone()).await;
    bench.timer.look().await.unwrap();
    assert!(bench.due().await.is_empty());
    assert_eq!(bench.letters().await, 0);
    assert!(store.load(person).await.unwrap().unwrap().person.letter.is_some());
}
