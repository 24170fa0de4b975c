//! After an outage: presses made meanwhile are lost (Telegram keeps them for 150 seconds), so the open question is shown
//! again to those who were in the middle.

use jiff::SignedDuration;
use uuid::Uuid;

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
/// Changes read at a time.
const PAGE: usize = 1_000;

/// Shows the open question again to those an outage cut off.
///
/// # Errors
/// The store failed.
pub(super) async fn after_outage(service: &Service, desk: &Desk) -> Result<(), StoreError> {
    let Some(last) = service.store.last_poll().await? else { return Ok(()) };
    if service.clock.now().duration_since(last) <= PRESSES_LIVE {
        return Ok(());
    }
    let since = last - IN_THE_MIDDLE;
    for person in changed(service, since).await? {
        let Some(loaded) = service.store.load(person).await? else { continue };
        let middle =
            |thread: &&Thread| thread.address.channel == Channel::Telegram && thread.prompt.is_some() && !thread.shut;
        let again = loaded.threads.iter().filter(middle).map(|thread| {
            let seen = Seen::new(Channel::Telegram, format!("again/{}/{person}", last.as_second()), Some(last));
            Inbound { from: thread.address.clone(), seen, heard: Heard::Again, message: None, sent: None, query: None }
        });
        desk.hear(again.collect()).await?;
    }
    Ok(())
}

/// Whose conversations moved since then, each once.
async fn changed(service: &Service, since: jiff::Timestamp) -> Result<Vec<Uuid>, StoreError> {
    let mut persons = std::collections::BTreeSet::new();
    let mut after = 0;
    loop {
        let page = service.store.feed(after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(persons.into_iter().collect()) };
        after = last.commit;
        persons.extend(page.iter().filter(|change| change.at >= since).map(|change| change.person));
    }
}
