//! Mail: read, rendered, and the wires between the servers and the service.

pub mod account;
pub mod command;
pub mod dkim;
pub mod folder;
pub mod imap;
pub mod letterhead;
pub mod maildir;
pub mod mailing;
pub mod outlet;
pub mod quote;
pub mod read;
pub mod received;
pub mod render;
pub mod smtp;
pub mod tls;
pub mod vouched;
pub mod write;
