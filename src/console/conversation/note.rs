//! Private notes: for staff alone. Pinned ones stand on top of the page.

use maud::{Markup, html};

use super::folder::Folder;
use super::head::form_id;
use super::words;
use crate::console::access::Right;
use crate::store::Note;

/// The pinned ones.
pub fn pinned(folder: &Folder) -> Markup {
    let pinned: Vec<&Note> = folder.notes.iter().filter(|note| note.pinned).collect();
    html! {
        @if !pinned.is_empty() {
            aside.notes aria-label="Notes épinglées" { @for note in pinned { (one(folder, note)) } }
        }
    }
}

/// The others, and a form for a new one.
pub fn notes(folder: &Folder) -> Markup {
    let others = folder.notes.iter().filter(|note| !note.pinned);
    html! {
        section.notes aria-labelledby="notes" {
            h2 #notes { "Notes privées" }
            p.hint { "Lues par le service seulement\u{a0}: jamais envoyées, jamais dans ce qui est remis à la personne." }
            @for note in others { (one(folder, note)) }
            @if folder.visitor.may(Right::Act) {
                form data-keep method="post" action=(folder.path("/note")) {
                    (form_id())
                    label for="note" { "Nouvelle note" }
                    textarea #note data-key="n" name="mots" required maxlength="8000" rows="3" data-brouillon="note" {}
                    label.case { input type="checkbox" name="epingler" value="oui"; " Épingler en haut de la page" }
                    button type="submit" { "Garder la note" }
                }
            }
        }
    }
}

/// One note. The type is of notes alone: nothing that is sent is drawn from it.
pub fn one(folder: &Folder, note: &Note) -> Markup {
    let (wanted, label) = if note.pinned { ("non", "Ne plus épingler") } else { ("oui", "Épingler") };
    html! {
        article.note id=(format!("note-{}", note.id)) {
            (read(note))
            @if folder.visitor.may(Right::Act) {
                form.bouton method="post" action=(folder.path("/epingler")) {
                    input type="hidden" name="note" value=(note.id);
                    input type="hidden" name="epingler" value=(wanted);
                    button type="submit" { (label) }
                }
            }
        }
    }
}

/// A note to be read.
pub fn read(note: &Note) -> Markup {
    html! {
        p.note-tete { strong { "Note privée" } " de " bdi { (note.by) } ", " (words::moment(note.at)) }
        div.mots dir="auto" { (words::harmless(&note.words)) }
    }
}
