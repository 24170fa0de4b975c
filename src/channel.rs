//! Channels: how a conversation reaches a person. Each reads what was said and renders what is answered; the wire
//! between is the only part that waits.

pub mod email;
pub mod plain;
pub mod telegram;
pub mod terminal;
