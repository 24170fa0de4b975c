//! Each dossier, section by section: what was answered, what of it is doubtful, and where every answer comes from.

use maud::{Markup, html};

use super::folder::Folder;
use super::head::form_id;
use super::{piece, words};
use crate::console::access::Right;
use crate::dialog::agenda::{Agenda, Item};
use crate::dialog::definition::{Entry as How, StepKind};
use crate::dialog::letter::mask;
use crate::dialog::person::{Answer, Dossier, State, Value};
use crate::dialog::sheet;
use crate::dialog::view::View;
use crate::messages::export;

/// All dossiers, the one that is talked about first.
pub fn dossiers(folder: &Folder) -> Markup {
    let person = folder.person();
    let mut all: Vec<&Dossier> = person.dossiers.iter().collect();
    all.sort_by_key(|dossier| Some(dossier.id) != person.focus);
    html! {
        @if all.is_empty() { section { h2 { "Dossiers" } p.soft { "Aucun dossier ouvert." } } }
        @for dossier in all {
            @match View::new(folder.library(), dossier) {
                Some(view) => (one(folder, &view)),
                None => section { h2 { "Dossier " (dossier.number()) } p { "Son dialogue (" (dossier.dialog) ") n’existe plus." } },
            }
        }
    }
}

fn one(folder: &Folder, view: &View) -> Markup {
    let (dossier, agenda) = (view.dossier, Agenda::of(view));
    let next = agenda.open(dossier).first().map(|item| view.label_of(&item.key));
    let total = agenda.items.last().map_or(0, |last| agenda.place(&last.key).1);
    let heading = format!("dossier-{}", dossier.id);
    html! {
        section aria-labelledby=(heading) {
            h2 id=(heading) { "Dossier " (dossier.number()) }
            p { (view.dialog.title) @if let Some(campaign) = view.campaign() { " — " (campaign.title) } }
            p { "Ouvert le " (words::moment(dossier.opened)) ". " (agenda.settled()) " étapes réglées sur " (total) "." }
            @if let Some(at) = dossier.finished { p { "Terminé le " (words::moment(at)) "." } }
            @else if let Some(next) = next { p { "Prochaine question\u{a0}: " (words::harmless(&next)) } }
            (sections(folder, view, &agenda))
            (piece::pieces(folder, view))
            (entry_sheet(view))
        }
    }
}

fn sections(folder: &Folder, view: &View, agenda: &Agenda) -> Markup {
    let asks = |item: &&Item| item.step().is_some_and(|step| matches!(step.kind, StepKind::Question | StepKind::Task));
    let answered =
        |item: &&Item| view.answer(&item.key).is_some_and(|answer| !matches!(answer.value, Some(Value::Piece(_))));
    let mut sections: Vec<(&str, Vec<&Item>)> = Vec::new();
    for item in agenda.items.iter().filter(asks).filter(answered) {
        let section = item.step().map_or("", |step| step.section.as_str());
        match sections.last_mut().filter(|(last, _)| *last == section) {
            Some((_, items)) => items.push(item),
            None => sections.push((section, vec![item])),
        }
    }
    html! {
        @for (section, items) in sections {
            h3 { (section) }
            dl.reponses { @for item in items { (answer(folder, view, item)) } }
        }
    }
}

fn answer(folder: &Folder, view: &View, item: &Item) -> Markup {
    let (Some(answer), Some(step)) = (view.answer(&item.key), item.step()) else { return html! {} };
    let shown = answer.value.as_ref().map(|value| words::harmless(&view.show(&item.key.slot, value)));
    let label = words::harmless(&view.label_of(&item.key));
    html! {
        div {
            dt { (label) }
            dd {
                @match shown {
                    Some(shown) if mask::is_sensitive(step) => details { summary { "Afficher" } bdi.mots { (shown) } },
                    Some(shown) => bdi.mots { (shown) },
                    None => {}
                }
                @if answer.state != State::Given { " " em { (state(answer.state)) } }
                (provenance(answer, mask::is_sensitive(step)))
                @if folder.visitor.may(Right::Act) && folder.is_free() { (correct(folder, view, item, &label)) }
            }
        }
    }
}

/// How an answer stands, where it is not simply given.
fn state(state: State) -> String {
    let word = match state {
        State::Given => "given",
        State::Proposed => "proposed",
        State::Doubtful => "doubtful",
        State::Checking => "checking",
        State::NotConcerned => "not_concerned",
        State::None => "none",
        State::Deferred { until: Some(until) } => return format!("remis à plus tard, jusqu’au {}", words::day(until)),
        State::Deferred { until: None } => "deferred",
        State::SetAside => "set_aside",
    };
    export::state(word).to_owned()
}

/// Who said it, when, where, in which words, and what is to be known of it.
fn provenance(answer: &Answer, sensitive: bool) -> Markup {
    html! {
        p.provenance {
            @match &answer.by { Some(name) => { "par " bdi { (name) } " (service)" }, None => "par le candidat" }
            ", " (words::by(answer.channel)) ", le " (words::moment(answer.at))
            @for flag in &answer.flags { "\u{a0}; " strong { (export::flag(*flag)) } }
            @if !answer.words.is_empty() {
                @if sensitive { details { summary { "Ses mots" } (quoted(&answer.words)) } }
                @else { ". Ses mots\u{a0}: " (quoted(&answer.words)) }
            }
        }
    }
}

fn quoted(said: &str) -> Markup {
    const MOST: usize = 300;
    let short: String = said.chars().take(MOST).collect();
    let cut = short.len() < said.len();
    html! { "«\u{a0}" bdi.mots { (words::harmless(&short)) @if cut { "…" } } "\u{a0}»" }
}

fn correct(folder: &Folder, view: &View, item: &Item, label: &str) -> Markup {
    let field = format!("corriger-{}-{}", view.dossier.id, item.key);
    html! {
        details.corriger {
            summary { "Corriger " span.unseen { (label) } }
            form method="post" action=(folder.path("/corriger")) {
                (form_id())
                input type="hidden" name="dossier" value=(view.dossier.id);
                input type="hidden" name="cle" value=(item.key);
                label for=(field) { "Nouvelle réponse, comme le candidat l’écrirait\u{a0}: " (label) }
                input id=(field) name="mots" required maxlength="2000" autocomplete="off";
                button type="submit" { "Corriger et prévenir la personne" }
            }
        }
    }
}

/// The dossier as the platform's screens want it.
fn entry_sheet(view: &View) -> Markup {
    let rows = sheet::sheet(view);
    html! {
        @if !rows.is_empty() {
            details.fiche {
                summary { "Fiche de saisie" }
                div.wide tabindex="0" role="region" aria-label="Fiche de saisie" {
                    table {
                        caption { "Ce qui est à saisir dans la plateforme, dans l’ordre de ses écrans" }
                        thead { tr { th scope="col" { "Écran" } th scope="col" { "Champ" } th scope="col" { "Valeur" } th scope="col" { "Saisie" } } }
                        tbody { @for row in &rows { tr {
                            td { (row.screen) }
                            th scope="row" { (row.field) }
                            td { @if row.value.is_empty() { "—" } @else { bdi.mots { (words::harmless(&row.value)) } } @if row.partial { " (incomplet)" } }
                            td { (how(row.entry)) }
                        } } }
                    }
                }
            }
        }
    }
}

fn how(entry: How) -> &'static str {
    match entry {
        How::Typed => "à taper",
        How::Chosen => "à choisir",
        How::Uploaded => "à déposer",
    }
}
