//! Mails as they came, made something the desk hears: read, told whose they are, their files kept. All of it is durable
//! when the mailbox is told so.

use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream;
use uuid::Uuid;

use super::arrived::{Arrived, ancestry, parsed, seen};
use super::copy::redacted;
use super::held;
use super::route::{Claims, Route};
use crate::channel::email::letterhead::Letterhead;
use crate::channel::email::quote::Confidence;
use crate::channel::email::read::{Mail, Nature};
use crate::channel::email::received::{Kept, Received};
use crate::conversation::Address;
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::{Kind, Mail as Letter};
use crate::dialog::person::{Channel, Piece};
use crate::document::Incoming;
use crate::service::office::Office;
use crate::service::turnstile::{Attempt, Turnstile};
use crate::store::{Loaded, StoreError};

/// Mails read at once: each waits on the disk for its files.
const AT_ONCE: usize = 32;

/// Who reads mails.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Who we are.
    pub ours: Arc<Letterhead>,
    /// Where mails are brought to.
    pub office: Office,
    /// Where they are let through one at a time after an unclean stop.
    pub turnstile: Arc<Turnstile>,
}

/// What became of one mail on its way to the desk.
#[derive(Debug)]
pub(super) enum Read {
    Heard(Vec<Inbound>),
    /// Nobody's: one of our own.
    Passed,
    Faulty,
}

impl Reader {
    /// Has mails answered; all of them are durable when this returns.
    ///
    /// # Errors
    /// The store failed: nothing may be moved.
    pub async fn hear(&self, received: Vec<Received>) -> Result<Vec<Kept>, StoreError> {
        if self.turnstile.is_wary() { self.singly(received).await } else { self.together(received).await }
    }

    /// One mail at a time, each counted before it is looked at: it may be what ended the process.
    async fn singly(&self, received: Vec<Received>) -> Result<Vec<Kept>, StoreError> {
        let mut all = Vec::with_capacity(received.len());
        for received in received {
            let through = self.turnstile.one(&blake3::hash(&received.raw).to_hex()).await?;
            match through.attempt {
                Attempt::Answer => all.extend(self.together(vec![received]).await?),
                Attempt::SetAside => all.push(self.set_aside(received).await?),
                Attempt::PassOver => all.push(Kept::Faulty),
            }
        }
        Ok(all)
    }

    async fn together(&self, received: Vec<Received>) -> Result<Vec<Kept>, StoreError> {
        let reads = stream::iter(received).map(|received| self.read(received)).buffered(AT_ONCE);
        let reads: Vec<Result<Read, StoreError>> = reads.collect().await;
        let (mut heard, mut kept) = (Vec::new(), Vec::with_capacity(reads.len()));
        for read in reads {
            kept.push(match read {
                Ok(Read::Heard(inbound)) => {
                    heard.extend(inbound);
                    Kept::Done
                }
                Ok(Read::Passed) => Kept::Done,
                Ok(Read::Faulty) => Kept::Faulty,
                // Of somebody whose rows cannot be read: staff find it where faulty mails are, the others are answered.
                Err(error @ (StoreError::Unreadable { .. } | StoreError::Damaged { .. })) => {
                    tracing::error!(%error, "mail.unreadable_person");
                    Kept::Faulty
                }
                Err(error) => return Err(error),
            });
        }
        self.office.desk.hear(heard).await?;
        Ok(kept)
    }

    async fn read(&self, received: Received) -> Result<Read, StoreError> {
        let Received { raw, oversize, .. } = received;
        let raw = Arc::new(raw);
        let Some(mail) = parsed(raw.clone()).await else { return Ok(Read::Faulty) };
        let claims = Claims::of(&self.ours, &mail);
        let returned = matches!(mail.nature, Nature::Bounce(_));
        // What came back is known by what it reports, whoever says so.
        let Some(sender) = claims.sender.clone().or_else(|| returned.then(String::new)) else {
            tracing::warn!("mail.no_sender");
            return Ok(Read::Faulty);
        };
        if self.ours.is_ours(&sender) {
            tracing::info!("mail.own");
            return Ok(Read::Passed);
        }
        let (from, seen) = (Address::new(Channel::Email, sender), seen("", &mail, &raw));
        let arrived = Arrived { from, seen, claims, mail, raw, oversize };
        if returned { self.returned(&arrived).await } else { self.routed(&arrived).await }
    }

    async fn routed(&self, arrived: &Arrived) -> Result<Read, StoreError> {
        match Route::of(&self.office.service, &arrived.claims, &arrived.from).await? {
            Route::Stranger(person) if arrived.claims.alias => Ok(Self::relayed(&person, arrived)),
            Route::Stranger(person) if matches!(arrived.kind(), Kind::Automatic | Kind::Absent(_)) => {
                self.overheard(&person, arrived).await
            }
            Route::Stranger(person) => {
                let held = held::stranger(self, &person, arrived).await?;
                Ok(held.map_or(Read::Faulty, Read::Heard))
            }
            Route::Sender { person, proven } => {
                let person = match person {
                    Some(person) => *person,
                    None => self.office.service.welcome(&arrived.from).await?,
                };
                let letter = self.letter(arrived, &person, (arrived.readable(), proven)).await?;
                let mut heard = if proven { held::released(self, &person, &arrived.from).await? } else { Vec::new() };
                heard.push(arrived.inbound(arrived.from.clone(), letter));
                Ok(Read::Heard(heard))
            }
        }
    }

    /// What is new in a mail, with its files kept.
    pub(super) async fn letter(
        &self,
        arrived: &Arrived,
        person: &Loaded,
        (kind, proven): (Kind, bool),
    ) -> Result<Letter, StoreError> {
        let Arrived { from, claims, mail, .. } = arrived;
        let sent = self.answered(claims, person, from).await?;
        let read = mail.read(sent.as_deref());
        let mut files = Vec::new();
        if matches!(kind, Kind::Letter | Kind::Winmail) {
            files = self.files(from, mail).await?;
        }
        let raw = self.keep(person.person.id, arrived).await?;
        let place = claims.dossier.and_then(|place| person.person.dossiers.get(place.checked_sub(1)?));
        Ok(Letter {
            thread: ancestry(mail),
            words: read.reply,
            prose: read.prose,
            answers: read.answers.into_iter().collect(),
            files,
            about: place.map(|dossier| dossier.id),
            proven,
            unsure: read.confidence == Confidence::Low,
            raw,
            ..Letter::of(kind)
        })
    }

    /// Keeps a mail as it came; without its secrets, where it has some.
    pub(super) async fn keep(&self, person: Uuid, arrived: &Arrived) -> Result<Option<Uuid>, StoreError> {
        let raw = redacted(&arrived.mail).unwrap_or_else(|| arrived.raw.to_vec());
        self.office.service.keep_mail(person, raw).await
    }

    /// Our own words that a mail answers: of the mail it names, else the last we sent there.
    async fn answered(&self, claims: &Claims, person: &Loaded, from: &Address) -> Result<Option<String>, StoreError> {
        let last = person.threads.iter().find(|thread| thread.address == *from).and_then(|thread| thread.answer);
        let Some(entry) = claims.entry_of(&self.office.service, person.person.id).or(last.map(|(entry, _)| entry))
        else {
            return Ok(None);
        };
        let store = &self.office.service.store;
        let page = store.transcript_page(person.person.id, Some(entry.saturating_add(1)), 1).await?;
        Ok(page.entries.into_iter().next().map(|entry| entry.text.0))
    }

    /// The files of a mail, each kept as a piece.
    async fn files(&self, from: &Address, mail: &Mail) -> Result<Vec<Piece>, StoreError> {
        let mut pieces = Vec::new();
        for attachment in mail.attachments.iter().filter(|attachment| !attachment.inline) {
            let incoming = Incoming { name: Some(attachment.name.clone()), bytes: attachment.bytes.clone() };
            pieces.push(self.office.service.keep(from, vec![incoming]).await?);
        }
        Ok(pieces)
    }
}
