//! A mail that ends the process, wherever it does: it is set aside, and the others go on.

use super::bench::{Mail, Post};

const ZOE: &str = "Zoé Quatrepoint <zoe.quatrepoint@candidat.test>";
const PAUL: &str = "Paul Troisépis <paul.troisepis@candidat.test>";
const LEA: &str = "Léa Deuxponts <lea.deuxponts@candidat.test>";
const HELLO: &str = "Bonjour, je voudrais candidater au M2 MEEF en alternance, premier degré, dans le Nord.";
const ASIDE: &str = "courriel mis de côté sans être lu";

/// Two mails around a killer; the service is started again until it lives.
fn survives(settings: (&'static str, &str), killer: &Mail) -> Post {
    let mut post = Post::with(&[settings]);
    post.send(&Mail::new(ZOE, HELLO));
    post.send(killer);
    post.send(&Mail::new(LEA, HELLO));
    // Once with the others, then by itself each time.
    let deaths = post.run_until_it_lives();
    assert!((2..=4).contains(&deaths), "{deaths}");
    assert_eq!(post.faulty(), 1, "staff find it");
    post
}

#[test]
fn a_mail_that_ends_the_process_is_set_aside_and_the_others_go_on() {
    for settings in [("GUICHET_TEST_TURN", "abort=poison"), ("GUICHET_TEST_READ", "poison")] {
        let mut post = survives(settings, &Mail::new(PAUL, "Je mange du poison."));
        let letters = post.letters(3);
        for who in ["zoe.quatrepoint@candidat.test", "lea.deuxponts@candidat.test"] {
            letters.iter().find(|letter| letter.to == who).unwrap().says("BIEN REÇU");
        }
        let told = letters.iter().find(|letter| letter.to == "paul.troisepis@candidat.test").unwrap();
        told.says("une personne du service");
        assert!(told.raw.contains("In-Reply-To: <m3@candidat.test>"), "{}", told.raw);
        post.silence();
        let said = post.bench.says("transcript --as paul.troisepis@candidat.test", "");
        assert!(said.contains(ASIDE) && !said.contains("poison"), "{said}");
        let raw = post.bench.says("transcript --as paul.troisepis@candidat.test --raw 1", "");
        assert!(raw.contains("Je mange du poison."), "kept as it came: {raw}");
        // It goes on as if nothing had been.
        post.asks(&Mail::new(PAUL, HELLO)).says("BIEN REÇU");
    }
}

#[test]
fn one_that_ends_it_by_its_head_is_passed_over() {
    let killer = Mail { subject: "poison".to_owned(), ..Mail::new(PAUL, HELLO) };
    let mut post = survives(("GUICHET_TEST_READ", "poison"), &killer);
    post.letters(2).iter().for_each(|letter| letter.says("BIEN REÇU"));
    post.silence();
}

#[test]
fn a_program_s_mail_is_set_aside_without_a_word() {
    let killer = Mail::new(PAUL, "poison").with("Auto-Submitted: auto-generated");
    let mut post = survives(("GUICHET_TEST_READ", "poison"), &killer);
    post.letters(2).iter().for_each(|letter| letter.says("BIEN REÇU"));
    post.silence();
}
