//! Asking Telegram for updates. The next question, which confirms what came before, is asked only once all of that is
//! durable.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;
use teloxide::payloads::GetUpdates;
use teloxide::types::AllowedUpdate;
use tokio::sync::watch;

use super::intake::Intake;
use super::{Health, again};
use crate::channel::telegram::api::{Api, Fault};
use crate::service::Service;
use crate::service::ended::Ended;

/// Telegram holds an empty answer back for so many seconds.
const HELD: u32 = 30;
/// An answer that takes longer is not coming.
const PATIENCE: Duration = Duration::from_secs(45);
/// Waits between tries while Telegram is away.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How often the moment of the last good answer is written down.
const MARK_EVERY: SignedDuration = SignedDuration::from_secs(20);
/// The last question, which confirms what is durable, has so long when the service stops.
const FAREWELL: Duration = Duration::from_secs(1);

/// What is asked for.
pub(super) fn wanted() -> Vec<AllowedUpdate> {
    vec![
        AllowedUpdate::Message,
        AllowedUpdate::EditedMessage,
        AllowedUpdate::CallbackQuery,
        AllowedUpdate::MyChatMember,
    ]
}

/// Updates in one answer, at most.
const MOST: u8 = 100;

/// What every update has, whatever else it is.
#[derive(Deserialize)]
struct Numbered {
    update_id: i32,
}

/// The one who asks.
#[derive(Debug)]
pub struct Poll {
    /// The wire.
    pub api: Api,
    /// Where updates are brought to.
    pub intake: std::sync::Arc<Intake>,
    /// What keeps the moment of the last good answer.
    pub service: std::sync::Arc<Service>,
    /// Told at the first good answer.
    pub ready: watch::Sender<Health>,
    /// When Telegram last gave one, as far as it is known.
    pub last: Option<Timestamp>,
}

impl Poll {
    /// Asks until told to stop.
    ///
    /// # Errors
    /// The store failed, or the token is none: nothing more is confirmed.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) -> Result<(), Ended> {
        let mut offset = None;
        let mut failures = 0;
        // After a start, or a failure, it is not known yet that Telegram answers: it is to say so at once.
        let mut known = false;
        let mut marked = None;
        loop {
            if !self.intake.storeroom.wait(&mut stop, || self.is_waiting()).await? {
                return self.farewell(offset).await;
            }
            let asked = tokio::select! {
                asked = self.ask(offset, if known { HELD } else { 0 }, PATIENCE) => Some(asked),
                () = stopped(&mut stop) => None,
            };
            let Some(asked) = asked else { return self.farewell(offset).await };
            let wait = match asked {
                // It filled up meanwhile: what is not confirmed comes again.
                Ok(updates) if !updates.is_empty() && self.intake.storeroom.is_full()? => continue,
                Ok(updates) => {
                    (failures, known) = (0, true);
                    self.ready.send_replace(Health::Well);
                    offset = self.answer(&updates).await?.or(offset);
                    let now = self.service.clock.now();
                    // First what was said meanwhile, then what nobody could press.
                    again::after_outage(&self.service, &self.intake.desk, self.last.replace(now), now).await?;
                    self.mark(&mut marked, now).await?;
                    continue;
                }
                Err(fault) if fault.is_token() => return Err(Ended::Token),
                Err(Fault::Wait(after)) => after,
                Err(fault) => {
                    known = false;
                    self.is_waiting();
                    told(&fault);
                    FIRST_WAIT.saturating_mul(1 << failures.min(10)).min(LONGEST_WAIT)
                }
            };
            failures += 1;
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = stopped(&mut stop) => return Ok(()),
            }
        }
    }

    fn is_waiting(&self) {
        self.ready.send_replace(Health::Waiting);
    }

    async fn ask(&self, offset: Option<i32>, held: u32, patience: Duration) -> Result<Vec<Box<RawValue>>, Fault> {
        let payload = GetUpdates { offset, limit: Some(MOST), timeout: Some(held), allowed_updates: Some(wanted()) };
        self.api.call(&payload, patience).await
    }

    /// Has updates answered; gives what confirms them.
    async fn answer(&self, raw: &[Box<RawValue>]) -> Result<Option<i32>, Ended> {
        super::stop_for_test("after_receive");
        let updates: Vec<&str> = raw.iter().map(|update| update.get()).collect();
        self.intake.take(&updates).await?;
        if updates.len() < usize::from(MOST) {
            // Nothing older waits.
            self.intake.is_past().await?;
        }
        super::stop_for_test("after_commit");
        // Also of those that could not be read: they would come for ever.
        let numbers = raw.iter().filter_map(|update| serde_json::from_str::<Numbered>(update.get()).ok());
        Ok(numbers.map(|numbered| numbered.update_id).max().and_then(|last| last.checked_add(1)))
    }

    async fn mark(&self, marked: &mut Option<Timestamp>, now: Timestamp) -> Result<(), Ended> {
        if marked.is_none_or(|last| now.duration_since(last) >= MARK_EVERY) {
            self.service.store.mark_poll(now).await?;
            *marked = Some(now);
        }
        Ok(())
    }

    /// What is durable is confirmed, so that it does not come again at the next start.
    async fn farewell(&self, offset: Option<i32>) -> Result<(), Ended> {
        if offset.is_some() {
            // What comes with the answer is not confirmed, and will come again.
            let _ = self.ask(offset, 0, FAREWELL).await;
        }
        Ok(())
    }
}

/// Told to stop, or nobody is left to tell.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

fn told(fault: &Fault) {
    if fault.is_conflict() {
        tracing::error!("{}", crate::messages::running::SECOND_POLLER);
    } else {
        tracing::warn!(why = %fault, "telegram.away");
    }
}
