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
    let ready = post.letter();
    assert_eq!(ready.to, ZOE);
    ready.says("prête à copier");
    ready.says("vous voulez garder votre candidature");
    ready.says_not("Voulez-vous la garder");
    // A receipt, of something that is still to be done: not « vous n’avez plus rien à m’envoyer ».
    ready.says_not("vous n’avez plus rien à m’envoyer");
    // The words to copy are there, and where mail is read as HTML a mail ready written behind them.
    ready.says("Envoyez cette réponse à ce.acloe@acloe.test");
    ready.says_not("mailto:");
    assert!(ready.html.contains("<a href=\"mailto:ce.acloe@acloe.test?body=Bonjour%2C%20"), "{}", ready.html);
    post.silence();
}

#[test]
fn what_stands_above_it_and_is_no_answer_leaves_one_letter_that_asks() {
    let (mut post, zoe) = served("demander");
    let vouched = "Authentication-Results: mx.exemple.test; dmarc=pass header.from=candidat.test\r\n";
    let mail = String::from_utf8(zoe.mail("transferee-avec-la-reponse")).unwrap();
    let mail = mail.replace("Bonjour, je veux garder ma candidature.", "Bonjour, voici ce que j’ai reçu.");
    post.drop_in(format!("{vouched}{mail}").as_bytes());
    let question = post.letter();
    question.says("Vous m’avez transféré le mail d’AcloE");
    question.says("MAINTENIR");
    post.silence();
    post.send(&Mail::new(ZOE, "MAINTENIR").answering(&question));
    post.letter().says("vous voulez garder votre candidature");
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
