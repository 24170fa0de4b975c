//! The fake answers as the real server would: to teloxide, which was written against that one, and to bare requests.

use std::time::Duration;

use serde_json::{Value, json};
use teloxide::net::Download;
use teloxide::prelude::*;
use teloxide::types::{CallbackQueryId, FileId, InlineKeyboardButton, InlineKeyboardMarkup, UpdateKind};
use teloxide::{ApiError, RequestError};

use super::wire::{ask, done, post, refusal};
use crate::fakes::telegram::{Fake, cut_after, cut_before, flood, other_poller, refused, slow};

fn client(tg: &Fake) -> Bot {
    Bot::new(tg.token()).set_api_url(tg.url().parse().unwrap())
}

#[tokio::test]
async fn a_real_client_holds_a_conversation() {
    let tg = Fake::start().await;
    let (bot, ana) = (client(&tg), tg.user("Ana"));
    assert_eq!(bot.get_me().await.unwrap().username(), "guichet_essai_bot");
    let unknown = bot.send_message(ChatId(ana.id()), "Bonjour").await;
    assert!(unknown.unwrap_err().to_string().contains("can't initiate conversation"));
    ana.says("/start aesh");
    let updates = bot.get_updates().timeout(5).await.unwrap();
    let UpdateKind::Message(message) = &updates[0].kind else { panic!("{updates:?}") };
    assert_eq!((message.text(), message.chat.id.0), (Some("/start aesh"), ana.id()));
    let button = |label: &str, data: &str| InlineKeyboardButton::callback(label.to_owned(), data.to_owned());
    let keyboard = InlineKeyboardMarkup::new([[button("Oui", "1:t0:0")], [button("Non", "1:t1:0")]]);
    let sent = bot.send_message(message.chat.id, "Êtes-vous prête ?").reply_markup(keyboard).await.unwrap();
    let shown = ana.waits_for("prête").await;
    assert_eq!((i64::from(sent.id.0), shown.labels()), (shown.id, vec!["Oui", "Non"]));
    let pressed = ana.presses("Oui").await;
    let offset = i32::try_from(updates[0].id.0).unwrap() + 1;
    let updates = bot.get_updates().offset(offset).timeout(5).await.unwrap();
    let UpdateKind::CallbackQuery(query) = &updates[0].kind else { panic!("{updates:?}") };
    assert_eq!(query.data.as_deref(), Some("1:t0:0"));
    assert_eq!(query.message.as_ref().unwrap().id(), sent.id);
    assert_eq!(tg.spinners(), 1);
    bot.answer_callback_query(query.id.clone()).text("Noté").await.unwrap();
    assert_eq!(pressed.answer().await, "Noté");
    bot.edit_message_text(message.chat.id, sent.id, "Prête : oui").await.unwrap();
    assert!(ana.sees("^Prête : oui$").await.rows.is_empty(), "no keyboard given, none is left");
    let again = bot.edit_message_text(message.chat.id, sent.id, "Prête : oui").await;
    assert!(matches!(again, Err(RequestError::Api(ApiError::MessageNotModified))), "{again:?}");
    ana.blocks();
    let blocked = bot.send_message(message.chat.id, "Êtes-vous là ?").await;
    assert!(matches!(blocked, Err(RequestError::Api(ApiError::BotBlocked))), "{blocked:?}");
    let old = bot.answer_callback_query(CallbackQueryId("1".to_owned())).await;
    assert!(
        old.unwrap_err().to_string().contains("query is too old"),
        "in the server's words, which teloxide does not know"
    );
}

#[tokio::test]
async fn every_content_is_readable_for_a_real_client() {
    let tg = Fake::start().await;
    let (bot, ana, group) = (client(&tg), tg.user("Ana"), tg.group("Candidats"));
    let message = ana.says("bonjour");
    ana.edits(message, "bonsoir");
    ana.sends_sticker();
    ana.sends_voice();
    ana.sends_location();
    ana.sends_contact();
    ana.sends_file("licence.pdf", b"%PDF-1.7");
    ana.sends_photo(&[255; 40]);
    ana.album(&[("a.pdf", b"a"), ("b.pdf", b"b")]);
    ana.blocks();
    ana.unblocks();
    group.is_joined_by_the_bot(&ana);
    group.hears(&ana, "/etat");
    ana.presses_data(1, "0:v:0");
    let updates = bot.get_updates().await.unwrap();
    assert_eq!(updates.len(), 16);
    let unread: Vec<_> = updates.iter().filter(|update| matches!(update.kind, UpdateKind::Error(_))).collect();
    assert!(unread.is_empty(), "{unread:#?}");
    let UpdateKind::Message(voice) = &updates[3].kind else { panic!("{:?}", updates[3]) };
    assert!(voice.voice().is_some());
    let album = |at: usize| match &updates[at].kind {
        UpdateKind::Message(message) => message.media_group_id().cloned(),
        _ => None,
    };
    assert!(album(8).is_some() && album(8) == album(9));
}

#[tokio::test]
async fn files_are_told_and_downloaded() {
    let tg = Fake::start().await;
    let (bot, ana) = (client(&tg), tg.user("Ana"));
    ana.sends_file("licence.pdf", b"%PDF-1.7 licence");
    ana.sends_large_file("video.pdf", 26 << 20);
    let ids: Vec<FileId> = bot
        .get_updates()
        .await
        .unwrap()
        .into_iter()
        .map(|update| match update.kind {
            UpdateKind::Message(message) => message.document().unwrap().file.id.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    let file = bot.get_file(ids[0].clone()).await.unwrap();
    tg.breaks(cut_after().on("file").times(1));
    let mut bytes = Vec::new();
    assert!(bot.download_file(&file.path, &mut bytes).await.is_err(), "half a file is no file");
    bytes.clear();
    bot.download_file(&file.path, &mut bytes).await.unwrap();
    assert_eq!(bytes, b"%PDF-1.7 licence");
    assert!(bot.get_file(ids[1].clone()).await.unwrap_err().to_string().contains("file is too big"));
}

#[tokio::test]
async fn updates_come_until_they_are_confirmed() {
    let tg = Fake::start().await;
    let ana = tg.user("Ana");
    for number in 0..5 {
        ana.says(&number.to_string());
    }
    let ids = |batch: Value| -> Vec<i64> {
        batch.as_array().unwrap().iter().map(|update| update["update_id"].as_i64().unwrap()).collect()
    };
    let first = ids(done(&tg, "getUpdates", json!({ "limit": 2 })).await);
    let all = ids(done(&tg, "getUpdates", json!({})).await);
    assert_eq!((first.len(), all.len(), first[0]), (2, 5, all[0]), "nothing was confirmed");
    assert_eq!(ids(done(&tg, "getUpdates", json!({ "offset": all[2] })).await), all[2..]);
    assert_eq!(ids(done(&tg, "getUpdates", json!({ "offset": all[2] })).await), all[2..3], "asked too soon again");
    assert_eq!(ids(done(&tg, "getUpdates", json!({ "offset": -1 })).await), all[4..], "the others are confirmed");
    assert_eq!(tg.unconfirmed(), 1);
    tg.redelivers(2);
    let again = ids(done(&tg, "getUpdates", json!({ "offset": all[4] + 1 })).await);
    assert_eq!(again, all[2..4], "confirmed ones come again on request");
}

#[tokio::test]
async fn a_poll_waits_and_gives_way() {
    let tg = Fake::start().await;
    let ana = tg.user("Ana");
    let polling = {
        let tg = tg.clone();
        tokio::spawn(async move { ask(&tg, "GetUpdates", json!({ "timeout": 50 })).await })
    };
    tg.until("poll", |calls| !calls.is_empty()).await;
    let second = {
        let tg = tg.clone();
        tokio::spawn(async move { ask(&tg, "getupdates", json!({ "timeout": 50 })).await })
    };
    let (status, answer) = polling.await.unwrap();
    assert_eq!((status, answer["error_code"].as_i64()), (409, Some(409)));
    assert!(answer["description"].as_str().unwrap().contains("terminated by other getUpdates request"));
    ana.says("bonjour");
    assert_eq!(second.await.unwrap().1["result"][0]["message"]["text"], "bonjour");
    done(&tg, "setWebhook", json!({ "url": "http://127.0.0.1:9/" })).await;
    let (status, answer) = ask(&tg, "getUpdates", json!({})).await;
    assert!(status == 409 && answer["description"].as_str().unwrap().contains("while webhook is active"), "{answer}");
    done(&tg, "deleteWebhook", json!({ "drop_pending_updates": true })).await;
    assert_eq!(done(&tg, "getUpdates", json!({})).await, json!([]));
}

#[tokio::test]
async fn presses_are_lost_after_150_seconds_and_words_are_not() {
    let tg = Fake::start().await;
    let ana = tg.user("Ana");
    ana.says("bonjour");
    ana.presses_data(1, "0:v:0");
    assert_eq!(done(&tg, "getUpdates", json!({})).await.as_array().unwrap().len(), 2);
    tg.later(Duration::from_secs(151));
    assert_eq!(done(&tg, "getUpdates", json!({})).await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn only_the_kinds_asked_for_come() {
    let tg = Fake::start().await;
    let ana = tg.user("Ana");
    done(&tg, "getUpdates", json!({ "allowed_updates": ["callback_query"] })).await;
    ana.says("bonjour");
    ana.presses_data(1, "0:v:0");
    let batch = done(&tg, "getUpdates", json!({})).await;
    assert!(batch[0]["callback_query"].is_object() && batch[1].is_null(), "{batch}");
}

#[tokio::test]
async fn what_telegram_refuses_is_refused() {
    let tg = Fake::start().await;
    let ana = tg.user("Ana");
    let own = ana.says("bonjour");
    let chat = ana.id();
    let keyboard = |data: &str| json!({ "inline_keyboard": [[{ "text": "Oui", "callback_data": data }], []] });
    let strong = |from: i64, length: i64| json!([{ "type": "bold", "offset": from, "length": length }]);
    let sends = [
        (json!({ "text": "" }), "message text is empty"),
        (json!({ "text": " \n" }), "text must be non-empty"),
        (json!({ "text": "𝒳".repeat(2049) }), "message is too long"),
        (json!({ "text": "été", "entities": strong(0, 4) }), "ends after the end of the text"),
        (json!({ "text": "a𝒳", "entities": strong(0, 2) }), "middle of a UTF-16 symbol"),
        (json!({ "text": "a", "reply_markup": keyboard(&"é".repeat(33)) }), "BUTTON_DATA_INVALID"),
        (json!({ "text": "a", "reply_markup": keyboard("") }), "Text buttons are unallowed"),
        (json!({ "text": "a", "reply_markup": "{" }), "can't parse reply keyboard markup"),
        (json!({ "text": "a", "reply_parameters": { "message_id": 99999 } }), "message to be replied not found"),
    ];
    for (mut body, reason) in sends {
        body["chat_id"] = json!(chat);
        let told = refusal(&tg, "sendMessage", body.clone()).await;
        assert!(told.contains(reason), "{told} for {body}");
    }
    let fits = json!({ "chat_id": chat, "text": "𝒳".repeat(2048), "reply_markup": keyboard(&"x".repeat(64)),
        "reply_parameters": { "message_id": own } });
    let sent = done(&tg, "sendMessage", fits).await;
    assert_eq!(sent["reply_markup"]["inline_keyboard"].as_array().unwrap().len(), 1, "empty rows are left out");
    assert_eq!(sent["reply_to_message"]["message_id"], own);
    let others = [
        ("sendMessage", json!({ "text": "a", "chat_id": 1 }), "chat not found"),
        ("editMessageText", json!({ "chat_id": chat, "message_id": own, "text": "a" }), "can't be edited"),
        ("editMessageText", json!({ "chat_id": chat, "message_id": 99999, "text": "a" }), "message to edit not found"),
        (
            "editMessageReplyMarkup",
            json!({ "chat_id": chat, "message_id": sent["message_id"],
            "reply_markup": sent["reply_markup"] }),
            "message is not modified",
        ),
        ("answerCallbackQuery", json!({ "callback_query_id": "1" }), "query is too old"),
        ("answerCallbackQuery", json!({ "callback_query_id": "1", "text": "a".repeat(201) }), "MESSAGE_TOO_LONG"),
        ("sendChatAction", json!({ "chat_id": chat, "action": "dance" }), "wrong parameter action"),
        ("setMyCommands", json!({ "commands": [{ "command": "État", "description": "a" }] }), "BOT_COMMAND_INVALID"),
        ("setWebhook", json!({ "url": "http://127.0.0.1:9/", "secret_token": "é" }), "unallowed characters"),
        ("getFile", json!({ "file_id": "x" }), "wrong file_id"),
    ];
    for (method, body, reason) in others {
        let told = refusal(&tg, method, body).await;
        assert!(told.contains(reason), "{method}: {told}");
    }
    let (unauthorized, _) = post(&format!("{}/bot1:AAA/getMe", tg.url()), &[], String::new()).await.unwrap();
    let (unknown, _) = post(&format!("{}/bot{}/getNothing", tg.url(), tg.token()), &[], String::new()).await.unwrap();
    assert_eq!((unauthorized, unknown), (401, 404));
}

#[tokio::test]
async fn forms_and_multipart_say_the_same_as_json() {
    let tg = Fake::start().await;
    let ana = tg.user("Ana");
    ana.says("bonjour");
    let url = format!("{}/bot{}/SENDMESSAGE", tg.url(), tg.token());
    let form = format!(
        "chat_id={}&text=%C3%A9t%C3%A9+2026&reply_markup=%7B%22inline_keyboard%22%3A%5B%5B%7B%22text%22%3A\
        %22Oui%22%2C%22callback_data%22%3A%22o%22%7D%5D%5D%7D",
        ana.id()
    );
    post(&url, &[("content-type", "application/x-www-form-urlencoded")], form).await.unwrap();
    let part =
        |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let parts = format!("{}{}--b--\r\n", part("chat_id", &ana.id().to_string()), part("text", "été 2026"));
    post(&url, &[("content-type", "multipart/form-data; boundary=b")], parts).await.unwrap();
    let texts: Vec<(String, usize)> = ana.reads().into_iter().map(|shown| (shown.text, shown.rows.len())).collect();
    assert_eq!(texts, [("été 2026".to_owned(), 1), ("été 2026".to_owned(), 0)]);
}

#[tokio::test]
async fn things_go_wrong_as_told() {
    let tg = Fake::start().await;
    let (ana, paul) = (tg.user("Ana"), tg.user("Paul"));
    ana.says("bonjour");
    paul.says("bonjour");
    let send = async |to: i64, text: &str| {
        let url = format!("{}/bot{}/sendMessage?chat_id={to}&text={text}", tg.url(), tg.token());
        post(&url, &[], String::new()).await.map(|(status, _)| status).ok()
    };
    tg.breaks(flood(3).on("sendMessage").to(ana.id()).times(1));
    tg.breaks(cut_before().to(ana.id()).after(1).times(1));
    tg.breaks(cut_after().to(ana.id()).times(1));
    tg.breaks(slow(Duration::from_millis(10)).times(1));
    assert_eq!(send(paul.id(), "p").await, Some(200));
    let outcomes = [send(ana.id(), "1").await, send(ana.id(), "2").await, send(ana.id(), "3").await];
    assert_eq!(outcomes, [Some(429), None, None], "too many, then spared by the second but cut by the third, then cut");
    let read: Vec<String> = ana.reads().into_iter().map(|shown| shown.text).collect();
    assert_eq!(read, ["2"], "one line was cut after the message was shown, one before");
    tg.heals();
    tg.seed(7);
    tg.breaks(refused(502, "Bad Gateway").chance(0.3));
    let mut failed = 0;
    for _ in 0..100 {
        failed += usize::from(send(ana.id(), "x").await == Some(502));
    }
    assert!((15..45).contains(&failed), "{failed} of 100");
    tg.breaks(other_poller().times(1));
    assert_eq!(ask(&tg, "getUpdates", json!({})).await.0, 409);
    assert_eq!(tg.calls_of("sendMessage").iter().filter(|call| call.code() == Some(502)).count(), failed);
}
