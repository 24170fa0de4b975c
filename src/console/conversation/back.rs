//! Handing the conversation back: first the very words the assistant will go on with.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::entry;
use super::folder::Folder;
use super::head::form_id;
use crate::console::Console;
use crate::console::access::{Right, Visitor};
use crate::console::page::{Tab, page};
use crate::console::problem::Problem;
use crate::dialog::act::{Act, StaffAct};
use crate::staff::deed::Deed;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The last entry that was read; without it, the last one staff have seen.
    lu: Option<u64>,
}

/// The words, and a button.
pub async fn show(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Path(person): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    let folder = Folder::open(&console, &visitor, person, Right::Act, (None, 1)).await?;
    let act = StaffAct { by: visitor.login.clone(), name: visitor.name.clone(), act: Act::HandBack };
    console.audit(&visitor, Deed::ConversationRead, Some(person)).await?;
    let words = console.service.words_at_hand_back(person, &act).await?;
    let title = format!("Rendre la main — {}", folder.name());
    let body = html! {
        h1 { "Rendre la main" }
        p { a href=(folder.path("")) { "Revenir à la conversation de " bdi { (super::words::harmless(&folder.name())) } } }
        @if folder.is_theirs() {
            @if !folder.person().handling.saying.is_empty() {
                p.fault { "Un message que vous venez d’écrire n’est pas encore parti\u{a0}: il partira d’abord." }
            }
            @match words.filter(|words| !words.is_empty()) {
                Some(words) => {
                    h2 #texte { "Ce que l’assistant dira" }
                    blockquote aria-labelledby="texte" { (entry::said(&words)) }
                }
                None => p { "L’assistant ne dira rien de lui-même\u{a0}: il attendra le prochain message de la personne." }
            }
            form method="post" action=(folder.path("/rendre")) {
                (form_id())
                input type="hidden" name="lu" value=(asked.lu.unwrap_or(folder.read));
                button type="submit" { "Rendre la main à l’assistant" }
            }
        } @else {
            p { "Vous n’avez pas cette conversation\u{a0}: il n’y a rien à rendre." }
        }
    };
    Ok(page(&console, &visitor, Tab::None, &title, &body))
}
