//! Chats: who talks there, and what stands on the screen.

use serde_json::{Value, json};

use super::world::World;

/// A chat.
#[derive(Debug, Clone)]
pub(crate) struct Chat {
    /// As every message of it says it.
    pub(crate) chat: Value,
    /// Why the bot may not write there, if so.
    pub(crate) closed: Option<&'static str>,
    pub(crate) messages: Vec<Message>,
}

/// A message on a screen.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: i64,
    /// True for the bot's own.
    pub(crate) bots: bool,
    /// As the API gives it.
    pub(crate) body: Value,
    /// When it last changed, in the order of all changes.
    pub(crate) stamp: u64,
}

/// A message as a person sees it now.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    pub(crate) id: i64,
    /// True for the bot's own.
    pub(crate) bots: bool,
    /// Its words, or its caption.
    pub(crate) text: String,
    /// Its live keyboard.
    pub(crate) rows: Vec<Vec<Button>>,
    /// The message it answers.
    pub(crate) reply_to: Option<i64>,
    /// In the order of all changes.
    pub(crate) stamp: u64,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Button {
    pub(crate) label: String,
    pub(crate) data: String,
}

pub(crate) const BLOCKED: &str = "Forbidden: bot was blocked by the user";
pub(crate) const NEVER_STARTED: &str = "Forbidden: bot can't initiate conversation with a user";
pub(crate) const NO_MEMBER: &str = "Forbidden: bot is not a member of the supergroup chat";

impl World {
    /// A private chat that its person has not begun.
    pub(crate) fn new_user(&mut self, name: &str) -> i64 {
        let id = 900_000_001 + i64::try_from(self.chats.len()).unwrap();
        let chat = json!({ "id": id, "type": "private", "first_name": name });
        self.chats.insert(id, Chat { chat, closed: Some(NEVER_STARTED), messages: Vec::new() });
        id
    }

    pub(crate) fn new_group(&mut self, title: &str) -> i64 {
        let id = -1_001_000_000_001 - i64::try_from(self.chats.len()).unwrap();
        let chat = json!({ "id": id, "type": "supergroup", "title": title });
        self.chats.insert(id, Chat { chat, closed: Some(NO_MEMBER), messages: Vec::new() });
        id
    }

    /// A person, as the API tells who wrote.
    pub(crate) fn user(&self, id: i64) -> Value {
        json!({ "id": id, "is_bot": false, "first_name": self.chats[&id].chat["first_name"], "language_code": "fr" })
    }

    /// Puts a message on the screen. Its content is completed with where, when and who.
    pub(crate) fn show(&mut self, chat: i64, from: Value, mut body: Value) -> Value {
        let (id, stamp, date) = (self.next_message(), self.next_stamp(), self.now().as_secs());
        let bots = from["is_bot"] == true;
        let screen = self.chats.get_mut(&chat).unwrap();
        body["message_id"] = json!(id);
        body["from"] = from;
        body["chat"] = screen.chat.clone();
        body["date"] = json!(date);
        screen.messages.push(Message { id, bots, body: body.clone(), stamp });
        body
    }

    /// A message of a chat.
    pub(crate) fn message(&self, chat: i64, id: i64) -> Option<&Message> {
        self.chats.get(&chat)?.messages.iter().find(|message| message.id == id)
    }

    /// Changes what a message says.
    pub(crate) fn reshow(&mut self, chat: i64, id: i64, body: &Value) {
        let stamp = self.next_stamp();
        let messages = &mut self.chats.get_mut(&chat).unwrap().messages;
        let message = messages.iter_mut().find(|message| message.id == id).unwrap();
        (message.body, message.stamp) = (body.clone(), stamp);
    }

    /// What stands on a screen.
    pub(crate) fn screen(&self, chat: i64) -> Vec<Shown> {
        self.chats[&chat].messages.iter().map(Message::shown).collect()
    }

    /// The person shuts the chat, or opens it again; the bot is told.
    pub(crate) fn membership(&mut self, chat: i64, by: i64, closed: Option<&'static str>) {
        let status = |closed: Option<&str>| match closed {
            Some(BLOCKED | NEVER_STARTED) => json!({ "status": "kicked", "user": World::me(), "until_date": 0 }),
            Some(_) => json!({ "status": "left", "user": World::me() }),
            None => json!({ "status": "member", "user": World::me() }),
        };
        let (from, date) = (self.user(by), self.now().as_secs());
        let screen = self.chats.get_mut(&chat).unwrap();
        let (old, new) = (status(screen.closed), status(closed));
        screen.closed = closed;
        let member = json!({ "chat": screen.chat, "from": from, "date": date,
            "old_chat_member": old, "new_chat_member": new });
        self.push(chat, json!({ "my_chat_member": member }));
    }
}

impl Message {
    pub(crate) fn shown(&self) -> Shown {
        // To the eye a space is a space.
        let seen = |words: &str| words.replace(['\u{a0}', '\u{202f}'], " ");
        let words = |key: &str| self.body[key].as_str().map(seen);
        let rows = self.body["reply_markup"]["inline_keyboard"].as_array();
        let button = |button: &Value| Button {
            label: seen(button["text"].as_str().unwrap_or_default()),
            data: button["callback_data"].as_str().unwrap_or_default().to_owned(),
        };
        Shown {
            id: self.id,
            bots: self.bots,
            text: words("text").or_else(|| words("caption")).unwrap_or_default(),
            rows: rows.into_iter().flatten().map(|row| row.as_array().unwrap().iter().map(button).collect()).collect(),
            reply_to: self.body["reply_to_message"]["message_id"].as_i64(),
            stamp: self.stamp,
        }
    }
}

impl Shown {
    /// All its buttons, row by row.
    pub(crate) fn buttons(&self) -> impl Iterator<Item = &Button> {
        self.rows.iter().flatten()
    }

    /// What is read on its buttons.
    pub(crate) fn labels(&self) -> Vec<&str> {
        self.buttons().map(|button| button.label.as_str()).collect()
    }

    /// The button that reads so; else the only one that holds these words.
    pub(crate) fn button(&self, label: &str) -> Option<&Button> {
        let holding: Vec<&Button> = self.buttons().filter(|button| button.label.contains(label)).collect();
        let exact = holding.iter().find(|button| button.label == label);
        exact.or(if let [only] = &holding[..] { Some(only) } else { None }).copied()
    }
}
