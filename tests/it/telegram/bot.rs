//! `guichet serve` as a process of its own, on a fake Telegram and a data folder.

use std::fs::File;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::fakes::telegram::{Fake, PATIENCE, Shown, User};
use crate::program::Bench;

/// The program under test, running or not. It is killed at the end.
pub(crate) struct Bot<'a> {
    tg: &'a Fake,
    bench: &'a Bench,
    child: Child,
}

impl<'a> Bot<'a> {
    /// Starts, and waits until it asks for updates.
    pub(crate) async fn start(tg: &'a Fake, bench: &'a Bench) -> Self {
        Self::with(tg, bench, &[]).await
    }

    /// Starts with more settings.
    pub(crate) async fn with(tg: &'a Fake, bench: &'a Bench, settings: &[(&str, &str)]) -> Self {
        tg.witness(bench.folder().join("journal"));
        let mut bot = Self { tg, bench, child: spawn(tg, bench, settings) };
        bot.is_ready().await;
        bot
    }

    /// Dies at once.
    pub(crate) fn kill9(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Is asked to stop, and waits for it.
    pub(crate) async fn term(&mut self) -> ExitStatus {
        self.stops("TERM").await
    }

    /// Gets a signal by its name, and waits for the end.
    pub(crate) async fn stops(&mut self, signal: &str) -> ExitStatus {
        let sent = Command::new("kill").args([format!("-{signal}"), self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(tokio::time::Instant::now() < deadline, "it does not end:\n{}", self.journal());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Starts again, whatever it was doing.
    pub(crate) async fn restart(&mut self) {
        self.restart_with(&[]).await;
    }

    /// Starts again with more settings.
    pub(crate) async fn restart_with(&mut self, settings: &[(&str, &str)]) {
        // Dead already, perhaps.
        let _ = self.child.kill();
        self.child.wait().unwrap();
        self.child = spawn(self.tg, self.bench, settings);
        self.is_ready().await;
    }

    /// Waits until it has written that; gives all it wrote.
    pub(crate) async fn writes(&self, words: &str) -> String {
        let deadline = tokio::time::Instant::now() + crate::fakes::telegram::PATIENCE;
        loop {
            let journal = self.journal();
            if journal.contains(words) {
                return journal;
            }
            assert!(tokio::time::Instant::now() < deadline, "no « {words} »: {journal}");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Waits until it has died by itself.
    pub(crate) async fn dies(&mut self) {
        let deadline = tokio::time::Instant::now() + crate::fakes::telegram::PATIENCE;
        while !self.is_dead() {
            assert!(tokio::time::Instant::now() < deadline, "it lives on\n{}", self.journal());
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    pub(crate) fn is_dead(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// The answers of the only dossier, by key.
    pub(crate) fn answers(&self) -> Value {
        let dossiers = self.bench.json("export --all", "");
        assert_eq!(dossiers.len(), 1, "{dossiers:#?}");
        dossiers[0]["answers"].clone()
    }

    /// One answer of the only dossier.
    pub(crate) fn answer(&self, key: &str) -> Value {
        self.answers()[key]["value"].clone()
    }

    async fn is_ready(&mut self) {
        let before = self.tg.calls().len();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let listens = |method: &str| matches!(method, "getupdates" | "setwebhook");
        while !self.tg.calls()[before..].iter().any(|call| listens(&call.method)) {
            assert!(!self.is_dead(), "it did not start:\n{}", self.journal());
            assert!(tokio::time::Instant::now() < deadline, "it never asks for updates:\n{}", self.journal());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// What it wrote on its standard error, since the first start.
    pub(crate) fn journal(&self) -> String {
        std::fs::read_to_string(self.bench.folder().join("journal")).unwrap_or_default()
    }
}

impl Drop for Bot<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `guichet serve`, ready to be spawned.
pub(crate) fn serve(tg: &Fake, bench: &Bench, settings: &[(&str, &str)]) -> Command {
    let mut command = bench.command("serve");
    command.env("GUICHET_TELEGRAM__TOKEN", tg.token()).env("GUICHET_TELEGRAM__API_URL", tg.url());
    // People here answer at once, and are answered at once.
    command.env("GUICHET_TELEGRAM__PER_SECOND", "100000").env("GUICHET_TELEGRAM__CHAT_EVERY_MS", "0");
    command.env("GUICHET_HTTP__LISTEN", "127.0.0.1:0").envs(settings.iter().copied());
    command
}

fn spawn(tg: &Fake, bench: &Bench, settings: &[(&str, &str)]) -> Child {
    let journal = File::options().create(true).append(true).open(bench.folder().join("journal")).unwrap();
    let mut command = serve(tg, bench, settings);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::from(journal)).spawn().unwrap()
}

/// Opens the AESH dossier, and waits for its first question.
pub(crate) async fn opens_aesh(person: &User) -> Shown {
    person.says("/start aesh");
    person.waits_for("Quelle est votre civilité").await
}

/// Answers the first questions in words, up to the zones. The last question is answered, not waited for.
pub(crate) async fn up_to_the_zones(person: &User) -> Shown {
    opens_aesh(person).await;
    person.presses("Monsieur").await;
    let answers = [
        ("nom patronymique", "Caron"),
        ("nom d’usage", "non concerné"),
        ("prénom", "Luc"),
        ("votre date de naissance", "1er mars 1970"),
        ("Dans quelle ville", "Calais"),
        ("votre nationalité", "française"),
        ("adresse de courriel", "non"),
        ("Passons sur AcloE", "fait"),
        ("FORMULAIRE D’INSCRIPTION", "fait"),
    ];
    for (question, words) in answers {
        person.waits_for(question).await;
        person.says(words);
    }
    person.waits_for("Dans quelles zones").await
}

/// How often the bot asked that.
pub(crate) fn times(person: &User, words: &str) -> usize {
    person.reads().iter().filter(|shown| shown.text.contains(words)).count()
}
