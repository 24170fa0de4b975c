//! Telegram as the service runs it: receiving, by asking or by webhook; carrying out what turns want sent.

mod again;
pub mod carry;
pub mod courier;
mod fetch;
pub mod poll;
pub mod start;
pub mod webhook;

pub(crate) use super::ended::stop_for_test;
