//! The whole of it, as programs: a dossier taken by Telegram, a mailbox linked, six months, an answer by mail.

use std::time::{Duration, Instant};

use guichet::clock::paris;
use guichet::renewal::calendar::working_until;
use jiff::{Span, Timestamp, Zoned};

use crate::fakes::telegram::{Fake, User};
use crate::letters::bench::{Letter, Mail, PATIENCE, Post};
use crate::telegram::bot::up_to_the_zones;

const LUC: &str = "luc.caron@candidat.test";

/// A campaigns file in which the six months begin with the first task.
fn campaigns(post: &Post) -> String {
    let shipped = include_str!("../../../config/campagnes.toml");
    let sooner = shipped.replace("validated = 'completer-candidature'", "validated = 'ouvrir-acloe'");
    assert_ne!(sooner, shipped);
    let path = post.bench.folder().join("campagnes.toml");
    std::fs::write(&path, sooner).unwrap();
    path.display().to_string()
}

/// A service on both channels, and Luc on both.
async fn begun(tg: &Fake) -> (Post, User, String) {
    let (token, url) = (tg.token(), tg.url());
    let mut post = Post::with(&[
        ("GUICHET_TELEGRAM__TOKEN", &token),
        ("GUICHET_TELEGRAM__API_URL", &url),
        ("GUICHET_TELEGRAM__PER_SECOND", "100000"),
        ("GUICHET_TELEGRAM__CHAT_EVERY_MS", "0"),
    ]);
    let file = campaigns(&post);
    post.again(&[("words", &format!("serve --campaigns {file}"))]);
    let luc = tg.user("Luc");
    up_to_the_zones(&luc).await;
    luc.says("/aide");
    let help = luc.waits_for("continuer par courriel").await;
    let address =
        help.text.split_whitespace().find(|word| word.contains('@')).unwrap().trim_end_matches('.').to_owned();
    let mail = Mail { to: address, ..Mail::new(LUC, "Bonjour") };
    let mail = mail.with("Authentication-Results: mx.exemple.test; dmarc=pass header.from=candidat.test");
    tokio::task::block_in_place(|| post.asks(&mail));
    (post, luc, file)
}

/// How far the clock is put forward to reach three in the afternoon of the last working day a week before the end.
fn a_week_before() -> String {
    let end = Zoned::now().with_time_zone(paris()).date() + Span::new().months(6);
    let day = working_until(end - Span::new().days(7));
    let at = day.at(15, 0, 0, 0).to_zoned(paris()).unwrap().timestamp();
    format!("+{}m", at.duration_since(Timestamp::now()).as_mins())
}

/// What an iPhone sends as an answer.
fn from_an_iphone(letter: &Letter, words: &str) -> Mail {
    let quoted: String = letter.text.lines().map(|line| format!("> {line}\n")).collect();
    let text = format!(
        "{words}\n\nEnvoyé de mon iPhone\n\n> Le 14 mai 2027 à 15:02, Guichet <assistant@exemple.test> a écrit :\n> \n{quoted}"
    );
    Mail::new(LUC, &text).answering(letter)
}

/// The next letter that says so; reminders of an unfinished file may come between.
async fn letter(post: &mut Post, words: &str) -> Letter {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(letter) = post.fresh().into_iter().find(|letter| one_line(&letter.text).contains(words)) {
            return letter;
        }
        assert!(Instant::now() < deadline, "no letter says « {words} »");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn six_months_later_the_question_comes_on_both_and_an_iphone_settles_it() {
    let tg = Fake::start().await;
    let (mut post, luc, file) = begun(&tg).await;
    let listed = tokio::task::block_in_place(|| post.bench.says("timers", ""));
    assert!(listed.contains("question une semaine avant l’échéance") && listed.contains("aesh"), "{listed}");
    let offset = a_week_before();
    post.again(&[("words", &format!("serve --campaigns {file}")), ("GUICHET_CLOCK_OFFSET", &offset)]);
    let asked = luc.waits_for("arrive au terme de ses six mois").await;
    assert_eq!(asked.rows.iter().flatten().count(), 2, "« Maintenir », « Retirer »: {}", asked.text);
    let question = letter(&mut post, "arrive au terme de ses six mois").await;
    assert!(question.subject.contains("la garder"), "{}", question.subject);
    question.says("MAINTENIR");
    assert!(!question.raw.contains("In-Reply-To"), "{}", question.raw);
    post.send(&from_an_iphone(&question, "Bonjour,\n\nJe souhaite maintenir ma candidature. Merci !"));
    letter(&mut post, "vous voulez garder votre candidature").await;
    let told = luc.waits_for("bien reçu votre réponse").await;
    assert!(told.text.contains("maintenir") || told.text.contains("Maintenir"), "{}", told.text);
    let listed = tokio::task::block_in_place(|| post.bench.says("timers", ""));
    assert!(!listed.contains("question") && listed.contains("suivi d’une demande"), "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_any_two_steps_the_question_is_asked_once() {
    let tg = Fake::start().await;
    let (mut post, luc, file) = begun(&tg).await;
    let words = format!("serve --campaigns {file}");
    let offset = a_week_before();
    let asked = || luc.reads().iter().filter(|shown| shown.text.contains("au terme de ses six mois")).count();
    post.set(&[("words", &words), ("GUICHET_CLOCK_OFFSET", &offset)]);
    tokio::task::block_in_place(|| {
        for step in ["after_due", "before_send"] {
            post.run_until_cut(step);
        }
    });
    post.again(&[]);
    let mut letters = Vec::new();
    let deadline = Instant::now() + PATIENCE;
    while asked() == 0 || letters.is_empty() {
        assert!(Instant::now() < deadline, "{} on Telegram, {letters:#?}", asked());
        letters.extend(post.fresh());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Nothing is left to be asked again.
    post.again(&[]);
    tokio::time::sleep(Duration::from_secs(2)).await;
    post.kill();
    let seen: Vec<String> = luc.reads().iter().map(|shown| shown.text.clone()).collect();
    assert_eq!(asked(), 1, "{seen:#?}");
    letters.extend(post.fresh());
    assert_eq!(letters.iter().filter(|letter| letter.subject.contains("la garder")).count(), 1, "{letters:#?}");
}
