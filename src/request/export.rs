//! What a dossier holds, for a program: its answers, and its entry sheet in the platform's order.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{PAGE, Response, Which, fits};
use crate::dialog::agenda;
use crate::dialog::definition::{Library, Name};
use crate::dialog::person::{Answer, Channel, Dossier, Flag, Person, State, Value};
use crate::dialog::sheet::{self, SheetRow};
use crate::service::Service;
use crate::store::StoreError;

/// A dossier as it is exported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exported {
    /// Its id.
    pub dossier: Uuid,
    /// Its short number.
    pub number: String,
    /// The dialog.
    pub dialog: Name,
    /// The dialog's title.
    pub title: String,
    /// The campaign, once known.
    pub campaign: Option<Name>,
    /// When it was opened.
    pub opened: Timestamp,
    /// When nothing was left to do.
    pub finished: Option<Timestamp>,
    /// Answers under `slot`, or `group/entry/slot`.
    pub answers: BTreeMap<String, ExportedAnswer>,
    /// The entry sheet.
    pub sheet: Vec<SheetRow>,
}

/// An answer as it is exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedAnswer {
    /// What was understood.
    pub value: Option<Value>,
    /// Whether it settles its question: one word.
    pub state: String,
    /// Put off until.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// What staff must know.
    pub flags: BTreeSet<Flag>,
    /// When.
    pub at: Timestamp,
    /// Where.
    pub channel: Channel,
}

/// A page of an export.
pub(super) async fn page(service: &Service, which: Which, after: Option<Uuid>) -> Result<Response, StoreError> {
    match which {
        Which::All => all(service, after).await,
        Which::From(address) => match service.store.identify(&address).await? {
            None => Ok(Response::Unknown),
            Some(person) => {
                let person = service.store.load(person).await?.person;
                let dossiers = person.dossiers.iter().map(|dossier| exported(&service.library, dossier)).collect();
                Ok(Response::Export { dossiers, next: None })
            }
        },
        Which::Dossier(wanted) => one(service, &wanted).await,
    }
}

async fn all(service: &Service, after: Option<Uuid>) -> Result<Response, StoreError> {
    let persons = service.store.persons(after, PAGE).await?;
    let next = if persons.len() < PAGE { None } else { persons.last().copied() };
    let mut dossiers = Vec::new();
    for id in persons {
        let person = service.store.load(id).await?.person;
        dossiers.extend(person.dossiers.iter().map(|dossier| exported(&service.library, dossier)));
    }
    Ok(Response::Export { dossiers, next })
}

async fn one(service: &Service, wanted: &str) -> Result<Response, StoreError> {
    let found = find(service, wanted).await?;
    let mut dossiers = found.iter().flat_map(|person| &person.dossiers).filter(|dossier| fits(dossier, wanted));
    match (dossiers.next(), dossiers.next()) {
        (None, _) => Ok(Response::Unknown),
        (Some(only), None) => {
            Ok(Response::Export { dossiers: vec![exported(&service.library, only)], next: None })
        }
        (Some(first), Some(second)) => {
            let ids = [first, second].into_iter().chain(dossiers).map(|dossier| dossier.id);
            Ok(Response::Several(ids.collect()))
        }
    }
}

/// The persons who have a dossier of that id or number.
pub(super) async fn find(service: &Service, wanted: &str) -> Result<Vec<Person>, StoreError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let persons = service.store.persons(after, PAGE).await?;
        for id in &persons {
            let person = service.store.load(*id).await?.person;
            if person.dossiers.iter().any(|dossier| fits(dossier, wanted)) {
                found.push(person);
            }
        }
        match persons.last() {
            Some(last) if persons.len() == PAGE => after = Some(*last),
            _ => return Ok(found),
        }
    }
}

fn exported(library: &Library, dossier: &Dossier) -> Exported {
    Exported {
        dossier: dossier.id,
        number: dossier.number(),
        dialog: dossier.dialog.clone(),
        title: library.dialog(&dossier.dialog).map(|dialog| dialog.title.clone()).unwrap_or_default(),
        campaign: agenda::campaign(library, dossier).map(|campaign| campaign.id.clone()),
        opened: dossier.opened,
        finished: dossier.finished,
        answers: dossier.answers.iter().map(|(key, answer)| (key.to_string(), of(answer))).collect(),
        sheet: sheet::sheet(library, dossier),
    }
}

fn of(answer: &Answer) -> ExportedAnswer {
    let (state, until) = match answer.state {
        State::Given => ("given", None),
        State::Proposed => ("proposed", None),
        State::Doubtful => ("doubtful", None),
        State::Checking => ("checking", None),
        State::NotConcerned => ("not_concerned", None),
        State::None => ("none", None),
        State::Deferred { until } => ("deferred", until),
        State::SetAside => ("set_aside", None),
    };
    ExportedAnswer {
        value: answer.value.clone(),
        state: state.to_owned(),
        until,
        flags: answer.flags.clone(),
        at: answer.at,
        channel: answer.channel,
    }
}
