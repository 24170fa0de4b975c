//! Lists a member of staff comes back to, under names of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::response::Redirect;
use maud::{Markup, html};

use super::{Filter, Sight};
use crate::console::Console;
use crate::console::access::Visitor;
use crate::console::problem::Problem;
use crate::store::SavedView;

/// So many lists are kept for each,
const MOST: usize = 10;
/// with names of so many signs,
const NAME: usize = 40;
/// and addresses of so many bytes: all of them are one row.
const QUERY: usize = 200;

/// What stands before the query of the queue's address.
const BEFORE: &str = "/file?";

/// A list that was kept, as its address reads today.
pub(super) struct Saved {
    name: String,
    filter: Filter,
}

/// The visitor's own lists.
pub(super) async fn of(console: &Console, visitor: &Visitor) -> Result<Vec<Saved>, Problem> {
    let kept = console.service.store.saved_views(&visitor.login).await?;
    let read = |query: &str| {
        let asked = axum::http::Uri::try_from(format!("{BEFORE}{query}")).ok();
        let asked = asked.and_then(|uri| axum::extract::Query::<BTreeMap<String, String>>::try_from_uri(&uri).ok());
        Filter::read(&asked.map(|asked| asked.0).unwrap_or_default())
    };
    Ok(kept.into_iter().map(|view| Saved { filter: read(&view.query), name: view.name }).collect())
}

/// Keeps a list under a name; another of the same name is replaced.
pub(super) async fn keep(
    visitor: Visitor,
    State(console): State<Arc<Console>>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Redirect, Problem> {
    let name: String = form
        .get("nom")
        .map(|name| name.trim().chars().filter(|sign| !sign.is_control()).take(NAME).collect())
        .unwrap_or_default();
    // Read and written again: what is kept is an address of ours, whatever was sent.
    let filter = Filter { page: 1, ..Filter::read(&form) };
    let query = filter.at("").trim_start_matches('?').to_owned();
    if name.is_empty() || query.len() > QUERY {
        return Err(Problem::Senseless);
    }
    let view = SavedView { name, query };
    let kept = console.service.store.change_views(&visitor.login, |views| {
        views.retain(|known| known.name != view.name);
        views.push(view.clone());
        let excess = views.len().saturating_sub(MOST);
        views.drain(..excess);
    });
    if !kept.await? {
        return Err(Problem::Failed);
    }
    Ok(Redirect::to(&console.link(&filter.at("/file"))))
}

/// Takes a list away.
pub(super) async fn remove(
    visitor: Visitor,
    State(console): State<Arc<Console>>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Redirect, Problem> {
    let name = form.get("nom").ok_or(Problem::Senseless)?;
    console.service.store.change_views(&visitor.login, |views| views.retain(|view| view.name != *name)).await?;
    Ok(Redirect::to(&console.link("/file")))
}

impl Sight<'_> {
    pub(super) fn saved_views(&self) -> Markup {
        html! {
            @if !self.saved.is_empty() {
                h2 { "Mes listes" }
                ul {
                    @for saved in &self.saved {
                        @let current = Filter { page: 1, ..self.filter.clone() } == saved.filter;
                        li {
                            a href=(self.console.link(&saved.filter.at("/file"))) aria-current=[current.then_some("page")] {
                                bdi { (saved.name) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The list as it is filtered now may be kept; or, where it is one of those kept, let go.
    pub(super) fn keep_view(&self) -> Markup {
        let here = Filter { page: 1, ..self.filter.clone() };
        let kept = self.saved.iter().find(|saved| saved.filter == here);
        html! {
            @if let Some(saved) = kept {
                form method="post" action=(self.console.link("/file/vues/retirer")) {
                    input type="hidden" name="nom" value=(saved.name);
                    button.quiet { "Retirer «\u{a0}" bdi { (saved.name) } "\u{a0}» de mes listes" }
                }
            } @else if !here.is_whole() {
                details {
                    summary { "Garder cette liste" }
                    form method="post" action=(self.console.link("/file/vues")) {
                        @for (name, value) in here.pairs() { input type="hidden" name=(name) value=(value); }
                        p.field {
                            label for="nom" { "Son nom" }
                            input id="nom" name="nom" required maxlength=(NAME) autocomplete="off";
                        }
                        p { button.quiet { "Garder" } }
                    }
                }
            }
        }
    }
}
