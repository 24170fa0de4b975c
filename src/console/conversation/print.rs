//! The whole transcript on one page, for paper: with the private notes or without.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Deserialize;
use uuid::Uuid;

use super::folder::Folder;
use super::{note, refused, transcript, words};
use crate::console::Console;
use crate::console::access::{Right, Visitor};
use crate::console::page::page;

/// What is asked for.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    /// « oui »: the private notes too.
    #[serde(default)]
    notes: String,
}

/// The page.
pub async fn show(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Path(person): Path<Uuid>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let folder = match Folder::open(&console, &visitor, person, None, u32::MAX).await {
        Ok(folder) if visitor.may(Right::Read) => folder,
        Ok(_) => return refused::may_not(&console, &visitor),
        Err(closed) => return refused::closed(&console, &visitor, closed),
    };
    let (notes, name) = (wanted.notes == "oui", words::harmless(&folder.name()));
    let other = if notes { ("non", "Sans les notes privées") } else { ("oui", "Avec les notes privées") };
    let body = html! {
        h1 { "Conversation de " bdi { (name) } }
        p.ecran {
            a href=(folder.path("")) { "Revenir à la conversation" } " "
            a href=(folder.path(&format!("/imprimer?notes={}", other.0))) { (other.1) }
        }
        p { "Imprimée le " (words::moment(folder.now.at)) " par " bdi { (visitor.name) } ", " @if notes { "avec" } @else { "sans" } " les notes privées." }
        @if notes && !folder.notes.is_empty() {
            section aria-labelledby="notes" { h2 #notes { "Notes privées" } @for one in &folder.notes { (note::read(one)) } }
        }
        section.imprimable aria-labelledby="conversation" {
            h2 #conversation { "Messages" }
            ol.entrees { (transcript::entries(&folder, &folder.entries)) }
        }
    };
    page(&console, &visitor, &format!("Conversation de {name}"), &body).into_response()
}
