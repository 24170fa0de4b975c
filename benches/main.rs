//! Measures: `cargo bench -- core`, `cargo bench -- store`, `cargo bench -- mail`, `cargo bench -- reading`, `cargo bench -- console`,
//! `cargo bench -- dossiers 1000000`. Without `--bench` (as `cargo test --benches` runs it)
//! everything is run once, small, so that it cannot rot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a bench reads the clock and prints")]

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

mod console;
mod contenders;
mod core;
mod dossiers;
mod fixture;
mod mail;
#[path = "../tests/fakes"]
mod fakes {
    #[allow(dead_code, reason = "the tests use more of it")]
    pub(crate) mod mailserver;
}
mod reading;
mod store;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let full = args.iter().any(|arg| arg == "--bench");
    let mut words = args.iter().filter(|arg| !arg.starts_with("--")).map(String::as_str);
    match words.next() {
        Some("core") => core::run(full),
        Some("store") => store::run(full),
        Some("mail") => mail::run(full),
        Some("reading") => reading::run(full, words.next()),
        Some("console") => console::full(words.next().and_then(|n| n.parse().ok())),
        Some("dossiers") => dossiers::run(1_000, words.next().and_then(|n| n.parse().ok()).unwrap_or(1_000)),
        Some(other) => panic!("no bench « {other} »: core, store, mail, reading, console, dossiers"),
        None => {
            core::run(full);
            store::run(full);
            mail::run(full);
            reading::run(full, None);
            if full {
                console::full(None)
            } else {
                console::run(30, 60)
            }
            dossiers::run(if full { 1_000 } else { 10 }, 20);
        }
    }
}

/// A multi-thread runtime, as the service has.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

/// Processor time this process has used, all threads together, in hundredths of a second.
fn cpu() -> std::time::Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    std::time::Duration::from_millis(ticks * 10)
}
