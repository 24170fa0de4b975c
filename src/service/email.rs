//! Mail as the service runs it.

mod arrived;
mod aside;
pub mod code;
mod copy;
mod courier;
mod draft;
mod hear;
mod held;
mod overheard;
pub mod receive;
mod route;
pub mod settings;
pub mod start;
