//! Passing a question on to the service it belongs to: the candidate's consent is noted first, then the words to send from
//! one's own mailbox are given. Nothing leaves from here.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::folder::Folder;
use super::head::form_id;
use super::words;
use crate::console::Console;
use crate::console::access::{Right, Visitor};
use crate::console::page::{Tab, page};
use crate::console::problem::Problem;
use crate::conversation::Role;
use crate::dialog::agenda::Agenda;
use crate::dialog::view::View;
use crate::messages::export;
use crate::staff::deed::Deed;

/// What is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// The note that keeps the consent.
    accord: Option<Uuid>,
}

/// The page: the consent, or the words.
pub async fn show(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Path(person): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    let folder = Folder::open(&console, &visitor, person, Right::Act, (None, 0)).await?;
    console.audit(&visitor, Deed::ConversationRead, Some(person)).await?;
    let noted = asked.accord.is_some_and(|id| folder.notes.iter().any(|note| note.id == id && note.consent));
    let body = html! {
        h1 { "Transférer au bon contact" }
        p { a href=(folder.path("")) { "Revenir à la conversation de " bdi { (words::harmless(&folder.name())) } } }
        @if noted { (prepared(&folder)) } @else { (consent(&folder)) }
    };
    Ok(page(&console, &visitor, Tab::None, &format!("Transférer — {}", folder.name()), &body))
}

fn consent(folder: &Folder) -> Markup {
    html! {
        p { "Un résumé du dossier ne sort du service qu’avec l’accord de la personne. Notez où et quand elle l’a donné\u{a0}: l’accord est gardé en note privée." }
        form method="post" action=(folder.path("/transferer")) {
            (form_id())
            label for="accord" { "Accord de la personne (ses mots, quand, par quel canal)" }
            textarea #accord name="mots" required maxlength="2000" rows="3" {}
            label.case { input type="checkbox" name="accord" value="oui" required; " La personne a donné son accord" }
            button type="submit" { "Noter l’accord et préparer le courriel" }
        }
    }
}

fn prepared(folder: &Folder) -> Markup {
    let contacts = contacts(folder);
    let number = folder.person().focused().map(|dossier| dossier.number()).unwrap_or_default();
    html! {
        p { "Accord noté. Rien n’est envoyé d’ici\u{a0}: copiez ce texte dans un courriel de votre messagerie." }
        h2 { "À qui" }
        @if contacts.is_empty() { p { "Aucun contact n’est connu pour cette démarche." } }
        ul { @for contact in &contacts { li {
            @if is_address(contact) { a href=(format!("mailto:{contact}?subject=Dossier%20{number}")) { (contact) } }
            @else { (contact) }
        } } }
        h2 { label for="resume" { "Résumé à copier" } }
        textarea #resume rows="16" readonly { (summary(folder)) }
    }
}

/// The contacts of the campaign, as its facts name them.
fn contacts(folder: &Folder) -> Vec<String> {
    let view = folder.person().focused().and_then(|dossier| View::new(folder.library(), dossier));
    let facts = view.and_then(|view| view.campaign()).map(|campaign| &campaign.facts);
    let contacts = facts.into_iter().flatten().filter(|(name, _)| name.starts_with("contact"));
    contacts.map(|(_, words)| words.clone()).collect()
}

/// One bare address: what may stand in a link.
fn is_address(words: &str) -> bool {
    words.split('@').count() == 2 && words.chars().all(|sign| sign.is_ascii_alphanumeric() || "@.-_".contains(sign))
}

/// Where the dossier stands, in a few lines: what is asked, what is settled; sensitive answers stay here.
fn summary(folder: &Folder) -> String {
    let mut lines = vec![format!("Candidat\u{a0}: {}", words::harmless(&folder.name()))];
    // Who writes for them is nobody else's business.
    let own = folder.loaded.addresses.iter().filter(|(address, role)| *role == Role::Own && !address.is_token());
    for (address, _) in own {
        lines.push(format!("{}\u{a0}: {}", export::channel(address.channel), words::harmless(&address.id)));
    }
    let view = folder.person().focused().and_then(|dossier| View::new(folder.library(), dossier));
    if let Some(view) = view {
        let agenda = Agenda::of(&view);
        lines.push(format!("Dossier\u{a0}: {} ({})", view.dossier.number(), view.dialog.title));
        lines.extend(view.campaign().map(|campaign| format!("Campagne\u{a0}: {}", campaign.title)));
        lines.push(format!("Étapes réglées\u{a0}: {}", agenda.settled()));
        let next = agenda.open(view.dossier).first().map(|item| view.label_of(&item.key));
        lines.extend(next.map(|next| format!("En attente\u{a0}: {}", words::harmless(&next))));
    }
    lines.push(String::new());
    lines.push("Question de la personne\u{a0}: ".to_owned());
    lines.join("\n")
}
