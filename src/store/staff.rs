//! Accounts of staff and who is logged in: one row each, sealed by the house, under names that say nothing.

use super::Store;
use super::engine::{Commit, Committed, Expect, Scan};
use super::error::{Result, StoreError};
use super::schema;
use super::seal::Nonces;
use crate::staff::{Account, Session};

/// What a session is kept under: the hash of what the browser holds.
pub type SessionName = [u8; 32];

impl Store {
    /// An account, and the version to keep it over.
    pub async fn account(&self, login: &str) -> Result<Option<(Account, u64)>> {
        let row = self.account_row(login);
        let Some(found) = self.engine.get(vec![row.clone()]).await?.into_iter().flatten().next() else {
            return Ok(None);
        };
        let account = self.keys.house().open(&row, found.value);
        account.map(|account| Some((account, found.version))).map_err(|why| self.spoilt("un compte", &why))
    }

    /// All accounts, by login.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        let rows = self.engine.scan(Scan::prefix(b"a")).await?;
        let opened = rows.into_iter().map(|(key, row)| self.keys.house().open(&key, row.value));
        let mut accounts: Vec<Account> =
            opened.collect::<Result<_, _>>().map_err(|why| self.spoilt("un compte", &why))?;
        accounts.sort_by(|one, other| one.login.cmp(&other.login));
        Ok(accounts)
    }

    /// True when somebody can log in at all.
    pub async fn has_accounts(&self) -> Result<bool> {
        Ok(!self.engine.scan(Scan::prefix(b"a").limit(1)).await?.is_empty())
    }

    /// Keeps an account over the version it was read at, 0 for a new one. False when it is another one meanwhile.
    pub async fn put_account(&self, account: &Account, version: u64) -> Result<bool> {
        let row = self.account_row(&account.login);
        let sealed = self.keys.house().seal(&row, account, &mut Nonces::new()?)?;
        let expect = if version == 0 { Expect::Absent } else { Expect::Version(version) };
        let commit = Commit { require: vec![(row.clone(), expect)], put: vec![(row, sealed)], ..Commit::default() };
        Ok(matches!(self.engine.commit(vec![commit]).await?.as_slice(), [Committed::Done(_)]))
    }

    /// Somebody has logged in.
    pub async fn open_session(&self, name: &SessionName, session: &Session) -> Result<()> {
        self.put_session(name, session, Expect::Absent).await.map(|_| ())
    }

    /// A session was used. One that was ended meanwhile stays so.
    pub async fn use_session(&self, name: &SessionName, session: &Session) -> Result<()> {
        self.put_session(name, session, Expect::Present).await.map(|_| ())
    }

    async fn put_session(&self, name: &SessionName, session: &Session, expect: Expect) -> Result<bool> {
        let row = schema::session(name);
        let sealed = self.keys.house().seal(&row, session, &mut Nonces::new()?)?;
        let commit = Commit { require: vec![(row.clone(), expect)], put: vec![(row, sealed)], ..Commit::default() };
        Ok(matches!(self.engine.commit(vec![commit]).await?.as_slice(), [Committed::Done(_)]))
    }

    /// The session of that name. One that cannot be read is none.
    pub async fn session(&self, name: &SessionName) -> Result<Option<Session>> {
        let row = schema::session(name);
        let found = self.engine.get(vec![row.clone()]).await?.into_iter().flatten().next();
        Ok(found.and_then(|found| self.keys.house().open(&row, found.value).ok()))
    }

    /// All sessions, those that are over too.
    pub async fn sessions(&self) -> Result<Vec<(SessionName, Session)>> {
        let rows = self.engine.scan(Scan::prefix(b"c")).await?;
        let read = rows.into_iter().filter_map(|(key, row)| {
            let name = schema::session_name(&key)?;
            Some((name, self.keys.house().open(&key, row.value).ok()?))
        });
        Ok(read.collect())
    }

    /// Sessions are over.
    pub async fn end_sessions(&self, names: &[SessionName]) -> Result<()> {
        let delete = names.iter().map(schema::session).collect();
        self.engine.commit(vec![Commit { delete, ..Commit::default() }]).await.map(|_| ())
    }

    fn account_row(&self, login: &str) -> super::engine::Key {
        schema::account(&self.keys.blind(&["staff account", login]))
    }

    pub(super) fn spoilt(&self, what: &str, why: &super::seal::Unsealed) -> StoreError {
        StoreError::Damaged { data: self.data.clone(), why: format!("{what} : {why}") }
    }
}
