//! Reminders of an unfinished file. STOP ends them; never for a file that is finished, that was put aside (« pause »), or
//! whose campaign is closed. Those about silence start anew with each word of the candidate.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::super::agenda::{Agenda, Item};
use super::super::definition::{SlotKind, StepKind};
use super::super::person::{Dossier, Person};
use super::super::turn::Now;
use super::super::view::View;
use crate::renewal::calendar::{add_days, working_from, working_until};

/// Days without a word: a reminder, another, then staff see the file in their list.
const IDLE: [i64; 3] = [3, 10, 17];
/// Days before the campaign closes.
const CLOSES: [i64; 3] = [14, 3, 0];
/// Days without a word after which missing pieces are named.
const PIECES: i64 = 5;
/// Days between two reminders at least.
const APART: i64 = 2;

/// One kind of reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminder {
    /// Three days without a word.
    Idle,
    /// Ten days without a word.
    IdleLong,
    /// Nothing since: staff are told.
    Staff,
    /// The campaign closes in two weeks.
    ClosesSoon,
    /// It closes in three days.
    ClosesInDays,
    /// It closes today, or this is the last working day.
    ClosesToday,
    /// A task the platform waits for is not done: the account’s activation mail, mostly.
    Activation,
    /// Pieces are missing.
    Pieces,
}

impl Reminder {
    /// Its name in lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::IdleLong => "idle_long",
            Self::Staff => "staff",
            Self::ClosesSoon => "closes_soon",
            Self::ClosesInDays => "closes_in_days",
            Self::ClosesToday => "closes_today",
            Self::Activation => "activation",
            Self::Pieces => "pieces",
        }
    }
}

/// What is to come for a dossier, with its day.
pub(super) fn plan(view: &View, person: &Person, now: &Now) -> Vec<(Reminder, Date)> {
    let dossier = view.dossier;
    let over = closes(view).is_some_and(|day| now.today() > day);
    if person.stopped || person.paused || over || dossier.finished.is_some() || dossier.renewal.ended.is_some() {
        return Vec::new();
    }
    let last = last_word(dossier).max(person.handling.back.unwrap_or(Timestamp::MIN));
    let quiet_since = day(last, now);
    let mut plan: Vec<(Reminder, Date)> = Vec::new();
    let agenda = Agenda::of(view);
    let closing = closes(view).into_iter().flat_map(|day| CLOSES.map(|before| add_days(day, -before)));
    let kinds = [Reminder::ClosesSoon, Reminder::ClosesInDays, Reminder::ClosesToday];
    plan.extend(kinds.into_iter().zip(closing.map(working_until)).filter(|(what, on)| {
        // Who began after that day needs no such reminder, but the last.
        !dossier.reminded.contains_key(what) && (*what == Reminder::ClosesToday || *on >= quiet_since)
    }));
    let since_word = |what: &Reminder| dossier.reminded.get(what).is_none_or(|at| *at < last);
    let [first, second, staff] = IDLE.map(|days| working_from(add_days(quiet_since, days)));
    let mut idle = vec![(Reminder::IdleLong, second), (Reminder::Staff, staff)];
    match waiting_task(view, &agenda) {
        Some(days) => idle.push((Reminder::Activation, working_from(add_days(quiet_since, days)))),
        None => idle.push((Reminder::Idle, first)),
    }
    if !missing_pieces(view, &agenda).is_empty() {
        idle.push((Reminder::Pieces, working_from(add_days(quiet_since, PIECES))));
    }
    plan.extend(idle.into_iter().filter(|(what, _)| since_word(what)));
    let asked = person.dossiers.iter().filter_map(|dossier| dossier.renewal.last_asked());
    // The six-month question goes before: a reminder beside it would be one word too many.
    let said = dossier.reminded.values().copied().chain(asked);
    let least = said.max().map(|at| add_days(day(at, now), APART));
    for (what, on) in &mut plan {
        // The last day cannot wait.
        if *what != Reminder::ClosesToday {
            *on = least.map_or(*on, |least| (*on).max(least));
        }
    }
    plan
}

/// The campaign's last day.
pub(in crate::dialog) fn closes(view: &View) -> Option<Date> {
    view.campaign().and_then(|campaign| campaign.closes)
}

/// The labels of pieces that are asked and not there, once nothing else is.
pub(in crate::dialog) fn missing_pieces(view: &View, agenda: &Agenda) -> Vec<String> {
    let open: Vec<&Item> = agenda.items.iter().filter(|item| item.is_open()).collect();
    let deferred = agenda.deferred();
    let all: Vec<&Item> = open.into_iter().chain(deferred).collect();
    let is_piece = |item: &&Item| {
        item.step()
            .is_some_and(|step| step.kind == StepKind::Question && matches!(step.slot.kind, SlotKind::Document { .. }))
    };
    let pieces: Vec<String> = all.iter().copied().filter(is_piece).map(|item| view.label_of(&item.key)).collect();
    let others = all
        .iter()
        .copied()
        .filter(|item| !is_piece(item))
        .any(|item| item.step().is_some_and(|step| step.kind == StepKind::Question));
    if others { Vec::new() } else { pieces }
}

/// After how many days the open task is asked about, where its step says so.
fn waiting_task(view: &View, agenda: &Agenda) -> Option<i64> {
    let open = agenda.open(view.dossier);
    let first = open.first().copied().or_else(|| agenda.deferred().next())?;
    first.step()?.remind
}

/// When the candidate last said something to this dossier.
fn last_word(dossier: &Dossier) -> Timestamp {
    dossier.answers.values().map(|answer| answer.at).max().unwrap_or(dossier.opened).max(dossier.opened)
}

fn day(at: Timestamp, now: &Now) -> Date {
    at.to_zoned(now.zone.clone()).date()
}
