//! Where the dossiers stand. Never a value: the list may be read over a shoulder.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Response, page_of};
use crate::dialog::agenda::Agenda;
use crate::dialog::definition::{Library, Name};
use crate::dialog::person::{Dossier, Key, Person, WaitingFor};
use crate::dialog::view::View;
use crate::service::Service;
use crate::store::StoreError;

/// A dossier's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its id.
    pub dossier: Uuid,
    /// Its short number.
    pub number: String,
    /// Whose: the tail of the person's id.
    pub person: String,
    /// The dialog it follows.
    pub dialog: Name,
    /// The campaign it is for, once known.
    pub campaign: Option<Name>,
    /// How it stands.
    pub state: Standing,
    /// What its person waits for a member of staff for.
    pub waiting: Option<WaitingFor>,
    /// Steps settled,
    pub settled: usize,
    /// of so many that apply.
    pub total: usize,
    /// When something was last said about it.
    pub last_contact: Timestamp,
}

/// How a dossier stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Something is left to do.
    Open,
    /// Its person asked for a break.
    Paused,
    /// Nothing is left.
    Finished,
}

/// A page of the list.
pub(super) async fn page(service: &Service, after: Option<Uuid>) -> Result<Response, StoreError> {
    let (persons, next) = page_of(service, after).await?;
    let rows =
        persons.iter().flat_map(|person| person.dossiers.iter().map(|dossier| row(&service.library, person, dossier)));
    Ok(Response::Dossiers { rows: rows.collect(), next })
}

fn row(library: &Library, person: &Person, dossier: &Dossier) -> Row {
    let view = View::new(library, dossier);
    let agenda = view.as_ref().map(Agenda::of);
    let (_, total) = agenda.as_ref().map_or((0, 0), |agenda| agenda.place(&Key::new("")));
    Row {
        dossier: dossier.id,
        number: dossier.number(),
        person: short(person.id),
        dialog: dossier.dialog.clone(),
        campaign: view.and_then(|view| view.campaign()).map(|campaign| campaign.id.clone()),
        state: match (dossier.finished, person.paused) {
            (Some(_), _) => Standing::Finished,
            (None, true) => Standing::Paused,
            (None, false) => Standing::Open,
        },
        waiting: person.waiting.as_ref().map(|waiting| waiting.why),
        settled: agenda.map_or(0, |agenda| agenda.settled()),
        total,
        last_contact: dossier.answers.values().map(|answer| answer.at).max().unwrap_or(dossier.opened),
    }
}

/// Enough of a person's id to tell two lines apart.
fn short(person: Uuid) -> String {
    let id = person.simple().to_string();
    id.get(24..).unwrap_or_default().to_owned()
}
