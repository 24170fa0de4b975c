//! Messages whose words are changed afterwards, and words beside files.

use super::bot::{Bot, opens_aesh, times};
use crate::fakes::telegram::{Fake, User};
use crate::program::Bench;

/// Madame, at the next question.
async fn is_madame(ana: &User) -> i64 {
    opens_aesh(ana).await;
    let message = ana.says("madame");
    ana.waits_for("nom patronymique").await;
    message
}

#[tokio::test]
async fn a_second_edit_still_belongs_to_the_first_question() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    let message = is_madame(&ana).await;
    ana.edits(message, "xyzzy");
    ana.waits_for("je n’y lis pas de réponse").await;
    ana.edits(message, "monsieur");
    ana.waits_for("Monsieur").await;
    assert_eq!(bot.answer("civilite"), "Monsieur");
    assert!(bot.answer("nom_patronymique").is_null(), "no name");
}

#[tokio::test]
async fn an_edit_is_understood_however_much_was_said_since() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    let message = is_madame(&ana).await;
    for turn in 0..90 {
        ana.says(if turn % 2 == 0 { "aide" } else { "état" });
    }
    tg.settles().await;
    ana.edits(message, "monsieur");
    ana.waits_for("Civilité.*Monsieur").await;
    assert_eq!(bot.answer("civilite"), "Monsieur");
}

#[tokio::test]
async fn an_edit_from_another_dossier_answers_nothing_here() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    let message = is_madame(&ana).await;
    ana.says("/start magistere");
    ana.waits_for("(?i)m@gistère").await;
    tg.settles().await;
    let before: Vec<String> = ana.reads().into_iter().map(|shown| shown.text).collect();
    for words in ["oui", "monsieur", "oui"] {
        ana.edits(message, words);
        tg.settles().await;
        let after: Vec<String> = ana.reads().into_iter().map(|shown| shown.text).collect();
        assert_eq!(before, after, "{words}");
    }
}

#[tokio::test]
async fn words_beside_a_file_are_no_answer() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    is_madame(&ana).await;
    ana.sends_file_with("licence.pdf", b"%PDF-1.7", "Mon diplôme");
    ana.waits_for("licence.pdf").await;
    tg.settles().await;
    assert_eq!(times(&ana, "pas compris"), 0, "{:#?}", ana.reads());
    assert!(bot.answer("nom_patronymique").is_null(), "no name");
}
