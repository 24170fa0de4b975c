//! What is told of backups.

use std::path::Path;

use crate::dialog::show::bytes;
use crate::store::Taken;

/// A backup was written.
#[must_use]
pub fn backed_up(path: &Path, taken: &Taken) -> String {
    format!(
        "{} est écrit : {} fiches, {} fichiers, {}. Il ne se relit qu’avec la clé maîtresse : gardez-la ailleurs.",
        path.display(),
        taken.rows,
        taken.files,
        bytes(taken.bytes)
    )
}

/// A backup was restored.
#[must_use]
pub fn restored(data: &Path, held: &Taken) -> String {
    format!("Données retrouvées dans {} : {} fiches, {} fichiers.", data.display(), held.rows, held.files)
}
