//! Mails that ended the process each time they were read. Their head alone is looked at: for who is to be told.

use std::sync::Arc;

use super::arrived::{Arrived, ancestry, parsed};
use super::hear::Reader;
use super::route::{Claims, Route};
use crate::channel::email::received::{Kept, Received, headers_of};
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::{Kind, Mail as Letter};
use crate::conversation::{Address, Seen};
use crate::dialog::person::Channel;
use crate::store::StoreError;

/// Bytes of a head that are read.
const MOST_READ: usize = 64 << 10;

impl Reader {
    /// Leaves a mail to staff. Who wrote it is told so once; the mail is kept with them as it came, sealed.
    pub(super) async fn set_aside(&self, received: Received) -> Result<Kept, StoreError> {
        if let Some(told) = self.told_of(received).await? {
            self.office.desk.hear(vec![told]).await?;
        }
        Ok(Kept::Faulty)
    }

    /// `None` where nobody is to be told: it is in the folder of faulty mails, and the journal says so.
    async fn told_of(&self, received: Received) -> Result<Option<Inbound>, StoreError> {
        let Received { raw, oversize, .. } = received;
        let raw = Arc::new(raw);
        let head = headers_of(&raw);
        let head = head.get(..MOST_READ).unwrap_or(head).to_vec();
        let Some(mail) = parsed(Arc::new(head)).await else { return Ok(None) };
        let claims = Claims::of(&self.ours, &mail);
        let Some(sender) = claims.sender.clone().filter(|sender| !self.ours.is_ours(sender)) else { return Ok(None) };
        let from = Address::new(Channel::Email, sender);
        let seen = Seen::new(Channel::Email, format!("aside/{}", blake3::hash(&raw).to_hex()), mail.date);
        let arrived = Arrived { from, seen, claims, mail, raw, oversize };
        if arrived.kind() != Kind::Letter {
            return Ok(None);
        }
        let service = &self.office.service;
        let person = match Route::of(service, &arrived.claims, &arrived.from).await? {
            Route::Sender { person: Some(person), .. } => *person,
            Route::Sender { person: None, .. } => service.welcome(&arrived.from).await?,
            // Nobody's word is taken for whose it is.
            Route::Stranger(_) => return Ok(None),
        };
        let raw = service.keep_mail(person.person.id, arrived.raw.to_vec()).await?;
        let letter = Letter { thread: ancestry(&arrived.mail), raw, ..Letter::of(Kind::Killer) };
        Ok(Some(arrived.inbound(arrived.from.clone(), letter)))
    }
}
