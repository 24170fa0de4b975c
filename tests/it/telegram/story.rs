//! What a candidate lives through when nothing goes wrong.

use super::bot::{Bot, opens_aesh, times, up_to_the_zones};
use crate::fakes::telegram::{Call, Fake, Shown, User};
use crate::program::Bench;

#[tokio::test]
async fn from_the_first_word_to_the_entry_sheet() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    up_to_the_zones(&ana).await;
    ana.presses("CAMBRESIS").await.answer().await;
    ana.sees(|shown: &Shown| shown.labels().iter().any(|label| label.starts_with("1. CAMBRESIS"))).await;
    ana.presses("Valider").await;
    ana.waits_for("indiquer un diplôme").await;
    ana.says("non");
    let recap = ana.waits_for("Caron").await;
    assert!(recap.text.contains("CAMBRESIS"), "{}", recap.text);
    ana.says("oui");
    for task in ["cliquez sur « Ajouter une candidature »", "Complétez le formulaire", "Sans les pièces jointes"] {
        let shown = ana.waits_for(task).await;
        ana.presses_on(&shown, "C’est fait");
    }
    ana.waits_for("Quelle date est écrite").await;
    ana.presses("Non concerné").await;
    ana.presses("Me demander à chaque fois").await;
    ana.waits_for("Votre fiche de saisie").await;
    let answers = bot.answers();
    assert_eq!(answers["nom_patronymique"]["value"], "Caron", "{answers:#}");
    assert_eq!(answers["a_courriel"]["value"], false, "{answers:#}");
    tg.settles().await;
    assert_eq!((tg.spinners(), tg.unconfirmed()), (0, 0));
}

#[tokio::test]
async fn a_choice_takes_the_place_of_its_buttons() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    let question = opens_aesh(&ana).await;
    ana.presses("Madame").await.answer().await;
    ana.waits_for("nom patronymique").await;
    let settled = ana.sees(move |shown: &Shown| shown.id == question.id && shown.rows.is_empty());
    assert!(settled.await.text.contains("Civilité : Madame"));
    assert_eq!(bot.answer("civilite"), "Madame");
}

/// A question that was not answered is asked again below; above, the line on how to press its buttons goes with them.
#[tokio::test]
async fn a_question_without_its_buttons_does_not_say_to_press_them() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    let first = opens_aesh(&ana).await;
    assert!(first.text.contains("Touchez votre réponse"), "{}", first.text);
    ana.says("bleu");
    let old = ana.sees(move |shown: &Shown| shown.id == first.id && shown.rows.is_empty()).await;
    assert!(old.text.contains("Quelle est votre civilité"), "the question stays: {}", old.text);
    assert!(!old.text.contains("Touchez"), "{}", old.text);
    tg.settles().await;
    let live: Vec<Shown> = ana.reads().into_iter().filter(|shown| !shown.rows.is_empty()).collect();
    assert!(live.len() == 1 && live[0].text.contains("Touchez votre réponse"), "{live:#?}");
}

#[tokio::test]
async fn every_button_can_be_said_in_words() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    ana.says("mme");
    ana.waits_for("nom patronymique").await;
    assert_eq!(bot.answer("civilite"), "Madame");
    tg.settles().await;
    assert!(ana.reads().iter().all(|shown| shown.button("Monsieur").is_none()), "no live keyboard is left behind");
}

#[tokio::test]
async fn an_edited_message_corrects_the_answer_it_gave() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    ana.presses("Madame").await;
    ana.waits_for("nom patronymique").await;
    let name = ana.says("Dupont");
    ana.waits_for("nom d’usage").await;
    ana.edits(name, "Dupond");
    ana.waits_for("Dupond").await;
    assert_eq!(bot.answer("nom_patronymique"), "Dupond");
}

#[tokio::test]
async fn what_holds_no_words_is_answered_kindly() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    let sends: [fn(&User) -> i64; 4] =
        [User::sends_sticker, User::sends_voice, User::sends_location, User::sends_contact];
    for send in sends {
        send(&ana);
        ana.waits_for("Quelle est votre civilité").await;
    }
    ana.says("madame");
    ana.waits_for("nom patronymique").await;
}

#[tokio::test]
async fn starting_again_goes_on_with_the_same_dossier() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    opens_aesh(&ana).await;
    ana.presses("Madame").await;
    ana.waits_for("nom patronymique").await;
    ana.says("/start");
    ana.waits_for("nom patronymique|reprendre|continu").await;
    assert_eq!(bot.answer("civilite"), "Madame", "one dossier, with what was said");
}

#[tokio::test]
async fn the_bot_presents_itself_and_its_commands() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let _bot = Bot::start(&tg, &bench).await;
    let done = |calls: &[Call], method: &str| calls.iter().any(|call| call.method == method);
    tg.until("presentation", |calls| done(calls, "setmycommands") && done(calls, "setmydescription")).await;
    tg.settles().await;
    assert!(tg.calls().iter().all(|call| call.code().is_none()), "{:#?}", tg.calls());
    let commands = tg.setting("mycommands", "", "").unwrap().to_string();
    assert!(["etat", "aide", "retour", "effacer"].iter().all(|name| commands.contains(name)), "{commands}");
}

#[tokio::test]
async fn a_group_gets_one_line_and_then_silence() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana, group) = (Bot::start(&tg, &bench).await, tg.user("Ana"), tg.group("Candidats"));
    ana.says("bonjour");
    ana.waits_for("\\S").await;
    group.is_joined_by_the_bot(&ana);
    group.hears(&ana, "bonjour tout le monde");
    group.hears(&ana, "/etat");
    tg.settles().await;
    let lines = group.reads();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].text.contains("t.me/"), "{}", lines[0].text);
}

#[tokio::test]
async fn two_people_do_not_meet() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (_bot, ana, paul) = (Bot::start(&tg, &bench).await, tg.user("Ana"), tg.user("Paul"));
    tokio::join!(opens_aesh(&ana), opens_aesh(&paul));
    ana.says("madame");
    paul.says("monsieur");
    tokio::join!(ana.waits_for("Madame"), paul.waits_for("Monsieur"));
    assert_eq!((times(&ana, "Civilité : Monsieur"), times(&paul, "Civilité : Madame")), (0, 0));
}
