//! What Telegram brings, by whichever way, from its JSON to the desk: read one by one, counted where it is passed over,
//! taken singly after an unclean stop.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use super::typing;
use crate::channel::telegram::api::Api;
use crate::channel::telegram::read::{Me, Read, read_json};
use crate::conversation::inbound::{Inbound, in_order};
use crate::conversation::said::Heard;
use crate::service::Service;
use crate::service::desk::Desk;
use crate::service::office::Office;
use crate::service::storeroom::Storeroom;
use crate::service::turnstile::{Attempt, Turnstile};
use crate::store::StoreError;

/// A webhook brings again what was not taken within two minutes; later than that nothing old comes.
const WARY: Duration = Duration::from_secs(600);

/// The way to the desk, shared by all who bring.
#[derive(Debug)]
pub struct Intake {
    /// The wire.
    pub(super) api: Api,
    /// Where messages are answered.
    pub(super) desk: Desk,
    me: Me,
    service: Arc<Service>,
    /// The room that is left on the disk.
    pub(super) storeroom: Storeroom,
    turnstile: Arc<Turnstile>,
}

impl Intake {
    /// Opens the way.
    ///
    /// # Errors
    /// The store failed.
    pub async fn open(api: Api, me: Me, office: &Office) -> Result<Arc<Self>, StoreError> {
        let Office { desk, service, storeroom, gate, .. } = office.clone();
        let turnstile = gate.open("telegram").await?;
        Ok(Arc::new(Self { api, desk, me, service, storeroom, turnstile }))
    }

    /// Has updates answered, each as Telegram wrote it; all of it is durable when this returns.
    ///
    /// # Errors
    /// The store failed: nothing may be acknowledged.
    pub async fn take(&self, updates: &[&str]) -> Result<(), StoreError> {
        let mut passed: BTreeMap<&'static str, u64> = BTreeMap::new();
        let mut heard = Vec::with_capacity(updates.len());
        for update in updates {
            match self.read(update) {
                Read::Inbound(inbound) => {
                    if inbound.heard == Heard::Unknown {
                        *passed.entry("unknown").or_default() += 1;
                    }
                    heard.push(*inbound);
                }
                Read::Passed(kind) => *passed.entry(kind).or_default() += 1,
            }
        }
        if !passed.is_empty() {
            for (kind, count) in self.service.store.count("passed", &passed).await? {
                tracing::info!(kind, count, "telegram.passed");
            }
        }
        let heard = in_order(heard);
        if self.turnstile.is_wary() { self.singly(heard).await } else { self.hear(heard).await }
    }

    /// One update. Nothing that is wrong with it costs another.
    fn read(&self, update: &str) -> Read {
        catch_unwind(AssertUnwindSafe(|| read_json(update, &self.me))).unwrap_or(Read::Passed("panicked"))
    }

    /// Brings messages to the desk.
    async fn hear(&self, inbound: Vec<Inbound>) -> Result<(), StoreError> {
        if inbound.is_empty() {
            return Ok(());
        }
        let chats = typing::chats(&inbound);
        typing::while_long(self.desk.hear(inbound), &self.api, chats).await
    }

    /// One message at a time, each counted before it is answered. One that ended the process twice is set aside; should
    /// even that end it, it is passed over.
    async fn singly(&self, inbound: Vec<Inbound>) -> Result<(), StoreError> {
        for message in inbound {
            let through = self.turnstile.one(&message.seen.id).await?;
            match through.attempt {
                Attempt::Answer => self.hear(vec![message]).await?,
                Attempt::SetAside => self.hear(vec![Inbound { heard: Heard::Quarantined, ..message }]).await?,
                Attempt::PassOver => {}
            }
        }
        Ok(())
    }

    /// All that came before the unclean stop has been answered: no more need to go one by one.
    pub(super) async fn is_past(&self) -> Result<(), StoreError> {
        self.turnstile.is_past().await
    }

    /// The same, for a webhook: once nothing old can come any more. Otherwise it never ends.
    pub(super) async fn is_past_in_time(&self) -> Result<(), StoreError> {
        tokio::time::sleep(WARY).await;
        self.is_past().await?;
        std::future::pending().await
    }
}
