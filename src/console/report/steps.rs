//! Steps as the forms of the report offer them, and as its tables call them.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::dialog::definition::{Dialog, Library, StepKind};
use crate::dialog::person::AGAIN;
use crate::dialog::text::Args;
use crate::dialog::view::CAMPAIGN;

/// What the choice of a guide is called.
const GUIDE: &str = "Choix de la démarche";

/// A list of all steps, the choice of a guide first.
pub(super) fn select(library: &Library, name: &str, none: &str, chosen: Option<&str>) -> Markup {
    let first = format!("{}/{CAMPAIGN}", library.common.id);
    html! {
        select id=(name) name=(name) {
            option value="" { (none) }
            option value=(first) selected[chosen == Some(first.as_str())] { (GUIDE) }
            @for dialog in library.dialogs.values() {
                optgroup label=(dialog.title) {
                    @for (value, label) in of_dialog(dialog) {
                        option value=(value) selected[chosen == Some(value.as_str())] { (label) }
                    }
                }
            }
        }
    }
}

/// What a dialog asks for, each once.
fn of_dialog(dialog: &Dialog) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    let asked = dialog.steps.iter().filter(|step| step.kind != StepKind::Note);
    let new = asked.filter(|step| seen.insert(step.slot.name.clone()));
    new.map(|step| (format!("{}/{}", dialog.id, step.slot.name), step.label.line(&Args::new()))).collect()
}

/// What a step is called, by the name of what it fills.
pub(super) fn called(library: &Library, dialog: &str, step: &str) -> String {
    if step == CAMPAIGN && dialog == &*library.common.id {
        return GUIDE.to_owned();
    }
    if step == AGAIN {
        return "Un autre\u{a0}?".to_owned();
    }
    let found = library.dialog(dialog).and_then(|dialog| dialog.step_of(step).or_else(|| dialog.step(step)));
    found.map_or_else(|| step.to_owned(), |step| step.label.line(&Args::new()))
}

/// What a dialog is called.
pub(super) fn title<'a>(library: &'a Library, dialog: &'a str) -> &'a str {
    library.dialog(dialog).map_or(dialog, |dialog| dialog.title.as_str())
}
