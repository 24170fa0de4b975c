//! After an outage: presses made meanwhile are lost (Telegram keeps them for 150 seconds), so the open question is shown
//! again to those who were in the middle.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use uuid::Uuid;

use crate::service::ended::Ended;

use crate::conversation::inbound::Inbound;
use crate::conversation::said::Heard;
use crate::conversation::{Seen, Thread};
use crate::dialog::person::Channel;
use crate::service::Service;
use crate::service::desk::Desk;
use crate::store::StoreError;

/// Presses live that long at Telegram’s.
const PRESSES_LIVE: SignedDuration = SignedDuration::from_secs(150);
/// In the middle was who was answered so shortly before the outage.
const IN_THE_MIDDLE: SignedDuration = SignedDuration::from_mins(15);
/// How often the moment is written down.
const MARK_EVERY: Duration = Duration::from_secs(20);
/// Changes read at a time.
const PAGE: usize = 1_000;

/// Shows the open question again to those an outage cut off, if it lasted longer than presses live. Whom something was
/// said to since has seen it.
///
/// # Errors
/// The store failed.
pub(super) async fn after_outage(
    service: &Service,
    desk: &Desk,
    last: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(last) = last.filter(|last| now.duration_since(*last) > PRESSES_LIVE) else { return Ok(()) };
    let mut all = Vec::new();
    for person in in_the_middle(service, last).await? {
        let loaded = match service.store.load(person).await {
            Ok(Some(loaded)) => loaded,
            Ok(None) | Err(StoreError::Unreadable { .. }) => continue,
            Err(error) => return Err(error),
        };
        let middle =
            |thread: &&Thread| thread.address.channel == Channel::Telegram && thread.prompt.is_some() && !thread.shut;
        all.extend(loaded.threads.iter().filter(middle).map(|thread| {
            let seen = Seen::new(Channel::Telegram, format!("again/{}/{person}", last.as_second()), Some(last));
            Inbound::new(thread.address.clone(), seen, Heard::Again)
        }));
    }
    tracing::info!(count = all.len(), "telegram.asked_again");
    desk.hear(all).await
}

/// While Telegram brings updates itself: marks that we are here, and looks for a mark long gone at the start.
///
/// # Errors
/// The store failed.
pub(super) async fn while_served(
    service: &Service,
    desk: &Desk,
    last: Option<Timestamp>,
    mut stop: watch::Receiver<bool>,
) -> Result<(), Ended> {
    after_outage(service, desk, last, service.clock.now()).await?;
    loop {
        service.store.mark_poll(service.clock.now()).await?;
        tokio::select! {
            () = tokio::time::sleep(MARK_EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => return Ok(()),
        }
    }
}

/// Whose conversations moved shortly before the outage, and not since.
async fn in_the_middle(service: &Service, last: Timestamp) -> Result<Vec<Uuid>, StoreError> {
    let (since, until) = (last - IN_THE_MIDDLE, last + PRESSES_LIVE);
    let mut moved: BTreeMap<Uuid, Timestamp> = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = service.store.feed(after, PAGE).await?;
        let Some(end) = page.last() else { break };
        after = end.commit;
        moved.extend(page.iter().filter(|change| change.at >= since).map(|change| (change.person, change.at)));
    }
    Ok(moved.into_iter().filter(|(_, at)| *at <= until).map(|(person, _)| person).collect())
}
