//! The pages on which staff review conversations, take over and hand back: drawn here, usable without JavaScript.
//!
//! In reading order: `access` (who may do what), `guard` (what every request passes), `board` (one small card a person, in
//! memory), `page` (the frame of every page), `assets`, then one file a page.

pub mod access;
pub mod account;
pub mod acts;
pub mod assets;
pub mod board;
pub mod conversation;
pub mod digest;
pub mod export;
pub mod gate;
pub mod guard;
pub mod journal;
pub mod live;
pub mod login;
pub mod page;
pub mod problem;
pub mod queue;
pub mod report;
pub mod search;
pub mod staff;
pub mod statement;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use jiff::Timestamp;
use maud::{Markup, html};
use uuid::Uuid;

use crate::clock;
use crate::config::{ConsoleConfig, Totp};
use crate::service::Service;
use crate::staff::deed::{Deed, Done};
use crate::store::StoreError;
use access::Visitor;
use board::Board;
use gate::Gate;
use live::Live;
use report::Report;
use search::{FollowError, Search};

/// No form of ours is larger.
const MOST_BYTES: usize = 256 * 1024;

/// What the pages are made of.
#[derive(Debug)]
pub struct Console {
    /// The service, and with it the store, the dialogs and the clock.
    pub service: Arc<Service>,
    /// One card a person, as the store stands.
    pub board: Board,
    /// Which words lead to whom.
    pub search: Search,
    /// What was not understood, and how far candidates come.
    pub report: Report,
    /// Who reads and writes where, right now.
    pub live: Live,
    /// What stands before every path, behind a reverse proxy: empty, or « /guichet » without a slash at its end.
    pub prefix: String,
    /// Pages are asked for over https: cookies say so.
    pub secure: bool,
    /// Who asks is read from what a reverse proxy of ours says.
    pub behind_proxy: bool,
    /// Nobody sees anything without a second proof.
    pub totp_wanted: bool,
    /// Who tried to log in lately.
    pub gate: Gate,
}

impl Console {
    /// The console of a service, as it is set.
    #[must_use]
    pub fn new(service: Arc<Service>, board: Board, config: &ConsoleConfig) -> Self {
        Self {
            service,
            board,
            search: Search::default(),
            report: Report::default(),
            live: Live::default(),
            prefix: config.prefix().unwrap_or_default(),
            secure: config.secure,
            behind_proxy: config.behind_proxy,
            totp_wanted: config.totp == Totp::Wanted,
            gate: Gate::default(),
        }
    }

    /// Keeps the board, the search and the report up with the store, for as long as it is open.
    pub async fn follow(&self) {
        let board = async {
            match self.board.follow(&self.service).await {
                Ok(()) | Err(StoreError::Closed) => {}
                Err(error) => tracing::error!(%error, "console.board"),
            }
        };
        let search = async {
            match self.search.follow(&self.service).await {
                Ok(()) | Err(FollowError::Store(StoreError::Closed)) => {}
                Err(error) => tracing::error!(%error, "console.search"),
            }
        };
        let report = async {
            match self.report.follow(&self.service).await {
                Ok(()) | Err(StoreError::Closed) => {}
                Err(error) => tracing::error!(%error, "console.report"),
            }
        };
        futures_util::future::join3(board, search, report).await;
    }

    /// A path of ours as a browser asks for it.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// Writes into the journal what a visitor read or did. What could not be written must not be shown or done.
    ///
    /// # Errors
    /// The store failed.
    pub async fn audit(&self, visitor: &Visitor, deed: Deed, person: Option<Uuid>) -> Result<(), StoreError> {
        let (at, by) = (self.service.clock.now(), Some(visitor.login.clone()));
        self.service.store.write_journal(&Done { at, by, deed, person, account: None }).await.map(|_| ())
    }
}

/// A moment as a page shows it, in Paris.
#[must_use]
pub fn moment(at: Timestamp) -> Markup {
    let civil = at.to_zoned(clock::paris());
    html! { time datetime=(at.strftime("%Y-%m-%dT%H:%M:%SZ")) { (civil.strftime("%d/%m/%Y %H:%M")) } }
}

/// All pages. They are found under the prefix, and without it, for a reverse proxy may keep it or take it away.
pub fn routes(console: Arc<Console>) -> Router {
    let pages = Router::new()
        .merge(assets::routes())
        .merge(login::routes())
        .merge(account::routes())
        .merge(staff::routes())
        .merge(queue::routes())
        .merge(export::routes())
        .merge(search::routes())
        .merge(report::routes())
        .merge(journal::routes())
        .merge(statement::routes())
        .merge(conversation::routes())
        .merge(acts::routes())
        .merge(live::routes())
        .fallback(problem::unknown)
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state(console.clone(), guard::guard))
        .with_state(console.clone());
    match console.prefix.as_str() {
        "" => pages,
        prefix => Router::new().nest(prefix, pages.clone()).merge(pages),
    }
}
