//! `guichet dialogs`: tells staff what is wrong in the files they edit, and draws what a dialog does.

mod files;
mod rehearse;
mod render;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};

use super::failure::{Failure, WRONG};
use crate::dialog::definition::Library;
use crate::dialog::diagnostic::{Diagnostic, Sources};
use crate::dialog::graph;
use crate::dialog::load;

pub use files::read_sources;
pub use render::Look;

/// Vérifier ou dessiner les dialogues
#[derive(Debug, Clone, Args)]
pub struct DialogsArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Subcommand)]
enum Action {
    Check(CheckArgs),
    Graph(GraphArgs),
    Test(rehearse::TestArgs),
}

/// Vérifier les fichiers : chaque erreur est dite avec sa ligne
#[derive(Debug, Clone, Args)]
struct CheckArgs {
    #[command(flatten)]
    files: FilesArgs,
    /// Un dossier de dialogues, ou des fichiers à vérifier parmi les autres (par défaut : dialogs/, s’il est là)
    #[arg(value_name = "CHEMIN")]
    paths: Vec<PathBuf>,
    /// Pour un lecteur, ou pour un éditeur (un objet JSON par ligne)
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = CheckFormat::Text)]
    format: CheckFormat,
}

/// Dessiner un dialogue : un plan lisible, ou un diagramme Mermaid
#[derive(Debug, Clone, Args)]
struct GraphArgs {
    #[command(flatten)]
    files: FilesArgs,
    /// Le dialogue (tous, sans lui)
    #[arg(value_name = "DIALOGUE")]
    dialog: Option<String>,
    /// Un plan à lire, ou un diagramme
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = GraphFormat::Text)]
    format: GraphFormat,
}

/// Where the files are.
#[derive(Debug, Clone, Default, Args)]
pub struct FilesArgs {
    /// Le dossier des dialogues, au lieu de ceux du programme
    #[arg(long, value_name = "DOSSIER")]
    pub dialogs: Option<PathBuf>,
    /// Le fichier des campagnes
    #[arg(long, value_name = "FICHIER")]
    pub campaigns: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GraphFormat {
    Text,
    Mermaid,
}

/// Runs the command and gives its exit code: 2 when a file is wrong.
///
/// # Errors
/// A file cannot be read, or the output is closed.
pub fn run(args: &DialogsArgs, out: &mut dyn Write) -> Result<u8> {
    match &args.action {
        Action::Check(args) => check(args, out),
        Action::Graph(args) => draw(args, out),
        Action::Test(args) => rehearse::test(args, out),
    }
}

fn check(args: &CheckArgs, out: &mut dyn Write) -> Result<u8> {
    let (sources, named) = files::named(&args.files, &args.paths)?;
    let (library, mut found) = match load::load(&sources) {
        Ok((library, warnings)) => (Some(library), warnings),
        Err(found) => (None, found),
    };
    // Whoever names files wants to hear of those, and of what they break elsewhere.
    found.retain(|problem| {
        problem.is_error() || named.is_empty() || named.iter().any(|name| **name == *problem.at.file)
    });
    match args.format {
        CheckFormat::Text => {
            for problem in &found {
                render::text(problem, &sources, Look::of_output(), out)?;
            }
            writeln!(out, "{}", summary(&sources, library.as_ref(), &found))?;
        }
        CheckFormat::Json => {
            for problem in &found {
                render::json(problem, &sources, out)?;
            }
        }
    }
    Ok(if library.is_some() { 0 } else { WRONG })
}

fn summary(sources: &Sources, library: Option<&Library>, found: &[Diagnostic]) -> String {
    let errors = found.iter().filter(|problem| problem.is_error()).count();
    let warnings = count(found.len() - errors, "avertissement");
    let files = count(sources.files.len(), "fichier");
    let Some(library) = library else {
        return format!("{files} : {}, {warnings}.", count(errors, "erreur"));
    };
    let steps: usize = library.dialogs.values().map(|dialog| dialog.steps.len()).sum();
    let dialogs = count(library.dialogs.len(), "dialogue");
    format!("Tout est en ordre : {files}, {dialogs}, {}, {warnings}.", count(steps, "étape"))
}

fn count(n: usize, what: &str) -> String {
    match n {
        0 => format!("aucun{} {what}", if matches!(what, "erreur" | "étape") { "e" } else { "" }),
        1 => format!("1 {what}"),
        _ => format!("{n} {what}s"),
    }
}

fn draw(args: &GraphArgs, out: &mut dyn Write) -> Result<u8> {
    let library = library(&args.files)?;
    let drawn: Vec<&str> = match &args.dialog {
        Some(id) => vec![id],
        None => library.dialogs.keys().map(|id| &**id).collect(),
    };
    for (at, id) in drawn.iter().enumerate() {
        let Some(dialog) = library.dialog(id) else {
            let known: Vec<&str> = library.dialogs.keys().map(|id| &**id).collect();
            return Err(Failure::wrong(format!(
                "le dialogue « {id} » n’existe pas ; possibles : {}",
                known.join(", ")
            )));
        };
        if at > 0 {
            writeln!(out)?;
        }
        let words = match args.format {
            GraphFormat::Text => graph::outline(dialog),
            GraphFormat::Mermaid => graph::mermaid(dialog),
        };
        out.write_all(words.as_bytes())?;
    }
    Ok(0)
}

/// The library of these files, or everything that is wrong in them as one failure.
///
/// # Errors
/// A file cannot be read, or is wrong.
pub fn library(args: &FilesArgs) -> Result<Library> {
    let sources = read_sources(args.dialogs.as_deref(), args.campaigns.as_deref())?;
    load::load(&sources).map(|(library, _)| library).map_err(|found| Failure::wrong(told(&sources, &found)))
}

/// The errors as they are shown on standard error.
fn told(sources: &Sources, found: &[Diagnostic]) -> String {
    let mut told = Vec::from("les fichiers des dialogues ne peuvent pas être lus\n");
    for problem in found.iter().filter(|problem| problem.is_error()) {
        // Writing to memory does not fail.
        let _ = render::text(problem, sources, Look::of_errors(), &mut told);
    }
    String::from_utf8_lossy(&told).trim_end().to_owned()
}

#[cfg(test)]
mod tests;
