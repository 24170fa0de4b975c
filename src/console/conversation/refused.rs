//! Pages that say why there is no page.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::folder::Closed;
use crate::console::Console;
use crate::console::access::Visitor;
use crate::console::page::page;

/// Their role does not allow it.
pub fn may_not(console: &Console, visitor: &Visitor) -> Response {
    told(console, visitor, StatusCode::FORBIDDEN, "Accès refusé", "Votre rôle ou vos campagnes ne le permettent pas.")
}

/// There is no such thing.
pub fn unknown(console: &Console, visitor: &Visitor) -> Response {
    told(console, visitor, StatusCode::NOT_FOUND, "Introuvable", "Cette page n’existe pas, ou les données ont été effacées.")
}

/// The store failed.
pub fn failed(console: &Console, visitor: &Visitor, error: &crate::store::StoreError) -> Response {
    tracing::error!(%error, "console.failed");
    let words = "Les données ne peuvent pas être lues ou écrites pour l’instant. Rien n’a été fait.";
    told(console, visitor, StatusCode::SERVICE_UNAVAILABLE, "Indisponible", words)
}

/// A folder that is not opened.
pub fn closed(console: &Console, visitor: &Visitor, closed: Closed) -> Response {
    match closed {
        Closed::Unknown => unknown(console, visitor),
        Closed::Others => may_not(console, visitor),
        Closed::Failed(error) => failed(console, visitor, &error),
    }
}

fn told(console: &Console, visitor: &Visitor, status: StatusCode, title: &str, words: &str) -> Response {
    let body: Markup = html! { h1 { (title) } p { (words) } };
    (status, page(console, visitor, title, &body)).into_response()
}
