//! `guichet audit`: the journal of who read and did what, read and verified.

use anyhow::Result;
use clap::{Args, Subcommand};
use uuid::Uuid;

use super::data::DataArgs;
use super::door::{self, Door};
use super::failure::Failure;
use super::{messages, moment, out, staff};
use crate::request::{Staffed, Staffing};
use crate::staff::deed::Written;
use crate::store::Checked;

const EXAMPLES: &str = "\
Exemples :
  guichet audit verify                        le journal est-il tel qu’il a été écrit ? (code de sortie 1 sinon)
  guichet audit list                          les cinquante dernières lignes
  guichet audit list --by camille --last 500  ce qu’a lu et fait ce compte
  guichet audit list --person 0190…           qui a lu ou traité ce dossier
  guichet audit list --jsonl | jq .done.deed  un objet JSON par ligne

Le journal ne contient ni nom de candidat, ni texte : des identifiants, des dates, des actes. Il ne fait que s’allonger,
et chaque ligne porte l’empreinte de la précédente. Notez ailleurs l’empreinte que donne verify : si le journal entier
était remplacé par un plus ancien, elle ne s’y retrouverait pas.";

/// Lire et vérifier le journal des accès
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct AuditArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Verify(VerifyArgs),
    List(ListArgs),
}

/// Vérifie que rien n’a été changé ni retiré
#[derive(Debug, Args)]
struct VerifyArgs {
    #[command(flatten)]
    data: DataArgs,
}

/// Montre les dernières lignes, la plus récente d’abord
#[derive(Debug, Args)]
struct ListArgs {
    /// Seulement ce compte
    #[arg(long, value_name = "IDENTIFIANT")]
    by: Option<String>,
    /// Seulement cette personne
    #[arg(long, value_name = "PERSONNE")]
    person: Option<Uuid>,
    /// Tant de lignes au plus
    #[arg(long, value_name = "NOMBRE", default_value_t = 50)]
    last: usize,
    /// Un objet JSON par ligne
    #[arg(long)]
    jsonl: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// Reads or verifies the journal.
///
/// # Errors
/// It was meddled with; the data cannot be opened.
pub fn run(args: &AuditArgs) -> Result<()> {
    match &args.action {
        Action::Verify(args) => door::visit(&args.data, async |door| verify(door).await),
        Action::List(args) => door::visit(&args.data, async |door| list(door, args).await),
    }
}

async fn verify(door: &mut Door) -> Result<()> {
    let Staffed::Checked(checked) = staff::ask(door, Staffing::Check).await? else { return Ok(()) };
    let told = messages::journal_checked(&checked);
    match checked {
        Checked::Whole(_) => Ok(out::line(&told)?),
        Checked::Broken { .. } => Err(Failure::failed(told)),
    }
}

async fn list(door: &mut Door, args: &ListArgs) -> Result<()> {
    let (mut before, mut left) = (None, args.last);
    while left > 0 {
        let Staffed::Journal(lines) = staff::ask(door, Staffing::Journal { before }).await? else { break };
        let Some(last) = lines.last() else { break };
        before = Some(last.number);
        for line in lines.iter().filter(|line| wanted(line, args)).take(left) {
            out::line(&if args.jsonl { serde_json::to_string(line)? } else { told(line) })?;
            left -= 1;
        }
    }
    Ok(())
}

fn wanted(line: &Written, args: &ListArgs) -> bool {
    let whose = [line.done.by.as_deref(), line.done.account.as_deref()];
    let by = args.by.as_deref().is_none_or(|by| whose.contains(&Some(by)));
    by && args.person.is_none_or(|person| line.done.person == Some(person))
}

fn told(line: &Written) -> String {
    let done = &line.done;
    let about = done.person.map(|person| person.to_string()).or_else(|| done.account.clone()).unwrap_or_default();
    let by = done.by.as_deref().unwrap_or("(commande)");
    format!("{}\t{}\t{by}\t{}\t{about}", line.number, moment(done.at), done.deed.words()).trim_end().to_owned()
}
