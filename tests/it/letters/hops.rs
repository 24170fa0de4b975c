//! One dossier on two channels.

use super::bench::{Letter, Mail, Post};
use crate::fakes::telegram::{Fake, User};

const ZOE: &str = "zoe.quatrepoint@candidat.test";
const WANTS_M2: &str = "Je voudrais candidater au M2 MEEF en alternance, premier degré, dans le Nord.";

fn both(tg: &Fake) -> Post {
    both_with(tg, "mx.exemple.test")
}

/// With a mail server of that name, which says what it thinks of senders.
fn both_with(tg: &Fake, authserv_id: &str) -> Post {
    let (token, url) = (tg.token(), tg.url());
    Post::with(&[
        ("GUICHET_MAIL__AUTHSERV_ID", authserv_id),
        ("GUICHET_TELEGRAM__TOKEN", &token),
        ("GUICHET_TELEGRAM__API_URL", &url),
        ("GUICHET_TELEGRAM__PER_SECOND", "100000"),
        ("GUICHET_TELEGRAM__CHAT_EVERY_MS", "0"),
    ])
}

/// What stands behind `?start=` in a letter.
fn start(letter: &Letter) -> String {
    let joined: String = letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, link) = joined.split_once("?start=").unwrap_or_else(|| panic!("no link: {}", letter.text));
    link.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '-' || sign == '_')).next().unwrap().to_owned()
}

/// Waits for the mailbox to be read; a test's thread must not hold up the fake.
async fn letter(post: &mut Post, mail: &Mail) -> Letter {
    tokio::task::block_in_place(|| post.asks(mail))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_in_a_letter_goes_on_in_telegram_once() {
    let tg = Fake::start().await;
    let mut post = both(&tg);
    let form = letter(&mut post, &Mail::new(ZOE, WANTS_M2)).await;
    let answer = format!("{}. Zoé", form.number("Prénom"));
    let recap = letter(&mut post, &Mail::new(ZOE, &answer).answering(&form)).await;
    let (zoe, paul) = (tg.user("Zoé"), tg.user("Paul"));
    let link = start(&recap);
    zoe.says(&format!("/start {link}"));
    zoe.waits_for("M2 alternant MEEF").await;
    zoe.says("où en suis-je ?");
    zoe.waits_for("2 étapes faites").await;
    // The link was good once.
    paul.says(&format!("/start {link}"));
    paul.waits_for("De quelle démarche").await;
    let says = |words: &str| tokio::task::block_in_place(|| post.bench.says(words, ""));
    let dossiers = says("dossiers --jsonl");
    assert_eq!(dossiers.lines().count(), 1, "{dossiers}");
    // Nor is it good again once what it joined was taken off.
    let listed = says(&format!("unlink --as {ZOE}"));
    let account = listed.lines().find_map(|line| line.strip_prefix("Telegram\t")).unwrap().to_owned();
    says(&format!("unlink --as {ZOE} {account}"));
    zoe.says(&format!("/start {link}"));
    zoe.waits_for("De quelle démarche").await;
    assert!(!says(&format!("unlink --as {ZOE}")).contains("Telegram"));
}

fn dossiers(post: &Post) -> Vec<serde_json::Value> {
    tokio::task::block_in_place(|| post.bench.json("dossiers --jsonl", ""))
}

/// Somebody with a file in Telegram, and the link in a letter to somebody else.
async fn pressed(tg: &Fake, post: &mut Post) -> (User, String) {
    let zoe = tg.user("Zoé");
    zoe.says("/start aesh");
    zoe.waits_for("Quelle est votre civilité").await;
    zoe.says("Madame");
    zoe.waits_for("nom patronymique").await;
    let form = letter(post, &Mail::new(ZOE, WANTS_M2)).await;
    let answer = format!("{}. Zoé", form.number("Prénom"));
    let recap = letter(post, &Mail::new(ZOE, &answer).answering(&form)).await;
    (zoe, start(&recap))
}

/// Whoever gets somebody to press their link gets nothing by it.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_pressed_by_somebody_with_a_file_joins_nothing_without_a_yes() {
    let tg = Fake::start().await;
    let mut post = both(&tg);
    let (victim, link) = pressed(&tg, &mut post).await;
    victim.says(&format!("/start {link}"));
    victim.waits_for("Voulez-vous réunir les deux dossiers").await;
    victim.presses("Non").await;
    victim.waits_for("votre dossier reste à part").await;
    // A yes that comes too late answers the question that is open.
    victim.says("oui");
    victim.says("Quatrepoint");
    victim.waits_for("nom d’usage").await;
    let people = dossiers(&post);
    assert_ne!(people[0]["person"], people[1]["person"], "{people:#?}");
    tokio::task::block_in_place(|| post.silence());
    let answer = letter(&mut post, &Mail::new(ZOE, "Où en suis-je ?")).await;
    answer.says_not("Quatrepoint");
}

/// Agreed to, and the link was used by somebody else meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_yes_to_a_link_that_was_used_meanwhile_does_nothing() {
    let tg = Fake::start().await;
    let mut post = both(&tg);
    let (zoe, link) = pressed(&tg, &mut post).await;
    zoe.says(&format!("/start {link}"));
    zoe.waits_for("Voulez-vous réunir les deux dossiers").await;
    let other = tg.user("Paul");
    other.says(&format!("/start {link}"));
    other.waits_for("M2 alternant MEEF").await;
    zoe.presses("Oui").await;
    zoe.waits_for("Ce lien n’est plus valable").await;
    let people = dossiers(&post);
    assert_ne!(people[0]["person"], people[1]["person"], "{people:#?}");
}

/// The power goes between the yes and what it brings about, and again right after it.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_agreed_to_is_carried_out_once_wherever_the_power_goes() {
    let tg = Fake::start().await;
    for cut in ["before_union", "after_union"] {
        let mut post = both(&tg);
        let (zoe, link) = pressed(&tg, &mut post).await;
        zoe.says(&format!("/start {link}"));
        zoe.waits_for("Voulez-vous réunir les deux dossiers").await;
        tokio::task::block_in_place(|| post.kill());
        zoe.presses("Oui").await;
        tokio::task::block_in_place(|| post.run_until_cut(cut));
        post.start();
        zoe.waits_for("Vos deux dossiers sont réunis").await;
        tokio::task::block_in_place(|| post.letter()).says("Un compte Telegram vient d’être relié");
        let people = dossiers(&post);
        assert_eq!(people.len(), 2, "{cut}: {people:#?}");
        assert_eq!(people[0]["person"], people[1]["person"], "{cut}: {people:#?}");
        assert_eq!(zoe.reads().iter().filter(|shown| shown.text.contains("sont réunis")).count(), 1, "{cut}");
        zoe.says("où en suis-je ?");
        zoe.waits_for("M2 alternant MEEF").await;
    }
}

/// The other way round: the address that Telegram gives, written to by somebody with a file of their own.
#[tokio::test(flavor = "multi_thread")]
async fn by_mail_too_a_file_changes_hands_only_by_a_yes() {
    const VOUCHED: &str = "Authentication-Results: mx.exemple.test; dmarc=pass header.from=candidat.test";
    let tg = Fake::start().await;
    let mut post = both(&tg);
    // In one mail: an address gets four letters an hour.
    let first = format!("{WANTS_M2}\nJe m’appelle Zoé Quatrepoint.");
    let form = letter(&mut post, &Mail::new(ZOE, &first)).await;
    let other = tg.user("Autre");
    let address = mailbox(&other).await;
    let asked = letter(&mut post, &Mail { to: address, ..Mail::new(ZOE, "Bonjour").with(VOUCHED) }).await;
    asked.says("Voulez-vous réunir les deux dossiers");
    asked.says_not("AESH");
    asked.says("« oui, réunir »");
    let people = dossiers(&post);
    assert_ne!(people[0]["person"], people[1]["person"], "{people:#?}");
    let joined = letter(&mut post, &Mail::new(ZOE, "oui, réunir").answering(&asked)).await;
    joined.says("Vos deux dossiers sont réunis");
    let told = other.waits_for("vient d’être reliée à votre dossier").await;
    assert!(told.text.contains("z•••@candidat.test"), "{}", told.text);
    let people = dossiers(&post);
    assert_eq!(people[0]["person"], people[1]["person"], "{people:#?}");
    // An old letter of the file that was joined is still answered as theirs.
    let late = letter(&mut post, &Mail::new(ZOE, "Où en suis-je ?").answering(&form)).await;
    late.says("AESH");
    other.says("HUMAIN");
    other.waits_for("une personne").await;
    // Staff take it off; nothing of the file is told to it any more, and what once joined it joins it no more.
    let says = |words: &str| tokio::task::block_in_place(|| post.bench.says(words, ""));
    let listed = says(&format!("unlink --as {ZOE}"));
    let account = listed.lines().find_map(|line| line.strip_prefix("Telegram\t")).unwrap().to_owned();
    says(&format!("unlink --as {ZOE} {account}"));
    assert!(!says(&format!("unlink --as {ZOE}")).contains("Telegram"));
    let gone = tokio::task::block_in_place(|| post.bench.run(&format!("unlink --as {ZOE} {ZOE}"), ""));
    assert_eq!(gone.status.code(), Some(1), "the last address stays");
    other.says("où en suis-je ?");
    other.waits_for("De quelle démarche").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_had_begun_on_both_has_one_file_in_the_end() {
    let tg = Fake::start().await;
    let mut post = both(&tg);
    let zoe = tg.user("Zoé");
    zoe.says("/start aesh");
    zoe.waits_for("Quelle est votre civilité").await;
    zoe.says("Madame");
    zoe.waits_for("nom patronymique").await;
    let form = letter(&mut post, &Mail::new(ZOE, WANTS_M2)).await;
    let answer = format!("{}. Zoé", form.number("Prénom"));
    let recap = letter(&mut post, &Mail::new(ZOE, &answer).answering(&form)).await;
    zoe.says(&format!("/start {}", start(&recap)));
    // Her own file changes hands only as she says; nothing of the other one is shown before.
    let asked = zoe.waits_for("Voulez-vous réunir les deux dossiers").await;
    assert!(!asked.text.contains("M2"), "{}", asked.text);
    assert_eq!(dossiers(&post).len(), 2);
    zoe.presses("Oui").await;
    zoe.waits_for("M2 alternant MEEF").await;
    // Who had the other one is told, where they can say that it is not them.
    tokio::task::block_in_place(|| post.letter()).says("Un compte Telegram vient d’être relié");
    let people = tokio::task::block_in_place(|| post.bench.json("dossiers --jsonl", ""));
    assert_eq!(people.len(), 2, "{people:#?}");
    assert_eq!(people[0]["person"], people[1]["person"], "{people:#?}");
    let export = tokio::task::block_in_place(|| post.bench.says("export --all", ""));
    assert!(export.contains("Madame"), "{export}");
}

/// Opens a dossier in Telegram, and asks where it can go on by mail.
async fn mailbox(user: &User) -> String {
    user.says("/start aesh");
    user.waits_for("Quelle est votre civilité").await;
    user.says("/aide");
    let help = user.waits_for("continuer par courriel").await;
    help.text.split_whitespace().find(|word| word.contains('@')).unwrap().trim_end_matches('.').to_owned()
}

/// The code of « abcd-efgh » in some words.
fn code(text: &str) -> String {
    let shaped = |word: &&str| word.len() == 9 && word.split_once('-').is_some_and(|(first, _)| first.len() == 4);
    let words = text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-');
    words.into_iter().find(shaped).unwrap_or_else(|| panic!("no code: {text}")).to_owned()
}

/// Where no mail server says what it thinks of senders, anybody can write any address into a mail: only who answers what
/// that mailbox was sent makes it theirs.
#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_vouches_an_address_joins_by_answering_us() {
    let tg = Fake::start().await;
    let mut post = both_with(&tg, "");
    let zoe = tg.user("Zoé");
    let address = mailbox(&zoe).await;
    let to_join = Mail { to: address.clone(), ..Mail::new(ZOE, "Bonjour, mon prénom est Zoé") };
    let asked = letter(&mut post, &to_join).await;
    assert_eq!(asked.to, ZOE);
    let code = code(&zoe.waits_for("est arrivé d’une autre adresse").await.text);
    // The code alone, from whoever writes that address into a mail, is not enough.
    post.send(&Mail { to: address, ..Mail::new(ZOE, &format!("Le code : {code}")) });
    tokio::task::block_in_place(|| post.letter()).says_not("AESH");
    let joined = letter(&mut post, &Mail::new(ZOE, &format!("Le code : {code}")).answering(&asked)).await;
    joined.says("AESH");
    let dossiers = tokio::task::block_in_place(|| post.bench.says("dossiers --jsonl", ""));
    assert_eq!(dossiers.lines().count(), 1, "{dossiers}");
}

#[tokio::test(flavor = "multi_thread")]
async fn help_in_telegram_tells_where_to_write() {
    let tg = Fake::start().await;
    let mut post = both(&tg);
    let zoe = tg.user("Zoé");
    let address = mailbox(&zoe).await;
    // Anybody can write any address into a mail: the mail server of ours has to vouch for it.
    let mail = Mail { to: address, ..Mail::new(ZOE, "Bonjour, mon prénom est Zoé") };
    let mail = mail.with("Authentication-Results: mx.exemple.test; dmarc=pass header.from=candidat.test");
    let welcome = letter(&mut post, &mail).await;
    assert_eq!(welcome.to, ZOE);
    welcome.says("AESH");
    let dossiers = tokio::task::block_in_place(|| post.bench.says("dossiers --jsonl", ""));
    assert_eq!(dossiers.lines().count(), 1, "{dossiers}");
}
