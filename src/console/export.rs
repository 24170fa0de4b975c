//! A list taken out, exactly as it is filtered: for spreadsheets and for programs. Written page by page, so that a list of
//! everybody costs no more memory than a page.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Console;
use super::access::{Right, Visitor};
use super::board::{Card, Place};
use super::problem::Problem;
use super::queue::{Asked, Filter, part, wanted, words};
use crate::clock;
use crate::dialog::definition::Library;
use crate::dialog::person::Owner;
use crate::request::csv::{MARK, line};
use crate::staff::deed::Deed;

/// Conversations written at once.
const PAGE: usize = 500;

/// What a line of the table says.
const HEAD: [&str; 14] = [
    "conversation",
    "nom",
    "dossiers",
    "campagnes",
    "étapes",
    "canaux",
    "à faire",
    "depuis",
    "qui répond",
    "suivi par",
    "libellés",
    "non lu",
    "dernier échange",
    "close le",
];

/// The list as a table and as JSON.
pub fn routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/export.csv", get(|visitor, console, asked| export(visitor, console, asked, Form::Csv)))
        .route("/export.json", get(|visitor, console, asked| export(visitor, console, asked, Form::Json)))
}

/// How the list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Json,
}

async fn export(
    visitor: Visitor,
    State(console): State<Arc<Console>>,
    asked: Asked,
    form: Form,
) -> Result<Response, Problem> {
    visitor.must(Right::Export)?;
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let filter = Filter { page: 1, ..Filter::read(&asked) };
    let total = part(&console, &visitor, &filter, 0, 0).total;
    // What cannot be written down is not given out.
    console.audit(&visitor, Deed::Exported(u64::try_from(total).unwrap_or(u64::MAX)), None).await?;
    let day = console.service.clock.now().to_zoned(clock::paris()).date();
    let (kind, ending) = match form {
        Form::Csv => ("text/csv; charset=utf-8", "csv"),
        Form::Json => ("application/json", "json"),
    };
    let name = format!("attachment; filename=\"conversations-{day}.{ending}\"");
    let body = Body::from_stream(stream::unfold(Writing { console, visitor, filter, form, at: At::Start }, next));
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], body).into_response())
}

/// How far a list is written.
struct Writing {
    console: Arc<Console>,
    visitor: Visitor,
    filter: Filter,
    form: Form,
    at: At,
}

enum At {
    Start,
    Behind(Place),
    End,
}

async fn next(mut writing: Writing) -> Option<(Result<String, Infallible>, Writing)> {
    let after = match &writing.at {
        At::Start => None,
        At::Behind(place) => Some(place),
        At::End => return None,
    };
    let Writing { console, visitor, filter, form, .. } = &writing;
    let keeps = wanted(visitor, filter);
    let (shelf, order) = (filter.shelf(visitor), filter.order());
    let (cards, next) = console.board.behind(&shelf, order, Some(&keeps), after, PAGE);
    let library = &console.service.library;
    let (first, last) = (after.is_none(), next.is_none());
    let text = match form {
        Form::Csv => table(library, &cards, first),
        Form::Json => objects(library, &cards, first, last),
    };
    drop(keeps);
    writing.at = next.map_or(At::End, At::Behind);
    Some((Ok(text), writing))
}

fn table(library: &Library, cards: &[Arc<Card>], first: bool) -> String {
    let head = if first { format!("{MARK}{}", line(&HEAD)) } else { String::new() };
    cards.iter().fold(head, |text, card| text + &row(library, card))
}

fn row(library: &Library, card: &Card) -> String {
    let dossiers = || card.dossiers.iter();
    let joined = |all: Vec<String>| all.join(", ");
    let needs = card.needs();
    let campaigns = dossiers().filter_map(|dossier| dossier.campaign.as_deref());
    let answers = match &card.owner {
        Owner::Assistant => "assistant",
        Owner::Agent(login) => login,
    };
    line(&[
        &card.person.to_string(),
        &card.name,
        &joined(dossiers().map(|dossier| dossier.number.clone()).collect()),
        &joined(campaigns.map(|id| words::campaign(library, id).to_owned()).collect()),
        &joined(dossiers().map(|dossier| words::step(library, dossier)).collect()),
        &joined(card.channels.iter().map(|channel| words::channel_name(*channel).to_owned()).collect()),
        &joined(needs.iter().map(|need| words::why(need.why).to_owned()).collect()),
        &needs.first().map(|need| day(need.since)).unwrap_or_default(),
        answers,
        card.handling.assigned.as_deref().unwrap_or_default(),
        &joined(card.handling.labels.iter().cloned().collect()),
        if card.is_unread() { "oui" } else { "non" },
        &day(card.last()),
        &card.handling.closed.map(day).unwrap_or_default(),
    ])
}

/// A moment as spreadsheets sort it, in Paris.
fn day(at: Timestamp) -> String {
    at.to_zoned(clock::paris()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The cards as elements of one JSON list.
fn objects(library: &Library, cards: &[Arc<Card>], first: bool, last: bool) -> String {
    let all = cards.iter().map(|card| object(library, card).to_string()).collect::<Vec<_>>().join(",\n");
    let (head, tail) = (if first { "[\n" } else { ",\n" }, if last { "\n]\n" } else { "" });
    // A page behind the last card is empty: no comma stands before it.
    if all.is_empty() && !first { tail.to_owned() } else { format!("{head}{all}{tail}") }
}

fn object(library: &Library, card: &Card) -> Value {
    let dossiers = card.dossiers.iter().map(|dossier| {
        json!({
            "id": dossier.id,
            "number": dossier.number,
            "dialog": *dossier.dialog,
            "campaign": dossier.campaign.as_deref(),
            "campaign_title": dossier.campaign.as_deref().map(|id| words::campaign(library, id)),
            "step": dossier.step.as_deref(),
            "settled": dossier.settled,
            "total": dossier.total,
            "opened": dossier.opened,
            "finished": dossier.finished,
        })
    });
    let agent = match &card.owner {
        Owner::Agent(login) => Some(login),
        Owner::Assistant => None,
    };
    let needs = card.needs();
    let needs = needs.iter().map(|need| json!({ "why": words::why(need.why), "since": need.since }));
    json!({
        "person": card.person,
        "name": card.name.0,
        "dossiers": dossiers.collect::<Vec<_>>(),
        "channels": card.channels.iter().map(|channel| words::channel_code(*channel)).collect::<Vec<_>>(),
        "needs": needs.collect::<Vec<_>>(),
        "agent": agent,
        "assigned": card.handling.assigned,
        "labels": card.handling.labels,
        "unread": card.is_unread(),
        "last": card.last(),
        "closed": card.handling.closed,
    })
}
