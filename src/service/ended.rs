//! How a channel ends that was not told to.

use crate::channel::telegram::api::Fault;
use crate::store::StoreError;

/// Why the channel ended.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// Nothing more can be written: nothing may be acknowledged.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Telegram does not know the token.
    #[error("Telegram ne reconnaît pas ce jeton")]
    Token,
    /// A part of it ended by a defect.
    #[error("une partie du service s’est arrêtée")]
    Panicked,
    /// Telegram does not answer as it should.
    #[error("{0}")]
    Fault(#[from] Fault),
}

/// Tests end the process here, between two steps, as a power cut would: `GUICHET_TEST_STOP=after_commit:3` at the third
/// time. Not in what ships.
#[cfg(debug_assertions)]
pub(crate) fn stop_for_test(step: &str) {
    use std::sync::atomic::{AtomicU32, Ordering};
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let Ok(wanted) = std::env::var("GUICHET_TEST_STOP") else { return };
    let (name, times) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if name == step && PASSED.fetch_add(1, Ordering::SeqCst) + 1 >= times.parse().unwrap_or(1) {
        std::process::abort();
    }
}

/// Nothing, in what ships.
#[cfg(not(debug_assertions))]
pub(crate) fn stop_for_test(_: &str) {}

/// Tests have the turn on words that contain a given one end the process, or take a second longer:
/// `GUICHET_TEST_TURN=abort=poison`, `GUICHET_TEST_TURN=slow=tortue`. Not in what ships.
#[cfg(debug_assertions)]
pub(crate) async fn turn_for_test(words: Option<&str>) {
    let (Ok(wanted), Some(words)) = (std::env::var("GUICHET_TEST_TURN"), words) else { return };
    match wanted.split_once('=') {
        Some(("abort", word)) if words.contains(word) => std::process::abort(),
        Some(("slow", word)) if words.contains(word) => tokio::time::sleep(std::time::Duration::from_secs(1)).await,
        _ => {}
    }
}

/// Nothing, in what ships.
#[cfg(not(debug_assertions))]
pub(crate) async fn turn_for_test(_: Option<&str>) {}

/// Tests have the reading of a mail that contains a given word end the process: `GUICHET_TEST_READ=poison`. Not in what
/// ships.
#[cfg(debug_assertions)]
pub(crate) fn read_for_test(raw: &[u8]) {
    let Ok(word) = std::env::var("GUICHET_TEST_READ") else { return };
    if raw.windows(word.len().max(1)).any(|window| window == word.as_bytes()) {
        std::process::abort();
    }
}

/// Nothing, in what ships.
#[cfg(not(debug_assertions))]
pub(crate) fn read_for_test(_: &[u8]) {}
