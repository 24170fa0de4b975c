//! Who asks for a page, and what they may do there.

pub mod session;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::problem::Problem;
use super::{Console, page};
use crate::console::board::Card;
use crate::dialog::definition::Name;
pub use crate::staff::{Right, Role};
use session::Open;

/// The page of one's own account: where who lacks a second proof is sent.
const ACCOUNT: &str = "/compte";
/// A way back is no longer than so many bytes.
const LONGEST_WAY: usize = 1024;

/// A member of staff who asks for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Their login.
    pub login: String,
    /// The name colleagues and candidates read.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The campaigns they see; all of them where none is named.
    pub campaigns: Option<BTreeSet<Name>>,
    /// What they have just done, as the page they come back to says it.
    pub done: Option<&'static str>,
}

impl Visitor {
    /// True when they may do it at all.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.role.may(right)
    }

    /// The same as a step of a handler.
    ///
    /// # Errors
    /// They may not.
    pub fn must(&self, right: Right) -> Result<(), Problem> {
        if self.may(right) { Ok(()) } else { Err(Problem::Forbidden) }
    }

    /// True when the person has a dossier of one of their campaigns, or no campaign was ever answered.
    #[must_use]
    pub fn sees(&self, card: &Card) -> bool {
        let known: Vec<Name> = card.dossiers.iter().filter_map(|dossier| dossier.campaign.clone()).collect();
        self.sees_one_of(&known)
    }

    /// The same, by the campaigns that are known.
    #[must_use]
    pub fn sees_one_of(&self, known: &[Name]) -> bool {
        let Some(campaigns) = &self.campaigns else { return true };
        known.is_empty() || known.iter().any(|campaign| campaigns.contains(campaign))
    }

    /// True when whoever sees these campaigns sees no more than they do themselves.
    #[must_use]
    pub fn sees_all_of(&self, given: Option<&BTreeSet<Name>>) -> bool {
        let Some(own) = &self.campaigns else { return true };
        given.is_some_and(|given| given.is_subset(own))
    }
}

impl FromRequestParts<Arc<Console>> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, console: &Arc<Console>) -> Result<Self, Response> {
        let open = Open::from_request_parts(parts, console).await?;
        let Open { account, .. } = open;
        let path = parts.uri.path();
        if console.totp_wanted && account.totp.is_none() && !path.starts_with(ACCOUNT) {
            let way = format!("{ACCOUNT}?fait=code-exige");
            return Err(Redirect::to(&console.link(&way)).into_response());
        }
        let done = parts.uri.query().and_then(page::done::of);
        Ok(Self { login: account.login, name: account.name, role: account.role, campaigns: account.campaigns, done })
    }
}

/// Who is not logged in logs in first, and comes back to where they wanted to go.
pub(super) fn login_first(console: &Console, parts: &Parts) -> Response {
    let asks = parts.headers.get("accept").and_then(|accept| accept.to_str().ok());
    if parts.method != Method::GET || asks.is_some_and(|accept| accept.starts_with("text/event-stream")) {
        return (StatusCode::UNAUTHORIZED, Problem::LoggedOut).into_response();
    }
    let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
    let whole = uri.path_and_query().map_or("/", |way| way.as_str());
    let way = way_back(whole.strip_prefix(console.prefix.as_str()).unwrap_or(whole));
    let asked: String = if way == "/" { String::new() } else { format!("?vers={}", escaped(&way)) };
    Redirect::to(&console.link(&format!("/connexion{asked}"))).into_response()
}

/// A way back to a page of ours, whatever was asked for: one slash, then plain signs.
#[must_use]
pub fn way_back(way: &str) -> String {
    let plain = |sign: char| sign.is_ascii_graphic() && sign != '\\';
    let ours = way.starts_with('/') && !way.starts_with("//") && way.len() <= LONGEST_WAY && way.chars().all(plain);
    if ours { way.to_owned() } else { "/".to_owned() }
}

/// As a value in the query of an address.
#[must_use]
pub fn escaped(text: &str) -> String {
    let sign = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(sign).collect()
}
