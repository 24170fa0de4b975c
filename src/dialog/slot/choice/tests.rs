//! What is chosen by which words.

use proptest::prelude::*;

use crate::campaign::Campaigns;
use crate::dialog::definition::{Choice, Options, SlotKind};
use crate::dialog::pattern::Pattern;
use crate::dialog::person::Value;
use crate::dialog::slot::stand::{Stage, check, option};
use crate::dialog::text::{Piece, Text, TextBlock, What};

fn stage(name: &str, other: bool, options: Vec<Choice>) -> Stage {
    let mut stage = Stage::new(name, SlotKind::Choice { options: Options::Here(Vec::new()), other });
    stage.options = options;
    stage
}

fn civilite() -> Stage {
    stage(
        "civilite",
        false,
        vec![option("Monsieur", &["m", "mr", "m.", "homme"]), option("Madame", &["mme", "mlle", "femme"])],
    )
}

fn diploma() -> Stage {
    let mut master = option("MASTER", &["m1", "m2", "master 1", "master 2"]);
    let words = What::Words("LICENCE est imposé.".into());
    let why = Text { blocks: vec![TextBlock { item: false, pieces: vec![Piece { strong: false, what: words }] }] };
    master.refused = Some((why, Some("LICENCE".into())));
    let options = vec![
        option("LICENCE", &["l3", "bac +3", "licence 3", "bachelor"]),
        option("LICENCE PRO", &["licence pro", "lp", "bac +3"]),
        master,
        option("BTS", &["brevet de technicien supérieur", "bac +2"]),
        option("DOCTORAT", &["thèse"]),
    ];
    stage("type_diplome", true, options)
}

fn disciplines() -> Stage {
    let options = vec![
        option("mathématiques", &["maths"]),
        option("physique chimie", &["pc"]),
        option("lettres classiques", &[]),
        option("lettres modernes", &[]),
        option("anglais", &[]),
        option("allemand", &[]),
        option("histoire et géographie", &["hg", "histoire géo"]),
        option("sciences de la vie et de la Terre", &["svt", "bio"]),
    ];
    stage("discipline", true, options)
}

fn campaign(id: &str, label: &str, aliases: &[&str], facets: &[(&str, &str)]) -> Choice {
    let facets = facets.iter().map(|(of, value)| ((*of).to_owned(), vec![(*value).to_owned()])).collect();
    Choice { id: id.into(), facets, ..option(label, aliases) }
}

/// The values of a trait, each with its phrases.
type Values = &'static [(&'static str, &'static [&'static str])];

/// The campaigns and traits as `config/campagnes.toml` has them, shorter.
fn campaigns() -> Stage {
    let m2 = ("metier", "m2");
    let mut stage = stage(
        "campagne",
        false,
        vec![
            campaign(
                "m2_1d_nord",
                "M2 Alternance Master MEEF 1er degré Nord",
                &[],
                &[m2, ("degre", "1"), ("departement", "59")],
            ),
            campaign(
                "m2_1d_pdc",
                "M2 Alternance Master MEEF 1er degré Pas-de-Calais",
                &[],
                &[m2, ("degre", "1"), ("departement", "62")],
            ),
            campaign(
                "m2_2d_lille",
                "M2 Alternance Master MEEF 2nd degré LILLE",
                &[],
                &[m2, ("degre", "2"), ("departement", "59")],
            ),
            campaign("aesh", "AESH", &["avs"], &[("metier", "aesh"), ("departement", "*")]),
            campaign("ecandidat_inalco", "eCandidat INALCO", &["e-candidat", "inalco"], &[("metier", "ecandidat")]),
            campaign("magistere", "M@gistère", &["magistère"], &[("metier", "magistere")]),
        ],
    );
    let words: &[(&str, Values)] = &[
        (
            "metier",
            &[
                ("m2", &["meef", "alternance", "m2"]),
                ("aesh", &["aesh", "avs", "accompagnant~", "handicap~"]),
                ("ecandidat", &["ecandidat", "e candidat", "inalco"]),
                ("magistere", &["magistere", "m gistere"]),
            ],
        ),
        (
            "degre",
            &[
                ("1", &["1er degre", "premier degre", "instit~", "prof~ des ecoles", "maternelle~", "prof"]),
                (
                    "2",
                    &[
                        "2nd degre",
                        "2d degre",
                        "second degre",
                        "college~",
                        "lycee~",
                        "capes",
                        "prof * maths|anglais",
                        "maths",
                        "prof",
                        "meef 2",
                    ],
                ),
            ],
        ),
        (
            "departement",
            &[("59", &["59", "nord", "lille", "douai"]), ("62", &["62", "pas de calais", "pdc", "arras", "lens"])],
        ),
    ];
    let patterns = |lines: &[&str]| lines.iter().filter_map(|line| Pattern::new(line)).collect::<Vec<_>>();
    let values =
        |values: &[(&str, &[&str])]| values.iter().map(|(v, lines)| ((*v).to_owned(), patterns(lines))).collect();
    stage.campaigns = Campaigns {
        facets: words.iter().map(|(of, all)| ((*of).to_owned(), values(all))).collect(),
        ..Campaigns::default()
    };
    stage
}

#[test]
fn one_of_two() {
    check(
        &civilite(),
        &[
            ("mme", "Madame"),
            ("Monsieur", "Monsieur"),
            ("M.", "Monsieur"),
            ("c'est madame svp", "Madame"),
            ("je suis une femme", "Madame"),
            ("2", "Madame"),
            ("la deuxième", "Madame"),
            ("le premier", "Monsieur"),
            ("la dernière", "Madame"),
            ("b", "Madame"),
            ("n°1", "Monsieur"),
            ("choix 2", "Madame"),
            ("madmae", "Madame +Approximate"),
            ("monsieu", "Monsieur +Approximate"),
            ("pas monsieur, madame", "Madame"),
            ("pas madame mais monsieur", "Monsieur"),
            ("3", "refused refus_hors_liste"),
            ("0", "refused refus_hors_liste"),
            ("monsieur ou madame ?", "nothing"),
            ("Madame ?", "Madame"),
            ("1 ou 2", "which Monsieur | Madame"),
            ("les deux", "which Monsieur | Madame"),
            ("monsieur et madame", "which Monsieur | Madame"),
            ("autre", "nothing"),
            ("je sais pas", "nothing"),
            ("", "nothing"),
        ],
    );
}

#[test]
fn an_open_list_keeps_what_it_does_not_know() {
    check(
        &diploma(),
        &[
            ("licence 3 histoire", "LICENCE"),
            ("L3", "LICENCE"),
            ("licence pro", "LICENCE PRO"),
            ("une licence pro de gestion", "LICENCE PRO"),
            ("bac +3", "which LICENCE | LICENCE PRO"),
            ("master", "refused option_refusee instead LICENCE"),
            ("je suis en m2", "refused option_refusee instead LICENCE"),
            ("license", "LICENCE +Approximate"),
            ("j'ai une licence", "LICENCE"),
            ("pas un master, une licence", "LICENCE"),
            ("licence ou master", "which LICENCE | MASTER"),
            ("doctorrat", "DOCTORAT +Approximate"),
            ("doctor", "DOCTORAT +Approximate"),
            ("DEUST Santé svp", "DEUST Santé +UnknownOption"),
            ("bts", "BTS"),
            ("je ne sais pas", "nothing"),
            ("aucun", "nothing"),
            ("plus tard", "nothing"),
            ("aide", "nothing"),
            ("c'est quoi un type de diplôme ?", "nothing"),
            ("quelle différence entre licence et master", "nothing"),
            ("9", "refused refus_hors_liste"),
        ],
    );
}

#[test]
fn beginnings_and_near_names() {
    check(
        &disciplines(),
        &[
            ("math", "mathématiques +Approximate"),
            ("maths", "mathématiques"),
            ("mathematique", "mathématiques +Approximate"),
            ("physique", "physique chimie +Approximate"),
            ("lettres", "which lettres classiques | lettres modernes"),
            ("lettres mod", "lettres modernes +Approximate"),
            ("lettre moderne", "lettres modernes +Approximate"),
            ("histoire-géo", "histoire et géographie"),
            ("histoire et geographie", "histoire et géographie"),
            ("anglais", "anglais"),
            ("anglias", "anglais +Approximate"),
            ("SVT", "sciences de la vie et de la Terre"),
            ("vie et terre", "sciences de la vie et de la Terre +Approximate"),
            ("Basque", "Basque +UnknownOption"),
            ("je voudrais allemand", "allemand"),
        ],
    );
    let composante = stage("composante", false, vec![option("MEEF 1er degré", &[]), option("MEEF 2nd degré", &[])]);
    check(
        &composante,
        &[
            ("meef 2", "MEEF 2nd degré +Approximate"),
            ("meef", "which MEEF 1er degré | MEEF 2nd degré"),
            ("2", "MEEF 2nd degré"),
        ],
    );
    let university = stage("universite", true, vec![option("INSPÉ Lille HdF", &[]), option("INSPÉ Paris", &[])]);
    check(&university, &[("inspe de lille", "INSPÉ Lille HdF +Approximate"), ("inspé paris", "INSPÉ Paris")]);
}

#[test]
fn traits_tell_campaigns_apart() {
    check(
        &campaigns(),
        &[
            ("pas de calais svp", "which m2_1d_pdc | aesh"),
            ("2d degre a lille en maths", "m2_2d_lille"),
            ("1er degre nord", "m2_1d_nord"),
            ("je veux etre aesh", "aesh"),
            ("avs", "aesh"),
            ("alternance meef", "which m2_1d_nord | m2_1d_pdc | m2_2d_lille"),
            ("e-candidat", "ecandidat_inalco"),
            ("m@gistere marche pas", "magistere"),
            ("les deux, nord et pas de calais", "which m2_1d_nord | m2_1d_pdc"),
            ("instit dans le Nord", "m2_1d_nord"),
            ("prof de maths", "m2_2d_lille"),
            ("prof de maths à Arras", "m2_2d_lille"),
            ("prof des écoles à Arras", "m2_1d_pdc"),
            ("aesh en collège à Lille", "aesh"),
            ("instit", "which m2_1d_nord | m2_1d_pdc"),
            ("nord", "which m2_1d_nord | m2_2d_lille | aesh"),
            ("pas le nord, le pas de calais, en maternelle", "m2_1d_pdc"),
            ("instit mais pas dans le nord", "m2_1d_pdc"),
            ("m2 second degré", "m2_2d_lille"),
            ("comment accéder à magistère ?", "magistere"),
            ("m2_1d_pdc", "m2_1d_pdc"),
            ("4", "aesh"),
            ("62", "which m2_1d_pdc | aesh"),
            ("63", "refused refus_hors_liste"),
            ("les trois", "nothing"),
            ("boulanger", "nothing"),
            ("oui", "nothing"),
        ],
    );
}

#[test]
fn a_held_campaign_is_narrowed() {
    let mut stage = campaigns();
    stage.held = Some(Value::of("m2_1d_nord"));
    check(
        &stage,
        &[
            ("pas de calais svp", "m2_1d_pdc"),
            ("second degré", "m2_2d_lille"),
            ("aesh", "aesh"),
            ("nord", "m2_1d_nord"),
        ],
    );
}

#[test]
fn unasked_only_what_is_plain() {
    check(
        &diploma().unasked(),
        &[
            ("j'ai une licence", "LICENCE"),
            ("l3", "nothing"),
            ("2", "nothing"),
            ("license", "nothing"),
            ("DEUST", "nothing"),
            ("licence ou bts", "nothing"),
        ],
    );
    check(&campaigns().unasked(), &[("instit dans le nord", "m2_1d_nord"), ("instit", "nothing")]);
}

proptest! {
    #[test]
    fn any_words_are_heard(text in "\\PC{0,60}", asked: bool) {
        for mut stage in [civilite(), diploma(), disciplines(), campaigns()] {
            stage.asked = asked;
            stage.hear(&text);
        }
    }

    #[test]
    fn what_is_on_screen_is_taken(at in 0_usize..8) {
        let stage = disciplines();
        let label = stage.options[at].label.clone();
        for text in [label.clone(), label.to_uppercase(), format!("{}", at + 1), format!("{label} svp")] {
            prop_assert_eq!(crate::dialog::slot::stand::shown(&stage.hear(&text)), label.clone());
        }
    }
}
