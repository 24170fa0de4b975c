//! Mail as the service runs it.

pub mod code;
mod courier;
mod draft;
mod hear;
mod held;
pub mod receive;
mod route;
pub mod settings;
pub mod start;
