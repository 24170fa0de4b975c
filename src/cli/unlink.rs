//! `guichet unlink`: an address that is not theirs after all.

use anyhow::Result;
use clap::Args;

use super::data::{DataArgs, correspondent};
use super::door::{self, Door};
use super::failure::Failure;
use super::{messages, out};
use crate::request::{Request, Response, Which};

const EXAMPLES: &str = "\
Exemples :
  guichet unlink --as zoe@exemple.fr              les adresses reliées au dossier de zoe@exemple.fr
  guichet unlink --as zoe@exemple.fr 123456789    retire ce compte Telegram de son dossier

À faire quand une personne répond HUMAIN à l’avis « vient d’être reliée à votre dossier ». Ce qui est retiré n’est plus à
personne : le prochain message qui en vient est un premier contact, et le lien qui a servi ne sert plus.
L’adresse donnée par --as reste : on n’ôte pas à quelqu’un sa dernière adresse.";

/// Montre les adresses d’une personne, ou en retire une
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct UnlinkArgs {
    /// L’adresse ou le numéro de compte à retirer ; sans lui, la liste
    #[arg(value_name = "ADRESSE")]
    gone: Option<String>,
    /// La personne, par une adresse qui est bien la sienne
    #[arg(long = "as", value_name = "NOM")]
    name: String,
    #[command(flatten)]
    data: DataArgs,
}

/// Takes an address off, or lists them.
///
/// # Errors
/// There is no such person or address; the data cannot be opened.
pub fn run(args: &UnlinkArgs) -> Result<()> {
    door::visit(&args.data, async |door| unlink(door, args).await)
}

async fn unlink(door: &mut Door, args: &UnlinkArgs) -> Result<()> {
    let (from, gone) = (correspondent(Some(&args.name)), args.gone.as_ref());
    let gone = gone.map(|gone| gone.trim().to_lowercase());
    let request = Request::Unlink { from: from.clone(), gone: gone.clone().map(Into::into) };
    let response = door.ask(request).await?;
    let Response::Addresses { left, parted } = response else {
        return Err(door::missing(&Which::From(from), response));
    };
    for address in left.iter().filter(|_| gone.is_none()) {
        out::line(&format!("{}\t{}", messages::channel(address.channel), address.id.as_str()))?;
    }
    match gone {
        Some(gone) if parted => out::tell(&messages::unlinked(&gone)),
        Some(gone) => return Err(Failure::failed(messages::not_theirs(&gone))),
        None => {}
    }
    Ok(())
}
