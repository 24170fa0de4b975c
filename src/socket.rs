//! The Unix socket beside the data: whoever opened the store answers the other commands there.
//!
//! Only the owner of the data folder can connect. A socket file left by a process that died is replaced, but only by
//! the process that holds the store's lock.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::routing::post;
use axum::{Json, Router};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::request::{self, Request, Response};
use crate::service::Service;

/// What one utterance may weigh: a line of any length a person can paste.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Where the socket of a data folder is.
#[must_use]
pub fn path(data: &Path) -> PathBuf {
    data.join("guichet.sock")
}

/// The serving side. Dropping it without [`Socket::close`] leaves the file, which the next owner replaces.
#[derive(Debug)]
pub struct Socket {
    path: PathBuf,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Socket {
    /// Serves the requests of other commands. The caller holds the store's lock.
    ///
    /// # Errors
    /// The socket cannot be made: its path is too long, or the file system has none.
    pub fn serve(data: &Path, service: Arc<Service>) -> io::Result<Self> {
        let path = path(data);
        let listener = bind(&path)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let stopped = async move {
                // Dropped or told: both mean that it is over.
                let _ = stopped.await;
            };
            let served = axum::serve(listener, routes(service)).with_graceful_shutdown(stopped).await;
            if let Err(error) = served {
                tracing::warn!(%error, "socket.stopped");
            }
        });
        Ok(Self { path, stop, serving })
    }

    /// Answers what is under way, then takes no more.
    pub async fn close(self) {
        // Gone first: whoever comes now finds no socket and waits for the store itself.
        let _ = std::fs::remove_file(&self.path);
        let _ = self.stop.send(());
        let _ = self.serving.await;
    }
}

/// The file appears under its name only once it is private.
fn bind(path: &Path) -> io::Result<UnixListener> {
    let fresh = path.with_extension("new");
    for stale in [path, &fresh] {
        match std::fs::remove_file(stale) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    let listener = UnixListener::bind(&fresh)?;
    std::fs::set_permissions(&fresh, std::fs::Permissions::from_mode(0o600))?;
    std::fs::rename(&fresh, path)?;
    Ok(listener)
}

fn routes(service: Arc<Service>) -> Router {
    let paths = [
        "/turn",
        "/keep",
        "/dossiers",
        "/export",
        "/piece",
        "/transcript",
        "/timers",
        "/proofs",
        "/unlink",
        "/backup",
        "/staff",
    ];
    let router = paths.iter().fold(Router::new(), |router, path| router.route(path, post(handle)));
    router.layer(DefaultBodyLimit::max(MOST_BYTES)).with_state(service)
}

async fn handle(State(service): State<Arc<Service>>, Json(request): Json<Request>) -> Json<Response> {
    Json(request::answer(&service, request).await)
}

/// Asks the process that serves a data folder.
///
/// # Errors
/// Nobody serves it, or the answer cannot be read.
pub async fn ask(data: &Path, request: &Request) -> io::Result<Response> {
    let stream = UnixStream::connect(path(data)).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let pumping = tokio::spawn(connection);
    let body = Bytes::from(serde_json::to_vec(request)?);
    let request = hyper::Request::post(request.path())
        .header(hyper::header::HOST, "guichet")
        .header(hyper::header::CONTENT_TYPE, "application/json")
        .body(Full::new(body))
        .map_err(io::Error::other)?;
    let response = sender.send_request(request).await.map_err(io::Error::other)?;
    let body = response.into_body().collect().await.map_err(io::Error::other)?.to_bytes();
    drop(sender);
    // The connection ends with its only request; how it ends no longer matters.
    let _ = pumping.await;
    Ok(serde_json::from_slice(&body)?)
}

/// True when somebody listens.
pub async fn is_served(data: &Path) -> bool {
    UnixStream::connect(path(data)).await.is_ok()
}
