//! `guichet dialogs test`: plays conversations on the user's dialogs, and says which steps none of them met.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use super::{Failure, FilesArgs, count, files};
use crate::cli::failure::FAILED;
use crate::clock::paris;
use crate::dialog::load;
use crate::dialog::rehearsal::{Covered, Played, Report, Stage, Written, run};

/// Where conversations are looked for when none is named.
const HERE: &[&str] = &["tests/conversations", "conversations"];

/// Rejouer des conversations d’exemple, et dire quelles étapes aucune n’a rencontrées
#[derive(Debug, Clone, Args)]
pub(super) struct TestArgs {
    #[command(flatten)]
    files: FilesArgs,
    /// Des conversations, ou des dossiers de conversations (par défaut : tests/conversations/)
    #[arg(value_name = "CHEMIN")]
    paths: Vec<PathBuf>,
    /// Échouer aussi quand une étape n’est rencontrée par aucune conversation
    #[arg(long)]
    complete: bool,
}

/// Runs the command; 1 when a conversation does not go as it says.
pub(super) fn test(args: &TestArgs, out: &mut dyn Write) -> Result<u8> {
    let (sources, _) = files::named(&args.files, &[])?;
    let (library, _) = load::load(&sources).map_err(|found| Failure::wrong(super::told(&sources, &found)))?;
    let paths = conversations(&args.paths)?;
    let scripts = paths.iter().map(|path| written(path)).collect::<Result<Vec<_>>>()?;
    let guides = guides(&paths)?;
    let report = run(&scripts, &Stage { library: &library, sources: &sources, guides: &guides, zone: &paris() });
    show(&report, out)?;
    let whole = report.coverage.iter().all(|covered| covered.missing.is_empty());
    Ok(if report.passed() && (whole || !args.complete) { 0 } else { FAILED })
}

/// The conversations named, or those of the usual folder.
fn conversations(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let usual = || HERE.iter().map(PathBuf::from).find(|path| path.is_dir());
    let named: Vec<PathBuf> = if paths.is_empty() { usual().into_iter().collect() } else { paths.to_vec() };
    let mut found = Vec::new();
    for path in named {
        if path.is_dir() {
            found.extend(with_ending(&path, "txt")?);
        } else {
            found.push(path);
        }
    }
    if found.is_empty() {
        return Err(Failure::wrong(
            "aucune conversation à rejouer : indiquez des fichiers .txt, ou un dossier qui en contient",
        ));
    }
    Ok(found)
}

/// The dialogs that conversations put in the place of others: those of the `guides` folder beside them.
fn guides(conversations: &[PathBuf]) -> Result<BTreeMap<String, String>> {
    let mut guides = BTreeMap::new();
    let mut folders: Vec<PathBuf> =
        conversations.iter().filter_map(|path| Some(path.parent()?.join("guides"))).collect();
    folders.dedup();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        for path in with_ending(folder, "toml")? {
            let (name, text) = written(&path)?;
            guides.insert(name, text);
        }
    }
    Ok(guides)
}

fn with_ending(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let unreadable = || format!("dossier illisible : {}", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        if path.extension().is_some_and(|found| found == ending) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// A file by its own name.
fn written(path: &Path) -> Result<Written> {
    let source = files::read(path)?;
    let name = path.file_name().map_or_else(|| source.name.clone(), |name| name.to_string_lossy().into_owned());
    Ok((name, source.text))
}

fn show(report: &Report, out: &mut dyn Write) -> Result<()> {
    for played in &report.played {
        story(played, out)?;
    }
    let failed = report.played.iter().filter(|played| !played.failures.is_empty()).count();
    let told = if failed == 0 { "toutes comme prévu".to_owned() } else { format!("{failed} en échec") };
    writeln!(out, "\n{} : {told}.\n\nÉtapes rencontrées :", count(report.played.len(), "conversation"))?;
    for covered in &report.coverage {
        writeln!(out, "  {}", share(covered))?;
    }
    Ok(())
}

fn story(played: &Played, out: &mut dyn Write) -> Result<()> {
    let mark = if played.failures.is_empty() { "✓" } else { "✗" };
    writeln!(out, "{mark} {} · {}", played.name, played.title)?;
    for failure in &played.failures {
        let message = failure.message.replace('\n', "\n      ");
        writeln!(out, "    ligne {} : {message}", failure.line)?;
    }
    Ok(())
}

/// « acloe-m2 : 31 sur 31 (100 %) »; rounded down, so that only all is 100.
fn share(covered: &Covered) -> String {
    let met = covered.total - covered.missing.len();
    let share = (met * 100).checked_div(covered.total).unwrap_or(100);
    let line = format!("{} : {met} sur {} ({share}\u{a0}%)", covered.dialog, covered.total);
    // Of a dialog that nothing was about, there is nothing to list.
    let told = met > 0 && !covered.missing.is_empty();
    if told { format!("{line} ; jamais : {}", covered.missing.join(", ")) } else { line }
}
