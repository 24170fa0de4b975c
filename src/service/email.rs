//! Mail as the service runs it.

pub mod receive;
pub mod settings;
