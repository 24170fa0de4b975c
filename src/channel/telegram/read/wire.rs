//! One update's JSON into the library's type.

use serde_json::Value;
use teloxide::types::{MessageKind, Update, UpdateKind};

/// The update a JSON text holds; `None` when it is none at all. Each is read by itself, so that a bad one costs no other.
#[must_use]
pub fn parse(json: &str) -> Option<Update> {
    // The text itself: of a `serde_json::Value` the library's reader cannot tell what kind of update it is.
    let update: Update = serde_json::from_str(json).ok()?;
    if is_empty(&update) { mended(json).or(Some(update)) } else { Some(update) }
}

/// A message the library found nothing in.
fn is_empty(update: &Update) -> bool {
    match &update.kind {
        UpdateKind::Message(message) => matches!(message.kind, MessageKind::Empty {}),
        _ => false,
    }
}

/// Read again without what nothing here looks at. A file whose `mime_type` is « pdf » is a file all the same, and a voice
/// message without any, which the library takes for a mistake, is none.
fn mended(json: &str) -> Option<Update> {
    let mut value: Value = serde_json::from_str(json).ok()?;
    for media in ["document", "video", "audio", "voice", "animation"] {
        if let Some(own) = value.pointer_mut(&format!("/message/{media}")).and_then(Value::as_object_mut) {
            own.retain(|name, _| !matches!(name.as_str(), "thumbnail" | "thumb" | "cover"));
            own.insert("mime_type".into(), "application/octet-stream".into());
        }
    }
    serde_json::from_str(&value.to_string()).ok()
}
