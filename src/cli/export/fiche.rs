//! The entry sheet as a page: the platform's screens, in its order, with its labels.

use crate::channel::plain::clean;
use crate::dialog::definition::Entry;
use crate::dialog::sheet::Row;
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
