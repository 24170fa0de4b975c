//! What the platform is answered: once, in its thread, from the address it knows, as the candidate wished.

use guichet::clock::paris;
use guichet::renewal::calendar::working_until;
use jiff::{SignedDuration, Span, Timestamp};

use super::candidate::{ACLOE, DAYS, ZOE, served};
use crate::letters::bench::{Letter, Mail, Post};

/// So many letters: the answer to the platform, and the others.
fn parted(post: &mut Post, count: usize) -> (Vec<Letter>, Vec<Letter>) {
    post.letters(count).into_iter().partition(|letter| letter.to == ACLOE)
}

fn transcript(post: &Post) -> String {
    post.bench.says(&format!("transcript --as {ZOE}"), "")
}

#[test]
fn who_wished_so_is_answered_for_and_gets_a_copy() {
    let (mut post, zoe) = served("maintenir");
    post.drop_in(&zoe.mail("question"));
    let (answers, told) = parted(&mut post, 2);
    let [answer] = answers.try_into().unwrap();
    let head = |name: &str| {
        let line =
            answer.raw.lines().find(|line| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase())));
        line.unwrap_or_else(|| panic!("{name} in {}", answer.raw)).to_owned()
    };
    assert!(head("From").contains(&zoe.alias) && answer.reply_to == zoe.alias, "{}", answer.raw);
    assert!(head("In-Reply-To").contains("<renouvellement-17@acloe.test>"));
    assert!(head("References").contains("<renouvellement-17@acloe.test>"));
    assert!(head("Auto-Submitted").contains("auto-replied"));
    assert_eq!(answer.subject, "Re: AcloE : votre candidature arrive au terme de ses six mois");
    answer.says("je souhaite maintenir ma candidature");
    answer.says("Zoé Quatrepoint");
    assert!(!answer.raw.contains("text/html"), "text alone");
    told[0].says("J’ai répondu à AcloE à votre place");
    told[0].says("je souhaite maintenir ma candidature");
    told[0].says_not("renouvelée jusqu");
    let said = transcript(&post);
    assert!(said.contains("la plateforme demande") && said.contains("réponse à la plateforme"), "{said}");
    assert!(!said.contains("Madame, Monsieur"), "its words are nobody's to read here: {said}");
    // The same mail, the same under another name, and its receipt.
    post.drop_in(&zoe.mail("question"));
    let again = String::from_utf8(zoe.mail("question")).unwrap().replace("renouvellement-17", "renouvellement-20");
    post.drop_in(again.as_bytes());
    post.silence();
    // What it shows in the end proves it.
    post.drop_in(&zoe.mail("date"));
    post.letter().says("renouvelée jusqu’au");
}

#[test]
fn who_wants_to_be_asked_is_asked_first() {
    for (wish, asked) in [("demander", "AcloE vous demande si vous maintenez"), ("retirer", "AcloE vous demande")] {
        let (mut post, zoe) = served(wish);
        post.drop_in(&zoe.mail("question"));
        let question = post.letter();
        assert_eq!(question.to, ZOE);
        question.says(asked);
        post.send(&Mail::new(ZOE, "MAINTENIR").answering(&question));
        let (answers, told) = parted(&mut post, 2);
        assert!(answers[0].raw.contains("In-Reply-To: <renouvellement-17@acloe.test>"), "{}", answers[0].raw);
        told[0].says("J’ai répondu à AcloE à votre place");
        post.silence();
    }
}

#[test]
fn nothing_goes_to_an_address_that_is_not_listed() {
    let (mut post, zoe) = served("maintenir");
    post.drop_in(&zoe.mail("reponse-ailleurs"));
    let question = post.letter();
    assert_eq!(question.to, ZOE);
    question.says("Je ne peux pas lui répondre d’ici");
    post.send(&Mail::new(ZOE, "maintenir").answering(&question));
    let ready = post.letter();
    assert_eq!(ready.to, ZOE);
    ready.says("Voici une réponse prête à copier");
    post.silence();
}

#[test]
fn the_platform_is_answered_once_wherever_the_power_goes() {
    for step in ["after_fetch", "after_commit", "before_send", "after_send", "after_move"] {
        let (mut post, zoe) = served("maintenir");
        post.kill();
        post.drop_in(&zoe.mail("question"));
        post.run_until_cut(step);
        post.start();
        let (answers, told) = parted(&mut post, 2);
        assert_eq!((answers.len(), told.len()), (1, 1), "{step}");
        post.silence();
    }
}

#[test]
fn an_answer_that_comes_back_is_told_to_the_candidate() {
    let (mut post, zoe) = served("maintenir");
    post.drop_in(&zoe.mail("question"));
    let (answers, told) = parted(&mut post, 2);
    let bounce = format!(
        "Return-Path: <>\r\nDelivered-To: {to}\r\nFrom: MAILER-DAEMON@relais.test\r\nTo: {to}\r\nSubject: Undelivered Mail \
         Returned to Sender\r\nMessage-ID: <rebond@relais.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; \
         report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nNo such user\r\n--b\r\n\
         Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relais.test\r\n\r\nFinal-Recipient: rfc822; \
         {ACLOE}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: \
         <{id}>\r\n--b--\r\n",
        to = zoe.envelope,
        id = answers[0].id,
    );
    post.drop_in(bounce.as_bytes());
    let returned = post.letter();
    assert_eq!(returned.to, ZOE);
    returned.says("n’est pas arrivée");
    returned.says("Voici une réponse prête à copier");
    let said = transcript(&post);
    assert!(
        said.contains("revenu : il n’a pas pu être remis") && !said.contains("plus rien n’arrive à cette adresse"),
        "{said}"
    );
    // Her own address is as good as before.
    let status = post.asks(&Mail::new(ZOE, "Où en suis-je ?").answering(&told[0]));
    assert_eq!(status.to, ZOE);
}

/// A rule of a mailbox, or a list, brought it to the alias: the platform wrote to another address, and knows that one.
#[test]
fn what_was_only_delivered_to_the_alias_is_the_candidate_s_to_answer() {
    let (mut post, zoe) = served("maintenir");
    let mail = String::from_utf8(zoe.mail("question")).unwrap();
    let mail = mail.replace(&format!("\r\nTo: {}", zoe.alias), "\r\nTo: amicale@liste.test");
    assert!(mail.contains("amicale@liste.test") && mail.contains(&zoe.alias));
    post.drop_in(mail.as_bytes());
    let question = post.letter();
    assert_eq!(question.to, ZOE);
    question.says("Je ne peux pas lui répondre d’ici");
    post.silence();
}

/// Our own question, a week before the end: written once, whatever the process had done before it was killed.
#[test]
fn our_own_question_comes_once_wherever_the_power_goes() {
    let began = (Timestamp::now() - SignedDuration::from_hours(24 * DAYS)).to_zoned(paris()).date();
    let day = working_until(began.saturating_add(Span::new().months(6)).saturating_add(Span::new().days(-7)));
    let at = day.at(15, 0, 0, 0).to_zoned(paris()).unwrap().timestamp();
    let offset = format!("+{}m", at.duration_since(Timestamp::now()).as_mins());
    for step in ["after_due", "before_send", "after_send"] {
        let (mut post, _) = served("demander");
        post.set(&[("GUICHET_CLOCK_OFFSET", &offset)]);
        post.run_until_cut(step);
        post.start();
        let question = post.letter();
        question.says("MAINTENIR");
        post.silence();
        // Nor at the next start.
        post.again(&[]);
        post.silence();
    }
}
