//! Updates as Telegram sends them, of people who do not exist.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::dialog::load::{embedded, load};

static ME: LazyLock<Me> = LazyLock::new(|| {
    let (library, _) = load(&embedded()).expect("the built-in files");
    Me { id: 7_000_000_001, username: "guichet_essai_bot".into(), doors: Doors::of(&library) }
});

fn update(value: Value) -> Update {
    parse(&value.to_string()).expect("an update")
}

fn user() -> Value {
    json!({"id": 5_100_200_300_i64, "is_bot": false, "first_name": "Camille", "language_code": "fr"})
}

fn bot() -> Value {
    json!({"id": 7_000_000_001_i64, "is_bot": true, "first_name": "Guichet", "username": "guichet_essai_bot"})
}

/// A message of a private chat, with what is particular to it.
fn message(own: Value) -> Value {
    let mut message = json!({"message_id": 42, "date": 1_795_000_000, "from": user(),
        "chat": {"id": 5_100_200_300_i64, "type": "private", "first_name": "Camille"}});
    merge(&mut message, own);
    message
}

fn in_group(own: Value) -> Value {
    let mut all = message(json!({"chat": {"id": -100_555, "type": "supergroup", "title": "Promo"}}));
    merge(&mut all, own);
    all
}

fn merge(into: &mut Value, own: Value) {
    let (Some(into), Value::Object(own)) = (into.as_object_mut(), own) else { panic!("objects") };
    into.extend(own);
}

/// What was read, in a line: the address where it is not the person's, and what was heard.
fn told(kind: &str, value: Value) -> String {
    match read_json(&json!({"update_id": 900_001, kind: value}).to_string(), &ME) {
        Read::Passed(kind) => format!("passed {kind}"),
        Read::Inbound(inbound) => {
            assert_eq!(inbound.seen.id.0, "7000000001/900001");
            assert!(inbound.sent.is_none() || inbound.seen.sent == inbound.sent);
            let from = inbound.from.id.0.clone();
            let to = if from == "5100200300" { String::new() } else { format!("{from} ") };
            format!("{to}{}", serde_json::to_string(&inbound.heard).expect("json"))
        }
    }
}

#[test]
fn words_and_commands() {
    let cases = [
        ("Camille", r#"{"Said":{"words":"Camille","pressed":null,"files":[]}}"#),
        (" \u{0}\u{202e}👩‍🎓 ", "{\"Said\":{\"words\":\" \\u0000\u{202e}👩‍🎓 \",\"pressed\":null,\"files\":[]}}"),
        ("/start", r#"{"Open":null}"#),
        ("/START@guichet_essai_bot", r#"{"Open":null}"#),
        ("/start m2", r#"{"Open":"acloe-m2"}"#),
        ("/start aesh", r#"{"Open":"aesh"}"#),
        ("/start inconnu_42", r#"{"Open":"inconnu_42"}"#),
        ("/start je veux commencer", r#"{"Open":null}"#),
        ("/aide", r#"{"Command":"help"}"#),
        ("/HELP", r#"{"Command":"help"}"#),
        ("/état", r#"{"Command":"status"}"#),
        ("/etat@guichet_essai_bot", r#"{"Command":"status"}"#),
        ("/retour svp", r#"{"Command":"back"}"#),
        ("/modifier", r#"{"Command":"correct"}"#),
        ("/modifier@guichet_essai_bot prénom", r#"{"Said":{"words":"modifier prénom","pressed":null,"files":[]}}"#),
        ("/Récapitulatif", r#"{"Command":"recap"}"#),
        ("/annuler", r#"{"Command":"pause"}"#),
        ("/donnees", r#"{"Command":"export"}"#),
        ("/effacer", r#"{"Command":"erase"}"#),
        ("/humain", r#"{"Command":"person"}"#),
        ("/reprendre", r#"{"Command":"resume"}"#),
        ("/plus tard", r#"{"Said":{"words":"plus tard","pressed":null,"files":[]}}"#),
        ("/é /", r#"{"Said":{"words":"é /","pressed":null,"files":[]}}"#),
        ("/", r#"{"Said":{"words":"/","pressed":null,"files":[]}}"#),
        ("12/05/2000", r#"{"Said":{"words":"12/05/2000","pressed":null,"files":[]}}"#),
    ];
    for (text, heard) in cases {
        assert_eq!(told("message", message(json!({"text": text}))), heard, "{text}");
    }
}

#[test]
fn files_of_every_kind() {
    let size = |id: &str, width: u32, bytes: Option<u32>| {
        let mut size = json!({"file_id": id, "file_unique_id": format!("u{id}"), "width": width, "height": width});
        merge(&mut size, bytes.map_or(json!({}), |bytes| json!({"file_size": bytes})));
        size
    };
    let photo = json!({"photo": [size("s", 90, Some(1000)), size("l", 1280, Some(90_000)), size("m", 320, Some(9000))],
        "caption": "mon diplôme", "media_group_id": "13579"});
    let document = json!({"document": {"file_id": "D", "file_unique_id": "uD", "file_name": "licence.pdf",
        "mime_type": "application/pdf", "file_size": 26_000_000}});
    let nameless = json!({"document": {"file_id": "D", "file_unique_id": "uD"}});
    let cases = [
        (
            photo,
            r#"{"Attached":{"words":"mon diplôme","files":[{"file":"l","unique":"ul","name":null,"bytes":90000,"album":"13579"}]}}"#,
        ),
        (
            document,
            r#"{"Attached":{"words":"","files":[{"file":"D","unique":"uD","name":"licence.pdf","bytes":26000000,"album":null}]}}"#,
        ),
        (
            nameless,
            r#"{"Attached":{"words":"","files":[{"file":"D","unique":"uD","name":null,"bytes":null,"album":null}]}}"#,
        ),
        (json!({"photo": []}), r#"{"Wordless":"other"}"#),
    ];
    for (own, heard) in cases {
        assert_eq!(told("message", message(own.clone())), heard, "{own}");
    }
}

/// The library loses a whole message over a part of it nobody here looks at.
#[test]
fn what_the_library_stumbles_over_is_read_all_the_same() {
    let odd = json!({"document": {"file_id": "D", "file_unique_id": "uD", "file_name": "a.pdf", "mime_type": "pdf",
        "thumbnail": {"odd": 1}}, "caption": "voilà"});
    let heard = r#"{"Attached":{"words":"voilà","files":[{"file":"D","unique":"uD","name":"a.pdf","bytes":null,"album":null}]}}"#;
    assert_eq!(told("message", message(odd)), heard);
    let marked = json!({"text": "Lens", "entities": [{"type": "mark_of_tomorrow", "offset": 0, "length": 4}]});
    let said = r#"{"Said":{"words":"Lens","pressed":null,"files":[]}}"#;
    assert_eq!(told("message", message(marked.clone())), said);
    assert_eq!(told("edited_message", message(marked)), r#"{"Edited":{"message":42,"words":"Lens"}}"#);
    assert_eq!(parse("[]"), None);
    assert_eq!(parse(r#"{"update_id": "un"}"#), None);
}

#[test]
fn what_holds_no_words() {
    let file = |more: Value| {
        let mut file = json!({"file_id": "F", "file_unique_id": "uF", "file_size": 10});
        merge(&mut file, more);
        file
    };
    let video = file(json!({"width": 1, "height": 1, "duration": 3}));
    let animation = json!({"animation": video, "document": file(json!({}))});
    let sticker = json!({"sticker": file(json!({"type": "regular", "width": 512, "height": 512, "is_animated": false,
        "is_video": false}))});
    let place = json!({"latitude": 50.6, "longitude": 3.06});
    let card = |user: Option<i64>, number: &str| json!({"contact": {"phone_number": number, "first_name": "Camille", "user_id": user}});
    let cases = [
        (json!({"voice": file(json!({"duration": 3}))}), r#"{"Wordless":"voice"}"#),
        (json!({"audio": file(json!({"duration": 3}))}), r#"{"Wordless":"voice"}"#),
        (json!({"video_note": file(json!({"length": 3, "duration": 3}))}), r#"{"Wordless":"voice"}"#),
        (json!({"video": video}), r#"{"Wordless":"voice"}"#),
        (json!({"video": video, "caption": "oui"}), r#"{"Said":{"words":"oui","pressed":null,"files":[]}}"#),
        (animation, r#"{"Wordless":"sticker"}"#),
        (sticker, r#"{"Wordless":"sticker"}"#),
        (json!({"dice": {"emoji": "🎲", "value": 3}}), r#"{"Wordless":"sticker"}"#),
        (json!({"location": place}), r#"{"Wordless":"place"}"#),
        (
            json!({"location": place, "venue": {"location": place, "title": "a", "address": "b"}}),
            r#"{"Wordless":"place"}"#,
        ),
        (card(Some(5_100_200_300), "33600000000"), r#"{"Said":{"words":"+33600000000","pressed":null,"files":[]}}"#),
        (card(Some(5_100_200_300), "0600000000"), r#"{"Said":{"words":"0600000000","pressed":null,"files":[]}}"#),
        (card(Some(1), "33600000000"), r#"{"Wordless":"contact"}"#),
        (card(None, "33600000000"), r#"{"Wordless":"contact"}"#),
        (json!({"something_new": {"a": 1}}), r#"{"Wordless":"other"}"#),
        (json!({"pinned_message": message(json!({"text": "a"}))}), "passed service"),
        (json!({"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}}), "passed service"),
    ];
    for (own, heard) in cases {
        assert_eq!(told("message", message(own.clone())), heard, "{own}");
    }
}

#[test]
fn changes_presses_and_doors() {
    let edited = json!({"text": "Camille-Anne", "edit_date": 1_795_000_100});
    assert_eq!(told("edited_message", message(edited)), r#"{"Edited":{"message":42,"words":"Camille-Anne"}}"#);
    let file = json!({"document": {"file_id": "D", "file_unique_id": "uD"}, "caption": "licence"});
    assert_eq!(told("edited_message", message(file)), r#""Unknown""#);
    let place = json!({"location": {"latitude": 50.6, "longitude": 3.06}});
    assert_eq!(told("edited_message", message(place)), "passed edited_message");

    let press = |data: Value| {
        let mut press = json!({"id": "4382bfdwdsb323b2d9", "from": user(), "chat_instance": "1",
            "message": message(json!({"text": "Votre civilité ?", "from": bot()}))});
        merge(&mut press, data);
        press
    };
    let known = r#"{"Tapped":{"prompt":12,"button":{"take":3},"page":0,"message":42}}"#;
    let nobodys = r#"{"Tapped":{"prompt":0,"button":"validate","page":0,"message":42}}"#;
    assert_eq!(told("callback_query", press(json!({"data": "12:t3:0"}))), known);
    assert_eq!(told("callback_query", press(json!({"data": "autre bot"}))), nobodys);
    assert_eq!(told("callback_query", press(json!({"game_short_name": "jeu"}))), nobodys);
    let old = json!({"data": "12:t3:0", "message": {"message_id": 42, "date": 0,
        "chat": {"id": 5_100_200_300_i64, "type": "private", "first_name": "Camille"}}});
    assert_eq!(told("callback_query", press(old)), known);
    let elsewhere = json!({"data": "12:t3:0", "message": in_group(json!({"text": "a", "from": bot()}))});
    let without = r#"{"Tapped":{"prompt":0,"button":"validate","page":0,"message":null}}"#;
    assert_eq!(told("callback_query", press(elsewhere)), without);

    let Read::Inbound(inbound) =
        read(&update(json!({"update_id": 1, "callback_query": press(json!({"data": "1:v:0"}))})), &ME)
    else {
        panic!("a press")
    };
    assert_eq!(inbound.query.as_deref(), Some("4382bfdwdsb323b2d9"));
    assert_eq!(inbound.seen.sent, Timestamp::from_second(1_795_000_000).ok(), "a mark that can be dropped");
    assert_eq!(inbound.sent, None, "when the button was sent is not when it was pressed");

    let private = json!({"id": 5_100_200_300_i64, "type": "private", "first_name": "Camille"});
    let member = |status: &str, chat: &Value, before: &str| {
        json!({"chat": chat, "from": user(), "date": 1_795_000_000,
            "old_chat_member": {"status": before, "user": bot(), "until_date": 0},
            "new_chat_member": {"status": status, "user": bot(), "until_date": 0}})
    };
    assert_eq!(told("my_chat_member", member("kicked", &private, "member")), r#"{"Reachable":false}"#);
    assert_eq!(told("my_chat_member", member("member", &private, "kicked")), r#"{"Reachable":true}"#);
    let group = json!({"id": -77, "type": "group", "title": "Promo"});
    assert_eq!(
        told("my_chat_member", member("member", &group, "left")),
        r#"group/-77 {"Group":"https://t.me/guichet_essai_bot"}"#
    );
    assert_eq!(told("my_chat_member", member("left", &group, "member")), "passed group");
    let channel = json!({"id": -78, "type": "channel", "title": "Annonces"});
    assert_eq!(told("my_chat_member", member("member", &channel, "left")), "passed group");
}

#[test]
fn a_group_is_answered_where_it_addresses_the_bot() {
    let mention = |user: Value| json!([{"type": "text_mention", "offset": 0, "length": 7, "user": user}]);
    let cases = [
        (json!({"text": "bonjour à tous"}), false),
        (json!({"text": "/aide"}), true),
        (json!({"text": "/aide@Guichet_Essai_Bot"}), true),
        (json!({"text": "/aide@un_autre_bot"}), false),
        (json!({"text": "dis @guichet_essai_bot, tu peux ?"}), true),
        (json!({"text": "dis @guichet_essai_bot2"}), false),
        (json!({"text": "Guichet ?", "entities": mention(bot())}), true),
        (json!({"text": "Camille ?", "entities": mention(user())}), false),
        (json!({"text": "merci", "reply_to_message": in_group(json!({"text": "a", "from": bot()}))}), true),
        (json!({"text": "merci", "reply_to_message": in_group(json!({"text": "a"}))}), false),
        (json!({"text": "/aide", "from": {"id": 9, "is_bot": true, "first_name": "Autre"}}), false),
        (json!({"new_chat_members": [bot()]}), true),
        (json!({"new_chat_members": [user()]}), false),
        (json!({"left_chat_member": user()}), false),
        (json!({"new_chat_title": "@guichet_essai_bot"}), false),
        (json!({"migrate_to_chat_id": -100_777}), false),
    ];
    for (own, addressed) in cases {
        let expected =
            if addressed { r#"group/-100555 {"Group":"https://t.me/guichet_essai_bot"}"# } else { "passed group" };
        assert_eq!(told("message", in_group(own.clone())), expected, "{own}");
    }
    assert_eq!(told("edited_message", in_group(json!({"text": "/aide"}))), "passed group");
    assert_eq!(told("channel_post", in_group(json!({"text": "/aide"}))), "passed channel_post");
}

#[test]
fn what_the_library_cannot_read_is_read_without_it() {
    let strange = json!({"text": "Dupont", "forward_origin": {"type": "of tomorrow"}, "reply_markup": 7});
    assert_eq!(told("message", message(strange.clone())), told("message", message(json!({"text": "Dupont"}))));
    assert_eq!(told("edited_message", message(strange.clone())), r#"{"Edited":{"message":42,"words":"Dupont"}}"#);
    let press =
        json!({"id": "438", "from": user(), "chat_instance": "1", "data": "12:t3:0", "message": message(strange)});
    assert_eq!(told("callback_query", press), r#"{"Tapped":{"prompt":12,"button":{"take":3},"page":0,"message":42}}"#);
}

#[test]
fn kinds_nobody_knows_are_passed_over() {
    assert_eq!(told("update_of_tomorrow", json!({"a": 1})), "passed unknown");
    assert_eq!(told("message", json!({"message_id": "not a number"})), "passed unknown");
    let chat = |kind: &str| json!({"chat": {"id": 5_100_200_300_i64, "type": kind}, "hologram": [1]});
    assert_eq!(told("update_of_tomorrow", chat("private")), r#""Unknown""#, "kept with who sent it");
    assert_eq!(told("message", chat("private")), r#""Unknown""#, "a message without a number");
    assert_eq!(told("update_of_tomorrow", chat("supergroup")), "passed unknown");
    let poll = json!({"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": true,
        "is_anonymous": true, "type": "regular", "allows_multiple_answers": false});
    assert_eq!(told("poll", poll), "passed poll");
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let names = prop_oneof![
        "(text|caption|photo|document|contact|location|dice|poll|entities|reply_to_message|from|chat|date|voice)",
        "(file_id|file_unique_id|message_id|id|type|user_id|phone_number|offset|length|user|media_group_id|data)",
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..6)
                .prop_map(|all| Value::Object(all.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_is_sent_nothing_breaks(
        kind in "(message|edited_message|callback_query|my_chat_member|channel_post|poll|tomorrow)",
        value in anything(),
        frame in any::<bool>(),
    ) {
        let value = match value {
            Value::Object(own) if frame => message(Value::Object(own)),
            other => other,
        };
        if let Some(update) = parse(&json!({"update_id": 1, kind: value}).to_string()) {
            let _ = read(&update, &ME);
        }
    }

    #[test]
    fn any_words_are_kept_whole(text in "(?s)[^/].{0,200}") {
        let heard = read(&update(json!({"update_id": 1, "message": message(json!({"text": &text}))})), &ME);
        let Read::Inbound(inbound) = heard else { panic!("{text}") };
        if !text.trim_start().starts_with('/') {
            prop_assert_eq!(inbound.heard, Heard::Said(crate::conversation::said::Said::words(text)));
        }
    }
}
