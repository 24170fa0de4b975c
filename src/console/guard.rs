//! What every request passes: forms come from our own pages, and every answer says how little a browser may do with it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::{Console, page};

/// Our own styles, scripts, pictures and forms; nothing else, nothing inline, in nobody's frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Headers of every answer that does not have its own. A referrer goes to our own pages alone: without any, browsers
/// would not say where a form comes from either.
const HEADERS: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "same-origin"),
    (CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Lets a request through, or not; draws what went wrong.
pub async fn guard(State(console): State<Arc<Console>>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let response = if safe || is_ours(&console, request.headers()) {
        next.run(request).await
    } else {
        Problem::Elsewhere.into_response()
    };
    let mut response = match response.extensions().get::<Problem>() {
        Some(problem) => page::error(&console, *problem),
        None => response,
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// True of a form sent by one of our own pages. Browsers say so, in either of two ways; what says nothing is no browser
/// that holds anybody's cookie, and is refused all the same.
fn is_ours(console: &Console, headers: &HeaderMap) -> bool {
    let told = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if headers.contains_key(SITE) {
        return told(SITE) == Some("same-origin");
    }
    let Some((scheme, origin)) = told(ORIGIN).and_then(|origin| origin.split_once("://")) else { return false };
    let forwarded = if console.behind_proxy { told(FORWARDED_HOST) } else { None };
    let host = forwarded.or_else(|| told(HOST));
    host.is_some_and(|host| host.eq_ignore_ascii_case(origin)) && (!console.secure || scheme == "https")
}
