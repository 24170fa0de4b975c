//! Whether Telegram still brings updates here: a webhook is one address per bot, and whoever sets it last has it.

use std::convert::Infallible;
use std::time::Duration;

use serde::Deserialize;
use teloxide::payloads::GetWebhookInfo;
use tokio::sync::watch;

use super::{Health, start::Webhook};
use crate::channel::telegram::api::Api;
use crate::clock::Clock;
use crate::messages::running;

/// How often Telegram is asked.
const EVERY: Duration = Duration::from_secs(180);
/// An answer that takes longer is not coming.
const PATIENCE: Duration = Duration::from_secs(15);

/// What is looked at of a webhook.
#[derive(Deserialize)]
struct Set {
    #[serde(default)]
    url: String,
    #[serde(default)]
    pending_update_count: u64,
    /// Seconds since 1970 of the last delivery that failed.
    #[serde(default)]
    last_error_date: i64,
}

/// Asks again and again where updates are brought, and says once when something is wrong.
pub(super) async fn webhook(api: &Api, webhook: &Webhook, ready: &watch::Sender<Health>) -> Infallible {
    loop {
        tokio::time::sleep(every()).await;
        // Telegram away is told of elsewhere.
        let Ok(set) = api.call::<_, Set>(&GetWebhookInfo::new(), PATIENCE).await else { continue };
        let health = set.health(webhook, Clock::real().now().as_second());
        if ready.send_replace(health) != health {
            told(health);
        }
    }
}

impl Set {
    /// What it means at a moment, in seconds since 1970.
    fn health(&self, webhook: &Webhook, now: i64) -> Health {
        let lately = now.saturating_sub(self.last_error_date) < i64::try_from(EVERY.as_secs()).unwrap_or(i64::MAX);
        if self.url.trim_end_matches('/') != webhook.url.as_str().trim_end_matches('/') {
            Health::Elsewhere
        } else if lately && self.pending_update_count > 0 {
            Health::Unreached
        } else {
            Health::Well
        }
    }
}

/// What Telegram says of a failure is not repeated: it may quote an answer of ours.
fn told(health: Health) {
    match health {
        Health::Elsewhere => tracing::error!("{}", running::OTHER_WEBHOOK),
        Health::Unreached => tracing::error!("{}", running::UNREACHED),
        Health::Well => tracing::warn!("{}", running::WEBHOOK_BACK),
        Health::Waiting => {}
    }
}

#[cfg(not(debug_assertions))]
fn every() -> Duration {
    EVERY
}

/// Tests do not wait: `GUICHET_TEST_WATCH_MS=50`.
#[cfg(debug_assertions)]
fn every() -> Duration {
    let told = std::env::var("GUICHET_TEST_WATCH_MS").ok().and_then(|told| told.parse().ok());
    told.map_or(EVERY, Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_telegram_tells_of_a_webhook() {
        let url = reqwest::Url::parse("https://exemple.fr/telegram").expect("a URL");
        let ours = Webhook { url, secret: String::new() };
        let (here, there) = ("https://exemple.fr/telegram", "https://ailleurs.fr/telegram");
        let cases = [
            (here, 0, 0, Health::Well),
            (here, 9, 0, Health::Well),
            (here, 0, 990, Health::Well),
            (here, 1, 990, Health::Unreached),
            (here, 1, 700, Health::Well),
            (there, 0, 0, Health::Elsewhere),
            ("", 0, 0, Health::Elsewhere),
        ];
        for (url, pending_update_count, last_error_date, expected) in cases {
            let set = Set { url: url.to_owned(), pending_update_count, last_error_date };
            assert_eq!(set.health(&ours, 1_000), expected, "{url} {pending_update_count} {last_error_date}");
        }
    }
}
