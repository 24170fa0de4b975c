//! Updates that Telegram brings itself: answered with 200 only once they are durable.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{Method, StatusCode};

use super::intake::Intake;

/// No update is larger.
const MOST_BYTES: usize = 4 << 20;
/// What Telegram puts the secret into.
const HEADER: &str = "x-telegram-bot-api-secret-token";

/// What the route knows.
#[derive(Debug, Clone)]
pub struct Hook {
    intake: Arc<Intake>,
    /// A digest of the secret: two digests are compared in a time that tells nothing.
    secret: blake3::Hash,
}

impl Hook {
    /// The route for updates of a bot.
    #[must_use]
    pub fn new(intake: Arc<Intake>, secret: &str) -> Self {
        Self { intake, secret: blake3::hash(secret.as_bytes()) }
    }

    /// Takes what was brought. Anything but 200 has it brought again.
    pub async fn take(&self, request: Request) -> StatusCode {
        if request.method() != Method::POST {
            return StatusCode::METHOD_NOT_ALLOWED;
        }
        let told = request.headers().get(HEADER).map(|secret| blake3::hash(secret.as_bytes()));
        if told != Some(self.secret) {
            return StatusCode::UNAUTHORIZED;
        }
        // What is not taken is brought again: Telegram keeps it for a day.
        if self.intake.storeroom.is_full().unwrap_or(true) {
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        let Ok(body) = axum::body::to_bytes(request.into_body(), MOST_BYTES).await else {
            return StatusCode::PAYLOAD_TOO_LARGE;
        };
        // What cannot be read is counted and taken all the same: it would come again for ever.
        let update = std::str::from_utf8(&body).unwrap_or_default();
        super::stop_for_test("after_receive");
        match self.intake.take(&[update]).await {
            Ok(()) => {
                super::stop_for_test("after_commit");
                StatusCode::OK
            }
            Err(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
