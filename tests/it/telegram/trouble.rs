//! Telegram refuses, breaks off, comes back: the candidate notices nothing but the time it takes.

use super::bot::{Bot, opens_aesh, times, up_to_the_zones};
use crate::fakes::telegram::{Call, Fake, PATIENCE, Shown, cut_after, cut_before, flood, other_poller, refused, slow};
use crate::program::Bench;

#[tokio::test]
async fn too_many_requests_are_sent_again_when_told() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana, paul) = (Bot::start(&tg, &bench).await, tg.user("Ana"), tg.user("Paul"));
    ana.says("bonjour");
    ana.waits_for("\\S").await;
    tg.breaks(flood(1).on("sendMessage").to(ana.id()).times(1));
    opens_aesh(&ana).await;
    let sends: Vec<_> = tg.calls_of("sendMessage").into_iter().filter(|call| call.chat == Some(ana.id())).collect();
    let refused = sends.iter().position(|call| call.code() == Some(429)).unwrap();
    let again = &sends[refused + 1];
    assert_eq!(sends[refused].text(), again.text(), "the same first, nothing overtakes it");
    assert!((again.at - sends[refused].at).as_millis() >= 950, "not before the time told");
    opens_aesh(&paul).await;
}

#[tokio::test]
async fn a_chat_that_is_flooded_holds_nobody_else_back() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana, paul) = (Bot::start(&tg, &bench).await, tg.user("Ana"), tg.user("Paul"));
    tg.breaks(flood(3600).on("sendMessage").to(ana.id()));
    ana.says("/start aesh");
    tg.until("refusal for Ana", |calls| calls.iter().any(|call| call.code() == Some(429))).await;
    opens_aesh(&paul).await;
    assert!(ana.reads().is_empty());
}

#[tokio::test]
async fn failures_and_cut_lines_are_tried_again_in_order() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    tg.seed(11);
    tg.breaks(refused(500, "Internal Server Error").times(2));
    tg.breaks(refused(502, "Bad Gateway").after(2).times(1));
    tg.breaks(cut_before().after(4).times(2));
    up_to_the_zones(&ana).await;
    assert_eq!(bot.answer("lieu_naissance").as_str().map(|place| place.contains("Calais")), Some(true));
    let order = ["votre civilité", "votre nom patronymique", "votre prénom", "Dans quelle ville", "votre nationalité"];
    let sent: Vec<_> = tg.calls_of("sendMessage").into_iter().filter(Call::took_place).collect();
    let places = order.map(|word| sent.iter().position(|call| call.text().contains(word)));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} {sent:#?}");
}

#[tokio::test]
async fn a_send_nobody_knows_the_end_of_may_come_twice_but_is_not_lost() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    tg.breaks(cut_after().on("sendMessage").times(1));
    ana.says("madame");
    ana.waits_for("nom patronymique").await;
    tg.settles().await;
    assert!((1..=2).contains(&times(&ana, "Quel est votre nom patronymique")), "{:#?}", ana.reads());
    ana.says("Dupont");
    ana.waits_for("nom d’usage").await;
}

#[tokio::test]
async fn the_edge_of_a_bad_network() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    tg.seed(3);
    tg.breaks(refused(500, "Internal Server Error").chance(0.1));
    tg.breaks(cut_before().chance(0.1));
    tg.breaks(cut_before().on("getUpdates").chance(0.1));
    tg.breaks(cut_after().on("getUpdates").chance(0.1));
    tg.redelivers_by_chance(0.2);
    up_to_the_zones(&ana).await;
    assert_eq!(bot.answer("nom_patronymique"), "Caron");
    assert_eq!(bot.answer("prenom"), "Luc");
}

#[tokio::test]
async fn who_blocked_the_bot_is_left_alone_until_they_return() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana, paul) = (Bot::start(&tg, &bench).await, tg.user("Ana"), tg.user("Paul"));
    opens_aesh(&ana).await;
    tg.holds("message");
    tg.holds("my_chat_member");
    ana.says("madame");
    ana.blocks();
    tg.releases();
    tg.settles().await;
    assert!(tg.calls_of("sendMessage").iter().filter(|call| call.code() == Some(403)).count() <= 1);
    paul.says("bonjour");
    paul.waits_for("\\S").await;
    ana.unblocks();
    ana.says("bonjour");
    ana.waits_for("nom patronymique").await;
    drop(bot);
}

#[tokio::test]
async fn a_refused_message_does_not_stop_the_next() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    tg.breaks(refused(400, "Bad Request: chat not found").on("sendMessage").times(1));
    ana.says("madame");
    tg.until("refused send", |calls| calls.iter().any(|call| call.code() == Some(400))).await;
    ana.says("/etat");
    ana.waits_for("\\S").await;
}

/// Erased while a file of theirs is on its way.
#[tokio::test]
async fn a_file_of_someone_erased_meanwhile_goes_nowhere() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    tg.breaks(slow(std::time::Duration::from_secs(3)).on("file").times(1));
    ana.sends_file("diplome.pdf", b"%PDF-1.4 essai");
    tg.until("download", |calls| calls.iter().any(|call| call.method == "file")).await;
    ana.says("effacer mes données");
    ana.waits_for("Le voulez-vous vraiment").await;
    ana.says("oui");
    ana.waits_for("sont effacées").await;
    assert!(bench.json("dossiers --jsonl", "").is_empty());
    let before = ana.reads().len();
    let fetched = |calls: &[Call]| calls.iter().any(|call| call.method == "file" && call.took_place());
    tg.until("end of the download", fetched).await;
    tg.settles().await;
    assert_eq!(ana.reads().len(), before, "{:#?}", ana.reads());
}

/// The bot's presentation is sent again when Telegram had no time for it.
#[tokio::test]
async fn commands_and_descriptions_are_sent_until_they_are_taken() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    tg.breaks(flood(1).on("setMyCommands").times(1));
    tg.breaks(refused(502, "Bad Gateway").on("setMyDescription").times(1));
    let _bot = Bot::start(&tg, &bench).await;
    let all = |fake: &Fake| {
        let languages = ["", "fr", "en"];
        let names = ["mycommands", "mydescription", "myshortdescription"];
        names.iter().all(|name| languages.iter().all(|language| fake.setting(name, language, "").is_some()))
    };
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while !all(&tg) {
        assert!(tokio::time::Instant::now() < deadline, "{:#?}", tg.calls());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn why_a_message_was_refused_is_kept_with_it_and_logged_nowhere() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::with(&tg, &bench, &[("GUICHET_LOG", "trace")]).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    tg.breaks(refused(400, "Bad Request: can't parse « Quatrepoint »").on("sendMessage").times(1));
    ana.says("madame");
    tg.until("refused send", |calls| calls.iter().any(|call| call.code() == Some(400))).await;
    ana.says("Dupont");
    ana.waits_for("nom d’usage").await;
    tg.settles().await;
    let number = bench.json("dossiers --jsonl", "")[0]["number"].as_str().unwrap().to_owned();
    let told = bench.says(&format!("transcript {number}"), "");
    assert!(told.contains("non remis") && told.contains("Bad Request: can't parse « Quatrepoint »"), "{told}");
    let journal = bot.journal();
    assert!(journal.contains("telegram.refused") && !journal.contains("Quatrepoint"), "{journal}");
}

#[tokio::test]
async fn kinds_nobody_knows_yet_are_passed_over() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (mut bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    tg.update(serde_json::json!({ "message_from_the_future": { "text": "bonjour", "n": [1, 2] } }));
    tg.update(serde_json::json!({ "message": { "no": "chat" } }));
    tg.update(serde_json::json!({ "message": null }));
    opens_aesh(&ana).await;
    ana.sends(serde_json::json!({ "hologram": { "file_id": "x" } }));
    ana.says("madame");
    ana.waits_for("nom patronymique").await;
    assert!(!bot.is_dead());
    tg.settles().await;
}

#[tokio::test]
async fn what_nobody_can_read_costs_no_other_and_is_counted() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let told = [("GUICHET_LOG", "info")];
    let (mut bot, ana) = (Bot::with(&tg, &bench, &told).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    tg.holds("message");
    let chat = serde_json::json!({ "id": ana.id(), "type": "private", "first_name": "Ana" });
    tg.update(serde_json::json!({ "message": { "chat": chat, "hologram": true } }));
    tg.update(serde_json::json!({ "message": "rien" }));
    ana.says("madame");
    tg.releases();
    ana.waits_for("nom patronymique").await;
    // What is not confirmed yet would come again, and be counted again.
    tg.settles().await;
    bot.restart_with(&told).await;
    tg.update(serde_json::json!({ "message": "rien" }));
    bot.writes("count=3").await;
    let number = bench.json("dossiers --jsonl", "")[0]["number"].as_str().unwrap().to_owned();
    assert!(bench.says(&format!("transcript {number}"), "").contains("type inconnu"));
}

#[tokio::test]
async fn who_waits_long_sees_that_somebody_writes() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana, paul) =
        (Bot::with(&tg, &bench, &[("GUICHET_TEST_TURN", "slow=tortue")]).await, tg.user("Ana"), tg.user("Paul"));
    tokio::join!(opens_aesh(&ana), opens_aesh(&paul));
    assert!(tg.calls_of("sendChatAction").is_empty(), "not for what is answered at once");
    ana.says("tortue");
    tg.until("typing", |calls| calls.iter().any(|call| call.method == "sendchataction")).await;
    let sent = tg.calls_of("sendMessage").len();
    ana.waits_for("\\S").await;
    tg.settles().await;
    let shown = tg.calls_of("sendChatAction");
    assert_eq!(
        shown.iter().map(|call| (call.chat, call.body["action"].as_str())).collect::<Vec<_>>(),
        [(Some(ana.id()), Some("typing"))]
    );
    assert!(tg.calls_of("sendMessage").len() > sent, "before the answer");
    let _ = paul;
}

#[tokio::test]
async fn a_second_poller_is_told_of_clearly() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    tg.breaks(other_poller().times(2));
    // The poll under way ends with this; the next ones are refused.
    ana.says("/start aesh");
    tg.until("refused poll", |calls| calls.iter().any(|call| call.code() == Some(409))).await;
    ana.waits_for("Quelle est votre civilité").await;
    let journal = bot.writes("un autre programme").await;
    assert!(!journal.contains(&tg.token()), "never the token");
}

/// Whether all goes well or one download fails once: one piece, told of once.
#[tokio::test]
async fn an_album_becomes_one_piece() {
    for fails in [false, true] {
        let (tg, bench) = (Fake::start().await, Bench::new());
        let (_bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
        opens_aesh(&ana).await;
        if fails {
            tg.breaks(refused(500, "Internal Server Error").on("file").after(1).times(1));
        }
        let photo = |at: u8| [0xff, 0xd8, 0xff, 0xe0, at];
        let photos = [photo(1), photo(2), photo(3)];
        ana.album(&[("1.jpg", &photos[0]), ("2.jpg", &photos[1]), ("3.jpg", &photos[2])]);
        let before = ana.reads().len();
        let told = |shown: &[Shown]| shown.len() > before;
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !told(&ana.reads()) {
            assert!(tokio::time::Instant::now() < deadline, "nothing is said of the files");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        // As long as one more piece, told of by itself, would take.
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        tg.settles().await;
        assert_eq!(ana.reads().len(), before + 1, "{:#?}", ana.reads());
        assert_eq!(tg.calls_of("file").len(), if fails { 5 } else { 3 });
    }
}

#[tokio::test]
async fn who_writes_too_much_in_a_day_is_told_once() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let settings = [("GUICHET_PIECES__WORDS_KIB_PER_PERSON_DAY", "6")];
    let (bot, ana, paul) = (Bot::with(&tg, &bench, &settings).await, tg.user("Ana"), tg.user("Paul"));
    opens_aesh(&ana).await;
    ana.says(&"interminable ".repeat(280));
    tg.settles().await;
    for number in 0..4 {
        ana.says(&format!("{number} {}", "interminable ".repeat(280)));
    }
    ana.waits_for("Je pourrai vous lire de nouveau demain").await;
    tg.settles().await;
    let told = |shown: &Shown| shown.text.contains("de nouveau demain");
    assert_eq!(ana.reads().into_iter().filter(told).count(), 1, "{:#?}", ana.reads());
    // What fits is heard.
    ana.presses("Madame").await.answer().await;
    ana.waits_for("nom patronymique").await;
    assert_eq!(bot.answer("civilite"), "Madame");
    opens_aesh(&paul).await;
}
