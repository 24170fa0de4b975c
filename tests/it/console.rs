//! The console over HTTP, as a browser asks it.

mod access;
mod accounts;
mod browser;
mod commands;
mod conversation;
mod export;
mod people;
mod queue;
mod report;
mod routes;
mod search;
mod takeover;

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::body::Bytes;
use guichet::config::Config;
use guichet::console::{self, Console};
use guichet::conversation::Personal;
use guichet::service::Service;
use guichet::staff::deed::Written;
use guichet::staff::{Account, Role, password};
use http_body_util::{BodyExt, Full};
use hyper::header::{HeaderMap, SET_COOKIE};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "quatre mots sans rapport";

/// The same as it is kept: keeping it is slow by design.
static KEPT: LazyLock<String> = LazyLock::new(|| password::keep(PASSWORD).unwrap());

/// A console that listens, on a service that keeps nothing.
pub(crate) struct Stage {
    pub(crate) console: Arc<Console>,
    at: SocketAddr,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Stage {
    pub(crate) async fn open() -> Self {
        Self::with("", |_| {}).await
    }

    /// With these settings of `[console]`, and a console changed before it is served.
    pub(crate) async fn with(settings: &str, change: impl FnOnce(&mut Console)) -> Self {
        Self::on(Arc::new(crate::service::in_memory()), settings, change).await
    }

    /// The same, on a service of one's own.
    pub(crate) async fn on(service: Arc<Service>, settings: &str, change: impl FnOnce(&mut Console)) -> Self {
        let config = Config::load(Some(("essai", &format!("[console]\n{settings}"))), []).unwrap();
        let mut console = Console::new(service, Default::default(), &config.console);
        change(&mut console);
        let console = Arc::new(console);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let at = listener.local_addr().unwrap();
        let routes = console::routes(console.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { console, at }
    }

    /// Somebody who works here.
    pub(crate) async fn staff(&self, login: &str, role: Role) -> Account {
        let kept = KEPT.clone();
        let account =
            Account::new(login.to_owned(), format!("Agent {login}"), role, kept, self.console.service.clock.now());
        assert!(self.console.service.add_account(&account, None).await.unwrap());
        account
    }

    /// Somebody who works here and is logged in: the cookie their browser sends.
    pub(crate) async fn logged_in(&self, login: &str, role: Role) -> String {
        let account = self.staff(login, role).await;
        let cookie = self.console.admit(&account, &HeaderMap::new()).await.unwrap();
        cookie.to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    pub(crate) async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(Method::GET, path, &[("cookie", cookie)], "").await
    }

    /// A form of our own page.
    pub(crate) async fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        self.send(Method::POST, path, &[("cookie", cookie), ("sec-fetch-site", "same-origin")], form).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], form: &str) -> Answer {
        ask(self.at, method, path, headers, form).await
    }

    /// Logs in through the page; the cookie, or what was answered instead.
    pub(crate) async fn log_in(&self, login: &str, password: &str, code: &str, cookie: &str) -> Result<String, Answer> {
        let form = format!("login={login}&password={}&code={code}", password.replace(' ', "+"));
        let answer = self.post("/connexion", cookie, &form).await;
        match answer.headers.get(SET_COOKIE) {
            Some(cookie) => Ok(cookie.to_str().unwrap().split(';').next().unwrap().to_owned()),
            None => Err(answer),
        }
    }

    /// The journal once it holds so many lines, the oldest first: a refusal is written while it is answered.
    pub(crate) async fn journal(&self, lines: usize) -> Vec<Written> {
        for _ in 0..500 {
            let mut journal = self.console.service.store.journal(None, 1000).await.unwrap();
            if journal.len() >= lines {
                journal.reverse();
                return journal;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("less than {lines} lines");
    }

    /// A host name this console is asked by.
    pub(crate) fn host(&self) -> String {
        self.at.to_string()
    }

    /// Keeps an account as it is given, whatever it was.
    pub(crate) async fn keep(&self, login: &str, change: impl FnOnce(&mut Account)) {
        let (mut account, version) = self.console.service.store.account(login).await.unwrap().unwrap();
        change(&mut account);
        assert!(self.console.service.store.put_account(&account, version).await.unwrap());
    }
}

/// A secret that was set up for somebody.
pub(crate) fn secret(account: &mut Account) -> String {
    let secret = guichet::staff::totp::fresh().unwrap();
    account.totp = Some(Personal(secret.clone()));
    secret
}

/// Asks a console, wherever it runs.
pub(crate) async fn ask(at: SocketAddr, method: Method, path: &str, headers: &[(&str, &str)], form: &str) -> Answer {
    let stream = TcpStream::connect(at).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut request = Request::builder().method(method).uri(path).header("host", at.to_string());
    if !form.is_empty() {
        request = request.header("content-type", "application/x-www-form-urlencoded");
    }
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let request = request.body(Full::new(Bytes::from(form.to_owned()))).unwrap();
    let response = sender.send_request(request).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.into_body().collect().await.unwrap().to_bytes();
    Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
}
