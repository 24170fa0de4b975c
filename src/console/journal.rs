//! The journal of who read and did what, for the data protection officer.

mod csv;
mod filter;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use maud::{Markup, html};

use super::access::{Right, Visitor};
use super::page::{self, Tab};
use super::problem::Problem;
use super::{Console, moment};
use crate::staff::deed::{Deed, Written};
use filter::Filter;

/// Lines on a page.
const PAGE: usize = 100;

/// The page, and the same lines to take away.
pub fn routes() -> Router<Arc<Console>> {
    Router::new().route("/journal", get(show)).route("/journal.csv", get(csv::take))
}

async fn show(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Query(filter): Query<Filter>,
) -> Result<Markup, Problem> {
    visitor.must(Right::Audit)?;
    console.audit(&visitor, Deed::JournalRead, None).await?;
    let (lines, next) = filter.page(&console.service.store, PAGE).await?;
    let body = html! {
        h1 { "Journal" }
        p { "Qui a lu et fait quoi. Le journal ne contient ni nom de candidat ni texte\u{a0}; il ne fait que s’allonger, et la \
             commande " code { "guichet audit verify" } " dit si une ligne a été changée ou retirée." }
        (form(&console, &filter))
        div.wide { table.cards {
            caption { "Les plus récentes d’abord" }
            thead { tr {
                th scope="col" { "N°" } th scope="col" { "Quand" } th scope="col" { "Qui" } th scope="col" { "Quoi" }
                th scope="col" { "Au sujet de" }
            } }
            tbody { @for line in &lines { (row(&console, line)) } }
        } }
        @if lines.is_empty() { p { "Aucune ligne." } }
        nav aria-label="Suite du journal" {
            @if let Some(next) = next {
                p { a href=(console.link(&format!("/journal?{}", filter.before(next)))) { "Lignes plus anciennes" } }
            }
            p { a href=(console.link(&format!("/journal.csv?{}", filter.query()))) { "Télécharger ces lignes (CSV)" } }
        }
    };
    Ok(page::page(&console, &visitor, Tab::Journal, "Journal", &body))
}

fn row(console: &Console, line: &Written) -> Markup {
    html! {
        tr {
            th scope="row" { (line.number) }
            td data-label="Quand" { (moment(line.done.at)) }
            td data-label="Qui" { (by(line)) }
            td data-label="Quoi" { (line.done.deed.words()) }
            td data-label="Au sujet de" {
                @if let Some(person) = line.done.person {
                    a href=(console.link(&format!("/conversations/{person}"))) { (person) }
                }
                @if let Some(account) = &line.done.account { "compte " (account) }
            }
        }
    }
}

/// Who did it.
fn by(line: &Written) -> &str {
    line.done.by.as_deref().unwrap_or("commande sur la machine")
}

fn form(console: &Console, filter: &Filter) -> Markup {
    html! {
        form.row method="get" action=(console.link("/journal")) role="search" aria-label="Filtrer le journal" {
            div.field { label for="qui" { "Qui (identifiant)" } input id="qui" name="qui" value=(filter.qui); }
            div.field {
                label for="acte" { "Quoi" }
                select id="acte" name="acte" {
                    option value="" { "tout" }
                    @for (code, words) in Deed::all() { option value=(code) selected[code == filter.acte] { (words) } }
                }
            }
            div.field { label for="personne" { "Personne (identifiant)" } input id="personne" name="personne" value=(filter.personne); }
            div.field { label for="du" { "Du" } input id="du" name="du" type="date" value=(filter.du); }
            div.field { label for="au" { "Au" } input id="au" name="au" type="date" value=(filter.au); }
            button { "Filtrer" }
        }
    }
}
