//! Accounts of staff and the journal, asked for by commands: whoever may open the data may do it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Response;
use crate::dialog::definition::Name;
use crate::service::Service;
use crate::service::accounts::Change;
use crate::staff::deed::Written;
use crate::staff::{Account, Role};
use crate::store::{Checked, StoreError};

/// Lines of the journal read for one answer.
const PAGE: usize = 500;

/// What is asked of accounts and the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Staffing {
    /// An account is added.
    Add(Box<Account>),
    /// One is changed.
    Change {
        /// Whose.
        login: String,
        /// How.
        change: Change,
    },
    /// Who has one.
    List,
    /// Who is logged in.
    Sessions,
    /// Lines of the journal before a number, the newest first.
    Journal {
        /// The last number of the page before.
        before: Option<u64>,
    },
    /// Is the journal as it was written?
    Check,
}

/// What is answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Staffed {
    /// It is done.
    Done,
    /// There is such a login already.
    There,
    /// There is no such login.
    Nobody,
    /// There is no such campaign: the ones there are.
    NoCampaign {
        /// The one that was named.
        named: Name,
        /// Those there are.
        known: Vec<Name>,
    },
    /// Accounts, by login.
    Accounts(Vec<Member>),
    /// Sessions, the last used first.
    Sessions(Vec<Present>),
    /// Lines of the journal.
    Journal(Vec<Written>),
    /// What was found of the journal.
    Checked(Checked),
}

/// An account as it is listed: no password, no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// What they log in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The campaigns they see; all of them without any.
    pub campaigns: Option<BTreeSet<Name>>,
    /// A second proof is asked of them.
    pub totp: bool,
    /// Since when there is this account.
    pub created: Timestamp,
    /// Since when it is shut.
    pub shut: Option<Timestamp>,
}

/// Somebody who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Who.
    pub login: String,
    /// Since when.
    pub created: Timestamp,
    /// When they last asked for a page.
    pub seen: Timestamp,
}

/// Does what is asked.
pub(super) async fn answer(service: &Service, asked: Staffing) -> Result<Response, StoreError> {
    let store = &service.store;
    Ok(Response::Staff(match asked {
        Staffing::Add(account) => match unknown(service, account.campaigns.as_ref()) {
            Some(refused) => refused,
            None if service.add_account(&account, None).await? => Staffed::Done,
            None => Staffed::There,
        },
        Staffing::Change { login, change } => change_account(service, &login, &change).await?,
        Staffing::List => Staffed::Accounts(store.accounts().await?.into_iter().map(member).collect()),
        Staffing::Sessions => Staffed::Sessions(present(service).await?),
        Staffing::Journal { before } => Staffed::Journal(store.journal(before, PAGE).await?),
        Staffing::Check => Staffed::Checked(store.check_journal().await?),
    }))
}

async fn change_account(service: &Service, login: &str, change: &Change) -> Result<Staffed, StoreError> {
    let campaigns = if let Change::Role(_, campaigns) = change { campaigns.as_ref() } else { None };
    if let Some(refused) = unknown(service, campaigns) {
        return Ok(refused);
    }
    let changed = service.change_account(login, change, None).await?;
    Ok(if changed.is_some() { Staffed::Done } else { Staffed::Nobody })
}

fn unknown(service: &Service, campaigns: Option<&BTreeSet<Name>>) -> Option<Staffed> {
    let all = &service.library.campaigns.all;
    let named = campaigns?.iter().find(|named| all.iter().all(|campaign| campaign.id != **named))?;
    Some(Staffed::NoCampaign { named: named.clone(), known: all.iter().map(|known| known.id.clone()).collect() })
}

fn member(account: Account) -> Member {
    let Account { login, name, role, campaigns, totp, created, shut, .. } = account;
    Member { login, name, role, campaigns, totp: totp.is_some(), created, shut }
}

async fn present(service: &Service) -> Result<Vec<Present>, StoreError> {
    let accounts = service.store.accounts().await?;
    let now = crate::clock::Clock::real().now();
    let mut sessions = service.store.sessions().await?;
    sessions.retain(|(_, session)| accounts.iter().any(|account| session.serves(account, now)));
    let present = sessions.into_iter().map(|(_, session)| {
        let crate::staff::Session { login, created, seen, .. } = session;
        Present { login, created, seen }
    });
    let mut present: Vec<Present> = present.collect();
    present.sort_by_key(|present| std::cmp::Reverse(present.seen));
    Ok(present)
}
