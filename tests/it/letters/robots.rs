//! What must not be answered, and exchanges that must end.

use super::bench::{Mail, PATIENCE, Post};

const ZOE: &str = "zoe.quatrepoint@candidat.test";
const WANTS_M2: &str = "Je voudrais candidater au M2 MEEF en alternance, premier degré, dans le Nord.";

#[test]
fn programs_are_heard_and_not_answered() {
    let mut post = Post::new();
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    for head in
        ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Precedence: bulk", "List-Id: <liste.exemple.test>"]
    {
        post.send(&Mail::new(ZOE, "Je suis absente, je vous réponds bientôt.").answering(&form).with(head));
    }
    post.send(&Mail { subject: "Réponse automatique : absente".into(), ..Mail::new(ZOE, "Je suis en congés.") });
    post.silence();
    let transcript = post.bench.says(&format!("transcript --as {ZOE}"), "");
    assert_eq!(transcript.matches("sans réponse").count(), 5, "{transcript}");
}

#[test]
fn a_robot_that_says_what_it_is_in_no_header_is_left_alone_after_a_while() {
    let mut post = Post::new();
    let mut letter = post.asks(&Mail::new(ZOE, WANTS_M2));
    let mut letters = 1;
    loop {
        post.send(&Mail::new(ZOE, "Votre demande est bien enregistrée sous le numéro 4217.").answering(&letter));
        let until = std::time::Instant::now() + std::time::Duration::from_secs(4);
        let mut answer = None;
        while answer.is_none() && std::time::Instant::now() < until {
            answer = post.fresh().pop();
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let Some(answer) = answer else { break };
        letter = answer;
        letters += 1;
        assert!(letters <= 4, "{}", letter.text);
    }
}

#[test]
fn an_address_gets_four_letters_an_hour() {
    let mut post = Post::new();
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    for place in ["Arras", "Lens", "Douai"] {
        post.asks(&Mail::new(ZOE, &format!("{}. {place}", form.number("Lieu de naissance"))).answering(&form));
    }
    post.send(&Mail::new(ZOE, &format!("{}. Lille", form.number("Lieu de naissance"))).answering(&form));
    post.silence();
    let export = post.bench.says(&format!("export --format json --as {ZOE}"), "");
    assert!(export.contains("Lille"), "heard all the same: {export}");
}

#[test]
fn what_comes_back_says_that_nothing_arrives_there() {
    let mut post = Post::new();
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    let verp = form.tagged("b2");
    let bounce = format!(
        "From: MAILER-DAEMON@relais.test\r\nTo: {verp}\r\nReturn-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Message-ID: <b1@relais.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nL'adresse n'existe pas.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relais.test\r\n\r\nFinal-Recipient: rfc822; {ZOE}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b--\r\n"
    );
    post.drop_in(bounce.as_bytes());
    post.silence();
    let transcript = post.bench.says(&format!("transcript --as {ZOE}"), "");
    assert!(transcript.contains("n’a pas pu être remis (définitif)"), "{transcript}");
}

fn bounce(to: &str, recipient: &str, id: &str) -> String {
    format!(
        "From: MAILER-DAEMON@relais.test\r\nTo: {to}\r\nReturn-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Message-ID: <{id}@relais.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nL'adresse n'existe pas.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relais.test\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b--\r\n"
    )
}

#[test]
fn the_transcript_says_which_letter_came_back() {
    let mut post = Post::new();
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    let before = post.bench.says(&format!("transcript --as {ZOE}"), "");
    assert!(!before.contains("non remis") && !before.contains("attente"), "{before}");
    post.drop_in(bounce(&form.tagged("b2"), "redirige@ailleurs.test", "b2").as_bytes());
    post.silence();
    let transcript = post.bench.says(&format!("transcript --as {ZOE}"), "");
    assert!(transcript.contains("guichet  [non remis : revenu"), "{transcript}");
}

#[test]
fn what_comes_back_without_a_sender_is_known_by_its_report() {
    let mut post = Post::new();
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    let nameless = |to: &str, id: &str| bounce(to, ZOE, id).split_once("\r\n").unwrap().1.to_owned();
    // Of nobody: left to staff.
    post.drop_in(nameless("assistant@exemple.test", "b4").as_bytes());
    post.silence();
    assert_eq!(post.faulty(), 1);
    // By the Message-ID of ours it brings back, where the address does not say.
    let quoted = format!("--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{}>\r\n\r\n--b--", form.id);
    post.drop_in(nameless("assistant@exemple.test", "b5").replace("--b--", &quoted).as_bytes());
    post.silence();
    let transcript = post.bench.says(&format!("transcript --as {ZOE}"), "");
    assert!(transcript.contains("guichet  [non remis : revenu") && transcript.contains("(définitif)"), "{transcript}");
    // By the address it was sent back to.
    let other = post.asks(&Mail::new("paul@candidat.test", WANTS_M2));
    let verp = other.tagged("b2");
    post.drop_in(nameless(&verp, "b6").replace(ZOE, "paul@candidat.test").as_bytes());
    post.silence();
    let transcript = post.bench.says("transcript --as paul@candidat.test", "");
    assert!(transcript.contains("(définitif)"), "{transcript}");
    assert_eq!(post.faulty(), 1);
}

/// A notice that a stranger never got comes back under the token of who it is about.
#[test]
fn what_comes_back_from_a_stranger_shuts_nobody_s_address() {
    let mut post = Post::new();
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    post.drop_in(bounce(&form.tagged("b0"), "inconnu@ailleurs.test", "b3").as_bytes());
    post.silence();
    let transcript = post.bench.says(&format!("transcript --as {ZOE}"), "");
    assert!(transcript.contains("pour l’instant") && !transcript.contains("définitif"), "{transcript}");
}

/// The address a candidate gave to a platform: what comes there may open their account.
#[test]
fn mail_to_an_alias_is_passed_on_unread_and_not_for_ever() {
    let mut post = Post::new();
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    let to = form.tagged("a");
    let sent = |number: u32| Mail {
        to: to.clone(),
        subject: format!("Activez votre compte {number}"),
        ..Mail::new("no-reply@plateforme.test", "https://plateforme.test/activer?jeton=4f8a")
    };
    let passed = post.asks(&sent(0));
    assert!(passed.raw.contains("jeton=4f8a") && passed.raw.contains("no-reply@plateforme.test"), "{}", passed.raw);
    let transcript = post.bench.says(&format!("transcript --as {ZOE}"), "");
    assert!(transcript.contains("Activez votre compte 0") && !transcript.contains("4f8a"), "{transcript}");
    // A mailbox that sends all it gets back to us.
    (1..14).for_each(|number| post.send(&sent(number)));
    post.letters(10);
    post.silence();
}

#[test]
fn our_own_mail_is_not_ours_to_answer() {
    let mut post = Post::new();
    post.send(&Mail::new("assistant@exemple.test", WANTS_M2));
    post.silence();
}

/// Two services, each told that the other is a candidate; even when something between them takes off what says that a
/// program wrote.
#[test]
fn two_services_do_not_talk_for_ever() {
    for marked in [true, false] {
        let mut one = Post::new();
        let mut other = Post::with(&[("GUICHET_MAIL__ADDRESS", "autre@ailleurs.test")]);
        one.send(&Mail::new("autre@ailleurs.test", WANTS_M2));
        let mut letters = 0;
        for _ in 0..6 {
            let passed = [pass(&mut one, &mut other, marked), pass(&mut other, &mut one, marked)];
            letters += passed.iter().sum::<usize>();
            if passed == [0, 0] {
                break;
            }
        }
        assert!((1..=4).contains(&letters), "{letters} letters, marked: {marked}");
    }
}

/// Brings what one wrote to the other; answers how many.
fn pass(from: &mut Post, to: &mut Post, marked: bool) -> usize {
    let limit = std::time::Instant::now() + PATIENCE;
    while from.waits() > 0 {
        assert!(std::time::Instant::now() < limit, "mails are not heard");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let until = std::time::Instant::now() + std::time::Duration::from_secs(3);
    let mut passed = 0;
    while std::time::Instant::now() < until {
        for letter in from.fresh() {
            let tells = |line: &&str| !line.starts_with("Auto-Submitted") && !line.starts_with("X-Auto-Response");
            let raw: Vec<&str> = letter.raw.split("\r\n").filter(|line| marked || tells(line)).collect();
            to.drop_in(raw.join("\r\n").as_bytes());
            passed += 1;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    passed
}
