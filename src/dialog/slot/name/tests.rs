//! Names as they are written and said.

use super::super::stage::Stage;
use crate::dialog::definition::SlotKind;

fn given() -> Stage {
    Stage::new("prenom", SlotKind::PersonName { usage: None }, &["prenom"])
}

fn birth() -> Stage {
    let kind = SlotKind::PersonName { usage: Some("nom_usage".into()) };
    Stage::new(
        "nom_patronymique",
        kind,
        &["nom de naissance", "nom de jeune fille", "nom patronymique", "nom de famille", "nom"],
    )
}

fn usage() -> Stage {
    Stage::new("nom_usage", SlotKind::PersonName { usage: None }, &["nom d usage"])
}

#[test]
fn a_given_name() {
    given().check(&[
        ("jean-françois", "Jean-François"),
        ("MARIE", "Marie"),
        ("Marie", "Marie"),
        ("marie claire", "Marie Claire"),
        ("Marie, Claire, Louise", "Marie, Claire, Louise"),
        ("c'est Marie", "Marie"),
        ("mon prénom est marie", "Marie"),
        ("Bonjour, je m'appelle Léa, merci", "Léa"),
        ("je m'appelle Marie Dupont", "lire Marie [Approximate]"),
        ("je m'appelle Marie DUPONT", "Marie [Approximate]"),
        ("DUPONT Marie", "Marie [Approximate]"),
        ("o'neal", "O'Neal"),
        ("François‑Xavier", "François-Xavier"),
        ("jean - pierre", "Jean-Pierre"),
        ("e\u{301}lodie", "Élodie"),
        ("Ngọc Ánh", "Ngọc Ánh"),
        ("Αθηνά", "Αθηνά"),
        ("marie 😊", "Marie"),
        ("Marie.", "Marie"),
        ("« Marie »", "Marie"),
        ("J.-P.", "J.-P"),
        ("X", "lire X [Approximate]"),
        ("marie2", "refus_nom"),
        ("marie@gmail.com", "refus_nom"),
        ("www.marie.fr", "refus_nom"),
        ("marie.fr", "refus_nom"),
        ("je ne veux pas vous le dire", "refus_nom"),
        ("un deux trois quatre cinq six sept", "refus_nom"),
        ("<script>", "refus_nom"),
        ("a/b", "refus_nom"),
        ("je sais pas", "-"),
        ("pourquoi vous demandez ça", "-"),
        ("mon prénom ?", "-"),
        ("oui", "-"),
        ("non", "-"),
        ("idem", "-"),
        ("😊", "-"),
        ("", "-"),
    ]);
}

#[test]
fn a_birth_name_and_the_other() {
    birth().check(&[
        ("DUPONT", "Dupont"),
        ("DUPONT épouse Martin", "nom_patronymique=Dupont, nom_usage=Martin"),
        ("dupont epouse martin", "nom_patronymique=Dupont, nom_usage=Martin"),
        ("Dupont ép. Martin", "nom_patronymique=Dupont, nom_usage=Martin"),
        ("Mme Martin née Dupont", "nom_patronymique=Dupont, nom_usage=Martin"),
        ("Martin (née Dupont)", "nom_patronymique=Dupont, nom_usage=Martin"),
        ("Martin, nom de jeune fille : Dupont", "nom_patronymique=Dupont, nom_usage=Martin"),
        ("Dupont, nom d'usage Martin", "nom_patronymique=Dupont, nom_usage=Martin"),
        ("je m'appelle Marie DUPONT épouse MARTIN", "nom_patronymique=Dupont, nom_usage=Martin"),
        ("le goff veuve de la tour", "nom_patronymique=Le Goff, nom_usage=de la Tour"),
        ("née Dupont", "Dupont"),
        ("je suis née Dupont", "Dupont"),
        ("mon nom de jeune fille est Dupont", "Dupont"),
        ("mon nom est Dupont", "Dupont"),
        ("née Le Goff", "Le Goff"),
        ("DUPONT-MARTIN", "Dupont-Martin"),
        ("de gaulle", "de Gaulle"),
        ("LE GOFF", "Le Goff"),
        ("Ben Ali", "Ben Ali"),
        ("el amrani", "El Amrani"),
        ("dupont de la tour", "Dupont de la Tour"),
        ("O'Brien", "O'Brien"),
        ("McDonald", "McDonald"),
        ("d'ormesson", "d'Ormesson"),
        ("Mme Dupont", "Dupont"),
        ("M. Dupont", "Dupont"),
        ("DUPONT Marie", "Dupont [Approximate]"),
        ("DUPONT marie", "lire Dupont [Approximate]"),
        ("va te faire foutre", "refus_nom"),
        ("connard", "refus_nom"),
        ("je m'apelle zoé dupuis", "lire Dupuis [Approximate]"),
        ("dupuis né le 12 05 99", "lire Dupuis [Approximate]"),
        ("Dupuis (nom de jeune fille), Lambert (mariée)", "nom_patronymique=Dupuis, nom_usage=Lambert"),
        ("DUPONT de la Tour", "Dupont de la Tour"),
        ("Marie DE LA TOUR", "De la Tour [Approximate]"),
        ("je m'appelle Marie Dupont", "lire Dupont [Approximate]"),
        ("Dupont, Marie", "lire Dupont, Marie [Approximate]"),
        ("garcia lopez", "Garcia Lopez"),
        ("Dupont 59", "refus_nom"),
        ("idem", "-"),
        ("le même", "-"),
        ("mon nom de jeune fille ?", "-"),
    ]);
}

#[test]
fn a_married_name() {
    usage().check(&[
        ("Martin", "Martin"),
        ("Dupont épouse Martin", "Martin"),
        ("Martin née Dupont", "Martin"),
        ("née Dupont", "-"),
        ("le même", "-"),
        ("non", "-"),
    ]);
}

#[test]
fn beside_another_question_only_where_it_is_introduced() {
    given().check_aside(&[
        ("mon prénom est jean-françois", "Jean-François"),
        ("prénom : Marie", "Marie"),
        ("je m'appelle Marie", "Marie"),
        ("je m'appelle Marie et je suis née à Arras", "Marie"),
        ("je m'appelle Marie DUPONT", "Marie"),
        ("je m'appelle DUPUIS zoé", "Zoé"),
        ("Bonjour, je suis Zoé Dupuis, née le 12/05/1999", "lire Zoé [Approximate]"),
        ("je suis DUPUIS Zoé", "lire Zoé [Approximate]"),
        ("je suis Belge", "-"),
        ("je suis Professeur Certifiée", "-"),
        ("je suis en Master Meef", "-"),
        ("je suis Zoé", "-"),
        ("jmappelle Marie", "Marie"),
        ("je m'appelle zoé marie DUPUIS", "Zoé Marie"),
        ("je m'appelle Marie Dupont", "lire Marie [Approximate]"),
        ("Marie", "-"),
        ("je veux changer mon prénom", "-"),
        ("quel est mon prénom ?", "-"),
        ("je suis née à Lille", "-"),
    ]);
    birth().check_aside(&[
        ("je m'appelle Marie DUPONT", "Dupont"),
        ("je m'appelle DUPUIS zoé", "Dupuis"),
        ("mon nom de jeune fille est Dupont", "Dupont"),
        ("je suis née Dupont", "Dupont"),
        ("Marie Martin née Dupont", "Dupont"),
        ("Martin née Dupont", "nom_patronymique=Dupont, nom_usage=Martin"),
        ("je suis né à Arras", "-"),
        ("je suis née le 3 mai 2000", "-"),
        ("je ne comprends pas", "-"),
        ("Dupont", "-"),
    ]);
    usage().check_aside(&[("mon nom d'usage est Martin", "-"), ("Martin née Dupont", "-"), ("Martin", "-")]);
}

#[test]
fn total() {
    given().never_panics("née M. 'épouse, ALd’-");
    birth().never_panics("né M. 'ép. , Dd’-");
}
