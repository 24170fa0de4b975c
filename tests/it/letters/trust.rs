//! Who may change what: tokens, what our mail server vouches for, strangers.

use super::bench::{Letter, Mail, Post};

const ZOE: &str = "zoe.quatrepoint@candidat.test";
const OTHER: &str = "zoe.autre@ailleurs.test";
const WANTS_M2: &str = "Je voudrais candidater au M2 MEEF en alternance, premier degré, dans le Nord.";
const VOUCHED: &str = "Authentication-Results: mx.exemple.test; dmarc=pass header.from=candidat.test";

/// Somebody whose first name is known.
fn known(post: &mut Post) -> Letter {
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    let answer = format!("{}. Zoé\n{}. Quatrepoint", form.number("Prénom"), form.number("Nom patronymique"));
    post.asks(&Mail::new(ZOE, &answer).answering(&form))
}

fn answers(post: &Post) -> String {
    post.bench.says(&format!("export --format json --as {ZOE}"), "")
}

#[test]
fn without_proof_a_mail_may_add_but_not_change_who_somebody_is() {
    let mut post = Post::new();
    known(&mut post);
    // No token, nobody vouches: anybody can write that address into a mail.
    let forged = "Authentication-Results: autre.test; dmarc=pass header.from=candidat.test";
    let answer = post.asks(&Mail::new(ZOE, "Je me suis trompée, mon prénom est Paul").with(forged));
    assert!(!answers(&post).contains("Paul"), "{}", answers(&post));
    let confirmed = post.asks(&Mail::new(ZOE, "oui").answering(&answer));
    confirmed.says("Paul");
    assert!(answers(&post).contains("Paul"), "{}", answers(&post));
}

#[test]
fn our_mail_server_is_believed() {
    let mut post = Post::new();
    known(&mut post);
    let answer = post.asks(&Mail::new(ZOE, "Je me suis trompée, mon prénom est Paul").with(VOUCHED));
    answer.says("Paul");
    assert!(answers(&post).contains("Paul"), "{}", answers(&post));
}

#[test]
fn without_proof_nothing_is_erased() {
    let mut post = Post::new();
    known(&mut post);
    let answer = post.asks(&Mail::new(ZOE, "Effacez toutes mes données"));
    answer.says("répond");
    // Said already: nothing new to say, and nothing done.
    post.send(&Mail::new(ZOE, "oui, effacer"));
    post.silence();
    assert!(answers(&post).contains("Quatrepoint"));
}

/// The code of « abcd-efgh » in some words.
fn code(text: &str) -> String {
    let shaped = |word: &&str| word.len() == 9 && word.split_once('-').is_some_and(|(first, _)| first.len() == 4);
    let words = text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-');
    words.into_iter().find(shaped).unwrap_or_else(|| panic!("no code: {text}")).to_owned()
}

/// Whoever has a file of their own can write anybody's address into a mail, and gets the code for it themselves.
#[test]
fn nobody_takes_an_address_they_do_not_read() {
    let mut post = Post::new();
    known(&mut post);
    let thief = "voleur@ailleurs.test";
    let form = post.asks(&Mail::new(thief, WANTS_M2));
    post.send(&Mail::new(ZOE, "Bonjour").answering(&form));
    let told = post.letters(2);
    let code = code(&told.iter().find(|letter| letter.to == thief).unwrap().text);
    post.send(&Mail::new(ZOE, &format!("Le code : {code}")).answering(&form));
    for letter in post.letters(2) {
        letter.says_not("Quatrepoint");
    }
    let theirs = post.bench.says(&format!("export --format json --as {thief}"), "");
    assert!(!theirs.contains("Quatrepoint"), "{theirs}");
    assert!(answers(&post).contains("Quatrepoint"));
}

#[test]
fn what_was_held_is_read_when_the_power_goes_just_then() {
    let mut post = Post::new();
    let letter = known(&mut post);
    post.send(&Mail::new(OTHER, &format!("{}. Arras", letter.number("Lieu de naissance"))).answering(&letter));
    let told = post.letters(2);
    let code = code(&told.iter().find(|letter| letter.to == ZOE).unwrap().text);
    let asked = told.iter().find(|letter| letter.to == OTHER).unwrap().clone();
    post.kill();
    post.send(&Mail::new(OTHER, &format!("Voici le code : {code}")).answering(&asked));
    post.run_until_cut("after_link");
    post.start();
    let told = post.letters(2);
    told.iter().find(|letter| letter.to == ZOE).unwrap().says("vient d’être reliée");
    told.iter().find(|letter| letter.to == OTHER).unwrap().says("Lieu de naissance : Arras");
}

#[test]
fn what_is_held_is_held_without_its_secrets_and_read_all_the_same() {
    let mut post = Post::new();
    let letter = known(&mut post);
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    let words = format!(
        "{}. Arras\nMon mot de passe est Tr0ub4dor&3\n\n> {}. Lens",
        letter.number("Lieu de naissance"),
        letter.number("Lieu de naissance")
    );
    post.send(&Mail::new(OTHER, &words).answering(&letter).file("licence.pdf", pdf));
    let told = post.letters(2);
    let raw = post.bench.says(&format!("transcript --as {ZOE} --raw 5"), "");
    assert!(!raw.contains("Tr0ub4dor") && raw.contains("In-Reply-To"), "{raw}");
    let code = code(&told.iter().find(|letter| letter.to == ZOE).unwrap().text);
    let asked = told.iter().find(|letter| letter.to == OTHER).unwrap().clone();
    post.send(&Mail::new(OTHER, &format!("Voici le code : {code}")).answering(&asked));
    // The known address is told of it; the new one gets the letter.
    let told = post.letters(2);
    let joined = told.iter().find(|letter| letter.to == OTHER).unwrap();
    joined.says("Lieu de naissance : Arras");
    joined.says("licence.pdf");
}

#[test]
fn strangers_make_no_flood() {
    let mut post = Post::new();
    let letter = known(&mut post);
    for name in ["a", "b", "c", "d", "e", "f"] {
        post.send(&Mail::new(&format!("{name}@ailleurs.test"), "Bonjour").answering(&letter));
    }
    // Four strangers, and each time the one who is asked.
    post.letters(8);
    post.silence();
    let transcript = post.bench.says(&format!("transcript --as {ZOE}"), "");
    assert_eq!(transcript.matches("retenu jusqu’à preuve").count(), 6, "{transcript}");
}

#[test]
fn a_stranger_with_the_token_is_held_until_the_code_comes() {
    let mut post = Post::new();
    let letter = known(&mut post);
    let born = format!("{}. Arras", letter.number("Lieu de naissance"));
    post.send(&Mail::new(OTHER, &born).answering(&letter));
    let mut told = post.letters(2);
    told.sort_by_key(|letter| letter.to != OTHER);
    let [to_stranger, to_zoe] = told.try_into().unwrap();
    assert_eq!((to_stranger.to.as_str(), to_zoe.to.as_str()), (OTHER, ZOE));
    assert!(!answers(&post).contains("Arras"));
    to_zoe.says("z•••@ailleurs.test");
    let code = to_zoe.text.split_whitespace().find(|word| word.len() == 10 && word.contains('-')).unwrap();
    let code = code.trim_end_matches('.').to_owned();
    // A wrong code is one more mail that is held.
    post.send(&Mail::new(OTHER, "abcd-efgh").answering(&to_stranger));
    post.letters(2);
    assert!(!answers(&post).contains("Arras"));
    post.send(&Mail::new(OTHER, &format!("Voici le code : {code}")).answering(&to_stranger));
    let mut told = post.letters(2);
    told.sort_by_key(|letter| letter.to != OTHER);
    let [joined, warned] = told.try_into().unwrap();
    assert_eq!((joined.to.as_str(), warned.to.as_str()), (OTHER, ZOE));
    // Should it not be them, the address that was known is the one to say so.
    warned.says("z•••@ailleurs.test vient d’être reliée");
    warned.says("HUMAIN");
    joined.says("Lieu de naissance : Arras");
    assert!(answers(&post).contains("Arras"));
    // Both addresses are theirs now.
    let again = post.asks(&Mail::new(ZOE, "Où en suis-je ?").answering(&letter));
    again.says("Bonjour Zoé");
}

/// A letter answered after its file was erased: nothing of it is taken for anything, and nothing is told of who it was.
#[test]
fn an_answer_to_a_letter_of_an_erased_file_begins_nothing() {
    let mut post = Post::new();
    let letter = known(&mut post);
    let sure = post.asks(&Mail::new(ZOE, "Effacez toutes mes données").answering(&letter));
    post.asks(&Mail::new(ZOE, "oui, effacer").answering(&sure)).says("effacées");
    let answer = Mail::new(ZOE, &format!("{}. Arras", letter.number("Lieu de naissance"))).answering(&letter);
    let told = post.asks(&answer);
    told.says("n’est plus ouvert ici");
    for unsaid in ["Quatrepoint", "Zoé", "Arras", "M2 alternant"] {
        told.says_not(unsaid);
    }
    assert!(!answers(&post).contains("Arras"));
    // The same from anybody else.
    let other = post.asks(&Mail::new(OTHER, "Bonjour").answering(&letter));
    other.says("n’est plus ouvert ici");
    // What a platform writes to somebody who is gone is nobody's to read or to answer.
    let alias = Mail { to: letter.tagged("a"), ..Mail::new("no-reply@plateforme.test", "jeton=4f8a") };
    post.send(&alias);
    post.silence();
    // What follows is a first contact like any other.
    let form = post.asks(&Mail::new(ZOE, WANTS_M2).answering(&told));
    form.says("Prénom");
}
