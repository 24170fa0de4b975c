//! Logging in and out.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Form, Query, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use jiff::SignedDuration;
use maud::{Markup, html};
use serde::Deserialize;

use super::access::session::{self, Open};
use super::access::way_back;
use super::gate::Tried;
use super::problem::Problem;
use super::{Console, page};
use crate::conversation::Personal;
use crate::service::accounts::Proof;
use crate::staff::deed::{Deed, Done};
use crate::store::StoreError;

/// The page and the way out.
pub fn routes() -> Router<Arc<Console>> {
    Router::new().route("/connexion", get(show).post(log_in)).route("/deconnexion", post(log_out))
}

#[derive(Debug, Default, Deserialize)]
struct Way {
    #[serde(default)]
    vers: String,
}

#[derive(Debug, Deserialize)]
struct Asked {
    login: String,
    password: Personal<String>,
    #[serde(default)]
    code: Personal<String>,
    #[serde(default)]
    vers: String,
}

/// Why somebody is not let in.
enum Refused {
    Wrong,
    Wait(SignedDuration),
}

async fn show(
    State(console): State<Arc<Console>>,
    Query(way): Query<Way>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if console.open_session(&headers).await?.is_some() {
        return Ok(Redirect::to(&console.link(&way_back(&way.vers))).into_response());
    }
    let page = form(&console, "", &way.vers, None).await?;
    Ok(page.into_response())
}

async fn log_in(
    State(console): State<Arc<Console>>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> Result<Response, Problem> {
    let peer = peer.map(|Extension(ConnectInfo(peer))| peer.ip());
    match let_in(&console, &asked, address(&console, &headers, peer), &headers).await? {
        Ok(response) => Ok(response),
        Err(refused) => {
            let status = match refused {
                Refused::Wrong => StatusCode::UNAUTHORIZED,
                Refused::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
            };
            Ok((status, form(&console, &asked.login, &asked.vers, Some(refused)).await?).into_response())
        }
    }
}

async fn let_in(
    console: &Console,
    asked: &Asked,
    address: Option<IpAddr>,
    headers: &HeaderMap,
) -> Result<Result<Response, Refused>, StoreError> {
    let login = crate::staff::login(&asked.login).unwrap_or_default();
    let tried: Vec<Tried> = [Tried::Login(login.clone())].into_iter().chain(address.map(Tried::at)).collect();
    let now = session::now();
    if let Some(wait) = console.gate.wait(&tried, now) {
        return Ok(Err(Refused::Wait(wait)));
    }
    console.gate.tries(&tried, now);
    // Nobody shuts this gate.
    let turn = console.gate.turns.acquire().await;
    let proven = console.service.prove(&login, &asked.password, &asked.code, now).await?;
    drop(turn);
    match proven {
        Proof::Right(account) => {
            let cookie = console.admit(&account, headers).await?;
            console.gate.lets_in(&tried);
            note(console, &account.login, Deed::LoggedIn).await?;
            let to = Redirect::to(&console.link(&way_back(&asked.vers)));
            Ok(Ok(([(SET_COOKIE, cookie)], to).into_response()))
        }
        Proof::Wrong => {
            note(console, &login, Deed::LoginRefused).await?;
            Ok(Err(Refused::Wrong))
        }
        // What was typed as a login may be a password: the journal does not keep it.
        Proof::Nobody => Ok(Err(Refused::Wrong)),
    }
}

async fn note(console: &Console, login: &str, deed: Deed) -> Result<(), StoreError> {
    let (at, by) = (console.service.clock.now(), Some(login.to_owned()));
    console.service.store.write_journal(&Done { at, by, deed, person: None, account: None }).await.map(|_| ())
}

async fn log_out(State(console): State<Arc<Console>>, request: Request) -> Result<Response, Problem> {
    if let Some(Open { name, account, .. }) = console.open_session(request.headers()).await? {
        console.service.store.end_sessions(&[name]).await?;
        note(&console, &account.login, Deed::LoggedOut).await?;
    }
    let to = Redirect::to(&console.link("/connexion"));
    Ok(([(SET_COOKIE, console.no_cookie())], to).into_response())
}

/// Where somebody asks from: the last address our own reverse proxy wrote, or who is connected.
fn address(console: &Console, headers: &HeaderMap, peer: Option<IpAddr>) -> Option<IpAddr> {
    if !console.behind_proxy {
        return peer;
    }
    let told = headers.get_all("x-forwarded-for").iter().next_back().and_then(|told| told.to_str().ok());
    told.and_then(|told| told.rsplit(',').next()?.trim().parse().ok()).or(peer)
}

async fn form(console: &Console, login: &str, way: &str, refused: Option<Refused>) -> Result<Markup, StoreError> {
    if !console.service.store.has_accounts().await? {
        return Ok(page::bare(console, "Premier compte", &first_account()));
    }
    let fault = refused.map(|refused| match refused {
        Refused::Wrong => "Identifiant, mot de passe ou code incorrect. Un code ne sert qu’une fois.".to_owned(),
        Refused::Wait(left) => {
            let minutes = left.as_secs().div_euclid(60) + 1;
            format!("Trop d’essais. Attendez {minutes}\u{a0}min, puis réessayez.")
        }
    });
    let body = html! {
        div.narrow {
            h1 { "Connexion" }
            @if let Some(fault) = &fault { p.fault role="alert" { (fault) } }
            form method="post" action=(console.link("/connexion")) {
                input type="hidden" name="vers" value=(way_back(way));
                div.field {
                    label for="login" { "Identifiant" }
                    input id="login" name="login" value=(login) required autocomplete="username" autocapitalize="none" spellcheck="false";
                }
                div.field {
                    label for="password" { "Mot de passe" }
                    input id="password" name="password" type="password" required autocomplete="current-password";
                }
                div.field {
                    label for="code" { "Code à usage unique " span.hint { "Six chiffres, si vous l’avez activé." } }
                    input id="code" name="code" inputmode="numeric" autocomplete="one-time-code";
                }
                button { "Se connecter" }
            }
        }
    };
    Ok(page::bare(console, "Connexion", &body))
}

fn first_account() -> Markup {
    html! {
        div.narrow {
            h1 { "Aucun compte pour l’instant" }
            p { "Le premier compte se crée sur la machine où tourne le guichet, par cette commande\u{a0}:" }
            pre { "guichet staff add camille --nom \"Camille Martin\" --role admin" }
            p { "Elle demande un mot de passe, puis cette page permet de se connecter." }
        }
    }
}
