//! What is to come for the person: timers, and how their candidatures stand between their terms.

use maud::{Markup, html};

use super::folder::Folder;
use super::words;
use crate::dialog::due;
use crate::dialog::person::Dossier;
use crate::dialog::view::View;
use crate::messages::timers;
use crate::renewal::{Ended, Renewal, Road, Wish};
use crate::service::Service;

/// The next things time brings, and the terms of candidatures.
pub fn ahead(folder: &Folder) -> Markup {
    let all = due::all(folder.library(), folder.person(), Service::absence(&folder.loaded), &folder.now);
    let held = due::is_held(folder.person());
    html! {
        section aria-labelledby="a-venir" {
            h2 #a-venir { "À venir" }
            @if held { p { "Tant qu’un agent a la conversation, rien de ceci n’est envoyé\u{a0}: le service est prévenu." } }
            @if all.is_empty() { p.soft { "Rien n’est prévu." } }
            @else {
                ul { @for due in &all { li {
                    (words::moment(due.at)) "\u{a0}: " (timers::matter(due.what))
                    @if folder.person().dossiers.len() > 1 { (number(folder, due.dossier)) }
                } } }
            }
            @for dossier in &folder.person().dossiers { (term(folder, dossier)) }
        }
    }
}

fn number(folder: &Folder, id: uuid::Uuid) -> Markup {
    let dossier = folder.person().dossiers.iter().find(|dossier| dossier.id == id);
    html! { @if let Some(dossier) = dossier { " (dossier " (dossier.number()) ")" } }
}

fn term(folder: &Folder, dossier: &Dossier) -> Markup {
    let term = View::new(folder.library(), dossier).and_then(|view| due::term(&view, &folder.now));
    html! {
        @if let Some((_, term)) = term {
            h3 { "Candidature du dossier " (dossier.number()) }
            dl {
                div { dt { "Valable jusqu’au" } dd {
                    (words::date(term.told))
                    @if !term.sure { " (calculé\u{a0}: entre le " (words::date(term.earliest)) " et le " (words::date(term.latest)) ")" }
                } }
                div { dt { "Renouvelée" } dd { (dossier.renewal.cycle) " fois" } }
                (wish(&dossier.renewal))
            }
        }
    }
}

fn wish(renewal: &Renewal) -> Markup {
    html! {
        @if let Some(wished) = &renewal.wished {
            div { dt { "Souhait" } dd {
                (match wished.what { Wish::Keep => "la maintenir", Wish::Withdraw => "la retirer", Wish::AskMe => "être interrogé" })
                ", " (words::by(wished.channel)) " le " (words::moment(wished.at))
            } }
        }
        @if let Some(road) = &renewal.road {
            @let (what, at) = match road {
                Road::AnsweredForYou { at } => ("réponse faite à la plateforme pour la personne", *at),
                Road::ReadyReplyGiven { at } => ("réponse toute prête donnée à la personne", *at),
                Road::SaysSent { at } => ("la personne dit avoir répondu", *at),
            };
            div { dt { "Suite donnée" } dd { (what) ", le " (words::moment(at)) } }
        }
        @if let Some(ended) = &renewal.ended {
            @let (what, at) = match ended {
                Ended::Withdrawn { at, .. } => ("retrait confirmé", *at),
                Ended::Over { at } => ("retirée, délai passé", *at),
            };
            div { dt { "Fin" } dd { (what) ", le " (words::moment(at)) } }
        }
    }
}
