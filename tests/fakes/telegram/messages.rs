//! Messages of the bot: what may be sent, and what of it may be changed.

use serde_json::{Value, json};

use super::params::Params;
use super::server::Refusal;
use super::world::World;

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly the same \
     as a current content and reply markup of the message";

/// `sendMessage`.
pub(crate) fn send(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let chat = open_chat(world, params)?;
    let mut body = words(params, "text", 4096)?;
    if let Some(answered) = answered(world, chat, params)? {
        body["reply_to_message"] = answered;
    }
    // Other markups than inline keyboards are no part of a message.
    if let Some(keyboard) = keyboard(params)? {
        body["reply_markup"] = keyboard;
    }
    if params.flag("protect_content") {
        body["has_protected_content"] = json!(true);
    }
    Ok(world.show(chat, World::me(), body))
}

/// `sendDocument`.
pub(crate) fn send_document(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let chat = open_chat(world, params)?;
    let mut body = if params.text("caption").is_some() { words(params, "caption", 1024)? } else { json!({}) };
    let sent = params.text("document").unwrap_or_default();
    let uploaded = params.files.iter().find(|(field, ..)| field == "document" || sent.ends_with(field.as_str()));
    body["document"] = match uploaded {
        Some((_, name, bytes)) => world.store(name, bytes, None),
        None if world.files.contains_key(&sent) => json!({ "file_id": sent, "file_unique_id": sent }),
        None => return Err(Refusal::bad("there is no document in the request")),
    };
    if let Some(keyboard) = keyboard(params)? {
        body["reply_markup"] = keyboard;
    }
    Ok(world.show(chat, World::me(), body))
}

/// `editMessageText`, and with `words` false `editMessageReplyMarkup`: a keyboard that is not given goes away.
pub(crate) fn edit(world: &mut World, params: &Params, with_words: bool) -> Result<Value, Refusal> {
    let chat = open_chat(world, params)?;
    let id = params.number("message_id").ok_or_else(|| Refusal::bad("message_id is empty"))?;
    let message = world.message(chat, id).ok_or_else(|| Refusal::bad("message to edit not found"))?.clone();
    if !message.bots {
        return Err(Refusal::bad("message can't be edited"));
    }
    let mut body = message.body.clone();
    let fields = body.as_object_mut().unwrap();
    if with_words {
        if !fields.contains_key("text") {
            return Err(Refusal::bad("there is no text in the message to edit"));
        }
        fields.remove("entities");
        fields.extend(words(params, "text", 4096)?.as_object().unwrap().clone());
    }
    fields.remove("reply_markup");
    if let Some(keyboard) = keyboard(params)? {
        fields.insert("reply_markup".to_owned(), keyboard);
    }
    if body == message.body {
        return Err(Refusal::bad(NOT_MODIFIED));
    }
    body["edit_date"] = json!(world.now().as_secs());
    world.reshow(chat, id, &body);
    Ok(body)
}

/// `deleteMessage`.
pub(crate) fn delete(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let chat = open_chat(world, params)?;
    let id = params.number("message_id").unwrap_or_default();
    let messages = &mut world.chats.get_mut(&chat).unwrap().messages;
    let before = messages.len();
    messages.retain(|message| message.id != id);
    if messages.len() == before { Err(Refusal::bad("message to delete not found")) } else { Ok(json!(true)) }
}

/// A chat the bot may write to.
pub(crate) fn open_chat(world: &World, params: &Params) -> Result<i64, Refusal> {
    let id = params.number("chat_id").ok_or_else(|| Refusal::bad("chat_id is empty"))?;
    match world.chats.get(&id).map(|chat| chat.closed) {
        None => Err(Refusal::bad("chat not found")),
        Some(Some(closed)) => Err(Refusal::new(403, closed)),
        Some(None) => Ok(id),
    }
}

/// The message that `reply_parameters` names.
fn answered(world: &World, chat: i64, params: &Params) -> Result<Option<Value>, Refusal> {
    let reply =
        params.json("reply_parameters").map_err(|_| Refusal::bad("can't parse reply parameters JSON object"))?;
    let Some(reply) = reply else { return Ok(None) };
    let found = reply["message_id"].as_i64().and_then(|id| world.message(chat, id));
    match found {
        Some(message) => {
            let mut body = message.body.clone();
            // One level only, as the API says.
            body.as_object_mut().unwrap().remove("reply_to_message");
            Ok(Some(body))
        }
        None if reply["allow_sending_without_reply"] == true => Ok(None),
        None => Err(Refusal::bad("message to be replied not found")),
    }
}

/// Words with their entities, trimmed as the server does.
fn words(params: &Params, key: &str, most: usize) -> Result<Value, Refusal> {
    if params.text("parse_mode").is_some_and(|mode| !mode.is_empty()) {
        return Err(Refusal::bad("unsupported parse_mode: this fake takes entities only"));
    }
    let text = params.text(key).unwrap_or_default();
    if text.is_empty() {
        return Err(Refusal::bad("message text is empty"));
    }
    let units = |text: &str| text.encode_utf16().count();
    let given = params.json(if key == "text" { "entities" } else { "caption_entities" });
    let given = given.map_err(|_| Refusal::bad("can't parse entities JSON object"))?.unwrap_or(json!([]));
    let mut entities = Vec::new();
    let lead = units(&text) - units(text.trim_start());
    let trimmed = text.trim();
    for entity in given.as_array().ok_or_else(|| Refusal::bad("object expected as entities"))? {
        let (from, until) = bounds(&text, entity)?;
        let (from, until) = (from.saturating_sub(lead), until.saturating_sub(lead).min(units(trimmed)));
        if from < until {
            let mut entity = entity.clone();
            (entity["offset"], entity["length"]) = (json!(from), json!(until - from));
            entities.push(entity);
        }
    }
    if trimmed.is_empty() {
        return Err(Refusal::bad("text must be non-empty"));
    }
    if units(trimmed) > most {
        return Err(Refusal::bad(if key == "text" { "message is too long" } else { "message caption is too long" }));
    }
    let mut body = json!({ key: trimmed });
    if !entities.is_empty() {
        body[if key == "text" { "entities" } else { "caption_entities" }] = json!(entities);
    }
    Ok(body)
}

/// Where an entity begins and ends, in UTF-16 units; neither may be inside a character.
fn bounds(text: &str, entity: &Value) -> Result<(usize, usize), Refusal> {
    let number = |key: &str| entity[key].as_u64().and_then(|number| usize::try_from(number).ok());
    let (Some(offset), Some(length)) = (number("offset"), number("length")) else {
        return Err(Refusal::bad("can't parse MessageEntity: Field \"offset\" and \"length\" must be of type Number"));
    };
    if entity["type"].as_str().is_none() {
        return Err(Refusal::bad("can't parse MessageEntity: Can't find field \"type\""));
    }
    let (mut at, mut borders) = (0, vec![0]);
    for character in text.chars() {
        at += character.len_utf16();
        borders.push(at);
    }
    let end = offset + length;
    let problem = if end > at {
        format!("entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {at}")
    } else if !borders.contains(&offset) || !borders.contains(&end) {
        format!("entity beginning at UTF-16 offset {offset} begins or ends in a middle of a UTF-16 symbol")
    } else {
        return Ok((offset, end));
    };
    Err(Refusal::bad(&problem))
}

/// An inline keyboard; empty rows are left out, and a keyboard without rows is none.
fn keyboard(params: &Params) -> Result<Option<Value>, Refusal> {
    let markup =
        params.json("reply_markup").map_err(|_| Refusal::bad("can't parse reply keyboard markup JSON object"))?;
    let Some(rows) = markup.as_ref().and_then(|markup| markup.get("inline_keyboard")) else { return Ok(None) };
    let wrong = || Refusal::bad("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays");
    let mut kept = Vec::new();
    for row in rows.as_array().ok_or_else(wrong)? {
        let row = row.as_array().ok_or_else(wrong)?;
        row.iter().try_for_each(check_button)?;
        if !row.is_empty() {
            kept.push(row.clone());
        }
    }
    if kept.iter().map(Vec::len).sum::<usize>() > 100 {
        return Err(Refusal::bad("reply markup is too long"));
    }
    Ok((!kept.is_empty()).then(|| json!({ "inline_keyboard": kept })))
}

fn check_button(button: &Value) -> Result<(), Refusal> {
    let parse = |reason: &str| Refusal::bad(&format!("can't parse inline keyboard button: {reason}"));
    let label = button["text"].as_str().ok_or_else(|| parse("Field \"text\" must be of type String"))?;
    let data = button["callback_data"].as_str().unwrap_or_default();
    if label.trim().is_empty() {
        Err(parse("Text must be non-empty"))
    } else if data.is_empty() && button["url"].as_str().is_none_or(str::is_empty) {
        Err(parse("Text buttons are unallowed in the inline keyboard"))
    } else if data.len() > 64 {
        Err(Refusal::bad("BUTTON_DATA_INVALID"))
    } else {
        Ok(())
    }
}
