//! `guichet chat --console`: the conversation seen from both ends. Staff's pages are served beside it, and what they write
//! is shown here with the next answer.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::Chat;
use crate::cli::{messages, out};
use crate::config::Config;
use crate::console::Console;
use crate::console::board::Board;
use crate::conversation::Who;
use crate::request::{Request, Response, Which};
use crate::service::Service;
use crate::service::office::{Lines, Office, Tasks};
use crate::service::timer;
use crate::web::{self, Pages};

/// What serves the pages: they end with it.
#[derive(Debug)]
pub(super) struct Served {
    stop: watch::Sender<bool>,
    _tasks: Tasks,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Serves the pages of a service, and does in time what staff want done.
pub(super) async fn serve(service: Arc<Service>, config: &Config) -> Result<Served> {
    let listener = match TcpListener::bind(&config.http.listen).await {
        Ok(listener) => listener,
        // Another program has that port: any other will do.
        Err(_) => TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.context(messages::NO_WEB)?,
    };
    let at = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let mut tasks = Tasks::new();
    let office = Office::open(service.clone(), Lines::default(), stopped.clone(), &mut tasks);
    tasks.spawn(timer::run(office));
    let console = Arc::new(Console::new(service, Board::default(), &config.console));
    let followed = console.clone();
    tasks.spawn(async move {
        followed.follow().await;
        Ok(())
    });
    let prefix = console.prefix.clone();
    let pages = Pages { console: Some(console), ..Pages::default() };
    tokio::spawn(web::serve(listener, pages, stopped));
    out::tell(&messages::console(at, &prefix));
    Ok(Served { stop, _tasks: tasks })
}

impl Chat {
    /// Shows what staff have written since the last time.
    pub(super) fn show_staff(&mut self) -> Result<()> {
        let Some(mut seen) = self.watched else { return Ok(()) };
        loop {
            let request = Request::Transcript { which: Which::From(self.from.clone()), after: seen };
            let response = self.runtime.block_on(self.door.ask(request))?;
            // Who erased their data has no transcript any more.
            let Response::Transcript { lines, next } = response else { return Ok(()) };
            for line in &lines {
                seen = seen.max(line.seq);
                if matches!(line.who, Who::Agent(_)) {
                    out::styled(&format!("\n{}\n", line.text.0))?;
                }
            }
            self.watched = Some(seen);
            match next {
                Some(last) => seen = last,
                None => return Ok(()),
            }
        }
    }
}
