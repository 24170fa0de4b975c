//! The power goes: what was synced is there, of the rest any part may be. A writer runs under `strace`, its writes and
//! syncs are read from the log, and its files are rebuilt as a disk may look at a random moment: synced writes kept, others
//! kept, lost or torn at sectors, in any mixture. Names of files are taken to be durable at once.
//!
//! Slow, and in need of `strace`: runs when `GUICHET_POWER_CUTS` says how often.

mod log;

use std::path::Path;
use std::process::{Command, Stdio};

use log::Log;

use super::writer::{self, Counts};
use super::{disk, settings};

/// Cuts in one folder: the next life starts from what the last cut left.
const LIVES: usize = 3;
const TRACED: &str = "openat,pwrite64,write,ftruncate,fsync,fdatasync,rename,unlink";

#[test]
fn when_the_power_goes_nothing_acknowledged_is_lost() {
    let Ok(cuts) = std::env::var("GUICHET_POWER_CUTS") else { return };
    let conversations = std::env::var("GUICHET_POWER_CONVERSATIONS").unwrap_or("8".to_owned());
    let runtime = disk::runtime();
    for round in 0..cuts.parse::<usize>().unwrap() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("life");
        std::fs::create_dir(&folder).unwrap();
        let mut known = Counts::new();
        for life in 0..LIVES {
            let before = log::files(&folder);
            let log = Log::read(&trace(&folder, &place.path().join("log"), &conversations));
            let moment = log.random_moment();
            known.extend(log.acknowledged(moment));
            log.rebuild(before, moment, &folder);
            // Looked at in a copy: the next life starts from the cut itself.
            let copy = place.path().join("copy");
            log::copy(&folder, &copy);
            let checked = std::panic::catch_unwind(|| runtime.block_on(writer::check(&settings(&copy), &known)));
            known = checked.unwrap_or_else(|_| panic!("round {round}, life {life}, cut at {moment}"));
            std::fs::remove_dir_all(&copy).unwrap();
        }
    }
}

/// Runs a writer for some turns; answers what it asked of the system.
fn trace(folder: &Path, log: &Path, conversations: &str) -> String {
    let writer = writer::command(folder);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-xx", "-s", "16777216", "-e", &format!("trace={TRACED}"), "-o"]).arg(log);
    strace.arg(writer.get_program()).args(writer.get_args());
    strace.envs(writer.get_envs().filter_map(|(name, value)| Some((name, value?))));
    strace.env(writer::TURNS, "160").env(writer::TALKING, conversations);
    let status = strace.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("strace is needed");
    assert!(status.success(), "{status}");
    std::fs::read_to_string(log).unwrap()
}
