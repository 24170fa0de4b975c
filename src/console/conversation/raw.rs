//! A mail as it came: saved as text, never shown by the browser as what it says it is.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use super::folder::Folder;
use super::piece;
use crate::console::Console;
use crate::console::access::{Right, Visitor};
use crate::console::problem::Problem;
use crate::staff::deed::Deed;

/// The mail of an entry, while it is kept.
pub async fn download(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Path((person, entry)): Path<(Uuid, u64)>,
) -> Result<Response, Problem> {
    let page = (Some(entry.saturating_add(1)), 1);
    let folder = Folder::open(&console, &visitor, person, Right::Read, page).await?;
    let raw = folder.entries.iter().find(|known| known.seq == entry).and_then(|known| known.raw);
    let raw = raw.ok_or(Problem::Unknown)?;
    console.audit(&visitor, Deed::MailRead(entry), Some(person)).await?;
    let bytes = piece::bytes(&console, person, raw, 0).await.ok_or(Problem::Unknown)?;
    Ok(piece::attachment(&format!("courriel-{entry}.txt"), "text/plain; charset=utf-8", bytes))
}
