//! Files in, from this machine; files out, page by page.

use std::io::Read;
use std::path::Path;

use uuid::Uuid;

use super::Response;
use crate::conversation::{Address, Personal};
use crate::dialog::person::{Fault, Piece};
use crate::dialog::slot::document::{sanitise, sniff};
use crate::document::{Incoming, MOST_BYTES};
use crate::service::Service;
use crate::store::StoreError;

/// Enough of a file to tell its type.
const HEAD: usize = 64 * 1024;

/// Keeps a file of this machine.
pub(super) async fn keep(service: &Service, from: &Address, path: &Path) -> Result<Response, StoreError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let wanted = path.to_owned();
    let read = tokio::task::spawn_blocking(move || read(&wanted)).await;
    let piece = match read.map_err(std::io::Error::other).flatten() {
        Ok((bytes, whole)) if whole <= MOST_BYTES => {
            service.keep(from, vec![Incoming { name: Some(name), bytes }]).await?
        }
        Ok((head, whole)) => {
            let piece = Piece::new(sanitise(&name), sniff(head.get(..HEAD).unwrap_or(&head)), whole);
            Piece { fault: Some(Fault::TooBig(MOST_BYTES)), ..piece }
        }
        Err(error) => {
            tracing::warn!(%error, "piece.unread");
            Piece { fault: Some(Fault::Lost), ..Piece::new(sanitise(&name), "", 1) }
        }
    };
    Ok(Response::Kept(Box::new(piece)))
}

/// A file's content as far as it may be kept, and its whole size.
fn read(path: &Path) -> std::io::Result<(Vec<u8>, u64)> {
    let file = std::fs::File::open(path)?;
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    let whole = u64::try_from(bytes.len()).unwrap_or(u64::MAX).max(meta.len());
    Ok((bytes, whole))
}

/// A page of a person's piece.
pub(super) async fn page(
    service: &Service,
    person: Uuid,
    piece: Uuid,
    part: u16,
    page: u64,
) -> Result<Response, StoreError> {
    let Some(seal) = service.store.piece_seal(person).await? else { return Ok(Response::Unknown) };
    Ok(match service.pieces.page(person, &seal, piece, part, page).await {
        Ok(Some((bytes, more))) => Response::Piece { bytes: Personal(bytes), more },
        Ok(None) => Response::Unknown,
        Err(error) => Response::Failed { ends: false, why: error.to_string() },
    })
}
