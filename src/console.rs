//! The pages on which staff review conversations, take over and hand back: drawn here, usable without JavaScript.
//!
//! In reading order: `access` (who may do what), `board` (one small card a person, in memory), `page` (the frame of every
//! page), then one file a page.

pub mod access;
pub mod board;
pub mod page;

use std::sync::Arc;

use axum::Router;

use crate::service::Service;
use board::Board;

/// What the pages are made of.
#[derive(Debug)]
pub struct Console {
    /// The service, and with it the store, the dialogs and the clock.
    pub service: Arc<Service>,
    /// One card a person, as the store stands.
    pub board: Board,
    /// What stands before every path, behind a reverse proxy: empty, or « /guichet » without a slash at its end.
    pub prefix: String,
    /// Pages are asked for over https: cookies say so.
    pub secure: bool,
}

impl Console {
    /// A path of ours as a browser asks for it.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }
}

/// All pages.
pub fn routes(console: Arc<Console>) -> Router {
    Router::new().with_state(console)
}
