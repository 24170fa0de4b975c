//! How words are compared, and where they are shown.

use proptest::prelude::*;

use super::excerpt::in_name;
use super::index::{Search, Sheet};
use super::terms::{Stems, of_names, of_text, sought, words};
use uuid::Uuid;

fn folded(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.folded).collect()
}

#[test]
fn accents_capitals_and_signs_do_not_count() {
    let cases: &[(&str, &[&str])] = &[
        ("L’École", &["l", "ecole"]),
        ("ŒUVRE cœur", &["oeuvre", "coeur"]),
        ("e\u{301}te\u{301}", &["ete"]),
        ("1A2B-3C4D", &["1a2b", "3c4d"]),
        ("zoe.petit@exemple.fr", &["zoe", "petit", "exemple", "fr"]),
        ("ﬁn ＡＢＣ", &["fin", "abc"]),
        ("İstanbul Straße", &["istanbul", "strasse"]),
        ("co\u{ad}upé", &["coupe"]),
        ("👩‍🎓 \u{202e} …", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(folded(text), *expected, "{text}");
    }
}

#[test]
fn french_endings_do_not_count() {
    let same = [
        ("équation", "équations"),
        ("étudier", "étudié"),
        ("etudier", "étudie"),
        ("inscription", "inscriptions"),
        ("candidats", "candidat"),
    ];
    for (one, other) in same {
        let (wanted, words) = (sought(&format!("{one} ")), words(other));
        let stems = Stems::new().of(other, &words);
        assert!(wanted[0].is(&words[0].folded, &stems[0]), "{one} {other}: {wanted:?} {stems:?}");
    }
}

fn sheet(number: u128, names: &[&str], said: &[&str]) -> Sheet {
    let own = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect();
    Sheet { person: Uuid::from_u128(number), anew: true, names: own(names), titles: Vec::new(), said: own(said) }
}

fn found(search: &Search, question: &str) -> Vec<u128> {
    let mut all: Vec<u128> =
        search.leads(&sought(question)).unwrap().iter().map(|lead| lead.person.as_u128()).collect();
    all.sort_unstable();
    all
}

#[test]
fn an_ine_is_found_by_its_last_signs_and_pieces_by_their_names() {
    let search = Search::default();
    assert!(found(&search, "rien").is_empty(), "before it is filled it leads to nobody");
    search.open().unwrap();
    let pieces = Sheet { titles: vec!["Relevé_de_notes-L3.pdf".to_owned()], ..sheet(2, &["Luc"], &[]) };
    search.write(&[sheet(1, &["Zoé", "1234567890A"], &["bonjour"]), pieces], &[]).unwrap();
    let cases: &[(&str, &[u128])] = &[
        ("1234567890A", &[1]),
        ("7890a", &[1]),
        ("90A", &[1]),
        ("4567", &[1]),
        ("releve notes", &[2]),
        ("relev", &[2]),
        ("l3", &[2]),
        ("bonjour luc", &[]),
        ("", &[]),
    ];
    for (question, expected) in cases {
        assert_eq!(found(&search, question), *expected, "{question}");
    }
    // What is new is added, a name is replaced, who is gone is gone.
    let later = Sheet { anew: false, ..sheet(1, &["Zoé Petit"], &["au revoir"]) };
    search.write(&[later], &[Uuid::from_u128(2)]).unwrap();
    for (question, expected) in [("bonjour revoir", vec![1]), ("7890a", vec![]), ("petit", vec![1]), ("releve", vec![])]
    {
        assert_eq!(found(&search, question), expected, "{question}");
    }
    search.write(&[sheet(1, &["Zoé"], &["seul"])], &[]).unwrap();
    assert_eq!((found(&search, "bonjour"), found(&search, "seul")), (vec![], vec![1]), "made anew");
}

#[test]
fn a_part_of_a_name_is_marked_where_it_stands() {
    let runs = in_name("Jean-Luc Durand", &sought("ura"));
    let marked: Vec<&str> = runs.iter().filter(|run| run.hit).map(|run| run.words.as_str()).collect();
    assert_eq!(marked, ["Durand"]);
    assert_eq!(runs.iter().map(|run| run.words.as_str()).collect::<String>(), "Jean-Luc Durand");
}

proptest! {
    #[test]
    fn any_text_can_be_put_in_and_looked_for(text in ".{0,60}", question in ".{0,30}") {
        let mut stems = Stems::new();
        let terms = of_text([text.as_str()].into_iter(), &mut stems);
        for word in words(&text) {
            prop_assert!(text.get(word.at.clone()).is_some());
            prop_assert!(terms.split(' ').any(|term| term == word.folded), "{terms} lacks {}", word.folded);
        }
        prop_assert_eq!(stems.of(&text, &words(&text)).len(), words(&text).len(), "one pair a word");
        let _ = of_names([text.as_str()].into_iter());
        prop_assert!(sought(&question).len() <= 8);
        let runs = in_name(&text, &sought(&question));
        let shown: String = runs.iter().map(|run| run.words.as_str()).collect();
        prop_assert!(shown.trim_start_matches("… ").trim_end_matches(" …").len() <= text.len());
    }
}
