//! Groups: the assistant speaks to one person at a time. It says so once where it is addressed; the rest it leaves alone.

use teloxide::types::{ChatMemberUpdated, Message, MessageEntityKind, MessageKind, User};

use super::{Found, Frame, Me, Read};
use crate::conversation::said::Heard;

/// What is answered to a message of a group, when it is meant for the bot.
pub(super) fn message(frame: &Frame, message: &Message) -> Read {
    let by_bot = message.from.as_ref().is_some_and(|user| user.is_bot);
    if by_bot || message.chat.is_channel() || !addressed(message, frame.me) {
        return Read::Passed("group");
    }
    let found = Found::of(message, Heard::Group(link(frame.me)));
    frame.inbound(Found { from: address(message.chat.id.0), ..found })
}

/// The bot was put into a group. Into a channel it has nothing to say: every word there is a publication.
pub(super) fn member(frame: &Frame, change: &ChatMemberUpdated) -> Read {
    let (before, now) = (change.old_chat_member.kind.is_present(), change.new_chat_member.kind.is_present());
    if change.chat.is_channel() || before || !now {
        return Read::Passed("group");
    }
    let sent = jiff::Timestamp::from_second(change.date.timestamp()).ok();
    let heard = Heard::Group(link(frame.me));
    frame.inbound(Found { from: address(change.chat.id.0), heard, message: None, sent, dated: None, query: None })
}

/// Where the bot is spoken with in private.
fn link(me: &Me) -> String {
    format!("https://t.me/{}", me.username)
}

fn address(chat: i64) -> String {
    format!("group/{chat}")
}

fn addressed(message: &Message, me: &Me) -> bool {
    if let MessageKind::NewChatMembers(new) = &message.kind {
        return new.new_chat_members.iter().any(|user| is_me(user, me));
    }
    let answered = message.reply_to_message().and_then(|message| message.from.as_ref());
    let words = message.text().or(message.caption()).unwrap_or_default();
    let entities = message.entities().or(message.caption_entities()).unwrap_or_default();
    let named = |kind: &MessageEntityKind| matches!(kind, MessageEntityKind::TextMention { user } if is_me(user, me));
    answered.is_some_and(|user| is_me(user, me))
        || entities.iter().any(|entity| named(&entity.kind))
        || commanded(words, me)
        || mentioned(words, me)
}

fn is_me(user: &User, me: &Me) -> bool {
    user.id.0 == me.id
}

/// A command that is not another bot's.
fn commanded(words: &str, me: &Me) -> bool {
    let Some(command) = words.strip_prefix('/').and_then(|rest| rest.split_whitespace().next()) else { return false };
    command.split_once('@').is_none_or(|(_, bot)| bot.eq_ignore_ascii_case(&me.username))
}

fn mentioned(words: &str, me: &Me) -> bool {
    let in_name = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    let names = words.split('@').skip(1).map(|rest| rest.split(|sign| !in_name(sign)).next().unwrap_or_default());
    !me.username.is_empty() && names.into_iter().any(|name| name.eq_ignore_ascii_case(&me.username))
}
