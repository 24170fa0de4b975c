//! What staff write to the person: where it goes, the replies that stand ready, and what came in while they wrote.

use maud::{Markup, html};
use uuid::Uuid;

use super::folder::Folder;
use super::head::form_id;
use super::{entry, words};
use crate::console::access::Right;
use crate::conversation::{Role, Who};
use crate::dialog::person::{Channel, Owner};
use crate::dialog::replies::CannedReply;
use crate::dialog::text::Args;
use crate::dialog::view::View;

/// What is in the form before anybody writes in it.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Its words.
    pub words: String,
    /// Where it goes, as the form writes it.
    pub to: String,
    /// The form's id, where it was sent before and nothing came of it.
    pub id: Option<Uuid>,
    /// Why nothing came of it.
    pub told: Option<String>,
    /// The candidate has said something since that entry: it is shown first.
    pub since: Option<u64>,
}

/// The form, and what stands before it.
pub fn composer(folder: &Folder, draft: &Draft) -> Markup {
    html! {
        section aria-labelledby="repondre" {
            h2 #repondre { "Répondre" }
            @if let Some(since) = draft.since { (meanwhile(folder, draft, since)) }
            @if !folder.visitor.may(Right::Act) {
                p { "Votre rôle permet de lire, pas de répondre." }
            } @else if !folder.is_free() {
                (had(folder, draft))
            } @else {
                (canned(folder))
                (form(folder, draft))
            }
        }
    }
}

fn had(folder: &Folder, draft: &Draft) -> Markup {
    let name = folder.owner.as_deref().unwrap_or_default();
    html! {
        p { bdi { (name) } " a la conversation. Vous pouvez écrire une note." }
        // What they wrote is not lost.
        @if !draft.words.is_empty() { p { "Votre message, qui n’est pas parti\u{a0}:" } (entry::said(&draft.words)) }
    }
}

/// What a message that came in kept from being done.
pub fn undone(draft: &Draft) -> &'static str {
    if draft.id.is_some() { "votre réponse n’est pas partie" } else { "ce que vous demandiez n’est pas fait" }
}

fn meanwhile(folder: &Folder, draft: &Draft, since: u64) -> Markup {
    let theirs = folder.entries.iter().filter(|entry| entry.seq > since && entry.who == Who::Candidate);
    html! {
        div.fault {
            p {
                strong { "Un nouveau message est arrivé entre-temps" } ", et " (undone(draft))
                ". Lisez-le, puis " @if draft.id.is_some() { "relisez votre réponse." } @else { "recommencez si c’est toujours utile." }
            }
            ol { @for one in theirs { li { p { (words::moment(one.at)) } (entry::said(&one.text)) } } }
        }
    }
}

/// Replies that stand ready. Without the page's script the choice fills the form anew.
fn canned(folder: &Folder) -> Markup {
    let all = &folder.library().replies;
    html! {
        @if !all.is_empty() {
            form.modeles method="get" action=(folder.path("#repondre")) {
                label for="modele" { "Réponse type" }
                select #modele data-key="/" name="modele" {
                    @for reply in all { option value=(reply.id) data-texte=(filled(folder, reply)) { (reply.title) } }
                }
                button type="submit" { "Insérer" }
            }
        }
    }
}

fn form(folder: &Folder, draft: &Draft) -> Markup {
    let sends = if draft.since.is_some() && draft.id.is_some() { "Envoyer quand même" } else { "Envoyer" };
    html! {
        form #envoyer data-keep method="post" action=(folder.path("/dire")) {
            @match draft.id { Some(id) => input type="hidden" name="id" value=(id);, None => (form_id()) }
            input #lu type="hidden" name="lu" value=(folder.entries.last().map_or(0, |last| last.seq));
            label for="mots" { "Votre message" }
            textarea #mots data-key="r" name="mots" required maxlength="8000" rows="6" data-brouillon="reponse" aria-describedby="mots-aide" { (draft.words) }
            p #mots-aide.hint {
                "Signé de votre nom (" (folder.visitor.name) "). Il part au bout de dix secondes\u{a0}: vous pouvez l’annuler d’ici là."
                @if folder.person().owner == Owner::Assistant { " L’assistant se tait dès que vous répondez." }
            }
            fieldset {
                legend { "Envoyer" }
                @for (value, label) in places(folder) {
                    label.case { input type="radio" name="sur" value=(value) checked[is_chosen(draft, value)]; " " (label) }
                }
            }
            button type="submit" { (sends) }
        }
    }
}

fn is_chosen(draft: &Draft, value: &str) -> bool {
    if draft.to.is_empty() { value == "comme" } else { draft.to == value }
}

/// Where it may go: as the candidate last wrote, one of their channels, all of them.
fn places(folder: &Folder) -> Vec<(&'static str, String)> {
    let has = |channel| {
        let own = |(address, role): &(crate::conversation::Address, Role)| {
            *role == Role::Own && address.channel == channel && !address.is_token()
        };
        folder.loaded.addresses.iter().any(own)
    };
    let last = last_heard(folder).map_or("là où il est joignable", words::by);
    let mut places = vec![("comme", format!("comme le candidat ({last})"))];
    let (chat, mail) = (has(Channel::Telegram), has(Channel::Email));
    places.extend(chat.then(|| ("telegram", "par Telegram".to_owned())));
    places.extend(mail.then(|| ("courriel", "par courriel".to_owned())));
    places.extend((chat && mail).then(|| ("partout", "partout où il est joignable".to_owned())));
    places
}

/// The channel the form's word stands for; nothing for all of them.
pub fn channel(folder: &Folder, word: &str) -> Option<Channel> {
    match word {
        "telegram" => Some(Channel::Telegram),
        "courriel" => Some(Channel::Email),
        "partout" => None,
        _ => last_heard(folder),
    }
}

/// Where the candidate last wrote from, on this page.
fn last_heard(folder: &Folder) -> Option<Channel> {
    folder.entries.iter().rev().find(|entry| entry.who == Who::Candidate).map(|entry| entry.channel)
}

/// A reply that stands ready, filled for this person.
pub fn filled(folder: &Folder, reply: &CannedReply) -> String {
    let person = folder.person();
    let prenom = person.focused().and_then(|dossier| dossier.settled("prenom", None));
    let prenom = prenom.or_else(|| person.profile.get("prenom")).and_then(|answer| answer.value.as_ref()?.text());
    let view = person.focused().and_then(|dossier| View::new(folder.library(), dossier));
    let campaign = view.and_then(|view| view.campaign());
    let mut args = Args::new();
    let values = [
        ("prenom", prenom.map(str::to_owned)),
        ("campagne", campaign.map(|campaign| campaign.title.clone())),
        ("date_limite", campaign.and_then(|campaign| campaign.closes).map(words::day)),
    ];
    for (name, value) in values {
        if let Some(value) = value {
            args.set(name, value);
        }
    }
    reply.text.fill(&args).plain()
}
