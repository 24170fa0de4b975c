//! Wishes in all the ways they are ordered and edited.

use proptest::prelude::*;

use crate::dialog::definition::{Choice, Options, SlotKind};
use crate::dialog::person::Value;
use crate::dialog::slot::stand::{Stage, check, option};

fn zone(label: &str, number: Option<u32>, aliases: &[&str]) -> Choice {
    Choice { number, ..option(label, aliases) }
}

fn zones() -> Stage {
    let kind = SlotKind::Ranking { options: Options::Campaign("zones".into()), other: true, least: 1, most: 5 };
    let mut stage = Stage::new("zones", kind);
    stage.options = vec![
        zone("CAMBRESIS - BASSIN 9", Some(9), &["cambrai", "cambresis"]),
        zone("DOUAIS - BASSIN 6", Some(6), &["douai", "douaisis"]),
        zone("LENS", None, &["lens hénin", "liévin", "bassin minier"]),
        zone("VALENCIENNOIS", None, &["valenciennes", "bassin minier"]),
    ];
    stage
}

fn closed() -> Stage {
    let mut stage = zones();
    stage.slot.kind = SlotKind::Ranking { options: Options::Campaign("zones".into()), other: false, least: 2, most: 3 };
    stage
}

const C: &str = "CAMBRESIS - BASSIN 9";
const D: &str = "DOUAIS - BASSIN 6";

fn list(items: &[&str]) -> Option<Value> {
    Some(Value::List(items.iter().map(|item| (*item).to_owned()).collect()))
}

#[test]
fn wishes_in_the_order_said() {
    let cd = "CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6";
    let dc = "DOUAIS - BASSIN 6 > CAMBRESIS - BASSIN 9";
    check(
        &zones(),
        &[
            ("cambrai puis douai", cd),
            ("Cambrai, Douai", cd),
            ("je voudrais douai et cambrai svp", dc),
            ("DOUAIS - BASSIN 6\nCAMBRESIS - BASSIN 9", dc),
            ("bassin 6", D),
            ("bassins 9 et 6", cd),
            ("le bassin n°6 puis le bassin 9", dc),
            ("9, 6", &format!("{cd} +ByNumber")),
            ("6", &format!("{D} +ByNumber")),
            ("2 puis 1", dc),
            ("4, 1", "VALENCIENNOIS > CAMBRESIS - BASSIN 9"),
            ("7", "refused refus_hors_liste"),
            ("Douai en premier et Cambrai en second", dc),
            ("Cambrai en deuxième, Douai en premier", dc),
            ("1. Douai 2. Cambrai", dc),
            ("1) Douai\n2) Cambrai", dc),
            ("vœu 1 : Douai, vœu 2 : Cambrai", dc),
            ("vœu 2 : Cambrai, vœu 1 : Douai", dc),
            ("premier choix douai deuxieme choix cambrai", dc),
            ("d'abord Douai, ensuite Cambrai", dc),
            ("Cambrai en dernier, Lens, Douai", "LENS > DOUAIS - BASSIN 6 > CAMBRESIS - BASSIN 9"),
            ("Lens, Douai en premier, Cambrai", "DOUAIS - BASSIN 6 > LENS > CAMBRESIS - BASSIN 9"),
            ("Douai avant Cambrai", dc),
            ("Cambrai après Douai", dc),
            ("Cambrai, après Douai", cd),
            ("cambrai > douai > lens", "CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6 > LENS"),
            ("mes 2 voeux : cambrai, douai", cd),
            ("deux voeux cambrai et douai", cd),
        ],
    );
}

#[test]
fn slips_duplicates_and_places_no_list_knows() {
    check(
        &zones(),
        &[
            ("valencienes puis lens", "VALENCIENNOIS > LENS +Approximate"),
            ("cambrei", "CAMBRESIS - BASSIN 9 +Approximate"),
            ("valenc", "VALENCIENNOIS +Approximate"),
            ("Douai, douai, lens", "DOUAIS - BASSIN 6 > LENS +Duplicate"),
            ("Wimereux", "Wimereux +UnknownOption"),
            ("Wimereux / Douai", "Wimereux > DOUAIS - BASSIN 6 +UnknownOption"),
            ("Douai Wimereux", "DOUAIS - BASSIN 6 > Wimereux +UnknownOption"),
            ("Mettre Douai", D),
            ("le Bassin de Douai", D),
            ("la belle ville de Douai", D),
            ("Douai puis Saint-Omer", "DOUAIS - BASSIN 6 > Saint-Omer +UnknownOption"),
            ("Boulogne-sur-Mer, Douai et Calais", "Boulogne-sur-Mer > DOUAIS - BASSIN 6 > Calais +UnknownOption"),
            ("1. Wimereux 2. Douai", "Wimereux > DOUAIS - BASSIN 6 +UnknownOption"),
            ("je voudrais Wimereux en premier", "Wimereux +UnknownOption"),
            ("bassin 12", "bassin 12 +UnknownOption"),
            ("bassin minier", "which LENS | VALENCIENNOIS"),
            ("douai, cambrai mais pas lens", "DOUAIS - BASSIN 6 > CAMBRESIS - BASSIN 9"),
            ("Lens, Wimereux, Calais, Berck, Bapaume, Hesdin", "refused refus_trop"),
            ("je peux changer mes voeux ?", "nothing"),
            ("est-ce que douai est loin", "nothing"),
            ("je ne sais pas encore", "nothing"),
            ("plus tard", "nothing"),
            ("oui", "nothing"),
            ("ok merci", "nothing"),
            ("aide", "nothing"),
            ("j'hésite vraiment parce que c'est loin de chez moi", "nothing"),
            ("", "nothing"),
        ],
    );
    check(
        &closed(),
        &[
            ("douai", "refused refus_trop_peu"),
            ("douai et wimereux", "refused refus_hors_liste"),
            ("wimereux", "nothing"),
            ("douai cambrai lens valenciennes", "refused refus_trop"),
            ("douai cambrai", "DOUAIS - BASSIN 6 > CAMBRESIS - BASSIN 9"),
        ],
    );
}

#[test]
fn all_of_them_need_an_order() {
    check(
        &zones(),
        &[
            ("peu importe", "refused refus_ordre"),
            ("toutes", "refused refus_ordre"),
            ("tous les bassins", "refused refus_ordre"),
            ("n'importe lequel", "refused refus_ordre"),
            ("toutes dans l'ordre", "CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6 > LENS > VALENCIENNOIS"),
            ("toutes sauf Lens", "CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6 > VALENCIENNOIS"),
            ("tout sauf lens et douai", "CAMBRESIS - BASSIN 9 > VALENCIENNOIS"),
            ("peu importe mais pas Lens", "CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6 > VALENCIENNOIS"),
        ],
    );
}

#[test]
fn both_of_two() {
    let mut stage = zones();
    stage.options.truncate(2);
    check(
        &stage,
        &[
            ("les deux", "refused refus_ordre"),
            ("les deux, douai d'abord", "DOUAIS - BASSIN 6 > CAMBRESIS - BASSIN 9"),
            ("les deux, douai puis cambrai", "DOUAIS - BASSIN 6 > CAMBRESIS - BASSIN 9"),
        ],
    );
}

#[test]
fn the_list_held_is_edited() {
    let mut stage = zones();
    stage.held = list(&[C, D]);
    check(
        &stage,
        &[
            ("ajoutez Lens", "CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6 > LENS"),
            ("ajoutez Lens en dernier", "CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6 > LENS"),
            ("ajoutez Lens en premier", "LENS > CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6"),
            ("rajoutez lens en deuxième", "CAMBRESIS - BASSIN 9 > LENS > DOUAIS - BASSIN 6"),
            ("ajoutez Lens après Cambrai", "CAMBRESIS - BASSIN 9 > LENS > DOUAIS - BASSIN 6"),
            ("ajoutez Lens avant Cambrai", "LENS > CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6"),
            ("Lens aussi", "CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6 > LENS"),
            ("ajoutez Wimereux", "CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6 > Wimereux +UnknownOption"),
            ("enlevez Douai", C),
            ("je ne veux plus Douai", C),
            ("enlevez Douai et ajoutez Lens", "CAMBRESIS - BASSIN 9 > LENS"),
            ("enlevez Douai et Cambrai", "refused refus_trop_peu"),
            ("mettez Douai en premier", "DOUAIS - BASSIN 6 > CAMBRESIS - BASSIN 9"),
            ("inversez Douai et Cambrai", "DOUAIS - BASSIN 6 > CAMBRESIS - BASSIN 9"),
            ("Lens à la place de Douai", "CAMBRESIS - BASSIN 9 > LENS"),
            ("remplacez Cambrai par Lens", "LENS > DOUAIS - BASSIN 6"),
            ("douai avant cambrai", "DOUAIS - BASSIN 6 > CAMBRESIS - BASSIN 9"),
            ("lens puis valenciennes", "LENS > VALENCIENNOIS"),
        ],
    );
    stage.held = list(&[C, D, "LENS"]);
    check(
        &stage,
        &[
            ("Lens en premier", "LENS > CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6"),
            ("Lens avant Douai", "CAMBRESIS - BASSIN 9 > LENS > DOUAIS - BASSIN 6"),
            ("Cambrai après Lens", "DOUAIS - BASSIN 6 > LENS > CAMBRESIS - BASSIN 9"),
            ("Cambrai en dernier", "DOUAIS - BASSIN 6 > LENS > CAMBRESIS - BASSIN 9"),
        ],
    );
}

#[test]
fn unasked_only_what_is_plain() {
    let mut stage = zones().unasked();
    check(
        &stage,
        &[
            ("né à Douai", "nothing"),
            ("9", "nothing"),
            ("peu importe", "nothing"),
            ("Wimereux", "nothing"),
            ("cambrai puis douai", "CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6"),
            ("comme zone je prends douai", D),
        ],
    );
    stage.held = list(&[C]);
    check(&stage, &[("ajoutez Douai", "CAMBRESIS - BASSIN 9 > DOUAIS - BASSIN 6"), ("je vis à Douai", "nothing")]);
}

proptest! {
    #[test]
    fn any_words_are_heard(text in "(\\PC{0,12}|cambrai|douai|lens|puis|avant|après|9|,|sauf|toutes|ajoutez|bassin| ){0,12}", asked: bool, held: bool) {
        for mut stage in [zones(), closed()] {
            stage.asked = asked;
            stage.held = held.then(|| list(&[C, D])).flatten();
            stage.hear(&text);
        }
    }

    #[test]
    fn any_order_is_kept(order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(), join in "( puis |, | > | et |\n)") {
        let stage = zones();
        let labels: Vec<String> = order.iter().map(|at| stage.options[*at].label.clone()).collect();
        let heard = crate::dialog::slot::stand::shown(&stage.hear(&labels.join(&join)));
        prop_assert_eq!(heard, labels.join(" > "));
    }
}
