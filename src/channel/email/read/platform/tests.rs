//! What proves a mail, what it says, and what is none of the platform’s.

use super::*;

const MX: &str = "mx.exemple.test";
const TODAY: Date = Date::constant(2027, 5, 20);

fn platform() -> PlatformMail {
    let patterns = |lines: &[&str]| lines.iter().filter_map(|line| Pattern::new(line)).collect();
    PlatformMail {
        from: vec!["ne-pas-repondre@acloe.test".to_owned(), "@rectorat.test".to_owned()],
        signed_by: vec!["acloe.test".to_owned()],
        answers_to: vec!["ce.acloe@acloe.test".to_owned()],
        asks: patterns(&["suite que vous souhaitez reserver a votre candidature", "maintenir * candidature"]),
        until: patterns(&["valable jusqu au"]),
        auto_submitted: true,
        ..PlatformMail::default()
    }
}

const ASKS: &str = "Nous vous interrogeons sur la suite que vous souhaitez réserver à votre candidature.";
const SIGNED: &str = "Authentication-Results: mx.exemple.test; dkim=pass header.d=acloe.test\n";

fn known() -> Known<'static> {
    Known { authserv_id: MX, answers: false, today: TODAY }
}

fn came(head: &str, from: &str, text: &str, known: Known<'_>) -> Option<(Trust, bool, Option<String>)> {
    let mail = Mail::parse(format!("{head}From: {from}\nSubject: Votre candidature\n\n{text}\n").as_bytes());
    direct(&mail, &platform(), known).map(|it| (it.trust, it.asks, it.until.map(|day| day.to_string())))
}

#[test]
fn only_what_our_server_vouches_for_is_authentic() {
    let acloe = "AcloE <ne-pas-repondre@acloe.test>";
    let forged = SIGNED.replace("pass", "fail");
    let other = SIGNED.replace("acloe.test", "mal.test");
    let elsewhere = SIGNED.replace("mx.exemple.test", "mx.mal.test");
    let yes = Some((Trust::Authentic, true, None));
    let unproven = Some((Trust::Unproven, true, None));
    assert_eq!(came(SIGNED, acloe, ASKS, known()), yes);
    assert_eq!(came(SIGNED, "gestion@rectorat.test", ASKS, known()), yes);
    for head in ["", &forged, &other, &elsewhere] {
        assert_eq!(came(head, acloe, ASKS, known()), unproven, "{head}");
    }
    assert_eq!(came(SIGNED, "acloe@mal.test", ASKS, known()), unproven, "its words alone");
    let deaf = Known { authserv_id: "", ..known() };
    assert_eq!(came(SIGNED, acloe, ASKS, deaf), unproven, "nobody looked");
    let mail = Mail::parse(format!("{SIGNED}From: {acloe}\n\n{ASKS}\n").as_bytes());
    let unknown = PlatformMail { from: Vec::new(), ..platform() };
    assert_eq!(direct(&mail, &unknown, known()), None, "nobody has said who the platform is");
}

#[test]
fn what_is_no_question_is_nobody_s_to_read() {
    let acloe = "ne-pas-repondre@acloe.test";
    let link = "Cliquez ici pour activer votre compte : https://acloe.test/activer?jeton=1";
    assert_eq!(came(SIGNED, acloe, link, known()), None);
    assert_eq!(came("", "lettre@ailleurs.test", "Carte valable jusqu’au 31/12/2027", known()), None);
    assert_eq!(came("", acloe, link, known()), Some((Trust::Unproven, false, None)), "under its name, unsigned");
    let deaf = Known { authserv_id: "", ..known() };
    assert_eq!(came("", acloe, link, deaf), None);
}

#[test]
fn a_receipt_is_no_question() {
    let quoted = format!("Votre réponse est enregistrée.\n\nLe 20/05/2027, AcloE a écrit :\n> {ASKS}\n");
    let answers = Known { answers: true, ..known() };
    let head = format!("{SIGNED}In-Reply-To: <g12.k7q2mz4x9dabcdefghij@exemple.test>\n");
    let acloe = "ne-pas-repondre@acloe.test";
    assert_eq!(came(&head, acloe, &quoted, answers), None);
    let shown = quoted.replace("enregistrée.", "enregistrée. Votre candidature est valable jusqu’au 30/11/2027.");
    let until = Some("2027-11-30".to_owned());
    assert_eq!(came(&head, acloe, &shown, answers), Some((Trust::Authentic, false, until)));
}

#[test]
fn the_last_day_is_read_as_it_is_written() {
    for (text, expected) in [
        ("Elle est valable jusqu’au 30/11/2027.", Some("2027-11-30")),
        ("Elle est VALABLE JUSQU'AU : 30-11-2027", Some("2027-11-30")),
        ("valable jusqu’au mardi 30 novembre 2027 inclus", Some("2027-11-30")),
        ("valable jusqu’au 1er décembre 2027", Some("2027-12-01")),
        ("valable jusqu’au 2027-11-30", Some("2027-11-30")),
        ("valable jusqu’au 31.05.2027, puis valable jusqu’au 30.11.2027", Some("2027-05-31")),
        ("valable jusqu’au 31/02/2027", None),
        ("valable jusqu’au terme des six mois, soit encore 12 3 2027", None),
        ("valable jusqu’au 30/11", None),
        ("jusqu’au 30/11/2027", None),
    ] {
        let read = came(SIGNED, "ne-pas-repondre@acloe.test", text, known()).and_then(|(_, _, until)| until);
        assert_eq!(read.as_deref(), expected, "{text}");
    }
}

#[test]
fn a_mail_that_asks_proves_no_new_term() {
    let acloe = "ne-pas-repondre@acloe.test";
    let far = format!("{ASKS} Si vous répondez, elle sera valable jusqu’au 30/11/2027.");
    assert_eq!(came(SIGNED, acloe, &far, known()), Some((Trust::Authentic, true, None)));
    let near = format!("{ASKS} Elle est valable jusqu’au 31/05/2027.");
    assert_eq!(came(SIGNED, acloe, &near, known()), Some((Trust::Authentic, true, Some("2027-05-31".to_owned()))));
}

fn passed_on(from: &str, subject: &str, platform: &PlatformMail) -> Option<(Trust, Option<Date>, String)> {
    let text = format!(
        "Que dois-je faire ?\n\nDe : {from}\nEnvoyé : jeudi 20 mai 2027 09:00\nÀ : zoe@candidat.test\nObjet : Votre \
         candidature\n\n{ASKS}\nElle est valable jusqu’au 31/05/2027.\n"
    );
    let mail = Mail::parse(format!("From: zoe@candidat.test\nSubject: {subject}\n\n{text}").as_bytes());
    let ours = |address: &str| address.ends_with("@exemple.test");
    forwarded(&mail, platform, TODAY, ours).map(|it| (it.trust, it.until, it.above))
}

#[test]
fn what_is_passed_on_is_believed_as_far_as_its_head_says() {
    let (platform, above) = (platform(), "Que dois-je faire ?".to_owned());
    let nobody = PlatformMail { from: Vec::new(), ..platform.clone() };
    let day = Some(Date::constant(2027, 5, 31));
    let acloe = "AcloE <ne-pas-repondre@acloe.test>";
    let believed = Some((Trust::Forwarded, day, above.clone()));
    assert_eq!(passed_on(acloe, "TR: Votre candidature", &platform), believed);
    assert_eq!(passed_on(acloe, "RE: Votre candidature", &platform), believed);
    assert_eq!(passed_on("x <x@mal.test>", "TR: x", &platform), Some((Trust::Unproven, None, above.clone())));
    assert_eq!(passed_on("x <x@mal.test>", "RE: x", &platform), None, "an answer to somebody else");
    assert_eq!(passed_on("AcloE", "Tr : x", &platform), Some((Trust::Forwarded, None, above.clone())));
    // Nobody has said where it writes from: enough to ask, too little to prove a day.
    assert_eq!(passed_on("x <x@mal.test>", "TR: x", &nobody), Some((Trust::Forwarded, None, above)));
    assert_eq!(passed_on("Assistant <guichet@exemple.test>", "TR: x", &platform), None, "our own question");
}
