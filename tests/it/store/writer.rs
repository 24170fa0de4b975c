//! A process that writes until it is killed or its disk is full, and says what was acknowledged: this very binary, run
//! again with the folder in an environment variable. Several conversations at once, each counting in every row it writes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use guichet::conversation::{Address, Class, Entry, Outgoing, Personal, Role, Seen, Who};
use guichet::dialog::person::{Answer, Channel, Dossier, Key, Person, State, Value};
use guichet::store::{Loaded, Outcome, Settings, Store, StoreError, TurnCommit};
use uuid::Uuid;

use super::{at, settings};

const FOLDER: &str = "GUICHET_TEST_WRITER";
/// How many conversations talk at once, six if not said,
pub const TALKING: &str = "GUICHET_TEST_TALKING";
/// and how many turns are acknowledged before the writer ends by itself.
pub const TURNS: &str = "GUICHET_TEST_TURNS";
const MOST_TALKING: u64 = 64;
/// Letters of an answer: with the rest, a turn of some 5 KiB, so that a small disk is soon full.
const LONG: usize = 1500;
/// What the service's process ends with when a write failed.
pub const EX_TEMPFAIL: i32 = 75;

/// The command that runs this binary as a writer.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "store::writer::writes_when_told_to", "--nocapture", "--test-threads=1"]);
    command.env(FOLDER, folder).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// For each conversation, how many turns it has.
pub type Counts = BTreeMap<String, u64>;

/// Reads what a writer says until it ends: for each conversation the last count acknowledged.
pub fn acknowledged(said: ChildStdout) -> Counts {
    let mut counts = Counts::new();
    for line in BufReader::new(said).lines() {
        let Ok(line) = line else { break };
        // A line cut by the kill is no acknowledgement: it has no full stop.
        if let ["acked", name, count, "."] = line.split(' ').collect::<Vec<_>>()[..] {
            counts.insert(name.to_owned(), count.parse().unwrap());
        }
    }
    counts
}

static SAID: AtomicU64 = AtomicU64::new(0);

fn told(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

#[test]
fn writes_when_told_to() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let error = runtime.block_on(write_until_it_fails(&settings(Path::new(&folder))));
    let code = if error.ends_the_process() { EX_TEMPFAIL } else { 1 };
    std::io::stdout().write_all(format!("error {error}\n").as_bytes()).unwrap();
    std::process::exit(code);
}

async fn write_until_it_fails(settings: &Settings) -> StoreError {
    let store = match Store::open(settings).await {
        Ok(store) => store,
        Err(error) => return error,
    };
    std::io::stdout().write_all(b"open\n").unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for conversation in 0..told(TALKING).unwrap_or(6).min(MOST_TALKING) {
        let (store, name) = (store.clone(), format!("c{conversation}"));
        tasks.spawn(async move { converse(&store, &name).await.unwrap_err() });
    }
    tasks.join_next().await.unwrap().unwrap()
}

async fn converse(store: &Store, name: &str) -> Result<(), StoreError> {
    let identity = store.identify(&Address::new(Channel::Terminal, name)).await?;
    let mut before = match identity.own() {
        Some(person) => store.load(person).await?,
        None => None,
    };
    let mut count = before.as_ref().map_or(0, counted);
    loop {
        count += 1;
        let mut turn = turn(before.take(), name, count);
        if turn.before.is_none() {
            turn.links = vec![(identity.clone(), Role::Own)];
        }
        match store.commit_one(turn).await? {
            Outcome::Done(loaded) => before = Some(*loaded),
            other => panic!("{other:?}"),
        }
        std::io::stdout().write_all(format!("acked {name} {count} .\n").as_bytes()).unwrap();
        if told(TURNS).is_some_and(|turns| SAID.fetch_add(1, Ordering::Relaxed) + 1 >= turns) {
            std::process::exit(0);
        }
    }
}

/// A turn whose every row says `count`.
fn turn(before: Option<Loaded>, name: &str, count: u64) -> TurnCommit {
    let now = at(i64::try_from(count).unwrap());
    let mut after = before.as_ref().map_or_else(newcomer, |before| before.person.clone());
    for slot in ["nom", "prenom"] {
        let words = format!("{count} {}", "x".repeat(usize::try_from(count * 37 % 1500).unwrap()));
        after.dossiers[0].answers.insert(Key::new(slot), answer(words));
    }
    after.misses = u8::try_from(count % 256).unwrap();
    let (person, mut turn) = (after.id, TurnCommit::new(now, before, after));
    turn.seen = vec![Seen::new(Channel::Terminal, format!("{name}/{count}"), Some(now))];
    turn.entries.push(Entry::new(now, Who::Candidate, Channel::Terminal, None, format!("{count}")));
    turn.entries.push(Entry::new(
        now,
        Who::Assistant,
        Channel::Terminal,
        None,
        format!("{count} {}", "é".repeat(LONG)),
    ));
    turn.outbox.push(Outgoing {
        id: Uuid::now_v7(),
        person,
        address: Address::new(Channel::Terminal, name),
        payload: Personal(count.to_string()),
        created: now,
        class: Class::Answer,
        voice: Default::default(),
        entry: Some(1),
    });
    turn.wake = Some(now);
    turn
}

fn newcomer() -> Person {
    let mut person = Person::new(Uuid::now_v7());
    person.dossiers.push(Dossier::new(Uuid::now_v7(), "acloe-m2".into(), 1, at(0)));
    person
}

fn answer(words: String) -> Answer {
    Answer {
        state: State::Given,
        value: Some(Value::of(&words)),
        words,
        at: at(0),
        channel: Channel::Terminal,
        by: None,
        flags: Default::default(),
    }
}

/// The count a person's answer stands at.
fn counted(loaded: &Loaded) -> u64 {
    first_word(&loaded.person.dossiers[0].answers[&Key::new("nom")].words)
}

fn first_word(text: &str) -> u64 {
    text.split(' ').next().unwrap().parse().unwrap()
}

/// Everything acknowledged is there, and every turn that is there is whole. Answers what is there.
pub async fn check(settings: &Settings, acknowledged: &Counts) -> Counts {
    let store = Store::open(settings).await.unwrap_or_else(|error| panic!("does not open again: {error}"));
    check_in(store, acknowledged).await
}

/// The same in a store that is open.
pub async fn check_in(store: Store, acknowledged: &Counts) -> Counts {
    let outgoing = store.outgoing(usize::MAX).await.unwrap();
    let feed = store.feed(0, usize::MAX).await.unwrap();
    let mut counts = Counts::new();
    for conversation in 0..MOST_TALKING {
        let name = format!("c{conversation}");
        let acked = acknowledged.get(&name).copied().unwrap_or(0);
        let identity = store.identify(&Address::new(Channel::Terminal, &*name)).await.unwrap();
        let Some(person) = identity.own() else {
            assert_eq!(acked, 0, "{name} was acknowledged and is not there");
            continue;
        };
        let loaded = store.load(person).await.unwrap().unwrap();
        let count = counted(&loaded);
        assert!(count == acked || count == acked + 1, "{name}: {acked} acknowledged, {count} there");
        assert_eq!(loaded.unreadable, []);
        let other = &loaded.person.dossiers[0].answers[&Key::new("prenom")].words;
        assert_eq!((first_word(other), loaded.entries), (count, 2 * count), "{name} is half written");
        assert_eq!(u64::from(loaded.person.misses), count % 256);
        let transcript = store.transcript(person).await.unwrap();
        let said: Vec<_> = transcript.entries.iter().map(|entry| first_word(&entry.text)).collect();
        assert_eq!(said, (1..=count).flat_map(|count| [count, count]).collect::<Vec<_>>());
        let theirs = outgoing.iter().filter(|message| message.person == person);
        assert_eq!(
            theirs.map(|message| message.payload.parse::<u64>().unwrap()).collect::<Vec<_>>(),
            (1..=count).collect::<Vec<_>>()
        );
        assert_eq!(u64::try_from(feed.iter().filter(|change| change.person == person).count()), Ok(count));
        let now = at(i64::try_from(count).unwrap());
        assert_eq!(store.due(None, now, usize::MAX).await.unwrap().iter().filter(|(_, due)| *due == person).count(), 1);
        let again = store.commit_one(turn(Some(loaded), &name, count)).await;
        assert!(
            matches!(again, Ok(Outcome::Seen(_)) | Err(StoreError::Full(_))),
            "the last message is known: {again:?}"
        );
        counts.insert(name, count);
    }
    store.close().await.unwrap();
    counts
}
