//! A guichet's ear: everything that is received, in a test.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use guichet::channel::email::imap::{Account, Patience};
use guichet::channel::email::received::{Kept, Received};
use guichet::service::email::receive::{Incoming, Pace};
use guichet::service::email::settings::Source;
use guichet::service::storeroom::Storeroom;
use guichet::store::{Store, StoreError};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::fakes::mailserver::PATIENCE;

/// Deadlines of tests: nobody here is far away.
pub(crate) fn patience() -> Patience {
    let [connect, command, done] = [5_000, 2_000, 1_000].map(Duration::from_millis);
    Patience { connect, command, idle: Duration::from_secs(5), done, poll: Duration::from_millis(200) }
}

/// As many tries as it takes.
pub(crate) fn pace() -> Pace {
    let wait = Duration::from_millis(50);
    Pace { first_wait: wait, longest_wait: wait, logins: 100, logins_per: wait, look_every: wait }
}

/// An account with the deadlines of tests.
pub(crate) fn account(server: guichet::channel::email::account::Server) -> Account {
    let [folder, done_folder, error_folder] = ["INBOX", "Traites", "Erreurs"].map(str::to_owned);
    Account { server, folder, done_folder, error_folder, patience: patience() }
}

/// A mail that says that.
pub(crate) fn mail(subject: &str) -> Vec<u8> {
    let id = subject.replace(' ', "-");
    format!(
        "From: candidat@exemple.test\r\nTo: guichet@exemple.test\r\nSubject: {subject}\r\nMessage-ID: <{id}@client.test>\r\n\
         \r\n{subject}\r\n.\r\nfin\r\n"
    )
    .into_bytes()
}

/// The subject of a mail.
pub(crate) fn subject(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap_or_default().to_owned()
}

/// Somebody who listens until dropped.
pub(crate) struct Ear {
    heard: Arc<Mutex<Vec<Received>>>,
    ready: watch::Receiver<bool>,
    stop: watch::Sender<bool>,
    task: JoinHandle<Result<(), StoreError>>,
}

/// What an ear says of a batch; « panne » in a subject is faulty.
pub(crate) fn judged(mails: &[Received]) -> Vec<Kept> {
    let kept = |mail: &Received| if subject(&mail.raw).contains("panne") { Kept::Faulty } else { Kept::Done };
    mails.iter().map(kept).collect()
}

impl Ear {
    /// Listens to a source.
    pub(crate) fn to(source: Source, store: &Store) -> Self {
        let (ready, is_ready) = watch::channel(false);
        let incoming = Incoming {
            source,
            max_message_bytes: 100_000,
            pace: pace(),
            store: store.clone(),
            storeroom: Storeroom::new(store.clone()),
            turnstile: None,
            ready,
        };
        let (stop, stopped) = watch::channel(false);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = heard.clone();
        let hear = move |mails: Vec<Received>| {
            let kept = kept.clone();
            async move {
                let judged = judged(&mails);
                kept.lock().unwrap().extend(mails);
                Ok(judged)
            }
        };
        Self { heard, ready: is_ready, stop, task: tokio::spawn(incoming.run(hear, stopped)) }
    }

    /// Listens to a mailbox, and waits until it is open.
    pub(crate) async fn open(account: Account, store: &Store) -> Self {
        let mut ear = Self::to(Source::Imap(Box::new(account)), store);
        ear.is_ready(true).await;
        ear
    }

    pub(crate) async fn is_ready(&mut self, wanted: bool) {
        let waited = tokio::time::timeout(PATIENCE, self.ready.wait_for(|ready| *ready == wanted)).await;
        assert!(waited.is_ok(), "ready is not {wanted}");
    }

    /// Everything heard so far.
    pub(crate) fn heard(&self) -> Vec<Received> {
        self.heard.lock().unwrap().clone()
    }

    /// The subjects of that.
    pub(crate) fn subjects(&self) -> Vec<String> {
        self.heard().iter().map(|mail| subject(&mail.raw)).collect()
    }

    /// Waits for so many mails.
    pub(crate) async fn hears(&self, count: usize) -> Vec<String> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while self.heard().len() < count {
            assert!(tokio::time::Instant::now() < deadline, "heard {:?}, not {count} mails", self.subjects());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.subjects()
    }

    /// Dies where it is; what it had heard.
    pub(crate) async fn dies(mut self) -> Vec<String> {
        self.task.abort();
        // Aborted, as it was told.
        let _ = (&mut self.task).await;
        self.subjects()
    }

    /// Is told to stop, and does.
    pub(crate) async fn stops(self) {
        self.stop.send_replace(true);
        let ended = tokio::time::timeout(PATIENCE, self.task).await;
        ended.expect("it does not stop").unwrap().unwrap();
    }
}
