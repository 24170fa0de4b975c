//! Telegram as the service runs it: receiving, by asking or by webhook; carrying out what turns want sent.

mod again;
pub mod carry;
pub mod courier;
mod fetch;
pub mod intake;
pub mod poll;
pub mod start;
mod typing;
mod watch;
pub mod webhook;

pub(crate) use super::ended::{stop_for_test, turn_for_test};

/// Whether updates come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Telegram has not answered yet, or does not at the moment.
    Waiting,
    /// They come.
    Well,
    /// Telegram cannot bring them here; it tries again.
    Unreached,
    /// Telegram brings them to another address, or nowhere.
    Elsewhere,
}
