//! Places as they are written and said.

use super::super::stage::Stage;
use crate::dialog::definition::SlotKind;

fn stage() -> Stage {
    Stage::new("lieu_naissance", SlotKind::Place, &["lieu de naissance"])
}

#[test]
fn asked_for() {
    stage().check(&[
        ("st omer 62", "Saint-Omer (62)"),
        ("Saint-Omer", "Saint-Omer"),
        ("saint omer (62)", "Saint-Omer (62)"),
        ("ST-OMER", "Saint-Omer"),
        ("St. Omer", "Saint-Omer"),
        ("62500 saint omer", "Saint-Omer (62)"),
        ("Saint-Omer, Pas-de-Calais", "Saint-Omer (Pas-de-Calais)"),
        ("ste marie aux mines 68", "Sainte-Marie-aux-Mines (68)"),
        ("le mont st michel", "Le Mont-Saint-Michel"),
        ("villeneuve d'ascq", "Villeneuve d’Ascq"),
        ("VILLENEUVE-D'ASCQ 59", "Villeneuve-d’Ascq (59)"),
        ("Lille", "Lille"),
        ("LILLE 59000", "Lille (59)"),
        ("lille dans le nord", "Lille (Nord)"),
        ("à Arras", "Arras"),
        ("a arras", "Arras"),
        ("né à Arras", "Arras"),
        ("je suis née à Arras dans le 62", "Arras (62)"),
        ("née le 3 mai 2000 à Arras", "Arras"),
        ("né en 1999 à Arras", "Arras"),
        ("je suis ne a arras", "Arras"),
        ("au Havre", "Le Havre"),
        ("aux Andelys", "Les Andelys"),
        ("Le Havre", "Le Havre"),
        ("la bassée", "La Bassée"),
        ("c'est Lens svp", "Lens"),
        ("Alger (Algérie)", "Alger (Algérie)"),
        ("alger, algérie", "Alger (Algérie)"),
        ("Alger Algérie", "Alger (Algérie)"),
        ("abidjan cote d'ivoire", "Abidjan (Cote d’Ivoire)"),
        ("en Algérie", "Algérie"),
        ("Ajaccio 2A", "Ajaccio (2A)"),
        ("20200 Bastia", "Bastia (2B)"),
        ("Saint-Denis 974", "Saint-Denis (974)"),
        ("97400 st denis", "Saint-Denis (974)"),
        ("paris 13", "Paris 13e"),
        ("Paris 13ème", "Paris 13e"),
        ("Paris 75", "Paris (75)"),
        ("lyon 69", "Lyon (69)"),
        ("aix-en-provence", "Aix-en-Provence"),
        ("L'Haÿ-les-Roses", "L’Haÿ-les-Roses"),
        ("東京", "東京"),
        ("marie@gmail.com", "-"),
        ("je ne veux pas le dire", "-"),
        ("oui", "-"),
        ("je ne sais pas", "-"),
        ("où ça ?", "-"),
        ("12", "-"),
        ("", "-"),
    ]);
    assert_eq!(stage().asked(&"Lille ".repeat(20)), "refus_trop_long");
}

#[test]
fn beside_another_question_only_where_one_is_born() {
    stage().check_aside(&[
        ("je suis né à Arras", "Arras"),
        ("non, je suis né à Arras", "Arras"),
        ("je suis née à Alger (Algérie), de nationalité française", "Alger (Algérie)"),
        ("née le 3 mai 2000 à Saint-Omer et je suis française", "Saint-Omer"),
        ("née a arras et jhabite lille", "Arras"),
        ("né à Saint Vit", "Saint-Vit"),
        ("né à Lille le 05/06/2000", "Lille"),
        ("née au Mans en 1999", "Le Mans"),
        ("je ne suis pas à Lille", "-"),
        ("je ne vais pas à Lille", "-"),
        ("je suis née le 3 mai 2000", "-"),
        ("née Dupont", "-"),
        ("Lille", "-"),
        ("j'habite à Lille", "-"),
        ("né à Arras ?", "-"),
    ]);
}

#[test]
fn total() {
    stage().never_panics("né à st-(62), d'A le paris");
}
