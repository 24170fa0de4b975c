//! What is to come for everybody, and what is kept of what was destroyed. Never a value of a dossier.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{PAGE, Response};
use crate::clock;
use crate::dialog::definition::Name;
use crate::dialog::due::{self, Due, Matter};
use crate::dialog::person::Person;
use crate::dialog::turn::Now;
use crate::dialog::view::View;
use crate::service::Service;
use crate::store::{Loaded, StoreError};

/// Something that is to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// When, at the earliest.
    pub at: Timestamp,
    /// The dossier.
    pub dossier: Uuid,
    /// Its short number.
    pub number: String,
    /// The dialog it follows.
    pub dialog: Name,
    /// Its campaign.
    pub campaign: Option<Name>,
    /// In which term, from 0.
    pub cycle: u32,
    /// What.
    pub what: Matter,
    /// A member of staff has the conversation: they are told, nothing is sent.
    pub held: bool,
}

/// What is to come until a moment for a page of persons.
pub(super) async fn page(
    service: &Service,
    after: Option<Uuid>,
    until: Option<Timestamp>,
) -> Result<Response, StoreError> {
    let ids = service.store.persons(after, PAGE).await?;
    let next = if ids.len() < PAGE { None } else { ids.last().copied() };
    let mut timers = Vec::new();
    for id in ids {
        match service.store.load(id).await {
            Ok(loaded) => timers.extend(loaded.iter().flat_map(|loaded| of(service, loaded))),
            Err(error @ StoreError::Unreadable { .. }) => tracing::error!(%error, "person.unreadable"),
            Err(error) => return Err(error),
        }
    }
    timers.retain(|timer| until.is_none_or(|until| timer.at <= until));
    Ok(Response::Timers { timers, next })
}

/// A page of proofs.
pub(super) async fn proofs(service: &Service, from: Option<Vec<u8>>) -> Result<Response, StoreError> {
    let (proofs, next) = service.store.proofs(from, PAGE).await?;
    Ok(Response::Proofs { proofs, next })
}

fn of(service: &Service, loaded: &Loaded) -> Vec<Timer> {
    let now = Now { at: service.clock.now(), zone: clock::paris() };
    let all = due::all(&service.library, &loaded.person, Service::absence(loaded), &now);
    all.iter().filter_map(|due| timer(service, &loaded.person, due)).collect()
}

fn timer(service: &Service, person: &Person, due: &Due) -> Option<Timer> {
    let dossier = person.dossiers.iter().find(|dossier| dossier.id == due.dossier)?;
    let view = View::new(&service.library, dossier);
    Some(Timer {
        at: due.at,
        dossier: dossier.id,
        number: dossier.number(),
        dialog: dossier.dialog.clone(),
        campaign: view.and_then(|view| view.campaign()).map(|campaign| campaign.id.clone()),
        cycle: due.cycle,
        what: due.what,
        held: due::is_held(person),
    })
}
