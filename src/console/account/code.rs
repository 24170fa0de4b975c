//! The second proof of one's own account: set up, proven, taken away.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;

use super::{changed, is_them, refused};
use crate::console::Console;
use crate::console::access::Visitor;
use crate::console::access::session::{self, Open};
use crate::console::problem::Problem;
use crate::conversation::Personal;
use crate::service::accounts::Change;
use crate::staff::{Account, totp};

/// Its forms, and its picture.
pub fn routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/compte/code", post(begin))
        .route("/compte/code.svg", get(picture))
        .route("/compte/code/confirmer", post(confirm))
        .route("/compte/code/retirer", post(remove))
}

#[derive(Debug, Deserialize)]
struct Password {
    current: Personal<String>,
}

#[derive(Debug, Deserialize)]
struct Code {
    code: Personal<String>,
}

async fn begin(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    open: Open,
    Form(asked): Form<Password>,
) -> Result<Response, Problem> {
    if let Some(fault) = is_them(&console, &open.account, asked.current).await? {
        return refused(&console, &visitor, &open, &fault).await;
    }
    let change = Change::TotpShown(Personal(totp::fresh().map_err(|_| Problem::Failed)?));
    console.service.change_account(&visitor.login, &change, Some(&visitor.login)).await?;
    Ok(Redirect::to(&console.link("/compte#code")).into_response())
}

async fn confirm(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    open: Open,
    headers: HeaderMap,
    Form(asked): Form<Code>,
) -> Result<Response, Problem> {
    let pending = open.account.pending.as_ref();
    let proven = pending.and_then(|secret| Some((secret, totp::step(secret, &asked.code, session::now())?)));
    match proven {
        Some((secret, step)) => {
            let change = Change::TotpSet(secret.clone(), step);
            changed(&console, &open, &headers, &change, "code-active").await
        }
        None => {
            let fault =
                "Ce code n’est pas le bon. Vérifiez l’heure de votre téléphone, puis saisissez le code affiché.";
            refused(&console, &visitor, &open, fault).await
        }
    }
}

async fn remove(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    open: Open,
    headers: HeaderMap,
    Form(asked): Form<Password>,
) -> Result<Response, Problem> {
    if console.totp_wanted {
        return Err(Problem::Forbidden);
    }
    if let Some(fault) = is_them(&console, &open.account, asked.current).await? {
        return refused(&console, &visitor, &open, &fault).await;
    }
    changed(&console, &open, &headers, &Change::TotpRemoved, "code-retire").await
}

async fn picture(open: Open) -> Result<Response, Problem> {
    let secret = open.account.pending.as_ref().ok_or(Problem::Unknown)?;
    let url = totp::url(secret, &open.account.login).ok_or(Problem::Failed)?;
    let code = QrCode::new(url).map_err(|_| Problem::Failed)?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    Ok(([(CONTENT_TYPE, "image/svg+xml")], drawn).into_response())
}

/// The part of the page that is about it.
pub(super) fn section(console: &Console, account: &Account) -> Markup {
    html! {
        h2 id="code" { "Code à usage unique" }
        @match (&account.totp, &account.pending) {
            (_, Some(secret)) => (pending(console, secret, account)),
            (Some(_), None) => {
                p { "Activé\u{a0}: un code de votre téléphone vous est demandé à chaque connexion." }
                (with_password(console, "/compte/code", "Passer à un autre téléphone"))
                @if !console.totp_wanted { (with_password(console, "/compte/code/retirer", "Retirer le code")) }
            },
            (None, None) => {
                p { "Une application de votre téléphone (FreeOTP, Aegis…) donne un code, demandé en plus du mot de passe." }
                (with_password(console, "/compte/code", "Activer le code"))
            },
        }
    }
}

fn pending(console: &Console, secret: &str, account: &Account) -> Markup {
    let again = totp::url(secret, &account.login).unwrap_or_default();
    html! {
        p { "Dans l’application, ajoutez un compte et photographiez cette image\u{a0}:" }
        p { img.qr src=(console.link("/compte/code.svg")) width="240" height="240" alt="Code QR qui contient le secret écrit dessous"; }
        p { "Ou recopiez ce secret\u{a0}: " code { (secret) } }
        details { summary { "L’adresse complète" } pre { (again) } }
        form method="post" action=(console.link("/compte/code/confirmer")) {
            div.field {
                label for="code-affiche" { "Le code que l’application affiche" }
                input id="code-affiche" name="code" inputmode="numeric" required autocomplete="one-time-code";
            }
            button { "Confirmer" }
        }
    }
}

fn with_password(console: &Console, path: &str, what: &str) -> Markup {
    let id = path.replace('/', "-");
    html! {
        details {
            summary { (what) }
            form method="post" action=(console.link(path)) {
                div.field {
                    label for=(id) { "Mot de passe actuel" }
                    input id=(id) name="current" type="password" required autocomplete="current-password";
                }
                button { (what) }
            }
        }
    }
}
