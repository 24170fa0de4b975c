//! Sessions: what a browser holds, and what is kept of it.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use jiff::{SignedDuration, Timestamp};

use super::login_first;
use crate::clock::Clock;
use crate::console::Console;
use crate::console::problem::Problem;
use crate::staff::{Account, Session};
use crate::store::{SessionName, StoreError};

/// That a session was used is kept when it was not for so long.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A session that serves, and whose it is.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its name.
    pub name: SessionName,
    /// Since when, and since when unused.
    pub session: Session,
    /// Whose.
    pub account: Account,
    /// The version of the account.
    pub version: u64,
}

impl FromRequestParts<Arc<Console>> for Open {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, console: &Arc<Console>) -> Result<Self, Response> {
        match console.open_session(&parts.headers).await {
            Ok(Some(open)) => Ok(open),
            Ok(None) => Err(login_first(console, parts)),
            Err(error) => Err(Problem::from(error).into_response()),
        }
    }
}

/// The time of sessions and codes: a rehearsal does not shift it.
#[must_use]
pub fn now() -> Timestamp {
    Clock::real().now()
}

impl Console {
    /// The session a request brings, where it serves.
    ///
    /// # Errors
    /// The store failed.
    pub async fn open_session(&self, headers: &HeaderMap) -> Result<Option<Open>, StoreError> {
        let Some(name) = self.session_name(headers) else { return Ok(None) };
        let store = &self.service.store;
        let Some(mut session) = store.session(&name).await? else { return Ok(None) };
        let Some((account, version)) = store.account(&session.login).await? else { return Ok(None) };
        let now = now();
        if !session.serves(&account, now) {
            return Ok(None);
        }
        if now.duration_since(session.seen) >= NOTED_EVERY {
            session.seen = now;
            store.use_session(&name, &session).await?;
        }
        Ok(Some(Open { name, session, account, version }))
    }

    /// Opens a session of an account; answers the cookie. A session that the browser had is over.
    ///
    /// # Errors
    /// The store failed, or the system gives no random bytes.
    pub async fn admit(&self, account: &Account, headers: &HeaderMap) -> Result<HeaderValue, StoreError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| StoreError::Inconsistent("le système ne donne pas de hasard"))?;
        let token = blake3::Hash::from_bytes(bytes).to_hex().to_string();
        let now = now();
        let session = Session { login: account.login.clone(), epoch: account.epoch, created: now, seen: now };
        let store = &self.service.store;
        store.open_session(&name_of(&token), &session).await?;
        let sessions = store.sessions().await?;
        let over = sessions.into_iter().filter(|(_, session)| !session.lasts(now)).map(|(name, _)| name);
        store.end_sessions(&over.chain(self.session_name(headers)).collect::<Vec<_>>()).await?;
        Ok(self.cookie(token, false))
    }

    /// The cookie that takes ours away.
    #[must_use]
    pub fn no_cookie(&self) -> HeaderValue {
        self.cookie(String::new(), true)
    }

    fn session_name(&self, headers: &HeaderMap) -> Option<SessionName> {
        let jar = CookieJar::from_headers(headers);
        jar.get(self.cookie_name()).map(|cookie| name_of(cookie.value()))
    }

    /// Under a name a browser takes from https alone, where there is https.
    fn cookie_name(&self) -> &'static str {
        if self.secure { "__Host-guichet" } else { "guichet" }
    }

    fn cookie(&self, token: String, gone: bool) -> HeaderValue {
        // A name that begins so is for all paths, or refused.
        let path = if self.secure || self.prefix.is_empty() { "/" } else { &self.prefix };
        let mut cookie = Cookie::new(self.cookie_name(), token);
        cookie.set_path(path.to_owned());
        cookie.set_http_only(true);
        cookie.set_secure(self.secure);
        cookie.set_same_site(SameSite::Lax);
        if gone {
            cookie.make_removal();
        }
        HeaderValue::from_str(&cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
    }
}

fn name_of(token: &str) -> SessionName {
    blake3::hash(token.as_bytes()).into()
}
