//! What is due for a person, and when: pure, so that it can be listed, rehearsed and worked out anew at any moment. What
//! was done is kept with the dossier (stage or reminder, and in which term), so that each comes once; the store keeps no
//! more than the next moment ([`next`]), and a date that moves needs no clean-up.

pub(super) mod reminder;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::definition::Library;
use super::person::{Dossier, Owner, Person};
use super::turn::Now;
use super::view::View;
use crate::renewal::calendar::{add_days, decent, moment, working_from, working_until};
use crate::renewal::stage::Running;
use crate::renewal::{RenewalRule, Stage, Term};
pub use reminder::Reminder;

/// Working days after which a conversation nobody does anything in goes back to the assistant.
const HANDED_BACK_DAYS: u8 = 2;
/// Who has the conversation is left with it for so long in any case.
const LEAST: SignedDuration = SignedDuration::from_hours(2);

/// Something to be done at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Not before.
    pub at: Timestamp,
    /// About which dossier.
    pub dossier: Uuid,
    /// In which term.
    pub cycle: u32,
    /// What.
    pub what: Matter,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// About the candidature's term.
    Renewal(Stage),
    /// About an unfinished file.
    Reminder(Reminder),
}

/// All that is to come, the next first. What should have been done already is due now, at the next decent hour.
#[must_use]
pub fn all(library: &Library, person: &Person, absent: Option<Date>, now: &Now) -> Vec<Due> {
    let mut all: Vec<Due> = Vec::new();
    for dossier in &person.dossiers {
        let Some(view) = View::new(library, dossier) else { continue };
        let salt = dossier.id.as_u128();
        let mut plan = |what, on: Date| {
            let at = decent(moment(on, salt, &now.zone).max(now.at), salt, &now.zone);
            all.push(Due { at, dossier: dossier.id, cycle: dossier.renewal.cycle, what });
        };
        if let Some((rule, term)) = term(&view, now) {
            let running = Running { renewal: &dossier.renewal, rule, term, absent, zone: &now.zone };
            let planned = running.plan().into_iter().filter(|planned| !person.stopped || vital(planned.stage));
            planned.for_each(|planned| plan(Matter::Renewal(planned.stage), planned.on));
        }
        if !is_held(person) {
            reminder::plan(&view, person, now).into_iter().for_each(|(what, on)| plan(Matter::Reminder(what), on));
        }
    }
    all.sort_by_key(|due| (due.at, due.dossier, due.what));
    all
}

/// « STOP » ends reminders. That a candidature ends is said once all the same, and what was promised is done.
fn vital(stage: Stage) -> bool {
    matches!(stage, Stage::Day | Stage::Chosen | Stage::Silence | Stage::Undone)
}

/// What is due now: of several questions about one term the last alone, for the others say the same.
#[must_use]
pub fn ready(library: &Library, person: &Person, absent: Option<Date>, now: &Now) -> Vec<Due> {
    let mut due = all(library, person, absent, now);
    due.retain(|due| due.at <= now.at);
    due
}

/// The candidatures whose platform has a question here that nobody looked at yet: it came while a member of staff had the
/// conversation. Seen to at the first decent hour after it was handed back.
#[must_use]
pub fn kept_questions(library: &Library, person: &Person, now: &Now) -> Vec<Uuid> {
    let decent = decent(now.at, person.id.as_u128(), &now.zone) <= now.at;
    if decent { kept(library, person, now) } else { Vec::new() }
}

fn kept(library: &Library, person: &Person, now: &Now) -> Vec<Uuid> {
    let keeps = |dossier: &&Dossier| dossier.renewal.keeps_a_question();
    let runs = |dossier: &&Dossier| View::new(library, dossier).is_some_and(|view| term(&view, now).is_some());
    let all = person.dossiers.iter().filter(|_| !is_held(person));
    all.filter(keeps).filter(runs).map(|dossier| dossier.id).collect()
}

/// The next moment at which something is due.
#[must_use]
pub fn next(library: &Library, person: &Person, absent: Option<Date>, now: &Now) -> Option<Timestamp> {
    if !kept(library, person, now).is_empty() {
        return Some(decent(now.at, person.id.as_u128(), &now.zone));
    }
    // While a member of staff has the conversation, what is due becomes an alert: it is looked at all the same.
    let next = all(library, person, absent, now).first().map(|due| due.at);
    let said = person.handling.saying.iter().map(|saying| saying.leaves).min();
    let tomorrow = || {
        let day = working_from(add_days(now.today(), 1));
        moment(day, person.id.as_u128(), &now.zone)
    };
    if is_held(person) {
        let next = next.map(|next| next.max(tomorrow()));
        return [next, said, hand_back(library, person, now)].into_iter().flatten().min();
    }
    next
}

/// The rule and the running term of a candidature, once it was handed in on the platform.
#[must_use]
pub fn term<'a>(view: &View<'a>, now: &Now) -> Option<(&'a RenewalRule, Term)> {
    let rule = view.campaign()?.renewal.as_ref()?;
    let renewal = &view.dossier.renewal;
    let since = since(view.dossier, rule, now)?;
    let printed = renewal.printed.or_else(|| first_printed(view.dossier, rule));
    Some((rule, Term::of(since, rule, renewal.cycle, printed)))
}

/// The day on which it was handed in.
fn since(dossier: &Dossier, rule: &RenewalRule, now: &Now) -> Option<Date> {
    let handed_in = match &rule.validated {
        Some(task) => dossier.settled(task, None).filter(|answer| answer.value.is_some()).map(|answer| answer.at),
        None => dossier.finished,
    };
    Some(handed_in?.to_zoned(now.zone.clone()).date())
}

/// What the candidate read on the platform, in the first term; later ones are kept with the renewal.
fn first_printed(dossier: &Dossier, rule: &RenewalRule) -> Option<Date> {
    let answer = dossier.settled(rule.until.as_ref()?, None)?;
    answer.value.as_ref()?.text()?.parse().ok().filter(|_| dossier.renewal.cycle == 0)
}

/// True when the assistant keeps silent for this person.
#[must_use]
pub fn is_held(person: &Person) -> bool {
    matches!(person.owner, Owner::Agent(_))
}

/// When the assistant goes on although nobody handed the conversation back: two working days after the last act of who
/// has it, and before the candidature's last day is over; never within [`LEAST`] of that act.
#[must_use]
pub fn hand_back(library: &Library, person: &Person, now: &Now) -> Option<Timestamp> {
    let acted = person.handling.acted.filter(|_| is_held(person))?;
    let was = acted.to_zoned(now.zone.clone());
    let mut day = was.date();
    for _ in 0..HANDED_BACK_DAYS {
        day = working_from(add_days(day, 1));
    }
    let salt = person.id.as_u128();
    let later = day.to_datetime(was.time()).to_zoned(now.zone.clone()).map_or(acted, |at| at.timestamp());
    let later = decent(later, salt, &now.zone);
    let ends = person.dossiers.iter().filter_map(|dossier| {
        let (_, term) = term(&View::new(library, dossier)?, now)?;
        // A term that was over before they did anything is no reason to hurry them.
        let eve = moment(working_until(add_days(term.earliest, -1)), salt, &now.zone);
        (term.earliest >= was.date() && dossier.renewal.ended.is_none()).then_some(eve)
    });
    let soonest = ends.min().map_or(later, |eve| eve.min(later));
    Some(soonest.max(acted + LEAST))
}
