//! One more address for somebody: who goes on by mail after Telegram, or the other way round. Proven by a code that is good
//! once: it follows from how many addresses of that channel are theirs.
//!
//! Who already had a conversation at the new address brings it along: dossiers, transcript and files become those of the
//! person joined. That takes three commits, each harmless when it is the last one before a power cut: copied first (under
//! a mark, so that nothing is copied twice), then erased there, then linked here.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Service;
use crate::clock;
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::TOKEN;
use crate::conversation::said::Heard;
use crate::conversation::{Address, Entry, Role, Seen, Thread, Who};
use crate::dialog::person::{Answer, Channel, Dossier, Person, Value};
use crate::dialog::turn::Now;
use crate::document::Incoming;
use crate::messages::transcript as messages;
use crate::outbox::reason::SUPERSEDED;
use crate::store::{CODE, Delivered, Delivery, Identity, Loaded, Outcome, StoreError, TurnCommit};

/// Someone else may write meanwhile; more often than that is a defect.
const TRIES: usize = 8;

impl Service {
    /// What makes one more address of a channel theirs, behind their token and a dash.
    #[must_use]
    pub fn hop(&self, loaded: &Loaded, channel: Channel) -> String {
        let known = |address: &&Address| address.channel == channel && !address.is_token();
        let count = loaded.addresses.iter().map(|(address, _)| address).filter(known).count();
        self.store.code(loaded.person.id, &["hop", &format!("{channel:?}"), &count.to_string()])
    }

    /// Makes an address somebody's, if the token is theirs and the code is right. Answers whose it is then.
    ///
    /// # Errors
    /// The store failed.
    pub async fn join(&self, address: &Address, token: &str, code: &str) -> Result<Option<Uuid>, StoreError> {
        let Some(person) = self.store.identify(&Address::token(token)).await?.own() else { return Ok(None) };
        let Some(loaded) = self.store.load(person).await? else { return Ok(None) };
        if self.hop(&loaded, address.channel) != code {
            return Ok(None);
        }
        self.link(address, person).await?;
        Ok(Some(person))
    }

    /// A conversation opened by a link that makes one more address somebody's: it is theirs when it is heard.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn hop_in(&self, inbound: &mut Inbound) -> Result<(), StoreError> {
        let Heard::Open(Some(payload)) = &inbound.heard else { return Ok(()) };
        let Some((token, code)) = payload.split_once('-').filter(|(token, code)| is_link(token, code)) else {
            return Ok(());
        };
        if self.join(&inbound.from, token, code).await?.is_some() {
            inbound.heard = Heard::Open(None);
        }
        Ok(())
    }

    /// Makes an address somebody's, with all that was said there.
    ///
    /// # Errors
    /// The store failed.
    pub async fn link(&self, address: &Address, person: Uuid) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            let identity = self.store.identify(address).await?;
            match identity.own() {
                Some(own) if own == person => return Ok(()),
                Some(own) => self.adopt(own, person).await?,
                None => {
                    let Some(loaded) = self.store.load(person).await? else { return Ok(()) };
                    if self.add(identity, loaded).await? {
                        return Ok(());
                    }
                }
            }
        }
        Err(StoreError::Inconsistent("une adresse ne cesse de changer de main"))
    }

    /// False when somebody wrote meanwhile.
    async fn add(&self, identity: Identity, loaded: Loaded) -> Result<bool, StoreError> {
        let (now, person, address) = (self.clock.now(), loaded.person.clone(), identity.address.clone());
        let wake = self.wake_of(&loaded, &person, now);
        let entry = Entry::new(now, Who::System, address.channel, person.focus, messages::LINKED);
        let mut commit = TurnCommit::new(now, Some(loaded), person);
        if commit.threads.iter().all(|thread| thread.address != address) {
            commit.threads.push(Thread::new(address));
        }
        let commit = TurnCommit { links: vec![(identity, Role::Own)], entries: vec![entry], wake, ..commit };
        Ok(matches!(self.store.commit_one(commit).await?, Outcome::Done(_)))
    }

    /// One person becomes a part of another.
    async fn adopt(&self, from: Uuid, into: Uuid) -> Result<(), StoreError> {
        let (Some(theirs), Some(loaded)) = (self.store.load(from).await?, self.store.load(into).await?) else {
            return Ok(());
        };
        let mut person = loaded.person.clone();
        let fits = |dossier: &&Dossier| !dossier.answers.is_empty();
        for dossier in theirs.person.dossiers.iter().filter(fits) {
            if person.dossiers.iter().all(|known| known.id != dossier.id) {
                let mut dossier = dossier.clone();
                self.bring_pieces(from, into, &mut dossier.answers).await?;
                person.dossiers.push(dossier);
            }
        }
        let mut profile = theirs.person.clone();
        self.bring_pieces(from, into, &mut profile.profile).await?;
        bring_profile(&profile, &mut person);
        let now = self.clock.now();
        let seen = vec![Seen::new(Channel::Console, format!("adopt/{from}"), None)];
        let mut entries = self.store.transcript(from).await?.entries;
        let (first, numbers) = (loaded.entries + 1, entries.iter().map(|entry| entry.seq).collect::<Vec<_>>());
        for entry in &mut entries {
            // A button under a message of another conversation stands for nothing here, and the mail as it came goes.
            (entry.seq, entry.prompt, entry.raw) = (0, None, None);
        }
        // What is due for the dossiers they bring is due for the person they join.
        let wake = self.wake_of(&loaded, &person, now);
        let commit = TurnCommit { seen, entries, wake, ..TurnCommit::new(now, Some(loaded), person) };
        match self.store.commit_one(commit).await? {
            Outcome::Conflict => return Ok(()),
            Outcome::Done(_) => self.bring_deliveries((from, &numbers), (into, first)).await?,
            Outcome::Seen(_) => {}
        }
        self.store.erase(from, now).await?;
        self.erase_pieces(from).await;
        for (address, _) in theirs.addresses.iter().filter(|(address, _)| !address.is_token()) {
            let identity = self.store.identify(address).await?;
            if let (None, Some(loaded)) = (identity.own(), self.store.load(into).await?) {
                self.add(identity, loaded).await?;
            }
        }
        Ok(())
    }

    /// What became of the messages that were brought along; those that did not leave are not sent any more.
    async fn bring_deliveries(
        &self,
        (from, numbers): (Uuid, &[u64]),
        (into, first): (Uuid, u64),
    ) -> Result<(), StoreError> {
        let known = self.store.deliveries(from).await?;
        let gone = Delivered::Refused { at: self.clock.now(), reason: SUPERSEDED };
        let became = |number: &u64| known.get(number).copied().unwrap_or(gone);
        let brought = (first..).zip(numbers).map(|(entry, number)| Delivery::beside(into, entry, became(number)));
        self.store.delivered_all(brought.collect()).await
    }

    /// Files are sealed under their person's key: they are kept anew under the other's.
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

/// A token and a code, by their lengths: names of dialogs and campaigns are shorter.
fn is_link(token: &str, code: &str) -> bool {
    token.len() == TOKEN && code.len() == CODE
}

/// What is known of them here stands; the rest is added.
fn bring_profile(from: &Person, into: &mut Person) {
    for (slot, answer) in &from.profile {
        into.profile.entry(slot.clone()).or_insert_with(|| answer.clone());
    }
    for shown in &from.shown {
        if !into.shown.contains(shown) {
            into.shown.push(shown.clone());
        }
    }
    into.stopped |= from.stopped;
    into.waiting = into.waiting.take().or_else(|| from.waiting.clone());
    into.focus = into.focus.or(from.focus).filter(|focus| into.dossiers.iter().any(|dossier| dossier.id == *focus));
}
