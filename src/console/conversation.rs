//! The page of one person: who they are, where their dossiers stand, all that was said, and what staff can do.

mod ahead;
mod back;
mod composer;
mod dossier;
mod entry;
pub mod folder;
mod forward;
mod head;
mod identity;
mod note;
mod piece;
mod print;
mod raw;
pub mod refused;
mod transcript;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::Console;
use super::access::{Right, Visitor};
use super::live::Doing;
use super::page::page;
pub use composer::{Draft, channel};
pub use words::refusal;
use folder::{Folder, PAGE};

/// The pages of a conversation. What is done in it is in `acts`.
pub fn routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/conversations/{person}", get(show))
        .route("/conversations/{person}/nouveaux", get(news))
        .route("/conversations/{person}/imprimer", get(print::show))
        .route("/conversations/{person}/rendre", get(back::show))
        .route("/conversations/{person}/transferer", get(forward::show))
        .route("/conversations/{person}/pieces/{piece}/{part}", get(piece::download))
        .route("/conversations/{person}/courriels/{entry}", get(raw::download))
}

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// The entries before this one.
    avant: Option<u64>,
    /// A reply that stands ready, to begin from.
    modele: Option<String>,
    /// What was just done.
    fait: Option<String>,
}

async fn show(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Path(person): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Response {
    let folder = match Folder::open(&console, &visitor, person, asked.avant, PAGE).await {
        Ok(folder) if visitor.may(Right::Read) => folder,
        Ok(_) => return refused::may_not(&console, &visitor),
        Err(closed) => return refused::closed(&console, &visitor, closed),
    };
    let model = asked.modele.and_then(|id| folder.library().replies.iter().find(|reply| *reply.id == *id));
    let words = model.map(|reply| composer::filled(&folder, reply)).unwrap_or_default();
    let draft = Draft { words, ..Draft::default() };
    let done = asked.fait.as_deref().and_then(said_done);
    let page = drawn(&folder, &draft, done);
    has_seen(&folder).await;
    page.into_response()
}

/// The page as it answers an act that was not done: with what was written, and why.
pub async fn again(console: &Console, visitor: &Visitor, person: Uuid, draft: &Draft) -> Response {
    match Folder::open(console, visitor, person, None, PAGE).await {
        Ok(folder) => {
            let page = drawn(&folder, draft, None);
            has_seen(&folder).await;
            (StatusCode::CONFLICT, page).into_response()
        }
        Err(closed) => refused::closed(console, visitor, closed),
    }
}

/// Who reads is there, and has read as far as the page goes. Whoever cannot act reads unseen: somebody still has to look.
async fn has_seen(folder: &Folder<'_>) {
    let (console, visitor, person) = (folder.console, folder.visitor, folder.person().id);
    console.live.sit(person, &visitor.login, &visitor.name, Doing::Reads, folder.now.at);
    let Some(last) = folder.entries.last().filter(|_| visitor.may(Right::Act)) else { return };
    if let Err(error) = console.service.store.has_read(person, last.seq, folder.now.at).await {
        tracing::error!(%error, "console.unmarked");
    }
}

fn drawn(folder: &Folder, draft: &Draft, done: Option<&str>) -> Markup {
    // Only the composer has a place for why it was not sent.
    let elsewhere = draft.told.as_deref().filter(|_| !folder.is_free() || !folder.visitor.may(Right::Act));
    let body = html! {
        div.conversation data-conversation=(folder.person().id) data-chemin=(folder.path("")) data-evenements=(folder.console.link("/evenements")) {
            (head::head(folder))
            @if let Some(done) = done { p.fait role="status" { (done) } }
            @if let Some(told) = elsewhere { p.alerte role="alert" { (told) } }
            (note::pinned(folder))
            div.colonnes {
                div.fil {
                    (transcript::transcript(folder))
                    (composer::composer(folder, draft))
                    (note::notes(folder))
                }
                div.fiches {
                    (identity::identities(folder))
                    (dossier::dossiers(folder))
                    (ahead::ahead(folder))
                    p { a href=(folder.path("/imprimer?notes=non")) { "Version imprimable" } }
                }
            }
        }
    };
    page(folder.console, folder.visitor, &folder.name(), &body)
}

/// What the last act did, in words.
fn said_done(word: &str) -> Option<&'static str> {
    Some(match word {
        "pris" => "Vous avez la conversation. L’assistant se tait.",
        "dit" => "Votre message part dans dix secondes.",
        "annule" => "Votre message ne partira pas.",
        "rendu" => "L’assistant a repris la conversation.",
        "corrige" => "Réponse corrigée\u{a0}: la personne en est prévenue.",
        "convient" => "Pièce notée comme convenable.",
        "refusee" => "Pièce refusée\u{a0}: la personne est prévenue et une autre lui est demandée.",
        "note" => "Note gardée.",
        "attribue" => "Attribution changée.",
        "libelle" => "Libellés changés.",
        "regle" => "C’est réglé\u{a0}: la personne n’attend plus.",
        "clos" => "Conversation close.",
        "rouvert" => "Conversation rouverte.",
        "accord" => "Accord noté.",
        _ => return None,
    })
}

/// What a page that is open already asks for.
#[derive(Debug, Default, Deserialize)]
struct Since {
    /// Behind this entry.
    apres: u64,
    /// « oui »: they are shown now.
    #[serde(default)]
    lu: String,
}

/// The entries that came since a page was drawn: a fragment of it.
async fn news(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Path(person): Path<Uuid>,
    Query(since): Query<Since>,
) -> Response {
    let folder = match Folder::open(&console, &visitor, person, None, PAGE).await {
        Ok(folder) if visitor.may(Right::Read) => folder,
        Ok(_) => return StatusCode::FORBIDDEN.into_response(),
        Err(folder::Closed::Failed(_)) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(_) => return StatusCode::NOT_FOUND.into_response(),
    };
    let drawn = html! { ol data-dernier=(folder.last()) { (transcript::since(&folder, since.apres)) } };
    if since.lu == "oui" {
        has_seen(&folder).await;
    }
    drawn.into_response()
}
