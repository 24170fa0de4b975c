//! The entry sheet leaves nothing out that has a place on the platform.

use super::world::World;
use crate::dialog::definition::StepKind;
use crate::dialog::diagnostic::Diagnostic;
use crate::dialog::load::source::DialogFile;
use crate::messages;

pub(super) fn check(file: &DialogFile, _world: &World, found: &mut Vec<Diagnostic>) {
    let dialog = &file.dialog;
    if dialog.screens.is_empty() {
        return;
    }
    let shown = |name: &str| dialog.screens.iter().flat_map(|screen| &screen.fields).any(|field| **field == *name);
    for (step, marks) in dialog.steps.iter().zip(&file.marks.steps) {
        let entered = step.kind == StepKind::Question && step.field.is_some();
        if entered && !shown(&step.slot.name) {
            found.push(messages::in_no_screen(file.report.at(&marks.slot), &step.slot.name));
        }
    }
    for (derived, marks) in dialog.derived.iter().zip(&file.marks.derived) {
        if !shown(&derived.name) {
            found.push(messages::in_no_screen(file.report.at(&marks.name), &derived.name));
        }
    }
}
