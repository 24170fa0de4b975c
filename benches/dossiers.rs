//! What many dossiers cost: size on disk, time to open, memory, and a turn beside a small database.

use std::path::Path;
use std::time::{Duration, Instant};

use guichet::store::{Outcome, Settings, Store};
use uuid::Uuid;

use crate::fixture;

/// Dossiers committed together when loading.
const GROUP: usize = 256;
const TURNS: usize = 2_000;

/// Measures a database of `few` dossiers, then of `many`. A turn finds the person by their address, loads them and
/// commits, one turn after the other, each for a person drawn at random among all.
pub fn run(few: usize, many: usize) {
    let beside = measure(few);
    if many > few {
        let ratio = measure(many).as_secs_f64() / beside.as_secs_f64();
        println!("a turn among {many} dossiers takes {ratio:.2} times as long as among {few}\n");
    }
}

fn measure(count: usize) -> Duration {
    let folder = tempfile::tempdir_in(std::env::var_os("BENCH_DIR").unwrap_or(std::env::temp_dir().into())).unwrap();
    let settings = Settings::new(folder.path().join("data"), folder.path().join("key"));
    let runtime = crate::runtime();
    let started = Instant::now();
    let people = runtime.block_on(async {
        let store = Store::open(&settings).await.unwrap();
        let people = load(&store, count).await;
        store.close().await.unwrap();
        people
    });
    println!("{count} dossiers, written in {:.1?}", started.elapsed());
    let bytes = size(&settings.data.join("sled"));
    println!("  on disk {:.1} MiB, {} bytes a dossier", bytes as f64 / (1 << 20) as f64, bytes / count as u64);
    let started = Instant::now();
    let store = runtime.block_on(Store::open(&settings)).unwrap();
    println!("  opened in {:.2?}, resident {} MiB", started.elapsed(), resident());
    // Twice: what is seldom used is read from disk the first time.
    let mut median = Duration::ZERO;
    for round in 0..2 {
        let turns = TURNS.min(count * 2) as i64;
        let (p50, p99) = runtime.block_on(converse(&store, &people, round * turns, turns));
        println!("  a turn takes {p50:.0?} (p99 {p99:.0?})");
        median = p50;
    }
    println!("  resident after {} MiB\n", resident());
    runtime.block_on(store.close()).unwrap();
    median
}

async fn load(store: &Store, count: usize) -> Vec<Uuid> {
    let mut people = Vec::with_capacity(count);
    while people.len() < count {
        let mut turns = Vec::with_capacity(GROUP);
        for _ in 0..GROUP.min(count - people.len()) {
            let person = fixture::person();
            let identity = store.identify(&fixture::address(person.id)).await.unwrap();
            people.push(person.id);
            turns.push(fixture::first(&person, identity));
        }
        let outcome = store.commit(turns).await.unwrap();
        assert!(outcome.iter().all(|one| matches!(one, Outcome::Done(_))));
    }
    people
}

async fn converse(store: &Store, people: &[Uuid], from: i64, turns: i64) -> (Duration, Duration) {
    let mut waits = Vec::new();
    for turn in from + 1..=from + turns {
        let person = people[random() % people.len()];
        let started = Instant::now();
        let found = store.identify(&fixture::address(person)).await.unwrap().own().unwrap();
        let loaded = store.load(found).await.unwrap().unwrap();
        let read = started.elapsed();
        let said = fixture::turns(&loaded.person, turn, 1).remove(0);
        let started = Instant::now();
        let outcome = store.commit_one(said.commit(Some(loaded))).await.unwrap();
        waits.push(read + started.elapsed());
        assert!(matches!(outcome, Outcome::Done(_)));
    }
    waits.sort();
    (waits[waits.len() / 2], waits[waits.len() * 99 / 100])
}

fn random() -> usize {
    getrandom::u32().unwrap() as usize
}

fn size(folder: &Path) -> u64 {
    std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}
