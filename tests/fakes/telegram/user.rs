//! People with phones: what they do, and what they see.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use regex::Regex;
use serde_json::{Value, json};

use super::Fake;
use super::chats::{BLOCKED, Shown};
use super::world::{Query, World};

/// Somebody who talks to the bot alone. Clones are the same person.
#[derive(Clone)]
pub(crate) struct User {
    fake: Fake,
    id: i64,
    name: String,
    /// What changed on the screen up to there was seen before the person last did something.
    seen: Arc<AtomicU64>,
}

/// A group.
#[derive(Clone)]
pub(crate) struct Group {
    fake: Fake,
    pub(crate) id: i64,
}

/// A press under way.
pub(crate) struct Pressed {
    fake: Fake,
    id: String,
}

/// What a person waits for: words as a regular expression, or anything that can be told of a message.
pub(crate) trait Pattern {
    /// True for the message waited for.
    fn fits(&self, shown: &Shown) -> bool;
    /// What it is, for failures.
    fn told(&self) -> String;
}

impl Pattern for &str {
    fn fits(&self, shown: &Shown) -> bool {
        Regex::new(self).unwrap().is_match(&shown.text)
    }

    fn told(&self) -> String {
        format!("« {self} »")
    }
}

impl<F: Fn(&Shown) -> bool> Pattern for F {
    fn fits(&self, shown: &Shown) -> bool {
        self(shown)
    }

    fn told(&self) -> String {
        "message like that".to_owned()
    }
}

static QUERIES: AtomicI64 = AtomicI64::new(4_000_000_000_001);

impl User {
    pub(crate) fn new(fake: Fake, id: i64, name: &str) -> Self {
        Self { fake, id, name: name.to_owned(), seen: Arc::default() }
    }

    /// Of the person and of their chat.
    pub(crate) fn id(&self) -> i64 {
        self.id
    }

    /// Types words; the number of their message.
    pub(crate) fn says(&self, words: &str) -> i64 {
        self.sends(typed(words))
    }

    /// Sends a message with any content: `{"sticker": {…}}`.
    pub(crate) fn sends(&self, content: Value) -> i64 {
        self.act(|world| {
            let body = world.show(self.id, world.user(self.id), content);
            world.push(self.id, json!({ "message": body }));
            body["message_id"].as_i64().unwrap()
        })
    }

    /// Sends a file.
    pub(crate) fn sends_file(&self, name: &str, bytes: &[u8]) -> i64 {
        let document = self.fake.change(|world| world.store(name, bytes, None));
        self.sends(json!({ "document": document }))
    }

    /// Sends a file with words beside it.
    pub(crate) fn sends_file_with(&self, name: &str, bytes: &[u8], caption: &str) -> i64 {
        let document = self.fake.change(|world| world.store(name, bytes, None));
        self.sends(json!({ "document": document, "caption": caption }))
    }

    /// Sends a file said to be that large; nothing stands behind it.
    pub(crate) fn sends_large_file(&self, name: &str, size: u64) -> i64 {
        let document = self.fake.change(|world| world.store(name, &[], Some(size)));
        self.sends(json!({ "document": document }))
    }

    /// Sends a picture as a photo: no name, and a smaller copy beside.
    pub(crate) fn sends_photo(&self, bytes: &[u8]) -> i64 {
        let content = self.fake.change(|world| json!({ "photo": photo(world, bytes) }));
        self.sends(content)
    }

    /// Sends files at once, as one album: names and bytes.
    pub(crate) fn album(&self, files: &[(&str, &[u8])]) -> Vec<i64> {
        let group = QUERIES.fetch_add(1, Ordering::Relaxed).to_string();
        let contents: Vec<Value> = self.fake.change(|world| {
            let document = |(name, bytes): &(&str, &[u8])| world.store(name, bytes, None);
            files.iter().map(document).map(|file| json!({ "document": file, "media_group_id": group })).collect()
        });
        contents.into_iter().map(|content| self.sends(content)).collect()
    }

    pub(crate) fn sends_sticker(&self) -> i64 {
        self.sends(json!({ "sticker": { "file_id": "CAACAgQAAxkBAAEB", "file_unique_id": "AgADAQAD", "type": "regular",
            "width": 512, "height": 512, "is_animated": false, "is_video": false, "emoji": "👍", "file_size": 9000 } }))
    }

    pub(crate) fn sends_voice(&self) -> i64 {
        self.sends(json!({ "voice": { "file_id": "AwACAgQAAxkBAAEB", "file_unique_id": "AgADAgAD", "duration": 4,
            "mime_type": "audio/ogg", "file_size": 20000 } }))
    }

    pub(crate) fn sends_location(&self) -> i64 {
        self.sends(json!({ "location": { "latitude": 50.63, "longitude": 3.06 } }))
    }

    pub(crate) fn sends_contact(&self) -> i64 {
        self.sends(json!({ "contact": { "phone_number": "+33600000000", "first_name": self.name } }))
    }

    /// Changes the words of a message sent before.
    pub(crate) fn edits(&self, message: i64, words: &str) {
        self.act(|world| {
            let mut body = world.message(self.id, message).unwrap().body.clone();
            body["edit_date"] = json!(world.now().as_secs());
            for (key, value) in typed(words).as_object().unwrap() {
                body[key] = value.clone();
            }
            world.reshow(self.id, message, &body);
            world.push(self.id, json!({ "edited_message": body }));
        });
    }

    /// Waits for a live button that reads so (or is alone to hold these words), the newest first, and presses it.
    pub(crate) async fn presses(&self, label: &str) -> Pressed {
        let shown = self.finds(label).await;
        self.presses_on(&shown, label)
    }

    /// Presses a button as it was shown then, live or not: an old screen, a slow phone.
    pub(crate) fn presses_on(&self, shown: &Shown, label: &str) -> Pressed {
        let button = shown.button(label).unwrap_or_else(|| panic!("no « {label} » among {:?}", shown.labels()));
        self.presses_data(shown.id, &button.data)
    }

    /// Presses twice, so fast that nothing comes between.
    pub(crate) async fn double_taps(&self, label: &str) -> [Pressed; 2] {
        let shown = self.finds(label).await;
        [self.presses_on(&shown, label), self.presses_on(&shown, label)]
    }

    /// Presses something under a message, whatever it carries.
    pub(crate) fn presses_data(&self, message: i64, data: &str) -> Pressed {
        let id = QUERIES.fetch_add(1, Ordering::Relaxed).to_string();
        self.act(|world| {
            let at = world.now();
            let gone = json!({ "chat": world.chats[&self.id].chat, "message_id": message, "date": 0 });
            let body = world.message(self.id, message).map_or(gone, |message| message.body.clone());
            world.queries.insert(id.clone(), Query { chat: self.id, at, answer: None });
            let query = json!({ "id": id, "from": world.user(self.id), "message": body,
                "chat_instance": self.id.to_string(), "data": data });
            world.push(self.id, json!({ "callback_query": query }));
        });
        Pressed { fake: self.fake.clone(), id }
    }

    /// Blocks the bot.
    pub(crate) fn blocks(&self) {
        self.act(|world| world.membership(self.id, self.id, Some(BLOCKED)));
    }

    /// Lets the bot write again, without writing.
    pub(crate) fn unblocks(&self) {
        self.act(|world| world.membership(self.id, self.id, None));
    }

    /// The whole chat as it is seen now.
    pub(crate) fn screen(&self) -> Vec<Shown> {
        self.fake.peek(|world| world.screen(self.id))
    }

    /// What the bot wrote, as it reads now.
    pub(crate) fn reads(&self) -> Vec<Shown> {
        self.screen().into_iter().filter(|shown| shown.bots).collect()
    }

    /// Waits for a message of the bot, sent or changed since the person last did something.
    pub(crate) async fn waits_for(&self, pattern: impl Pattern) -> Shown {
        let seen = self.seen.load(Ordering::SeqCst);
        self.looks_for(pattern, move |shown| shown.stamp > seen).await
    }

    /// Waits for a message of the bot, however long it may stand there; the newest that fits.
    pub(crate) async fn sees(&self, pattern: impl Pattern) -> Shown {
        self.looks_for(pattern, |_| true).await
    }

    async fn looks_for(&self, pattern: impl Pattern, counts: impl Fn(&Shown) -> bool) -> Shown {
        let found = |world: &World| {
            let screen = world.screen(self.id);
            screen.into_iter().rev().find(|shown| shown.bots && counts(shown) && pattern.fits(shown))
        };
        self.fake.wait(Missing { user: self, what: pattern.told() }, found).await
    }

    async fn finds(&self, label: &str) -> Shown {
        self.sees(|shown: &Shown| shown.button(label).is_some()).await
    }

    /// Does something: a chat begins with the first message.
    fn act<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        self.fake.change(|world| {
            self.seen.store(world.stamp, Ordering::SeqCst);
            let closed = &mut world.chats.get_mut(&self.id).unwrap().closed;
            *closed = closed.filter(|closed| *closed == BLOCKED);
            act(world)
        })
    }
}

/// What did not come, and what stands there instead when that is told.
struct Missing<'a> {
    user: &'a User,
    what: String,
}

impl std::fmt::Display for Missing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} for {}; on the screen:", self.what, self.user.name)?;
        for shown in self.user.screen() {
            let who = if shown.bots { "bot" } else { self.user.name.as_str() };
            write!(f, "\n  [{}] {who}: {} {:?}", shown.id, shown.text, shown.labels())?;
        }
        Ok(())
    }
}

impl Group {
    pub(crate) fn new(fake: Fake, id: i64) -> Self {
        Self { fake, id }
    }

    /// Somebody puts the bot into the group.
    pub(crate) fn is_joined_by_the_bot(&self, by: &User) {
        self.fake.change(|world| {
            world.membership(self.id, by.id, None);
            let content = json!({ "new_chat_members": [World::me()] });
            self.post(world, by, content);
        });
    }

    /// Somebody says something there.
    pub(crate) fn hears(&self, by: &User, words: &str) -> i64 {
        self.fake.change(|world| self.post(world, by, typed(words)))
    }

    /// What the bot wrote there.
    pub(crate) fn reads(&self) -> Vec<Shown> {
        self.fake.peek(|world| world.screen(self.id)).into_iter().filter(|shown| shown.bots).collect()
    }

    fn post(&self, world: &mut World, by: &User, content: Value) -> i64 {
        let body = world.show(self.id, world.user(by.id), content);
        world.push(self.id, json!({ "message": body }));
        body["message_id"].as_i64().unwrap()
    }
}

impl Pressed {
    /// Waits until the spinner goes; the note shown then, perhaps empty.
    pub(crate) async fn answer(&self) -> String {
        let found = |world: &World| world.queries[&self.id].answer.clone();
        self.fake.wait("answer to a press", found).await
    }

    /// True once the spinner is gone.
    pub(crate) fn is_answered(&self) -> bool {
        self.fake.peek(|world| world.queries[&self.id].answer.is_some())
    }
}

/// Words as a phone sends them: commands are marked.
fn typed(words: &str) -> Value {
    let command = words.split_whitespace().next().filter(|word| word.starts_with('/') && word.len() > 1);
    match command {
        Some(command) => json!({ "text": words, "entities": [
            { "type": "bot_command", "offset": 0, "length": command.encode_utf16().count() }] }),
        None => json!({ "text": words }),
    }
}

fn photo(world: &mut World, bytes: &[u8]) -> Value {
    let size = |file: Value, width: u32| {
        json!({ "file_id": file["file_id"], "file_unique_id": file["file_unique_id"],
            "file_size": file["file_size"], "width": width, "height": width })
    };
    let small = world.store("photo.jpg", &bytes[..bytes.len() / 4], None);
    let large = world.store("photo.jpg", bytes, None);
    json!([size(small, 320), size(large, 1280)])
}
