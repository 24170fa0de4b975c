//! The methods, but for `getUpdates`.

use std::time::Duration;

use serde_json::{Value, json};

use super::chats::NO_MEMBER;
use super::params::Params;
use super::server::Refusal;
use super::webhook::Hook;
use super::world::{BOT, World};
use super::{files, messages};

pub(crate) const TOO_OLD: &str = "query is too old and response timeout expired or query ID is invalid";

/// How long a press can be answered.
const ANSWERABLE: Duration = Duration::from_secs(150);

const ACTIONS: &[&str] = &[
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// Does what a method does. Its name is in lower case.
pub(crate) fn call(world: &mut World, method: &str, params: &Params) -> Result<Value, Refusal> {
    match method {
        "getme" => {
            let mut me = World::me();
            me["can_join_groups"] = json!(true);
            me["can_read_all_group_messages"] = json!(false);
            me["supports_inline_queries"] = json!(false);
            me["can_connect_to_business"] = json!(false);
            me["has_main_web_app"] = json!(false);
            Ok(me)
        }
        "setwebhook" => set_webhook(world, params),
        "deletewebhook" => {
            world.webhook = None;
            drop_pending(world, params);
            Ok(json!(true))
        }
        "getwebhookinfo" => Ok(webhook_info(world)),
        "sendmessage" => messages::send(world, params),
        "senddocument" => messages::send_document(world, params),
        "editmessagetext" => messages::edit(world, params, true),
        "editmessagereplymarkup" => messages::edit(world, params, false),
        "deletemessage" => messages::delete(world, params),
        "answercallbackquery" => answer(world, params),
        "sendchataction" => {
            messages::open_chat(world, params)?;
            let action = params.text("action").unwrap_or_default();
            if ACTIONS.contains(&action.as_str()) {
                Ok(json!(true))
            } else {
                Err(Refusal::bad("wrong parameter action in request"))
            }
        }
        "getfile" => files::get(world, params),
        "leavechat" => leave(world, params),
        "getchat" => {
            let id = messages::open_chat(world, params)?;
            Ok(world.chats[&id].chat.clone())
        }
        "getchatmember" => {
            messages::open_chat(world, params)?;
            Ok(json!({ "user": { "id": BOT, "is_bot": true, "first_name": "Guichet" }, "status": "member" }))
        }
        _ => setting(world, method, params),
    }
}

fn set_webhook(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let url = params.text("url").unwrap_or_default();
    let secret = params.text("secret_token");
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if secret.as_ref().is_some_and(|secret| secret.is_empty() || secret.len() > 256 || !secret.chars().all(allowed)) {
        return Err(Refusal::bad("secret token contains unallowed characters"));
    }
    // A local Bot API server takes plain http, and so does this.
    if !url.is_empty() && !url.starts_with("http://") && !url.starts_with("https://") {
        return Err(Refusal::bad("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    world.updates.allow(params);
    let most = params.number("max_connections").unwrap_or(40).clamp(1, 100);
    world.webhook = (!url.is_empty()).then(|| Hook::new(url, secret, usize::try_from(most).unwrap()));
    drop_pending(world, params);
    Ok(json!(true))
}

fn drop_pending(world: &mut World, params: &Params) {
    if params.flag("drop_pending_updates") {
        world.updates.waiting.clear();
        world.updates.again.clear();
    }
}

fn webhook_info(world: &World) -> Value {
    let mut info = json!({ "url": "", "has_custom_certificate": false,
        "pending_update_count": world.updates.waiting.len() });
    if let Some(hook) = &world.webhook {
        info["url"] = json!(hook.url);
        info["max_connections"] = json!(hook.most);
        if let Some((at, reason)) = &hook.failed {
            info["last_error_date"] = json!(at.as_secs());
            info["last_error_message"] = json!(reason);
        }
    }
    if !world.updates.allowed.is_empty() {
        info["allowed_updates"] = json!(world.updates.allowed);
    }
    info
}

/// `answerCallbackQuery`; the first answer is the one shown.
fn answer(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let note = params.text("text").unwrap_or_default();
    if note.encode_utf16().count() > 200 {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    let now = world.now();
    let query = params.text("callback_query_id").and_then(|id| world.queries.get_mut(&id));
    match query.filter(|query| now.saturating_sub(query.at) < ANSWERABLE) {
        Some(query) => {
            query.answer.get_or_insert(note);
            Ok(json!(true))
        }
        None => Err(Refusal::bad(TOO_OLD)),
    }
}

fn leave(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let id = messages::open_chat(world, params)?;
    if id > 0 {
        return Err(Refusal::bad("chat member status can't be changed in private chats"));
    }
    world.chats.get_mut(&id).unwrap().closed = Some(NO_MEMBER);
    Ok(json!(true))
}

/// `setMyCommands`, `setMyDescription` and their like, kept by name, language and scope; `get…` tells them again.
fn setting(world: &mut World, method: &str, params: &Params) -> Result<Value, Refusal> {
    const KNOWN: &[(&str, &str, usize)] = &[
        ("mycommands", "commands", 0),
        ("myname", "name", 64),
        ("mydescription", "description", 512),
        ("myshortdescription", "short_description", 120),
        ("chatmenubutton", "menu_button", 0),
    ];
    let Some((name, field, most)) = KNOWN.iter().find(|(name, ..)| method.get(3..) == Some(name)) else {
        return Err(Refusal::new(404, "Not Found: method not found"));
    };
    let key = |part: &str| params.text(part).unwrap_or_default();
    let place = format!("{name}:{}:{}", key("language_code"), key("scope"));
    if method.starts_with("get") {
        return Ok(world.settings.get(&place).cloned().unwrap_or(json!({})));
    }
    let value = if *most > 0 {
        let text = key(field);
        if text.chars().count() > *most {
            return Err(Refusal::bad(&format!("{field} is too long")));
        }
        json!({ *field: text })
    } else {
        params.json(field).map_err(|_| Refusal::bad("can't parse JSON"))?.unwrap_or_default()
    };
    if *name == "mycommands" {
        check_commands(&value)?;
    }
    world.settings.insert(place, value);
    Ok(json!(true))
}

fn check_commands(commands: &Value) -> Result<(), Refusal> {
    let commands = commands.as_array().ok_or_else(|| Refusal::bad("expected an Array of BotCommand"))?;
    if commands.len() > 100 {
        return Err(Refusal::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    for command in commands {
        let name = command["command"].as_str().unwrap_or_default();
        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !(1..=32).contains(&name.len()) || !name.chars().all(fine) {
            return Err(Refusal::bad("BOT_COMMAND_INVALID"));
        }
        if !(1..=256).contains(&command["description"].as_str().unwrap_or_default().chars().count()) {
            return Err(Refusal::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    Ok(())
}
