//! `guichet chat`: the terminal channel's wire. A person at a screen, a program at a pipe, or JSON lines.

mod piped;
mod screen;
mod watched;

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use uuid::Uuid;

use super::data::{self, DataArgs};
use super::door::{self, Door};
use super::failure::Failure;
use super::messages;
use crate::channel::terminal::Asked;
use crate::conversation::Address;
use crate::conversation::said::{Heard, Said};
use crate::dialog::definition::{Library, Name};
use crate::dialog::person::Piece;
use crate::dialog::reply::Reply;
use crate::request::{Request, Response};

const EXAMPLES: &str = "\
Exemples :
  guichet chat                          le guichet demande de quelle démarche il s’agit
  guichet chat acloe-m2                 aller droit à un guide…
  guichet chat m2_2d_lille              … ou à une campagne
  guichet chat --as marie               reprendre (ou commencer) le dossier de marie
  guichet chat < phrases.txt            une phrase par ligne ; chaque réponse finit par une ligne vide
  guichet chat --jsonl                  un objet JSON par ligne : {\"text\":\"…\"}, {\"press\":\"id\"} ou {\"file\":\"chemin\"}
  guichet chat --console                voir en même temps ce que voit l’équipe, et répondre en son nom
  guichet chat --data /tmp/essai --clock-offset +6months
                                        répéter ce qui se passera dans six mois

On peut quitter à tout moment : la même commande reprend à la même question.";

/// Parler au guichet dans ce terminal
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ChatArgs {
    /// Le guide ou la campagne ; sans lui, le guichet demande
    #[arg(value_name = "GUIDE")]
    dialog: Option<String>,
    /// Au nom de qui, quand plusieurs personnes partagent la machine (par défaut : votre nom d’utilisateur)
    #[arg(long = "as", value_name = "NOM")]
    name: Option<String>,
    /// Un objet JSON par ligne, en entrée et en sortie
    #[arg(long)]
    jsonl: bool,
    /// Ouvre aussi la console de l’équipe, où cette conversation se suit et se reprend
    #[arg(long, conflicts_with = "jsonl")]
    console: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// Runs the conversation until its input ends.
///
/// # Errors
/// The data cannot be opened or written; the output is closed.
pub fn run(args: &ChatArgs) -> Result<()> {
    let runtime = super::runtime()?;
    let library = args.data.library()?;
    let dialog = args.dialog.as_deref().map(|name| known(&library, name)).transpose()?;
    let door = runtime.block_on(Door::open(&args.data, library))?;
    let from = data::address(args.name.as_deref());
    // Beside a running service, its own console shows the conversation.
    let served = match door.service().filter(|_| args.console) {
        Some(service) => Some(runtime.block_on(watched::serve(service, &args.data.settings()?))?),
        None => None,
    };
    let watched = args.console.then_some(0);
    let mut chat = Chat { runtime, door, from, asked: Asked::default(), watched };
    let outcome = if args.jsonl {
        piped::json(&mut chat, dialog)
    } else if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        screen::talk(&mut chat, dialog, &args.again())
    } else {
        piped::plain(&mut chat, dialog)
    };
    drop(served);
    chat.close();
    outcome
}

impl ChatArgs {
    /// The command that takes the conversation up again; `None` when nothing was kept.
    fn again(&self) -> Option<String> {
        if self.data.is_memory() {
            return None;
        }
        let mut words = vec!["guichet chat".to_owned()];
        words.extend(self.data.again());
        words.extend(self.name.as_ref().map(|name| format!("--as {}", data::quoted(name))));
        Some(words.join(" "))
    }
}

/// The dialog or campaign of that name.
fn known(library: &Library, name: &str) -> Result<Name> {
    let campaigns = library.campaigns.all.iter().map(|campaign| &campaign.id);
    let names: Vec<&Name> = library.dialogs.keys().chain(campaigns).collect();
    match names.iter().find(|known| known.as_ref() == name) {
        Some(known) => Ok((*known).clone()),
        None => {
            let list = names.iter().map(|name| name.to_string()).collect::<Vec<_>>().join(", ");
            Err(Failure::wrong(messages::unknown_dialog(name, &list)))
        }
    }
}

/// A conversation under way.
struct Chat {
    runtime: tokio::runtime::Runtime,
    door: Door,
    from: Address,
    asked: Asked,
    /// Up to which entry staff's words were shown, where they are.
    watched: Option<u64>,
}

impl Chat {
    /// The service's first words, or its words to someone who is back.
    fn open(&mut self, dialog: Option<Name>) -> Result<Reply> {
        self.turn(Heard::Open(dialog))
    }

    /// The answer to what was said, once it is durable.
    fn say(&mut self, said: Said) -> Result<Reply> {
        self.turn(Heard::Said(said))
    }

    /// Keeps a file; what the dialog is to be told of it.
    fn keep(&mut self, path: PathBuf) -> Result<Piece> {
        let request = Request::Keep { from: self.from.clone(), path };
        let response = self.runtime.block_on(self.door.ask(request))?;
        let Response::Kept(piece) = response else { return Err(door::unexpected(&response)) };
        Ok(*piece)
    }

    fn turn(&mut self, heard: Heard) -> Result<Reply> {
        let request = Request::Turn { from: self.from.clone(), heard, id: Some(Uuid::now_v7()) };
        let response = self.runtime.block_on(self.door.ask(request))?;
        let Response::Reply(reply) = response else { return Err(door::unexpected(&response)) };
        self.asked = Asked::by(&reply);
        self.show_staff()?;
        Ok(*reply)
    }

    fn close(self) {
        self.runtime.block_on(self.door.close());
    }
}
