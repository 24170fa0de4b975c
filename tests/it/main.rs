//! Everything from outside, in one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod backup;
mod chat;
mod commands;
mod console;
mod conversations;
mod core;
mod dialogs_check;
mod disk;
#[path = "../fakes"]
mod fakes {
    pub(crate) mod mailserver;
    pub(crate) mod telegram;
}
mod fuzz;
mod guides;
mod kill;
mod letters;
mod mail;
mod mail_wire;
mod pieces;
mod program;
mod renewal;
mod service;
mod socket;
mod store;
mod telegram;
mod tidy;
mod understand;
