//! The journal as a table to take away: UTF-8 with its mark, semicolons, nothing a spreadsheet would calculate.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::by;
use super::filter::Filter;
use crate::clock;
use crate::console::Console;
use crate::console::access::{Right, Visitor};
use crate::console::problem::Problem;
use crate::staff::deed::{Deed, Written};

/// Lines written at once.
const PAGE: usize = 1000;
const HEAD: &str = "\u{feff}numero;date;qui;quoi;personne;compte\r\n";

/// Writes the lines of a filter while they are read.
pub(super) async fn take(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Query(filter): Query<Filter>,
) -> Result<Response, Problem> {
    visitor.must(Right::Audit)?;
    console.audit(&visitor, Deed::JournalRead, None).await?;
    let pages = stream::try_unfold(Some(filter), move |filter| {
        let console = console.clone();
        async move {
            let Some(filter) = filter else { return Ok(None) };
            let (lines, next) = filter.page(&console.service.store, PAGE).await?;
            let text: String = lines.iter().map(row).collect();
            let next = next.map(|next| Filter { avant: Some(next), ..filter });
            Ok::<_, crate::store::StoreError>(Some((text, next)))
        }
    });
    let head = stream::once(async { Ok(HEAD.to_owned()) });
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"journal.csv\"")];
    let body = Body::from_stream(futures_util::StreamExt::chain(head, pages));
    Ok((headers, body).into_response())
}

fn row(line: &Written) -> String {
    let at = line.done.at.to_zoned(clock::paris()).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let person = line.done.person.map(|person| person.to_string()).unwrap_or_default();
    let account = line.done.account.as_deref().unwrap_or_default();
    let cells = [&line.number.to_string(), &at, by(line), line.done.deed.words(), &person, account];
    format!("{}\r\n", cells.map(cell).join(";"))
}

/// A cell no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let calculates = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if calculates { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", text.replace('"', "\"\""))
}
