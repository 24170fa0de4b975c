//! The page of the funnel: how many dossiers came to each step, settled it, or were left there.

use std::sync::Arc;

use axum::extract::{Query, State};
use jiff::civil::Date;
use maud::{Markup, html};

use super::filter::{Filter, campaigns, dialogs};
use super::funnel::{Cell, Cohort, Figures};
use super::missed::reading;
use super::{chart, span};
use crate::clock;
use crate::console::Console;
use crate::console::access::{Right, Visitor};
use crate::console::page::{Tab, page};
use crate::console::problem::Problem;
use crate::console::queue::form::{channels, choice, date};
use crate::console::queue::{Asked, words};
use crate::dialog::definition::Dialog;
use crate::dialog::text::Args;
use crate::renewal::calendar::add_days;
use crate::staff::deed::Deed;

/// A dossier nothing was heard of for so many days is left.
pub(super) const LEFT: i64 = 7;

/// A step with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stage {
    /// What it is called.
    pub(super) label: String,
    /// Its name in the dialog.
    pub(super) name: String,
    pub(super) asked: u32,
    pub(super) settled: u32,
    pub(super) left: u32,
    pub(super) missed: u32,
    pub(super) called: u32,
    /// The middle of the times since the answer before, in seconds.
    pub(super) median: Option<u64>,
}

/// What the page and the table to take away are drawn from.
pub(super) struct Progress<'a> {
    pub(super) dialog: &'a Dialog,
    pub(super) opened: u32,
    pub(super) finished: u32,
    pub(super) stages: Vec<Stage>,
}

/// The figures that are asked for, of the campaigns a visitor sees. `None` where there is no dialog at all.
pub(super) fn progress<'a>(console: &'a Console, visitor: &Visitor, filter: &Filter) -> Option<Progress<'a>> {
    let library = &console.service.library;
    let named = filter.dialog.as_deref().and_then(|id| library.dialogs.get(id));
    let of_campaign = || {
        let id = filter.campaign.as_deref()?;
        let campaign = library.campaigns.all.iter().find(|campaign| *campaign.id == *id)?;
        library.dialogs.get(&campaign.dialog)
    };
    let dialog = named.or_else(of_campaign).or_else(|| library.dialogs.values().next())?;
    let seen = |cohort: &Cohort| visitor.sees_one_of(cohort.campaign.as_slice());
    let figures = console.report.read().funnel.sum(|cohort| {
        cohort.dialog == dialog.id
            && filter.is_of(cohort.campaign.as_ref())
            && filter.channel.is_none_or(|channel| channel == cohort.channel)
            && filter.is_between(cohort.day)
            && seen(cohort)
    });
    let today = console.service.clock.now().to_zoned(clock::paris()).date();
    let stages = stages(dialog, &figures, add_days(today, -LEFT));
    Some(Progress { dialog, opened: figures.opened, finished: figures.finished, stages })
}

fn stages(dialog: &Dialog, figures: &Figures, quiet_since: Date) -> Vec<Stage> {
    let stage = |(at, cell): (&u16, &Cell)| {
        let step = dialog.steps.get(usize::from(*at))?;
        Some(Stage {
            label: step.label.line(&Args::new()),
            name: step.slot.name.to_string(),
            asked: cell.asked,
            settled: cell.settled,
            left: cell.left(quiet_since),
            missed: cell.missed,
            called: cell.called,
            median: span::median(&cell.spans),
        })
    };
    figures.steps.iter().filter_map(stage).collect()
}

/// The page.
pub(super) async fn show(
    visitor: Visitor,
    State(console): State<Arc<Console>>,
    asked: Asked,
) -> Result<Markup, Problem> {
    visitor.must(Right::Report)?;
    console.audit(&visitor, Deed::ReportRead, None).await?;
    let filter = Filter::read(&asked.map(|Query(asked)| asked).unwrap_or_default());
    let found = progress(&console, &visitor, &filter);
    let body = html! {
        h1 { "Entonnoir" }
        p { "Jusqu’où vont les dossiers d’un guide, étape par étape. La période est celle de leur ouverture\u{a0}; le canal, celui \
             de la première réponse." }
        (reading(&console))
        @if let Some(found) = &found {
            (form(&console, &visitor, &filter, found.dialog))
            (figures(&console, &visitor, &filter, found))
        }
    };
    Ok(page(&console, &visitor, Tab::Funnel, "Entonnoir", &body))
}

fn form(console: &Console, visitor: &Visitor, filter: &Filter, dialog: &Dialog) -> Markup {
    let library = &console.service.library;
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    html! {
        form method="get" action=(console.link("/entonnoir")) {
            div.row {
                (choice("guide", "Guide", "Celui de la campagne", &dialogs(library), Some(&*dialog.id)))
                (choice("campagne", "Campagne", "Toutes", &campaigns(library, visitor), filter.campaign.as_deref()))
                (choice("canal", "Canal", "Tous", &channels(), filter.channel.map(words::channel_code)))
                (date("du", "Dossiers ouverts du", day(filter.from)))
                (date("au", "au", day(filter.to)))
            }
            p { button { "Appliquer" } " " a href=(console.link("/entonnoir")) { "Tout effacer" } }
        }
    }
}

fn figures(console: &Console, visitor: &Visitor, filter: &Filter, found: &Progress) -> Markup {
    let taken =
        console.link(&Filter { dialog: Some(found.dialog.id.to_string()), ..filter.clone() }.at("/entonnoir.csv"));
    html! {
        h2 { (found.dialog.title) }
        @if found.opened == 0 {
            p { "Aucun dossier ne répond à ces critères." }
        } @else {
            p { strong { (found.opened) } " ouverts, dont " strong { (found.finished) } " terminés." }
            (chart::draw(found))
            (table(console, found))
            p.soft {
                "Laissés là\u{a0}: dossiers arrêtés à cette étape, sans nouvelle depuis " (LEFT) " jours ou plus. Temps médian\u{a0}: \
                 entre la réponse d’avant et celle-ci, à un dixième près\u{a0}; les réponses données d’un coup comptent une fois."
            }
            @if visitor.may(Right::Export) { p.out { a href=(taken) download { "Télécharger ces chiffres (CSV)" } } }
        }
    }
}

fn table(console: &Console, found: &Progress) -> Markup {
    html! {
        div.wide { table.cards {
            caption { "Les mêmes chiffres, étape par étape" }
            thead { tr {
                th scope="col" { "Étape" }
                th.figure scope="col" { "Posée" }
                th.figure scope="col" { "Réglée" }
                th.figure scope="col" { "Laissés là" }
                th.figure scope="col" { "Non compris" }
                th.figure scope="col" { "Personne demandée" }
                th.figure scope="col" { "Temps médian" }
            } }
            tbody { @for stage in &found.stages { (row(console, found.dialog, stage)) } }
        } }
    }
}

fn row(console: &Console, dialog: &Dialog, stage: &Stage) -> Markup {
    let step = Some(format!("{}/{}", dialog.id, stage.name));
    let missed = console.link(&Filter { step, ..Filter::default() }.at("/comprehension"));
    html! {
        tr {
            th scope="row" { (stage.label) }
            td.figure data-label="Posée" { (stage.asked) }
            td.figure data-label="Réglée" { (stage.settled) @if let Some(share) = share(stage) { " (" (share) ")" } }
            td.figure data-label="Laissés là" { (stage.left) }
            td.figure data-label="Non compris" {
                @if stage.missed > 0 {
                    a href=(missed) { (stage.missed) span.unseen { " fois à l’étape " (stage.label) } }
                } @else { "0" }
            }
            td.figure data-label="Personne demandée" { (stage.called) }
            td.figure data-label="Temps médian" { (stage.median.map_or_else(|| "—".to_owned(), span::in_words)) }
        }
    }
}

/// What part of the dossiers that were asked have settled the step.
pub(super) fn share(stage: &Stage) -> Option<String> {
    let share = (u64::from(stage.settled) * 100).checked_div(u64::from(stage.asked))?;
    Some(format!("{share}\u{a0}%"))
}
