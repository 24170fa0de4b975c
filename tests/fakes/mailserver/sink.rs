//! A relay that keeps what it is given, hands local mail on, and fails as told by the address: `reject550@`, `defer451@`,
//! `slow@` (three seconds), `cut@` (hangs up instead of answering the mail).

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::{DOMAIN, PATIENCE, lmtp};

/// A mail that was given to the relay.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// The envelope.
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) raw: Vec<u8>,
}

/// The relay. Clones are the same one; it ends with the test's runtime.
#[derive(Clone)]
pub(super) struct Sink {
    shared: Arc<Shared>,
}

struct Shared {
    port: u16,
    lmtp: AtomicU16,
    utf8: AtomicBool,
    sent: Mutex<Vec<Sent>>,
    count: watch::Sender<usize>,
}

impl Sink {
    pub(super) async fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (lmtp, utf8) = (AtomicU16::new(0), AtomicBool::new(false));
        let shared = Shared { port, lmtp, utf8, sent: Mutex::default(), count: watch::Sender::new(0) };
        let sink = Self { shared: Arc::new(shared) };
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                // A client that hangs up is no failure.
                tokio::spawn(async move { drop(serving.serve(stream).await) });
            }
        });
        sink
    }

    pub(super) fn port(&self) -> u16 {
        self.shared.port
    }

    pub(super) fn hands_on(&self, port: u16) {
        self.shared.lmtp.store(port, Ordering::SeqCst);
    }

    pub(super) fn takes_utf8(&self) {
        self.shared.utf8.store(true, Ordering::SeqCst);
    }

    pub(super) fn sent(&self) -> Vec<Sent> {
        self.shared.sent.lock().unwrap().clone()
    }

    pub(super) async fn waits_for(&self, count: usize) -> Vec<Sent> {
        let mut counted = self.shared.count.subscribe();
        let reached = tokio::time::timeout(PATIENCE, counted.wait_for(|sent| *sent >= count)).await.is_ok();
        let sent = self.sent();
        assert!(reached, "{} mails were sent, not {count}", sent.len());
        sent
    }

    async fn serve(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut stream = BufReader::new(stream);
        say(&mut stream, "220 relais").await?;
        let (mut from, mut to) = (String::new(), Vec::new());
        loop {
            let mut line = Vec::new();
            if stream.read_until(b'\n', &mut line).await? == 0 {
                return Ok(());
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => {
                    let more = if self.shared.utf8.load(Ordering::SeqCst) { "250-SMTPUTF8\r\n" } else { "" };
                    format!("250-relais\r\n{more}250-8BITMIME\r\n250 ENHANCEDSTATUSCODES")
                }
                "MAIL" => {
                    (from, to) = (address(&line), Vec::new());
                    "250 2.1.0 ok".to_owned()
                }
                "RCPT" => receive(address(&line), &mut to).await,
                "DATA" => {
                    say(&mut stream, "354 go on").await?;
                    let raw = data(&mut stream).await?;
                    if to.iter().any(|to| to.starts_with("cut@")) {
                        self.keep(Sent { from: from.clone(), to: to.clone(), raw }).await;
                        return Ok(());
                    }
                    self.keep(Sent { from: from.clone(), to: std::mem::take(&mut to), raw }).await;
                    "250 2.0.0 kept".to_owned()
                }
                "RSET" | "NOOP" => "250 2.0.0 ok".to_owned(),
                "QUIT" => return say(&mut stream, "221 2.0.0 bye").await,
                _ => "502 5.5.2 unknown".to_owned(),
            };
            say(&mut stream, &answer).await?;
        }
    }

    async fn keep(&self, sent: Sent) {
        let port = self.shared.lmtp.load(Ordering::SeqCst);
        for to in sent.to.iter().filter(|to| to.ends_with(&format!("@{DOMAIN}"))) {
            // Somebody who has no mailbox there.
            let _ = lmtp::deliver(port, &sent.from, to, &sent.raw).await;
        }
        self.shared.sent.lock().unwrap().push(sent);
        self.shared.count.send_modify(|count| *count += 1);
    }
}

async fn receive(address: String, to: &mut Vec<String>) -> String {
    match address.split('@').next().unwrap_or_default() {
        "reject550" => return format!("550 5.1.1 <{address}> no such user"),
        "defer451" => return format!("451 4.3.0 <{address}> later"),
        "full552" => return format!("552 5.2.2 <{address}> full"),
        "slow" => tokio::time::sleep(Duration::from_secs(3)).await,
        _ => {}
    }
    to.push(address);
    "250 2.1.5 ok".to_owned()
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await
}

fn address(line: &str) -> String {
    line.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}

/// A mail up to its dot.
async fn data(stream: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match line.as_slice() {
            b".\r\n" | b".\n" => return Ok(raw),
            [b'.', rest @ ..] => raw.extend_from_slice(rest),
            line => raw.extend_from_slice(line),
        }
    }
}
