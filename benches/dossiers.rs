//! What many dossiers cost: size on disk, time to open, memory, and a turn beside a small database.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use guichet::store::{Outcome, Settings, Store};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::fixture;

/// Dossiers committed together when filling,
const GROUP: usize = 512;
/// by so many tasks: some make and seal rows while the others' are being written.
const FILLERS: usize = 3;
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
    let store = runtime.block_on(Store::open(&settings)).unwrap();
    let people = fill(&runtime, &store, count);
    runtime.block_on(store.close()).unwrap();
    println!("{count} dossiers, written in {:.1?}", started.elapsed());
    let bytes = size(&settings.data.join("sled"));
    println!("  on disk {:.1} MiB, {} bytes a dossier", bytes as f64 / (1 << 20) as f64, bytes / count as u64);
    let started = Instant::now();
    let store = runtime.block_on(Store::open(&settings)).unwrap();
    println!("  opened in {:.2?}, {}", started.elapsed(), resident());
    // Twice: what is seldom used is read from disk the first time.
    let mut median = Duration::ZERO;
    for round in 0..2 {
        let turns = TURNS.min(count * 2) as i64;
        let (p50, p99) = runtime.block_on(converse(&store, &people, round * turns, turns));
        println!("  a turn takes {p50:.0?} (p99 {p99:.0?})");
        median = p50;
    }
    println!("  after these, {}\n", resident());
    runtime.block_on(store.close()).unwrap();
    median
}

fn fill(runtime: &Runtime, store: &Store, count: usize) -> Vec<Uuid> {
    let (started, done) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
    let shares = (0..FILLERS).map(|filler| (count + filler) / FILLERS);
    let tell = move || {
        let filled = done.fetch_add(GROUP, Ordering::Relaxed) + GROUP;
        if count >= 100_000 && (filled / GROUP).is_multiple_of(count / GROUP / 20) {
            eprintln!("  {} of {count} in {:.0?}, {}", filled.min(count), started.elapsed(), resident());
        }
    };
    let tasks: Vec<_> = shares.map(|share| runtime.spawn(fill_share(store.clone(), share, tell.clone()))).collect();
    tasks.into_iter().flat_map(|task| runtime.block_on(task).unwrap()).collect()
}

async fn fill_share(store: Store, count: usize, tell: impl Fn()) -> Vec<Uuid> {
    let mut ids = Vec::with_capacity(count);
    while ids.len() < count {
        let people: Vec<_> = (0..GROUP.min(count - ids.len())).map(|_| fixture::person()).collect();
        ids.extend(people.iter().map(|person| person.id));
        let found = store.load_all(people.iter().map(|person| fixture::address(person.id)).collect()).await.unwrap();
        let turns = people.iter().zip(found).map(|(person, (identity, _))| fixture::first(person, identity));
        let outcome = store.commit(turns.collect()).await.unwrap();
        assert!(outcome.iter().all(|one| matches!(one, Outcome::Done(_))));
        tell();
    }
    ids
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

/// Memory this process has, and the most it had.
pub(crate) fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let mebibytes = |name| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    };
    format!("resident {} MiB (at most {} MiB)", mebibytes("VmRSS"), mebibytes("VmHWM"))
}
