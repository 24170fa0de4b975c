//! A mail as it came: saved as text, never shown by the browser as what it says it is.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use super::folder::Folder;
use super::{piece, refused};
use crate::console::Console;
use crate::console::access::{Right, Visitor};

/// The mail of an entry, while it is kept.
pub async fn download(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Path((person, entry)): Path<(Uuid, u64)>,
) -> Response {
    let folder = match Folder::open(&console, &visitor, person, Some(entry.saturating_add(1)), 1).await {
        Ok(folder) if visitor.may(Right::Read) => folder,
        Ok(_) => return refused::may_not(&console, &visitor),
        Err(closed) => return refused::closed(&console, &visitor, closed),
    };
    let raw = folder.entries.iter().find(|known| known.seq == entry).and_then(|known| known.raw);
    let Some(raw) = raw else { return refused::unknown(&console, &visitor) };
    match piece::bytes(&console, person, raw, 0).await {
        Some(bytes) => piece::attachment(&format!("courriel-{entry}.txt"), "text/plain; charset=utf-8", bytes),
        None => refused::unknown(&console, &visitor),
    }
}
