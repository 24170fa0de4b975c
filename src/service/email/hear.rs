//! Mails as they came, made something the desk hears: read, told whose they are, their files kept. All of it is durable
//! when the mailbox is told so.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use futures_util::stream;
use uuid::Uuid;

use super::held;
use super::route::{Claims, Route, mailbox, reachable};
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
use crate::outbox::reason::RETURNED;
use crate::redact;
use crate::service::office::Office;
use crate::store::{Delivered, Delivery, Loaded, StoreError};

/// Mails read at once: each waits on the disk for its files.
const AT_ONCE: usize = 32;
/// A mail that is larger is read beside everything else.
const LARGE: usize = 256 << 10;
/// The type of a file that only Outlook opens.
const TNEF: &str = "application/ms-tnef";
/// Names of a thread's mails that are kept, and bytes of one.
const MOST_NAMES: usize = 12;
const LONGEST_NAME: usize = 250;
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
            return self.returned(&claims, from, seen, hard, &mail, &raw).await;
        }
        let route = Route::of(&self.office.service, &claims, &from).await?;
        match route {
            // What a platform wrote to somebody who is gone: it is nobody's to read.
            Route::Ended if claims.alias => {
                tracing::info!("mail.ended_alias");
                Ok(Read::Passed)
            }
            Route::Ended => {
                let kind = match kind_of(&mail) {
                    Kind::Letter => Kind::Ended,
                    kind => kind,
                };
                let person = self.office.service.welcome(&from).await?;
                let raw = self.keep(person.person.id, &mail, &raw).await?;
                let words = mail.read(None).reply;
                let letter = Letter { thread: ancestry(&mail), words, raw, ..Letter::of(kind) };
                Ok(Read::Heard(vec![inbound(from, seen, letter, &mail)]))
            }
            Route::Stranger(loaded) if claims.alias => self.relayed(&loaded, seen, &mail, &raw, oversize),
            Route::Stranger(loaded) if matches!(kind_of(&mail), Kind::Automatic | Kind::Absent(_)) => {
                self.overheard(*loaded, seen, &mail, &raw).await
            }
            Route::Stranger(loaded) => {
                let held = held::stranger(self, &claims, *loaded, from, seen, &mail, &raw).await?;
                Ok(held.map_or(Read::Faulty, Read::Heard))
            }
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
                let letter = self.letter(&claims, &person, &from, (kind, proven), &mail, &raw).await?;
                let mut heard = if proven { held::released(self, &person, &from).await? } else { Vec::new() };
                heard.push(inbound(from, seen, letter, &mail));
                Ok(Read::Heard(heard))
            }
        }
    }

    /// What is new in a mail, with its files kept.
    pub(super) async fn letter(
        &self,
        claims: &Claims,
        person: &Loaded,
        from: &Address,
        (kind, proven): (Kind, bool),
        mail: &Mail,
        raw: &[u8],
    ) -> Result<Letter, StoreError> {
        let sent = self.answered(claims, person, from).await?;
        let read = mail.read(sent.as_deref());
        let mut files = Vec::new();
        if matches!(kind, Kind::Letter | Kind::Winmail) {
            files = self.files(from, mail).await?;
        }
        let raw = self.keep(person.person.id, mail, raw).await?;
        let another = claims.is_of_another(&self.office.service, person.person.id);
        let place =
            claims.dossier.filter(|_| !another).and_then(|place| person.person.dossiers.get(place.checked_sub(1)?));
        Ok(Letter {
            thread: ancestry(mail),
            prose: if another { read.reply.clone() } else { read.prose },
            answers: if another { Vec::new() } else { read.answers.into_iter().collect() },
            words: read.reply,
            files,
            about: place.map(|dossier| dossier.id),
            proven,
            unsure: read.confidence == Confidence::Low,
            raw,
            ..Letter::of(kind)
        })
    }

    /// Keeps a mail as it came; without its secrets, where it has some.
    async fn keep(&self, person: Uuid, mail: &Mail, raw: &[u8]) -> Result<Option<Uuid>, StoreError> {
        let raw = redacted(mail).unwrap_or_else(|| raw.to_vec());
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

    /// A mail of ours that came back: told where it was sent to.
    async fn returned(
        &self,
        claims: &Claims,
        from: Address,
        seen: Seen,
        hard: bool,
        mail: &Mail,
        raw: &[u8],
    ) -> Result<Read, StoreError> {
        let service = &self.office.service;
        let bearer = claims.bearer(service).await?;
        let loaded = match bearer {
            Some(bearer) => service.store.load(bearer).await?,
            None => None,
        };
        let failed: Vec<_> = bounces(mail).filter_map(|bounce| bounce.recipient.as_deref()).collect();
        let named = loaded.as_ref().and_then(|loaded| {
            let theirs = loaded.addresses.iter().map(|(address, _)| address);
            theirs.into_iter().find(|address| failed.contains(&address.id.as_str())).cloned()
        });
        let entry = loaded.as_ref().and_then(|loaded| claims.entry_of(service, loaded.person.id)).filter(|at| *at > 0);
        // What a stranger was told under their token, and never read, says nothing of their own address.
        let hard = hard && (named.is_some() || entry.is_some());
        let of = named.or_else(|| loaded.as_ref().and_then(reachable).cloned());
        let (person, to) = match (loaded, of) {
            (Some(loaded), Some(to)) => (loaded, to),
            // Of nobody we know: kept where it came from.
            _ => (service.welcome(&from).await?, from),
        };
        if let Some(entry) = entry.filter(|_| hard) {
            let became = Delivered::Refused { at: service.clock.now(), reason: RETURNED };
            service.store.delivered_all(vec![Delivery::beside(person.person.id, entry, became)]).await?;
        }
        let letter = Letter { words: mail.text.clone(), ..Letter::of(Kind::Undelivered { hard, entry }) };
        let raw = self.keep(person.person.id, mail, raw).await?;
        Ok(Read::Heard(vec![inbound(to, seen, Letter { raw, ..letter }, mail)]))
    }

    /// A program that writes under somebody's token: kept with them, answered to nobody.
    async fn overheard(&self, person: Loaded, seen: Seen, mail: &Mail, raw: &[u8]) -> Result<Read, StoreError> {
        let Some(to) = reachable(&person).cloned() else { return Ok(Read::Faulty) };
        let raw = self.keep(person.person.id, mail, raw).await?;
        let letter = Letter { words: mail.text.clone(), raw, ..Letter::of(Kind::Automatic) };
        Ok(Read::Heard(vec![inbound(to, seen, letter, mail)]))
    }

    /// A mail of somebody else to the address a platform was given: it may open an account, so nobody reads it here.
    fn relayed(
        &self,
        person: &Loaded,
        seen: Seen,
        mail: &Mail,
        raw: &[u8],
        oversize: bool,
    ) -> Result<Read, StoreError> {
        let Some(to) = mailbox(person).cloned() else { return Ok(Read::Faulty) };
        // Of one that is too long only the headers are here.
        let relayed = (!oversize && raw.len() <= MOST_RELAYED).then(|| STANDARD.encode(raw));
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
    let is_short = |id: &&String| id.len() <= LONGEST_NAME;
    let mut references: Vec<String> = mail.references.iter().filter(is_short).cloned().collect();
    for id in mail.in_reply_to.iter().filter(is_short) {
        if !references.contains(id) {
            references.push(id.clone());
        }
    }
    // It is kept with the person: the middle of a long thread goes.
    if references.len() > MOST_NAMES {
        references.drain(1..=references.len() - MOST_NAMES);
    }
    Ancestry { id: mail.message_id.clone().filter(|id| is_short(&id)), references }
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

/// What is kept of a mail that holds a secret, wherever in it that stands: its subject and its words, the secret masked.
fn redacted(mail: &Mail) -> Option<Vec<u8>> {
    let [subject, words] = [&mail.subject, &mail.text].map(|text| redact::redact(text));
    let clean = subject.found.is_empty() && words.found.is_empty();
    (!clean).then(|| format!("Subject: {}\r\n\r\n{}\r\n", subject.text, words.text).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_s_names_are_kept_within_bounds() {
        let ids: Vec<String> = (0..150).map(|number| format!("<{number}@a.test>")).collect();
        let long = "x".repeat(1_000);
        let raw = format!(
            "Message-ID: <{long}@a.test>\r\nReferences: {}\r\nIn-Reply-To: <{long}@b.test> <last@a.test>\r\n\r\nBonjour",
            ids.join(" ")
        );
        let Ancestry { id, references } = ancestry(&Mail::parse(raw.as_bytes()));
        assert_eq!(id, None);
        assert_eq!(references.len(), MOST_NAMES);
        assert_eq!((references[0].as_str(), references[MOST_NAMES - 1].as_str()), ("0@a.test", "last@a.test"));
    }

    #[test]
    fn a_secret_anywhere_in_a_mail_is_not_kept_with_it() {
        let mail = |text: &str| Mail::parse(format!("Subject: essai\r\n\r\n{text}").as_bytes());
        assert_eq!(redacted(&mail("Bonjour")), None);
        // In what is quoted, too.
        let kept = redacted(&mail("Bonjour\r\n\r\n> mon mot de passe est Tr0ub4dor&3\r\n")).unwrap();
        let kept = String::from_utf8(kept).unwrap();
        assert!(kept.contains("Bonjour") && !kept.contains("Tr0ub4dor"), "{kept}");
    }
}
