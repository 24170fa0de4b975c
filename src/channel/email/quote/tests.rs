//! The whole of it on small texts; the mails of real programs are in `tests/mail`.

use proptest::prelude::*;

use super::*;

const FORM: &str = "Bonjour Zoé,\n\nVotre dossier contient 10 réponses sur 14.\n\nBIEN REÇU\n 3. Diplôme : Licence de \
                    lettres\n 6. Campagne : M2 Alternance Master MEEF 1er degré Nord\n\nÀ COMPLÉTER\n 7. Zones \
                    souhaitées, par ordre de préférence\n    (A Lille, B Douaisis, C Cambrésis ; exemple : B, A) :\n 8. \
                    INE (11 caractères, sur votre carte d’étudiant) :\n 9. Boursière en 2025-2026 (oui / non) :\n10. \
                    Date de naissance (jj/mm/aaaa) :\n\nVous ne savez pas ? Mettez « ? » après le numéro, nous vous \
                    expliquons.\nUne personne du service : écrivez HUMAIN.\n-- \nAssistant AcloE, service automatique\n";

fn answer(text: &str) -> Reply {
    read(
        &plain(text, Flow::Fixed, &mut Effort::default()),
        Some(&Sent::new(FORM)),
        Setting { answers: true, forwards: false },
    )
}

fn alone(text: &str) -> Reply {
    read(&plain(text, Flow::Fixed, &mut Effort::default()), None, Setting::default())
}

/// Our form as a program quotes it, with lines or ends of lines put in: `fill` gets each line.
fn quoted(mark: &str, fill: impl Fn(&str) -> Option<String>) -> String {
    let lines = FORM.lines().map(|line| match fill(line.trim_start()) {
        Some(new) if new.starts_with('\n') => format!("{mark}{line}{new}\n"),
        Some(new) => format!("{mark}{line} {new}\n"),
        None => format!("{mark}{line}\n"),
    });
    format!("Le lun. 3 mars 2026 à 10:22, Assistant <a@b.fr> a écrit :\n\n{}", lines.collect::<String>())
}

fn filled(line: &str) -> Option<String> {
    match line {
        _ if line.starts_with("8.") => Some("0612345678A".to_owned()),
        _ if line.starts_with("9.") => Some("\noui".to_owned()),
        _ if line.starts_with("10.") => Some("12/05/1999".to_owned()),
        _ => None,
    }
}

fn numbers(reply: &Reply) -> Vec<(u32, &str)> {
    reply.answers.iter().map(|(number, answer)| (*number, answer.as_str())).collect()
}

#[test]
fn answers_inside_the_form_are_found() {
    for mark in ["> ", "", ">", "    ", "> > "] {
        let reply = answer(&format!("Bonjour,\n\n{}", quoted(mark, filled)));
        assert_eq!(reply.reply, "Bonjour,\n0612345678A\noui\n12/05/1999", "{mark}");
        assert_eq!(numbers(&reply), [(8, "0612345678A"), (9, "oui"), (10, "12/05/1999")], "{mark}");
        assert_eq!(reply.prose, "Bonjour,", "{mark}");
    }
}

#[test]
fn what_stands_behind_an_answer_is_not_swallowed_by_it() {
    let asked = "c'est quoi la rqth ?? et je peux avoir quelqu'un au téléphone";
    type Case<'c> = (&'c str, &'c [(u32, &'c str)], &'c str);
    let cases: [Case; 6] = [
        (&format!("8. 0612345678A\n42. oui\n{asked}"), &[(8, "0612345678A"), (42, "oui")], asked),
        (&format!("9. oui\n{asked}\n10. 12/05/1999"), &[(9, "oui"), (10, "12/05/1999")], asked),
        ("7.\n1. Lille\n2. Douaisis\n8. 0612345678A", &[(7, "1. Lille\n2. Douaisis"), (8, "0612345678A")], ""),
        ("7. Lille\npuis Douaisis", &[(7, "Lille\npuis Douaisis")], ""),
        ("8. chez ma mère\n42. rue de la Paix", &[(8, "chez ma mère\n42. rue de la Paix")], ""),
        ("Bonjour\n42. rue de la Paix", &[], "Bonjour\n42. rue de la Paix"),
    ];
    for (text, answers, prose) in cases {
        let reply = answer(text);
        assert_eq!((numbers(&reply), reply.prose.as_str()), (answers.to_vec(), prose), "{text}");
    }
    let unknown = read(
        &plain(&format!("42. oui\n{asked}"), Flow::Fixed, &mut Effort::default()),
        None,
        Setting { answers: true, forwards: false },
    );
    assert_eq!((numbers(&unknown), unknown.prose.as_str()), (vec![(42, "oui")], asked));
}

#[test]
fn an_untouched_form_answers_nothing() {
    for mark in ["> ", "", "| "] {
        let reply = answer(&format!("oui\n\n{}", quoted(mark, |_| None)));
        assert_eq!((reply.reply.as_str(), numbers(&reply)), ("oui", vec![]), "{mark}");
    }
}

#[test]
fn rewrapped_forms_are_ours_too() {
    let wide = "Bonjour Zoé, Votre dossier contient 10 réponses sur 14. BIEN REÇU 3. Diplôme : Licence de lettres 6. \
                Campagne :\nM2 Alternance Master MEEF 1er degré Nord\n7. Zones souhaitées, par ordre de préférence (A \
                Lille, B\nDouaisis, C Cambrésis ; exemple : B, A) : B, C\n8. INE (11 caractères, sur votre carte \
                d'étudiant): 0612345678A\n";
    let reply = answer(wide);
    assert_eq!(numbers(&reply), [(7, "B, C"), (8, "0612345678A")]);
    assert_eq!(reply.reply, "B, C\n0612345678A");
}

#[test]
fn words_of_ours_that_they_repeat_are_theirs() {
    let top = "M2 Alternance Master MEEF 1er degré Nord\nA Lille, B Douaisis, C Cambrésis\n\n";
    let reply = answer(&format!("{top}{}", quoted("> ", |_| None)));
    assert_eq!(reply.reply, top.trim());
    let inside = quoted("> ", |_| None);
    let reply = answer(&inside.replace(
        ">     (A Lille, B Douaisis, C Cambrésis ; exemple : B, A) :",
        ">     (A Lille, B Douaisis, C Cambrésis ; exemple : B, A) : A Lille, B Douaisis",
    ));
    assert_eq!(numbers(&reply), [(7, "A Lille, B Douaisis")]);
}

#[test]
fn numbers_and_names_answer_in_free_text() {
    let cases: [(&str, &[(u32, &str)]); 9] = [
        ("8) 0612345678A\n9) non", &[(8, "0612345678A"), (9, "non")]),
        ("8 - 0612345678A", &[(8, "0612345678A")]),
        ("n°8 : 0612345678A", &[(8, "0612345678A")]),
        ("Question 9 : oui", &[(9, "oui")]),
        ("INE : 0612345678A\nMa date de naissance : 12/05/1999", &[(8, "0612345678A"), (10, "12/05/1999")]),
        ("10. Date de naissance : 12/05/1999", &[(10, "12/05/1999")]),
        ("7. B\nou sinon A", &[(7, "B\nou sinon A")]),
        ("8) 0612345678A 9) oui 10) 12/05/1999", &[(8, "0612345678A"), (9, "oui"), (10, "12/05/1999")]),
        ("je suis né le 12/05/1999", &[]),
    ];
    for (text, expected) in cases {
        let reply = answer(&format!("{text}\n\nCordialement\nZoé\n\n{}", quoted("> ", |_| None)));
        assert_eq!(numbers(&reply), expected, "{text}");
        assert!(reply.reply.starts_with(text), "{text}: {}", reply.reply);
        assert!(reply.reply.ends_with("Cordialement\nZoé"), "{text}: {}", reply.reply);
    }
}

#[test]
fn changed_values_are_answers() {
    let changed = quoted("> ", |_| None).replace("Licence de lettres", "Licence de droit");
    let reply = answer(&changed);
    assert_eq!(numbers(&reply), [(3, "Licence de droit")]);
}

#[test]
fn signs_are_answers_too() {
    let reply = answer(&quoted("> ", |line| match line {
        _ if line.starts_with("8.") => Some("?".to_owned()),
        _ if line.starts_with("9.") => Some("-".to_owned()),
        _ => None,
    }));
    assert_eq!(numbers(&reply), [(8, "?"), (9, "-")]);
}

#[test]
fn a_form_nobody_knows_is_guessed() {
    let reply = read(
        &plain(&quoted("> ", filled), Flow::Fixed, &mut Effort::default()),
        None,
        Setting { answers: true, forwards: false },
    );
    assert_eq!(numbers(&reply), [(8, "0612345678A"), (9, "oui"), (10, "12/05/1999")]);
}

#[test]
fn quotes_are_left_out_and_words_kept() {
    let cases = [
        ("oui\n\nLe lun. 3 mars 2026 à 10:22, X <x@y> a\nécrit :\n\n> non\n> non", "oui"),
        ("oui\n\nDe : X <x@y.fr>\nEnvoyé : lundi 3 mars 2026 10:22\nÀ : Z\nObjet : a\n\nnon", "oui"),
        ("Le 3 mars, le rectorat m’a écrit :\nvotre dossier est incomplet.\nQue faire ?", "*"),
        ("Je cite :\n> un\n> deux", "Je cite :\nun\ndeux"),
        ("oui\n\n-- \nZoé\n\nLe 3 mars 2026 à 10:22, X a écrit :\n> a", "oui"),
        (
            "Voici.\n\nDébut du message réexpédié :\n\n> De : X <x@y.fr>\n> Date : 3 mars 2026 10:22\n> À : Z\n>\n> texte",
            "Voici.\n\nDébut du message réexpédié :\n\nDe : X <x@y.fr>\nDate : 3 mars 2026 10:22\nÀ : Z\n\ntexte",
        ),
        ("> tout est cité", "tout est cité"),
        ("", ""),
        ("👍", "👍"),
    ];
    for (text, expected) in cases {
        let expected = if expected == "*" { text } else { expected };
        assert_eq!(alone(text).reply, expected, "{text}");
    }
}

/// The words of a text that are neither signs nor ours.
fn bare(text: &str) -> Vec<String> {
    text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn never_empty_when_there_are_words(text in "([ >]{0,3}[!-~éà:\\-]{0,9}[ \n]{1,2}){0,30}", answers: bool, forwards: bool) {
        let body = plain(&text, Flow::Fixed, &mut Effort::default());
        let reply = read(&body, None, Setting { answers, forwards });
        prop_assert!(!text.contains(char::is_alphanumeric) || !reply.reply.is_empty());
        prop_assert!(html(&text, &mut Effort::default()).lines.len() <= text.len() + 1);
    }

    #[test]
    fn every_new_word_comes_back(places in proptest::collection::btree_map(0_usize..19, "zq[a-z]{2,6}( zq[a-z]{2,6}){0,3}", 1..6), mark in "(> ?|)", same in any::<bool>()) {
        let lines: String = FORM.lines().enumerate().map(|(index, line)| match places.get(&index) {
            Some(new) if same => format!("{mark}{line} {new}\n"),
            Some(new) => format!("{mark}{line}\n{new}\n"),
            None => format!("{mark}{line}\n"),
        }).collect();
        let reply = answer(&format!("Le lun. 3 mars 2026 à 10:22, A <a@b.fr> a écrit :\n\n{lines}"));
        let new: Vec<String> = places.iter().filter(|(index, _)| **index < FORM.lines().count()).flat_map(|(_, new)| bare(new)).collect();
        prop_assert_eq!(bare(&reply.reply), new);
    }

    #[test]
    fn what_was_read_reads_the_same(text in "([a-zé]{1,8}[ \n]){1,20}") {
        let once = alone(&text).reply;
        prop_assert_eq!(alone(&once).reply, once);
    }
}
