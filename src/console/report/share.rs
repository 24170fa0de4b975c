//! One dossier's part in the figures, made from what is stored of it. Pure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::funnel::Cohort;
use super::span::Span;
use crate::console::board;
use crate::conversation::{Entry, Who};
use crate::dialog::agenda::{Agenda, Item, Status};
use crate::dialog::definition::{Dialog, Library, Name, StepKind};
use crate::dialog::person::{Answer, Channel, Dossier, Flag, Key, State};
use crate::dialog::view::View;

/// One dossier's part in the figures.
#[derive(Debug, Clone)]
pub(super) struct Share {
    pub(super) dossier: Uuid,
    pub(super) cohort: Cohort,
    pub(super) finished: bool,
    pub(super) steps: Vec<Lived>,
    /// The step that waits for an answer.
    pub(super) stands_at: Option<u16>,
    /// The day of the candidate's last word, in Paris.
    pub(super) last: Date,
    heard: Heard,
}

/// What became of one step.
#[derive(Debug, Clone, Default)]
pub(super) struct Lived {
    /// The step's place in its dialog.
    pub(super) at: u16,
    pub(super) asked: bool,
    pub(super) settled: bool,
    pub(super) called: bool,
    pub(super) missed: u16,
    pub(super) span: Option<Span>,
}

/// What the transcript says of a dossier. Kept, so that a transcript is not read again from its start.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    last: Option<Timestamp>,
    missed: BTreeMap<u16, u16>,
    called: Vec<u16>,
}

impl Heard {
    /// What was heard of a dossier before.
    pub(super) fn of(share: &Share) -> Self {
        share.heard.clone()
    }

    /// Adds what was said of it since.
    pub(super) fn hear<'e>(&mut self, dialog: &Dialog, dossier: Uuid, said: impl Iterator<Item = &'e Entry>) {
        for entry in said.filter(|entry| entry.dossier == Some(dossier) && entry.who == Who::Candidate) {
            self.last = self.last.max(Some(entry.at));
            let place = |name: Option<&Name>| name.and_then(|name| place(dialog, name));
            if let Some(at) = place(entry.missed.as_ref()) {
                let count = self.missed.entry(at).or_default();
                *count = count.saturating_add(1);
            }
            if let Some(at) = place(entry.called.as_ref()).filter(|at| !self.called.contains(at)) {
                self.called.push(at);
            }
        }
    }
}

impl Share {
    /// The part of a dossier; `None` where its dialog is gone. `usual`: where the person writes from.
    pub(super) fn of(
        library: &Library,
        dossier: &Dossier,
        heard: Heard,
        usual: Channel,
        zone: &TimeZone,
    ) -> Option<Self> {
        let view = View::new(library, dossier)?;
        let agenda = Agenda::of(&view);
        let told = told(dossier);
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let open = agenda.open(dossier).first().map(|item| item.key.clone());
        let steps = steps(&view, &agenda, open.as_ref(), &heard, &told);
        let last = told.iter().map(|(_, answer)| answer.at).chain(heard.last).chain([dossier.opened]).max()?;
        Some(Self {
            dossier: dossier.id,
            cohort: Cohort {
                dialog: view.dialog.id.clone(),
                campaign: board::campaign(library, dossier),
                channel: told.first().map_or(usual, |(_, answer)| answer.channel),
                day: day(dossier.opened),
            },
            finished: dossier.finished.is_some(),
            steps,
            stands_at: open.filter(|_| dossier.finished.is_none()).and_then(|key| place_of(view.dialog, &key)),
            last: day(last),
            heard,
        })
    }
}

/// What the candidate has answered, the first answer first. What staff filled in and what is only proposed is not theirs.
fn told(dossier: &Dossier) -> Vec<(&Key, &Answer)> {
    let known = |answer: &Answer| {
        matches!(answer.state, State::Proposed | State::SetAside) || answer.flags.contains(&Flag::FromProfile)
    };
    let theirs = |answer: &Answer| answer.by.is_none() && answer.channel != Channel::Console;
    let mut told: Vec<_> = dossier.answers.iter().filter(|(_, answer)| theirs(answer) && !known(answer)).collect();
    told.sort_by_key(|(key, answer)| (answer.at, dossier.trail.iter().position(|trod| trod == *key)));
    told
}

fn steps(view: &View, agenda: &Agenda, open: Option<&Key>, heard: &Heard, told: &[(&Key, &Answer)]) -> Vec<Lived> {
    let mut steps: BTreeMap<u16, Lived> = BTreeMap::new();
    for item in agenda.items.iter().filter(|item| is_step(item)) {
        let Some(at) = place_of(view.dialog, &item.key) else { continue };
        let answered = told.iter().any(|(key, _)| **key == item.key);
        let settled = item.status == Status::Settled;
        let asked = answered || settled || Some(&item.key) == open || view.dossier.numbers.contains_key(&item.key);
        let step = steps.entry(at).or_insert_with(|| Lived { at, settled: true, ..Lived::default() });
        step.asked |= asked;
        step.settled &= settled;
    }
    for (at, count) in &heard.missed {
        steps.entry(*at).or_insert_with(|| Lived { at: *at, ..Lived::default() }).missed = *count;
    }
    for at in &heard.called {
        steps.entry(*at).or_insert_with(|| Lived { at: *at, ..Lived::default() }).called = true;
    }
    let mut before = view.dossier.opened;
    for (key, answer) in told {
        let span = Span::of(answer.at.duration_since(before).as_secs());
        before = before.max(answer.at);
        if let Some(step) = place_of(view.dialog, key).and_then(|at| steps.get_mut(&at)) {
            // Of several entries of a group the first is told.
            step.span = step.span.or(span);
        }
    }
    steps.into_values().filter(|step| step.asked || step.missed > 0 || step.called).collect()
}

/// What people see as a step: no note, no « un autre ? ».
fn is_step(item: &Item) -> bool {
    item.step().is_some_and(|step| step.kind != StepKind::Note)
}

/// Which step of a dialog an answer is of. Steps that fill the same slot count as the first of them.
fn place_of(dialog: &Dialog, key: &Key) -> Option<u16> {
    let group = || {
        let group = key.entry.as_ref().map(|(group, _)| group)?;
        let of_group = dialog.steps.iter().position(|step| step.group.as_ref() == Some(group))?;
        u16::try_from(of_group).ok()
    };
    place(dialog, &key.slot).or_else(group)
}

/// The same, by the name of a step or slot.
pub(super) fn place(dialog: &Dialog, name: &str) -> Option<u16> {
    let fills = dialog.steps.iter().position(|step| *step.slot.name == *name);
    let at = fills.or_else(|| dialog.steps.iter().position(|step| *step.name == *name))?;
    u16::try_from(at).ok()
}
