//! What is said, and the country it names.

use super::super::stage::Stage;
use crate::dialog::definition::SlotKind;

fn stage() -> Stage {
    Stage::new("nationalite", SlotKind::Country, &["nationalite|pays"])
}

#[test]
fn asked_for() {
    stage().check(&[
        ("francaise", "France"),
        ("Française", "France"),
        ("FRANÇAIS", "France"),
        ("je suis français", "France"),
        ("je suis de nationalité française", "France"),
        ("fr", "France"),
        ("FR", "France"),
        ("France.", "France"),
        ("la France", "France"),
        ("belge", "Belgique"),
        ("c'est le Maroc", "Maroc"),
        ("marocaine", "Maroc"),
        ("Côte d'Ivoire", "Côte d’Ivoire"),
        ("cote d’ivoire", "Côte d’Ivoire"),
        ("ivoirienne", "Côte d’Ivoire"),
        ("Guinée", "Guinée"),
        ("guinée bissau", "Guinée-Bissau"),
        ("Guinée équatoriale", "Guinée équatoriale"),
        ("États-Unis", "États-Unis"),
        ("USA", "États-Unis"),
        ("américaine", "États-Unis"),
        ("république démocratique du congo", "République démocratique du Congo"),
        ("République du Congo", "Congo"),
        ("soudan du sud", "Soudan du Sud"),
        ("nigérienne", "Niger"),
        ("nigériane", "Nigeria"),
        ("réunionnaise", "France"),
        ("La Réunion", "La Réunion"),
        ("Saint-Martin", "Saint-Martin"),
        ("Kosovo", "Kosovo"),
        ("congolais", "Congo | République démocratique du Congo"),
        ("franco-belge", "France | Belgique"),
        ("double nationalité franco-algérienne", "France | Algérie"),
        ("française et belge", "France | Belgique"),
        ("France et Algérie", "France | Algérie"),
        ("d'origine algérienne, de nationalité française", "France"),
        ("pas belge, française", "France"),
        ("je ne suis pas française", "-"),
        ("francais de naissance", "France"),
        ("fransaise", "France [Approximate]"),
        ("marocainne", "Maroc [Approximate]"),
        ("tunisine", "Tunisie [Approximate]"),
        ("cote d ivoir", "Côte d’Ivoire [Approximate]"),
        ("Narnia", "refus_pays"),
        ("martienne", "refus_pays"),
        ("oui", "-"),
        ("je ne sais pas", "-"),
        ("c'est quoi une nationalité", "-"),
        ("quelle nationalité ?", "-"),
        ("", "-"),
    ]);
}

#[test]
fn beside_another_question() {
    stage().check_aside(&[
        ("je suis français", "France"),
        ("je suis née à Alger, de nationalité algérienne", "Algérie"),
        ("Nationalité : belge", "Belgique"),
        ("je suis ressortissante marocaine", "Maroc"),
        ("j'ai la nationalité française et belge", "France | Belgique"),
        ("je suis prof d'anglais", "-"),
        ("licence d'anglais", "-"),
        ("je suis en France", "-"),
        ("je suis née à Alger (Algérie)", "-"),
        ("je ne suis pas français", "-"),
        ("français", "-"),
        ("je suis française ?", "-"),
    ]);
}

#[test]
fn every_country_is_read_by_each_of_its_own_words() {
    let stage = stage();
    for country in &stage.lexicon.countries {
        for alias in country.aliases.iter().chain([&country.name]) {
            let heard = stage.asked(alias);
            assert!(heard.split(" | ").any(|name| name == country.name), "{alias}: {heard}, not {}", country.name);
        }
        let mut aliases = country.aliases.clone();
        aliases.sort();
        aliases.dedup();
        assert_eq!(aliases.len(), country.aliases.len(), "{}: a word twice", country.name);
    }
    assert_eq!(stage.lexicon.countries.len(), 250);
}

#[test]
fn total() {
    stage().never_panics("franco-belge et pas né FR");
}
