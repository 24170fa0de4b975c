//! A script that should fail fails, on its line.

use super::*;
use crate::dialog::load;

fn play(text: &str) -> Vec<(usize, String)> {
    let sources = load::embedded();
    let (library, _) = load::load(&sources).expect("the built-in files are sound");
    let zone = TimeZone::get("Europe/Paris").expect("bundled");
    let guides = BTreeMap::new();
    let stage = Stage { library: &library, sources: &sources, guides: &guides, zone: &zone };
    let report = run(&[("essai.txt".into(), text.into())], &stage);
    let played = report.played.into_iter().next().expect("one script");
    played.failures.into_iter().map(|failure| (failure.line, failure.message)).collect()
}

fn fails(text: &str, cases: &[(usize, &str)]) {
    let failures = play(text);
    let lines: Vec<usize> = failures.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, cases.iter().map(|(line, _)| *line).collect::<Vec<_>>(), "{failures:#?}");
    for ((_, message), (_, words)) in failures.iter().zip(cases) {
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn what_cannot_be_read_is_told_by_line() {
    fails(
        "  seul\nTitre : essai\nCandida : bonjour\nTemps : + demain\nFichier : \nDossier : prenom\nDossier : prenom : état mou\nDate : hier",
        &[
            (1, "en retrait"),
            (3, "« Candida »"),
            (4, "durée"),
            (5, "fichier"),
            (6, "« = »"),
            (7, "état inconnu"),
            (8, "pas une date"),
        ],
    );
}

#[test]
fn what_does_not_hold_is_told_by_line() {
    let text = "\
Titre : essai
Assistant : trop tôt
Ouvre : acloe-m2
Assistant : mot que personne ne dit
Jamais : candidature
Dossier : prenom = Paul
Dossier : prenon = Paul
Dossier : campagne : état donné
Dossier : campagne : signalé hors-liste
Fiche : Pointure = 42
Fiche : Prénom = Paul
Attend : une personne
Efface : tout
Terminé
Jamais en mémoire : acloe";
    fails(
        text,
        &[
            (2, "rien n’a encore été dit"),
            (4, "ne contient pas"),
            (5, "contient"),
            (6, "attendu « Paul »"),
            (7, "n’est pas une réponse"),
            (8, "état rien"),
            (9, "attendu « hors-liste »"),
            (10, "pas de champ"),
            (11, "attendu « Paul »"),
            (12, "prévenu"),
            (13, "effacées"),
            (14, "terminé"),
            (15, "gardé"),
            (15, "gardé"),
        ],
    );
}

#[test]
fn a_script_off_its_rails_stops() {
    let rest = "\nAssistant : mot que personne ne dit";
    for (line, words) in [
        ("Question : prenom", "question attendue : prenom"),
        ("Question : aucune", "question attendue : aucune"),
        ("Candidat répond :\n  prenom = Paul", "n’a pas été demandé"),
        ("Candidat répond :\n  campagne = Paul", "ne répond pas"),
        ("Appuie : oui sur a/b", "n’est pas une question"),
        ("Guide : absent.toml", "guides"),
    ] {
        let failures = play(&format!("Ouvre : acloe-m2\n{line}{rest}"));
        assert_eq!(failures.len(), 1, "{failures:#?}");
        assert!(failures.first().is_some_and(|(_, message)| message.contains(words)), "{failures:#?}");
    }
}

#[test]
fn the_clock_people_and_tables_of_a_script_are_its_own() {
    let text = "\
Titre : essai
Date : 2026-10-24 23:59
Ouvre : acloe-m2
Candidat répond :
  campagne = 1er degré nord
  civilite = mme
Question : nom_patronymique
Dossier : civilite = Madame
Temps : + 6 mois
Personne : Paul
Ouvre : acloe-m2
Question : campagne
Dossier : civilite : état rien
Personne : Candidat
Ouvre
Assistant : bon retour
Question : nom-patronymique
";
    fails(text, &[]);
}
