//! Who writes too much in a day.

use super::bench::{Mail, Post};

const ZOE: &str = "zoe.quatrepoint@candidat.test";
const WANTS_M2: &str = "Je voudrais candidater au M2 MEEF en alternance, premier degré, dans le Nord.";

#[test]
fn more_words_than_are_kept_in_a_day_are_refused_once() {
    let mut post = Post::with(&[("GUICHET_PIECES__WORDS_KIB_PER_PERSON_DAY", "4")]);
    let form = post.asks(&Mail::new(ZOE, WANTS_M2));
    let long = format!("{}\nInterminable.", "Bonjour à tous. ".repeat(300));
    let told = post.asks(&Mail::new(ZOE, &long).answering(&form));
    told.says("Je pourrai vous lire de nouveau demain");
    post.send(&Mail::new(ZOE, &format!("Encore. {long}")).answering(&form));
    post.silence();
    let transcript = post.bench.says(&format!("transcript --as {ZOE}"), "");
    assert!(!transcript.contains("Interminable") && transcript.contains("trop de texte"), "{transcript}");
    // A short one still fits, and nobody else is concerned.
    let answer = format!("{}. Arras", form.number("Lieu de naissance"));
    post.asks(&Mail::new(ZOE, &answer).answering(&form)).says("Lieu de naissance : Arras");
    post.asks(&Mail::new("paul@candidat.test", WANTS_M2)).says("BIEN REÇU");
    // What robots write is counted too, and not answered.
    post.send(&Mail::new("paul@candidat.test", &long).with("Auto-Submitted: auto-generated"));
    post.silence();
    let transcript = post.bench.says("transcript --as paul@candidat.test", "");
    assert!(!transcript.contains("Interminable"), "{transcript}");
}
