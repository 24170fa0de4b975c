//! Which steps a conversation met, and which nobody rehearsed.

use std::collections::BTreeSet;

use crate::dialog::definition::{Dialog, Library, Name};
use crate::dialog::person::Person;
use crate::dialog::reply::Reply;
use crate::dialog::view::View;

/// How much of a dialog was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The dialog.
    pub dialog: Name,
    /// Its steps.
    pub total: usize,
    /// Those no script met, in file order.
    pub missing: Vec<Name>,
}

/// The steps of a turn: the one asked, and all that are settled (a note is settled by being shown).
pub(super) fn met(library: &Library, person: &Person, reply: &Reply) -> BTreeSet<(Name, Name)> {
    let mut met = BTreeSet::new();
    let view = person.focused().and_then(|dossier| View::new(library, dossier));
    if let Some(view) = view {
        let settled = view.dossier.answers.iter().filter(|(_, answer)| answer.state.settles());
        let steps = settled.filter_map(|(key, _)| view.step_at(key));
        met.extend(steps.map(|step| (view.dialog.id.clone(), step.name.clone())));
    }
    if let Some(question) = reply.open.first() {
        let own = view.and_then(|view| Some((view.dialog.id.clone(), view.step_at(&question.key)?.name.clone())));
        met.insert(own.unwrap_or_else(|| (library.common.id.clone(), question.step.clone())));
    }
    met
}

/// The coverage of every dialog a candidate can meet.
pub(super) fn of(library: &Library, met: &BTreeSet<(Name, Name)>) -> Vec<Covered> {
    let covered = |dialog: &Dialog| {
        let unmet = |name: &Name| !met.contains(&(dialog.id.clone(), name.clone()));
        let missing = dialog.steps.iter().map(|step| step.name.clone()).filter(unmet).collect();
        Covered { dialog: dialog.id.clone(), total: dialog.steps.len(), missing }
    };
    std::iter::once(&library.common).chain(library.dialogs.values()).map(covered).collect()
}
