//! The queue: who waits for a person, and every other list of conversations.
//!
//! In reading order: `filter` (what a list is asked for), `words`, `hours` (working time), `form` (how it is asked for),
//! `table` (how it is shown), `bulk` (many assigned at once), `saved` (lists somebody comes back to).

mod bulk;
mod filter;
pub(super) mod form;
mod hours;
mod saved;
mod table;
pub mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use maud::{Markup, html};

use super::Console;
use super::access::{Right, Visitor};
use super::board::{Card, Part, Shelf, View};
use super::page::{Tab, page};
use super::problem::Problem;
use crate::clock;
pub use filter::{Assigned, Filter, Stand};
pub use hours::{in_words, staffed, worked};
use saved::Saved;

/// Conversations on a page.
const PAGE: usize = 25;

/// What an address asks for; as if it asked for nothing where it cannot be read.
pub(super) type Asked = Result<Query<BTreeMap<String, String>>, QueryRejection>;

/// The queue, and what is done in it.
pub fn routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/", get(queue))
        .route("/file", get(queue))
        .route("/file/attribuer", post(bulk::assign))
        .route("/file/vues", post(saved::keep))
        .route("/file/vues/retirer", post(saved::remove))
}

/// What a page of the queue is drawn from.
struct Sight<'a> {
    console: &'a Console,
    visitor: &'a Visitor,
    filter: &'a Filter,
    /// What colleagues are called, by login.
    names: BTreeMap<String, String>,
    saved: Vec<Saved>,
}

async fn queue(visitor: Visitor, State(console): State<Arc<Console>>, asked: Asked) -> Result<Markup, Problem> {
    visitor.must(Right::Read)?;
    let filter = Filter::read(&asked.map(|Query(asked)| asked).unwrap_or_default());
    let accounts = console.service.store.accounts().await?;
    let names = accounts.into_iter().map(|account| (account.login, account.name)).collect();
    let saved = saved::of(&console, &visitor).await?;
    let sight = Sight { console: &console, visitor: &visitor, filter: &filter, names, saved };
    Ok(sight.page())
}

/// The cards of a visitor's list that a filter keeps: all that a page or an export may show.
pub(super) fn part(console: &Console, visitor: &Visitor, filter: &Filter, skip: usize, take: usize) -> Part {
    let keeps = wanted(visitor, filter);
    let (shelf, order) = (filter.shelf(visitor), filter.order());
    let all = filter.is_whole() && visitor.campaigns.is_none();
    console.board.part(&shelf, order, if all { None } else { Some(&keeps) }, skip, take)
}

/// Whether a visitor may see a card, and a filter keeps it.
pub(super) fn wanted<'a>(visitor: &'a Visitor, filter: &'a Filter) -> impl Fn(&Card) -> bool + Sync + 'a {
    let zone = clock::paris();
    move |card| visitor.sees(card) && filter.keeps(card, &zone)
}

impl Sight<'_> {
    fn page(&self) -> Markup {
        let (filter, board) = (self.filter, &self.console.board);
        let mut found = part(self.console, self.visitor, filter, (filter.page - 1).saturating_mul(PAGE), PAGE);
        let pages = found.total.div_ceil(PAGE).max(1);
        // The last page may be gone since it was linked to.
        let at = filter.page.min(pages);
        if at != filter.page {
            found = part(self.console, self.visitor, filter, (at - 1) * PAGE, PAGE);
        }
        let name = words::view_name(filter.view);
        let body = html! {
            h1 { (name) }
            @if !board.is_full() {
                p.note role="status" {
                    "La liste se remplit depuis le démarrage\u{a0}: " (board.len()) " conversations lues jusqu’ici. "
                    "Rechargez la page dans un instant."
                }
            }
            div.queue {
                nav.views aria-label="Listes" { (self.views()) (self.saved_views()) }
                div.list {
                    (self.form())
                    (self.table(&found))
                    (self.pager(at, pages))
                    (self.ways_out(found.total))
                    (self.keep_view())
                }
            }
        };
        page(self.console, self.visitor, Tab::Queue, name, &body)
    }

    fn views(&self) -> Markup {
        html! { ul {
            @for view in View::ALL {
                @let shelf = match view {
                    View::Mine => Shelf::Mine(self.visitor.login.clone()),
                    view => Shelf::Of(view),
                };
                @let current = view == self.filter.view;
                li {
                    a href=(self.console.link(&Filter { view, ..Filter::default() }.at("/file")))
                        aria-current=[current.then_some("page")] {
                        (words::view_name(view)) " "
                        span.count { (self.console.board.count(&shelf, self.visitor)) }
                        span.unseen { " conversations" }
                    }
                }
            }
        } }
    }

    fn pager(&self, at: usize, pages: usize) -> Markup {
        let to = |page: usize| self.console.link(&Filter { page, ..self.filter.clone() }.at("/file"));
        html! {
            @if pages > 1 {
                nav.pager aria-label="Pages de la liste" { ul {
                    @if at > 1 {
                        li { a href=(to(1)) { "Première" } }
                        li { a href=(to(at - 1)) rel="prev" { "Précédente" } }
                    }
                    li { span aria-current="page" { "Page " (at) " sur " (pages) } }
                    @if at < pages {
                        li { a href=(to(at + 1)) rel="next" { "Suivante" } }
                        li { a href=(to(pages)) { "Dernière" } }
                    }
                } }
            }
        }
    }

    fn ways_out(&self, total: usize) -> Markup {
        let to = |path: &str| self.console.link(&Filter { page: 1, ..self.filter.clone() }.at(path));
        html! {
            @if self.visitor.may(Right::Export) && total > 0 {
                p.out {
                    "Exporter ces " (total) " conversations\u{a0}: "
                    a href=(to("/export.csv")) download { "tableur (CSV)" } ", "
                    a href=(to("/export.json")) download { "JSON" } "."
                }
            }
        }
    }
}
