//! Header fields as programs write them.

use super::*;

fn fields(text: &str) -> Fields {
    Fields::split(text.as_bytes()).0
}

#[test]
fn a_header_is_split_from_its_body() {
    let (fields, body) = Fields::split(b"Subject: a\r\n b\r\nX : c\r\n\r\nbody");
    assert_eq!((fields.get("subject"), fields.get("x"), body), (Some("a b"), Some("c"), &b"body"[..]));
    let (fields, body) = Fields::split(b"Bonjour, je voulais savoir\nVoici : rien");
    assert!(fields.get("bonjour, je voulais savoir").is_none() && fields.get("voici").is_none());
    assert_eq!(body, b"Bonjour, je voulais savoir\nVoici : rien");
    let (fields, body) = Fields::split(b"From a@b Mon\nTo: c\nno field\n\nbody");
    assert_eq!((fields.get("to"), body), (Some("c"), &b"no field\n\nbody"[..]));
}

#[test]
fn encoded_words_are_decoded() {
    let cases = [
        ("=?utf-8?Q?R=C3=A9ponse_:_dossier?=", "Réponse : dossier"),
        ("=?iso-8859-1?q?d=E9j=E0?= =?iso-8859-1?q?_vu?=", "déjà vu"),
        ("=?utf-8?B?w6k=?= =?utf-8?B?w6g=?=", "éè"),
        ("=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é"),
        ("=?utf-8?Q?=E9t=E9?=", "été"),
        ("=?UTF8?q?=E9t=E9?=", "été"),
        ("=?iso-8859-1?Q?=C3=A9t=C3=A9?=", "été"),
        ("=?iso-8859-15?Q?5_=A4?=", "5 €"),
        ("=?x-nobody?Q?ok?=", "ok"),
        ("Re: =?utf-8?Q?=C3=A9t=C3=A9?= chaud", "Re: été chaud"),
        ("a =?b c?= d", "a =?b c?= d"),
        ("=?utf-8?Q?open", "=?utf-8?Q?open"),
    ];
    for (written, read) in cases {
        let subject = format!("Subject: {written}");
        assert_eq!(fields(&subject).text("subject").as_deref(), Some(read), "{written}");
    }
}

#[test]
fn parameters_are_decoded() {
    let cases = [
        (r#"X: attachment; filename="dipl\"ome.pdf""#, "dipl\"ome.pdf"),
        ("X: attachment; filename*=UTF-8''dipl%C3%B4me%20.pdf", "diplôme .pdf"),
        ("X: attachment; filename*0*=iso-8859-1'fr'dipl%F4; filename*1=\"me a=b.pdf\"", "diplôme a=b.pdf"),
        ("X: attachment; filename*1=\"b.pdf\"; filename*0=\"a\"", "ab.pdf"),
        ("X: attachment; filename=\"=?utf-8?Q?relev=C3=A9.pdf?=\"", "relevé.pdf"),
        ("X: attachment; filename*=UTF-8''dipl%F4me.pdf", "diplôme.pdf"),
        ("X: attachment; filename*0*=iso-8859-1''dipl%F4; filename*1*=m%E9 ; filename*2=\".pdf\"", "diplômé.pdf"),
        ("X: attachment; filename*0*=utf-8''dipl%C3;\r\n filename*1*=%B4me.pdf", "diplôme.pdf"),
        ("X: attachment; filename=\"a;b.pdf\"; size=3", "a;b.pdf"),
        (r#"X: attachment; filename="C:\Users\z\a.pdf""#, r"C:\Users\z\a.pdf"),
        ("X: attachment; filename=plain.pdf; filename*=utf-8''%C3%A9.pdf", "é.pdf"),
    ];
    for (written, name) in cases {
        let valued = fields(written).valued("x");
        assert_eq!((valued.value.as_str(), valued.param("filename")), ("attachment", Some(name)), "{written}");
    }
}

#[test]
fn addresses_are_found() {
    let cases: [(&str, &[(&str, &str)]); 6] = [
        ("Zoé <z@x.fr>, \"Martin, Zoé\" <m@x.fr>", &[("Zoé", "z@x.fr"), ("Martin, Zoé", "m@x.fr")]),
        ("z@x.fr (Zoé)", &[("Zoé", "z@x.fr")]),
        ("groupe: a@x.fr, b@x.fr;", &[("", "a@x.fr"), ("", "b@x.fr")]),
        ("=?utf-8?Q?Zo=C3=A9?= <z@x.fr>", &[("Zoé", "z@x.fr")]),
        ("<>", &[]),
        ("'z@x.fr' <z@x.fr>", &[("z@x.fr", "z@x.fr")]),
    ];
    for (written, read) in cases {
        let field = format!("To: {written}");
        let found = fields(&field).addresses("to");
        let found: Vec<(&str, &str)> =
            found.iter().map(|one| (one.name.as_deref().unwrap_or_default(), one.address.as_str())).collect();
        assert_eq!(found, read, "{written}");
    }
}

#[test]
fn ids_lose_their_brackets() {
    assert_eq!(fields("References: <a@b>\r\n\t<c@d> <>").ids("references"), ["a@b", "c@d"]);
    assert_eq!(fields("In-Reply-To: a@b").ids("in-reply-to"), ["a@b"]);
}
