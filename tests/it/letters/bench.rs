//! A service that answers by mail, and somebody who writes to it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mail_parser::{Message, MessageParser};

use crate::program::Bench;

pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The program on a Maildir.
pub(crate) struct Post {
    pub(crate) bench: Bench,
    settings: Vec<(&'static str, String)>,
    pub(crate) arguments: Vec<String>,
    words: String,
    running: Option<Child>,
    read: BTreeSet<String>,
    written: u32,
}

/// A letter of ours.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) raw: String,
    pub(crate) id: String,
    pub(crate) to: String,
    pub(crate) reply_to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Letter {
    /// Where answers to it come to, with another tag behind the token.
    pub(crate) fn tagged(&self, tag: &str) -> String {
        let (head, domain) = self.reply_to.rsplit_once('@').unwrap();
        let (token, _) = head.rsplit_once('-').unwrap();
        format!("{token}-{tag}@{domain}")
    }
}

/// A mail to us.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) heads: Vec<String>,
    pub(crate) text: String,
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

impl Mail {
    pub(crate) fn new(from: &str, text: &str) -> Self {
        Self {
            from: from.to_owned(),
            to: "assistant@exemple.test".to_owned(),
            subject: "Bonjour".to_owned(),
            heads: Vec::new(),
            text: text.to_owned(),
            files: Vec::new(),
        }
    }

    /// In answer to a letter, where its answers come to.
    pub(crate) fn answering(self, letter: &Letter) -> Self {
        let to = letter.reply_to.clone();
        let heads = vec![format!("In-Reply-To: <{}>", letter.id), format!("References: <{}>", letter.id)];
        Self { to, subject: format!("Re: {}", letter.subject), heads: [self.heads.clone(), heads].concat(), ..self }
    }

    pub(crate) fn with(mut self, head: &str) -> Self {
        self.heads.push(head.to_owned());
        self
    }

    pub(crate) fn file(mut self, name: &str, bytes: &[u8]) -> Self {
        self.files.push((name.to_owned(), bytes.to_vec()));
        self
    }

    pub(crate) fn raw(&self, id: &str) -> Vec<u8> {
        let Self { from, to, subject, heads, text, files } = self;
        let date = jiff::Zoned::now().strftime("%a, %d %b %Y %H:%M:%S %z");
        let mut raw =
            format!("From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {date}\r\nMIME-Version: 1.0\r\n");
        if heads.iter().all(|head| !head.starts_with("Message-ID")) {
            raw.push_str(&format!("Message-ID: <{id}@candidat.test>\r\n"));
        }
        heads.iter().for_each(|head| raw.push_str(&format!("{head}\r\n")));
        let plain = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
        let text = text.replace('\n', "\r\n");
        if files.is_empty() {
            return format!("{raw}{plain}{text}\r\n").into_bytes();
        }
        raw.push_str("Content-Type: multipart/mixed; boundary=\"=_x\"\r\n\r\n");
        raw.push_str(&format!("--=_x\r\n{plain}{text}\r\n"));
        for (name, bytes) in files {
            let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
            let lines: Vec<&str> =
                encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
            raw.push_str(&format!(
                "--=_x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
                lines.join("\r\n")
            ));
        }
        raw.push_str("--=_x--\r\n");
        raw.into_bytes()
    }
}

impl Post {
    /// A service that answers at once.
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// One with other settings too.
    pub(crate) fn with(settings: &[(&'static str, &str)]) -> Self {
        Self::on(Bench::new(), settings)
    }

    /// One whose data and mails lie there.
    pub(crate) fn on(bench: Bench, settings: &[(&'static str, &str)]) -> Self {
        for folder in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(bench.folder().join("courrier").join(folder)).unwrap();
        }
        let settings = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let (arguments, read, words) = (Vec::new(), BTreeSet::new(), "serve".to_owned());
        let mut post = Self { bench, settings, arguments, words, running: None, read, written: 0 };
        post.start();
        post
    }

    /// One that has not started yet, with more words on its command line.
    pub(crate) fn to_start(arguments: Vec<String>) -> Self {
        let mut post = Self::with(&[]);
        post.kill();
        post.arguments = arguments;
        post
    }

    fn maildir(&self) -> PathBuf {
        self.bench.folder().join("courrier")
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = self.bench.command(&self.words);
        command
            .env("GUICHET_MAIL__ADDRESS", "assistant@exemple.test")
            .env("GUICHET_MAIL__MAILDIR", self.maildir())
            .env("GUICHET_MAIL__QUIET_SECONDS", "0")
            .env("GUICHET_MAIL__QUIET_MOST_SECONDS", "0")
            .env("GUICHET_MAIL__AUTHSERV_ID", "mx.exemple.test")
            .env("GUICHET_HTTP__LISTEN", "");
        command.args(&self.arguments);
        for (name, value) in &self.settings {
            command.env(name, value);
        }
        command
    }

    /// Runs it from now on with more settings; `words` are those of the command.
    pub(crate) fn set(&mut self, settings: &[(&'static str, &str)]) {
        self.kill();
        for (name, value) in settings {
            match *name {
                "words" => self.words = (*value).to_owned(),
                name => self.settings.push((name, (*value).to_owned())),
            }
        }
    }

    /// Starts it again with more settings.
    pub(crate) fn again(&mut self, settings: &[(&'static str, &str)]) {
        self.set(settings);
        self.start();
    }

    pub(crate) fn start(&mut self) {
        let mut command = self.command();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.running = Some(command.spawn().unwrap());
    }

    /// Runs it until it ends by itself; true when it was cut short as asked.
    pub(crate) fn run_until_cut(&mut self, step: &str) {
        self.kill();
        let mut child =
            self.command().env("GUICHET_TEST_STOP", step).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        let until = Instant::now() + PATIENCE;
        while child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < until, "{step} was never reached");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Starts it again whenever it dies, until it has filed all mails; how often it died.
    pub(crate) fn run_until_it_lives(&mut self) -> usize {
        let until = Instant::now() + PATIENCE;
        let mut deaths = 0;
        while self.waits() > 0 {
            assert!(Instant::now() < until, "{deaths} deaths");
            let dead = self.running.as_mut().is_none_or(|child| child.try_wait().unwrap().is_some());
            if dead {
                deaths += usize::from(self.running.is_some());
                self.start();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        deaths
    }

    /// Mails that are left to staff.
    pub(crate) fn faulty(&self) -> usize {
        std::fs::read_dir(self.maildir().join(".Erreurs/new")).map_or(0, Iterator::count)
    }

    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.running.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Drops a mail into the mailbox.
    pub(crate) fn send(&mut self, mail: &Mail) {
        self.written += 1;
        let raw = mail.raw(&format!("m{}", self.written));
        self.drop_in(&raw);
    }

    /// The same bytes again, as a mail server does after a cut.
    pub(crate) fn drop_in(&mut self, raw: &[u8]) {
        self.written += 1;
        let name = format!("{:06}.essai", self.written);
        let temporary = self.maildir().join("tmp").join(&name);
        std::fs::write(&temporary, raw).unwrap();
        std::fs::rename(temporary, self.maildir().join("new").join(name)).unwrap();
    }

    pub(crate) fn waits(&self) -> usize {
        std::fs::read_dir(self.maildir().join("new")).unwrap().count()
    }

    /// Letters not read yet, in the order they left.
    pub(crate) fn fresh(&mut self) -> Vec<Letter> {
        let Ok(folder) = std::fs::read_dir(self.maildir().join("sent")) else { return Vec::new() };
        let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
        files.sort_by_key(|path| std::fs::metadata(path).unwrap().modified().unwrap());
        let fresh = files.into_iter().filter(|path| self.read.insert(path.display().to_string()));
        fresh.map(|path| Letter::read(&std::fs::read(path).unwrap())).collect()
    }

    /// The next letter.
    pub(crate) fn letter(&mut self) -> Letter {
        let mut letters = self.letters(1);
        letters.remove(0)
    }

    /// So many letters.
    pub(crate) fn letters(&mut self, count: usize) -> Vec<Letter> {
        let until = Instant::now() + PATIENCE;
        let mut all = Vec::new();
        while all.len() < count {
            all.extend(self.fresh());
            assert!(Instant::now() < until, "{} letters of {count}: {all:#?}", all.len());
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(all.len(), count, "{all:#?}");
        all
    }

    /// Everything was heard, and nothing more comes.
    pub(crate) fn silence(&mut self) {
        let until = Instant::now() + PATIENCE;
        while self.waits() > 0 {
            assert!(Instant::now() < until, "mails are not heard");
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::sleep(Duration::from_millis(700));
        let letters = self.fresh();
        assert!(letters.is_empty(), "{letters:#?}");
    }

    /// A mail and its answer.
    pub(crate) fn asks(&mut self, mail: &Mail) -> Letter {
        self.send(mail);
        self.letter()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Letter {
    pub(crate) fn read(raw: &[u8]) -> Self {
        let message: Message = MessageParser::default().parse(raw).unwrap();
        let address = |address: Option<&mail_parser::Address>| {
            address
                .and_then(|address| address.first())
                .and_then(|address| address.address())
                .unwrap_or_default()
                .to_owned()
        };
        Self {
            raw: String::from_utf8_lossy(raw).into_owned(),
            id: message.message_id().unwrap_or_default().to_owned(),
            to: address(message.to()),
            reply_to: address(message.reply_to()),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
            html: message.body_html(0).unwrap_or_default().into_owned(),
        }
    }

    /// The number of the question with that label.
    pub(crate) fn number(&self, label: &str) -> u32 {
        let line = self
            .text
            .lines()
            .find(|line| line.contains(label))
            .unwrap_or_else(|| panic!("« {label} » in {}", self.text));
        line.trim().split('.').next().unwrap().parse().unwrap_or_else(|_| panic!("{line}"))
    }

    pub(crate) fn says(&self, words: &str) {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(one_line(&self.text).contains(&one_line(words)), "« {words} » in:\n{}", self.text);
    }

    pub(crate) fn says_not(&self, words: &str) {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!one_line(&self.text).contains(&one_line(words)), "« {words} » in:\n{}", self.text);
    }
}
