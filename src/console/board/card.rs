//! A person as the lists show them, made from what is stored of them. Pure.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Card, Standing};
use crate::conversation::{Entry, Personal, Role, Who, moment};
use crate::dialog::agenda::{Agenda, Ask};
use crate::dialog::definition::{Library, Name};
use crate::dialog::person::{Dossier, Flag, Key, Person, State, Value, Waiting, WaitingFor};
use crate::dialog::view::{CAMPAIGN, View};
use crate::store::{Delivered, Loaded};

/// What is stored of a person, as far as a card needs it.
#[derive(Debug)]
pub(super) struct Stored<'a> {
    /// The person, their addresses.
    pub(super) loaded: &'a Loaded,
    /// The last entries of their transcript, oldest first.
    pub(super) entries: &'a [Entry],
    /// What became of our messages.
    pub(super) deliveries: &'a BTreeMap<u64, Delivered>,
    /// The last entry staff have seen.
    pub(super) read: u64,
    /// The commit it was read after.
    pub(super) commit: u64,
}

impl Card {
    /// The card of a person.
    pub(super) fn of(library: &Library, stored: &Stored<'_>) -> Self {
        let Stored { loaded, entries, deliveries, read, commit } = stored;
        let person = &loaded.person;
        let last = |theirs: bool| {
            let said = entries.iter().rev().find(|entry| is_theirs(entry) == Some(theirs));
            said.map(|entry| (entry.seq, entry.at))
        };
        let (theirs, ours) = (last(true), last(false));
        let answered = ours.map_or(0, |(seq, _)| seq);
        let mut open = entries.iter().filter(|entry| entry.seq > answered && is_theirs(entry) == Some(true));
        Self {
            person: person.id,
            name: Personal(name(person)),
            dossiers: person.dossiers.iter().map(|dossier| standing(library, dossier)).collect(),
            channels: loaded.addresses.iter().map(|(address, _)| address.channel).collect(),
            waiting: waiting(loaded),
            owner: person.owner.clone(),
            handling: person.handling.clone(),
            theirs,
            ours,
            unanswered: open.next().map(|entry| entry.at),
            read: *read,
            undelivered: undelivered(entries, deliveries),
            held: held(loaded),
            piece: piece(person),
            renewing: person.dossiers.iter().any(|dossier| dossier.renewal.awaits_a_wish()),
            commit: *commit,
        }
    }

    /// The card of somebody who cannot be read: listed, so that they are not forgotten.
    pub(super) fn unreadable(person: uuid::Uuid, commit: u64) -> Self {
        let since = moment(person).unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            person,
            name: Personal::default(),
            dossiers: Vec::new(),
            channels: std::collections::BTreeSet::new(),
            waiting: Some(Waiting::new(WaitingFor::Unreadable, since)),
            owner: crate::dialog::person::Owner::Assistant,
            handling: crate::dialog::person::Handling::default(),
            theirs: None,
            ours: None,
            unanswered: None,
            read: 0,
            undelivered: None,
            held: None,
            piece: None,
            renewing: false,
            commit,
        }
    }
}

/// Whether the candidate speaks, or we do; neither where the service notes something.
fn is_theirs(entry: &Entry) -> Option<bool> {
    match entry.who {
        Who::Candidate => Some(true),
        Who::Assistant | Who::Agent(_) => Some(false),
        Who::System => None,
    }
}

/// First names, then the name they use: as the newest dossier that knows it says.
pub(in crate::console) fn name(person: &Person) -> String {
    let of = |slot: &str| {
        let told = person.dossiers.iter().rev().find_map(|dossier| dossier.settled(slot, None)?.value.as_ref()?.text());
        told.or_else(|| person.profile.get(slot)?.value.as_ref()?.text())
    };
    let names = [of("prenom"), of("nom_usage").or_else(|| of("nom_patronymique")).or_else(|| of("nom"))];
    names.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The campaign of a dossier: the one that was answered, though its file may know it no more; or the only one its dialog
/// has. Who may see a dossier hangs on it, so an answer counts whatever became of it.
pub(in crate::console) fn campaign(library: &Library, dossier: &Dossier) -> Option<Name> {
    let answer = dossier.answers.get(&Key::new(CAMPAIGN)).filter(|answer| answer.state != State::Proposed);
    let answered = answer.and_then(|answer| answer.value.as_ref()?.text());
    let only = || View::new(library, dossier)?.campaign().map(|campaign| campaign.id.clone());
    answered.map(Name::from).or_else(only)
}

fn standing(library: &Library, dossier: &Dossier) -> Standing {
    let view = View::new(library, dossier);
    let agenda = view.as_ref().map(Agenda::of);
    let (_, total) = agenda.as_ref().map_or((0, 0), |agenda| agenda.place(&Key::new("")));
    let open = agenda.as_ref().and_then(|agenda| agenda.open(dossier).first().map(|item| item.ask));
    Standing {
        id: dossier.id,
        number: dossier.number(),
        dialog: dossier.dialog.clone(),
        campaign: campaign(library, dossier),
        step: open.map(|ask| match ask {
            Ask::Step(step) => step.name.clone(),
            Ask::Again(group) => group.name.clone(),
        }),
        settled: agenda.as_ref().map_or(0, Agenda::settled),
        total,
        opened: dossier.opened,
        finished: dossier.finished,
    }
}

/// Who has rows that cannot be read waits for a person, whether or not they have said anything since.
fn waiting(loaded: &Loaded) -> Option<Waiting> {
    let person = &loaded.person;
    let lost = !loaded.unreadable.is_empty();
    let since = || moment(person.id).unwrap_or(Timestamp::UNIX_EPOCH);
    person.waiting.clone().or_else(|| lost.then(|| Waiting::new(WaitingFor::Unreadable, since())))
}

/// Since when our last message was refused for good. One turn may say the same in several places: what arrived in one of
/// them arrived.
fn undelivered(entries: &[Entry], deliveries: &BTreeMap<u64, Delivered>) -> Option<Timestamp> {
    let ours = |entry: &&Entry| is_theirs(entry) == Some(false);
    let last = entries.iter().rev().find(ours)?.at;
    let said = entries.iter().filter(|entry| entry.at == last).filter(ours);
    let became: Vec<&Delivered> = said.filter_map(|entry| deliveries.get(&entry.seq)).collect();
    let refused = became.iter().filter_map(|became| match became {
        Delivered::Refused { at, .. } => Some(*at),
        Delivered::Sent { .. } => None,
    });
    let sent = became.iter().any(|became| matches!(became, Delivered::Sent { .. }));
    refused.min().filter(|_| !sent)
}

/// Since when a mail waits for its sender to be proven.
fn held(loaded: &Loaded) -> Option<Timestamp> {
    let own = loaded.addresses.iter().any(|(_, role)| *role == Role::Own);
    let mails = loaded.threads.iter().filter_map(|thread| thread.mail.as_ref()).flat_map(|mail| &mail.held);
    mails.filter_map(|kept| moment(*kept)).min().filter(|_| own)
}

/// Since when a piece has not been looked at, of a dossier that is finished or of somebody who waits for a person.
fn piece(person: &Person) -> Option<Timestamp> {
    let waits = person.waiting.is_some();
    let due = person.dossiers.iter().filter(|dossier| waits || dossier.finished.is_some());
    let since = due.flat_map(|dossier| {
        let unseen = dossier.answers.values().filter(|answer| {
            let kept = matches!(&answer.value, Some(Value::Piece(piece)) if piece.id.is_some());
            kept && answer.state == State::Given && !answer.flags.contains(&Flag::Approved)
        });
        unseen.map(|answer| dossier.finished.map_or(answer.at, |finished| finished.max(answer.at)))
    });
    since.min()
}
