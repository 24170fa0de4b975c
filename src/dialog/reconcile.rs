//! A dialog edited while people are inside it: answers are kept, renamed with their steps, asked again only when they
//! no longer fit or the step says so, and set aside when nothing asks for them any more.

use jiff::tz::TimeZone;

use super::definition::{Dialog, Library, Step};
use super::person::{AGAIN, Dossier, Key, State, Value};
use super::slot;
use super::view::View;

/// Brings a dossier up to date with its dialog. Returns how many settled answers are to be looked at again, or `None`
/// when the dialog has not changed since.
pub fn reconcile(library: &Library, dossier: &mut Dossier, zone: &TimeZone) -> Option<usize> {
    let dialog = library.dialog(&dossier.dialog)?;
    if dossier.digest == dialog.digest {
        return None;
    }
    dossier.digest = dialog.digest;
    rename(dialog, dossier);
    set_aside(dialog, dossier);
    let doubtful = no_longer_fitting(library, dossier, zone);
    for key in &doubtful {
        if let Some(answer) = dossier.answers.get_mut(key) {
            answer.state = State::Proposed;
        }
    }
    let unfit: Vec<Key> = doubtful.iter().filter(|key| !fits(library, dossier, key)).cloned().collect();
    for key in &unfit {
        // A value the slot refuses cannot be proposed.
        dossier.answers.remove(key);
    }
    if !doubtful.is_empty() {
        dossier.finished = None;
    }
    Some(doubtful.len())
}

fn rename(dialog: &Dialog, dossier: &mut Dossier) {
    for step in &dialog.steps {
        for old in step.slot.was.iter().chain(&step.was) {
            let keys: Vec<Key> = dossier.answers.keys().filter(|key| key.slot == *old).cloned().collect();
            for key in keys {
                let new = Key { entry: key.entry.clone(), slot: step.slot.name.clone() };
                if let Some(answer) = dossier.answers.remove(&key) {
                    dossier.answers.entry(new.clone()).or_insert(answer);
                }
                if let Some(number) = dossier.numbers.remove(&key) {
                    dossier.numbers.entry(new).or_insert(number);
                }
            }
        }
        rename_options(dialog, step, dossier);
    }
}

fn rename_options(dialog: &Dialog, step: &Step, dossier: &mut Dossier) {
    use super::definition::{Options, SlotKind};
    let (SlotKind::Choice { options: Options::Here(options), .. }
    | SlotKind::Ranking { options: Options::Here(options), .. }) = &step.slot.kind
    else {
        return;
    };
    debug_assert!(dialog.step(&step.name).is_some());
    let new =
        |id: &str| options.iter().find(|option| option.was.iter().any(|was| **was == *id)).map(|o| o.id.to_string());
    let own = dossier.answers.iter_mut().filter(|(key, _)| key.slot == step.slot.name);
    for (_, answer) in own {
        match &mut answer.value {
            Some(Value::Text(id)) => *id = new(id).unwrap_or_else(|| std::mem::take(id)),
            Some(Value::List(ids)) => ids.iter_mut().for_each(|id| *id = new(id).unwrap_or_else(|| std::mem::take(id))),
            _ => {}
        }
    }
}

/// Unknown answers are kept but no longer count; one that is known again comes back as it was.
fn set_aside(dialog: &Dialog, dossier: &mut Dossier) {
    for (key, answer) in &mut dossier.answers {
        let known = *key.slot == *AGAIN || dialog.step_of(&key.slot).is_some();
        match (known, answer.state) {
            (false, _) => answer.state = State::SetAside,
            // What was closed with a group's entry stays closed.
            (true, State::SetAside) if key.entry.is_none() => answer.state = State::Proposed,
            (true, _) => {}
        }
    }
}

fn no_longer_fitting(library: &Library, dossier: &Dossier, zone: &TimeZone) -> Vec<Key> {
    let settled = dossier.answers.iter().filter(|(_, answer)| answer.state.settles());
    let again = |key: &Key, at: jiff::Timestamp| {
        let step = View::new(library, dossier).and_then(|view| view.step_at(key));
        let date = step.and_then(|step| step.ask_again);
        date.is_some_and(|date| at.to_zoned(zone.clone()).date() < date)
    };
    settled
        .filter(|(key, answer)| again(key, answer.at) || !fits(library, dossier, key))
        .map(|(key, _)| key.clone())
        .collect()
}

fn fits(library: &Library, dossier: &Dossier, key: &Key) -> bool {
    let Some(view) = View::new(library, dossier) else { return true };
    let (Some(step), Some(answer)) = (view.step_at(key), view.answer(key)) else { return true };
    let Some(value) = &answer.value else {
        return match answer.state {
            State::None => step.slot.none,
            State::NotConcerned => step.slot.optional,
            _ => true,
        };
    };
    slot::still_fits(&step.slot, &view.options(&step.slot), value)
}
