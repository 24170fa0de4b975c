//! `guichet transcript`: what was said, in order, secrets masked.

use std::io::{self, Write};

use anyhow::Result;
use clap::Args;

use super::data::DataArgs;
use super::door::{self, Door};
use super::failure::Failure;
use super::{export, out};
use crate::channel::plain::clean;
use crate::conversation::Who;
use crate::messages::transcript as messages;
use crate::request::{Line, Raw, Reached, Request, Response};

const EXAMPLES: &str = "\
Exemples :
  guichet transcript --as marie         toute la conversation de marie
  guichet transcript 1A2B-3C4D          ce qui s’est dit d’un dossier
  guichet transcript 1A2B-3C4D --raw 7  le courriel de l’entrée 7, tel qu’il est arrivé

Un courriel est gardé trente jours ; s’il contenait un secret, seuls ses mots le sont, le secret masqué.

Les mots de passe, NUMEN, numéros de sécurité sociale et autres secrets n’y figurent jamais : ils sont masqués avant
d’être enregistrés.";

/// Relit une conversation
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct TranscriptArgs {
    /// Le numéro ou l’identifiant d’un dossier ; sans lui, votre propre conversation
    #[arg(value_name = "DOSSIER")]
    dossier: Option<String>,
    /// La conversation de cette personne
    #[arg(long = "as", value_name = "NOM", conflicts_with = "dossier")]
    name: Option<String>,
    /// Le courriel de cette entrée tel qu’il est arrivé, sur la sortie standard
    #[arg(long, value_name = "ENTRÉE", conflicts_with = "jsonl")]
    raw: Option<u64>,
    /// Un objet JSON par ligne
    #[arg(long)]
    jsonl: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// Writes the transcript.
///
/// # Errors
/// There is none such; the data cannot be opened; the output is closed.
pub fn run(args: &TranscriptArgs) -> Result<()> {
    door::visit(&args.data, async |door| read(door, args).await)
}

async fn read(door: &mut Door, args: &TranscriptArgs) -> Result<()> {
    let which = export::which(args.dossier.as_deref(), args.name.as_deref(), false);
    let mut after = 0;
    loop {
        let response = door.ask(Request::Transcript { which: which.clone(), after }).await?;
        let Response::Transcript { lines, next } = response else { return Err(door::missing(&which, response)) };
        let mail = |wanted| lines.iter().find(|line| line.seq == wanted)?.mail.map(|mail| (mail, wanted));
        if let Some((mail, wanted)) = args.raw.and_then(mail) {
            return raw(door, mail, wanted).await;
        }
        for line in lines.iter().filter(|_| args.raw.is_none()) {
            out::line(&if args.jsonl { serde_json::to_string(line)? } else { shown(line) })?;
        }
        match next {
            Some(last) => after = last,
            None => return args.raw.map_or(Ok(()), |wanted| Err(Failure::failed(messages::no_mail(wanted)))),
        }
    }
}

/// A mail as it came, page by page.
async fn raw(door: &mut Door, mail: Raw, wanted: u64) -> Result<()> {
    let Raw { person, id } = mail;
    let mut page = 0;
    loop {
        let response = door.ask(Request::Piece { person, piece: id, part: 0, page }).await?;
        let Response::Piece { bytes, more } = response else { return Err(Failure::failed(messages::no_mail(wanted))) };
        io::stdout().lock().write_all(&bytes)?;
        page += 1;
        if !more {
            return Ok(io::stdout().lock().flush()?);
        }
    }
}

fn shown(line: &Line) -> String {
    let who = match &line.who {
        Who::Candidate => "candidat".to_owned(),
        Who::Assistant => "guichet".to_owned(),
        Who::Agent(name) => clean(name),
        Who::System => "système".to_owned(),
    };
    let words = line.text.lines().map(|words| format!("    {}\n", clean(words))).collect::<String>();
    let reached = match &line.reached {
        Some(Reached::Waiting) => format!("  [{}]", messages::WAITING),
        Some(Reached::Refused(why)) => format!("  [non remis : {why}]"),
        Some(Reached::Sent) | None => String::new(),
    };
    let kept = line.mail.map(|_| format!("  [courriel, entrée {}]", line.seq)).unwrap_or_default();
    format!("{}  {who}{reached}{kept}\n{words}", super::moment(line.at))
}
