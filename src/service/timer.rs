//! Who is to be looked at, and when. One row a person says so in the store; what is due is worked out anew when it is read,
//! so a row that is no longer right does no harm.

use std::time::Duration;

use super::ended::Ended;
use super::office::Office;
use crate::conversation::Seen;
use crate::conversation::inbound::Inbound;
use crate::conversation::said::Heard;
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
    loop {
        let more = look(&office).await?;
        if more {
            continue;
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => return Ok(()),
        }
    }
}

/// True when there may be more at once.
async fn look(office: &Office) -> Result<bool, StoreError> {
    let service = &office.service;
    let due = service.store.due(service.clock.now(), MOST).await?;
    let mut all = Vec::with_capacity(due.len());
    for (at, person) in &due {
        let loaded = match service.store.load(*person).await {
            Ok(Some(loaded)) => loaded,
            // Their row stays, and so does what staff are told of it.
            Ok(None) | Err(StoreError::Unreadable { .. } | StoreError::Damaged { .. }) => continue,
            Err(error) => return Err(error),
        };
        if let Some(agreed) = loaded.person.joining.clone() {
            let united = match service.unite_as_agreed(loaded, agreed).await {
                Ok((next, rows)) => {
                    office.desk.carry(rows);
                    next
                }
                Err(error @ (StoreError::Unreadable { .. } | StoreError::Damaged { .. })) => {
                    tracing::error!(%error, "hop.unreadable");
                    None
                }
                Err(error) => return Err(error),
            };
            all.extend(united);
            continue;
        }
        all.extend(called(&loaded, *at, service.clock.now()));
    }
    let (called, asked) = (all.len(), due.len());
    if called > 0 {
        office.desk.hear(all).await?;
    }
    Ok(asked == MOST && called > 0)
}

/// The address something is due at; any of them, for a row that is no longer right.
fn called(loaded: &Loaded, at: jiff::Timestamp, now: jiff::Timestamp) -> Option<Inbound> {
    let due = |due: Option<jiff::Timestamp>| due.is_some_and(|due| due <= now);
    let thread = loaded.threads.iter().find(|thread| due(thread.mail.as_ref().and_then(|mail| mail.due)));
    let thread = thread.or(loaded.threads.first())?;
    let seen = Seen::new(thread.address.channel, format!("due/{}/{}", loaded.person.id, at.as_millisecond()), Some(at));
    Some(Inbound::new(thread.address.clone(), seen, Heard::Due))
}
