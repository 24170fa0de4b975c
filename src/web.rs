//! The local web server: is the service alive, is it ready, what Telegram brings, and the pages of staff.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::console::live::Live;
use crate::console::{self, Console};
use crate::service::telegram::Health;
use crate::service::telegram::webhook::Hook;

/// What the pages tell of.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    /// Whether Telegram's updates come; nothing when it is not served.
    pub telegram: Option<watch::Receiver<Health>>,
    /// Whether mails come; nothing when mail is not served.
    pub mail: Option<watch::Receiver<bool>>,
    /// The path Telegram brings updates to, and who takes them there once the bot is known.
    pub hook: Option<(String, Arc<OnceLock<Hook>>)>,
    /// The pages of staff, where they are served.
    pub console: Option<Arc<Console>>,
}

/// Serves until told to stop; what is under way is answered.
///
/// # Errors
/// The listener failed.
pub async fn serve(listener: TcpListener, pages: Pages, mut stop: watch::Receiver<bool>) -> std::io::Result<()> {
    let live = pages.console.as_ref().map(|console| console.live.clone());
    let stopped = async move {
        // Told, or nobody is left to tell: both mean that it is over.
        let _ = stop.wait_for(|stop| *stop).await;
        // Streams never end by themselves: they would hold the process.
        live.iter().for_each(Live::close);
    };
    let routes = routes(pages).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, routes).with_graceful_shutdown(stopped).await
}

fn routes(pages: Pages) -> Router {
    let pages = Arc::new(pages);
    let router = Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready));
    let router = router.with_state(pages.clone());
    let router = match &pages.console {
        Some(console) => router.merge(console::routes(console.clone())),
        None => router,
    };
    // Before any route: Telegram's path is set by whoever runs this, and may be the one of a page.
    match pages.hook {
        Some(_) => Router::new().fallback_service(router).layer(from_fn_with_state(pages, bring)),
        None => router,
    }
}

async fn ready(State(pages): State<Arc<Pages>>) -> Response {
    let telegram = pages.telegram.as_ref().map(|telegram| *telegram.borrow()).map(telegram);
    let mail = pages.mail.as_ref().map(|mail| if *mail.borrow() { (true, "ok") } else { (false, "en attente") });
    let channels = [("telegram", telegram), ("courriel", mail)];
    let served = || channels.iter().filter_map(|(name, told)| told.map(|(ready, told)| (name, ready, told)));
    let told: String = served().map(|(name, _, told)| format!("{name} : {told}\n")).collect();
    let told = if told.is_empty() { "ok\n".to_owned() } else { told };
    let ready = served().all(|(_, ready, _)| ready);
    (if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, told).into_response()
}

/// Whether updates can come, and what is said of it.
fn telegram(health: Health) -> (bool, &'static str) {
    match health {
        Health::Well => (true, "ok"),
        Health::Waiting => (false, "en attente"),
        // Whoever routes by this answer must not cut Telegram off for good: only being reached ends it.
        Health::Unreached => (true, "attention, Telegram n’arrive pas à joindre le webhook"),
        Health::Elsewhere => (false, "les messages de ce bot sont apportés à une autre adresse"),
    }
}

async fn bring(State(pages): State<Arc<Pages>>, request: Request, next: Next) -> Response {
    let brought = |(path, _): &&(String, _)| request.method() == Method::POST && request.uri().path() == path;
    match pages.hook.as_ref().filter(brought).map(|(_, hook)| hook.get()) {
        None => next.run(request).await,
        Some(Some(hook)) => hook.take(request).await.into_response(),
        // Telegram brings it again.
        Some(None) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
