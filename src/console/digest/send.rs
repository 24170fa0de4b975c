//! How staff are told: by a mail that leaves as the service's other mails do, or by calling an address of theirs.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{Digest, Wait, decide};
use crate::channel::email::dkim::Signer;
use crate::channel::email::outlet::Outlet;
use crate::channel::email::write::{Auto, Draft, address, write};
use crate::clock;
use crate::config::ConsoleConfig;
use crate::console::Console;
use crate::console::board::{Board, Order, Shelf, View};
use crate::service::email::settings::Settings;
use crate::store::StoreError;

/// How often it is looked whether somebody waits.
const LOOK: Duration = Duration::from_secs(60);
/// How long nothing is tried again that failed.
const REST: Duration = Duration::from_secs(300);
/// Whoever is called answers within that time.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There was nothing to tell, or not yet.
    Nothing,
    /// Staff were told.
    Told,
    /// They could not be told; it is tried again.
    Failed,
}

/// The way of a mail.
#[derive(Debug, Clone)]
pub struct Post {
    /// The name it bears, and the address.
    pub from: (String, String),
    /// Whom it is for.
    pub to: String,
    /// The way out.
    pub outlet: Outlet,
    /// What signs it.
    pub signer: Option<Signer>,
}

/// How staff are told, and how often at most.
#[derive(Debug, Clone)]
pub struct Ways {
    /// So long between two.
    pub every: SignedDuration,
    /// By mail.
    pub mail: Option<Post>,
    /// By calling that address.
    pub webhook: Option<reqwest::Url>,
    /// Where the queue is, as staff ask for it; empty where nobody said.
    pub url: String,
}

impl Ways {
    /// As it is set; `None` where nobody is to be told.
    ///
    /// # Errors
    /// An address is none, or mail is wanted and not served: in French.
    pub fn read(config: &ConsoleConfig, mail: Option<&Settings>) -> Result<Option<Self>, String> {
        let [to, webhook, url] =
            [&config.digest_to, &config.digest_webhook, &config.public_url].map(|setting| setting.trim());
        let web = |name: &str, text: &str| {
            let url = reqwest::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            url.ok_or_else(|| format!("[console] {name} n’est pas une adresse web (http:// ou https://)."))
        };
        let webhook = (!webhook.is_empty()).then(|| web("digest_webhook", webhook)).transpose()?;
        if !url.is_empty() {
            web("public_url", url)?;
        }
        let mail = match (to, mail) {
            ("", _) => None,
            (to, _) if address(to).is_none() => {
                return Err("[console] digest_to n’est pas une adresse de courriel.".to_owned());
            }
            (_, None) => {
                return Err(
                    "[console] digest_to demande que le courriel soit servi : réglez aussi [mail] address.".to_owned()
                );
            }
            (to, Some(settings)) => Some(Post {
                from: (settings.name.clone(), settings.address.clone()),
                to: to.to_owned(),
                outlet: settings.outlet.clone(),
                signer: settings.signer.clone(),
            }),
        };
        let url = if url.is_empty() { String::new() } else { format!("{}/file", url.trim_end_matches('/')) };
        let every = SignedDuration::from_mins(i64::try_from(config.digest_minutes.max(1)).unwrap_or(i64::MAX / 60));
        Ok((mail.is_some() || webhook.is_some()).then_some(Self { every, mail, webhook, url }))
    }

    /// Looks again and again, for as long as the store is open.
    pub async fn run(self, console: Arc<Console>) {
        loop {
            tokio::time::sleep(LOOK).await;
            match self.look(&console, console.service.clock.now()).await {
                Ok(Outcome::Nothing | Outcome::Told) => {}
                Ok(Outcome::Failed) => tokio::time::sleep(REST).await,
                Err(StoreError::Closed) => return,
                Err(error) => tracing::error!(%error, "console.digest"),
            }
        }
    }

    /// Tells staff that somebody waits, if it is time to.
    ///
    /// # Errors
    /// The store failed, or was closed.
    pub async fn look(&self, console: &Console, now: Timestamp) -> Result<Outcome, StoreError> {
        let last = console.service.store.last_digest().await?;
        let soon = last.is_some_and(|last| now.duration_since(last) < self.every);
        if soon || !console.board.is_full() {
            return Ok(Outcome::Nothing);
        }
        let Some(digest) = decide(&waits(&console.board), last, now, &clock::paris()) else {
            return Ok(Outcome::Nothing);
        };
        if !self.tell(&digest, now).await {
            return Ok(Outcome::Failed);
        }
        console.service.store.mark_digest(now).await?;
        Ok(Outcome::Told)
    }

    /// True when it left somewhere.
    async fn tell(&self, digest: &Digest, now: Timestamp) -> bool {
        let mailed = match &self.mail {
            Some(post) => post.send(digest, &self.url, now).await,
            None => false,
        };
        let called = match &self.webhook {
            Some(webhook) => call(webhook, digest.json(&self.url)).await,
            None => false,
        };
        mailed || called
    }
}

/// Everybody for whom something is to be done.
fn waits(board: &Board) -> Vec<Wait> {
    let all = board.part(&Shelf::Of(View::Todo), Order::Waiting, None, 0, usize::MAX);
    all.cards.iter().filter_map(|card| Wait::of(card)).collect()
}

impl Post {
    async fn send(&self, digest: &Digest, url: &str, now: Timestamp) -> bool {
        let (_, own) = &self.from;
        let domain = own.rsplit_once('@').map_or("", |(_, domain)| domain);
        let draft = Draft {
            id: format!("<attente.{}@{domain}>", Uuid::now_v7().simple()),
            from: self.from.clone(),
            // What is answered to it is no candidate's mail.
            reply_to: self.to.clone(),
            to: self.to.clone(),
            subject: digest.subject(),
            in_reply_to: None,
            references: Vec::new(),
            auto: Auto::Generated,
            unsubscribe: None,
            date: now,
            text: digest.words(url),
            html: String::new(),
        };
        let raw = match write(&draft, self.signer.as_ref()) {
            Ok(raw) => raw,
            Err(error) => {
                tracing::error!(%error, "console.digest_mail");
                return false;
            }
        };
        let sent = self.outlet.send(own, &self.to, &raw).await;
        if sent.is_err() {
            // What a server says may name the address.
            tracing::warn!("console.digest_mail");
        }
        sent.is_ok()
    }
}

async fn call(webhook: &reqwest::Url, body: String) -> bool {
    let client = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build();
    let Ok(client) = client else { return false };
    let asked = client.post(webhook.clone()).header("content-type", "application/json").body(body).send().await;
    let told = asked.is_ok_and(|answer| answer.status().is_success());
    if !told {
        // Its address may hold a secret.
        tracing::warn!("console.digest_webhook");
    }
    told
}
