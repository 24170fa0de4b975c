//! An address that is not theirs after all is taken off, by a member of staff whom they told so.

use crate::conversation::{Address, Entry, Thread, Who};
use crate::messages::transcript as messages;
use crate::service::Service;
use crate::store::{Loaded, Outcome, StoreError, TurnCommit};

use super::TRIES;

impl Service {
    /// The addresses of whoever writes from one of them; nobody's are `None`.
    ///
    /// # Errors
    /// The store failed.
    pub async fn addresses(&self, from: &Address) -> Result<Option<Vec<Address>>, StoreError> {
        Ok(self.owner(from).await?.map(|loaded| own(&loaded).cloned().collect()))
    }

    /// Takes an address off whoever writes from another one. True when it was: the last one stays, or nobody could ever
    /// write again; and who asks is not the one to go.
    ///
    /// # Errors
    /// The store failed.
    pub async fn part(&self, from: &Address, gone: &str) -> Result<bool, StoreError> {
        for _ in 0..TRIES {
            let Some(loaded) = self.owner(from).await? else { return Ok(false) };
            let Some(address) = own(&loaded).find(|known| known.id.0 == gone && *known != from).cloned() else {
                return Ok(false);
            };
            let (now, person) = (self.clock.now(), loaded.person.clone());
            let identity = self.store.identify(&address).await?;
            let entry = Entry::new(now, Who::System, address.channel, person.focus, messages::UNLINKED);
            let mut commit = TurnCommit::new(now, Some(loaded), person);
            commit.threads.retain(|thread| thread.address != address);
            commit.threads.push(Thread { parted: true, ..Thread::new(address) });
            commit.wake = commit.threads.iter().filter_map(|thread| thread.mail.as_ref()?.due).min();
            let commit = TurnCommit { unlinks: vec![identity], entries: vec![entry], ..commit };
            if let Outcome::Done(_) = self.store.commit_one(commit).await? {
                return Ok(true);
            }
        }
        Err(StoreError::Inconsistent("une adresse ne cesse de changer de main"))
    }

    async fn owner(&self, from: &Address) -> Result<Option<Loaded>, StoreError> {
        match self.store.identify(from).await?.own() {
            Some(person) => self.store.load(person).await,
            None => Ok(None),
        }
    }
}

fn own(loaded: &Loaded) -> impl Iterator<Item = &Address> {
    loaded.addresses.iter().map(|(address, _)| address).filter(|address| !address.is_token())
}
