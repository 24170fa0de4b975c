//! How a list is shown: one row a person.

use std::sync::Arc;

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::{PAGE, Sight, in_words, words, worked};
use crate::clock;
use crate::console::access::Right;
use crate::console::board::{Card, Need, Part};
use crate::dialog::person::Owner;

/// Dossiers of one person that are shown in a row.
const DOSSIERS: usize = 3;

impl Sight<'_> {
    pub(super) fn table(&self, found: &Part) -> Markup {
        if found.cards.is_empty() {
            let whole = self.filter.is_whole();
            return html! { p { @if whole { "Personne dans cette liste." } @else { "Aucune conversation ne répond à ces critères." } } };
        }
        let many = self.visitor.may(Right::Assign) || self.visitor.may(Right::Act);
        html! {
            form method="post" action=(self.console.link("/file/attribuer")) {
                div.wide { table.cards {
                    caption { (caption(found.total)) }
                    thead { tr {
                        @if many { th scope="col" { span.unseen { "Choisir" } } }
                        th scope="col" { "Personne" }
                        th scope="col" { "Dossier" }
                        th scope="col" { "Étape" }
                        th scope="col" { "Canal" }
                        th scope="col" { "À faire" }
                        th scope="col" { "Suivi" }
                    } }
                    tbody { @for card in &found.cards { (self.row(card, many)) } }
                } }
                @if many { (self.assigning()) }
            }
        }
    }

    fn row(&self, card: &Arc<Card>, many: bool) -> Markup {
        let zone = clock::paris();
        let name = if card.name.is_empty() { "Sans nom" } else { card.name.as_str() };
        let id = card.person.to_string();
        html! {
            tr {
                @if many {
                    td data-label="Choisir" {
                        input type="checkbox" name="personne" value=(id) aria-label={ "Choisir " (name) };
                    }
                }
                th scope="row" {
                    a href=(self.console.link(&format!("/conversations/{id}"))) { bdi { (name) } }
                    @if card.is_unread() { " " span.unread { "Non lu" } }
                    @for label in &card.handling.labels { " " span.label { bdi { (label) } } }
                }
                td data-label="Dossier" { (self.dossiers(card)) }
                td data-label="Étape" { (self.steps_of(card)) }
                td data-label="Canal" {
                    @for channel in &card.channels {
                        span.channel { span aria-hidden="true" { (words::channel_sign(*channel)) } " " (words::channel_name(*channel)) } " "
                    }
                }
                td data-label="À faire" { (self.needs(card, &zone)) }
                td data-label="Suivi" { (self.followed(card)) }
            }
        }
    }

    fn dossiers(&self, card: &Card) -> Markup {
        let library = &self.console.service.library;
        let more = card.dossiers.len().saturating_sub(DOSSIERS);
        html! {
            @if card.dossiers.is_empty() { span.soft { "Aucun" } }
            // The newest first.
            @for dossier in card.dossiers.iter().rev().take(DOSSIERS) {
                div {
                    span.number { (dossier.number) }
                    @if let Some(campaign) = &dossier.campaign { br; span.soft { (words::campaign(library, campaign)) } }
                }
            }
            @if more > 0 { div.soft { "et " (more) " de plus" } }
        }
    }

    fn steps_of(&self, card: &Card) -> Markup {
        let library = &self.console.service.library;
        html! {
            @for dossier in card.dossiers.iter().rev().take(DOSSIERS) {
                div {
                    (words::step(library, dossier))
                    @if dossier.finished.is_none() { br; span.soft { (dossier.settled) " sur " (dossier.total) } }
                }
            }
        }
    }

    fn needs(&self, card: &Card, zone: &TimeZone) -> Markup {
        let needs = card.needs();
        let last = card.last();
        html! {
            @if needs.is_empty() {
                span.soft {
                    "Dernier échange le " time datetime=(last.to_string()) { (words::moment(last, zone)) }
                }
            }
            @for need in &needs { div { (self.need(need, zone)) } }
        }
    }

    fn need(&self, need: &Need, zone: &TimeZone) -> Markup {
        let waited = in_words(worked(need.since, self.console.service.clock.now(), zone));
        html! {
            strong { (words::why(need.why)) } br;
            time datetime=(need.since.to_string()) title=(words::moment(need.since, zone)) { "depuis " (waited) }
        }
    }

    fn followed(&self, card: &Card) -> Markup {
        html! {
            @match &card.owner {
                Owner::Agent(login) => { div { (self.called(login)) " a la main" } },
                Owner::Assistant => { div.soft { "Assistant" } },
            }
            @if let Some(login) = &card.handling.assigned { div { "Suivi par " (self.called(login)) } }
            @if card.handling.closed.is_some() { div.soft { "Close" } }
        }
    }

    /// Who may assign chooses anybody; who may act, themselves.
    fn assigning(&self) -> Markup {
        let anybody = self.visitor.may(Right::Assign);
        html! {
            div.row.bulk {
                input type="hidden" name="retour" value=(self.filter.at("/file"));
                p.field {
                    label for="a" { "Attribuer les conversations choisies à" }
                    select id="a" name="a" {
                        option value=(self.visitor.login) { "Moi" }
                        @if anybody {
                            @for (login, name) in self.logins() {
                                @if login != self.visitor.login { option value=(login) { (name) } }
                            }
                        }
                    }
                }
                p { button.quiet { "Attribuer" } }
            }
        }
    }
}

fn caption(total: usize) -> String {
    match total {
        1 => "1 conversation".to_owned(),
        total if total <= PAGE => format!("{total} conversations"),
        total => format!("{total} conversations, {PAGE} par page"),
    }
}
