//! `guichet export`: answers and entry sheets, for programs, spreadsheets and people.

mod csv;
mod fiche;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::data::{self, DataArgs};
use super::door::{self, Door};
use super::out;
use crate::request::{Exported, Request, Response, Which};

const EXAMPLES: &str = "\
Exemples :
  guichet export --as marie --format fiche   la fiche de saisie, à recopier dans la plateforme
  guichet export 1A2B-3C4D                   un dossier, par son numéro (voir guichet dossiers)
  guichet export --all --format csv > tout.csv
                                             pour un tableur : une ligne par réponse
  guichet export --all | jq .answers.courriel.value

En json : un objet par ligne, avec les clés dossier, campaign, answers et sheet.";

/// Écrit le contenu des dossiers (json, csv ou fiche de saisie)
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ExportArgs {
    /// Le numéro ou l’identifiant d’un dossier ; sans lui, vos propres dossiers
    #[arg(value_name = "DOSSIER")]
    dossier: Option<String>,
    /// Les dossiers de cette personne
    #[arg(long = "as", value_name = "NOM", conflicts_with = "dossier")]
    name: Option<String>,
    /// Tous les dossiers
    #[arg(long, conflicts_with_all = ["dossier", "name"])]
    all: bool,
    /// json, csv ou fiche
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Json)]
    format: Format,
    #[command(flatten)]
    data: DataArgs,
}

/// How dossiers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Csv,
    Fiche,
}

/// Writes the dossiers.
///
/// # Errors
/// There are none such; the data cannot be opened; the output is closed.
pub fn run(args: &ExportArgs) -> Result<()> {
    door::visit(&args.data, async |door| export(door, args).await)
}

async fn export(door: &mut Door, args: &ExportArgs) -> Result<()> {
    let which = which(args.dossier.as_deref(), args.name.as_deref(), args.all);
    let (mut after, mut first) = (None, true);
    loop {
        let response = door.ask(Request::Export { which: which.clone(), after }).await?;
        let Response::Export { dossiers, next } = response else { return Err(door::missing(&which, response)) };
        if first && args.format == Format::Csv {
            out::write(&csv::head())?;
        }
        for dossier in &dossiers {
            out::write(&write(dossier, args.format, first)?)?;
            first = false;
        }
        match next {
            Some(last) => after = Some(last),
            None => return Ok(()),
        }
    }
}

/// Which dossiers the arguments name; one's own without any.
pub(super) fn which(dossier: Option<&str>, name: Option<&str>, all: bool) -> Which {
    match (dossier, all) {
        (_, true) => Which::All,
        (Some(dossier), false) => Which::Dossier(dossier.to_owned()),
        (None, false) => Which::From(data::correspondent(name)),
    }
}

fn write(dossier: &Exported, format: Format, first: bool) -> Result<String> {
    Ok(match format {
        Format::Json => format!("{}\n", serde_json::to_string(dossier)?),
        Format::Csv => csv::rows(dossier),
        Format::Fiche if first => fiche::page(dossier),
        Format::Fiche => format!("\n{}", fiche::page(dossier)),
    })
}
