//! What was said, in order.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{PAGE_OF_ENTRIES, Response, Which, export, fits};
use crate::conversation::{Entry, Personal, Who};
use crate::dialog::person::Channel;
use crate::messages::transcript as messages;
use crate::outbox::reason;
use crate::redact::Secret;
use crate::service::Service;
use crate::store::{Delivered, StoreError};

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
    /// Whether it arrived, where a channel carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached: Option<Reached>,
    /// Where the mail as it came is kept for a while, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Raw>,
}

/// A mail as it came: a piece of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raw {
    /// Whose.
    pub person: Uuid,
    /// Under which name.
    pub id: Uuid,
}

/// What became of something we said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// It waits to be sent.
    Waiting,
    /// The channel took it.
    Sent,
    /// The channel refused it, for this reason in French.
    Refused(String),
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
    let deliveries = service.store.deliveries(person.id).await?;
    let wanted = |entry: &Entry| dossier.is_none() || entry.dossier == dossier;
    let lines = page.entries.into_iter().filter(wanted).map(|entry| line(person.id, entry, &deliveries));
    Ok(Response::Transcript { lines: lines.collect(), next })
}

fn line(person: Uuid, entry: Entry, deliveries: &BTreeMap<u64, Delivered>) -> Line {
    let reached = reached(&entry, deliveries.get(&entry.seq));
    let Entry { seq, at, who, channel, dossier, text, masked, raw, .. } = entry;
    let mail = raw.map(|id| Raw { person, id });
    Line { seq, at, who, channel, dossier, text, masked, reached, mail }
}

/// What became of an entry, where it is ours and a channel carries it.
#[must_use]
pub fn reached(entry: &Entry, delivered: Option<&Delivered>) -> Option<Reached> {
    let carried = matches!(entry.channel, Channel::Telegram | Channel::Email)
        && matches!(entry.who, Who::Assistant | Who::Agent(_));
    carried.then(|| match delivered {
        None => Reached::Waiting,
        Some(Delivered::Sent { .. }) => Reached::Sent,
        Some(Delivered::Refused { reason, .. }) => Reached::Refused(refusal(entry.channel, *reason).to_owned()),
    })
}

fn refusal(channel: Channel, reason: u8) -> &'static str {
    match reason {
        reason::RETURNED => messages::MAIL_RETURNED,
        reason::HELD => messages::REFUSED_HELD,
        reason::STOPPED => messages::REFUSED_STOPPED,
        reason::GONE if channel == Channel::Email => messages::MAIL_GONE,
        _ if channel == Channel::Email => messages::MAIL_FAULTY,
        reason::SHUT => messages::REFUSED_SHUT,
        reason::GONE => messages::REFUSED_GONE,
        reason::SUPERSEDED => messages::REFUSED_SUPERSEDED,
        _ => messages::REFUSED_FAULTY,
    }
}
