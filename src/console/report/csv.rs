//! The figures of the funnel as a table to take away.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::filter::Filter;
use super::progress::{Stage, progress};
use crate::console::Console;
use crate::console::access::{Right, Visitor};
use crate::console::problem::Problem;
use crate::console::queue::Asked;
use crate::request::csv::{MARK, line};
use crate::staff::deed::Deed;

/// What a line of the table says.
const HEAD: [&str; 9] = [
    "guide",
    "nom",
    "étape",
    "posée",
    "réglée",
    "laissés là",
    "non compris",
    "personne demandée",
    "temps médian (secondes)",
];

/// The figures that are asked for.
pub(super) async fn take(
    visitor: Visitor,
    State(console): State<Arc<Console>>,
    asked: Asked,
) -> Result<Response, Problem> {
    visitor.must(Right::Report)?;
    visitor.must(Right::Export)?;
    console.audit(&visitor, Deed::ReportRead, None).await?;
    let filter = Filter::read(&asked.map(|Query(asked)| asked).unwrap_or_default());
    let found = progress(&console, &visitor, &filter);
    let rows = found.iter().flat_map(|found| found.stages.iter().map(|stage| row(&found.dialog.id, stage)));
    let text = format!("{MARK}{}{}", line(&HEAD), rows.collect::<String>());
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"entonnoir.csv\"")];
    Ok((headers, text).into_response())
}

fn row(dialog: &str, stage: &Stage) -> String {
    let Stage { label, name, asked, settled, left, missed, called, median } = stage;
    let counts = [asked, settled, left, missed, called].map(u32::to_string);
    let median = median.map(|seconds| seconds.to_string()).unwrap_or_default();
    let [asked, settled, left, missed, called] = &counts;
    line(&[dialog, name, label, asked, settled, left, missed, called, &median])
}
