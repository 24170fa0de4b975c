//! Files, from whoever sends them to where they are kept.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::Service;
use crate::clock;
use crate::conversation::Address;
use crate::dialog::person::{Fault, Pending, Person, Piece, Value};
use crate::dialog::turn::Now;
use crate::document::{Incoming, Refused, described};
use crate::store::{Loaded, Outcome, Room, StoreError, TurnCommit};

impl Service {
    /// Keeps files sent together, as one piece, for whoever writes from an address. What could not be kept is described
    /// all the same, with the reason: the dialog tells the candidate.
    ///
    /// # Errors
    /// The store failed.
    pub async fn keep(&self, from: &Address, incoming: Vec<Incoming>) -> Result<Piece, StoreError> {
        let now = Now { at: self.clock.now(), zone: clock::paris() };
        let mut piece = described(&incoming, &now);
        let fault = match self.try_to_keep(from, incoming, &now).await? {
            Ok(kept) => return Ok(kept),
            Err(fault) => fault,
        };
        piece.fault = Some(fault);
        Ok(piece)
    }

    async fn try_to_keep(
        &self,
        from: &Address,
        incoming: Vec<Incoming>,
        now: &Now,
    ) -> Result<Result<Piece, Fault>, StoreError> {
        // Someone new has no question that asks a file: nothing is kept of strangers.
        let Some(person) = self.store.identify(from).await?.own() else { return Ok(Err(Fault::Lost)) };
        let Some(seal) = self.store.piece_seal(person).await? else { return Ok(Err(Fault::Lost)) };
        if self.store.room()? < Room::Plenty {
            tracing::warn!("pieces.no_room");
            return Ok(Err(Fault::NoRoom));
        }
        let kept = self.pieces.keep(person, &seal, incoming, now).await;
        Ok(kept.map_err(|refused| {
            tracing::warn!(person.id = %person, why = %refused, "piece.refused");
            refused.fault()
        }))
    }

    /// Keeps a mail as it came. Where the disk will not take it, its words are kept all the same: no mail waits for that.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn keep_mail(&self, person: Uuid, raw: Vec<u8>) -> Result<Option<Uuid>, StoreError> {
        let Some(seal) = self.store.piece_seal(person).await? else { return Ok(None) };
        if self.store.room()? < Room::Plenty {
            return Ok(None);
        }
        let now = Now { at: self.clock.now(), zone: clock::paris() };
        let kept = self.pieces.keep_mail(person, &seal, raw, &now).await;
        Ok(kept.inspect_err(|why| tracing::error!(%why, "mail.unkept")).ok())
    }

    /// A mail that was kept, if it still is.
    ///
    /// # Errors
    /// The store failed.
    pub async fn kept_mail(&self, person: Uuid, mail: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(seal) = self.store.piece_seal(person).await? else { return Ok(None) };
        let (mut bytes, mut page) = (Vec::new(), 0);
        while let Ok(Some((more, again))) = self.pieces.page(person, &seal, mail, 0, page).await {
            bytes.extend(more);
            page += 1;
            if !again {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }

    /// Whoever writes from an address; somebody new, with a key for their files, when nobody does yet.
    ///
    /// # Errors
    /// The store failed.
    pub(super) async fn welcome(&self, from: &Address) -> Result<Loaded, StoreError> {
        loop {
            let found = self.find(from).await?;
            if let Some(loaded) = found.loaded {
                return Ok(loaded);
            }
            let commit = TurnCommit { links: found.links, ..TurnCommit::new(self.clock.now(), None, found.person) };
            if let Outcome::Done(loaded) = self.store.commit_one(commit).await? {
                return Ok(*loaded);
            }
        }
    }

    /// Removes an erased person's pieces. They are unreadable already: a failure only leaves them to the sweep.
    pub(super) async fn erase_pieces(&self, person: Uuid) {
        if let Err(error) = self.pieces.erase(person).await {
            tracing::error!(person.id = %person, %error, "pieces.erase");
        }
    }

    /// Removes the files of dossiers that were destroyed. What the disk will not let go of now goes at the next start.
    ///
    /// # Errors
    /// The store failed.
    pub async fn remove_doomed(&self) -> Result<(), StoreError> {
        let mut removed = Vec::new();
        for (person, piece) in self.store.doomed(usize::MAX).await? {
            match self.pieces.remove(person, piece).await {
                Ok(()) => removed.push((person, piece)),
                Err(error) => tracing::error!(person.id = %person, %error, "pieces.doomed"),
            }
        }
        if removed.is_empty() { Ok(()) } else { self.store.removed(&removed).await }
    }

    /// Removes pieces that no answer refers to and that nobody sent for [`crate::document::KEPT_DAYS`] days. Answers how
    /// many. To be run once a day, beside everything else.
    ///
    /// # Errors
    /// The store failed.
    pub async fn sweep_pieces(&self) -> Result<usize, StoreError> {
        let mut swept = 0;
        for person in self.pieces.persons().await.unwrap_or_else(unswept) {
            let loaded = match self.store.load(person).await {
                Err(StoreError::Unreadable { .. }) => continue,
                loaded => loaded?,
            };
            // A row that cannot be read may refer to anything.
            let referred = match &loaded {
                Some(loaded) if !loaded.unreadable.is_empty() => continue,
                Some(loaded) => referred(&loaded.person),
                None => BTreeSet::new(),
            };
            swept += self.pieces.sweep(person, &referred, self.clock.now()).await.unwrap_or_else(unswept);
        }
        Ok(swept)
    }
}

fn unswept<T: Default>(error: Refused) -> T {
    tracing::error!(%error, "pieces.sweep");
    T::default()
}

/// The pieces of a person's answers, and the one they are asked about.
fn referred(person: &Person) -> BTreeSet<Uuid> {
    let answers = person.dossiers.iter().flat_map(|dossier| dossier.answers.values()).chain(person.profile.values());
    let pending = match &person.pending {
        Some(Pending::Suggested { value, .. }) => Some(value),
        _ => None,
    };
    let values = answers.filter_map(|answer| answer.value.as_ref()).chain(pending);
    values.filter_map(|value| if let Value::Piece(piece) = value { piece.id } else { None }).collect()
}
