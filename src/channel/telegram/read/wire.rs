//! One update's JSON into the library's type, mended where the library is stricter than Telegram.

use serde_json::Value;
use teloxide::types::{MediaKind, Message, MessageCommon, MessageKind, Update, UpdateKind};

/// What is looked at of a message. All else may be of kinds the library does not know yet.
const NEEDED: &[&str] = &[
    "message_id",
    "date",
    "from",
    "chat",
    "text",
    "caption",
    "media_group_id",
    "photo",
    "document",
    "video",
    "voice",
    "audio",
    "animation",
    "video_note",
    "sticker",
    "location",
    "contact",
    "dice",
];

/// What is looked at of the message a pressed button stands under.
const UNDER: &[&str] = &["message_id", "date", "from", "chat"];

/// The update a JSON text holds; `None` when it is none at all. Each is read by itself, so that a bad one costs no other.
#[must_use]
pub fn parse(json: &str) -> Option<Update> {
    // The text itself: of a `serde_json::Value` the library's reader cannot tell what kind of update it is.
    let update: Update = serde_json::from_str(json).ok()?;
    let lost = match &update.kind {
        UpdateKind::Message(message) | UpdateKind::EditedMessage(message) => is_lost(message, json),
        // Somebody may wait for an answer to it.
        UpdateKind::Error(_) => true,
        _ => false,
    };
    if lost { mended(json).or(Some(update)) } else { Some(update) }
}

/// A message the library found nothing in, or took for what it is not: an animation is also sent as a document.
fn is_lost(message: &Message, json: &str) -> bool {
    match &message.kind {
        MessageKind::Empty {} => true,
        MessageKind::Common(MessageCommon { media_kind: MediaKind::Document(_), .. }) => json.contains("\"animation\""),
        _ => false,
    }
}

/// Read again without what nothing here looks at: words with a mark of a new kind are words all the same, a file whose
/// `mime_type` is « pdf » is a file, and a voice message without any, which the library takes for a mistake, is none.
fn mended(json: &str) -> Option<Update> {
    let mut value: Value = serde_json::from_str(json).ok()?;
    if let Some(message) = value.pointer_mut("/callback_query/message").and_then(Value::as_object_mut) {
        message.retain(|name, _| UNDER.contains(&name.as_str()));
    }
    for kind in ["message", "edited_message"] {
        let Some(message) = value.get_mut(kind).and_then(Value::as_object_mut) else { continue };
        message.retain(|name, _| NEEDED.contains(&name.as_str()));
        for media in ["document", "video", "audio", "voice", "animation"] {
            let Some(media) = message.get_mut(media).and_then(Value::as_object_mut) else { continue };
            media.retain(|name, _| !matches!(name.as_str(), "thumbnail" | "thumb" | "cover"));
            media.insert("mime_type".into(), "application/octet-stream".into());
        }
    }
    serde_json::from_str(&value.to_string()).ok()
}
