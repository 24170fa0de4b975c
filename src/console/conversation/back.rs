//! Handing the conversation back: first the very words the assistant will go on with.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use maud::html;
use uuid::Uuid;

use super::folder::Folder;
use super::head::form_id;
use super::{entry, refused};
use crate::console::Console;
use crate::console::access::{Right, Visitor};
use crate::console::page::page;
use crate::dialog::act::{Act, StaffAct};

/// The words, and a button.
pub async fn show(State(console): State<Arc<Console>>, visitor: Visitor, Path(person): Path<Uuid>) -> Response {
    let folder = match Folder::open(&console, &visitor, person, None, 1).await {
        Ok(folder) if visitor.may(Right::Act) => folder,
        Ok(_) => return refused::may_not(&console, &visitor),
        Err(closed) => return refused::closed(&console, &visitor, closed),
    };
    let act = StaffAct { by: visitor.login.clone(), name: visitor.name.clone(), act: Act::HandBack };
    let words = match console.service.words_at_hand_back(person, &act).await {
        Ok(words) => words,
        Err(error) => return refused::failed(&console, &visitor, &error),
    };
    let title = format!("Rendre la main — {}", folder.name());
    let body = html! {
        h1 { "Rendre la main" }
        p { a href=(folder.path("")) { "Revenir à la conversation de " bdi { (super::words::harmless(&folder.name())) } } }
        @if folder.is_theirs() {
            @if !folder.person().handling.saying.is_empty() {
                p.alerte { "Un message que vous venez d’écrire n’est pas encore parti\u{a0}: il partira d’abord." }
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
                button type="submit" { "Rendre la main à l’assistant" }
            }
        } @else {
            p { "Vous n’avez pas cette conversation\u{a0}: il n’y a rien à rendre." }
        }
    };
    page(&console, &visitor, &title, &body).into_response()
}
