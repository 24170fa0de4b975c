//! The wires of mail, on a real Dovecot on this machine: what a relay takes through one connection, which is the yardstick
//! for everything that answers mail, and what can be read and filed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use guichet::channel::email::account::Security;
use guichet::channel::email::imap::{Account, Patience};
use guichet::channel::email::received::{Kept, Received};
use guichet::channel::email::smtp::Smtp;
use guichet::service::email::receive::{Incoming, Pace};
use guichet::service::email::settings::Source;
use guichet::store::Store;
use tokio::sync::watch;

use crate::fakes::mailserver::{DOMAIN, MailServer};

/// Bytes of a usual answer: a form in text and in HTML.
const SIZE: usize = 6_000;

/// Measures, and prints.
pub fn run(full: bool) {
    let (count, rounds) = if full { (2_000, 3) } else { (5, 1) };
    println!("mails of {SIZE} bytes a second, {rounds} rounds of {count}\n");
    for _ in 0..rounds {
        let (submitted, read) =
            crate::runtime().block_on(async { (submission(count, SIZE).await, reading(count, SIZE).await) });
        println!("submitted through one connection {submitted:8.0}    read and filed {read:8.0}");
    }
}

/// A mail of that size.
fn mail(number: usize, size: usize) -> Vec<u8> {
    let head = format!(
        "From: candidat@{DOMAIN}\r\nTo: guichet@{DOMAIN}\r\nSubject: essai\r\nMessage-ID: <{number}@client.test>\r\n\r\n"
    );
    let line = "Une ligne comme les autres, ni longue ni courte, pour remplir.\r\n";
    let lines = size.saturating_sub(head.len()) / line.len();
    (head + &line.repeat(lines)).into_bytes()
}

/// Mails a second that the submission takes through one connection.
async fn submission(count: usize, size: usize) -> f64 {
    let server = MailServer::start().await;
    let smtp = Smtp::new(server.submission(), DOMAIN, 1);
    // Connected and logged in before the clock runs.
    smtp.send("guichet@exemple.test", "ailleurs@exemple.org", &mail(0, size)).await.unwrap();
    let started = Instant::now();
    for number in 0..count {
        let from = format!("guichet+{number}@{DOMAIN}");
        smtp.send(&from, "ailleurs@exemple.org", &mail(number, size)).await.unwrap();
    }
    rate(count, started)
}

/// Mails a second that are read, marked and filed when hearing them costs nothing.
async fn reading(count: usize, size: usize) -> f64 {
    let server = MailServer::start().await;
    let mails: Vec<Vec<u8>> = (0..count).map(|number| mail(number, size)).collect();
    server.fill("guichet", &mails).await;
    let [folder, done_folder, error_folder] = ["INBOX", "Traites", "Erreurs"].map(str::to_owned);
    let patience = Patience::default();
    let account = Account { server: server.imap(Security::Tls), folder, done_folder, error_folder, patience };
    let incoming = Incoming {
        source: Source::Imap(Box::new(account)),
        max_message_bytes: 25 << 20,
        pace: Pace::default(),
        store: Store::in_memory().unwrap(),
        ready: watch::channel(false).0,
    };
    let (stop, stopped) = watch::channel(false);
    let heard = Arc::new(AtomicUsize::new(0));
    let counted = heard.clone();
    let hear = move |mails: Vec<Received>| {
        let all = counted.fetch_add(mails.len(), Ordering::SeqCst) + mails.len();
        if all >= count {
            stop.send_replace(true);
        }
        async move { Ok(vec![Kept::Done; mails.len()]) }
    };
    let started = Instant::now();
    incoming.run(hear, stopped).await.unwrap();
    assert_eq!(heard.load(Ordering::SeqCst), count);
    rate(count, started)
}

#[expect(clippy::cast_precision_loss, reason = "a count of mails")]
fn rate(count: usize, started: Instant) -> f64 {
    count as f64 / started.elapsed().as_secs_f64()
}
