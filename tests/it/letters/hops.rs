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
    let dossiers = tokio::task::block_in_place(|| post.bench.says("dossiers --jsonl", ""));
    assert_eq!(dossiers.lines().count(), 1, "{dossiers}");
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
    zoe.waits_for("M2 alternant MEEF").await;
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
