//! `guichet mail`: how a mail is read, without a mailbox.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde::Serialize;

use super::failure::Failure;
use super::out;
use crate::channel::email::quote::Reply;
use crate::channel::email::read::{Attachment, Bounce, Mail, Nature, sent_text};

const EXAMPLES: &str = "\
Exemples :
  guichet mail read < reponse.eml
  guichet mail read --sent notre-courriel.eml < reponse.eml";

const READING: &str = "\
Un seul objet JSON :
  reply         les mots nouveaux : ni citation, ni signature, ni notre propre courriel
  answers       ce qui répond à nos questions, par numéro
  is_auto       réponse automatique, absence ou liste de diffusion : à ne pas répondre
  is_bounce     courriel non remis ; bounce donne status, recipient, message_id et
                class (hard, soft ou delayed)
  absent_until  fin de l’absence annoncée, si elle est dite
  attachments   name, type (d’après le contenu), bytes, inline (logo ou image de mise
                en page, qui n’est pas une pièce)
  confidence    high, medium ou low ; low : rien n’est perdu, mais il y a peut-être trop
  why           les règles qui ont parlé

Sans --sent, notre formulaire est reconnu dans la citation quand il y est.

Exemples :
  guichet mail read < reponse.eml
  guichet mail read --sent notre-courriel.eml < reponse.eml";

/// Lit un courriel comme le service le lirait
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, subcommand_required = true, arg_required_else_help = true)]
pub struct MailArgs {
    #[command(subcommand)]
    command: MailCommand,
}

#[derive(Debug, Subcommand)]
enum MailCommand {
    Read(ReadArgs),
}

/// Lit un courriel brut sur l’entrée standard et dit ce qu’il contient de nouveau
#[derive(Debug, Args)]
#[command(after_help = READING)]
struct ReadArgs {
    /// Notre courriel auquel il répond : le message brut (.eml) ou son texte
    #[arg(long, value_name = "FICHIER")]
    sent: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// A file cannot be read; the output is closed.
pub fn run(args: &MailArgs) -> Result<()> {
    let MailCommand::Read(args) = &args.command;
    let sent = args.sent.as_ref().map(|path| {
        let bytes = std::fs::read(path).with_context(|| path.display().to_string());
        bytes.map_err(|error| Failure::wrong(super::failure::told(&error)))
    });
    let sent = sent.transpose()?.map(|bytes| sent_text(&bytes));
    let mut raw = Vec::new();
    io::stdin().lock().read_to_end(&mut raw)?;
    out::line(&reading(&raw, sent.as_deref())?)?;
    Ok(())
}

/// The reading of a raw mail as one JSON object.
///
/// # Errors
/// None that is known: what is read can be written.
pub fn reading(raw: &[u8], sent: Option<&str>) -> Result<String> {
    let mail = Mail::parse(raw);
    let reply = mail.read(sent);
    Ok(serde_json::to_string(&Shown::new(&mail, &reply))?)
}

#[derive(Debug, Serialize)]
struct Shown<'m> {
    reply: &'m str,
    answers: BTreeMap<String, &'m str>,
    is_auto: bool,
    is_bounce: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounce: Option<ShownBounce<'m>>,
    /// All of them, when several recipients were not reached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bounces: Vec<ShownBounce<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    absent_until: Option<String>,
    attachments: Vec<ShownFile<'m>>,
    confidence: &'static str,
    why: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct ShownBounce<'m> {
    status: Option<&'m str>,
    recipient: Option<&'m str>,
    message_id: Option<&'m str>,
    class: &'static str,
}

#[derive(Debug, Serialize)]
struct ShownFile<'m> {
    name: &'m str,
    #[serde(rename = "type")]
    kind: &'m str,
    bytes: usize,
    inline: bool,
}

impl<'m> Shown<'m> {
    fn new(mail: &'m Mail, reply: &'m Reply) -> Self {
        let bounces: Vec<ShownBounce<'m>> = match &mail.nature {
            Nature::Bounce(bounces) => bounces.iter().map(bounce).collect(),
            _ => Vec::new(),
        };
        let absent_until = match &mail.nature {
            Nature::Absence { until } => until.map(|date| date.to_string()),
            _ => None,
        };
        let nature = match &mail.nature {
            Nature::Person => None,
            Nature::Auto(auto) => Some(auto.as_str()),
            Nature::Absence { .. } => Some("absence"),
            Nature::List => Some("list"),
            Nature::Bounce(_) => Some("bounce"),
            Nature::Encrypted => Some("encrypted"),
        };
        Self {
            reply: &reply.reply,
            answers: reply.answers.iter().map(|(number, answer)| (number.to_string(), answer.as_str())).collect(),
            is_auto: mail.nature.is_auto(),
            is_bounce: !bounces.is_empty(),
            bounce: bounces.first().map(|first| ShownBounce { ..*first }),
            bounces: if bounces.len() > 1 { bounces } else { Vec::new() },
            absent_until,
            attachments: mail.attachments.iter().map(file).collect(),
            confidence: reply.confidence.as_str(),
            why: nature.into_iter().chain(reply.why.iter().map(|why| why.as_str())).collect(),
        }
    }
}

fn bounce(bounce: &Bounce) -> ShownBounce<'_> {
    ShownBounce {
        status: bounce.status.as_deref(),
        recipient: bounce.recipient.as_deref(),
        message_id: bounce.message_id.as_deref(),
        class: bounce.class.as_str(),
    }
}

fn file(file: &Attachment) -> ShownFile<'_> {
    ShownFile { name: &file.name, kind: &file.kind, bytes: file.bytes.len(), inline: file.inline }
}
