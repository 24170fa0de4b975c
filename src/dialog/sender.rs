//! What a first mail tells by itself: the address it comes from is one its writer has.

use jiff::Timestamp;

use super::definition::{Library, SlotKind, Step, StepKind, Test};
use super::person::{Answer, Channel, Dossier, Flag, Key, Person, State, Value};
use super::view::View;

/// Proposes the address somebody new writes from wherever an address is asked. It is never taken unread: the account on
/// the platform may be under another one, and somebody may write for somebody else.
pub fn writes_from(library: &Library, person: &mut Person, address: &str, at: Timestamp) {
    let steps = library.dialogs.values().flat_map(|dialog| &dialog.steps);
    for step in steps.filter(|step| is_address(step)) {
        let mut known = Answer { at, channel: Channel::Email, ..Answer::given(Value::of(address)) };
        known.state = State::Proposed;
        known.flags.insert(Flag::FromMailbox);
        person.profile.entry(step.slot.name.clone()).or_insert(known);
    }
}

/// « Avez-vous une adresse de courriel ? »: whoever is known to have one is not asked. What is so answered.
pub(super) fn has_an_address(library: &Library, dossier: &mut Dossier) -> Vec<Key> {
    let Some(view) = View::new(library, dossier) else { return Vec::new() };
    let known = |step: &&Step| is_address(step) && view.answer(&Key::new(&step.slot.name)).is_some();
    let asked = view.dialog.steps.iter().filter(known).flat_map(|step| &step.when).filter_map(|condition| {
        let yes = matches!(&condition.test, Test::In(names) if names.iter().any(|name| **name == *"oui"));
        let asked = view.dialog.step_of(&condition.slot).filter(|asked| yes && asked.slot.kind == SlotKind::YesNo)?;
        (view.answer(&Key::new(&asked.slot.name)).is_none()).then(|| Key::new(&asked.slot.name))
    });
    let asked: Vec<Key> = asked.collect();
    for key in &asked {
        let at = dossier.opened;
        let mut answer = Answer { at, channel: Channel::Email, ..Answer::given(Value::Bool(true)) };
        answer.flags.insert(Flag::FromMailbox);
        dossier.answers.insert(key.clone(), answer);
    }
    asked
}

/// A question for the person's own address.
fn is_address(step: &Step) -> bool {
    step.kind == StepKind::Question && step.slot.kind == SlotKind::Email && step.slot.shared && step.group.is_none()
}
