//! What is kept of a mail that holds a secret: a copy without it, wherever in the mail it stood.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::fmt::rfc2822;

use crate::channel::email::read::{Attachment, Mail};
use crate::redact;

/// Signs of a line of base64 (RFC 2045).
const LINE: usize = 76;

/// Its subject and its words, to be looked at; `None` where it holds no secret.
pub(super) fn redacted(mail: &Mail) -> Option<Vec<u8>> {
    let [subject, words] = [&mail.subject, &mail.text].map(|text| redact::redact(text));
    let clean = subject.found.is_empty() && words.found.is_empty();
    (!clean).then(|| format!("Subject: {}\r\n\r\n{}\r\n", subject.text, words.text).into_bytes())
}

/// A copy that is read later as the mail would have been: quotes, files, and what it answers are there. `None` where it
/// holds no secret.
pub(super) fn redacted_whole(mail: &Mail) -> Option<Vec<u8>> {
    let [subject, words] = [&mail.subject, &mail.quoted()].map(|text| redact::redact(text));
    if subject.found.is_empty() && words.found.is_empty() && redacted(mail).is_none() {
        return None;
    }
    let bracketed = |ids: &[String]| ids.iter().map(|id| format!("<{id}>")).collect::<Vec<_>>().join(" ");
    let date = mail.date.and_then(|at| rfc2822::DateTimePrinter::new().timestamp_to_string(&at).ok());
    let heads = [
        ("From", mail.from.clone().unwrap_or_default()),
        ("To", mail.to.join(", ")),
        ("Date", date.unwrap_or_default()),
        ("Message-ID", bracketed(mail.message_id.as_slice())),
        ("In-Reply-To", bracketed(&mail.in_reply_to)),
        ("References", bracketed(&mail.references)),
        ("Subject", subject.text),
    ];
    let mut copy = String::new();
    for (name, value) in heads.iter().filter(|(_, value)| !value.is_empty()) {
        copy.push_str(&format!("{name}: {value}\r\n"));
    }
    // No line of base64 and none of ours begins like that.
    let boundary = format!("=_{}", blake3::hash(words.text.as_bytes()).to_hex());
    copy.push_str(&format!("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n"));
    let plain = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n";
    copy.push_str(&part(&boundary, plain, words.text.as_bytes()));
    for Attachment { name, kind, bytes, .. } in mail.attachments.iter().filter(|file| !file.inline) {
        let name = STANDARD.encode(name);
        let heads = format!(
            "Content-Type: {kind}\r\nContent-Disposition: attachment; filename=\"=?utf-8?B?{name}?=\"\r\n\
             Content-Transfer-Encoding: base64\r\n"
        );
        copy.push_str(&part(&boundary, &heads, bytes));
    }
    copy.push_str(&format!("--{boundary}--\r\n"));
    Some(copy.into_bytes())
}

fn part(boundary: &str, heads: &str, bytes: &[u8]) -> String {
    let encoded = STANDARD.encode(bytes);
    let mut part = format!("--{boundary}\r\n{heads}\r\n");
    let mut rest = encoded.as_str();
    while let Some((line, behind)) = rest.split_at_checked(LINE.min(rest.len())).filter(|(line, _)| !line.is_empty()) {
        part.push_str(line);
        part.push_str("\r\n");
        rest = behind;
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_anywhere_in_a_mail_is_not_kept_with_it() {
        let mail = |text: &str| Mail::parse(format!("Subject: essai\r\n\r\n{text}").as_bytes());
        assert_eq!(redacted(&mail("Bonjour")), None);
        // In what is quoted, too.
        let kept = redacted(&mail("Bonjour\r\n\r\n> mon mot de passe est Tr0ub4dor&3\r\n")).unwrap();
        let kept = String::from_utf8(kept).unwrap();
        assert!(kept.contains("Bonjour") && !kept.contains("Tr0ub4dor"), "{kept}");
    }

    #[test]
    fn a_copy_to_be_read_later_says_the_same_but_for_the_secret() {
        let raw = "From: zoe@candidat.test\r\nTo: assistant+abc-2@exemple.test\r\nSubject: Re: =?utf-8?Q?=C3=89tape?=\r\n\
            Message-ID: <m1@candidat.test>\r\nIn-Reply-To: <g1.abc@exemple.test>\r\nReferences: <g0.abc@exemple.test>\r\n\
            Date: Sun, 22 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n\
            --x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDupont\r\nmon mot de passe est Tr0ub4dor&3\r\n\r\n\
            Le 21 nov. 2026, l’assistant a écrit :\r\n> 1. Nom :\r\n>> plus loin\r\n\
            --x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"licence.pdf\"\r\n\
            Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQKJSVFT0YK\r\n--x--\r\n";
        let mail = Mail::parse(raw.as_bytes());
        let copy = redacted_whole(&mail).unwrap();
        let again = Mail::parse(&copy);
        assert!(!again.text.contains("Tr0ub4dor") && !again.quoted().contains("Tr0ub4dor"));
        assert_eq!(redacted_whole(&again), None);
        let heads = |mail: &Mail| {
            let ids = [mail.in_reply_to.clone(), mail.references.clone(), mail.to.clone()];
            (mail.from.clone(), mail.message_id.clone(), ids, mail.subject.clone(), mail.date)
        };
        assert_eq!(heads(&again), heads(&mail));
        let files =
            |mail: &Mail| mail.attachments.iter().map(|a| (a.name.clone(), a.bytes.clone())).collect::<Vec<_>>();
        assert_eq!(files(&again), files(&mail));
        assert_eq!(files(&again).len(), 1);
        let reply = again.read(None).reply;
        assert!(reply.contains("Dupont") && !reply.contains("plus loin"), "{reply}");
        assert_eq!(redacted_whole(&Mail::parse(b"Subject: a\r\n\r\nBonjour")), None);
    }
}
