//! Mails that bear somebody's token and come from an address that is not known as theirs.

use super::code;
use super::hear::{Reader, ancestry, inbound};
use super::route::{Claims, mailbox};
use crate::channel::email::letterhead::Tagged;
use crate::channel::email::read::Mail;
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::{Kind, Mail as Letter};
use crate::conversation::{Address, Personal, Seen};
use crate::dialog::person::Channel;
use crate::store::{Loaded, StoreError};

/// Holds a mail; or, where it brings the proof that the address is theirs, makes it so and lets go of what was held.
pub(super) async fn stranger(
    reader: &Reader,
    loaded: Loaded,
    from: Address,
    seen: Seen,
    mail: &Mail,
    raw: &[u8],
) -> Result<Vec<Inbound>, StoreError> {
    let service = &reader.office.service;
    let person = loaded.person.id;
    let hop = service.hop(&loaded, Channel::Email);
    let joins = mail.to.iter().filter_map(|to| reader.ours.tag(to)).any(|tag| tag.what == Tagged::Join(hop.clone()));
    if joins || code::stands_in(&mail.text, &service.store, person, &from, service.clock.now()) {
        return let_in(reader, &loaded, from, seen, mail).await;
    }
    // Where they are known to read: a mailbox, else whatever they write from.
    let known =
        mailbox(&loaded).or_else(|| loaded.addresses.iter().map(|(address, _)| address).find(|a| !a.is_token()));
    let Some(known) = known.cloned() else { return Ok(Vec::new()) };
    let raw = service.keep_mail(person, raw.to_vec()).await?;
    let stranger = Some(Personal(from.id.0));
    let letter = Letter { thread: ancestry(mail), stranger, raw, ..Letter::of(Kind::Held) };
    Ok(vec![inbound(known, seen, letter, mail)])
}

/// The address is theirs from now on. What this mail says but the code is not read: the code is all that was asked.
async fn let_in(
    reader: &Reader,
    loaded: &Loaded,
    from: Address,
    seen: Seen,
    mail: &Mail,
) -> Result<Vec<Inbound>, StoreError> {
    let service = &reader.office.service;
    let person = loaded.person.id;
    service.link(&from, person).await?;
    let held = loaded.threads.iter().find(|thread| thread.address == from).and_then(|thread| thread.mail.as_ref());
    let held = held.map(|correspondence| correspondence.held.clone()).unwrap_or_default();
    let linked = Letter { thread: ancestry(mail), proven: true, ..Letter::of(Kind::Linked) };
    let mut heard = vec![inbound(from.clone(), seen, linked, mail)];
    for raw in held {
        let Some(raw) = service.kept_mail(person, raw).await? else { continue };
        let Some(mail) = super::hear::parsed(raw.clone().into()).await else { continue };
        let claims = Claims::of(&reader.ours, &mail);
        let seen = Seen::new(Channel::Email, format!("held/{}", super::hear::digest(&mail, &raw)), mail.date);
        let Some(loaded) = service.store.load(person).await? else { continue };
        let letter = reader.letter(&claims, &loaded, &from, Kind::Letter, true, &mail, &raw).await?;
        heard.push(inbound(from.clone(), seen, letter, &mail));
    }
    Ok(heard)
}
