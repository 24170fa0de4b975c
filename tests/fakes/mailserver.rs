//! A real mail server on free loopback ports, for one test: Dovecot (IMAP, LMTP, submission) without systemd, as root or
//! as an ordinary user, and behind its submission a sink that keeps what is sent and hands local mail back to it.
//!
//! It ends with the test, however that ends: Dovecot is held by a pipe that closes with the process.

mod certificate;
mod dovecot;
mod lmtp;
mod sink;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use guichet::channel::email::account::{Login, Secret, Security, Server};
use tempfile::TempDir;

use dovecot::Ports;
pub(crate) use sink::Sent;
use sink::Sink;

/// How long a test waits for what should happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// The domain of all local addresses.
pub(crate) const DOMAIN: &str = "exemple.test";
/// Accounts, each with the password `secret`.
const USERS: &[&str] = &["guichet", "candidat"];
pub(crate) const PASSWORD: &str = "secret";
/// Another program may take a free port before Dovecot does.
const TRIES: usize = 5;

/// The server.
pub(crate) struct MailServer {
    folder: TempDir,
    ports: Ports,
    sink: Sink,
    holder: Child,
}

impl MailServer {
    /// Starts, and waits until every port answers.
    pub(crate) async fn start() -> Self {
        Self::with("").await
    }

    /// The same, announcing only these abilities once somebody is logged in.
    pub(crate) async fn able_to(abilities: &str) -> Self {
        Self::with(&format!("imap_capability = {abilities}\n")).await
    }

    async fn with(settings: &str) -> Self {
        for _ in 1..TRIES {
            if let Ok(server) = Self::try_start(settings).await {
                return server;
            }
        }
        match Self::try_start(settings).await {
            Ok(server) => server,
            Err(log) => panic!("dovecot does not start; is it installed (see tests/run)?\n{log}"),
        }
    }

    async fn try_start(settings: &str) -> Result<Self, String> {
        let folder = tempfile::tempdir().unwrap();
        let sink = Sink::open().await;
        let ports = Ports::free();
        sink.hands_on(ports.lmtp);
        dovecot::prepare(folder.path(), ports, sink.port(), USERS, settings);
        let log = fs::File::create(folder.path().join("start.log")).unwrap();
        // Dovecot ends when its input does, that is when this process ends, whatever ended it.
        let script = "dovecot -F -c \"$0\" & pid=$!; cat >/dev/null; kill -TERM $pid; wait $pid";
        let holder = Command::new("sh")
            .args(["-c", script])
            .arg(folder.path().join("dovecot.conf"))
            .env("PATH", dovecot::path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let server = Self { folder, ports, sink, holder };
        for port in [ports.imap, ports.lmtp, ports.submission] {
            if !dovecot::answers(port).await {
                return Err(server.log());
            }
        }
        Ok(server)
    }

    /// What it wrote down.
    pub(crate) fn log(&self) -> String {
        let read = |name| fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        format!("{}{}", read("start.log"), read("dovecot.log"))
    }

    /// The certificate authority that vouches for it, in PEM.
    pub(crate) fn ca(&self) -> &'static [u8] {
        &certificate::get().ca
    }

    /// Where IMAP is.
    pub(crate) fn imap(&self, security: Security) -> Server {
        let port = if security == Security::Tls { self.ports.imaps } else { self.ports.imap };
        self.server(port, security, Some("guichet"))
    }

    /// Where answers are submitted.
    pub(crate) fn submission(&self) -> Server {
        self.server(self.ports.submission, Security::StartTls, Some("guichet"))
    }

    /// The relay behind it, asked directly: no TLS, no login.
    pub(crate) fn relay(&self) -> Server {
        self.server(self.sink.port(), Security::None, None)
    }

    fn server(&self, port: u16, security: Security, user: Option<&str>) -> Server {
        let login = user.map(|user| Login { user: user.to_owned(), secret: Secret::Password(PASSWORD.to_owned()) });
        Server { host: "localhost".to_owned(), port, security, ca: Some(Arc::from(self.ca())), login }
    }

    /// Brings a mail as a mail server does, with the Delivered-To it would add.
    pub(crate) async fn deliver(&self, to: &str, raw: &[u8]) {
        lmtp::deliver(self.ports.lmtp, &format!("candidat@{DOMAIN}"), to, raw).await.unwrap();
    }

    /// Lays mails into somebody's mailbox at once, in that order. The first is delivered, which makes the mailbox.
    pub(crate) async fn fill(&self, user: &str, mails: &[Vec<u8>]) {
        let Some((first, rest)) = mails.split_first() else { return };
        self.deliver(&format!("{user}@{DOMAIN}"), first).await;
        let new = self.home(user).join("Maildir/new");
        let owner = fs::metadata(&new).unwrap();
        for (number, mail) in rest.iter().enumerate() {
            // Dovecot numbers new files in the order of the time in their names.
            let path = new.join(format!("{}.M0P0.fill", 1_000_000_000 + number));
            fs::write(&path, mail).unwrap();
            chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
        }
    }

    /// Everything the relay was given so far, in order.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sink.sent()
    }

    /// Waits for so many mails to have been given to the relay.
    pub(crate) async fn waits_for_sent(&self, count: usize) -> Vec<Sent> {
        self.sink.waits_for(count).await
    }

    /// From now on the relay takes addresses beyond ASCII.
    pub(crate) fn takes_utf8(&self) {
        self.sink.takes_utf8();
    }

    /// The mails of somebody's folder, as they lie there (`INBOX`, `Traites` …), in no order.
    pub(crate) fn folder(&self, user: &str, name: &str) -> Vec<Vec<u8>> {
        let maildir = self.home(user).join("Maildir");
        let folder = if name == "INBOX" { maildir } else { maildir.join(format!(".{name}")) };
        let files = ["new", "cur"].into_iter().flat_map(|part| fs::read_dir(folder.join(part)).into_iter().flatten());
        files.filter_map(|entry| fs::read(entry.unwrap().path()).ok()).collect()
    }

    /// The mail with those words can be read by nobody, until healed.
    pub(crate) fn spoils(&self, user: &str, words: &str) {
        for path in self.files(user) {
            if fs::read_to_string(&path).is_ok_and(|text| text.contains(words)) {
                fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
            }
        }
    }

    /// Everything can be read again.
    pub(crate) fn heals(&self, user: &str) {
        for path in self.files(user) {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
    }

    /// The files of somebody's INBOX and of the folders beside it.
    fn files(&self, user: &str) -> Vec<PathBuf> {
        let maildir = self.home(user).join("Maildir");
        let folders = [maildir.clone(), maildir.join(".Traites"), maildir.join(".Erreurs")];
        let parts = folders.iter().flat_map(|folder| [folder.join("new"), folder.join("cur")]);
        let entries = parts.flat_map(|part| fs::read_dir(part).into_iter().flatten());
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// Waits until a folder holds so many mails.
    pub(crate) async fn waits_for(&self, user: &str, name: &str, count: usize) -> Vec<Vec<u8>> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let mails = self.folder(user, name);
            if mails.len() == count {
                return mails;
            }
            assert!(
                tokio::time::Instant::now() < deadline,
                "{} mails in {name}, not {count}\n{}",
                mails.len(),
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn home(&self, user: &str) -> PathBuf {
        self.folder.path().join("home").join(user)
    }

    /// Drops somebody's IMAP connections.
    pub(crate) fn kick(&self, user: &str) {
        let conf = self.folder.path().join("dovecot.conf");
        // Nobody to kick is no failure here.
        let _ = dovecot::command("doveadm").arg("-c").arg(conf).args(["kick", user]).output().unwrap();
    }

    /// Removes somebody's mailbox: the next one has another UIDVALIDITY.
    pub(crate) fn wipe(&self, user: &str) {
        self.kick(user);
        for entry in fs::read_dir(self.home(user).join("Maildir")).unwrap() {
            let path = entry.unwrap().path();
            // Dovecot counts UIDVALIDITY up in there; without it the same second may give the same number again.
            if path.is_dir() {
                fs::remove_dir_all(path).unwrap();
            } else if !path.to_string_lossy().contains("uidvalidity") {
                fs::remove_file(path).unwrap();
            }
        }
    }

    /// The IMAP processes stop, their connections stay open: a dead peer.
    pub(crate) fn freeze(&self) {
        self.signal("STOP");
    }

    /// They go on.
    pub(crate) fn thaw(&self) {
        self.signal("CONT");
    }

    fn signal(&self, signal: &str) {
        for pid in dovecot::children(self.folder.path(), "imap") {
            // It may have ended just now.
            let _ = Command::new("kill").args([&format!("-{signal}"), &pid]).output().unwrap();
        }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.thaw();
        drop(self.holder.stdin.take());
        // Frozen or not, Dovecot ends when it is told to; the shell that holds it ends after it.
        let _ = self.holder.wait();
    }
}
