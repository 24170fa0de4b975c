//! The accounts of staff. They are added by command, where a password can be given without a network; here they are seen,
//! changed and shut.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::access::{Right, Role, Visitor, session};
use super::account::change_account;
use super::page::{self, Tab};
use super::problem::Problem;
use super::{Console, moment};
use crate::dialog::definition::Name;
use crate::service::accounts::Change;
use crate::staff::{Account, Session};

/// The page and its forms.
pub fn routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/personnel", get(show))
        .route("/personnel/role", post(change_role))
        .route("/personnel/fermer", post(shut))
        .route("/personnel/rouvrir", post(open))
        .route("/personnel/sessions", post(end_sessions))
}

#[derive(Debug, Deserialize)]
struct Whose {
    login: String,
}

#[derive(Debug, Deserialize)]
struct NewRole {
    login: String,
    role: String,
    #[serde(default)]
    campagnes: String,
}

async fn change_role(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Form(asked): Form<NewRole>,
) -> Result<Response, Problem> {
    visitor.must(Right::Staff)?;
    let role = Role::of(&asked.role).ok_or(Problem::Senseless)?;
    let named = asked.campagnes.split([',', ' ']).filter(|id| !id.is_empty());
    let campaigns: BTreeSet<Name> = named.map(Name::from).collect();
    if campaigns.iter().any(|id| console.service.library.campaigns.get(id).is_none()) {
        return Err(Problem::Senseless);
    }
    let campaigns = Some(campaigns).filter(|campaigns| !campaigns.is_empty());
    // Nobody gives more than they have.
    if !visitor.sees_all_of(campaigns.as_ref()) {
        return Err(Problem::Forbidden);
    }
    change(&console, &visitor, &asked.login, &Change::Role(role, campaigns), "role").await
}

async fn shut(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Form(asked): Form<Whose>,
) -> Result<Response, Problem> {
    change(&console, &visitor, &asked.login, &Change::Shut, "ferme").await
}

async fn open(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Form(asked): Form<Whose>,
) -> Result<Response, Problem> {
    change(&console, &visitor, &asked.login, &Change::Opened, "rouvert").await
}

async fn end_sessions(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Form(asked): Form<Whose>,
) -> Result<Response, Problem> {
    change(&console, &visitor, &asked.login, &Change::SessionsEnded, "sessions").await
}

/// Changes somebody else's account: nobody shuts themselves out.
async fn change(
    console: &Console,
    visitor: &Visitor,
    login: &str,
    change: &Change,
    done: &str,
) -> Result<Response, Problem> {
    visitor.must(Right::Staff)?;
    if login == visitor.login {
        return Err(Problem::Senseless);
    }
    let changed = change_account(console, login, change, &visitor.login).await?;
    changed.ok_or(Problem::Unknown)?;
    Ok(Redirect::to(&console.link(&format!("/personnel?fait={done}"))).into_response())
}

async fn show(State(console): State<Arc<Console>>, visitor: Visitor) -> Result<Markup, Problem> {
    visitor.must(Right::Staff)?;
    let accounts = console.service.store.accounts().await?;
    let sessions: Vec<Session> =
        console.service.store.sessions().await?.into_iter().map(|(_, session)| session).collect();
    let body = html! {
        h1 { "Personnel" }
        p { "Un compte se crée sur la machine du guichet\u{a0}: " code { "guichet staff add identifiant --nom \"Prénom Nom\" --role conseiller" } }
        div.wide { table.cards {
            caption { "Comptes" }
            thead { tr {
                th scope="col" { "Identifiant" } th scope="col" { "Nom" } th scope="col" { "Rôle" }
                th scope="col" { "Campagnes" } th scope="col" { "Code" } th scope="col" { "Dernière page" }
                th scope="col" { "Changer" }
            } }
            tbody { @for account in &accounts { (line(&console, &visitor, account, &sessions)) } }
        } }
    };
    Ok(page::page(&console, &visitor, Tab::Staff, "Personnel", &body))
}

fn line(console: &Console, visitor: &Visitor, account: &Account, sessions: &[Session]) -> Markup {
    let now = session::now();
    let seen: Option<Timestamp> =
        sessions.iter().filter(|session| session.serves(account, now)).map(|session| session.seen).max();
    html! {
        tr {
            th scope="row" { (account.login) @if account.shut.is_some() { " " strong.bad { "(fermé)" } } }
            td data-label="Nom" { (account.name) }
            td data-label="Rôle" { (account.role.code()) }
            td data-label="Campagnes" { (campaigns(account).unwrap_or_else(|| "toutes".to_owned())) }
            td data-label="Code" { @if account.totp.is_some() { "oui" } @else { "non" } }
            td data-label="Dernière page" { @match seen { Some(seen) => (moment(seen)), None => "pas de session" } }
            td data-label="Changer" {
                @if account.login == visitor.login { "C’est vous." } @else { (forms(console, account)) }
            }
        }
    }
}

fn campaigns(account: &Account) -> Option<String> {
    let campaigns = account.campaigns.as_ref()?;
    Some(campaigns.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", "))
}

fn forms(console: &Console, account: &Account) -> Markup {
    let login = account.login.as_str();
    let id = |what: &str| format!("{what}-{login}");
    let simple = |path: &str, words: &str| {
        html! {
            form method="post" action=(console.link(path)) {
                input type="hidden" name="login" value=(login);
                button.quiet { (words) span.unseen { " de " (login) } }
            }
        }
    };
    html! {
        details {
            summary { "Changer " span.unseen { (login) } }
            form method="post" action=(console.link("/personnel/role")) {
                input type="hidden" name="login" value=(login);
                div.field {
                    label for=(id("role")) { "Rôle" }
                    select id=(id("role")) name="role" {
                        @for role in Role::ALL { option value=(role.code()) selected[role == account.role] { (role.code()) } }
                    }
                }
                div.field {
                    label for=(id("campagnes")) { "Campagnes " span.hint { "Identifiants séparés par des virgules. Vide\u{a0}: toutes." } }
                    input id=(id("campagnes")) name="campagnes" value=(campaigns(account).unwrap_or_default());
                }
                button { "Enregistrer" }
            }
            (simple("/personnel/sessions", "Fermer les sessions"))
            @if account.shut.is_some() { (simple("/personnel/rouvrir", "Rouvrir le compte")) }
            @else { (simple("/personnel/fermer", "Fermer le compte")) }
        }
    }
}
