//! `guichet timers`: what will happen to whom, in order; and the proofs of what was destroyed.

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::data::DataArgs;
use super::door::{self, Door};
use super::{messages, out};
use crate::clock;
use crate::messages::timers as words;
use crate::request::{Request, Response, Timer};
use crate::store::Proven;

const EXAMPLES: &str = "\
Exemples :
  guichet timers                           tout ce qui est prévu, dans l’ordre
  guichet timers --until 2027-05-31        jusqu’à ce jour compris
  guichet timers --jsonl | jq .what        un objet JSON par ligne
  guichet timers --clock-offset +6months   une répétition : comme si l’on était six mois plus tard
                                           (sur une copie des données : le dossier est marqué)
  guichet timers --proofs --jsonl          ce qui reste des candidatures détruites

Chaque ligne dit quand (heure de Paris), quel dossier, quelle campagne, et quoi. Ce qui est prévu suit des dossiers :
une réponse, une nouvelle date ou un retrait change la liste aussitôt. Rien ne part la nuit, ni un jour non ouvré.
Quand un agent a la conversation, rien n’est envoyé : le service est prévenu à la place.

--proofs : le journal des destructions. Aucun nom, aucun numéro de dossier : une empreinte, la campagne, la décision
(retrait confirmé, ou silence), quand, et où la question avait été remise avant.";

/// Liste ce qui va arriver : questions, rappels, échéances
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct TimersArgs {
    /// Jusqu’à ce jour compris (AAAA-MM-JJ)
    #[arg(long, value_name = "JOUR", value_parser = day)]
    until: Option<Date>,
    /// Un objet JSON par ligne
    #[arg(long)]
    jsonl: bool,
    /// Le journal des candidatures détruites
    #[arg(long, conflicts_with = "until")]
    proofs: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// A day as it is written in files, or as people write it.
pub(super) fn day(text: &str) -> Result<Date, String> {
    let french = || Date::strptime("%d/%m/%Y", text);
    let day = text.parse().or_else(|_| french());
    day.map_err(|_| format!("« {text} » n’est pas un jour : écrivez par exemple 2027-05-31"))
}

/// Lists what is to come.
///
/// # Errors
/// The data cannot be opened; the output is closed.
pub fn run(args: &TimersArgs) -> Result<()> {
    door::visit(
        &args.data,
        async |door| if args.proofs { proofs(door, args.jsonl).await } else { list(door, args).await },
    )
}

async fn list(door: &mut Door, args: &TimersArgs) -> Result<()> {
    let until = args.until.map(last_moment).transpose()?;
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let response = door.ask(Request::Timers { after, until }).await?;
        let Response::Timers { timers, next } = response else { return Err(door::unexpected(&response)) };
        all.extend(timers);
        match next {
            Some(last) => after = Some(last),
            None => break,
        }
    }
    all.sort_by_key(|timer: &Timer| (timer.at, timer.dossier, timer.what));
    if !args.jsonl {
        out::line(&columns(["QUAND", "DOSSIER", "CAMPAGNE"], "QUOI"))?;
    }
    for timer in &all {
        out::line(&if args.jsonl { serde_json::to_string(timer)? } else { shown(timer) })?;
    }
    Ok(())
}

fn last_moment(day: Date) -> Result<Timestamp> {
    let end: DateTime = day.at(23, 59, 59, 0);
    Ok(end.to_zoned(clock::paris())?.timestamp())
}

fn shown(timer: &Timer) -> String {
    let campaign = timer.campaign.as_deref().unwrap_or(&timer.dialog);
    let held = if timer.held { " (un agent a la conversation : service prévenu)" } else { "" };
    columns([&super::moment(timer.at), &timer.number, campaign], &format!("{}{held}", words::matter(timer.what)))
}

async fn proofs(door: &mut Door, jsonl: bool) -> Result<()> {
    if !jsonl {
        out::line(&columns(["QUAND", "EMPREINTE", "CAMPAGNE"], "DÉCISION, ET OÙ LA QUESTION A ÉTÉ REMISE"))?;
    }
    let mut from = None;
    loop {
        let response = door.ask(Request::Proofs { from }).await?;
        let Response::Proofs { proofs, next } = response else { return Err(door::unexpected(&response)) };
        for proof in &proofs {
            out::line(&if jsonl { serde_json::to_string(proof)? } else { proven(proof) })?;
        }
        match next {
            Some(row) => from = Some(row),
            None => return Ok(()),
        }
    }
}

fn proven(proof: &Proven) -> String {
    let asked = proof
        .asked
        .iter()
        .map(|asked| format!("{} {}", messages::export::channel(asked.channel), super::moment(asked.at)));
    let asked = asked.collect::<Vec<_>>().join(", ");
    let campaign = proof.campaign.as_deref().unwrap_or_default();
    let short: String = proof.dossier.chars().take(10).collect();
    let what =
        [words::decision(proof.decision), &asked].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    columns([&super::moment(proof.at), &short, campaign], &what.join(" ; "))
}

fn columns([at, dossier, campaign]: [&str; 3], what: &str) -> String {
    format!("{at:<17} {dossier:<10} {campaign:<18} {what}")
}
