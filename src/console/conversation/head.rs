//! The top of the page: who it is, who has the conversation, who else is there, and what can be done with one press.

use maud::{Markup, html};

use super::folder::Folder;
use super::words;
use crate::console::access::Right;
use crate::dialog::due;
use crate::dialog::person::Owner;

/// Name, owner, presence, what staff keep of them.
pub fn head(folder: &Folder) -> Markup {
    html! {
        header.conversation-tete {
            h1 { bdi { (words::harmless(&folder.name())) } }
            (owner(folder))
            (presence(folder))
            @if folder.visitor.may(Right::Act) { (acts(folder)) }
            (labels(folder))
        }
    }
}

fn owner(folder: &Folder) -> Markup {
    let person = folder.person();
    html! {
        dl.etat {
            div {
                dt { "Qui répond" }
                dd { @match &person.owner {
                    Owner::Assistant => "L’assistant",
                    Owner::Agent(_) if folder.is_theirs() => "Vous",
                    Owner::Agent(login) => bdi { (folder.owner.as_ref().unwrap_or(login)) },
                } }
            }
            @if let Some(acted) = person.handling.acted {
                div { dt { "Dernier acte" } dd { (words::moment(acted)) } }
            }
            @if let Some(back) = due::hand_back(folder.library(), person, &folder.now) {
                div { dt { "Rendue d’office à l’assistant" } dd { (words::moment(back)) } }
            }
            @if let Some(waiting) = &person.waiting {
                div.attend { dt { "Attend une personne" } dd { (words::why(waiting.why)) ", depuis le " (words::moment(waiting.since)) } }
            }
            @if let Some(login) = &person.handling.assigned {
                div { dt { "Attribuée à" } dd { bdi { (login) } } }
            }
            @if let Some(closed) = person.handling.closed {
                div { dt { "Close" } dd { "le " (words::moment(closed)) } }
            }
        }
    }
}

/// Who else is there. Told again by the page's script; without it, as things stood when the page was made.
pub fn presence(folder: &Folder) -> Markup {
    let others = folder.console.live.others(folder.person().id, &folder.visitor.login, folder.now.at);
    html! {
        p #presence.presence role="status" {
            @for (at, (name, doing)) in others.iter().enumerate() {
                @if at > 0 { ", " }
                bdi { (name) } " " (doing.word())
            }
        }
    }
}

/// A form of one button. Each bears an id of its own: pressed twice, it does something once.
pub fn press(action: &str, label: &str, hidden: &[(&str, &str)]) -> Markup {
    html! {
        form.bouton method="post" action=(action) {
            (form_id())
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            button.quiet type="submit" { (label) }
        }
    }
}

fn take(action: &str, label: &str, seen: &str) -> Markup {
    html! {
        form.bouton method="post" action=(action) {
            (form_id())
            input type="hidden" name="vu" value=(seen);
            button type="submit" data-key="t" { (label) }
        }
    }
}

/// The id of a form.
pub fn form_id() -> Markup {
    html! { input type="hidden" name="id" value=(uuid::Uuid::now_v7()); }
}

fn acts(folder: &Folder) -> Markup {
    let (person, post) = (folder.person(), |rest: &str| folder.path(rest));
    let seen = match &person.owner {
        Owner::Assistant => "",
        Owner::Agent(login) => login,
    };
    let closed = person.handling.closed.is_some();
    let read = folder.entries.last().map_or(0, |last| last.seq).to_string();
    html! {
        div.actes role="group" aria-label="Actions sur la conversation" {
            @if person.owner == Owner::Assistant {
                (take(&post("/prendre"), "Prendre la main", seen))
            } @else if folder.is_theirs() {
                a.button data-key="t" data-lu href=(post(&format!("/rendre?lu={read}"))) { "Rendre la main…" }
            } @else if folder.visitor.may(Right::Assign) {
                (take(&post("/prendre"), "Reprendre à ce collègue", seen))
            }
            @if person.waiting.is_some() { (press(&post("/regle"), "C’est réglé", &[("lu", &read)])) }
            @if closed { (press(&post("/clore"), "Rouvrir", &[("clore", "non")])) }
            @else { (press(&post("/clore"), "Clore", &[("clore", "oui"), ("lu", &read)])) }
            a href=(post("/transferer")) { "Transférer au bon contact…" }
            (assign(folder))
        }
    }
}

fn assign(folder: &Folder) -> Markup {
    let (mine, me) = (folder.person().handling.assigned.as_deref(), folder.visitor.login.as_str());
    html! {
        @if mine != Some(me) { (press(&folder.path("/attribuer"), "M’attribuer", &[("a", me)])) }
        @if mine.is_some() && (mine == Some(me) || folder.visitor.may(Right::Assign)) {
            (press(&folder.path("/attribuer"), "Ne plus attribuer", &[("a", "")]))
        }
        @if folder.visitor.may(Right::Assign) {
            details {
                summary { "Attribuer à…" }
                form method="post" action=(folder.path("/attribuer")) {
                    (form_id())
                    label for="attribuer-a" { "Identifiant du collègue" }
                    input #attribuer-a name="a" required maxlength="64" autocomplete="off";
                    button type="submit" { "Attribuer" }
                }
            }
        }
    }
}

fn labels(folder: &Folder) -> Markup {
    let (labels, acts) = (&folder.person().handling.labels, folder.visitor.may(Right::Act));
    html! {
        @if acts || !labels.is_empty() {
            div.libelles {
                h2.discret { "Libellés" }
                @if labels.is_empty() { p.soft { "Aucun libellé." } }
                @else {
                    ul { @for label in labels { li {
                        bdi { (label) }
                        @if acts { (press(&folder.path("/libelle"), &format!("Retirer {label}"), &[("libelle", label), ("mettre", "non")])) }
                    } } }
                }
                @if acts {
                    form method="post" action=(folder.path("/libelle")) {
                        (form_id())
                        input type="hidden" name="mettre" value="oui";
                        label for="libelle" { "Nouveau libellé" }
                        input #libelle name="libelle" required maxlength="40" autocomplete="off";
                        button type="submit" { "Ajouter" }
                    }
                }
            }
        }
    }
}
