//! Mail comes in from IMAP, is heard in order, and is filed once it was heard.

use std::sync::Arc;

use guichet::channel::email::account::{Login, Secret, Security};
use guichet::channel::email::received::Mark;
use guichet::store::Store;

use super::stage::{Ear, account, mail, subject};
use crate::fakes::mailserver::{MailServer, PASSWORD};

const TO: &str = "guichet+jeton@exemple.test";

#[tokio::test(flavor = "multi_thread")]
async fn mail_is_heard_in_order_and_filed() {
    for security in [Security::Tls, Security::StartTls, Security::None] {
        let server = MailServer::start().await;
        server.deliver(TO, &mail("n 0")).await;
        let subjects = (1..120).map(|n| format!("n {n}")).chain(["une panne".to_owned()]);
        server.fill("guichet", &subjects.map(|subject| mail(&subject)).collect::<Vec<_>>()).await;
        let store = Store::in_memory().unwrap();
        let ear = Ear::open(account(server.imap(security)), &store).await;
        let subjects = ear.hears(121).await;
        let wanted: Vec<String> = (0..120).map(|n| format!("n {n}")).chain(["une panne".to_owned()]).collect();
        assert_eq!(subjects, wanted);
        let heard = ear.heard();
        let first = String::from_utf8(heard[0].raw.clone()).unwrap();
        assert!(first.contains("Delivered-To: guichet+jeton@exemple.test\r\n"), "{first}");
        assert!(first.ends_with(std::str::from_utf8(&mail("n 0")).unwrap()), "{first}");
        assert_eq!(heard[0].size, u64::try_from(first.len()).unwrap());
        assert!(matches!(&heard[0].mark, Mark::Imap { uid: 1, mailbox, .. } if mailbox == "guichet@localhost/INBOX"));
        server.waits_for("guichet", "Traites", 120).await;
        let faulty = server.waits_for("guichet", "Erreurs", 1).await;
        assert_eq!(subject(&faulty[0]), "une panne");
        // Copied into its folder first, taken out of this one a moment later.
        for _ in 0..200 {
            if server.folder("guichet", "INBOX").is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        assert!(server.folder("guichet", "INBOX").is_empty());
        ear.stops().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_while_idling_is_heard() {
    let server = MailServer::start().await;
    let store = Store::in_memory().unwrap();
    let ear = Ear::open(account(server.imap(Security::Tls)), &store).await;
    for n in 0..3 {
        server.deliver(TO, &mail(&format!("n {n}"))).await;
        ear.hears(n + 1).await;
    }
    server.waits_for("guichet", "Traites", 3).await;
    ear.stops().await;
}

/// A mail that comes while the last one is filed, or just as IDLE begins, must not wait for IDLE to end.
#[tokio::test(flavor = "multi_thread")]
async fn no_moment_is_missed() {
    let server = MailServer::start().await;
    let store = Store::in_memory().unwrap();
    let mut patient = account(server.imap(Security::Tls));
    patient.patience.idle = std::time::Duration::from_secs(600);
    let ear = Ear::open(patient, &store).await;
    for n in 0..40 {
        server.deliver(TO, &mail(&format!("n {n}"))).await;
        if n % 2 == 0 {
            ear.hears(n + 1).await;
            tokio::time::sleep(std::time::Duration::from_micros(u64::try_from(n).unwrap() * 400)).await;
        }
    }
    ear.hears(40).await;
    server.waits_for("guichet", "Traites", 40).await;
    ear.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_long_is_heard_by_its_headers() {
    let server = MailServer::start().await;
    let mut long = mail("long");
    long.extend(b"x".repeat(78).repeat(3_000));
    server.deliver(TO, &mail("avant")).await;
    server.deliver(TO, &long).await;
    server.deliver(TO, &mail("apres")).await;
    let store = Store::in_memory().unwrap();
    let ear = Ear::open(account(server.imap(Security::Tls)), &store).await;
    assert_eq!(ear.hears(3).await, ["avant", "long", "apres"]);
    let heard = &ear.heard()[1];
    assert!(heard.oversize && heard.size > 234_000, "{}", heard.size);
    let headers = String::from_utf8(heard.raw.clone()).unwrap();
    assert!(headers.ends_with("\r\n\r\n") && headers.contains("Message-ID: <long@client.test>"), "{headers}");
    assert!(!headers.contains("fin"), "{headers}");
    server.waits_for("guichet", "Traites", 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_goes_on_where_it_was() {
    let server = MailServer::start().await;
    let store = Store::in_memory().unwrap();
    // Nothing can be filed there, so everything stays in the mailbox.
    let mut stuck = account(server.imap(Security::Tls));
    stuck.done_folder = "x".repeat(300);
    server.deliver(TO, &mail("un")).await;
    server.deliver(TO, &mail("une panne")).await;
    let ear = Ear::open(stuck.clone(), &store).await;
    ear.hears(2).await;
    ear.stops().await;
    assert!(!server.folder("guichet", "INBOX").is_empty());
    server.deliver(TO, &mail("deux")).await;
    // Where it works again, what was left is filed where it belongs, and not heard again.
    let ear = Ear::open(account(server.imap(Security::Tls)), &store).await;
    assert_eq!(ear.hears(1).await, ["deux"]);
    server.waits_for("guichet", "Traites", 2).await;
    server.waits_for("guichet", "Erreurs", 1).await;
    server.waits_for("guichet", "INBOX", 0).await;
    assert_eq!(ear.subjects(), ["deux"]);
    ear.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_logs_in_as_a_password_does() {
    let server = MailServer::start().await;
    server.deliver(TO, &mail("jeton")).await;
    let mut account = account(server.imap(Security::Tls));
    // Dovecot holds the token against the same list as passwords.
    account.server.login =
        Some(Login { user: "guichet".to_owned(), secret: Secret::TokenCommand(format!("echo {PASSWORD}")) });
    let store = Store::in_memory().unwrap();
    let ear = Ear::open(account, &store).await;
    assert_eq!(ear.hears(1).await, ["jeton"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_let_in_without_the_secret_or_the_certificate() {
    use guichet::channel::email::imap::{Fault, connect};
    let server = MailServer::start().await;
    for secret in [Secret::Password("faux".to_owned()), Secret::TokenCommand("echo faux".to_owned())] {
        let mut wrong = account(server.imap(Security::Tls));
        wrong.server.login = Some(Login { user: "guichet".to_owned(), secret });
        assert_eq!(connect(&wrong).await.unwrap_err(), Fault::Login);
    }
    for security in [Security::Tls, Security::StartTls] {
        let mut unknown = account(server.imap(security));
        unknown.server.ca = None;
        assert_eq!(connect(&unknown).await.unwrap_err(), Fault::Tls);
        unknown.server.ca = Some(Arc::from(server.ca()));
        unknown.server.host = "127.0.0.2".to_owned();
        assert!(connect(&unknown).await.is_err());
    }
    let mut away = account(server.relay());
    away.server.login = account(server.imap(Security::Tls)).server.login;
    away.server.port = 1;
    assert_eq!(connect(&away).await.unwrap_err(), Fault::Cut);
}

/// Servers that can neither wait nor move, nor expunge what they are told.
#[tokio::test(flavor = "multi_thread")]
async fn old_servers_are_served_too() {
    for (abilities, left) in [("IMAP4rev1 UIDPLUS", 0), ("IMAP4rev1", 3)] {
        let server = MailServer::able_to(abilities).await;
        let store = Store::in_memory().unwrap();
        server.deliver(TO, &mail("un")).await;
        let ear = Ear::open(account(server.imap(Security::Tls)), &store).await;
        ear.hears(1).await;
        server.deliver(TO, &mail("une panne")).await;
        server.deliver(TO, &mail("deux")).await;
        assert_eq!(ear.hears(3).await, ["un", "une panne", "deux"]);
        server.waits_for("guichet", "Traites", 2).await;
        server.waits_for("guichet", "Erreurs", 1).await;
        ear.stops().await;
        // Those that wait to be expunged are not heard again, not even by who knows nothing of them.
        assert_eq!(server.folder("guichet", "INBOX").len(), left, "{abilities}");
        server.deliver(TO, &mail("trois")).await;
        let ear = Ear::open(account(server.imap(Security::Tls)), &Store::in_memory().unwrap()).await;
        assert_eq!(ear.hears(1).await, ["trois"]);
        ear.stops().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_the_server_cannot_give_holds_nobody_up() {
    let server = MailServer::start().await;
    let store = Store::in_memory().unwrap();
    for n in 0..8 {
        server.deliver(TO, &mail(&format!("n {n}"))).await;
    }
    server.spoils("guichet", "Subject: n 5");
    let ear = Ear::open(account(server.imap(Security::Tls)), &store).await;
    let mut subjects = ear.hears(7).await;
    subjects.dedup();
    assert_eq!(subjects, ["n 0", "n 1", "n 2", "n 3", "n 4", "n 6", "n 7"]);
    server.waits_for("guichet", "Traites", 7).await;
    // Nobody could read it; staff find it there.
    server.heals("guichet");
    server.waits_for("guichet", "Erreurs", 1).await;
}
