//! Telegram. `read` makes [`Inbound`](crate::conversation::inbound::Inbound) of updates, `render` makes calls of replies:
//! both pure. `api` is the wire. Polling and delivery are the service's, because what is acknowledged must be durable.

pub mod api;
pub mod call;
pub mod door;
pub mod keyboard;
pub mod read;
pub mod render;
pub mod rich;
pub mod setup;
