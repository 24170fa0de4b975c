//! What was said, in order.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{PAGE_OF_ENTRIES, Response, Which, export, fits};
use crate::conversation::{Entry, Personal, Who};
use crate::dialog::person::Channel;
use crate::redact::Secret;
use crate::service::Service;
use crate::store::StoreError;

/// One entry, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its place.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who speaks.
    pub who: Who,
    /// Where.
    pub channel: Channel,
    /// About which dossier.
    pub dossier: Option<Uuid>,
    /// What was said, secrets masked.
    pub text: Personal<String>,
    /// Which kinds of secrets were masked.
    pub masked: Vec<Secret>,
}

/// A page of a transcript. Of a dossier: what was said while the conversation was about it.
pub(super) async fn page(service: &Service, which: Which, after: u64) -> Result<Response, StoreError> {
    let (person, dossier) = match which {
        Which::From(address) => (export::find_from(service, &address).await?, None),
        Which::Dossier(wanted) => {
            let mut persons = export::find(service, &wanted).await?;
            let dossiers = persons.iter().flat_map(|person| &person.dossiers).filter(|dossier| fits(dossier, &wanted));
            let dossiers: Vec<Uuid> = dossiers.map(|dossier| dossier.id).collect();
            if dossiers.len() > 1 {
                return Ok(Response::Several(dossiers));
            }
            (persons.pop(), dossiers.first().copied())
        }
        Which::All => (None, None),
    };
    let Some(person) = person else { return Ok(Response::Unknown) };
    let last = after.saturating_add(u64::from(PAGE_OF_ENTRIES));
    let page = service.store.transcript_page(person.id, Some(last.saturating_add(1)), PAGE_OF_ENTRIES).await?;
    let read = page.entries.len().saturating_add(page.unreadable.len());
    let next = u32::try_from(read).ok().filter(|read| *read >= PAGE_OF_ENTRIES).map(|_| last);
    let wanted = |entry: &Entry| dossier.is_none() || entry.dossier == dossier;
    Ok(Response::Transcript { lines: page.entries.into_iter().filter(wanted).map(line).collect(), next })
}

fn line(entry: Entry) -> Line {
    let Entry { seq, at, who, channel, dossier, text, masked, .. } = entry;
    Line { seq, at, who, channel, dossier, text, masked }
}
