//! Accounts of staff: proving who one is, and every change of one, with its line in the journal.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Service;
use crate::conversation::Personal;
use crate::dialog::definition::Name;
use crate::staff::deed::{Deed, Done};
use crate::staff::{Account, Role, password, totp};
use crate::store::StoreError;

/// An account that keeps changing while it is changed is tried so many times.
const TRIES: usize = 8;

/// What came of a login and its proofs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// They are who they say.
    Right(Box<Account>),
    /// Not with that password and code, or not any more.
    Wrong,
    /// There is no such account.
    Nobody,
}

/// A change of an account.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Another role, and other campaigns: all of them without any.
    Role(Role, Option<BTreeSet<Name>>),
    /// Another password, as it is kept.
    Password(Personal<String>),
    /// A second proof is shown, to be proven.
    TotpShown(Personal<String>),
    /// The one that was shown and proven is wanted from now on, with the step that proved it; nothing changes where
    /// another one was shown since.
    TotpSet(Personal<String>, u64),
    /// None is wanted any more.
    TotpRemoved,
    /// Nobody logs in with it.
    Shut,
    /// They do again.
    Opened,
    /// All sessions end.
    SessionsEnded,
}

impl Change {
    fn deed(&self) -> Option<Deed> {
        Some(match self {
            Self::Role(..) => Deed::AccountChanged,
            Self::Password(_) => Deed::PasswordChanged,
            Self::TotpShown(_) => return None,
            Self::TotpSet(..) => Deed::TotpSet,
            Self::TotpRemoved => Deed::TotpRemoved,
            Self::Shut => Deed::AccountShut,
            Self::Opened => Deed::AccountOpened,
            Self::SessionsEnded => Deed::SessionsEnded,
        })
    }

    /// Changes the account; false where it is not the one the change was made for.
    fn apply(&self, account: &mut Account, now: Timestamp) -> bool {
        match self {
            Self::Role(role, campaigns) => (account.role, account.campaigns) = (*role, campaigns.clone()),
            Self::Password(kept) => account.password = kept.clone(),
            Self::TotpShown(secret) => account.pending = Some(secret.clone()),
            Self::TotpSet(proven, _) if account.pending.as_ref() != Some(proven) => return false,
            Self::TotpSet(_, step) => (account.totp, account.step) = (account.pending.take(), *step),
            Self::TotpRemoved => (account.totp, account.pending) = (None, None),
            Self::Shut => account.shut = Some(now),
            Self::Opened => account.shut = None,
            Self::SessionsEnded => {}
        }
        // Who is in stays in while they look at a QR code; anything else is another account than the one that logged in.
        if !matches!(self, Self::TotpShown(_) | Self::TotpSet(..)) {
            account.end_sessions();
        }
        true
    }
}

impl Service {
    /// Is it them? Takes as long whether there is such an account or not. A code is taken once.
    ///
    /// # Errors
    /// The store failed.
    pub async fn prove(
        &self,
        login: &str,
        password: &Personal<String>,
        code: &Personal<String>,
        now: Timestamp,
    ) -> Result<Proof, StoreError> {
        for _ in 0..TRIES {
            let found = self.store.account(login).await?;
            let kept = found.as_ref().map(|(account, _)| account.password.clone());
            let fits = fits(password.clone(), kept).await?;
            let Some((mut account, version)) = found else { return Ok(Proof::Nobody) };
            if !fits || account.shut.is_some() {
                return Ok(Proof::Wrong);
            }
            let Some(secret) = &account.totp else { return Ok(Proof::Right(Box::new(account))) };
            match totp::step(secret, code, now).filter(|step| *step > account.step) {
                None => return Ok(Proof::Wrong),
                Some(step) => account.step = step,
            }
            // Kept before anybody is let in: of two who bring one code, one is.
            if self.store.put_account(&account, version).await? {
                return Ok(Proof::Right(Box::new(account)));
            }
        }
        Err(StoreError::Inconsistent("un compte ne cesse de changer"))
    }

    /// Adds an account. False when there is one of that login already.
    ///
    /// # Errors
    /// The store failed.
    pub async fn add_account(&self, account: &Account, by: Option<&str>) -> Result<bool, StoreError> {
        let added = self.store.put_account(account, 0).await?;
        if added {
            self.note_account(Deed::AccountAdded, by, &account.login).await?;
        }
        Ok(added)
    }

    /// Changes an account; answers as it is now. None when there is none of that login, or none any more that the change
    /// was made for.
    ///
    /// # Errors
    /// The store failed.
    pub async fn change_account(
        &self,
        login: &str,
        change: &Change,
        by: Option<&str>,
    ) -> Result<Option<Account>, StoreError> {
        for _ in 0..TRIES {
            let Some((mut account, version)) = self.store.account(login).await? else { return Ok(None) };
            if !change.apply(&mut account, self.clock.now()) {
                return Ok(None);
            }
            if !self.store.put_account(&account, version).await? {
                continue;
            }
            self.drop_sessions(&account).await?;
            if let Some(deed) = change.deed() {
                self.note_account(deed, by, login).await?;
            }
            return Ok(Some(account));
        }
        Err(StoreError::Inconsistent("un compte ne cesse de changer"))
    }

    /// Takes away the sessions of an account that serve no more.
    async fn drop_sessions(&self, account: &Account) -> Result<(), StoreError> {
        let sessions = self.store.sessions().await?;
        let over = |(_, session): &(_, crate::staff::Session)| {
            session.login == account.login && session.epoch != account.epoch
        };
        let names: Vec<_> = sessions.into_iter().filter(over).map(|(name, _)| name).collect();
        if names.is_empty() { Ok(()) } else { self.store.end_sessions(&names).await }
    }

    async fn note_account(&self, deed: Deed, by: Option<&str>, login: &str) -> Result<(), StoreError> {
        let account = (by != Some(login)).then(|| login.to_owned());
        let done = Done { at: self.clock.now(), by: by.map(str::to_owned), deed, person: None, account };
        self.store.write_journal(&done).await.map(|_| ())
    }
}

/// Away from the tasks that wait: it takes 20 ms of a processor.
pub async fn fits(password: Personal<String>, kept: Option<Personal<String>>) -> Result<bool, StoreError> {
    let job = move || password::fits(&password, kept.as_ref().map(|kept| kept.as_str()));
    tokio::task::spawn_blocking(job)
        .await
        .map_err(|_| StoreError::Inconsistent("un mot de passe n’a pas pu être vérifié"))
}

/// Keeps a password, away from the tasks that wait.
///
/// # Errors
/// The system gives no random bytes.
pub async fn keep(password: Personal<String>) -> Result<Personal<String>, StoreError> {
    let kept = tokio::task::spawn_blocking(move || password::keep(&password)).await;
    let failed = || StoreError::Inconsistent("un mot de passe n’a pas pu être gardé");
    kept.map_err(|_| failed())?.map(Personal).map_err(|_| failed())
}
