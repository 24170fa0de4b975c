//! A candidature by mail, from the first word on.

use super::bench::{Mail, Post};

const ZOE: &str = "Zoé Quatrepoint <zoe.quatrepoint@candidat.test>";
const WANTS_M2: &str =
    "Bonjour,\n\nJe voudrais candidater au M2 MEEF en alternance, premier degré, dans le Nord.\n\nMerci";

/// A mail under that many numbers and words, as a form is filled in.
fn filled(letter: &super::bench::Letter, answers: &[(&str, &str)]) -> String {
    let line = |(label, answer): &(&str, &str)| format!("{}. {answer}", letter.number(label));
    answers.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_first_mail_gets_the_whole_form_and_a_reply_fills_it() {
    let mut post = Post::new();
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    assert_eq!(form.to, "zoe.quatrepoint@candidat.test");
    assert!(form.raw.contains("In-Reply-To: <m1@candidat.test>"), "{}", form.raw);
    assert!(form.raw.contains("Auto-Submitted: auto-replied"));
    assert!(form.reply_to.starts_with("assistant+") && form.reply_to.ends_with("@exemple.test"), "{}", form.reply_to);
    form.says("assistant automatique");
    form.says("M2 Alternance Master MEEF 1er degré Nord");
    assert!(form.text.lines().all(|line| line.chars().count() <= 76), "{}", form.text);
    let answers = filled(
        &form,
        &[("Civilité", "B"), ("Nom patronymique", "Quatrepoint"), ("Prénom", "Zoé"), ("Date de naissance", "3/8/1999")],
    );
    let recap = post.asks(&Mail::new(ZOE, &answers).answering(&form));
    assert_eq!(recap.subject, form.subject);
    recap.says("Bonjour Zoé");
    recap.says("BIEN REÇU");
    recap.says("Nom patronymique : Quatrepoint");
    recap.says_not("03/08/1999");
    assert_eq!(recap.number("Lieu de naissance"), form.number("Lieu de naissance"), "numbers never change");
    assert!(recap.html.contains("Quatrepoint") && recap.html.contains("lang=\"fr\""), "{}", recap.html);
}

#[test]
fn a_file_that_comes_along_is_the_piece_that_is_asked() {
    let mut post = Post::new();
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    let mail = Mail::new(ZOE, "Voici mon diplôme.").answering(&form).file("licence.pdf", pdf);
    let recap = post.asks(&mail);
    recap.says("licence.pdf");
    let listed = post.bench.says("export --format json --as zoe.quatrepoint@candidat.test", "");
    assert!(listed.contains("licence.pdf"), "{listed}");
}

#[test]
fn a_mail_is_kept_as_it_came_but_for_its_secrets() {
    let mut post = Post::new();
    post.asks(&Mail::new(ZOE, WANTS_M2));
    let raw = post.bench.says("transcript --as zoe.quatrepoint@candidat.test --raw 1", "");
    assert!(raw.contains("Message-ID: <m1@candidat.test>") && raw.contains("premier degré"), "{raw}");
    post.send(&Mail::new(ZOE, "Mon mot de passe est Tr0ub4dor&3"));
    post.letter();
    let raw = post.bench.says("transcript --as zoe.quatrepoint@candidat.test --raw 3", "");
    assert!(raw.contains("mot de passe") && !raw.contains("Tr0ub4dor"), "{raw}");
}

#[test]
fn mails_written_one_after_another_get_one_answer() {
    let mut post = Post::with(&[("GUICHET_MAIL__QUIET_SECONDS", "2"), ("GUICHET_MAIL__QUIET_MOST_SECONDS", "20")]);
    // A first contact is answered at once.
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    post.send(&Mail::new(ZOE, &filled(&form, &[("Prénom", "Zoé")])).answering(&form));
    post.send(&Mail::new(ZOE, &filled(&form, &[("Nom patronymique", "Quatrepoint")])).answering(&form));
    // The letter that waits survives a power cut.
    while post.waits() > 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    post.kill();
    post.start();
    let recap = post.letter();
    recap.says("Prénom : Zoé");
    recap.says("Nom patronymique : Quatrepoint");
    post.silence();
}

#[test]
fn the_same_mail_delivered_again_is_not_answered_again() {
    let mut post = Post::new();
    let mail = Mail::new(ZOE, WANTS_M2).with("Message-ID: <le-meme@candidat.test>");
    post.asks(&mail);
    // Another way round: one more stamp on it.
    post.send(&Mail { heads: [vec!["Received: from autre.test".to_owned()], mail.heads.clone()].concat(), ..mail });
    post.silence();
}

#[test]
fn nothing_is_lost_or_said_twice_wherever_the_power_goes() {
    for step in ["after_fetch", "after_commit", "before_send", "after_send", "after_move"] {
        let mut post = Post::new();
        post.kill();
        post.send(&Mail::new(ZOE, WANTS_M2));
        post.run_until_cut(step);
        post.start();
        let form = post.letter();
        form.says("BIEN REÇU");
        post.silence();
        post.send(&Mail::new(ZOE, &filled(&form, &[("Prénom", "Zoé")])).answering(&form));
        post.run_until_cut(step);
        post.start();
        post.letter().says("Prénom : Zoé");
        post.silence();
    }
}

#[test]
fn erasing_by_mail_asks_once_more_and_leaves_nothing() {
    let mut post = Post::new();
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    let sure = post.asks(&Mail::new(ZOE, "Effacez toutes mes données").answering(&form));
    sure.says("effacer");
    let again = post.asks(&Mail::new(ZOE, "oui").answering(&sure));
    again.says("oui, effacer");
    let gone = post.asks(&Mail::new(ZOE, "oui, effacer").answering(&again));
    gone.says("effac");
    assert!(!post.bench.says("dossiers --jsonl", "").contains("acloe-m2"));
}
