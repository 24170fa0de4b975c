//! What can be asked before there is a dossier: which candidature, and what most guides want to know of a person.

use crate::dialog::definition::{Dialog, Library, Options, SlotKind, Step, StepKind};
use crate::dialog::view::CAMPAIGN;

/// The step that asks for the campaign, then the questions that at least two guides ask of everybody.
#[must_use]
pub fn steps(library: &Library) -> Vec<&Step> {
    let mut steps: Vec<&Step> = library.common.step_of(CAMPAIGN).into_iter().collect();
    let mut dialogs: Vec<&Dialog> = Vec::new();
    for campaign in &library.campaigns.all {
        let dialog = library.dialogs.get(&*campaign.dialog);
        dialogs.extend(dialog.filter(|dialog| dialogs.iter().all(|known| known.id != dialog.id)));
    }
    for step in dialogs.iter().flat_map(|dialog| &dialog.steps).filter(|step| is_common(step)) {
        let asked = dialogs.iter().filter(|dialog| dialog.step_of(&step.slot.name).is_some_and(is_common)).count();
        let known = steps.iter().any(|known| known.slot.name == step.slot.name);
        if asked > 1 && !known {
            steps.push(step);
        }
    }
    steps
}

/// Asked of everybody, once, with nothing that depends on a campaign.
fn is_common(step: &Step) -> bool {
    let own = match &step.slot.kind {
        SlotKind::Choice { options, .. } | SlotKind::Ranking { options, .. } => matches!(options, Options::Here(_)),
        _ => true,
    };
    step.kind == StepKind::Question && step.slot.shared && step.group.is_none() && own
}
