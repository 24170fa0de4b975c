//! Updates, as they came, into what the service hears. Total: whatever Telegram sends is something, if only passed over.

mod group;
mod message;
mod wire;

use jiff::Timestamp;
use serde_json::Value;
use teloxide::types::{CallbackQuery, ChatMemberUpdated, MaybeInaccessibleMessage, Message, Update, UpdateKind};

pub use self::wire::parse;
pub use super::door::{Doors, Me};
use crate::conversation::inbound::Inbound;
use crate::conversation::prompt::{Button, Tap};
use crate::conversation::said::Heard;
use crate::conversation::{Address, Seen};
use crate::dialog::person::Channel;

/// What an update is to the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// Somebody's doing.
    Inbound(Box<Inbound>),
    /// Nothing anybody waits for an answer to: what kind it was, to be counted.
    Passed(&'static str),
}

/// What cannot be read at all.
const UNREADABLE: &str = "unreadable";
/// What this version has no name for.
const UNKNOWN: &str = "unknown";

/// Reads one update, as Telegram wrote it.
#[must_use]
pub fn read_json(json: &str, me: &Me) -> Read {
    let Some(update) = parse(json) else { return Read::Passed(UNREADABLE) };
    match read(&update, me) {
        Read::Passed(UNKNOWN) => {
            let frame = Frame { me, update: update.id.0 };
            serde_json::from_str(json).map_or(Read::Passed(UNREADABLE), |update| unknown(&frame, &update))
        }
        read => read,
    }
}

/// Reads one update.
#[must_use]
pub fn read(update: &Update, me: &Me) -> Read {
    let frame = Frame { me, update: update.id.0 };
    match &update.kind {
        UpdateKind::Message(message) if message.chat.is_private() => private(&frame, message),
        UpdateKind::EditedMessage(message) if message.chat.is_private() => edited(&frame, message),
        UpdateKind::Message(message) => group::message(&frame, message),
        UpdateKind::EditedMessage(_) => Read::Passed("group"),
        UpdateKind::CallbackQuery(query) => frame.inbound(tapped(query)),
        UpdateKind::MyChatMember(change) if change.chat.is_private() => frame.inbound(reachable(change)),
        UpdateKind::MyChatMember(change) => group::member(&frame, change),
        other => Read::Passed(kind(other)),
    }
}

/// What is known of an update before it is read.
struct Frame<'m> {
    me: &'m Me,
    update: u32,
}

/// What was read of an update.
struct Found {
    /// The address, as this channel writes it.
    from: String,
    heard: Heard,
    message: Option<i64>,
    sent: Option<Timestamp>,
    /// A date it bears at each delivery, though it is not when it was sent: the message a pressed button stands under.
    dated: Option<Timestamp>,
    query: Option<String>,
}

impl Frame<'_> {
    fn inbound(&self, found: Found) -> Read {
        let Found { from, heard, message, sent, dated, query } = found;
        let seen = Seen::new(Channel::Telegram, format!("{}/{}", self.me.id, self.update), sent.or(dated));
        let from = Address::new(Channel::Telegram, from);
        let order = Some(self.update);
        Read::Inbound(Box::new(Inbound { message, sent, query, order, ..Inbound::new(from, seen, heard) }))
    }
}

impl Found {
    fn of(message: &Message, heard: Heard) -> Self {
        Self {
            from: message.chat.id.0.to_string(),
            heard,
            message: Some(i64::from(message.id.0)),
            sent: Timestamp::from_second(message.date.timestamp()).ok(),
            dated: None,
            query: None,
        }
    }
}

fn private(frame: &Frame, message: &Message) -> Read {
    match message::heard(message, frame.me) {
        Some(heard) => frame.inbound(Found::of(message, heard)),
        None => Read::Passed("service"),
    }
}

fn edited(frame: &Frame, message: &Message) -> Read {
    let heard = match (message.text(), message.caption()) {
        (Some(words), _) => Heard::Edited { message: i64::from(message.id.0), words: words.into() },
        (None, Some(_)) => Heard::Unknown,
        // A place that moves is edited every few seconds.
        (None, None) => return Read::Passed("edited_message"),
    };
    // The date stays the first message's; when the words were changed is not what makes it old.
    frame.inbound(Found::of(message, heard))
}

/// A button of nobody's knowledge is still a press somebody waits at: it belongs to prompt 0, which there is not.
fn tapped(query: &CallbackQuery) -> Found {
    let private = query.message.as_ref().filter(|message| message.chat().is_private());
    let message = private.map(|message| i64::from(message.id().0));
    let read = query.data.as_deref().and_then(|data| Tap::read(data, message)).filter(|_| private.is_some());
    let tap = read.unwrap_or(Tap { prompt: 0, button: Button::Validate, page: 0, message });
    Found {
        from: query.from.id.0.to_string(),
        heard: Heard::Tapped(tap),
        message,
        sent: None,
        dated: query.message.as_ref().and_then(date),
        query: Some(query.id.0.clone()),
    }
}

/// Something of tomorrow. Where it tells who sent it in private, their transcript is to say that it came. From its own
/// JSON: the library keeps nothing of what it cannot read.
fn unknown(frame: &Frame, update: &Value) -> Read {
    let private = |part: &Value| {
        let chat = part.get("chat").filter(|chat| chat.get("type").and_then(Value::as_str) == Some("private"))?;
        chat.get("id").and_then(Value::as_i64)
    };
    let Some(chat) = update.as_object().and_then(|parts| parts.values().find_map(private)) else {
        return Read::Passed(UNKNOWN);
    };
    let (from, heard) = (chat.to_string(), Heard::Unknown);
    frame.inbound(Found { from, heard, message: None, sent: None, dated: None, query: None })
}

fn reachable(change: &ChatMemberUpdated) -> Found {
    Found {
        from: change.chat.id.0.to_string(),
        heard: Heard::Reachable(change.new_chat_member.kind.is_present()),
        message: None,
        sent: Timestamp::from_second(change.date.timestamp()).ok(),
        dated: None,
        query: None,
    }
}

/// When the message under a button was sent. Of one that is gone Telegram tells no more than 0.
fn date(message: &MaybeInaccessibleMessage) -> Option<Timestamp> {
    match message {
        MaybeInaccessibleMessage::Regular(message) => Timestamp::from_second(message.date.timestamp()).ok(),
        MaybeInaccessibleMessage::Inaccessible(_) => None,
    }
}

/// The name Telegram has for it.
fn kind(kind: &UpdateKind) -> &'static str {
    match kind {
        UpdateKind::Message(_) => "message",
        UpdateKind::EditedMessage(_) => "edited_message",
        UpdateKind::ChannelPost(_) => "channel_post",
        UpdateKind::EditedChannelPost(_) => "edited_channel_post",
        UpdateKind::BusinessConnection(_) => "business_connection",
        UpdateKind::BusinessMessage(_) => "business_message",
        UpdateKind::EditedBusinessMessage(_) => "edited_business_message",
        UpdateKind::DeletedBusinessMessages(_) => "deleted_business_messages",
        UpdateKind::MessageReaction(_) => "message_reaction",
        UpdateKind::MessageReactionCount(_) => "message_reaction_count",
        UpdateKind::InlineQuery(_) => "inline_query",
        UpdateKind::ChosenInlineResult(_) => "chosen_inline_result",
        UpdateKind::CallbackQuery(_) => "callback_query",
        UpdateKind::ShippingQuery(_) => "shipping_query",
        UpdateKind::PreCheckoutQuery(_) => "pre_checkout_query",
        UpdateKind::PurchasedPaidMedia(_) => "purchased_paid_media",
        UpdateKind::Poll(_) => "poll",
        UpdateKind::PollAnswer(_) => "poll_answer",
        UpdateKind::MyChatMember(_) => "my_chat_member",
        UpdateKind::ChatMember(_) => "chat_member",
        UpdateKind::ChatJoinRequest(_) => "chat_join_request",
        UpdateKind::ChatBoost(_) => "chat_boost",
        UpdateKind::RemovedChatBoost(_) => "removed_chat_boost",
        UpdateKind::Error(_) => UNKNOWN,
    }
}

#[cfg(test)]
mod tests;
