//! Two files of one person become one. Who gives up theirs agreed to it, or has nothing of their own: their dossiers, their
//! transcript, their files and what is owed to them become those of the person joined, in one commit that also erases what
//! is left of them. What they agreed to is kept with them until then, and looked at like any moment that has come
//! (`service/timer.rs`): a power cut puts it off, and nothing else.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Service, rows_of};
use crate::clock;
use crate::conversation::inbound::Inbound;
use crate::conversation::said::Heard;
use crate::conversation::{Address, Entry, Outgoing, Seen, Thread, Who};
use crate::dialog::person::{Answer, Channel, Invitation, Person, ToWrite, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;
use crate::dialog::turn::Now;
use crate::document::Incoming;
use crate::outbox::reason::SUPERSEDED;
use crate::service::ended::stop_for_test;
use crate::store::{Adopted, Delivered, Loaded, StoreError, TurnCommit};

impl Service {
    /// Carries out what somebody agreed to, if it still holds: the link was good once. What they hear next, and what is to
    /// be sent; nothing when somebody wrote meanwhile, and it is looked at again at once.
    ///
    /// # Errors
    /// The store failed.
    pub(in crate::service) async fn unite_as_agreed(
        &self,
        loaded: Loaded,
        agreed: Invitation,
    ) -> Result<(Option<Inbound>, Vec<Outgoing>), StoreError> {
        stop_for_test("before_union");
        let (from, asked) = (loaded.person.id, own_address(&loaded, agreed.channel).cloned());
        let into = self.store.load(agreed.into).await?;
        let holds = into.is_some_and(|into| self.hop(&into, agreed.channel) == agreed.code);
        if !holds {
            return Ok((None, self.keep_apart(loaded).await?));
        }
        let Some(rows) = self.unite(&loaded, agreed.into, agreed.channel).await? else { return Ok((None, Vec::new())) };
        stop_for_test("after_union");
        // By mail the letter that is owed goes on.
        let next = asked.filter(|address| address.channel != Channel::Email).map(|address| {
            let seen = Seen::new(address.channel, format!("united/{from}"), None);
            Inbound::new(address, seen, Heard::Open(None))
        });
        Ok((next, rows))
    }

    /// The link was used by somebody else meanwhile, or its person is gone: said where they agreed.
    async fn keep_apart(&self, loaded: Loaded) -> Result<Vec<Outgoing>, StoreError> {
        let (now, mut person) = (self.clock.now(), loaded.person.clone());
        let channel = person.joining.take().map(|agreed| agreed.channel);
        let say = |phrase| self.library.phrases.say(phrase, &Args::new());
        let to = channel.and_then(|channel| own_address(&loaded, channel)).cloned();
        let (mut entries, mut outbox) = (Vec::new(), Vec::new());
        let mut threads = loaded.threads.clone();
        if let Some(to) = to.as_ref().filter(|to| to.channel != Channel::Email) {
            let said = say(Phrase::JoinLate);
            entries.push(Entry::new(now, Who::Assistant, to.channel, person.focus, said.plain()));
            outbox.push(Outgoing { entry: Some(0), ..self.notice(person.id, to, said, None) });
        } else if let Some(to) = to {
            let letter = person.letter.get_or_insert_with(|| ToWrite::new(now));
            letter.asides.retain(|aside| *aside != say(Phrase::JoinAgreed));
            letter.aside(say(Phrase::JoinLate));
            let theirs = threads.iter_mut().filter(|thread| thread.address == to);
            theirs.for_each(|thread| thread.mail.get_or_insert_default().due = Some(now));
        }
        let wake = threads.iter().filter_map(|thread| thread.mail.as_ref()?.due).min();
        let commit = TurnCommit { wake, threads, entries, outbox, ..TurnCommit::new(now, Some(loaded), person) };
        Ok(rows_of(self.store.commit_one(commit).await?).unwrap_or_default())
    }

    /// One person becomes a part of another. `None` when somebody wrote meanwhile, and nothing was done.
    pub(super) async fn unite(
        &self,
        theirs: &Loaded,
        into: Uuid,
        channel: Channel,
    ) -> Result<Option<Vec<Outgoing>>, StoreError> {
        let Some(loaded) = self.store.load(into).await? else { return Ok(None) };
        let (from, now, agreed) = (theirs.person.id, self.clock.now(), theirs.person.joining.is_some());
        let mut links = Vec::new();
        for (address, role) in &theirs.addresses {
            // Their token too: who answers an old letter of theirs is still known.
            links.push((self.store.identify(address).await?.without(from), *role));
        }
        let deliveries = self.store.deliveries(from).await?;
        let brought = self.store.transcript(from).await?.entries;
        let mut coming = self.with_pieces(&theirs.person, into).await?;
        if agreed || is_unsent(&brought, &deliveries) {
            let joined = agreed.then(|| self.library.phrases.say(Phrase::Joined, &Args::new()));
            owe(&mut coming, theirs, now, joined);
        }
        let mut person = loaded.person.clone();
        person.take_over(&coming);
        let (mut entries, became) =
            in_a_new_place(brought, &deliveries, Delivered::Refused { at: now, reason: SUPERSEDED });
        let before = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        let (told, mut outbox) = self.told(&loaded, theirs, channel, agreed);
        entries.extend(told);
        outbox.iter_mut().for_each(|row| row.entry = row.entry.map(|entry| entry.saturating_add(before)));
        let threads = threads(&loaded, theirs, coming.letter.is_some().then_some(now));
        let letters = threads.iter().filter_map(|thread| thread.mail.as_ref()?.due);
        // What is due for the dossiers they bring is due for the person they join.
        let wake = letters.chain(loaded.wake).chain(self.wake_of(&loaded, &person, now)).min();
        let adopts = Some(Adopted::new(theirs, became));
        let commit =
            TurnCommit { links, entries, outbox, threads, wake, adopts, ..TurnCommit::new(now, Some(loaded), person) };
        let rows = rows_of(self.store.commit_one(commit).await?);
        if rows.is_some() {
            self.erase_pieces(from).await;
        }
        Ok(rows)
    }

    /// What is said of it: to the addresses that were known, of the new one; to the new one, that it is done.
    fn told(&self, loaded: &Loaded, theirs: &Loaded, channel: Channel, agreed: bool) -> (Vec<Entry>, Vec<Outgoing>) {
        let Some(new) = own_address(theirs, channel) else { return (Vec::new(), Vec::new()) };
        let (mut entries, mut outbox) = self.told_of(loaded, new);
        // By mail it stands in the letter.
        if agreed && channel != Channel::Email {
            let said = self.library.phrases.say(Phrase::Joined, &Args::new());
            let place = u64::try_from(entries.len()).ok();
            entries.push(Entry::new(self.clock.now(), Who::Assistant, channel, loaded.person.focus, said.plain()));
            outbox.push(Outgoing { entry: place, ..self.notice(loaded.person.id, new, said, None) });
        }
        (entries, outbox)
    }

    /// Files are sealed under their person's key: they are kept anew under the other's.
    async fn with_pieces(&self, from: &Person, into: Uuid) -> Result<Person, StoreError> {
        let mut coming = from.clone();
        for dossier in &mut coming.dossiers {
            self.bring_pieces(from.id, into, &mut dossier.answers).await?;
        }
        self.bring_pieces(from.id, into, &mut coming.profile).await?;
        Ok(coming)
    }

    async fn bring_pieces<K: Ord>(
        &self,
        from: Uuid,
        into: Uuid,
        answers: &mut BTreeMap<K, Answer>,
    ) -> Result<(), StoreError> {
        let (Some(theirs), Some(ours)) = (self.store.piece_seal(from).await?, self.store.piece_seal(into).await?)
        else {
            return Ok(());
        };
        for answer in answers.values_mut() {
            let Some(Value::Piece(piece)) = &mut answer.value else { continue };
            let Ok(parts) = self.pieces.read(from, &theirs, piece).await else { continue };
            let name = Some(piece.name.clone());
            let incoming = parts.into_iter().map(|bytes| Incoming { name: name.clone(), bytes }).collect();
            let now = Now { at: piece.at.unwrap_or_else(|| self.clock.now()), zone: clock::paris() };
            match self.pieces.keep(into, &ours, incoming, &now).await {
                Ok(kept) => piece.id = kept.id,
                Err(why) => tracing::error!(%why, "hop.piece"),
            }
        }
        Ok(())
    }
}

/// Where somebody writes from on a channel.
fn own_address(loaded: &Loaded, channel: Channel) -> Option<&Address> {
    let fits = |address: &&Address| address.channel == channel && !address.is_token();
    loaded.addresses.iter().map(|(address, _)| address).find(fits)
}

/// A letter of theirs did not leave: what it said is said in the next one, from the state.
fn is_unsent(entries: &[Entry], deliveries: &BTreeMap<u64, Delivered>) -> bool {
    let ours = |entry: &&Entry| entry.who == Who::Assistant && entry.channel == Channel::Email;
    entries.iter().filter(ours).any(|entry| !deliveries.contains_key(&entry.seq))
}

/// A letter is owed to who writes by mail.
fn owe(person: &mut Person, theirs: &Loaded, now: jiff::Timestamp, aside: Option<crate::dialog::text::Prose>) {
    if own_address(theirs, Channel::Email).is_none() {
        return;
    }
    let letter = person.letter.get_or_insert_with(|| ToWrite::new(now));
    aside.into_iter().for_each(|aside| letter.aside(aside));
}

/// The entries as they come to stand in another transcript, and what became of those that carried messages. A button under
/// a message of another conversation stands for nothing here, and the mail as it came goes.
fn in_a_new_place(
    mut entries: Vec<Entry>,
    deliveries: &BTreeMap<u64, Delivered>,
    gone: Delivered,
) -> (Vec<Entry>, BTreeMap<u64, Delivered>) {
    let ours = |entry: &Entry| entry.who == Who::Assistant && entry.channel != Channel::Terminal;
    let became = |entry: &Entry| deliveries.get(&entry.seq).copied().or(ours(entry).then_some(gone));
    let became = (0..).zip(&entries).filter_map(|(place, entry)| Some((place, became(entry)?))).collect();
    for entry in &mut entries {
        (entry.seq, entry.prompt, entry.raw) = (0, None, None);
    }
    (entries, became)
}

/// What is known of both persons' addresses: buttons and answers of the one conversation mean nothing in the other. A letter
/// that is owed goes where they last wrote from by mail.
fn threads(loaded: &Loaded, theirs: &Loaded, owed: Option<jiff::Timestamp>) -> Vec<Thread> {
    let mut threads = loaded.threads.clone();
    for thread in &theirs.threads {
        if theirs.addresses.iter().all(|(address, _)| *address != thread.address) {
            // A stranger's: what was held of them is gone.
            continue;
        }
        let known = threads.iter().position(|known| known.address == thread.address);
        let known = known.map(|at| threads.remove(at));
        let parted = known.as_ref().is_some_and(|known| known.parted);
        let known = known.and_then(|known| known.mail);
        let mut mail = thread.mail.clone();
        if let Some(mail) = &mut mail {
            // What was held of it under their token is read with its next mail.
            mail.held = known.map(|known| known.held).unwrap_or_default();
            mail.due = mail.due.or(owed).filter(|_| owed.is_some());
        }
        threads.push(Thread { mail, shut: thread.shut, parted, ..Thread::new(thread.address.clone()) });
    }
    threads
}
