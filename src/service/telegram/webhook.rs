//! Updates that Telegram brings itself: answered with 200 only once they are durable.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use teloxide::types::Update;

use super::poll::inbound;
use crate::channel::telegram::read::Me;
use crate::service::desk::Desk;

/// No update is larger.
const MOST_BYTES: usize = 4 << 20;
/// What Telegram puts the secret into.
const HEADER: &str = "x-telegram-bot-api-secret-token";

/// What the route knows.
#[derive(Debug, Clone)]
pub struct Hook {
    desk: Desk,
    me: Me,
    /// A digest of the secret: two digests are compared in a time that tells nothing.
    secret: blake3::Hash,
}

impl Hook {
    /// The route for updates of a bot.
    #[must_use]
    pub fn new(desk: Desk, me: Me, secret: &str) -> Self {
        Self { desk, me, secret: blake3::hash(secret.as_bytes()) }
    }

    /// The route, under any path: a proxy may have changed it.
    pub fn routes(self, path: &str) -> Router {
        Router::new().route(path, post(receive)).layer(DefaultBodyLimit::max(MOST_BYTES)).with_state(Arc::new(self))
    }
}

async fn receive(State(hook): State<Arc<Hook>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let told = headers.get(HEADER).map(|secret| blake3::hash(secret.as_bytes()));
    if told != Some(hook.secret) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(update) = serde_json::from_slice::<Update>(&body) else {
        // It would come again for ever.
        tracing::warn!("telegram.unreadable");
        return StatusCode::OK;
    };
    super::stop_for_test("after_receive");
    match hook.desk.hear(inbound(&[update], &hook.me)).await {
        Ok(()) => {
            super::stop_for_test("after_commit");
            StatusCode::OK
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
