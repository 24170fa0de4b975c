//! The conversations of `tests/conversations`, played on the built-in dialogs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use guichet::dialog::load::{embedded, load};
use guichet::dialog::rehearsal::{Covered, Report, Stage, Written, run};

static REPORT: LazyLock<Report> = LazyLock::new(played);

#[test]
fn every_conversation_goes_as_it_says() {
    let mut told = String::new();
    for played in REPORT.played.iter().filter(|played| !played.failures.is_empty()) {
        for failure in &played.failures {
            let _ = writeln!(told, "{}:{} {}\n", played.name, failure.line, failure.message);
        }
    }
    assert!(told.is_empty(), "\n{told}");
    assert!(REPORT.played.len() >= 24 || only().is_some(), "only {} conversations", REPORT.played.len());
}

#[test]
fn every_step_is_met() {
    let mut missing = Vec::new();
    for Covered { dialog, total, missing: unmet } in
        REPORT.coverage.iter().filter(|covered| !covered.missing.is_empty())
    {
        missing.push(format!("{dialog}: {} of {total} steps met, not {}", total - unmet.len(), unmet.join(", ")));
    }
    assert!(missing.is_empty() || only().is_some(), "{}", missing.join("\n"));
}

/// One conversation alone, while it is being written.
fn only() -> Option<String> {
    std::env::var("GUICHET_CONVERSATION").ok().filter(|name| !name.is_empty())
}

fn played() -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations");
    let sources = embedded();
    let (library, _) = load(&sources).expect("the built-in files are sound");
    let scripts = texts(&folder, "txt");
    let guides: BTreeMap<String, String> = texts(&folder.join("guides"), "toml").into_iter().collect();
    let zone = jiff::tz::TimeZone::get("Europe/Paris").expect("bundled");
    let only = only();
    let chosen = scripts.into_iter().filter(|(name, _)| only.as_ref().is_none_or(|only| name.contains(only)));
    run(&chosen.collect::<Vec<_>>(), &Stage { library: &library, sources: &sources, guides: &guides, zone: &zone })
}

/// The files of a folder with that ending, by name.
fn texts(folder: &Path, ending: &str) -> Vec<Written> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let mut texts: Vec<Written> = paths
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("a readable file"))
        })
        .collect();
    texts.sort();
    texts
}
