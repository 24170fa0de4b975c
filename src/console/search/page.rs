//! The search as staff see it: one box, the people found, where the words stand.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use maud::{Markup, html};

use super::excerpt::{Excerpt, Run, excerpts, in_name, in_title};
use super::follow::named;
use super::index::{Search, SearchError};
use super::terms::{Sought, sought};
use crate::clock;
use crate::console::Console;
use crate::console::access::{Right, Visitor, escaped};
use crate::console::board::{Board, Card};
use crate::console::page::{Tab, page};
use crate::console::problem::Problem;
use crate::console::queue::{Asked, words};
use crate::conversation::Who;
use crate::service::Service;
use crate::staff::deed::Deed;

/// People on a page.
const PAGE: usize = 20;
/// Entries shown of each.
const EXCERPTS: usize = 3;
/// Characters of a question that are read.
const QUESTION: usize = 200;

/// The search.
pub fn routes() -> Router<Arc<Console>> {
    Router::new().route("/recherche", get(search))
}

/// Somebody who was found.
struct Found {
    card: Arc<Card>,
    /// Names, addresses, numbers, subjects and pieces that hold what is looked for.
    names: Vec<Vec<Run>>,
    excerpts: Vec<Excerpt>,
}

impl Search {
    /// Whom a question leads to, of those the visitor sees: named so first, then who was in contact last.
    ///
    /// # Errors
    /// The index failed.
    pub(super) fn cards(
        &self,
        board: &Board,
        visitor: &Visitor,
        all: &[Sought],
    ) -> Result<Vec<Arc<Card>>, SearchError> {
        let leads = self.leads(all)?.into_iter();
        // Who has no card any more was erased: they are not found, whatever the index still holds.
        let seen = leads.filter_map(|lead| Some((lead.named, board.card(lead.person)?)));
        let mut seen: Vec<_> = seen.filter(|(_, card)| visitor.sees(card)).collect();
        seen.sort_by_cached_key(|(named, card)| (Reverse(*named), Reverse(card.last()), card.person));
        Ok(seen.into_iter().map(|(_, card)| card).collect())
    }
}

async fn search(visitor: Visitor, State(console): State<Arc<Console>>, asked: Asked) -> Result<Markup, Problem> {
    visitor.must(Right::Read)?;
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let question: String = asked.get("q").map(|text| text.chars().take(QUESTION).collect()).unwrap_or_default();
    let at = asked.get("page").and_then(|page| page.parse::<usize>().ok()).filter(|page| *page > 0).unwrap_or(1);
    let words = sought(&question);
    if !words.is_empty() {
        console.audit(&visitor, Deed::Searched, None).await?;
    }
    let cards = console.search.cards(&console.board, &visitor, &words).map_err(|error| {
        tracing::error!(%error, "console.search");
        Problem::Failed
    })?;
    let shown = cards.iter().skip((at - 1).saturating_mul(PAGE)).take(PAGE);
    let mut found = Vec::new();
    for card in shown {
        if let Some(one) = read(&console.service, card, &words).await? {
            // Whose words are shown is written before they are.
            console.audit(&visitor, Deed::Searched, Some(card.person)).await?;
            found.push(one);
        }
    }
    let body = html! {
        h1 { "Recherche" }
        (form(&console, &question))
        @if !console.search.is_full() {
            p.note role="status" {
                "L’index se remplit depuis le démarrage\u{a0}: " (console.search.people()) " personnes sur "
                (console.board.len()) ". Rechargez la page dans un instant."
            }
        }
        @if !words.is_empty() {
            h2 { (counted(cards.len())) }
            @if cards.is_empty() { p { "Essayez avec moins de mots, ou avec le début d’un mot." } }
            ol.found start=((at - 1).saturating_mul(PAGE) + 1) {
                @for found in &found { (person(&console, found)) }
            }
            (pager(&console, &question, at, cards.len().div_ceil(PAGE)))
        }
    };
    Ok(page(&console, &visitor, Tab::Search, "Recherche", &body))
}

/// What is shown of somebody: read where it is kept. Nothing of who was erased meanwhile.
async fn read(service: &Service, card: &Arc<Card>, sought: &[Sought]) -> Result<Option<Found>, Problem> {
    let Ok(Some(loaded)) = service.store.load(card.person).await else { return Ok(None) };
    let (names, titles) = named(&service.library, &loaded);
    let names = names.iter().map(|name| in_name(name, sought));
    let all = names.chain(titles.iter().map(|title| in_title(title, sought)));
    let names = all.filter(|runs| runs.iter().any(|run| run.hit)).collect();
    let excerpts = excerpts(&service.store, card.person, sought, EXCERPTS).await?;
    Ok(Some(Found { card: Arc::clone(card), names, excerpts }))
}

fn form(console: &Console, question: &str) -> Markup {
    html! {
        form.narrow role="search" method="get" action=(console.link("/recherche")) {
            p.field {
                label for="q" {
                    "Nom, adresse, INE, numéro de dossier ou mots de la conversation"
                    span.hint { "Les accents et les majuscules ne comptent pas\u{a0}; le début d’un mot suffit." }
                }
                input type="search" id="q" name="q" value=(question) maxlength=(QUESTION) autocomplete="off";
            }
            p { button { "Chercher" } }
        }
    }
}

fn counted(people: usize) -> String {
    match people {
        0 => "Personne n’a été trouvé".to_owned(),
        1 => "1 personne trouvée".to_owned(),
        people => format!("{people} personnes trouvées"),
    }
}

fn person(console: &Console, found: &Found) -> Markup {
    let Found { card, names, excerpts } = found;
    let way = console.link(&format!("/conversations/{}", card.person));
    let name = if card.name.is_empty() { "Sans nom" } else { card.name.as_str() };
    let numbers: Vec<&str> = card.dossiers.iter().map(|dossier| dossier.number.as_str()).collect();
    html! {
        li {
            h3 { a href=(way) { bdi { (name) } } }
            p.soft {
                @if !numbers.is_empty() { "Dossier " (numbers.join(", ")) " · " }
                @for need in card.needs().iter().take(1) { (words::why(need.why)) " · " }
                "dernier échange le " (words::moment(card.last(), &clock::paris()))
            }
            @if !names.is_empty() {
                ul.named { @for runs in names { li { (marked(runs)) } } }
            }
            @if !excerpts.is_empty() {
                ul.excerpts { @for excerpt in excerpts { (quoted(&way, excerpt)) } }
            }
        }
    }
}

fn quoted(way: &str, excerpt: &Excerpt) -> Markup {
    let who = match &excerpt.who {
        Who::Candidate => "Candidat",
        Who::Assistant => "Assistant",
        Who::Agent(name) => name,
        Who::System => "Système",
    };
    html! {
        li {
            a href=(format!("{way}#e{}", excerpt.seq)) {
                (who) ", le " time datetime=(excerpt.at.to_string()) { (words::moment(excerpt.at, &clock::paris())) }
                " (" (words::channel_name(excerpt.channel)) ")"
            }
            p { (marked(&excerpt.runs)) }
        }
    }
}

fn marked(runs: &[Run]) -> Markup {
    html! { bdi { @for run in runs { @if run.hit { mark { (run.words) } } @else { (run.words) } } } }
}

fn pager(console: &Console, question: &str, at: usize, pages: usize) -> Markup {
    let to = |page: usize| console.link(&format!("/recherche?q={}&page={page}", escaped(question)));
    html! {
        @if pages > 1 {
            nav.pager aria-label="Pages des résultats" { ul {
                @if at > 1 { li { a href=(to(at - 1)) rel="prev" { "Précédente" } } }
                li { span aria-current="page" { "Page " (at) " sur " (pages) } }
                @if at < pages { li { a href=(to(at + 1)) rel="next" { "Suivante" } } }
            } }
        }
    }
}
