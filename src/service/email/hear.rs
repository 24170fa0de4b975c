//! Mails as they came, made something the desk hears: read, told whose they are, their files kept. All of it is durable
//! when the mailbox is told so.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use futures_util::stream;

use super::held;
use super::route::{Claims, Route, mailbox};
use crate::channel::email::letterhead::Letterhead;
use crate::channel::email::quote::Confidence;
use crate::channel::email::read::{Attachment, Bounce, Class, Mail, Nature};
use crate::channel::email::received::{Kept, Received};
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::{Ancestry, Kind, Mail as Letter};
use crate::conversation::said::Heard;
use crate::conversation::{Address, Seen};
use crate::dialog::person::{Channel, Piece};
use crate::document::Incoming;
use crate::redact;
use crate::service::office::Office;
use crate::store::{Loaded, StoreError};

/// Mails read at once: each waits on the disk for its files.
const AT_ONCE: usize = 32;
/// A mail that is larger is read beside everything else.
const LARGE: usize = 256 << 10;
/// The type of a file that only Outlook opens.
const TNEF: &str = "application/ms-tnef";
/// A larger one is not passed on: only told of.
const MOST_RELAYED: usize = 1 << 20;

/// Who reads mails.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Who we are.
    pub ours: Arc<Letterhead>,
    /// Where mails are brought to.
    pub office: Office,
}

/// What became of one mail on its way to the desk.
#[derive(Debug)]
enum Read {
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
        let Some(sender) = claims.sender.clone() else {
            tracing::warn!("mail.no_sender");
            return Ok(Read::Faulty);
        };
        if self.ours.is_ours(&sender) {
            tracing::info!("mail.own");
            return Ok(Read::Passed);
        }
        let from = Address::new(Channel::Email, sender);
        let seen = Seen::new(Channel::Email, digest(&mail, &raw), mail.date);
        if let Nature::Bounce(bounces) = &mail.nature {
            let hard = bounces.iter().any(|bounce| bounce.class == Class::Hard);
            let kind = Kind::Undelivered { hard, entry: claims.entry };
            return self.returned(&claims, from, seen, kind, &mail, &raw).await;
        }
        let route = Route::of(&self.office.service, &claims, &from).await?;
        match route {
            Route::Stranger(loaded) if claims.alias => self.relayed(&loaded, seen, &mail, &raw).await,
            Route::Stranger(loaded) if kind_of(&mail) != Kind::Letter => {
                self.overheard(*loaded, seen, &mail, &raw).await
            }
            Route::Stranger(loaded) => held::stranger(self, *loaded, from, seen, &mail, &raw).await.map(Read::Heard),
            Route::Sender { person, proven } => {
                let kind = match kind_of(&mail) {
                    Kind::Letter if oversize => Kind::TooLarge,
                    Kind::Letter if is_winmail(&mail) => Kind::Winmail,
                    kind => kind,
                };
                let person = match person {
                    Some(person) => *person,
                    None => self.office.service.welcome(&from).await?,
                };
                let letter = self.letter(&claims, &person, &from, kind, proven, &mail, &raw).await?;
                Ok(Read::Heard(vec![inbound(from, seen, letter, &mail)]))
            }
        }
    }

    /// What is new in a mail, with its files kept.
    pub(super) async fn letter(
        &self,
        claims: &Claims,
        person: &Loaded,
        from: &Address,
        kind: Kind,
        proven: bool,
        mail: &Mail,
        raw: &[u8],
    ) -> Result<Letter, StoreError> {
        let sent = self.answered(claims, person, from).await?;
        let read = mail.read(sent.as_deref());
        let secret = !redact::redact(&read.reply).found.is_empty();
        let mut files = Vec::new();
        if matches!(kind, Kind::Letter | Kind::Winmail) {
            files = self.files(from, mail).await?;
        }
        let raw = if secret { redacted(mail, &read.reply) } else { raw.to_vec() };
        let raw = self.office.service.keep_mail(person.person.id, raw).await?;
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

    /// Our own words that a mail answers: of the mail it names, else the last we sent there.
    async fn answered(&self, claims: &Claims, person: &Loaded, from: &Address) -> Result<Option<String>, StoreError> {
        let last = person.threads.iter().find(|thread| thread.address == *from).and_then(|thread| thread.answer);
        let Some(entry) = claims.entry.or(last.map(|(entry, _)| entry)) else { return Ok(None) };
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

    /// A mail of ours that came back: told where it was sent to.
    async fn returned(
        &self,
        claims: &Claims,
        from: Address,
        seen: Seen,
        kind: Kind,
        mail: &Mail,
        raw: &[u8],
    ) -> Result<Read, StoreError> {
        let service = &self.office.service;
        let bearer = claims.bearer(service).await?;
        let loaded = match bearer {
            Some(bearer) => service.store.load(bearer).await?,
            None => None,
        };
        let of = loaded.as_ref().and_then(|loaded| {
            let failed: Vec<_> = bounces(mail).filter_map(|bounce| bounce.recipient.as_deref()).collect();
            let named = |address: &&Address| failed.contains(&address.id.as_str());
            let theirs = loaded.addresses.iter().map(|(address, _)| address);
            theirs.clone().find(named).or_else(|| mailbox(loaded)).cloned()
        });
        let (person, to) = match (loaded, of) {
            (Some(loaded), Some(to)) => (loaded, to),
            // Of nobody we know: kept where it came from.
            _ => (service.welcome(&from).await?, from),
        };
        let letter = Letter { words: mail.text.clone(), ..Letter::of(kind) };
        let raw = service.keep_mail(person.person.id, raw.to_vec()).await?;
        Ok(Read::Heard(vec![inbound(to, seen, Letter { raw, ..letter }, mail)]))
    }

    /// A program that writes under somebody's token: kept with them, answered to nobody.
    async fn overheard(&self, person: Loaded, seen: Seen, mail: &Mail, raw: &[u8]) -> Result<Read, StoreError> {
        let Some(to) = mailbox(&person).cloned() else { return Ok(Read::Passed) };
        let raw = self.office.service.keep_mail(person.person.id, raw.to_vec()).await?;
        let letter = Letter { words: mail.text.clone(), raw, ..Letter::of(Kind::Automatic) };
        Ok(Read::Heard(vec![inbound(to, seen, letter, mail)]))
    }

    /// A mail of somebody else to the address a platform was given: it may open an account, so nobody reads it here.
    async fn relayed(&self, person: &Loaded, seen: Seen, mail: &Mail, raw: &[u8]) -> Result<Read, StoreError> {
        let Some(to) = mailbox(person).cloned() else { return Ok(Read::Faulty) };
        let relayed = (raw.len() <= MOST_RELAYED).then(|| STANDARD.encode(raw));
        let heads = [mail.from.as_deref().unwrap_or_default(), mail.subject.as_str()].join("\n");
        let letter = Letter { words: heads, relayed, ..Letter::of(Kind::Relayed) };
        Ok(Read::Heard(vec![inbound(to, seen, letter, mail)]))
    }
}

pub(super) fn inbound(from: Address, seen: Seen, letter: Letter, mail: &Mail) -> Inbound {
    Inbound { sent: mail.date, ..Inbound::new(from, seen, Heard::Mail(Box::new(letter))) }
}

/// Reads a mail; `None` when it cannot be, whatever is wrong with it.
pub(super) async fn parsed(raw: Arc<Vec<u8>>) -> Option<Mail> {
    let large = raw.len() > LARGE;
    let parse = move || {
        let read = catch_unwind(AssertUnwindSafe(|| Mail::parse(&raw)));
        read.inspect_err(|_| tracing::error!("mail.panicked")).ok()
    };
    if large { tokio::task::spawn_blocking(parse).await.ok().flatten() } else { parse() }
}

/// What a mail tells of mails of ours that did not arrive.
pub(super) fn bounces(mail: &Mail) -> impl Iterator<Item = &Bounce> {
    let all: &[Bounce] = match &mail.nature {
        Nature::Bounce(bounces) => bounces,
        _ => &[],
    };
    all.iter()
}

/// A file that only one program opens, and nothing in it that could be taken out.
fn is_winmail(mail: &Mail) -> bool {
    let wrapped = |attachment: &Attachment| attachment.kind == TNEF;
    mail.attachments.iter().any(wrapped) && mail.attachments.iter().all(|one| wrapped(one) || one.inline)
}

/// What a mail is to be taken for. A letter of another service like this one was written by a program, even when something
/// on the way took off what says so.
fn kind_of(mail: &Mail) -> Kind {
    let letters = mail.message_id.as_deref().is_some_and(Letterhead::is_a_letters);
    if letters { Kind::Automatic } else { kind(&mail.nature) }
}

fn kind(nature: &Nature) -> Kind {
    match nature {
        Nature::Person => Kind::Letter,
        Nature::Absence { until } => Kind::Absent(*until),
        Nature::Auto(_) | Nature::List | Nature::Bounce(_) => Kind::Automatic,
        Nature::Encrypted => Kind::Encrypted,
    }
}

pub(super) fn ancestry(mail: &Mail) -> Ancestry {
    let mut references = mail.references.clone();
    for id in &mail.in_reply_to {
        if !references.contains(id) {
            references.push(id.clone());
        }
    }
    Ancestry { id: mail.message_id.clone(), references }
}

/// The same mail has the same digest, whichever way it came: its name and what it holds, not the stamps on it.
pub(super) fn digest(mail: &Mail, raw: &[u8]) -> String {
    let content = match &mail.message_id {
        Some(_) => raw.get(crate::channel::email::received::headers_of(raw).len()..).unwrap_or(raw),
        None => raw,
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update(mail.message_id.as_deref().unwrap_or_default().as_bytes()).update(b"\0").update(content);
    format!("mail/{}", hasher.finalize().to_hex())
}

/// What is kept of a mail in which a secret was masked: its heads, and its new words with the secret left out.
fn redacted(mail: &Mail, reply: &str) -> Vec<u8> {
    let subject = redact::redact(&mail.subject).text;
    let words = redact::redact(reply).text;
    format!("Subject: {subject}\r\n\r\n{words}\r\n").into_bytes()
}
