//! Who is to be looked at, and when. One row a person says so in the store; what is due is worked out anew when it is read,
//! so a row that is no longer right does no harm.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::ended::{Ended, stop_for_test};
use super::office::Office;
use super::turnstile::{Attempt, Turnstile};
use crate::conversation::Seen;
use crate::conversation::inbound::Inbound;
use crate::conversation::said::Heard;
use crate::messages::running;
use crate::store::{Loaded, StoreError};

/// How often the rows are looked at.
const EVERY: Duration = Duration::from_millis(500);
/// Persons looked at in one go.
const MOST: usize = 256;

/// Looks at persons when their time has come, until told to stop.
///
/// # Errors
/// The store failed.
pub async fn run(office: Office) -> Result<(), Ended> {
    let mut stop = office.stop.clone();
    let turnstile = office.gate.open("due").await?;
    let mut timer = Timer { office, turnstile, stuck: BTreeSet::new(), looked_at: BTreeSet::new() };
    loop {
        timer.look().await?;
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => return Ok(()),
        }
    }
}

/// Who looks at the rows.
struct Timer {
    office: Office,
    turnstile: Arc<Turnstile>,
    /// Rows that nothing comes of: passed over until they change, or the next start.
    stuck: BTreeSet<(Timestamp, Uuid)>,
    /// Rows of the last look: one that is still there stays for ever.
    looked_at: BTreeSet<(Timestamp, Uuid)>,
}

impl Timer {
    /// All that is due now, page by page: what stays where it is holds up nothing behind it.
    async fn look(&mut self) -> Result<(), StoreError> {
        if self.office.storeroom.is_full()? {
            // Nothing is lost: it is due all the same when there is room again.
            return Ok(());
        }
        let now = self.office.service.clock.now();
        let before = std::mem::take(&mut self.looked_at);
        let mut after = None;
        loop {
            let due = self.office.service.store.due(after, now, MOST).await?;
            self.stuck.extend(due.iter().filter(|row| before.contains(row)));
            self.call(&due, now).await?;
            if due.len() < MOST {
                return self.turnstile.is_past().await;
            }
            after = due.last().copied();
        }
    }

    async fn call(&mut self, due: &[(Timestamp, Uuid)], now: Timestamp) -> Result<(), StoreError> {
        let mut all = Vec::with_capacity(due.len());
        for row in due {
            if self.stuck.contains(row) {
                continue;
            }
            let (at, person) = *row;
            match self.wanted(at, person, now).await {
                Ok(Some(inbound)) => {
                    self.looked_at.insert(*row);
                    all.push((*row, inbound));
                }
                Ok(None) => drop(self.stuck.insert(*row)),
                Err(StoreError::Unreadable { .. } | StoreError::Damaged { .. }) => {
                    tracing::error!(person.id = %person, "{}", running::UNREADABLE_DUE);
                    self.stuck.insert(*row);
                }
                Err(error) => return Err(error),
            }
        }
        if self.turnstile.is_wary() {
            return self.singly(all).await;
        }
        let all: Vec<Inbound> = all.into_iter().map(|(_, inbound)| inbound).collect();
        if !all.is_empty() {
            self.office.desk.hear(all).await?;
            stop_for_test("after_due");
        }
        Ok(())
    }

    /// What is to be heard about somebody whose time has come. Who agreed to become one with somebody else does so first.
    async fn wanted(&self, at: Timestamp, person: Uuid, now: Timestamp) -> Result<Option<Inbound>, StoreError> {
        let Some(loaded) = self.office.service.store.load(person).await? else { return Ok(None) };
        let Some(agreed) = loaded.person.joining.clone() else { return Ok(called(&loaded, at, now)) };
        let (next, rows) = self.office.service.unite_as_agreed(loaded, agreed).await?;
        self.office.desk.carry(rows);
        Ok(next)
    }

    /// One person at a time, after an unclean stop: what is due may be what ended the process.
    async fn singly(&mut self, all: Vec<((Timestamp, Uuid), Inbound)>) -> Result<(), StoreError> {
        for ((at, person), due) in all {
            let through = self.turnstile.one(&due.seen.id).await?;
            let heard = match through.attempt {
                Attempt::Answer => due,
                Attempt::SetAside => Inbound { heard: Heard::Quarantined, ..due },
                Attempt::PassOver => {
                    self.office.service.store.forget_due(at, person).await?;
                    continue;
                }
            };
            self.office.desk.hear(vec![heard]).await?;
            stop_for_test("after_due");
        }
        Ok(())
    }
}

/// The address something is due at; any of them, for a row that is no longer right.
fn called(loaded: &Loaded, at: Timestamp, now: Timestamp) -> Option<Inbound> {
    let due = |due: Option<Timestamp>| due.is_some_and(|due| due <= now);
    let thread = loaded.threads.iter().find(|thread| due(thread.mail.as_ref().and_then(|mail| mail.due)));
    // What time brings is said everywhere, whichever of their own addresses it is looked at from.
    let own = || loaded.addresses.iter().map(|(address, _)| address).find(|address| !address.is_token());
    let address = thread.map(|thread| &thread.address).or_else(own)?;
    let seen = Seen::new(address.channel, format!("due/{}/{}", loaded.person.id, at.as_millisecond()), Some(at));
    Some(Inbound::new(address.clone(), seen, Heard::Due))
}

#[cfg(test)]
mod tests;
