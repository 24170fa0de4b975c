//! The server hangs up, falls silent, is emptied; the process dies between two steps. Nothing is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use guichet::channel::email::account::Security;
use guichet::channel::email::received::Received;
use guichet::service::email::receive::Incoming;
use guichet::service::email::settings::Source;
use guichet::service::storeroom::Storeroom;
use guichet::store::{Store, StoreError};
use tokio::sync::watch;

use super::stage::{Ear, account, judged, mail, pace};
use crate::fakes::mailserver::MailServer;

const TO: &str = "guichet@exemple.test";

#[tokio::test(flavor = "multi_thread")]
async fn who_is_kicked_out_while_idling_comes_back() {
    let server = MailServer::start().await;
    let store = Store::in_memory().unwrap();
    let mut ear = Ear::open(account(server.imap(Security::Tls)), &store).await;
    for n in 0..3 {
        server.kick("guichet");
        ear.is_ready(false).await;
        server.deliver(TO, &mail(&format!("n {n}"))).await;
        ear.is_ready(true).await;
        ear.hears(n + 1).await;
    }
    assert_eq!(ear.subjects(), ["n 0", "n 1", "n 2"]);
    ear.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_falls_silent_is_left() {
    let server = MailServer::start().await;
    let store = Store::in_memory().unwrap();
    let mut account = account(server.imap(Security::Tls));
    account.patience.idle = Duration::from_millis(500);
    account.patience.done = Duration::from_millis(500);
    let mut ear = Ear::open(account, &store).await;
    server.freeze();
    ear.is_ready(false).await;
    // The old connection hangs still; a new one is another process.
    server.deliver(TO, &mail("n 0")).await;
    ear.hears(1).await;
    server.thaw();
    server.deliver(TO, &mail("n 1")).await;
    assert_eq!(ear.hears(2).await, ["n 0", "n 1"]);
    ear.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renumbered_mailbox_is_heard_from_its_beginning() {
    let server = MailServer::start().await;
    let store = Store::in_memory().unwrap();
    let ear = Ear::open(account(server.imap(Security::Tls)), &store).await;
    for n in 0..3 {
        server.deliver(TO, &mail(&format!("n {n}"))).await;
    }
    ear.hears(3).await;
    server.waits_for("guichet", "Traites", 3).await;
    ear.stops().await;
    server.wipe("guichet");
    // Its number is 1 again, which was heard under the old numbering.
    server.deliver(TO, &mail("nouveau")).await;
    let ear = Ear::open(account(server.imap(Security::Tls)), &store).await;
    assert_eq!(ear.hears(1).await, ["nouveau"]);
    server.waits_for("guichet", "Traites", 1).await;
    ear.stops().await;
}

/// What cannot be kept is not filed, and the ear ends.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_kept_is_not_filed() {
    let server = MailServer::start().await;
    let store = Store::in_memory().unwrap();
    server.deliver(TO, &mail("n 0")).await;
    let source = Source::Imap(Box::new(account(server.imap(Security::Tls))));
    let ready = watch::channel(false).0;
    let incoming = Incoming {
        source,
        max_message_bytes: 1 << 20,
        pace: pace(),
        store: store.clone(),
        storeroom: Storeroom::new(store.clone()),
        turnstile: None,
        ready,
    };
    let full = |_: Vec<Received>| async { Err(StoreError::Poisoned("essai".to_owned())) };
    let (_stop, stopped) = watch::channel(false);
    let ended = incoming.run(full, stopped).await;
    assert!(matches!(ended, Err(StoreError::Poisoned(_))), "{ended:?}");
    assert_eq!(server.folder("guichet", "INBOX").len(), 1);
    assert!(server.folder("guichet", "Traites").is_empty());
    assert_eq!(store.last_mail("guichet@localhost/INBOX").await.unwrap(), None);
    // Another one hears it.
    let ear = Ear::open(account(server.imap(Security::Tls)), &store).await;
    assert_eq!(ear.hears(1).await, ["n 0"]);
}

/// The place is written down after a batch was heard, and before it is filed.
#[tokio::test(flavor = "multi_thread")]
async fn the_order_is_hear_mark_file() {
    let server = Arc::new(MailServer::start().await);
    let store = Store::in_memory().unwrap();
    let mails: Vec<Vec<u8>> = (0..60).map(|n| mail(&format!("n {n}"))).collect();
    server.fill("guichet", &mails).await;
    let source = Source::Imap(Box::new(account(server.imap(Security::Tls))));
    let ready = watch::channel(false).0;
    let incoming = Incoming {
        source,
        max_message_bytes: 1 << 20,
        pace: pace(),
        store: store.clone(),
        storeroom: Storeroom::new(store.clone()),
        turnstile: None,
        ready,
    };
    let (stop, stopped) = watch::channel(false);
    let batches = Arc::new(AtomicUsize::new(0));
    let (seen, counted, marks) = (server.clone(), batches.clone(), store.clone());
    let hear = move |mails: Vec<Received>| {
        let (seen, counted, marks) = (seen.clone(), counted.clone(), marks.clone());
        async move {
            let batch = counted.fetch_add(1, Ordering::SeqCst);
            let marked = marks.last_mail("guichet@localhost/INBOX").await.unwrap().map(|mark| mark.uid);
            // Nothing of this batch is marked or filed, everything of the one before is.
            assert_eq!((marked, mails.len()), if batch == 0 { (None, 50) } else { (Some(50), 10) });
            assert_eq!(seen.folder("guichet", "INBOX").len(), if batch == 0 { 60 } else { 10 });
            Ok(judged(&mails))
        }
    };
    let running = tokio::spawn(incoming.run(hear, stopped));
    server.waits_for("guichet", "Traites", 60).await;
    stop.send_replace(true);
    running.await.unwrap().unwrap();
    assert_eq!(batches.load(Ordering::SeqCst), 2);
    assert_eq!(store.last_mail("guichet@localhost/INBOX").await.unwrap().unwrap().uid, 60);
}

/// Whatever it was doing, the next one goes on: every mail is heard, and lies once where it belongs.
#[tokio::test(flavor = "multi_thread")]
async fn who_dies_at_any_moment_loses_nothing() {
    let server = MailServer::start().await;
    let store = Store::in_memory().unwrap();
    let wanted: Vec<String> = (0..120).map(|n| format!("n {n}")).collect();
    server.fill("guichet", &wanted.iter().map(|subject| mail(subject)).collect::<Vec<_>>()).await;
    let mut heard = Vec::new();
    for round in 0..40 {
        let ear = Ear::open(account(server.imap(Security::Tls)), &store).await;
        tokio::time::sleep(Duration::from_millis(round)).await;
        heard.extend(ear.dies().await);
    }
    let ear = Ear::open(account(server.imap(Security::Tls)), &store).await;
    server.waits_for("guichet", "Traites", 120).await;
    heard.extend(ear.subjects());
    ear.stops().await;
    let mut once = Vec::new();
    for subject in heard {
        if !once.contains(&subject) {
            once.push(subject);
        }
    }
    assert_eq!(once, wanted);
}
