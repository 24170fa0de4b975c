//! `kill -9` at random moments: everything acknowledged is there on the next start, nothing half written.

use std::process::Command;
use std::time::Duration;

use super::writer::Counts;
use super::{settings, writer};

/// Rounds kept in one folder: a store that was killed before is killed again.
const LIVES: usize = 7;

fn rounds() -> usize {
    std::env::var("GUICHET_KILL_ROUNDS").map_or(21, |rounds| rounds.parse().unwrap())
}

#[test]
fn killed_at_random_moments_nothing_acknowledged_is_lost() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut folder = tempfile::tempdir().unwrap();
    let (mut known, mut most) = (Counts::new(), 0);
    for round in 0..rounds() {
        if round % LIVES == 0 {
            folder = tempfile::tempdir().unwrap();
            known.clear();
        }
        known.extend(killed_writer(writer::command(folder.path())));
        // What was written and not acknowledged is known from here on.
        known = runtime.block_on(writer::check(&settings(folder.path()), &known));
        most = most.max(known.values().sum());
    }
    assert!(most > 20, "the writers hardly wrote: {most} turns");
}

/// Starts a writer and kills it after 20 ms to 0.7 s, opening included.
fn killed_writer(mut command: Command) -> Counts {
    let mut child = command.spawn().unwrap();
    let said = child.stdout.take().unwrap();
    let mut random = [0; 2];
    getrandom::fill(&mut random).unwrap();
    let wait = Duration::from_micros(20_000 + u64::from(u16::from_be_bytes(random)) * 10);
    let killer = std::thread::spawn(move || {
        std::thread::park_timeout(wait);
        child.kill().unwrap();
        child.wait().unwrap();
    });
    let known = writer::acknowledged(said);
    killer.join().unwrap();
    known
}
