//! What a mail is told to be, from its header and its parts.

use super::*;

fn mail(text: &str) -> Mail {
    Mail::parse(text.replace('\n', "\r\n").as_bytes())
}

#[test]
fn the_header_is_read() {
    let mail = mail(
        "Return-Path: <>\nDelivered-To: A+t@b.fr\nReceived: from x by y for <c@b.fr>; Mon, 3 Mar 2026 10:22:00 +0100\nFrom: \
         =?utf-8?Q?Zo=C3=A9?= <Z@X.fr>\nTo: a+t@b.fr, d@b.fr\nDate: Tue, 3 Mar 2026 10:22:00 +0100 (CET)\nMessage-ID: \
         <1@x>\nIn-Reply-To: <2@b>\nReferences: <0@b>\n <2@b>\nSubject: =?utf-8?Q?R=C3=A9?=\nAuthentication-Results: b.fr; \
         dkim=pass\n\noui",
    );
    assert_eq!((mail.from.as_deref(), mail.from_name.as_deref()), (Some("z@x.fr"), Some("Zoé")));
    assert_eq!(mail.to, ["a+t@b.fr", "d@b.fr", "c@b.fr"]);
    assert_eq!((mail.return_path.as_deref(), mail.subject.as_str()), (Some(""), "Ré"));
    assert_eq!((mail.message_id.as_deref(), mail.in_reply_to.len(), mail.references.len()), (Some("1@x"), 1, 2));
    assert_eq!(mail.date.map(|date| date.to_string()).as_deref(), Some("2026-03-03T09:22:00Z"));
    assert_eq!(mail.results, ["b.fr; dkim=pass"]);
    assert!(mail.is_from(&["z@X.FR"]));
}

#[test]
fn natures_are_told_apart() {
    let cases = [
        ("Subject: Bonjour", "person"),
        ("Auto-Submitted: no", "person"),
        ("X-Auto-Response-Suppress: All", "person"),
        ("List-Unsubscribe: <mailto:x@y.fr>", "person"),
        ("Subject: Absence à la réunion", "person"),
        ("Subject: Re: Absence du bureau", "person"),
        ("Subject: Accusé de réception de mon dossier ?", "person"),
        ("Auto-Submitted: auto-replied (vacation)", "auto"),
        ("X-Autoreply: yes", "auto"),
        ("Precedence: bulk", "auto"),
        ("Return-Path: <>", "auto"),
        ("X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent", "auto"),
        ("Subject: Réponse automatique : dossier", "auto"),
        ("Subject: Absence du bureau", "absence"),
        ("Subject: Out of Office: x", "absence"),
        ("List-Id: <x.y.fr>", "list"),
        ("Precedence: list", "list"),
        ("From: MAILER-DAEMON@x.fr\nSubject: Undelivered Mail Returned to Sender", "bounce"),
        ("From: postmaster@x.fr\nSubject: Bienvenue", "auto"),
        ("Subject: Undeliverable things", "person"),
        ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data", "encrypted"),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=a", "auto"),
    ];
    for (header, expected) in cases {
        let nature = match mail(&format!("{header}\n\noui")).nature {
            Nature::Person => "person",
            Nature::Auto(_) => "auto",
            Nature::Absence { .. } => "absence",
            Nature::List => "list",
            Nature::Bounce(_) => "bounce",
            Nature::Encrypted => "encrypted",
        };
        assert_eq!(nature, expected, "{header}");
    }
}

#[test]
fn any_bytes_are_a_mail() {
    for bytes in [
        &b""[..],
        b"\n",
        b"\r\n\r\n",
        b"oui",
        b":\n:\n",
        b"\xff\xfe",
        b"Content-Type: multipart/mixed; boundary=\n\n--\n--",
    ] {
        let mail = Mail::parse(bytes);
        let _ = mail.read(None);
        let _ = mail.read(Some("1. a :"));
    }
    assert_eq!(Mail::parse(b"oui, demain").read(None).reply, "oui, demain");
}
