//! The style sheet and the script. Their addresses change with their content, so that browsers may keep them for ever.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::http::Uri;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Console;

/// The style sheet.
pub static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let parts = [
        include_str!("assets/console.css"),
        include_str!("assets/queue.css"),
        include_str!("assets/conversation.css"),
        include_str!("assets/report.css"),
    ];
    Asset::new("/console.css", "text/css; charset=utf-8", &parts)
});

/// The script: a convenience, every page works without it.
pub static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let parts =
        [include_str!("assets/console.js"), include_str!("assets/queue.js"), include_str!("assets/conversation.js")];
    Asset::new("/console.js", "text/javascript; charset=utf-8", &parts)
});

/// A file that is part of the program.
#[derive(Debug)]
pub struct Asset {
    url: String,
    kind: &'static str,
    text: String,
}

impl Asset {
    fn new(path: &str, kind: &'static str, parts: &[&str]) -> Self {
        let text = parts.concat();
        let version: String = blake3::hash(text.as_bytes()).to_hex().chars().take(16).collect();
        Self { url: format!("{path}?v={version}"), kind, text }
    }

    /// Its path, with what tells its content from another.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    fn serve(&'static self, asked: &Uri) -> Response {
        // Asked for without its version, it may be another one tomorrow.
        let kept = self.url.split_once('?').is_some_and(|(_, version)| asked.query() == Some(version));
        let kept = if kept { "public, max-age=31536000, immutable" } else { "no-cache" };
        ([(CONTENT_TYPE, self.kind), (CACHE_CONTROL, kept)], self.text.as_str()).into_response()
    }
}

/// Both of them.
pub fn routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/console.css", get(|uri: Uri| async move { STYLE.serve(&uri) }))
        .route("/console.js", get(|uri: Uri| async move { SCRIPT.serve(&uri) }))
}
