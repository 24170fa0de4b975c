//! INE formats, their keys, and repairs proposed.

use super::super::stage::Stage;
use crate::dialog::definition::SlotKind;

fn stage() -> Stage {
    Stage::new("ine", SlotKind::Ine, &["ine|identifiant national"])
}

#[test]
fn asked_for() {
    stage().check(&[
        ("0494004062M", "0494004062M"),
        ("0494 004 062 m", "0494004062M"),
        ("0494-004-062-M", "0494004062M"),
        ("0494.004.062/M", "0494004062M"),
        ("0494’004’062’m", "0494004062M"),
        ("0494_004_062_m", "0494004062M"),
        ("mon ine c'est 0494 004 062 m", "0494004062M"),
        ("Bonjour, INE : 0494004062M, merci", "0494004062M"),
        ("c'est bien 0494004062M ?", "0494004062M"),
        ("０４９４００４０６２Ｍ", "0494004062M"),
        ("0 4 9 4 0 0 4 0 6 2 m", "0494004062M"),
        ("0494004062M je répète 0494 004 062 M", "0494004062M"),
        ("1df3kl90mx7", "1DF3KL90MX7"),
        ("A1B2 C3D4 E55", "A1B2C3D4E55"),
        ("223456789HE", "223456789HE [IneUnverifiable]"),
        ("223 456 789 he", "223456789HE [IneUnverifiable]"),
        ("1234A12345F", "1234A12345F [IneUnverifiable]"),
        ("2512D00012B", "2512D00012B [IneUnverifiable]"),
        ("2068113589L", "lire 2068113589L [IneKeyUnverified]"),
        ("1234567890F", "lire 1234567890F [IneKeyUnverified]"),
        ("0ABC1234567", "lire 0ABC1234567 [IneKeyUnverified]"),
        ("O494004062M", "vouliez_vous_dire → 0494004062M"),
        ("o494 oo4 o62 m", "vouliez_vous_dire → 0494004062M"),
        ("c'est O494004062M", "vouliez_vous_dire → 0494004062M"),
        ("09060I8I55T", "vouliez_vous_dire → 0906018155T"),
        ("1111111111K", "refus_ine_factice"),
        ("0000000000A", "refus_ine_factice"),
        ("0494004062", "refus_ine_longueur"),
        ("0494004062MM3", "refus_ine_longueur"),
        ("123456789", "refus_ine_longueur"),
        ("mon numéro est 049400406", "refus_ine_longueur"),
        ("12AB34CD56Z", "refus_ine_format"),
        ("0494004062M et 0906018155T", "refus_ine_format"),
        ("1 85 05 59 350 123 45", "-"),
        ("2850559350123", "-"),
        ("c quoi l'ine", "-"),
        ("je ne sais pas", "-"),
        ("bac 2018", "-"),
        ("", "-"),
    ]);
}

#[test]
fn said_beside_another_question() {
    stage().check_aside(&[
        ("je suis né à Arras, INE 0494004062M", "0494004062M"),
        ("0494 004 062 m", "0494004062M"),
        ("mon identifiant national : 2068113589L", "lire 2068113589L [IneKeyUnverified]"),
        ("223456789HE", "223456789HE [IneUnverifiable]"),
        ("06 12 34 56 78 a appeler le soir", "-"),
        ("06 12 34 56 78", "-"),
        ("12 rue de la gare 59000 Lille", "-"),
        ("licence 3 obtenue le 12/05/2021 a Lille", "-"),
        ("20681135893", "-"),
        ("O494004062M", "-"),
        ("1111111111K", "-"),
        ("candidat104@exemple.fr", "-"),
        ("mon adresse : candidat104@exemple.fr, INE 0494004062M", "0494004062M"),
        ("licence mention candidat104", "-"),
    ]);
}

#[test]
fn the_length_read_is_named() {
    let stage = stage();
    let heard = stage.hear("049400406", true);
    let super::Heard::Refused(super::Reason::Phrase(_, args), _) = heard else { panic!("{heard:?}") };
    assert_eq!(args.get("n"), Some("9"));
}

#[test]
fn total() {
    stage().never_panics("0494004062M O1IL-. ine");
}
