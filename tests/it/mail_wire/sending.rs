//! Answers go out by SMTP, and what becomes of them when they do not.

use std::time::Duration;

use guichet::channel::email::account::{Login, Secret};
use guichet::channel::email::smtp::{Fault, Smtp};
use guichet::channel::email::write::{Auto, Draft, write};
use jiff::Timestamp;

use super::stage::{mail, subject};
use crate::fakes::mailserver::{DOMAIN, MailServer, PASSWORD};

const FROM: &str = "guichet+jeton@exemple.test";
const TO: &str = "candidat@exemple.test";

fn draft(to: &str) -> Draft {
    Draft {
        id: "<18c2.1@exemple.test>".into(),
        from: ("Été".into(), "guichet@exemple.test".into()),
        reply_to: FROM.into(),
        to: to.into(),
        subject: "Où en êtes-vous ?".into(),
        in_reply_to: None,
        references: Vec::new(),
        auto: Auto::Replied,
        unsubscribe: None,
        date: Timestamp::from_second(1_790_000_000).unwrap(),
        text: "été\n.\n..\n".into(),
        html: "<p>été</p>".into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_arrives_as_it_was_written() {
    let server = MailServer::start().await;
    let raw = write(&draft(TO), None).unwrap();
    for secret in [Secret::Password(PASSWORD.to_owned()), Secret::TokenCommand(format!("echo {PASSWORD}"))] {
        let mut submission = server.submission();
        submission.login = Some(Login { user: "guichet".to_owned(), secret });
        let smtp = Smtp::new(submission, DOMAIN, 1);
        smtp.send(FROM, TO, &raw).await.unwrap();
        smtp.send(FROM, "ailleurs@exemple.org", &raw).await.unwrap();
    }
    let sent = server.waits_for_sent(4).await;
    assert_eq!((sent[0].from.as_str(), sent[0].to.as_slice()), (FROM, [TO.to_owned()].as_slice()));
    // Dovecot puts its own Received in front.
    assert!(sent[0].raw.ends_with(&raw), "{}", String::from_utf8_lossy(&sent[0].raw));
    let lying = server.waits_for("candidat", "INBOX", 2).await;
    // It keeps lines as this machine ends them.
    assert!(String::from_utf8_lossy(&lying[0]).ends_with(&String::from_utf8(raw).unwrap().replace('\r', "")));
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_told_apart() {
    let server = MailServer::start().await;
    let patience = Duration::from_secs(10);
    let relays = [server.submission(), server.relay()].map(|relay| Smtp::with_patience(relay, DOMAIN, 2, patience));
    for (relay, smtp) in relays.iter().enumerate() {
        for (to, never) in [("reject550@x.test", true), ("defer451@x.test", false), ("full552@x.test", false)] {
            let fault = smtp.send(FROM, to, &mail("x")).await.unwrap_err();
            assert_eq!(matches!(fault, Fault::Never { code: 550, .. }), never, "{relay} {to}: {fault:?}");
            assert!(!fault.to_string().contains('@'), "{fault}");
        }
        // A refusal spoils nothing for the next one.
        smtp.send(FROM, "slow@x.test", &mail("lent")).await.unwrap();
        smtp.send(FROM, "vite@x.test", &mail("vite")).await.unwrap();
    }
    let subjects: Vec<String> = server.sent().iter().map(|sent| subject(&sent.raw)).collect();
    assert_eq!(subjects, ["lent", "vite", "lent", "vite"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_have_arrived_is_sent_again_the_same() {
    let server = MailServer::start().await;
    let smtp = Smtp::new(server.relay(), DOMAIN, 1);
    let raw = write(&draft("cut@x.test"), None).unwrap();
    for _ in 0..2 {
        let fault = smtp.send(FROM, "cut@x.test", &raw).await.unwrap_err();
        assert!(matches!(fault, Fault::Later { .. }), "{fault:?}");
    }
    let sent = server.waits_for_sent(2).await;
    assert_eq!((&sent[0].raw, &sent[1].raw), (&raw, &raw));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_answer_is_tried_later() {
    let server = MailServer::start().await;
    let smtp = Smtp::with_patience(server.relay(), DOMAIN, 1, Duration::from_millis(300));
    let fault = smtp.send(FROM, "slow@x.test", &mail("x")).await.unwrap_err();
    assert!(matches!(&fault, Fault::Later { why, .. } if why == "sans réponse"), "{fault:?}");
    let mut nobody = server.relay();
    nobody.port = 1;
    let fault = Smtp::new(nobody, DOMAIN, 1).send(FROM, TO, &mail("x")).await.unwrap_err();
    assert!(matches!(&fault, Fault::Later { why, .. } if why == "connexion coupée"), "{fault:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_login_is_ours_to_mend() {
    let server = MailServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "faux\n").unwrap();
    let mut submission = server.submission();
    submission.login = Some(Login { user: "guichet".to_owned(), secret: Secret::PasswordFile(file.clone()) });
    let smtp = Smtp::new(submission, DOMAIN, 1);
    let fault = smtp.send(FROM, TO, &mail("x")).await.unwrap_err();
    assert!(matches!(fault, Fault::Later { after: Some(_), .. }), "{fault:?}");
    // Mended meanwhile, without a restart.
    std::fs::write(&file, format!("{PASSWORD}\n")).unwrap();
    smtp.send(FROM, TO, &mail("x")).await.unwrap();
    let mut unknown = server.submission();
    unknown.ca = None;
    let fault = Smtp::new(unknown, DOMAIN, 1).send(FROM, TO, &mail("x")).await.unwrap_err();
    assert!(matches!(fault, Fault::Later { .. }), "{fault:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_beyond_ascii_only_where_they_are_taken() {
    let server = MailServer::start().await;
    let raw = write(&draft("zoé@x.test"), None).unwrap();
    let fault = Smtp::new(server.relay(), DOMAIN, 1).send(FROM, "zoé@x.test", &raw).await.unwrap_err();
    assert!(matches!(&fault, Fault::Never { code: 0, why } if why.contains("SMTPUTF8")), "{fault:?}");
    server.takes_utf8();
    let smtp = Smtp::new(server.relay(), DOMAIN, 1);
    smtp.send(FROM, "zoé@x.test", &raw).await.unwrap();
    // A domain has a notation that everybody takes.
    smtp.send(FROM, "zoe@écoles.test", &raw).await.unwrap();
    let to: Vec<String> = server.sent().into_iter().flat_map(|sent| sent.to).collect();
    assert_eq!(to, ["zoé@x.test", "zoe@xn--coles-9ra.test"]);
    let fault = smtp.send(FROM, "zoe\r\nDATA@x.test", &raw).await.unwrap_err();
    assert!(matches!(fault, Fault::Never { code: 0, .. }), "{fault:?}");
}
