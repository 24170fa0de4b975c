//! A backup of everything, written by whoever has the data open.

use std::io;
use std::path::{Path, PathBuf};

use tokio::runtime::Handle;

use super::Response;
use crate::clock;
use crate::service::Service;
use crate::store::StoreError;

/// Files of a data folder that go into a backup beside rows and pieces: the mark of a rehearsal, lest it be taken for real.
pub const OTHERS: &[&str] = &[clock::MARK];

/// Writes a backup into a file of this machine.
pub(super) async fn take(service: &Service, to: PathBuf) -> Result<Response, StoreError> {
    let (store, pieces, runtime) = (service.store.clone(), service.pieces.clone(), Handle::current());
    let taken = tokio::task::spawn_blocking(move || {
        let walk = |take: &mut dyn FnMut(&str, &Path) -> io::Result<()>| {
            pieces.walk(take)?;
            OTHERS.iter().try_for_each(|name| take(name, &store.data().join(name)))
        };
        store.back_up(&runtime, &to, &walk)
    });
    let taken = taken.await.map_err(|error| StoreError::io("sauvegarde", error))?;
    taken.map(Response::BackedUp)
}
