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
mod transcript;
pub(super) mod words;

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
use super::page::{Tab, page};
use super::problem::Problem;
use crate::staff::deed::Deed;
pub use composer::{Draft, channel};
use folder::{Folder, PAGE};
pub use words::refusal;

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

/// Entries that may have come while a page was open.
const NEWS: u32 = 500;

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// The entries before this one.
    avant: Option<u64>,
    /// A reply that stands ready, to begin from.
    modele: Option<String>,
}

async fn show(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Path(person): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    let folder = Folder::open(&console, &visitor, person, Right::Read, (asked.avant, PAGE)).await?;
    console.audit(&visitor, Deed::ConversationRead, Some(person)).await?;
    let model = asked.modele.and_then(|id| folder.library().replies.iter().find(|reply| *reply.id == *id));
    let words = model.map(|reply| composer::filled(&folder, reply)).unwrap_or_default();
    let page = drawn(&folder, &Draft { words, ..Draft::default() });
    has_seen(&folder).await?;
    Ok(page)
}

/// The page as it answers an act that was not done: with what was written, and why.
///
/// # Errors
/// They may not see it any more; the store failed.
pub async fn again(console: &Console, visitor: &Visitor, person: Uuid, draft: &Draft) -> Result<Response, Problem> {
    answered(console, visitor, person, draft, StatusCode::CONFLICT).await
}

/// The page as it answers an act, with that code and what was written.
///
/// # Errors
/// They may not see it any more; the store failed.
pub async fn answered(
    console: &Console,
    visitor: &Visitor,
    person: Uuid,
    draft: &Draft,
    status: StatusCode,
) -> Result<Response, Problem> {
    let folder = Folder::open(console, visitor, person, Right::Read, (None, PAGE)).await?;
    console.audit(visitor, Deed::ConversationRead, Some(person)).await?;
    let page = drawn(&folder, draft);
    has_seen(&folder).await?;
    Ok((status, page).into_response())
}

/// Who reads is there, and has read as far as the page goes. Whoever cannot act reads unseen: somebody still has to look.
async fn has_seen(folder: &Folder<'_>) -> Result<(), Problem> {
    let (console, visitor, person) = (folder.console, folder.visitor, folder.person().id);
    console.live.sit(person, &visitor.login, &visitor.name, Doing::Reads, folder.now.at);
    if let Some(last) = folder.entries.last().filter(|_| visitor.may(Right::Act)) {
        console.service.store.has_read(person, last.seq, folder.now.at).await?;
    }
    Ok(())
}

fn drawn(folder: &Folder, draft: &Draft) -> Markup {
    let body = html! {
        div.conversation data-conversation=(folder.person().id) data-identifiant=(folder.visitor.login) data-chemin=(folder.path("")) data-evenements=(folder.console.link("/evenements")) {
            (head::head(folder))
            @if let Some(told) = &draft.told { p.fault role="alert" { (told) } }
            @if draft.since.is_some() {
                p.fault role="alert" { a href="#repondre" { "Un nouveau message est arrivé\u{a0}: " (composer::undone(draft)) "." } }
            }
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
                    @if folder.visitor.may(Right::Export) {
                        p { a href=(folder.path("/imprimer?notes=non")) { "Version imprimable" } }
                    }
                    (keys())
                }
            }
        }
    };
    page(folder.console, folder.visitor, Tab::None, &folder.name(), &body)
}

/// The keys, for who uses them; they are switched off at the foot of the page.
fn keys() -> Markup {
    let all = [
        ("j, k", "message suivant, précédent"),
        ("r", "répondre"),
        ("n", "écrire une note"),
        ("t", "prendre ou rendre la main"),
        ("/", "choisir une réponse type"),
        ("?", "ouvrir cette liste"),
    ];
    html! {
        details {
            summary data-key="?" { "Raccourcis clavier" }
            dl { @for (key, does) in all { div { dt { kbd { (key) } } dd { (does) } } } }
        }
    }
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

/// What came since a page was drawn, a fragment of it: how many entries, and their words once they are asked for.
async fn news(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Path(person): Path<Uuid>,
    Query(since): Query<Since>,
) -> Result<Markup, Problem> {
    let folder = Folder::open(&console, &visitor, person, Right::Read, (None, NEWS)).await?;
    let new = folder.entries.iter().filter(|entry| entry.seq > since.apres).count();
    let list = |words: Markup| html! { ol data-dernier=(folder.last()) data-nombre=(new) { (words) } };
    if since.lu != "oui" {
        return Ok(list(Markup::default()));
    }
    console.audit(&visitor, Deed::ConversationRead, Some(person)).await?;
    let drawn = list(transcript::since(&folder, since.apres));
    has_seen(&folder).await?;
    Ok(drawn)
}
