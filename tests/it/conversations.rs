//! The conversations of `tests/conversations`, played on the built-in dialogs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use guichet::dialog::load::{embedded, load};
use guichet::dialog::rehearsal::{Report, Stage, Written, run};

#[test]
fn every_conversation_goes_as_it_says_and_every_step_is_met() {
    let report = played();
    let mut told = String::new();
    for played in report.played.iter().filter(|played| !played.failures.is_empty()) {
        for failure in &played.failures {
            let _ = writeln!(told, "{}:{} {}\n", played.name, failure.line, failure.message);
        }
    }
    assert!(told.is_empty(), "\n{told}");
    assert!(report.played.len() >= 24, "only {} conversations", report.played.len());
    let missing: Vec<String> = report
        .coverage
        .iter()
        .filter(|covered| !covered.missing.is_empty())
        .map(|covered| {
            format!(
                "{} : {} of {} steps met, not {}",
                covered.dialog,
                covered.total - covered.missing.len(),
                covered.total,
                covered.missing.join(", ")
            )
        })
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn played() -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations");
    let sources = embedded();
    let (library, _) = load(&sources).expect("the built-in files are sound");
    let scripts = texts(&folder, "txt");
    let guides: BTreeMap<String, String> = texts(&folder.join("guides"), "toml").into_iter().collect();
    let zone = jiff::tz::TimeZone::get("Europe/Paris").expect("bundled");
    // One conversation alone, while it is being written.
    let only = std::env::var("GUICHET_CONVERSATION").ok();
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
