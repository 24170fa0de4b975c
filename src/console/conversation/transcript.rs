//! All that was said, by time, whatever the channel: a list inside a log, with a short status beside it.

use jiff::civil::Date;
use maud::{Markup, html};

use super::folder::Folder;
use super::{entry, words};
use crate::conversation::Entry;
use crate::dialog::person::Saying;

/// The log, with ways back to older entries and to the first unread one.
pub fn transcript(folder: &Folder) -> Markup {
    let first = folder.entries.first().map_or(0, |entry| entry.seq);
    let unread = folder.entries.iter().find(|entry| entry.seq > folder.read).map(|entry| entry.seq);
    let newest = folder.entries.last().is_none_or(|entry| entry.seq >= folder.last());
    html! {
        section aria-labelledby="conversation" {
            h2 #conversation { "Conversation" }
            p #nouveaux role="status" {}
            nav aria-label="Pages de la conversation" {
                @if first > 1 { a href=(folder.path(&format!("?avant={first}#conversation"))) rel="prev" { "Plus ancien" } " " }
                @if !newest { a href=(folder.path("#fin")) { "Revenir au plus récent" } " " }
                @if let Some(unread) = unread.filter(|unread| *unread > first) { a href=(format!("#e{unread}")) { "Aller au premier non lu" } " " }
                @if let Some(last) = folder.entries.last() { a href=(format!("#e{}", last.seq)) { "Aller au dernier message" } }
            }
            @if !folder.unreadable.is_empty() {
                p.fault { "Des messages ne peuvent pas être relus (entrées " (numbers(&folder.unreadable)) "). Prévenez qui administre le service." }
            }
            div #journal role="log" aria-live="off" aria-labelledby="conversation" tabindex="0" data-dernier=(folder.last()) {
                ol.entrees { (entries(folder, &folder.entries)) @if newest { (waiting(folder)) } }
            }
            span #fin {}
        }
    }
}

/// Entries, a heading before each day's first and a mark before the first unread one.
pub fn entries(folder: &Folder, entries: &[Entry]) -> Markup {
    let mut last: Option<Date> = None;
    let mut is_new_day = |entry: &Entry| {
        let day = words::paris(entry.at).date();
        (last.replace(day) != Some(day)).then_some(day)
    };
    let unread = entries.iter().find(|entry| entry.seq > folder.read).map(|entry| entry.seq);
    html! {
        @for one in entries {
            @if let Some(day) = is_new_day(one) { li.jour { h3 { (words::date(day)) } } }
            @if unread == Some(one.seq) { li.non-lu { span { "Non lu à partir d’ici" } } }
            (entry::item(folder, one))
        }
    }
}

/// What staff wrote and can still take back.
fn waiting(folder: &Folder) -> Markup {
    html! { @for saying in &folder.person().handling.saying { (one_waiting(folder, saying)) } }
}

fn one_waiting(folder: &Folder, saying: &Saying) -> Markup {
    html! {
        li.entree.agent.part-bientot {
            article {
                h4 { "Agent\u{a0}: " bdi { (saying.name) } ", part à " time datetime=(saying.leaves) { (words::hour(saying.leaves)) } }
                (entry::said(&saying.words))
                p.remise { "Pas encore parti." }
                @if saying.by == folder.visitor.login {
                    form.bouton method="post" action=(folder.path("/annuler")) {
                        input type="hidden" name="message" value=(saying.id);
                        button type="submit" { "Annuler l’envoi" }
                    }
                }
            }
        }
    }
}

fn numbers(all: &[u64]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The entries behind one, for pages that are open already.
pub fn since(folder: &Folder, after: u64) -> Markup {
    let new: Vec<Entry> = folder.entries.iter().filter(|entry| entry.seq > after).cloned().collect();
    html! { (entries(folder, &new)) (waiting(folder)) }
}
