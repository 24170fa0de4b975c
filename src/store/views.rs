//! Lists a member of staff comes back to: one row for each account, sealed by the house, under a name that says nothing.

use serde::{Deserialize, Serialize};

use super::Store;
use super::engine::{Commit, Committed, Expect};
use super::error::Result;
use super::schema;
use super::seal::Nonces;

/// Two pages at once: the loser reads again.
const TRIES: usize = 4;

/// A list somebody comes back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// What they call it.
    pub name: String,
    /// What stands in its address behind « ? ».
    pub query: String,
}

impl Store {
    /// Somebody's own lists, in the order they were kept.
    ///
    /// # Errors
    /// The store failed.
    pub async fn saved_views(&self, login: &str) -> Result<Vec<SavedView>> {
        Ok(self.views_at(login).await?.0)
    }

    /// Changes somebody's own lists. Answers whether they were written.
    ///
    /// # Errors
    /// The store failed.
    pub async fn change_views(&self, login: &str, change: impl Fn(&mut Vec<SavedView>) + Send) -> Result<bool> {
        let row = self.views_row(login);
        for _ in 0..TRIES {
            let (mut views, expect) = self.views_at(login).await?;
            change(&mut views);
            let sealed = self.keys.house().seal(&row, &views, &mut Nonces::new()?)?;
            let commit =
                Commit { require: vec![(row.clone(), expect)], put: vec![(row.clone(), sealed)], ..Commit::default() };
            if let [Committed::Done(_)] = self.engine.commit(vec![commit]).await?.as_slice() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A row that cannot be read holds no list; it is written over.
    async fn views_at(&self, login: &str) -> Result<(Vec<SavedView>, Expect)> {
        let row = self.views_row(login);
        let found = self.engine.get(vec![row.clone()]).await?.into_iter().flatten().next();
        let Some(found) = found else { return Ok((Vec::new(), Expect::Absent)) };
        Ok((self.keys.house().open(&row, found.value).unwrap_or_default(), Expect::Version(found.version)))
    }

    fn views_row(&self, login: &str) -> Vec<u8> {
        [schema::meta("vues/"), self.account_row(login)].concat()
    }
}
