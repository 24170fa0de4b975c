//! Durable turns a second, with 1, 8, 64 and 512 conversations at once, beside the same rows written by other means.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use guichet::store::{Loaded, Outcome, Settings, Store};
use tokio::runtime::Runtime;

use crate::contenders::{Contender, Raw, Rows, Sled, Sqlite};
use crate::fixture;

struct Size {
    conversations: usize,
    /// Turns of each conversation in each round.
    turns: usize,
}

/// Measures, and prints a table. The contenders take turns, so that a slow moment of the machine strikes them all.
pub fn run(full: bool) {
    let (sizes, rounds): (Vec<Size>, _) = if full {
        let size = |(conversations, turns)| Size { conversations, turns };
        ([(1, 600), (8, 200), (64, 50), (512, 10)].map(size).into(), 5)
    } else {
        (vec![Size { conversations: 4, turns: 2 }], 1)
    };
    println!("durable turns/s, median of {rounds} rounds (store: p50 / p99 of a turn)\n");
    let only = std::env::var("BENCH_CONVERSATIONS").ok().and_then(|only| only.parse().ok());
    for size in sizes.iter().filter(|size| only.is_none_or(|only: usize| only == size.conversations)) {
        measure(size, rounds);
    }
}

fn measure(size: &Size, rounds: usize) {
    let folder = tempfile::tempdir_in(std::env::var_os("BENCH_DIR").unwrap_or(std::env::temp_dir().into())).unwrap();
    let mut settings = Settings::new(folder.path().join("data"), folder.path().join("key"));
    settings.ballast_bytes = 0;
    let runtime = crate::runtime();
    let store = runtime.block_on(Store::open(&settings)).unwrap();
    let people = runtime.block_on(people(&store, size.conversations));
    let mut others = others(folder.path());
    let mut conversations: Vec<_> = people.iter().map(|loaded| Conversation::new(loaded.clone())).collect();
    let mut scripts = people;
    let mut rates = vec![Vec::new(); others.len() + 1];
    let mut work = vec![Duration::ZERO; others.len() + 1];
    let mut preparing = Duration::ZERO;
    let mut waits = Vec::new();
    for round in 0..rounds {
        let before = crate::cpu();
        let groups = script(&store, &mut scripts, round * size.turns, size.turns);
        preparing += crate::cpu() - before;
        conversations.iter_mut().for_each(|conversation| conversation.prepare(size.turns));
        // Each round starts with another contender.
        for turn in 0..rates.len() {
            let which = (round + turn) % rates.len();
            let (started, before) = (Instant::now(), crate::cpu());
            match which.checked_sub(1) {
                None => waits.extend(converse(&runtime, &store, &mut conversations, size.turns)),
                Some(other) => groups.iter().for_each(|group| others[other].write(group)),
            }
            rates[which].push((size.conversations * size.turns) as f64 / started.elapsed().as_secs_f64());
            work[which] += crate::cpu() - before;
        }
    }
    let turns = u32::try_from(size.conversations * size.turns * rounds).unwrap();
    work.iter_mut().chain([&mut preparing]).for_each(|work| *work /= turns);
    print(size, &mut rates, &work, &others, &mut waits);
    println!("  making and sealing a turn's rows: {preparing:.0?} of processor\n");
    runtime.block_on(store.close()).unwrap();
}

fn others(folder: &Path) -> Vec<Box<dyn Contender>> {
    vec![
        Box::new(Sled::open(&folder.join("sled"))),
        Box::new(Sqlite::open(&folder.join("sqlite"), false)),
        Box::new(Sqlite::open(&folder.join("sqlite-grouped"), true)),
        Box::new(Raw(File::create(folder.join("raw")).unwrap())),
    ]
}

async fn people(store: &Store, count: usize) -> Vec<Loaded> {
    let mut turns = Vec::new();
    for _ in 0..count {
        let person = fixture::person();
        let identity = store.identify(&fixture::address(person.id)).await.unwrap();
        turns.push(fixture::first(&person, identity));
    }
    store.commit(turns).await.unwrap().into_iter().map(done).collect()
}

fn done(outcome: Outcome) -> Loaded {
    if let Outcome::Done(loaded) = outcome { *loaded } else { panic!("{outcome:?}") }
}

struct Conversation {
    loaded: Option<Loaded>,
    turn: i64,
    said: Vec<fixture::Said>,
}

impl Conversation {
    fn new(loaded: Loaded) -> Self {
        Self { loaded: Some(loaded), turn: 1, said: Vec::new() }
    }

    fn prepare(&mut self, turns: usize) {
        self.said = fixture::turns(&self.loaded.as_ref().unwrap().person, self.turn, turns as i64);
        self.turn += turns as i64;
    }
}

/// Every conversation takes its turns, one after the other, all conversations at once.
fn converse(runtime: &Runtime, store: &Store, conversations: &mut Vec<Conversation>, turns: usize) -> Vec<Duration> {
    let tasks: Vec<_> = conversations
        .drain(..)
        .map(|mut conversation| {
            let store = store.clone();
            runtime.spawn(async move {
                let mut waits = Vec::with_capacity(turns);
                for said in std::mem::take(&mut conversation.said) {
                    let started = Instant::now();
                    let turn = said.commit(conversation.loaded.take());
                    conversation.loaded = Some(done(store.commit_one(turn).await.unwrap()));
                    waits.push(started.elapsed());
                }
                (conversation, waits)
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        let (conversation, waits) = runtime.block_on(task).unwrap();
        conversations.push(conversation);
        all.extend(waits);
    }
    all
}

/// The rows of the same turns, made beforehand: one group holds a turn of each conversation.
fn script(store: &Store, people: &mut [Loaded], from: usize, turns: usize) -> Vec<Vec<Rows>> {
    let mut groups = vec![Vec::new(); turns];
    for (place, loaded) in people.iter_mut().enumerate() {
        for (turn, said) in fixture::turns(&loaded.person, (from + 1) as i64, turns as i64).into_iter().enumerate() {
            let number = ((from + turn) * 1_000_000 + place) as u64;
            let (mut rows, after) = store.rows(said.commit(Some(loaded.clone())), number).unwrap();
            // The store, too, writes one feed row a group.
            rows.retain(|(key, _)| place == 0 || key.first() != Some(&b'f'));
            groups[turn].push(rows);
            *loaded = after;
        }
    }
    groups
}

fn print(
    size: &Size,
    rates: &mut [Vec<f64>],
    work: &[Duration],
    others: &[Box<dyn Contender>],
    waits: &mut [Duration],
) {
    let names = ["Store::commit"].into_iter().chain(others.iter().map(|other| other.name()));
    let medians: Vec<f64> = rates.iter_mut().map(|rates| median(rates)).collect();
    waits.sort();
    println!("{} conversations", size.conversations);
    for ((name, rate), work) in names.zip(&medians).zip(work) {
        let ratio = medians[0] / rate;
        println!("  {name:<46} {rate:>8.0} /s  store is {ratio:>5.2} of it  processor {work:>8.0?} a turn");
    }
    let millis = |at: usize| waits[waits.len() * at / 100].as_secs_f64() * 1e3;
    println!("  store: {:.2} / {:.2} ms", millis(50), millis(99));
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
