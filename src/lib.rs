//! guichet: a conversational intake assistant.
//!
//! Candidates fill their file step by step in a conversation; staff review and take over. In reading order:
//!
//! - [`dialog`]: the pure core. What is asked, what is understood, what is answered.
//! - [`campaign`]: the facts of the year.
//! - [`messages`]: what is said about a mistake in a file.
//! - [`redact`]: secrets masked before anything is kept.
//! - [`conversation`]: words the shell shares.
//! - [`store`]: the only door to storage.

pub mod campaign;
pub mod conversation;
pub mod dialog;
pub mod messages;
pub mod redact;
pub mod store;
