//! Everything from outside, in one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod chat;
mod commands;
mod conversations;
mod core;
mod dialogs_check;
mod disk;
#[path = "../fakes"]
mod fakes {
    pub(crate) mod telegram;
}
mod guides;
mod kill;
mod mail;
mod pieces;
mod program;
mod service;
mod socket;
mod store;
mod telegram;
mod tidy;
mod understand;
