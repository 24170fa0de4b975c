//! The channel's start and end: who the bot is, how updates come, what is still to be sent.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use teloxide::payloads::{DeleteWebhook, SetWebhook};
use tokio::sync::{Semaphore, mpsc, watch};

use super::again;
use super::carry::Carrier;
use super::courier::Courier;
use super::fetch::DOWNLOADED;
use super::intake::Intake;
use super::poll::{Poll, wanted};
use super::webhook::Hook;
use super::{Health, watch as watching};
use crate::channel::telegram::api::{Api, Fault};
use crate::channel::telegram::read::{Doors, Me};
use crate::channel::telegram::setup::{self, Presentation};
use crate::conversation::Outgoing;
use crate::outbox::Pace;
use crate::service::Service;
use crate::service::ended::Ended;
use crate::service::office::{Office, Tasks};

/// Waits between tries while Telegram is away.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Updates Telegram brings at once.
const CONNECTIONS: u8 = 40;

/// How the channel is run.
#[derive(Debug, Clone)]
pub struct Telegram {
    /// The wire.
    pub api: Api,
    /// Where Telegram brings updates; nowhere: they are asked for.
    pub webhook: Option<Webhook>,
    /// How fast may be sent.
    pub pace: Pace,
}

/// Where Telegram brings updates.
#[derive(Clone)]
pub struct Webhook {
    /// Its public address.
    pub url: reqwest::Url,
    /// What Telegram says each time, so that nobody else is believed.
    pub secret: String,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

/// The channel, running.
#[derive(Debug)]
pub struct Running {
    /// Whether updates come.
    pub ready: watch::Receiver<Health>,
    /// Where the webhook's updates go, once it is known who the bot is.
    pub hook: Arc<OnceLock<Hook>>,
}

impl Telegram {
    /// Starts the channel: what receives, and what carries rows away.
    #[must_use]
    pub fn start(self, office: &Office, rows: mpsc::UnboundedReceiver<Outgoing>, tasks: &mut Tasks) -> Running {
        let Office { service, desk, ledger, recorder, stop, .. } = office.clone();
        let downloads = Arc::new(Semaphore::new(usize::try_from(DOWNLOADED).unwrap_or(1)));
        let api = self.api.clone();
        let carrier = Carrier { api, desk, ledger: ledger.clone(), service, downloads };
        let courier = Courier::new(carrier, ledger, recorder, self.pace);
        let (ready, is_ready) = watch::channel(Health::Waiting);
        let hook = Arc::new(OnceLock::new());
        let stopped = stop.clone();
        tasks.spawn(async move {
            courier.run(rows, stopped).await;
            Ok(())
        });
        tasks.spawn(self.receive(office.clone(), ready, hook.clone()));
        Running { ready: is_ready, hook }
    }

    async fn receive(
        self,
        office: Office,
        ready: watch::Sender<Health>,
        hook: Arc<OnceLock<Hook>>,
    ) -> Result<(), Ended> {
        let (service, mut stop) = (office.service.clone(), office.stop.clone());
        let me = tokio::select! {
            me = self.connect() => me?,
            _ = stop.wait_for(|stop| *stop) => return Ok(()),
        };
        let me = Me { id: me.id.0, username: me.username().to_owned(), doors: Doors::of(&service.library) };
        let _ = service.bot.set(me.username.clone());
        tracing::info!(bot = me.username, "telegram.connected");
        self.describe(&service);
        let last = service.store.last_poll().await?;
        let intake = Intake::open(self.api.clone(), me, &office).await?;
        match &self.webhook {
            None => Poll { api: self.api, intake, service, ready, last }.run(stop).await,
            Some(webhook) => {
                // First the route, then the updates.
                let _ = hook.set(Hook::new(intake.clone(), &webhook.secret));
                self.announce(webhook).await?;
                ready.send_replace(Health::Well);
                tokio::select! {
                    ended = again::while_served(&service, &intake.desk, last, stop) => ended,
                    failed = intake.is_past_in_time() => Ok(failed?),
                    never = watching::webhook(&self.api, webhook, &ready) => match never {},
                }
            }
        }
    }

    /// Who the bot is; a webhook that is not wanted (any more) goes.
    async fn connect(&self) -> Result<teloxide::types::Me, Ended> {
        let me = retried(|| self.api.me()).await?;
        if self.webhook.is_none() {
            retried(|| self.api.tell_it(DeleteWebhook::new())).await?;
        }
        Ok(me)
    }

    async fn announce(&self, webhook: &Webhook) -> Result<(), Ended> {
        retried(|| {
            let mut payload = SetWebhook::new(webhook.url.clone());
            payload.secret_token = Some(webhook.secret.clone());
            payload.max_connections = Some(CONNECTIONS);
            payload.allowed_updates = Some(wanted());
            self.api.tell_it(payload)
        })
        .await
    }

    /// Commands and descriptions, beside everything else: nobody waits for them.
    fn describe(&self, service: &Service) {
        let (api, all) = (self.api.clone(), setup::presentations(&service.library.phrases));
        tokio::spawn(async move {
            for Presentation { commands, description, short } in all {
                let told = [
                    retried(|| api.tell(&commands)).await,
                    retried(|| api.tell(&description)).await,
                    retried(|| api.tell(&short)).await,
                ];
                for fault in told.into_iter().filter_map(Result::err) {
                    tracing::warn!(why = %fault, "telegram.undescribed");
                }
            }
        });
    }
}

/// Tries again while Telegram is away, and not before it says; a token that is none is told at once.
async fn retried<T, F: Future<Output = Result<T, Fault>>>(call: impl Fn() -> F) -> Result<T, Ended> {
    let mut wait = FIRST_WAIT;
    loop {
        let told = match call().await {
            Ok(answer) => return Ok(answer),
            Err(fault) if fault.is_token() => return Err(Ended::Token),
            Err(fault @ Fault::Refused { .. }) => return Err(fault.into()),
            Err(Fault::Wait(after)) => after,
            Err(fault) => {
                tracing::warn!(why = %fault, "telegram.away");
                Duration::ZERO
            }
        };
        tokio::time::sleep(wait.max(told)).await;
        wait = wait.saturating_mul(2).min(LONGEST_WAIT);
    }
}
