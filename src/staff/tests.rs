//! Roles, logins, passwords and codes.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::deed::Deed;
use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

#[test]
fn logins_are_plain() {
    for (text, kept) in [("  Camille.Martin ", Some("camille.martin")), ("c@exemple.fr", Some("c@exemple.fr"))] {
        assert_eq!(login(text).as_deref(), kept);
    }
    for text in ["", " ", "a b", "é", "a/b", "<b>", "a\u{202e}b", &"a".repeat(65)] {
        assert_eq!(login(text), None, "{text}");
    }
}

#[test]
fn names_are_names() {
    assert_eq!(name("  Camille   Martin "), Some("Camille Martin".to_owned()));
    assert_eq!(name("Anne-Laure d’Été"), Some("Anne-Laure d’Été".to_owned()));
    for text in ["", "  ", "<b>", "a\u{202e}b", "Service\u{0}", &"a".repeat(101)] {
        assert_eq!(name(text), None, "{text}");
    }
}

#[test]
fn a_password_is_kept_and_known_again() {
    let kept = password::keep("quatre mots sans rapport").unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    assert!(password::fits("quatre mots sans rapport", Some(&kept)));
    assert!(!password::fits("quatre mots sans rapports", Some(&kept)));
    assert!(!password::fits("quatre mots sans rapport", None));
    assert!(!password::fits("", Some(&kept)));
    assert_ne!(kept, password::keep("quatre mots sans rapport").unwrap(), "a salt of its own");
}

#[test]
fn weak_passwords_are_told_from_others() {
    use password::{Weak, strong};
    assert_eq!(strong("onze lettre", "x"), Err(Weak::Short));
    assert_eq!(strong(&"é".repeat(1024), "x"), Err(Weak::Long));
    assert_eq!(strong("aaaaaaaaaaaa", "x"), Err(Weak::Guessed));
    assert_eq!(strong("Camille.Martin", "camille.martin"), Err(Weak::Guessed));
    assert_eq!(strong("éééé éééé éé", "x"), Ok(()), "characters are counted, not bytes");
}

#[test]
fn a_code_is_of_its_half_minute_and_its_neighbours() {
    let secret = totp::fresh().unwrap();
    let code = totp::code(&secret, at(0)).unwrap();
    let step = totp::step(&secret, &code, at(0)).unwrap();
    assert_eq!(totp::step(&secret, &format!(" {} ", code), at(30)), Some(step));
    assert_eq!(totp::step(&secret, &code, at(-30)), Some(step));
    assert_eq!(totp::step(&secret, &code, at(90)), None);
    for wrong in ["", "abcdef", "0000000", "１２３４５６"] {
        assert_eq!(totp::step(&secret, wrong, at(0)), None, "{wrong}");
    }
    let url = totp::url(&secret, "camille").unwrap();
    assert!(url.starts_with("otpauth://totp/guichet:camille?secret="), "{url}");
}

#[test]
fn deeds_have_names_of_their_own() {
    let all = Deed::all();
    assert_eq!(all.iter().map(|(code, _)| code).collect::<BTreeSet<_>>().len(), all.len());
}

#[test]
fn a_session_ends() {
    let account = Account::new("c".into(), "C".into(), Role::Lecteur, String::new(), at(0));
    let session = Session { login: "c".into(), epoch: 0, created: at(0), seen: at(0) };
    assert!(session.serves(&account, at(3599)));
    assert!(!session.serves(&account, at(3600)), "idle");
    let busy = Session { seen: at(12 * 3600 - 1), ..session.clone() };
    assert!(busy.serves(&account, at(12 * 3600 - 1)) && !busy.serves(&account, at(12 * 3600)), "twelve hours");
    let mut changed = account.clone();
    changed.end_sessions();
    assert!(!session.serves(&changed, at(1)));
    assert!(!session.serves(&Account { shut: Some(at(0)), ..account }, at(1)));
}

proptest! {
    /// Nobody but the data protection officer reads the journal, and who reads it never acts.
    #[test]
    fn who_watches_does_not_act(role in prop::sample::select(Role::ALL.to_vec())) {
        prop_assert_eq!(role.may(Right::Audit), role == Role::Dpo);
        prop_assert!(!(role.may(Right::Audit) && role.may(Right::Act)));
        prop_assert!(role.may(Right::Read));
        prop_assert_eq!(Role::of(role.code()), Some(role));
    }
}
