//! Mails that bear somebody's token and come from an address that is not known as theirs.

use std::sync::Arc;

use uuid::Uuid;

use super::arrived::{Arrived, ancestry, parsed, seen};
use super::code;
use super::copy::redacted_whole;
use super::hear::Reader;
use super::route::{Claims, reachable};
use crate::channel::email::letterhead::Tagged;
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::{Kind, Mail as Letter};
use crate::conversation::{Address, Personal};
use crate::dialog::person::Channel;
use crate::service::ended::stop_for_test;
use crate::store::{Loaded, StoreError};

/// Holds a mail; or, where it brings the proof that the address is theirs, makes it so and lets go of what was held.
/// `None`: it can neither be kept nor told to anybody.
pub(super) async fn stranger(
    reader: &Reader,
    loaded: &Loaded,
    arrived: &Arrived,
) -> Result<Option<Vec<Inbound>>, StoreError> {
    let service = &reader.office.service;
    let Arrived { from, mail, raw, .. } = arrived;
    let person = loaded.person.id;
    let hop = service.hop(loaded, Channel::Email);
    let joins = mail.to.iter().filter_map(|to| reader.ours.tag(to)).any(|tag| tag.what == Tagged::Join(hop.clone()));
    let wanted = joins || code::stands_in(&mail.text, &service.store, person, from, service.clock.now());
    if wanted && is_believed(reader, person, arrived).await? {
        return let_in(reader, loaded, arrived).await.map(Some);
    }
    let Some(known) = reachable(loaded).cloned() else { return Ok(None) };
    // It is to be read once it is theirs: without its secrets, where it has some.
    let copy = redacted_whole(mail).unwrap_or_else(|| raw.to_vec());
    let Some(raw) = service.keep_mail(person, copy).await? else { return Ok(None) };
    let stranger = Some(Personal(from.id.0.clone()));
    let letter = Letter { thread: ancestry(mail), stranger, raw: Some(raw), ..Letter::of(Kind::Held) };
    Ok(Some(vec![arrived.inbound(known, letter)]))
}

/// Whether the address may become somebody's by this mail. Anybody can write any address into a mail, and who it belongs
/// to would bring their whole file along: the code proves one side, this proves the other. Where no mail server of ours
/// says what it thinks of senders, an address that is nobody's yet is believed.
async fn is_believed(reader: &Reader, person: Uuid, arrived: &Arrived) -> Result<bool, StoreError> {
    let (service, from) = (&reader.office.service, &arrived.from);
    let is_nobodys = reader.ours.authserv_id.is_empty() && service.store.identify(from).await?.own().is_none();
    Ok(is_nobodys || arrived.claims.is_from(service, person, from))
}

/// The address is theirs from now on. What this mail says but the code is not read: the code is all that was asked.
async fn let_in(reader: &Reader, loaded: &Loaded, arrived: &Arrived) -> Result<Vec<Inbound>, StoreError> {
    let from = &arrived.from;
    reader.office.service.link(from, loaded.person.id).await?;
    stop_for_test("after_link");
    let linked = Letter { thread: ancestry(&arrived.mail), proven: true, ..Letter::of(Kind::Linked) };
    let mut heard = vec![arrived.inbound(from.clone(), linked)];
    heard.extend(released(reader, loaded, from).await?);
    Ok(heard)
}

/// What was held of an address that is theirs now. Also looked for at each mail that comes from there: the power may have
/// gone just when the address had become theirs.
pub(super) async fn released(reader: &Reader, loaded: &Loaded, from: &Address) -> Result<Vec<Inbound>, StoreError> {
    let (service, person) = (&reader.office.service, loaded.person.id);
    let held = loaded.threads.iter().find(|thread| thread.address == *from).and_then(|thread| thread.mail.as_ref());
    let mut heard = Vec::new();
    for kept in held.map(|correspondence| correspondence.held.as_slice()).unwrap_or_default() {
        let Some(raw) = service.kept_mail(person, *kept).await? else { continue };
        let raw = Arc::new(raw);
        let Some(mail) = parsed(raw.clone()).await else { continue };
        let (claims, seen) = (Claims::of(&reader.ours, &mail), seen("held/", &mail, &raw));
        let arrived = Arrived { from: from.clone(), seen, claims, mail, raw, oversize: false };
        let letter = reader.letter(&arrived, loaded, (Kind::Letter, true)).await?;
        heard.push(arrived.inbound(from.clone(), Letter { released: Some(*kept), ..letter }));
    }
    Ok(heard)
}
