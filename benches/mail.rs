//! Mail on a real Dovecot on this machine: what its submission takes through one connection, what can be read and filed,
//! and what the whole service reads, understands, commits and answers, beside the plain submission of the same answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use guichet::channel::email::account::Security;
use guichet::channel::email::imap::{Account, Patience};
use guichet::channel::email::letterhead::Letterhead;
use guichet::channel::email::outlet::Outlet;
use guichet::channel::email::received::{Kept, Received};
use guichet::channel::email::smtp::Smtp;
use guichet::clock::Clock;
use guichet::dialog::load;
use guichet::dialog::person::Channel;
use guichet::document::{Caps, Pieces};
use guichet::service::Service;
use guichet::service::email::receive::{Incoming, Pace};
use guichet::service::email::settings::{Settings, Source};
use guichet::service::email::start::start;
use guichet::service::office::{Lines, Office, Tasks};
use guichet::service::storeroom::Storeroom;
use guichet::store::{self, Store};
use jiff::SignedDuration;
use tokio::sync::watch;

use crate::fakes::mailserver::{DOMAIN, MailServer, Sent};

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
    println!("\nfirst mails of {count} candidates answered by the whole service, and their answers only submitted");
    for _ in 0..rounds {
        let (answered, submitted) = crate::runtime().block_on(answering(count));
        let ratio = 100.0 * answered / submitted;
        println!("answered {answered:8.0}    submitted {submitted:8.0}    {ratio:5.0} % (goal: 60 %)");
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
    let store = Store::in_memory().unwrap();
    let incoming = Incoming {
        source: source(&server),
        max_message_bytes: 25 << 20,
        pace: Pace::default(),
        storeroom: Storeroom::new(store.clone()),
        store,
        turnstile: None,
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

/// Mails a second that the whole service answers, everything durable, and that the same server takes when the very same
/// answers are only submitted: one connection each time, one after the other, the mailbox filled beforehand.
async fn answering(count: usize) -> (f64, f64) {
    let server = MailServer::start().await;
    let mails: Vec<Vec<u8>> = (0..count).map(candidate).collect();
    server.fill("guichet", &mails).await;
    let folder = tempfile::tempdir().unwrap();
    let service = Arc::new(service(folder.path()).await);
    let (stop, stopped) = watch::channel(false);
    let (mut tasks, mut lines) = (Tasks::new(), Lines::default());
    let rows = lines.open(Channel::Email);
    let started = Instant::now();
    let office = Office::open(service, lines, stopped, &mut tasks);
    start(settings(&server), &office, rows, &mut tasks).unwrap();
    let sent = answers(&server, count).await;
    let answered = rate(count, started);
    stop.send_replace(true);
    drop(office);
    while tasks.join_next().await.is_some() {}
    let smtp = Smtp::new(server.submission(), DOMAIN, 1);
    let started = Instant::now();
    for Sent { from, to, raw } in &sent {
        smtp.send(from, &to[0], raw).await.unwrap();
    }
    (answered, rate(count, started))
}

/// The answers, as they come: the fake is patient for some seconds only.
async fn answers(server: &MailServer, count: usize) -> Vec<Sent> {
    for some in (100..count).step_by(100) {
        server.waits_for_sent(some).await;
    }
    let sent = server.waits_for_sent(count).await;
    assert_eq!(sent.len(), count, "one answer a mail");
    sent
}

/// Somebody's first mail: what they want, and some answers in prose.
fn candidate(number: usize) -> Vec<u8> {
    format!(
        "From: Zoé Quatrepoint <candidat{number}@candidat.test>\r\nTo: guichet@{DOMAIN}\r\nSubject: Master\r\n\
         Message-ID: <{number}@candidat.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\nBonjour,\r\n\r\nJe voudrais candidater au M2 MEEF en alternance, \
         premier degré, dans le Nord.\r\nJe suis née le 03/08/1999 à Arras.\r\n\r\nCordialement,\r\nZoé\r\n"
    )
    .into_bytes()
}

async fn service(folder: &std::path::Path) -> Service {
    let (library, _) = load::load(&load::embedded()).expect("the shipped dialogs");
    let letterhead = Letterhead {
        address: format!("guichet@{DOMAIN}"),
        name: "Assistant".to_owned(),
        quiet: SignedDuration::ZERO,
        quiet_most: SignedDuration::ZERO,
        authserv_id: String::new(),
    };
    Service {
        library: Arc::new(library),
        store: Store::open(&store::Settings::new(folder.join("data"), folder.join("key"))).await.unwrap(),
        pieces: Pieces::open(&folder.join("pieces"), Caps::default()).unwrap(),
        clock: Clock::real(),
        letterhead: Some(Arc::new(letterhead)),
        bot: Arc::default(),
        lines: Arc::default(),
        held: Default::default(),
    }
}

fn settings(server: &MailServer) -> Settings {
    Settings {
        reminders: 60,
        address: format!("guichet@{DOMAIN}"),
        name: "Assistant".to_owned(),
        source: source(server),
        outlet: Outlet::Smtp(Smtp::new(server.submission(), DOMAIN, 1)),
        signer: None,
        authserv_id: None,
        quiet: std::time::Duration::ZERO,
        quiet_most: std::time::Duration::ZERO,
        max_message_bytes: 25 << 20,
    }
}

fn source(server: &MailServer) -> Source {
    let [folder, done_folder, error_folder] = ["INBOX", "Traites", "Erreurs"].map(str::to_owned);
    let patience = Patience::default();
    let account = Account { server: server.imap(Security::Tls), folder, done_folder, error_folder, patience };
    Source::Imap(Box::new(account))
}

#[expect(clippy::cast_precision_loss, reason = "a count of mails")]
fn rate(count: usize, started: Instant) -> f64 {
    count as f64 / started.elapsed().as_secs_f64()
}
