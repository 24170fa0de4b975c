//! Mails that nobody waits for an answer to: what came back, what a program wrote, what a platform sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::arrived::{Arrived, bounces};
use super::hear::{Read, Reader};
use super::route::{mailbox, reachable};
use crate::channel::email::read::Class;
use crate::conversation::mail::{Kind, Mail as Letter};
use crate::dialog::fold::head;
use crate::outbox::reason::RETURNED;
use crate::store::{Delivered, Delivery, Loaded, StoreError};

/// Bytes of a report on a mail of ours that the transcript keeps.
const MOST_REPORTED: usize = 8 << 10;
/// A larger one is not passed on: only told of.
const MOST_RELAYED: usize = 1 << 20;

impl Reader {
    /// A mail of ours that came back: told where it was sent to.
    pub(super) async fn returned(&self, arrived: &Arrived) -> Result<Read, StoreError> {
        let service = &self.office.service;
        let claims = &arrived.claims;
        let bearer = claims.bearer(service).await?;
        let loaded = match bearer {
            Some(bearer) => service.store.load(bearer).await?,
            None => None,
        };
        let failed: Vec<_> = bounces(&arrived.mail).filter_map(|bounce| bounce.recipient.as_deref()).collect();
        let named = loaded.as_ref().and_then(|loaded| {
            let theirs = loaded.addresses.iter().map(|(address, _)| address);
            theirs.into_iter().find(|address| failed.contains(&address.id.as_str())).cloned()
        });
        let entry = loaded.as_ref().and_then(|loaded| claims.entry_of(service, loaded.person.id)).filter(|at| *at > 0);
        // What a stranger was told under their token, and never read, says nothing of their own address.
        let hard =
            bounces(&arrived.mail).any(|bounce| bounce.class == Class::Hard) && (named.is_some() || entry.is_some());
        let of = named.or_else(|| loaded.as_ref().and_then(reachable).cloned());
        let (person, to) = match (loaded, of) {
            (Some(loaded), Some(to)) => (loaded, to),
            _ if arrived.from.id.is_empty() => {
                tracing::warn!("mail.no_sender");
                return Ok(Read::Faulty);
            }
            // Of nobody we know: kept where it came from.
            _ => (service.welcome(&arrived.from).await?, arrived.from.clone()),
        };
        if let Some(entry) = entry.filter(|_| hard) {
            let became = Delivered::Refused { at: service.clock.now(), reason: RETURNED };
            service.store.delivered_all(vec![Delivery::beside(person.person.id, entry, became)]).await?;
        }
        let raw = self.keep(person.person.id, arrived).await?;
        let words = head(&arrived.mail.text, MOST_REPORTED).to_owned();
        let letter = Letter { words, raw, ..Letter::of(Kind::Undelivered { hard, entry }) };
        Ok(Read::Heard(vec![arrived.inbound(to, letter)]))
    }

    /// A program that writes under somebody's token: kept with them, answered to nobody.
    pub(super) async fn overheard(&self, person: &Loaded, arrived: &Arrived) -> Result<Read, StoreError> {
        let Some(to) = reachable(person).cloned() else { return Ok(Read::Faulty) };
        let raw = self.keep(person.person.id, arrived).await?;
        let letter = Letter { words: arrived.mail.text.clone(), raw, ..Letter::of(Kind::Automatic) };
        Ok(Read::Heard(vec![arrived.inbound(to, letter)]))
    }

    /// A mail of somebody else to the address a platform was given: it may open an account, so nobody reads it here.
    pub(super) fn relayed(person: &Loaded, arrived: &Arrived) -> Read {
        let Some(to) = mailbox(person).cloned() else { return Read::Faulty };
        let Arrived { mail, raw, oversize, .. } = arrived;
        // Of one that is too long only the headers are here.
        let relayed = (!oversize && raw.len() <= MOST_RELAYED).then(|| STANDARD.encode(&**raw));
        let heads = [mail.from.as_deref().unwrap_or_default(), mail.subject.as_str()].join("\n");
        let letter = Letter { words: heads, relayed, ..Letter::of(Kind::Relayed) };
        Read::Heard(vec![arrived.inbound(to, letter)])
    }
}
