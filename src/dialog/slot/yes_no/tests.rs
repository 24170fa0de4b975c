//! What is a yes, a no, or neither.

use proptest::prelude::*;

use crate::dialog::definition::SlotKind;
use crate::dialog::slot::stand::{Stage, check};

const YES: &[&str] = &[
    "oui",
    "Oui !",
    "ouais",
    "oui oui",
    "tout à fait",
    "bien sûr",
    "oui bien sur",
    "exactement",
    "absolument",
    "oui merci",
    "pas de problème",
    "pas de souci",
    "aucun souci",
    "sans problème",
    "je crois que oui",
    "oui je suis boursière",
    "oui, échelon 4",
    "d'accord",
    "ui",
    "bonjour, oui",
    "eh bien oui",
    "oui svp",
    "𝐎𝐔𝐈 👍",
    "c'est ça",
    "mais oui",
    "je confirme",
    "oui j'ai demandé",
    "oui depuis 2 ans",
    "evidemment",
];

const NO: &[&str] = &[
    "non",
    "NON",
    "non jamais",
    "pas du tout",
    "absolument pas",
    "non merci",
    "nan",
    "non non",
    "jamais",
    "certainement pas",
    "je crois que non",
    "je ne crois pas",
    "non pas cette année",
    "non je ne suis pas boursier",
    "surtout pas",
    "malheureusement non",
    "je ne pense pas",
    "non, je n'ai rien demandé",
    "nope",
    "toujours pas",
];

const UNSURE: &[&str] = &[
    "oui non",
    "oui et non",
    "non oui",
    "oui mais non",
    "ça dépend",
    "peut-être",
    "oui mais pas toujours",
    "non enfin si",
    "ok merci",
    "oui si je réussis",
];

const NOTHING: &[&str] = &[
    "",
    "Dupont",
    "12",
    "c'est quoi une bourse ?",
    "je l'ai pas encore",
    "est-ce que oui ?",
    "j'ai demandé mais pas de réponse",
];

#[test]
fn yes_no_and_neither() {
    let all = [(YES, "oui"), (NO, "non"), (UNSURE, "unsure"), (NOTHING, "nothing")];
    let cases: Vec<_> = all.iter().flat_map(|(said, wanted)| said.iter().map(|text| (*text, *wanted))).collect();
    check(&Stage::new("boursier", SlotKind::YesNo), &cases);
}

#[test]
fn agreeing_is_a_yes_where_it_is_asked_whether_all_is_right() {
    check(
        &Stage::new("confirmation", SlotKind::YesNo),
        &[("ok", "oui"), ("c'est bon", "oui"), ("parfait", "oui"), ("non", "non")],
    );
    check(&Stage::new("boursier", SlotKind::YesNo), &[("ok", "unsure")]);
    check(&Stage::new("boursier", SlotKind::YesNo).unasked(), &[("oui", "nothing"), ("non", "nothing")]);
}

proptest! {
    #[test]
    fn any_words_are_heard(text in "\\PC{0,60}") {
        Stage::new("boursier", SlotKind::YesNo).hear(&text);
    }
}
