//! What candidates pass on: they are asked, whichever program they use; what stands above it is heard.

use super::candidate::{ZOE, served};
use crate::letters::bench::Mail;

#[test]
fn who_passes_it_on_is_asked_whichever_program_they_use() {
    for name in ["transferee-gmail", "transferee-outlook", "transferee-iphone", "transferee-en-piece-jointe"] {
        let (mut post, zoe) = served("maintenir");
        post.drop_in(&zoe.mail(name));
        let question = post.letter();
        assert_eq!(question.to, ZOE, "{name}");
        question.says("Vous m’avez transféré le mail d’AcloE");
        post.silence();
        // Where AcloE knows another address than ours, an answer of ours may not count.
        post.send(&Mail::new(ZOE, "Je souhaite la maintenir").answering(&question));
        let ready = post.letter();
        assert_eq!(ready.to, ZOE, "{name}");
        ready.says("Voici une réponse prête à copier");
        ready.says_not("renouvelée");
        post.silence();
    }
}

#[test]
fn what_stands_above_it_is_the_answer() {
    let (mut post, zoe) = served("demander");
    // The alias proves nothing: our mail server vouches for who passes it on.
    let vouched = b"Authentication-Results: mx.exemple.test; dmarc=pass header.from=candidat.test\r\n";
    post.drop_in(&[&vouched[..], &zoe.mail("transferee-avec-la-reponse")].concat());
    let letters = post.letters(2);
    let ready = letters.iter().find(|letter| letter.text.contains("prête à copier")).unwrap();
    ready.says("vous voulez garder votre candidature");
    assert!(letters.iter().all(|letter| letter.to == ZOE), "{letters:#?}");
    post.silence();
}

#[test]
fn who_says_what_is_to_be_answered_is_told_where_to_pass_it_on() {
    let (mut post, zoe) = served("demander");
    let mail = Mail { to: zoe.alias.clone(), ..Mail::new(ZOE, "renouvellement") };
    let status = post.asks(&mail);
    let number = status.number("Souhait au bout des 6 mois");
    let kept = post.asks(&Mail::new(ZOE, &format!("{number}. Maintenir ma candidature")).answering(&status));
    kept.says("transférez-moi son mail à cette adresse");
    assert!(kept.text.contains(&zoe.alias), "{}", kept.text);
}
