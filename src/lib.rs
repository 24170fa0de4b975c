//! guichet: a conversational intake assistant.
//!
//! Candidates fill their file step by step in a conversation; staff review and take over. In reading order:
//!
//! - [`dialog`]: the pure core. What is asked, what is understood, what is answered.
//! - [`campaign`]: the facts of the year.
//! - [`renewal`]: how long a candidature lives, and what is asked when.
//! - [`messages`]: what is said about a mistake in a file.
//! - [`redact`]: secrets masked before anything is kept.
//! - [`conversation`]: words the shell shares. Who writes from where, what was said.
//! - [`staff`]: who works here. Roles, accounts, sessions, what the journal keeps.
//! - [`clock`], [`config`]: what time it is, and the settings.
//! - [`store`]: the only door to storage.
//! - [`outbox`]: which message is sent next, and when.
//! - [`document`]: the files candidates send, kept.
//! - [`channel`]: how a conversation reaches a person.
//! - [`service`]: one message's way from what was said to an answer that is durable.
//! - [`request`], [`socket`]: what commands ask of a service, here or in another process.
//! - [`console`]: the pages on which staff review conversations and take over.
//! - [`web`]: the local web server. Is it alive, is it ready, what Telegram brings.
//! - [`cli`]: the command line.

pub mod campaign;
pub mod channel;
pub mod cli;
pub mod clock;
pub mod config;
pub mod console;
pub mod conversation;
pub mod dialog;
pub mod document;
pub mod messages;
pub mod outbox;
pub mod redact;
pub mod renewal;
pub mod request;
pub mod service;
pub mod socket;
pub mod staff;
pub mod store;
pub mod web;
