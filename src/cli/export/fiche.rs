//! The entry sheet as a page: the platform's screens, in its order, with its labels.

use crate::channel::plain::clean;
use crate::dialog::definition::Entry;
use crate::dialog::sheet::Row;
use crate::dialog::show::bytes;
use crate::dialog::slot::document::kind::called;
use crate::request::Exported;

/// The page of a dossier.
pub(super) fn page(dossier: &Exported) -> String {
    let mut page = format!("Fiche de saisie · {} · dossier {}\n", dossier.title, dossier.number);
    let mut screen = None;
    for row in &dossier.sheet {
        if screen != Some(&row.screen) {
            page.push_str(&format!("\n{}\n", clean(&row.screen)));
            screen = Some(&row.screen);
        }
        page.push_str(&line(row));
    }
    if !dossier.pieces.is_empty() {
        page.push_str("\nPièces reçues\n");
    }
    for piece in &dossier.pieces {
        let (name, kind) = (clean(&piece.name), called(&piece.kind).unwrap_or_else(|| piece.kind.clone()));
        let parts = if piece.parts > 1 { format!(", {} images", piece.parts) } else { String::new() };
        let (size, at) = (bytes(piece.bytes), crate::cli::moment(piece.at));
        page.push_str(&format!("  {name} : {kind}, {size}{parts}, reçu le {at}\n"));
    }
    page
}

fn line(row: &Row) -> String {
    let mark = match row.entry {
        Entry::Typed => "à taper",
        Entry::Chosen => "à choisir",
        Entry::Uploaded => "à déposer",
    };
    match row.value.as_str() {
        "" => format!("  {} : …  [à compléter]\n", clean(&row.field)),
        value => format!("  {} : {}  [{mark}]\n", clean(&row.field), clean(value)),
    }
}
