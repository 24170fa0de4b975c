//! Requests without any client library: the bytes are ours.

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::fakes::telegram::Fake;

/// Posts a body; the status and the answer. An error when the line is cut.
pub(crate) async fn post(url: &str, headers: &[(&str, &str)], body: String) -> Result<(u16, Bytes), hyper::Error> {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let stream = TcpStream::connect(host).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = Request::post(format!("/{path}")).header("host", host);
    let request = headers.iter().fold(request, |request, (key, value)| request.header(*key, *value));
    let response = sender.send_request(request.body(Full::new(Bytes::from(body))).unwrap()).await?;
    let status = response.status().as_u16();
    Ok((status, response.into_body().collect().await?.to_bytes()))
}

/// Calls a method with JSON.
pub(crate) async fn ask(tg: &Fake, method: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/bot{}/{method}", tg.url(), tg.token());
    let (status, answer) = post(&url, &[("content-type", "application/json")], body.to_string()).await.unwrap();
    (status, serde_json::from_slice(&answer).unwrap())
}

/// The description of a call that must fail with 400.
pub(crate) async fn refusal(tg: &Fake, method: &str, body: Value) -> String {
    let (status, answer) = ask(tg, method, body).await;
    assert_eq!(status, 400, "{answer}");
    answer["description"].as_str().unwrap().trim_start_matches("Bad Request: ").to_owned()
}

/// The result of a call that must succeed.
pub(crate) async fn done(tg: &Fake, method: &str, body: Value) -> Value {
    let (status, answer) = ask(tg, method, body).await;
    assert_eq!(status, 200, "{answer}");
    answer["result"].clone()
}
