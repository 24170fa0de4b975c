//! What nothing proves changes nothing; what is no question is nobody's to read.

use super::candidate::{ZOE, served};

#[test]
fn what_nothing_proves_is_put_aside() {
    for name in ["contrefaite", "meme-mots-autre-expediteur", "transferee-d-un-inconnu"] {
        let (mut post, zoe) = served("maintenir");
        post.drop_in(&zoe.mail(name));
        post.silence();
        let said = post.bench.says(&format!("transcript --as {ZOE}"), "");
        assert!(said.contains("sans preuve") && !said.contains("réponse à la plateforme"), "{name}: {said}");
        assert!(!said.contains("exemple-trompeur"), "{said}");
        // Staff can look at it.
        let raw = post.bench.says(&format!("transcript --as {ZOE} --raw 1"), "");
        assert!(raw.contains("Au terme de ces six mois"), "{raw}");
        // It took nothing away: the true one is answered.
        post.drop_in(&zoe.mail("question"));
        let letters = post.letters(2);
        assert!(letters.iter().any(|letter| letter.to == super::candidate::ACLOE), "{name}: {letters:#?}");
    }
}

#[test]
fn what_is_no_question_is_passed_on_unread() {
    let (mut post, zoe) = served("maintenir");
    post.drop_in(&zoe.mail("activation"));
    let relayed = post.letter();
    assert!(relayed.raw.contains("https://acloe.test/activer?jeton=a1b2c3"), "{}", relayed.raw);
    let said = post.bench.says(&format!("transcript --as {ZOE}"), "");
    assert!(said.contains("transmis à la personne sans être lu") && !said.contains("jeton"), "{said}");
}

/// Anybody who was told the address can write there: it is no proof of who they are.
#[test]
fn a_stranger_who_passes_it_on_proves_nothing() {
    let (mut post, zoe) = served("maintenir");
    let mail = String::from_utf8(zoe.mail("transferee-gmail")).unwrap().replace(ZOE, "inconnu@ailleurs.test");
    post.drop_in(mail.as_bytes());
    post.silence();
    let said = post.bench.says(&format!("transcript --as {ZOE}"), "");
    assert!(said.contains("sans preuve"), "{said}");
}
