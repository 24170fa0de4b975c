//! The shipped word lists load; mistakes in them are told.

use super::*;

mod commands;

const LEXIQUE: &str = include_str!("../../../../dialogs/lexique.toml");

fn shipped() -> Lexicon {
    load_lexicon(LEXIQUE, "").expect("the shipped lists load")
}

#[test]
fn the_shipped_lists_load() {
    let lexicon = shipped();
    assert_eq!(lexicon.commands.len(), 17);
    assert_eq!(lexicon.lists.len(), 34);
    assert_eq!(lexicon.months.get("aout"), Some(&8));
}

#[test]
fn mistakes_are_told() {
    for (lexique, part) in [
        ("[lists]\nyess = ['oui']", "yess"),
        ("[commands.helpp]\nwhole = ['x']", "helpp"),
        ("[commands.help]\nwhol = ['x']", "whol"),
        ("[lists]\nyes = ['…']", "aucun mot"),
        ("[months]\nnivose = 13", "nivose"),
        ("nombres = 3", "nombres"),
    ] {
        let error = load_lexicon(lexique, "").expect_err(lexique);
        assert!(error.contains(part), "{error}");
    }
}
