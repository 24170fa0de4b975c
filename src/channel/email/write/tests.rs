//! Mails as another reader sees them.

use mail_parser::{HeaderName, MessageParser};
use proptest::prelude::*;

use super::*;

fn draft() -> Draft {
    Draft {
        id: "<18c2.1@exemple.test>".into(),
        from: ("Assistant candidatures".into(), "guichet@exemple.test".into()),
        reply_to: "guichet+k7q2mz4x9d@exemple.test".into(),
        to: "candidat@exemple.test".into(),
        subject: "Votre candidature".into(),
        in_reply_to: None,
        references: Vec::new(),
        auto: Auto::Replied,
        unsubscribe: None,
        date: Timestamp::from_second(1_790_000_000).unwrap(),
        text: "Bonjour,\n\nVoici la suite.\n".into(),
        html: "<p>Bonjour,</p>\n<p>Voici la suite.</p>\n".into(),
    }
}

fn written(draft: &Draft) -> String {
    String::from_utf8(write(draft, None).unwrap()).unwrap()
}

fn header(mail: &str, name: &str) -> Option<String> {
    let message = MessageParser::default().parse(mail.as_bytes()).unwrap();
    let name = HeaderName::parse(name.to_owned()).unwrap();
    message.header_raw(name).map(|raw| raw.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn a_plain_mail_is_plain() {
    let mail = written(&draft());
    assert!(mail.is_ascii() && !mail.contains("quoted-printable") && !mail.contains("base64"), "{mail}");
    assert_eq!(mail.matches("7bit").count(), 2, "{mail}");
    for (name, value) in [
        ("From", "\"Assistant candidatures\" <guichet@exemple.test>"),
        ("Reply-To", "guichet+k7q2mz4x9d@exemple.test"),
        ("To", "candidat@exemple.test"),
        ("Subject", "Votre candidature"),
        ("Date", "Mon, 21 Sep 2026 14:13:20 +0000"),
        ("Message-ID", "<18c2.1@exemple.test>"),
        ("Auto-Submitted", "auto-replied"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("MIME-Version", "1.0"),
    ] {
        assert_eq!(header(&mail, name).as_deref(), Some(value), "{mail}");
    }
    for name in ["In-Reply-To", "References", "List-Unsubscribe", "List-Unsubscribe-Post"] {
        assert_eq!(header(&mail, name), None, "{mail}");
    }
    let message = MessageParser::default().parse(mail.as_bytes()).unwrap();
    assert_eq!(message.body_text(0).unwrap().replace('\r', "").trim_end(), draft().text.trim_end());
    assert_eq!(message.body_html(0).unwrap().replace('\r', "").trim_end(), draft().html.trim_end());
}

#[test]
fn accents_long_lines_and_odd_lines_come_back_as_they_were() {
    let long = "mot ".repeat(60);
    for text in ["é\u{a0}: « oui »\n-- \nsignature", ".\n..\nFrom moi\n", long.as_str(), "=3D=\n=", "👩‍🎓\u{feff}", ""]
    {
        let mail = written(&Draft { text: text.to_owned(), html: format!("<p>{text}</p>"), ..draft() });
        assert!(mail.is_ascii() && mail.lines().all(|line| line.len() <= 78), "{mail}");
        let message = MessageParser::default().parse(mail.as_bytes()).unwrap();
        assert_eq!(message.body_text(0).unwrap().replace('\r', "").trim_end(), text.trim_end(), "{mail}");
    }
}

#[test]
fn nobody_adds_a_header() {
    let evil = "x\r\nBcc: tous@exemple.test\r\n\r\ncorps\u{2028}\u{202e}";
    let mail = written(&Draft { subject: evil.into(), from: (evil.into(), "g@exemple.test".into()), ..draft() });
    assert_eq!(header(&mail, "Bcc"), None, "{mail}");
    assert_eq!(header(&mail, "Subject").unwrap(), "x Bcc: tous@exemple.test corps");
    let id = format!("<{evil}>");
    let unsubscribe = Some(Unsubscribe { mailto: evil.into(), https: Some(evil.into()) });
    let drafted = Draft { in_reply_to: Some(id.clone()), references: vec![id.clone()], unsubscribe, ..draft() };
    let mail = written(&drafted);
    for name in ["Bcc", "In-Reply-To", "References", "List-Unsubscribe"] {
        assert_eq!(header(&mail, name), None, "{mail}");
    }
    assert_eq!(write(&Draft { id, ..draft() }, None), Err(Unwritable::Id));
    for address in ["", "a", "a@", "@b.fr", "a@b.fr\r\nBcc: c@d.fr", "a b@c.fr", "a@b.fr>, <c@d.fr"] {
        assert_eq!(write(&Draft { to: address.into(), ..draft() }, None), Err(Unwritable::Address), "{address}");
    }
}

#[test]
fn a_thread_keeps_its_first_and_last_mails() {
    let references = (0..40).map(|n| format!("<{n}@client.test>")).collect();
    let mail = written(&Draft { in_reply_to: Some("<39@client.test>".into()), references, ..draft() });
    assert_eq!(header(&mail, "In-Reply-To").unwrap(), "<39@client.test>");
    let named = header(&mail, "References").unwrap();
    let named: Vec<&str> = named.split(' ').collect();
    assert_eq!(
        (named.len(), named[0], named[1], named[10]),
        (11, "<0@client.test>", "<30@client.test>", "<39@client.test>")
    );
    assert!(mail.lines().all(|line| line.len() <= 78), "{mail}");
    let alone = written(&Draft { in_reply_to: Some("<1@client.test>".into()), ..draft() });
    assert_eq!(header(&alone, "References").unwrap(), "<1@client.test>");
}

#[test]
fn a_reminder_can_be_stopped() {
    let mailto = "guichet+stop-k7q2mz4x9d@exemple.test?subject=STOP".to_owned();
    let unsubscribe = Some(Unsubscribe { mailto: mailto.clone(), https: None });
    let mail = written(&Draft { unsubscribe, auto: Auto::Generated, ..draft() });
    assert_eq!(header(&mail, "List-Unsubscribe").unwrap(), format!("<mailto:{mailto}>"));
    assert_eq!(header(&mail, "List-Unsubscribe-Post"), None);
    assert_eq!(header(&mail, "Auto-Submitted").unwrap(), "auto-generated");
    let unsubscribe = Some(Unsubscribe { mailto: mailto.clone(), https: Some("https://exemple.test/u/1".into()) });
    let mail = written(&Draft { unsubscribe, ..draft() });
    assert_eq!(header(&mail, "List-Unsubscribe").unwrap(), format!("<mailto:{mailto}>, <https://exemple.test/u/1>"));
    assert_eq!(header(&mail, "List-Unsubscribe-Post").unwrap(), "List-Unsubscribe=One-Click");
}

#[test]
fn addresses_beyond_ascii() {
    let shown = |text| address(text).map(|address| address.to_string());
    assert_eq!(shown("zoé@exemple.test").as_deref(), Some("zoé@exemple.test"));
    assert_eq!(shown("zoe@écoles.test").as_deref(), Some("zoe@xn--coles-9ra.test"));
    assert_eq!(shown(" zoe@exemple.test ").as_deref(), Some("zoe@exemple.test"));
    assert_eq!(shown("zoe@é coles.test"), None);
}

/// A mail that was signed and whose signature holds is in `dkim/tests.rs`; here it is only in front.
#[test]
fn the_same_draft_makes_the_same_mail() {
    let signer = Signer::new("exemple.test", "s1", include_bytes!("../../../../tests/keys/dkim-rsa.pem")).unwrap();
    let drafted = Draft { text: "été".into(), subject: "é".repeat(300), ..draft() };
    let once = write(&drafted, Some(&signer)).unwrap();
    assert_eq!(once, write(&drafted, Some(&signer)).unwrap());
    assert!(once.starts_with(b"DKIM-Signature: "));
    assert_ne!(once, write(&Draft { text: "Été".into(), ..drafted }, Some(&signer)).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_words_can_be_written(subject in ".{0,300}", name in ".{0,150}", text in "(?s).{0,400}") {
        let from = (name, "guichet@exemple.test".to_owned());
        let mail = written(&Draft { subject, from, text: text.clone(), ..draft() });
        prop_assert!(mail.is_ascii());
        prop_assert!(mail.lines().all(|line| line.len() <= 400), "{}", mail);
        let message = MessageParser::default().parse(mail.as_bytes()).unwrap();
        prop_assert_eq!(message.from().unwrap().first().unwrap().address(), Some("guichet@exemple.test"));
        prop_assert_eq!(message.body_text(0).unwrap().replace('\r', ""), text.replace('\r', ""));
    }
}
