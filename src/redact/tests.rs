//! Secrets that are masked, and words that only look like them.

use proptest::prelude::*;

use super::*;

fn masked(text: &str) -> String {
    redact(text).text
}

#[test]
fn masked_kinds() {
    for (text, expected) in [
        ("mon mot de passe c'est Azerty1!", "mon mot de passe c'est [mot de passe masqué]"),
        ("mon mot de passe est soleil", "mon mot de passe est [mot de passe masqué]"),
        ("mdp : xxx", "mdp : [mot de passe masqué]"),
        ("mdp: Azerty1! merci", "mdp: [mot de passe masqué] merci"),
        ("MDP=Azerty1!", "MDP=[mot de passe masqué]"),
        ("mdp Azerty1!", "mdp [mot de passe masqué]"),
        ("password=hunter2&user=x", "password=[mot de passe masqué]"),
        ("mot de passe : « soleil bleu » voilà", "mot de passe : [mot de passe masqué] voilà"),
        ("mot de passe :\nAzerty1!", "mot de passe :\n[mot de passe masqué]"),
        ("mon mot de passe c'est Azerty 1!", "mon mot de passe c'est [mot de passe masqué]"),
        ("mon mot de passe eduline : Azerty1!", "mon mot de passe eduline : [mot de passe masqué]"),
        ("le mot de passe de mon compte est Azerty1!", "le mot de passe de mon compte est [mot de passe masqué]"),
        ("Azerty1! est mon mot de passe", "[mot de passe masqué] est mon mot de passe"),
        ("j'ai mis Azerty1! comme mot de passe", "j'ai mis [mot de passe masqué] comme mot de passe"),
        ("identifiant marie mot de passe 123456", "identifiant marie mot de passe 123456"),
        ("mot de passe : 123456", "mot de passe : [mot de passe masqué]"),
        ("my password is Hunter2", "my password is [mot de passe masqué]"),
        ("https://acloe.fr/do/activation?token=abc, merci", "[lien masqué], merci"),
        ("cliquez <https://x.fr/reset/9f> svp", "cliquez <[lien masqué]> svp"),
        ("https://x.fr/a/3f2504e04f8911d39a0c0305e82c3301", "[lien masqué]"),
        ("https://x.fr/a/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "[lien masqué]"),
        ("x.fr/do?token=abc", "[lien masqué]"),
        ("https://x.fr/confirm?u=1&k=\n9a0c0305e8=2c33 ok", "[lien masqué] ok"),
        ("code d'activation : 483920", "code d'activation : [lien masqué]"),
        ("mon numen 01E9501234ABC", "mon numen [NUMEN masqué]"),
        ("01 E 95 01234ABC", "[NUMEN masqué]"),
        ("09e1234567abc", "[NUMEN masqué]"),
        ("1 85 05 59 350 123 45", "[numéro de sécurité sociale masqué]"),
        ("1850559350123", "[numéro de sécurité sociale masqué]"),
        ("1 85 05 2A 004 123", "[numéro de sécurité sociale masqué]"),
        ("FR14 2004 1010 0505 0001 3M02 606", "[IBAN masqué]"),
        ("fr1420041010050500013M02606 merci", "[IBAN masqué] merci"),
        ("BE68 5390 0754 7034", "[IBAN masqué]"),
        ("4539 1488 0343 6467", "[carte bancaire masquée]"),
        ("4539148803436467", "[carte bancaire masquée]"),
    ] {
        assert_eq!(masked(text), expected, "{text}");
    }
}

#[test]
fn a_social_security_number_with_its_key_is_masked_whole() {
    let number = 1_850_559_350_123_u64;
    let key = 97 - number % 97;
    assert_eq!(masked(&format!("nir {number} {key:02}")), "nir [numéro de sécurité sociale masqué]");
    assert_eq!(masked(&format!("{number}{key:02}.")), "[numéro de sécurité sociale masqué].");
}

#[test]
fn answers_and_questions_stay() {
    for text in [
        "j'ai perdu mon mot de passe",
        "mot de passe oublié",
        "Mot de passe perdu",
        "mon mot de passe est oublié",
        "mon mot de passe est trop court",
        "mon mot de passe ne marche pas",
        "mon mot de passe est refusé",
        "c'est quoi la règle du mot de passe ?",
        "mot de passe : au moins 8 caractères",
        "le mot de passe, c'est quoi ?",
        "le mot de passe c'est pas bon",
        "Confirmez votre mot de passe",
        "« Mot de passe », « Confirmez votre mot de passe »",
        "mot de passe M@gistère",
        "mot de passe 10 caractères",
        "mot de passe perdu, marie.dupond59@gmail.com",
        "mot de passe oublié : marie59@free.fr",
        "le code c'est 59",
        "0494004062M",
        "0494 004 062 m",
        "2068113589L",
        "20681135893 12/05/1999",
        "2068113589 12 05 1999",
        "1DF3KL90MX7",
        "223456789HE",
        "06 12 34 56 78",
        "06 12 34 56 78 03 20 12 34 56",
        "+33 6 12 34 56 78",
        "0033612345678",
        "12/05/1999",
        "02 09 1998",
        "né le 12 05 1999 à Arras 62000",
        "marie.dupond@ac-lille.fr",
        "https://eduline.ac-lille.fr/acloe/do/candidat",
        "https://candidatures.inalco.fr",
        "magistere.education.fr/ac-lille",
        "https://www.ac-lille.fr/guide-du-candidat-aesh-2022-2023-academie-de-lille.pdf",
        "09 e 12 34567 les",
        "4539 1488 0343 6468",
        "FR14 2004 1010 0505 0001 3M02 607",
        "",
    ] {
        assert_eq!(redact(text), Redacted { text: text.to_owned(), found: Vec::new() }, "{text}");
    }
}

#[test]
fn each_kind_is_named_once() {
    let text = "mdp : a1b2c3 et mdp : d4e5f6, 01E9501234ABC, 1850559350123";
    assert_eq!(redact(text).found, [Secret::Password, Secret::Numen, Secret::Nir]);
}

#[test]
fn patterns_are_well_formed() {
    assert!(link::compiled() && password::compiled());
}

/// Words that secrets are made of, in any order.
fn near() -> impl Strategy<Value = String> {
    let words = [
        "mdp",
        "mot de passe",
        ":",
        "est",
        "c'est",
        "Azerty1!",
        "1!",
        "«",
        "»",
        "\"",
        "soleil",
        "comme ",
        "est mon ",
        "\n",
        " ",
        " ",
        "https://x.fr/reset",
        "token=",
        "code d'activation : ",
        "1850559350123",
        "01E9501234ABC",
        "45",
        "FR14",
        "2004",
        "[mot de passe masqué]",
        "[lien masqué]",
        "[",
        "]",
        "é",
        ".",
        "x@y.fr",
        "1",
        "2A",
        "4539148803436467",
        "password=",
    ];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..14).prop_map(|words| words.concat())
}

#[test]
fn a_mark_behind_a_name_is_its_password() {
    let once = masked("mot de passe1850559350123comme password=Azerty1!");
    assert_eq!(masked(&once), once);
}

proptest! {
    #[test]
    fn masking_twice_changes_nothing(text in prop_oneof![any::<String>(), near()]) {
        let once = masked(&text);
        let twice = redact(&once);
        prop_assert_eq!(&twice.text, &once);
        prop_assert!(twice.found.is_empty());
    }
}

#[test]
fn a_long_text_of_anything_is_masked_in_no_time() {
    for piece in [
        "mdp ",
        "mdp:",
        "mot de passe est mon ",
        "token=",
        "https://x.fr/",
        "1 ",
        "12 ",
        "FR14 ",
        "« ",
        "mdp : « ",
        "a1",
        "\n",
        "1850 ",
        "code d'activation ",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        assert!(!redact(&text).text.is_empty());
    }
}
