//! The mail channel's start: what receives, what sends.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::{mpsc, watch};

use super::courier::{Courier, Sender};
use super::hear::Reader;
use super::receive::{self, Incoming};
use super::settings::Settings;
use crate::channel::email::letterhead::Letterhead;
use crate::config::MailConfig;
use crate::conversation::Outgoing;
use crate::outbox::Pace;
use crate::service::office::{Office, Tasks};

/// Mails in any second, and how soon one address may have the next. What a relay takes is bounded by the connections to it:
/// the first number only keeps a defect from being a flood.
const PACE: Pace = Pace { per_second: 2_000, each: Duration::from_millis(200), burst: 8, reminders: 0 };

/// Who we are by mail; nobody where no address is set.
#[must_use]
pub fn letterhead(config: &MailConfig) -> Option<Letterhead> {
    let seconds = |seconds: u64| SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX / 1_000));
    let address = config.address.trim().to_lowercase();
    (!address.is_empty()).then(|| Letterhead {
        address,
        name: config.name.trim().to_owned(),
        quiet: seconds(config.quiet_seconds),
        quiet_most: seconds(config.quiet_most_seconds),
        authserv_id: config.authserv_id.trim().to_owned(),
    })
}

/// Starts the channel. What it answers with is true once mails come.
#[must_use]
pub fn start(
    settings: Settings,
    office: &Office,
    rows: mpsc::UnboundedReceiver<Outgoing>,
    tasks: &mut Tasks,
) -> Option<watch::Receiver<bool>> {
    let ours = office.service.letterhead.clone()?;
    let Settings { source, outlet, signer, max_message_bytes, reminders, .. } = settings;
    let sender = Sender { ours: ours.clone(), outlet, signer: signer.map(Arc::new) };
    let courier = Courier::new(sender, office.clone(), Pace { reminders, ..PACE });
    tasks.spawn(async move {
        courier.run(rows).await;
        Ok(())
    });
    let office = office.clone();
    let (ready, is_ready) = watch::channel(false);
    let stop = office.stop.clone();
    tasks.spawn(async move {
        let turnstile = office.gate.open("mail").await?;
        let (pace, store, storeroom) =
            (receive::Pace::default(), office.service.store.clone(), office.storeroom.clone());
        let reader = Reader { ours, office, turnstile: turnstile.clone() };
        let incoming =
            Incoming { source, max_message_bytes, pace, store, storeroom, turnstile: Some(turnstile), ready };
        let hear = |received| {
            let reader = reader.clone();
            async move { reader.hear(received).await }
        };
        Ok(incoming.run(hear, stop).await?)
    });
    Some(is_ready)
}
