//! The whole transcript on one page, for paper: with the private notes or without.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::folder::Folder;
use super::{note, transcript, words};
use crate::console::Console;
use crate::console::access::{Right, Visitor};
use crate::console::page::{Tab, page};
use crate::console::problem::Problem;
use crate::staff::deed::Deed;

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
) -> Result<Markup, Problem> {
    let folder = Folder::open(&console, &visitor, person, Right::Export, (None, u32::MAX)).await?;
    console.audit(&visitor, Deed::TranscriptPrinted, Some(person)).await?;
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
    Ok(page(&console, &visitor, Tab::None, &format!("Conversation de {name}"), &body))
}
