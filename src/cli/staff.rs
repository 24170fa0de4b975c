//! `guichet staff`: who may log in to the console, and as what.

mod listing;
mod secret;

use std::collections::BTreeSet;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::data::DataArgs;
use super::door::{self, Door};
use super::failure::Failure;
use super::{messages, out};
use crate::clock::Clock;
use crate::config::Totp;
use crate::conversation::Personal;
use crate::dialog::definition::Name;
use crate::request::{Request, Response, Staffed, Staffing};
use crate::service::accounts::Change;
use crate::staff::{self, Account, Role};

const EXAMPLES: &str = "\
Exemples :
  guichet staff add camille --nom \"Camille Martin\" --role admin
  guichet staff add paul --nom \"Paul\" --role conseiller --campagne aesh_lille
  echo \"$MOT_DE_PASSE\" | guichet staff add paul --nom Paul --role conseiller
  guichet staff list                          les comptes
  guichet staff role paul responsable         change le rôle
  guichet staff password paul                 change le mot de passe
  guichet staff code paul                     donne un nouveau code à usage unique
  guichet staff shut paul                     ferme le compte
  guichet staff sessions                      qui est connecté
  guichet staff revoke paul                   ferme ses sessions

Rôles : lecteur (lit), conseiller (lit et répond), responsable (attribue et exporte aussi), admin (gère aussi les
comptes), dpo (lit, exporte et lit le journal, sans agir).
Le mot de passe est demandé deux fois, sans s’afficher ; si l’entrée n’est pas un terminal, sa première ligne est prise.
Le service peut tourner : tout prend effet aussitôt.";

/// Gérer les comptes de la console
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct StaffArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Add(AddArgs),
    List(ListArgs),
    Role(RoleArgs),
    /// Change le mot de passe d’un compte
    Password(LoginArgs),
    Code(CodeArgs),
    /// Ferme un compte
    Shut(LoginArgs),
    /// Rouvre un compte fermé
    Open(LoginArgs),
    /// Montre qui est connecté
    Sessions(ListArgs),
    /// Ferme les sessions d’un compte
    Revoke(LoginArgs),
}

/// Crée un compte
#[derive(Debug, Args)]
struct AddArgs {
    /// L’identifiant
    #[arg(value_name = "IDENTIFIANT")]
    login: String,
    /// Le nom que lisent les collègues et les candidats
    #[arg(long, value_name = "NOM")]
    nom: String,
    /// Le rôle : lecteur, conseiller, responsable, admin ou dpo
    #[arg(long, value_name = "RÔLE", value_parser = role)]
    role: Role,
    /// Une campagne que le compte voit (répétable) ; sans elle, toutes
    #[arg(long, value_name = "CAMPAGNE")]
    campagne: Vec<String>,
    /// Un code à usage unique lui est demandé dès la première connexion
    #[arg(long)]
    code: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// Liste les comptes
#[derive(Debug, Args)]
struct ListArgs {
    /// Un objet JSON par ligne
    #[arg(long)]
    jsonl: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// Change le rôle d’un compte, et les campagnes qu’il voit
#[derive(Debug, Args)]
struct RoleArgs {
    /// L’identifiant
    #[arg(value_name = "IDENTIFIANT")]
    login: String,
    /// Le rôle : lecteur, conseiller, responsable, admin ou dpo
    #[arg(value_name = "RÔLE", value_parser = role)]
    role: Role,
    /// Une campagne que le compte voit (répétable) ; sans elle, toutes
    #[arg(long, value_name = "CAMPAGNE")]
    campagne: Vec<String>,
    #[command(flatten)]
    data: DataArgs,
}

/// Donne un nouveau code à usage unique, ou le retire
#[derive(Debug, Args)]
struct CodeArgs {
    /// L’identifiant
    #[arg(value_name = "IDENTIFIANT")]
    login: String,
    /// Le code n’est plus demandé
    #[arg(long)]
    retirer: bool,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Debug, Args)]
struct LoginArgs {
    /// L’identifiant
    #[arg(value_name = "IDENTIFIANT")]
    login: String,
    #[command(flatten)]
    data: DataArgs,
}

fn role(text: &str) -> Result<Role, String> {
    let known = || Role::ALL.map(Role::code).join(", ");
    Role::of(&text.to_lowercase()).ok_or_else(|| format!("« {text} » n’est pas un rôle : {}", known()))
}

/// Does what is asked of accounts.
///
/// # Errors
/// There is no such account, or there is one already; the data cannot be opened.
pub fn run(args: &StaffArgs) -> Result<()> {
    match &args.action {
        Action::Add(args) => add(args),
        Action::List(args) => door::visit(&args.data, async |door| listing::accounts(door, args.jsonl).await),
        Action::Sessions(args) => door::visit(&args.data, async |door| listing::sessions(door, args.jsonl).await),
        Action::Role(args) => {
            let change = Change::Role(args.role, campaigns(&args.campagne));
            change_one(&args.data, &args.login, change, "rôle changé, sessions fermées")
        }
        Action::Password(args) => {
            let login = login(&args.login)?;
            let change = Change::Password(kept(&login)?);
            change_one(&args.data, &login, change, "mot de passe changé, sessions fermées")
        }
        Action::Code(args) if args.retirer => {
            change_one(&args.data, &args.login, Change::TotpRemoved, "code retiré, sessions fermées")
        }
        Action::Code(args) => new_code(args),
        Action::Shut(args) => change_one(&args.data, &args.login, Change::Shut, "fermé, sessions fermées"),
        Action::Open(args) => change_one(&args.data, &args.login, Change::Opened, "rouvert"),
        Action::Revoke(args) => change_one(&args.data, &args.login, Change::SessionsEnded, "sessions fermées"),
    }
}

fn add(args: &AddArgs) -> Result<()> {
    let login = login(&args.login)?;
    let name = staff::name(&args.nom).ok_or_else(|| Failure::wrong(messages::WRONG_NAME))?;
    let wanted = args.code || args.data.settings()?.console.totp == Totp::Wanted;
    let password = kept(&login)?;
    let mut account = Account::new(login.clone(), name, args.role, password.0, Clock::real().now());
    account.campaigns = campaigns(&args.campagne);
    account.totp = if wanted { Some(Personal(secret::fresh()?)) } else { None };
    let code = account.totp.clone();
    door::visit(&args.data, async |door| {
        match ask(door, Staffing::Add(Box::new(account))).await? {
            Staffed::Done => out::tell(&messages::account_added(&login)),
            other => return Err(refused(&login, &other)),
        }
        code.map_or(Ok(()), |code| secret::show(&code, &login))
    })
}

fn new_code(args: &CodeArgs) -> Result<()> {
    let (login, code) = (login(&args.login)?, Personal(secret::fresh()?));
    door::visit(&args.data, async |door| {
        for change in [Change::TotpShown(code.clone()), Change::TotpSet(code.clone(), 0), Change::SessionsEnded] {
            match ask(door, Staffing::Change { login: login.clone(), change }).await? {
                Staffed::Done => {}
                other => return Err(refused(&login, &other)),
            }
        }
        secret::show(&code, &login)
    })
}

fn change_one(data: &DataArgs, login: &str, change: Change, how: &str) -> Result<()> {
    let login = self::login(login)?;
    door::visit(data, async |door| match ask(door, Staffing::Change { login: login.clone(), change }).await? {
        Staffed::Done => {
            out::tell(&messages::account_changed(&login, how));
            Ok(())
        }
        other => Err(refused(&login, &other)),
    })
}

/// Asks, and takes the answer out of its cover.
pub(super) async fn ask(door: &mut Door, asked: Staffing) -> Result<Staffed> {
    match door.ask(Request::Staff(asked)).await? {
        Response::Staff(staffed) => Ok(staffed),
        other => Err(door::unexpected(&other)),
    }
}

fn refused(login: &str, why: &Staffed) -> anyhow::Error {
    match why {
        Staffed::There => Failure::failed(messages::account_there(login)),
        Staffed::NoCampaign { named, known } => Failure::wrong(messages::no_campaign(named, known)),
        _ => Failure::failed(messages::no_account(login)),
    }
}

fn login(text: &str) -> Result<String> {
    staff::login(text).ok_or_else(|| Failure::wrong(messages::wrong_login(text)))
}

fn campaigns(named: &[String]) -> Option<BTreeSet<Name>> {
    let named: BTreeSet<Name> = named.iter().map(|id| Name::from(id.as_str())).collect();
    Some(named).filter(|named| !named.is_empty())
}

fn kept(login: &str) -> Result<Personal<String>> {
    let password = secret::password()?;
    staff::password::strong(&password, login).map_err(|weak| Failure::wrong(weak.to_string()))?;
    staff::password::keep(&password).map(Personal).map_err(Failure::failed)
}
