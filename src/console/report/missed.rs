//! The page of what was not understood: by step, then phrase by phrase, and a form to try one.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use jiff::Timestamp;
use maud::{Markup, html};
use uuid::Uuid;

use super::filter::{Filter, Order, campaigns, dialogs};
use super::phrases::{Phrase, Time};
use super::{steps, trial};
use crate::clock;
use crate::console::Console;
use crate::console::access::{Right, Visitor};
use crate::console::conversation::words::harmless;
use crate::console::page::{Tab, page};
use crate::console::problem::Problem;
use crate::console::queue::form::{channels, choice, date};
use crate::console::queue::{Asked, words};
use crate::dialog::definition::Name;
use crate::staff::deed::Deed;

/// Phrases on a page.
const PAGE: usize = 50;

/// A phrase as the page shows it.
struct Row {
    id: u64,
    dialog: Name,
    step: Name,
    words: String,
    times: usize,
    last: Timestamp,
    person: Uuid,
    entry: u64,
}

/// The page.
pub(super) async fn show(
    visitor: Visitor,
    State(console): State<Arc<Console>>,
    asked: Asked,
) -> Result<Markup, Problem> {
    visitor.must(Right::Report)?;
    console.audit(&visitor, Deed::ReportRead, None).await?;
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let filter = Filter::read(&asked);
    let rows = rows(&console, &visitor, &filter);
    let tried = tried(&console, &visitor, &asked);
    let body = html! {
        h1 { "Compréhension" }
        p { "Ce que l’assistant n’a pas compris, étape par étape. Les phrases identiques, sans égard aux majuscules, aux accents \
             et à la ponctuation, sont comptées ensemble\u{a0}; les secrets y sont masqués." }
        (reading(&console))
        (form(&console, &visitor, &filter))
        (by_step(&console, &filter, &rows))
        (phrases(&console, &filter, &rows))
        (trial::section(&console, &tried))
    };
    Ok(page(&console, &visitor, Tab::Understanding, "Compréhension", &body))
}

/// That not everything is read yet, where it is so.
pub(super) fn reading(console: &Console) -> Markup {
    html! {
        @if !console.report.is_full() {
            p.note role="status" {
                "Les conversations se lisent depuis le démarrage\u{a0}: " (console.report.people()) " personnes sur "
                (console.board.len()) ". Rechargez la page dans un instant."
            }
        }
    }
}

/// What the form is to try: what stands in the address, or the phrase of that number.
fn tried(console: &Console, visitor: &Visitor, asked: &BTreeMap<String, String>) -> trial::Tried {
    let text = |name: &str| asked.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let own = trial::Tried { words: text("texte"), step: text("question"), means: text("sens") };
    let Some(id) = asked.get("essai").and_then(|id| id.parse().ok()) else { return own };
    let ledger = console.report.read();
    let phrase = ledger.phrases.get(id).filter(|phrase| phrase.times.iter().any(|time| sees(console, visitor, time)));
    phrase.map_or(own, |phrase| trial::Tried {
        words: phrase.words.0.clone(),
        step: format!("{}/{}", phrase.dialog, phrase.step),
        means: String::new(),
    })
}

/// True where a visitor may see who said it. Who has no card any more was erased.
fn sees(console: &Console, visitor: &Visitor, time: &Time) -> bool {
    console.board.card(time.person).is_some_and(|card| visitor.sees(&card))
}

/// The phrases that are asked for and that a visitor may see, in order.
fn rows(console: &Console, visitor: &Visitor, filter: &Filter) -> Vec<Row> {
    let ledger = console.report.read();
    let wanted = |phrase: &&Phrase| {
        let step = || format!("{}/{}", phrase.dialog, phrase.step);
        filter.dialog.as_deref().is_none_or(|dialog| *dialog == *phrase.dialog)
            && filter.step.as_ref().is_none_or(|wanted| *wanted == step())
    };
    let phrases = ledger.phrases.iter().filter(wanted);
    let mut rows: Vec<Row> = phrases.filter_map(|phrase| row(console, visitor, filter, phrase)).collect();
    rows.sort_by_cached_key(|row| {
        let often = if filter.order == Order::Often { row.times } else { 0 };
        (Reverse(often), Reverse(row.last), row.id)
    });
    rows
}

fn row(console: &Console, visitor: &Visitor, filter: &Filter, phrase: &Phrase) -> Option<Row> {
    let zone = clock::paris();
    let counts = |time: &&Time| {
        let (person, dossier) = (time.person, time.dossier);
        filter.channel.is_none_or(|channel| channel == time.channel)
            && ((filter.from.is_none() && filter.to.is_none())
                || filter.is_between(time.at.to_zoned(zone.clone()).date()))
            && console.board.card(person).is_some_and(|card| {
                let of = card.dossiers.iter().find(|standing| Some(standing.id) == dossier);
                visitor.sees(&card) && filter.is_of(of.and_then(|standing| standing.campaign.as_ref()))
            })
    };
    let times: Vec<&Time> = phrase.times.iter().filter(counts).collect();
    let last = times.last()?;
    Some(Row {
        id: phrase.id,
        dialog: phrase.dialog.clone(),
        step: phrase.step.clone(),
        words: harmless(&phrase.words),
        times: times.len(),
        last: last.at,
        person: last.person,
        entry: last.entry,
    })
}

fn form(console: &Console, visitor: &Visitor, filter: &Filter) -> Markup {
    let library = &console.service.library;
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let orders = vec![("recent".to_owned(), "Les plus récentes".to_owned())];
    let order = (filter.order == Order::Newest).then_some("recent");
    let open = *filter != Filter { page: filter.page, ..Filter::default() };
    html! {
        details.filters open[open] {
            summary { "Filtrer et trier" }
            form method="get" action=(console.link("/comprehension")) {
                div.row {
                    (choice("guide", "Guide", "Tous", &dialogs(library), filter.dialog.as_deref()))
                    (choice("campagne", "Campagne", "Toutes", &campaigns(library, visitor), filter.campaign.as_deref()))
                    p.field {
                        label for="etape" { "Étape" }
                        (steps::select(library, "etape", "Toutes", filter.step.as_deref()))
                    }
                    (choice("canal", "Canal", "Tous", &channels(), filter.channel.map(words::channel_code)))
                    (date("du", "Du", day(filter.from)))
                    (date("au", "au", day(filter.to)))
                    (choice("tri", "D’abord", "Les plus fréquentes", &orders, order))
                }
                p { button { "Appliquer" } " " a href=(console.link("/comprehension")) { "Tout effacer" } }
            }
        }
    }
}

fn by_step(console: &Console, filter: &Filter, rows: &[Row]) -> Markup {
    let library = &console.service.library;
    let mut all: BTreeMap<(&Name, &Name), (usize, usize)> = BTreeMap::new();
    for row in rows {
        let counts = all.entry((&row.dialog, &row.step)).or_default();
        *counts = (counts.0 + 1, counts.1 + row.times);
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(_, (_, times))| Reverse(*times));
    let to = |dialog: &Name, step: &Name| {
        let step = Some(format!("{dialog}/{step}"));
        console.link(&Filter { step, page: 0, ..filter.clone() }.at("/comprehension"))
    };
    html! {
        @if !all.is_empty() {
            h2 { "Par étape" }
            div.wide { table.cards {
                caption { "Étapes où des réponses n’ont pas été comprises, les plus touchées d’abord" }
                thead { tr {
                    th scope="col" { "Étape" } th scope="col" { "Guide" }
                    th.figure scope="col" { "Phrases différentes" } th.figure scope="col" { "Fois" }
                } }
                tbody {
                    @for ((dialog, step), (phrases, times)) in &all {
                        tr {
                            th scope="row" { a href=(to(dialog, step)) { (steps::called(library, dialog, step)) } }
                            td data-label="Guide" { (steps::title(library, dialog)) }
                            td.figure data-label="Phrases différentes" { (phrases) }
                            td.figure data-label="Fois" { (times) }
                        }
                    }
                }
            } }
        }
    }
}

fn phrases(console: &Console, filter: &Filter, rows: &[Row]) -> Markup {
    let pages = rows.len().div_ceil(PAGE).max(1);
    let at = filter.page.clamp(1, pages);
    let shown = rows.iter().skip((at - 1).saturating_mul(PAGE)).take(PAGE);
    html! {
        h2 { "Phrases" }
        @if rows.is_empty() {
            p { "Aucune phrase non comprise ne répond à ces critères." }
        } @else {
            div.wide { table.cards {
                caption { (caption(rows)) }
                thead { tr {
                    th scope="col" { "Phrase" } th scope="col" { "Étape" } th.figure scope="col" { "Fois" }
                    th scope="col" { "Dernière fois" } th scope="col" { "Suite" }
                } }
                tbody { @for row in shown { (line(console, filter, row)) } }
            } }
            (pager(console, filter, at, pages))
        }
    }
}

fn caption(rows: &[Row]) -> String {
    let times: usize = rows.iter().map(|row| row.times).sum();
    let plural = |count: usize| if count > 1 { "s" } else { "" };
    format!("{} phrase{}, dite{} {times} fois", rows.len(), plural(rows.len()), plural(rows.len()))
}

fn line(console: &Console, filter: &Filter, row: &Row) -> Markup {
    let library = &console.service.library;
    let seen = console.link(&format!("/conversations/{}#e{}", row.person, row.entry));
    let path = Filter { step: None, page: 0, ..filter.clone() }.at("/comprehension");
    let joined = if path.contains('?') { '&' } else { '?' };
    let trial = console.link(&format!("{path}{joined}essai={}#essai", row.id));
    html! {
        tr {
            th.phrase scope="row" { bdi { (row.words) } }
            td data-label="Étape" {
                (steps::called(library, &row.dialog, &row.step)) br; span.soft { (steps::title(library, &row.dialog)) }
            }
            td.figure data-label="Fois" { (row.times) }
            td data-label="Dernière fois" { (crate::console::moment(row.last)) }
            td data-label="Suite" {
                ul.plain {
                    li { a href=(seen) { "Conversation" span.unseen { " où se dit\u{a0}: " (row.words) } } }
                    li { a href=(trial) { "Essayer" span.unseen { "\u{a0}: " (row.words) } } }
                }
            }
        }
    }
}

fn pager(console: &Console, filter: &Filter, at: usize, pages: usize) -> Markup {
    let to = |page: usize| console.link(&Filter { page, ..filter.clone() }.at("/comprehension"));
    html! {
        @if pages > 1 {
            nav.pager aria-label="Pages des phrases" { ul {
                @if at > 1 { li { a href=(to(at - 1)) rel="prev" { "Précédente" } } }
                li { span aria-current="page" { "Page " (at) " sur " (pages) } }
                @if at < pages { li { a href=(to(at + 1)) rel="next" { "Suivante" } } }
            } }
        }
    }
}
