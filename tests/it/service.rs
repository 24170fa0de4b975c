//! The service as a library: what is masked, what several hands at once do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use guichet::clock::Clock;
use guichet::conversation::inbound::Inbound;
use guichet::conversation::prompt::{Button, Tap};
use guichet::conversation::said::{Heard, Said};
use guichet::conversation::{Address, Seen, Who};
use guichet::dialog::load;
use guichet::dialog::person::Channel;
use guichet::dialog::reply::Wordless;
use guichet::document::{Caps, Pieces};
use guichet::service::Service;
use guichet::service::desk::Desk;
use guichet::service::ledger::Ledger;
use guichet::service::office::Lines;
use guichet::store::Store;

/// A service that keeps nothing, on the dialogs that ship.
pub(crate) fn in_memory() -> Service {
    let (library, _) = load::load(&load::embedded()).unwrap_or_else(|found| panic!("{found:#?}"));
    let (store, pieces) = (Store::in_memory().unwrap(), Pieces::in_memory(Caps::default()));
    Service {
        library: Arc::new(library),
        store,
        pieces,
        clock: Clock::real(),
        letterhead: None,
        bot: Arc::default(),
        lines: Arc::default(),
        held: Default::default(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn turns_of_one_person_at_once_are_all_kept_each_with_its_reply() {
    let service = Arc::new(in_memory());
    let marie = Address::new(Channel::Terminal, "marie");
    service.turn(&marie, Heard::Open(Some("acloe-m2".into())), None).await.unwrap();
    let turns = (0..12).map(|number| {
        let (service, marie) = (service.clone(), marie.clone());
        tokio::spawn(async move {
            let said = Heard::Said(Said::words(format!("aide {number}")));
            service.turn(&marie, said, None).await.unwrap();
        })
    });
    for turn in turns.collect::<Vec<_>>() {
        turn.await.unwrap();
    }
    let person = service.store.identify(&marie).await.unwrap().own().unwrap();
    let entries = service.store.transcript(person).await.unwrap().entries;
    assert_eq!(entries.len(), 25);
    let who: Vec<&Who> = entries.iter().skip(1).map(|entry| &entry.who).collect();
    assert!(who.chunks(2).all(|pair| matches!(pair, [Who::Candidate, Who::Assistant])), "{who:?}");
}

/// What was still on its way from someone, or to them, when they were erased.
#[tokio::test]
async fn nobody_is_made_of_what_came_too_late_for_an_erased_person() {
    let service = Arc::new(in_memory());
    let mut lines = Lines::default();
    let mut sent = lines.open(Channel::Telegram);
    let (desk, _clerk) = Desk::open(service.clone(), lines, Ledger::default());
    let marie = Address::new(Channel::Telegram, "41");
    let number = AtomicU32::new(0);
    let hear = async |heard: Heard, query: Option<&str>| {
        let seen = Seen::new(Channel::Telegram, format!("7/{}", number.fetch_add(1, Ordering::Relaxed)), None);
        let (from, query) = (marie.clone(), query.map(str::to_owned));
        desk.hear(vec![Inbound { message: Some(3), query, ..Inbound::new(from, seen, heard) }]).await.unwrap();
    };
    let persons = async || service.store.persons(None, 9).await.unwrap();
    let tap = Tap { prompt: 1, button: Button::Take(0), page: 0, message: Some(5) };
    hear(Heard::Open(Some("aesh".into())), None).await;
    let erased = persons().await[0];
    hear(Heard::Said(Said::words("effacer mes données")), None).await;
    hear(Heard::Said(Said::words("oui")), None).await;
    assert!(persons().await.is_empty());
    while sent.try_recv().is_ok() {}
    let came = || Heard::For(erased, Box::new(Heard::Wordless(Wordless::Lost)));
    hear(Heard::Tapped(tap), Some("q-1")).await;
    let answer = sent.try_recv().unwrap();
    assert!(answer.payload.contains("q-1") && answer.entry.is_none(), "no spinner is left: {}", answer.payload.0);
    hear(Heard::Edited { message: 2, words: "Caron".into() }, None).await;
    hear(came(), None).await;
    assert!(persons().await.is_empty() && sent.try_recv().is_err(), "nobody is made of it, nothing is said");
    hear(Heard::Open(Some("aesh".into())), None).await;
    let anew = persons().await;
    while sent.try_recv().is_ok() {}
    hear(came(), None).await;
    assert!(sent.try_recv().is_err(), "it was not for who writes from there now");
    hear(Heard::For(anew[0], Box::new(Heard::Wordless(Wordless::Lost))), None).await;
    assert!(sent.try_recv().is_ok());
}

#[tokio::test]
async fn an_erased_person_is_someone_new() {
    let service = in_memory();
    let marie = Address::new(Channel::Terminal, "marie");
    let say = async |words: &str| service.turn(&marie, Heard::Said(Said::words(words)), None).await.unwrap();
    service.turn(&marie, Heard::Open(Some("acloe-m2".into())), None).await.unwrap();
    say("1").await;
    let before = service.store.identify(&marie).await.unwrap().own().unwrap();
    say("effacer mes données").await;
    assert_eq!(service.store.identify(&marie).await.unwrap().own(), Some(before), "an erasure needs a yes");
    say("oui").await;
    assert_eq!(service.store.identify(&marie).await.unwrap().own(), None);
    assert!(service.store.load(before).await.unwrap().is_none());
    say("bonjour").await;
    let after = service.store.identify(&marie).await.unwrap().own().unwrap();
    assert_ne!(after, before);
}

/// What is typed, and the part of it that must be kept nowhere.
const SECRETS: &[(&str, &str)] = &[
    ("mon mot de passe est Soleil2024!", "Soleil2024"),
    ("mon numéro de sécu : 2 99 08 59 350 123 03", "350 123"),
    ("FR76 3000 6000 0112 3456 7890 189", "3456 7890"),
];

#[tokio::test]
async fn secrets_are_masked_before_anything_is_kept() {
    let service = in_memory();
    let marie = Address::new(Channel::Terminal, "marie");
    service.turn(&marie, Heard::Open(Some("acloe-m2".into())), None).await.unwrap();
    for (words, secret) in SECRETS {
        let reply = service.turn(&marie, Heard::Said(Said::words(*words)), None).await.unwrap();
        assert!(!guichet::channel::plain::text(&reply).contains(secret), "{words}");
    }
    let person = service.store.identify(&marie).await.unwrap().own().unwrap();
    let kept = service.store.transcript(person).await.unwrap().entries;
    let masked: Vec<_> = kept.iter().filter(|entry| entry.who == Who::Candidate).map(|entry| &entry.masked).collect();
    assert!(masked.iter().all(|kinds| !kinds.is_empty()), "{masked:?}");
    let person = service.store.load(person).await.unwrap().unwrap().person;
    let everything = format!("{:?} {}", person.dossiers, serde_json::to_string(&kept).unwrap());
    assert!(SECRETS.iter().all(|(_, secret)| !everything.contains(secret)), "{everything}");
}
