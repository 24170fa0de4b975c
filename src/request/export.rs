//! What a dossier holds, for a program: its answers, and its entry sheet in the platform's order.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Response, Which, fits, page_of};
use crate::conversation::Address;
use crate::dialog::definition::{Library, Name};
use crate::dialog::person::{Answer, Channel, Dossier, Flag, Key, Person, State, Value};
use crate::dialog::sheet;
use crate::dialog::view::View;
use crate::service::Service;
use crate::store::StoreError;

/// A dossier as it is exported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exported {
    /// Its id.
    pub dossier: Uuid,
    /// Whose it is.
    pub person: Uuid,
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
    /// The files that were received.
    #[serde(default)]
    pub pieces: Vec<ExportedPiece>,
    /// The entry sheet.
    pub sheet: Vec<sheet::Row>,
}

/// A file as it is exported; its content is read with its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedPiece {
    /// The answer it is.
    pub key: String,
    /// What its content is kept under; none for a file whose content was never sent.
    pub id: Option<Uuid>,
    /// Its name.
    pub name: String,
    /// Its type, by content.
    pub kind: String,
    /// Its size, all parts together.
    pub bytes: u64,
    /// Of how many parts it is.
    pub parts: u16,
    /// When it was received.
    pub at: Timestamp,
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
        Which::All => {
            let (persons, next) = page_of(service, after).await?;
            Ok(Response::Export { dossiers: of_persons(service, &persons), next })
        }
        Which::From(address) => Ok(match find_from(service, &address).await? {
            None => Response::Unknown,
            Some(person) => Response::Export { dossiers: of_persons(service, &[person]), next: None },
        }),
        Which::Dossier(wanted) => one(service, &wanted).await,
    }
}

fn of_persons(service: &Service, persons: &[Person]) -> Vec<Exported> {
    let dossiers = persons.iter().flat_map(|person| person.dossiers.iter().map(|dossier| (person.id, dossier)));
    dossiers.map(|(person, dossier)| exported(&service.library, person, dossier)).collect()
}

async fn one(service: &Service, wanted: &str) -> Result<Response, StoreError> {
    let found = find(service, wanted).await?;
    let dossiers = found.iter().flat_map(|person| person.dossiers.iter().map(|dossier| (person.id, dossier)));
    let dossiers: Vec<(Uuid, &Dossier)> = dossiers.filter(|(_, dossier)| fits(dossier, wanted)).collect();
    Ok(match dossiers.as_slice() {
        [] => Response::Unknown,
        [(person, only)] => Response::Export { dossiers: vec![exported(&service.library, *person, only)], next: None },
        several => Response::Several(several.iter().map(|(_, dossier)| dossier.id).collect()),
    })
}

/// The candidate who writes from an address.
pub(super) async fn find_from(service: &Service, address: &Address) -> Result<Option<Person>, StoreError> {
    let Some(id) = service.store.identify(address).await?.own() else { return Ok(None) };
    Ok(service.store.load(id).await?.map(|loaded| loaded.person))
}

/// The persons who have a dossier of that id or number.
pub(super) async fn find(service: &Service, wanted: &str) -> Result<Vec<Person>, StoreError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let (persons, next) = page_of(service, after).await?;
        found.extend(persons.into_iter().filter(|person| person.dossiers.iter().any(|dossier| fits(dossier, wanted))));
        match next {
            Some(last) => after = Some(last),
            None => return Ok(found),
        }
    }
}

fn exported(library: &Library, person: Uuid, dossier: &Dossier) -> Exported {
    let view = View::new(library, dossier);
    Exported {
        dossier: dossier.id,
        person,
        number: dossier.number(),
        dialog: dossier.dialog.clone(),
        title: view.map(|view| view.dialog.title.clone()).unwrap_or_default(),
        campaign: view.and_then(|view| view.campaign()).map(|campaign| campaign.id.clone()),
        opened: dossier.opened,
        finished: dossier.finished,
        answers: dossier.answers.iter().map(|(key, answer)| (key.to_string(), of(answer))).collect(),
        pieces: dossier.answers.iter().filter_map(|(key, answer)| piece(key, answer)).collect(),
        sheet: view.as_ref().map(sheet::sheet).unwrap_or_default(),
    }
}

fn piece(key: &Key, answer: &Answer) -> Option<ExportedPiece> {
    let Some(Value::Piece(piece)) = &answer.value else { return None };
    Some(ExportedPiece {
        key: key.to_string(),
        id: piece.id,
        name: piece.name.clone(),
        kind: piece.kind.clone(),
        bytes: piece.bytes,
        parts: piece.parts,
        at: piece.at.unwrap_or(answer.at),
    })
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
