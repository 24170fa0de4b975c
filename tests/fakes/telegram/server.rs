//! The wire: who asks, for what; what befalls the call; the answer.

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::Fake;
use super::faults::Trouble;
use super::line::{Lines, Scissors};
use super::params::{Params, unescape};
use super::world::Outcome;
use super::{files, methods, updates, webhook};

/// What may be uploaded, and something for the form around it.
const MOST: usize = (50 << 20) + (64 << 10);

/// A call that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: u16,
    pub(crate) description: String,
    pub(crate) retry_after: Option<u64>,
}

impl Refusal {
    pub(crate) fn new(code: u16, description: &str) -> Self {
        Self { code, description: description.to_owned(), retry_after: None }
    }

    /// 400, for that reason.
    pub(crate) fn bad(reason: &str) -> Self {
        Self::new(400, &format!("Bad Request: {reason}"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({ "ok": false, "error_code": self.code, "description": self.description });
        if let Some(seconds) = self.retry_after {
            body["parameters"] = json!({ "retry_after": seconds });
        }
        (StatusCode::from_u16(self.code).unwrap(), axum::Json(body)).into_response()
    }
}

/// Serves until the runtime ends.
pub(crate) async fn run(fake: Fake, listener: TcpListener) {
    let router = Router::new().fallback(answer).with_state(fake);
    axum::serve(Lines(listener), router.into_make_service_with_connect_info::<Scissors>()).await.unwrap();
}

async fn answer(State(fake): State<Fake>, ConnectInfo(line): ConnectInfo<Scissors>, request: Request) -> Response {
    let path = unescape(request.uri().path(), false);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let (bot, rest, download) = match &parts[..] {
        ["file", bot, rest @ ..] => (bot, rest.join("/"), true),
        [bot, method] => (bot, method.to_ascii_lowercase(), false),
        _ => return Refusal::new(404, "Not Found").into_response(),
    };
    match bot.strip_prefix("bot") {
        Some(token) if token == fake.token() => {}
        Some(token) if token.contains(':') => return Refusal::new(401, "Unauthorized").into_response(),
        _ => return Refusal::new(404, "Not Found").into_response(),
    }
    if download {
        return files::download(&fake, &rest, &line).await;
    }
    let query = request.uri().query().map(ToOwned::to_owned);
    let kind = content_type(request.headers());
    let Ok(body) = axum::body::to_bytes(request.into_body(), MOST).await else {
        return Refusal::new(413, "Request Entity Too Large").into_response();
    };
    match Params::read(query.as_deref(), &kind, &body) {
        Some(params) => call(&fake, &rest, params, &line).await,
        None => Refusal::bad("can't parse the request").into_response(),
    }
}

fn content_type(headers: &HeaderMap) -> String {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// A call in the list, until it has its outcome; without one, the bot went away while it waited.
struct Pending<'a> {
    fake: &'a Fake,
    number: usize,
    done: bool,
}

impl Pending<'_> {
    fn ends(&self, outcome: Outcome) {
        self.fake.change(|world| world.calls[self.number].outcome = outcome);
    }

    fn refuses(&self, refusal: &Refusal) -> Response {
        self.ends(Outcome::Refused(refusal.code, refusal.description.clone()));
        refusal.clone().into_response()
    }

    fn cuts(&self, line: &Scissors) -> Response {
        self.ends(Outcome::Cut { done: self.done });
        line.cut();
        Body::empty().into_response()
    }
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        self.fake.change(|world| {
            let outcome = &mut world.calls[self.number].outcome;
            if *outcome == Outcome::Open {
                *outcome = Outcome::Cut { done: self.done };
            }
        });
    }
}

async fn call(fake: &Fake, method: &str, params: Params, line: &Scissors) -> Response {
    let (number, trouble) = fake.change(|world| {
        let query = params.text("callback_query_id").and_then(|id| world.queries.get(&id));
        let chat = params.number("chat_id").or(query.map(|query| query.chat));
        let number = world.record(method, chat, Value::Object(params.values.clone()));
        (number, world.faults.befalls(method, chat))
    });
    let mut pending = Pending { fake, number, done: false };
    match &trouble {
        Some(Trouble::Refused(refusal)) => return pending.refuses(refusal),
        Some(Trouble::CutBefore) => return pending.cuts(line),
        _ => {}
    }
    let result = match method {
        "getupdates" => updates::get(fake, &params).await,
        _ => fake.change(|world| methods::call(world, method, &params)),
    };
    pending.done = result.is_ok();
    if matches!(method, "setwebhook" | "deletewebhook") {
        webhook::attend(fake);
    }
    match trouble {
        Some(Trouble::CutAfter) => return pending.cuts(line),
        Some(Trouble::Slow(late)) => tokio::time::sleep(late).await,
        _ => {}
    }
    match result {
        Ok(result) => {
            pending.ends(Outcome::Done(result.clone()));
            axum::Json(json!({ "ok": true, "result": result })).into_response()
        }
        Err(refusal) => pending.refuses(&refusal),
    }
}
