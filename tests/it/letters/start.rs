//! `guichet serve` with mail alone, as the one who runs it sees it.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc;

use super::bench::PATIENCE;
use crate::program::Bench;

/// The settings that the help shows: the indented lines from `[mail]` on.
fn example(help: &str) -> String {
    let lines = help.lines().skip_while(|line| line.trim() != "[mail]").take_while(|line| line.starts_with(' '));
    lines.map(|line| format!("{}\n", line.trim())).collect()
}

#[test]
fn the_example_of_the_help_serves_mail_and_the_start_says_so() {
    let bench = Bench::new();
    let (settings, maildir) = (bench.folder().join("reglages.toml"), bench.folder().join("courrier"));
    let example = example(&bench.says("serve --help", ""));
    assert!(example.contains("/srv/courrier"), "{example}");
    std::fs::write(&settings, example.replace("/srv/courrier", maildir.to_str().unwrap())).unwrap();
    let mut command = bench.command("serve --config");
    command.arg(&settings).env("GUICHET_HTTP__LISTEN", "").stdin(Stdio::null()).stdout(Stdio::null());
    let mut running = command.stderr(Stdio::piped()).spawn().unwrap();
    let told = BufReader::new(running.stderr.take().unwrap());
    let (tell, lines) = mpsc::channel();
    std::thread::spawn(move || told.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
    let mut told = Vec::new();
    while let Ok(line) = lines.recv_timeout(PATIENCE) {
        told.push(line);
        if told.last().is_some_and(|line| line == "Le courriel est relevé.") {
            break;
        }
    }
    running.kill().unwrap();
    running.wait().unwrap();
    assert!(told.iter().any(|line| line.starts_with("guichet est en service : courriel")), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("aucun canal") || line.contains("Telegram")), "{told:?}");
    assert_eq!(told.last().map(String::as_str), Some("Le courriel est relevé."), "{told:?}");
    // The example names no mail server that vouches for senders.
    assert!(told.iter().any(|line| line.contains("authserv_id est vide")), "{told:?}");
    assert!(maildir.join("new").is_dir());
}
