//! Mails that bear somebody's token and come from an address that is not known as theirs.

use super::code;
use super::hear::{Reader, ancestry, digest, inbound, parsed};
use super::route::{Claims, reachable};
use crate::channel::email::letterhead::Tagged;
use crate::channel::email::read::Mail;
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::{Kind, Mail as Letter};
use crate::conversation::{Address, Personal, Seen};
use crate::dialog::person::Channel;
use crate::service::ended::stop_for_test;
use crate::service::hop::Joined;
use crate::store::{Loaded, StoreError};

/// Holds a mail; or, where it brings the proof that the address is theirs, makes it so and lets go of what was held.
/// `None`: it can neither be kept nor told to anybody.
pub(super) async fn stranger(
    reader: &Reader,
    claims: &Claims,
    loaded: Loaded,
    from: Address,
    seen: Seen,
    mail: &Mail,
    raw: &[u8],
) -> Result<Option<Vec<Inbound>>, StoreError> {
    let service = &reader.office.service;
    let person = loaded.person.id;
    let hop = service.hop(&loaded, Channel::Email);
    let joins = mail.to.iter().filter_map(|to| reader.ours.tag(to)).any(|tag| tag.what == Tagged::Join(hop.clone()));
    let wanted = joins || code::stands_in(&mail.text, &service.store, person, &from, service.clock.now());
    // Anybody can write any address into a mail, and who it belongs to would read somebody else's file from then on: the
    // code proves whose the file is, this whose the address is. Without a mail server that vouches for senders, that is
    // an answer to what only that mailbox was sent.
    if wanted && claims.is_from(service, person, &from) {
        return let_in(reader, &loaded, from, seen, mail).await.map(Some);
    }
    let Some(known) = reachable(&loaded).cloned() else { return Ok(None) };
    // As it came: it is to be read once it is theirs.
    let Some(raw) = service.keep_mail(person, raw.to_vec()).await? else { return Ok(None) };
    let stranger = Some(Personal(from.id.0));
    let letter = Letter { thread: ancestry(mail), stranger, raw: Some(raw), ..Letter::of(Kind::Held) };
    Ok(Some(vec![inbound(known, seen, letter, mail)]))
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
    let thread = ancestry(mail);
    match service.join(&from, loaded).await? {
        Joined::Theirs(rows) => reader.office.desk.carry(rows),
        Joined::Asked(invitation) => {
            let invited = Letter { thread, proven: true, invitation: Some(invitation), ..Letter::of(Kind::Invited) };
            return Ok(vec![inbound(from, seen, invited, mail)]);
        }
    }
    stop_for_test("after_link");
    let linked = Letter { thread, proven: true, ..Letter::of(Kind::Linked) };
    let mut heard = vec![inbound(from.clone(), seen, linked, mail)];
    heard.extend(released(reader, loaded, &from).await?);
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
        let Some(mail) = parsed(raw.clone().into()).await else { continue };
        let claims = Claims::of(&reader.ours, &mail);
        let seen = Seen::new(Channel::Email, format!("held/{}", digest(&mail, &raw)), mail.date);
        let letter = reader.letter(&claims, loaded, from, (Kind::Letter, true), &mail, &raw).await?;
        let letter = Letter { released: Some(*kept), ..letter };
        heard.push(inbound(from.clone(), seen, letter, &mail));
    }
    Ok(heard)
}
