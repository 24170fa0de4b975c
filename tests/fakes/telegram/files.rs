//! Files: announced in messages, told by `getFile`, downloaded.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Value, json};

use super::Fake;
use super::faults::Trouble;
use super::line::Scissors;
use super::params::Params;
use super::server::Refusal;
use super::world::{Outcome, World};

/// What the public server lets a bot download.
const MOST: u64 = 20 << 20;

/// A file.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    path: String,
    size: u64,
    bytes: Vec<u8>,
}

impl World {
    /// Keeps a file, and answers how messages speak of it. A claimed size stands for bytes nobody will fetch.
    pub(crate) fn store(&mut self, name: &str, bytes: &[u8], claimed: Option<u64>) -> Value {
        let mut digest = DefaultHasher::new();
        (bytes, claimed).hash(&mut digest);
        let number = self.files.len() + 1;
        let id = format!("BQACAgQAAxkBAAI{number:08}");
        let size = claimed.unwrap_or_else(|| u64::try_from(bytes.len()).unwrap());
        let ending = name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
        let path = format!("documents/file_{number}.{ending}");
        self.files.insert(id.clone(), Stored { path, size, bytes: bytes.to_owned() });
        let unique = format!("AgAD{:016x}", digest.finish());
        json!({ "file_id": id, "file_unique_id": unique, "file_name": name, "mime_type": mime(ending), "file_size": size })
    }
}

/// What a phone says a file is: by its name.
fn mime(ending: &str) -> &'static str {
    match ending.to_ascii_lowercase().as_str() {
        "pdf" => "application/pdf",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "application/octet-stream",
    }
}

/// `getFile`.
pub(crate) fn get(world: &World, params: &Params) -> Result<Value, Refusal> {
    let id = params.text("file_id").unwrap_or_default();
    let file =
        world.files.get(&id).ok_or_else(|| Refusal::bad("wrong file_id or the file is temporarily unavailable"))?;
    if file.size > MOST {
        return Err(Refusal::bad("file is too big"));
    }
    Ok(json!({ "file_id": id, "file_unique_id": id, "file_size": file.size, "file_path": file.path }))
}

/// A download; a cut line gives half of it.
pub(crate) async fn download(fake: &Fake, path: &str, line: &Scissors) -> Response {
    let (number, found, trouble) = fake.change(|world| {
        let found = world.files.values().find(|file| file.path == path).cloned();
        (world.record("file", None, json!({ "path": path })), found, world.faults.befalls("file", None))
    });
    let ends = |outcome| fake.change(|world| world.calls[number].outcome = outcome);
    let Some(file) = found else {
        ends(Outcome::Refused(404, "Not Found".to_owned()));
        return Refusal::new(404, "Not Found").into_response();
    };
    match trouble {
        Some(Trouble::Refused(refusal)) => {
            ends(Outcome::Refused(refusal.code, refusal.description.clone()));
            return refusal.into_response();
        }
        Some(Trouble::CutBefore) => {
            ends(Outcome::Cut { done: false });
            line.cut();
            return Body::empty().into_response();
        }
        Some(Trouble::CutAfter) => {
            ends(Outcome::Cut { done: false });
            let half = file.bytes[..file.bytes.len() / 2].to_owned();
            let cut = Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
            let length = [("content-length", file.bytes.len().to_string())];
            return (length, Body::from_stream(stream::iter([Ok(half), cut]))).into_response();
        }
        Some(Trouble::Slow(late)) => tokio::time::sleep(late).await,
        None => {}
    }
    ends(Outcome::Done(json!(file.bytes.len())));
    file.bytes.into_response()
}
