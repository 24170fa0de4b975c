//! `guichet dossiers`: where everyone's dossiers stand.

use anyhow::Result;
use clap::Args;

use super::data::DataArgs;
use super::door::{self, Door};
use super::out;
use crate::dialog::person::WaitingFor;
use crate::request::{Request, Response, Row, Standing};

const EXAMPLES: &str = "\
Exemples :
  guichet dossiers                      un dossier par ligne
  guichet dossiers --jsonl | jq .state  un objet JSON par ligne

Aucune réponse d’un candidat n’est affichée ici.";

/// Liste les dossiers : numéro, guide, état, avancement, dernier contact
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct DossiersArgs {
    /// Un objet JSON par ligne
    #[arg(long)]
    jsonl: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// Lists the dossiers.
///
/// # Errors
/// The data cannot be opened; the output is closed.
pub fn run(args: &DossiersArgs) -> Result<()> {
    door::visit(&args.data, async |door| list(door, args.jsonl).await)
}

async fn list(door: &mut Door, jsonl: bool) -> Result<()> {
    if !jsonl {
        out::line(&columns(["DOSSIER", "PERSONNE", "ÉTAT", "FAIT", "DERNIER CONTACT"], "GUIDE OU CAMPAGNE"))?;
    }
    let mut after = None;
    loop {
        let response = door.ask(Request::Dossiers { after }).await?;
        let Response::Dossiers { rows, next } = response else { return Err(door::unexpected(&response)) };
        for row in &rows {
            out::line(&if jsonl { serde_json::to_string(row)? } else { shown(row) })?;
        }
        match next {
            Some(last) => after = Some(last),
            None => return Ok(()),
        }
    }
}

fn shown(row: &Row) -> String {
    let about = row.campaign.as_ref().map_or_else(|| row.dialog.to_string(), |name| format!("{} · {name}", row.dialog));
    let done = format!("{}/{}", row.settled, row.total);
    columns([&row.number, &row.person, &state(row), &done, &super::moment(row.last_contact)], &about)
}

fn state(row: &Row) -> String {
    let state = match row.state {
        Standing::Open => "en cours",
        Standing::Paused => "en pause",
        Standing::Finished => "terminé",
    };
    let why = match row.waiting {
        None => return state.to_owned(),
        Some(WaitingFor::Asked) => "demande une personne",
        Some(WaitingFor::Stuck) => "bloqué",
        Some(WaitingFor::Unreadable) => "à reprendre",
        Some(WaitingFor::Erasure) => "effacement",
        Some(WaitingFor::Renewal) => "renouvellement",
        Some(WaitingFor::Spoofed) => "courriel douteux",
        Some(WaitingFor::Unfinished) => "inachevé",
    };
    format!("{state}, {why}")
}

fn columns([number, person, state, done, contact]: [&str; 5], about: &str) -> String {
    format!("{number:<10} {person:<9} {state:<31} {done:>6}  {contact:<17} {about}")
}
