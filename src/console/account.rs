//! One's own account: password, second proof, sessions.

pub mod code;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;

use super::access::Visitor;
use super::access::session::{self, Open};
use super::gate::Tried;
use super::page::{self, Tab};
use super::problem::Problem;
use super::{Console, moment};
use crate::conversation::Personal;
use crate::service::accounts::{self, Change};
use crate::staff::{Account, Session, password};
use crate::store::{SessionName, StoreError};

/// The page and its forms.
pub fn routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/compte", get(show))
        .route("/compte/mot-de-passe", post(change_password))
        .route("/compte/sessions", post(end_sessions))
        .merge(code::routes())
}

async fn show(State(console): State<Arc<Console>>, visitor: Visitor, open: Open) -> Result<Markup, Problem> {
    Ok(draw(&console, &visitor, &open, None).await?)
}

#[derive(Debug, Deserialize)]
struct NewPassword {
    current: Personal<String>,
    new: Personal<String>,
    again: Personal<String>,
}

async fn change_password(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    open: Open,
    headers: HeaderMap,
    Form(asked): Form<NewPassword>,
) -> Result<Response, Problem> {
    let fault = if asked.new != asked.again {
        Some("Les deux nouveaux mots de passe ne sont pas les mêmes.".to_owned())
    } else if let Err(weak) = password::strong(&asked.new, &open.account.login) {
        Some(weak.to_string())
    } else {
        is_them(&console, &open.account, asked.current).await?
    };
    if let Some(fault) = fault {
        return refused(&console, &visitor, &open, &fault).await;
    }
    let change = Change::Password(accounts::keep(asked.new).await?);
    changed(&console, &open, &headers, &change, "mot-de-passe").await
}

/// Why the password is not taken for theirs. Counted as at the login: an open session is no way to guess.
async fn is_them(
    console: &Console,
    account: &Account,
    password: Personal<String>,
) -> Result<Option<String>, StoreError> {
    let (tried, now) = ([Tried::Login(account.login.clone())], session::now());
    if console.gate.enter(&tried, now).is_err() {
        return Ok(Some("Trop d’essais. Attendez un quart d’heure, puis réessayez.".to_owned()));
    }
    // Nobody shuts this gate.
    let turn = console.gate.turns.acquire().await;
    let fits = accounts::fits(password, Some(account.password.clone())).await?;
    drop(turn);
    if fits {
        console.gate.lets_in(&tried);
        return Ok(None);
    }
    Ok(Some("Votre mot de passe actuel n’est pas le bon.".to_owned()))
}

/// Changes the account, and lets its owner in again: the sessions there were are over.
async fn changed(
    console: &Console,
    open: &Open,
    headers: &HeaderMap,
    change: &Change,
    done: &str,
) -> Result<Response, Problem> {
    let login = &open.account.login;
    let account = change_account(console, login, change, login).await?.ok_or(Problem::Unknown)?;
    let to = Redirect::to(&console.link(&format!("/compte?fait={done}")));
    if account.epoch == open.account.epoch {
        return Ok(to.into_response());
    }
    let cookie = console.admit(&account, headers).await?;
    Ok(([(SET_COOKIE, cookie)], to).into_response())
}

/// Changes an account in a task of its own: a browser that goes away cuts nothing between the change and its line in the
/// journal.
pub(super) async fn change_account(
    console: &Console,
    login: &str,
    change: &Change,
    by: &str,
) -> Result<Option<Account>, Problem> {
    let (service, login, change, by) = (console.service.clone(), login.to_owned(), change.clone(), by.to_owned());
    let task = tokio::spawn(async move { service.change_account(&login, &change, Some(&by)).await });
    Ok(task.await.map_err(|_| Problem::Failed)??)
}

async fn refused(console: &Console, visitor: &Visitor, open: &Open, fault: &str) -> Result<Response, Problem> {
    let page = draw(console, visitor, open, Some(fault)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

#[derive(Debug, Deserialize)]
struct Ended {
    /// One of their sessions; all others where none is named.
    #[serde(default)]
    session: String,
}

async fn end_sessions(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    open: Open,
    headers: HeaderMap,
    Form(asked): Form<Ended>,
) -> Result<Response, Problem> {
    if asked.session.is_empty() {
        return changed(&console, &open, &headers, &Change::SessionsEnded, "sessions").await;
    }
    let own = own_sessions(&console, &open.account).await?;
    let name = own.iter().map(|(name, _)| name).find(|name| hex(name) == asked.session).ok_or(Problem::Unknown)?;
    console.service.store.end_sessions(&[*name]).await?;
    console.audit(&visitor, crate::staff::deed::Deed::SessionsEnded, None).await?;
    Ok(Redirect::to(&console.link("/compte?fait=sessions")).into_response())
}

async fn own_sessions(console: &Console, account: &Account) -> Result<Vec<(SessionName, Session)>, StoreError> {
    let now = session::now();
    let mut own = console.service.store.sessions().await?;
    own.retain(|(_, session)| session.serves(account, now));
    own.sort_by_key(|(_, session)| std::cmp::Reverse(session.seen));
    Ok(own)
}

fn hex(name: &SessionName) -> String {
    blake3::Hash::from_bytes(*name).to_hex().to_string()
}

async fn draw(console: &Console, visitor: &Visitor, open: &Open, fault: Option<&str>) -> Result<Markup, StoreError> {
    let sessions = own_sessions(console, &open.account).await?;
    let body = html! {
        div.narrow {
            h1 { "Mon compte" }
            @if let Some(fault) = fault { p.fault role="alert" { (fault) } }
            p { (open.account.name) ", " (open.account.role.code()) ". Identifiant\u{a0}: " code { (open.account.login) } "." }
            h2 id="mot-de-passe" { "Mot de passe" }
            (password_form(console, open))
            (code::section(console, &open.account))
            h2 id="sessions" { "Sessions ouvertes" }
            (session_list(console, open, &sessions))
        }
    };
    Ok(page::page(console, visitor, Tab::Account, "Mon compte", &body))
}

fn password_form(console: &Console, open: &Open) -> Markup {
    html! {
        form method="post" action=(console.link("/compte/mot-de-passe")) {
            // Lets a password keeper know whose it is.
            input type="hidden" name="username" autocomplete="username" value=(open.account.login);
            div.field {
                label for="current" { "Mot de passe actuel" }
                input id="current" name="current" type="password" required autocomplete="current-password";
            }
            div.field {
                label for="new" { "Nouveau mot de passe " span.hint { "Douze caractères au moins." } }
                input id="new" name="new" type="password" required minlength=(password::SHORTEST) autocomplete="new-password";
            }
            div.field {
                label for="again" { "Le même, encore une fois" }
                input id="again" name="again" type="password" required autocomplete="new-password";
            }
            button { "Changer le mot de passe" }
        }
    }
}

fn session_list(console: &Console, open: &Open, sessions: &[(SessionName, Session)]) -> Markup {
    html! {
        ul {
            @for (name, session) in sessions {
                li {
                    "Ouverte le " (moment(session.created)) ", dernière page le " (moment(session.seen)) ". "
                    @if *name == open.name { strong { "Cette session." } } @else {
                        form method="post" action=(console.link("/compte/sessions")) {
                            input type="hidden" name="session" value=(hex(name));
                            button.quiet { "Fermer cette session" span.unseen { " du " (moment(session.created)) } }
                        }
                    }
                }
            }
        }
        form method="post" action=(console.link("/compte/sessions")) {
            input type="hidden" name="session" value="";
            button.quiet { "Fermer toutes mes autres sessions" }
        }
    }
}
