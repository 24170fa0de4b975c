//! Raw mails and what is read in them: `tests/mail/README.md` says how to add one.

use std::path::{Path, PathBuf};

use guichet::channel::email::read::{Mail, sent_text};
use guichet::cli::mail::reading;
use guichet::dialog::fold::UNDERSTOOD_BYTES;
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail")
}

fn mails() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.extension().and_then(|ending| ending.to_str()) {
                _ if path.is_dir() => folders.push(path),
                Some("eml") => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

fn sent(expected: &Value) -> Option<String> {
    let name = expected.get("sent")?.as_str()?;
    Some(sent_text(&std::fs::read(folder().join(name)).expect("the mail that is answered")))
}

/// What a mail was expected to be read as, and is not.
fn wrong(path: &Path) -> Vec<String> {
    let expected = std::fs::read_to_string(path.with_extension("json")).expect("an expected reading beside the mail");
    let expected: Value = serde_json::from_str(&expected).expect("JSON");
    let raw = std::fs::read(path).expect("the mail");
    let read: Value =
        serde_json::from_str(&reading(&raw, sent(&expected).as_deref()).expect("a reading")).expect("JSON");
    let mut wrong = Vec::new();
    let mut check = |what: &str, right: bool| {
        if !right {
            wrong.push(format!("{}: {what}: {}", path.display(), read[what]));
        }
    };
    let reply = read["reply"].as_str().unwrap_or_default();
    check("reply", expected.get("reply").is_none_or(|wanted| wanted == &read["reply"]));
    check("reply", expected.get("nonempty").is_none() || !reply.is_empty());
    let parts = expected.get("contains").and_then(Value::as_array).cloned().unwrap_or_default();
    check("reply", parts.iter().all(|part| reply.contains(part.as_str().unwrap_or_default())));
    check("answers", *expected.get("answers").unwrap_or(&json!({})) == read["answers"]);
    for flag in ["is_auto", "is_bounce"] {
        check(flag, *expected.get(flag).unwrap_or(&json!(false)) == read[flag]);
    }
    for only in ["bounce", "absent_until"] {
        check(only, expected.get(only) == read.get(only));
    }
    check("confidence", expected.get("confidence").is_none_or(|wanted| wanted == &read["confidence"]));
    let reasons = expected.get("why_has").and_then(Value::as_array).cloned().unwrap_or_default();
    check("why", reasons.iter().all(|reason| read["why"].as_array().is_some_and(|why| why.contains(reason))));
    check("attachments", same_files(expected.get("attachments"), &read["attachments"]));
    wrong
}

/// Every file, in order; of each what the expected reading says.
fn same_files(expected: Option<&Value>, read: &Value) -> bool {
    let expected = expected.and_then(Value::as_array).cloned().unwrap_or_default();
    let read = read.as_array().cloned().unwrap_or_default();
    let same = |(wanted, file): (&Value, &Value)| {
        wanted.as_object().is_some_and(|wanted| wanted.iter().all(|(key, value)| file.get(key) == Some(value)))
    };
    expected.len() == read.len() && expected.iter().zip(&read).all(same)
}

#[test]
fn every_mail_is_read_as_expected() {
    let mails = mails();
    assert!(mails.len() >= 60, "{} mails", mails.len());
    let wrong: Vec<String> = mails.iter().flat_map(|path| wrong(path)).collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), mails.len(), wrong.join("\n"));
}

/// A mail is read the same whether its lines end as on the wire or as in a file.
#[test]
fn the_ends_of_lines_do_not_count() {
    for path in mails() {
        let raw = std::fs::read(&path).expect("the mail");
        let bare: Vec<u8> = raw.iter().copied().filter(|byte| *byte != b'\r').collect();
        let (wire, file) = (Mail::parse(&raw), Mail::parse(&bare));
        assert_eq!(wire.read(None), file.read(None), "{}", path.display());
    }
}

/// What stands behind a text too long to be understood is kept, and enough of it reaches the core for it to say so.
#[test]
fn what_is_too_long_to_be_understood_is_kept() {
    let words = "Une ligne de plus, et rien de nouveau.<br>".repeat(50_000);
    let tags = "<b></b>".repeat(280_000);
    let style = format!("<style>{}</style>", "p { margin : 0 }\n".repeat(110_000));
    let picture = format!("<img src=\"data:image/png;base64,{}\">", "QUFB".repeat(480_000));
    for (name, filler, understood) in
        [("words", words, false), ("tags", tags, true), ("a style", style, true), ("a picture", picture, true)]
    {
        let html =
            format!("From: a@b.fr\nContent-Type: text/html\n\n<p>Bonjour</p>{filler}<p>INE&nbsp;: 0494004062M</p>");
        assert!(html.len() > 1_800_000, "{name}: {}", html.len());
        let reply = Mail::parse(html.as_bytes()).read(None);
        assert!(reply.reply.starts_with("Bonjour") && reply.reply.ends_with("INE : 0494004062M"), "{name}");
        assert_eq!(reply.prose.ends_with("INE : 0494004062M"), understood, "{name}");
        assert_eq!(reply.prose.len() > UNDERSTOOD_BYTES, !understood, "{name}");
    }
}

/// Numbers that look random and are the same every day.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most.max(1)).unwrap()).unwrap()
    }
}

const SPLINTERS: &[&[u8]] = &[
    b"\n",
    b"\r\n\r\n",
    b"> ",
    b"=?utf-8?Q?",
    b"<div class=gmail_quote>",
    b"<blockquote>",
    b"\xff",
    b"\0",
    b"--",
    b" : ",
    b"3. ",
    b"Content-Type: text/html\n",
    b"-- \n",
    b"a \xc3\xa9crit :\n",
    b"De : ",
    b"Content-Type: message/rfc822\n\n",
];

fn mutated(mails: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut mail = mails[dice.below(mails.len())].clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(mail.len());
        match dice.below(5) {
            0 => mail[at] = u8::try_from(dice.below(256)).unwrap(),
            1 => drop(mail.drain(at..(at + dice.below(200)).min(mail.len()))),
            2 => {
                let other = &mails[dice.below(mails.len())];
                let from = dice.below(other.len());
                let piece = other[from..(from + dice.below(400)).min(other.len())].to_vec();
                mail.splice(at..at, piece);
            }
            3 => {
                let piece = mail[at..(at + dice.below(100)).min(mail.len())].repeat(dice.below(8));
                mail.splice(at..at, piece);
            }
            _ => drop(mail.splice(at..at, SPLINTERS[dice.below(SPLINTERS.len())].iter().copied())),
        }
        if mail.is_empty() {
            mail.push(b'a');
        }
    }
    mail
}

/// `GUICHET_MUTATIONS=1000000` reads a million of them.
#[test]
fn damaged_mails_are_read_and_words_shown() {
    let mails: Vec<Vec<u8>> = mails().iter().map(|path| std::fs::read(path).expect("the mail")).collect();
    let sent = sent_text(&std::fs::read(folder().join("formulaire.txt")).expect("our mail"));
    let count = std::env::var("GUICHET_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(600);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for turn in 0..count {
        let raw = mutated(&mails, &mut dice);
        let mail = Mail::parse(&raw);
        let reply = mail.read((turn % 2 == 0).then_some(sent.as_str()));
        assert!(!reply.reply.is_empty() || !mail.text.contains(char::is_alphanumeric), "mail {turn}");
        assert!(reading(&raw, None).is_ok());
    }
}
