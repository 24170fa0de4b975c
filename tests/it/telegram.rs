//! Telegram: the fake itself, and the program behind it.

pub(crate) mod bot;
mod crash;
mod edits;
mod faithful;
mod full;
mod golden;
mod hooked;
mod ranks;
mod service;
mod staff;
mod story;
mod taps;
mod trouble;
mod webhook;
mod wire;
