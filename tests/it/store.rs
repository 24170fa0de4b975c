//! The store from outside: a life in a folder, killed processes, full disks, bytes on disk.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_macros)]

mod crash;
mod disk;
mod life;
mod power;
mod writer;

use std::path::Path;

use guichet::store::Settings;
use jiff::Timestamp;

/// Small, for tests: a cache of 8 MiB and a ballast of 1 MiB.
fn settings(folder: &Path) -> Settings {
    Settings { cache_bytes: 8 << 20, ballast_bytes: 1 << 20, ..Settings::new(folder.join("data"), folder.join("key")) }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}
