//! Taps that come twice, late, out of order, or on buttons that are no more.

use std::time::Duration;

use super::bot::{Bot, opens_aesh, times};
use crate::fakes::telegram::{Fake, Shown, cut_after, refused};
use crate::program::Bench;

#[tokio::test]
async fn a_double_tap_answers_once() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    for press in ana.double_taps("Madame").await {
        press.answer().await;
    }
    ana.sees("nom patronymique").await;
    tg.settles().await;
    assert_eq!(bot.answer("civilite"), "Madame");
    assert!(bot.answer("nom_patronymique").is_null(), "the second tap answers nothing else");
}

#[tokio::test]
async fn an_update_that_comes_again_does_nothing_again() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    ana.presses("Madame").await.answer().await;
    ana.sees("nom patronymique").await;
    ana.says("Dupont");
    ana.waits_for("nom d’usage").await;
    tg.settles().await;
    let before = ana.reads();
    tg.redelivers(3);
    tg.settles().await;
    let texts = |screen: &[Shown]| screen.iter().map(|shown| shown.text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&before), texts(&ana.reads()));
    assert_eq!(bot.answer("nom_patronymique"), "Dupont");
}

#[tokio::test]
async fn a_stale_keyboard_changes_nothing_and_shows_where_we_are() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    let old = opens_aesh(&ana).await;
    ana.says("madame");
    ana.waits_for("nom patronymique").await;
    let press = ana.presses_on(&old, "Monsieur");
    let note = press.answer().await;
    assert!(note.contains("répondu") && note.contains("nom patronymique"), "why, and where we are: {note:?}");
    tg.settles().await;
    assert_eq!(times(&ana, "Quel est votre nom patronymique"), 1, "it stands there: {:#?}", ana.reads());
    assert_eq!(bot.answer("civilite"), "Madame");
    ana.says("Dupont");
    ana.waits_for("nom d’usage").await;
}

#[tokio::test]
async fn who_comes_back_to_an_old_button_is_asked_the_question_again() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (mut bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    let old = opens_aesh(&ana).await;
    ana.says("madame");
    ana.waits_for("nom patronymique").await;
    tg.settles().await;
    bot.restart_with(&[("GUICHET_CLOCK_OFFSET", "+1min")]).await;
    for _ in 0..2 {
        let note = ana.presses_on(&old, "Monsieur").answer().await;
        assert!(note.contains("nom patronymique"), "{note:?}");
    }
    tg.settles().await;
    assert_eq!(times(&ana, "Quel est votre nom patronymique"), 2, "once more, not twice: {:#?}", ana.reads());
    assert_eq!(bot.answer("civilite"), "Madame");
}

#[tokio::test]
async fn a_button_of_nobodys_knowledge_is_answered_too() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    let shown = opens_aesh(&ana).await;
    for data in ["", "x", "999999:t0:0", "0:v:0", "1:t65535:0", &"é".repeat(32)] {
        ana.presses_data(shown.id, data).answer().await;
    }
    assert_eq!(times(&ana, "nom patronymique"), 0, "{:#?}", ana.reads());
    // The button that counts, under a message nobody knows: it is the number of its prompt that says what it is.
    ana.presses_data(424_242, "1:t0:0").answer().await;
    ana.sees("nom patronymique").await;
}

#[tokio::test]
async fn a_press_and_words_at_once_are_taken_in_their_order() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    let shown = opens_aesh(&ana).await;
    tg.holds("message");
    tg.holds("callback_query");
    ana.presses_on(&shown, "Madame");
    ana.says("Dupont");
    tg.releases();
    ana.waits_for("nom d’usage").await;
    let answers = bot.answers();
    assert_eq!(answers["civilite"]["value"], "Madame");
    assert_eq!(answers["nom_patronymique"]["value"], "Dupont");
}

#[tokio::test]
async fn a_press_whose_answer_comes_too_late_still_counts() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    let late = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    tg.breaks(refused(400, late).on("answerCallbackQuery"));
    ana.presses("Madame").await;
    ana.waits_for("nom patronymique").await;
    assert_eq!(bot.answer("civilite"), "Madame");
    tg.settles().await;
    assert_eq!(tg.calls_of("answerCallbackQuery").len(), 1, "nobody insists");
}

#[tokio::test]
async fn an_edit_that_had_already_been_made_is_no_trouble() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    tg.breaks(cut_after().on("editMessageText").times(1));
    ana.presses("Madame").await.answer().await;
    ana.sees("nom patronymique").await;
    tg.settles().await;
    ana.says("Dupont");
    ana.waits_for("nom d’usage").await;
    assert_eq!(times(&ana, "Quel est votre nom patronymique"), 1, "{:#?}", ana.reads());
    assert_eq!(times(&ana, "nom d’usage"), 1, "{:#?}", ana.reads());
}

#[tokio::test]
async fn presses_lost_in_an_outage_are_asked_for_again() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (mut bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    tg.settles().await;
    bot.kill9();
    let lost = ana.presses("Madame").await;
    tg.later(Duration::from_secs(3600));
    // The fake has forgotten the press; the program finds that an hour is gone.
    bot.restart_with(&[("GUICHET_CLOCK_OFFSET", "+1h")]).await;
    let again = ana.waits_for(|shown: &Shown| shown.button("Madame").is_some()).await;
    assert!(again.text.contains("Quelle est votre civilité"), "{again:?}");
    assert!(!lost.is_answered());
    ana.presses_on(&again, "Madame").answer().await;
    ana.waits_for("nom patronymique").await;
    assert_eq!(bot.answer("civilite"), "Madame");
}
