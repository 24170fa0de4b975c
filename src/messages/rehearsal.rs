//! What is said of a conversation script: lines that cannot be read, and what did not go as it says.

/// A line that continues nothing.
pub fn lonely() -> String {
    "cette ligne est en retrait, mais aucune ligne ne la précède".into()
}

/// A first word nobody knows.
pub fn unknown_word(word: &str) -> String {
    format!(
        "« {word} » n’est pas un mot connu ici. Mots possibles : Titre, Date, Ouvre, Candidat, Candidat répond, Appuie, \
         Ajoute, Enlève, Place, Valide, Commande, Change, Envoie, Fichier, Temps, Personne, Guide, Assistant, Jamais, \
         Jamais en mémoire, Question, Choisi, Réglé, Silence, Dossier, Fiche, Attend, Efface, Terminé"
    )
}

/// A date that is none.
pub fn date(words: &str) -> String {
    format!("« {words} » n’est pas une date : écrivez par exemple 2026-03-02 10:00")
}

/// A lapse of time that is none.
pub fn time(words: &str) -> String {
    format!("« {words} » n’est pas une durée : écrivez par exemple + 3 jours ou + 6 mois")
}

/// A file that cannot be read.
pub fn file(words: &str) -> String {
    format!("« {words} » ne décrit pas un fichier : écrivez par exemple licence.pdf (120 Ko, application/pdf)")
}

/// A line without its sign.
pub fn equals(words: &str) -> String {
    format!("il manque « = » dans « {words} »")
}

/// A state nobody knows.
pub fn standing(words: &str, known: Vec<&str>) -> String {
    format!("état inconnu dans « {words} ». Possibles : {}", known.join(", "))
}

/// Another choice so far.
pub fn other_choice(expected: &str, found: &str) -> String {
    format!("choix attendu : « {expected} » ; choix actuel : « {found} »")
}

/// No question was settled with these words.
pub fn not_settled(words: &str, lines: &str) -> String {
    format!("aucune question n’a été réglée avec « {words} ».\nRéglé :\n{lines}")
}

/// Something was said where nothing should be.
pub fn not_silent(reply: &str) -> String {
    format!("rien ne devait être dit.\nRéponse :\n{reply}")
}

/// An expectation before anything happened.
pub fn too_early() -> String {
    "rien n’a encore été dit : commencez par « Ouvre » ou « Candidat : … »".into()
}

/// Words that should have been said.
pub fn not_said(words: &str, reply: &str) -> String {
    format!("la réponse ne contient pas « {words} ».\nRéponse :\n{reply}")
}

/// Words that should not.
pub fn said(words: &str, reply: &str) -> String {
    format!("la réponse contient « {words} ».\nRéponse :\n{reply}")
}

/// Another question is asked.
pub fn other_question(expected: &str, asked: &str, reply: &str) -> String {
    format!("question attendue : {expected} ; question posée : {asked}.\nRéponse :\n{reply}")
}

/// An answer stands otherwise.
pub fn other_answer(slot: &str, expected: &str, held: &str) -> String {
    format!("« {slot} » : attendu {expected} ; le dossier contient {held}")
}

/// No dossier is open.
pub fn no_dossier() -> String {
    "aucun dossier n’est ouvert".into()
}

/// A name that is no slot.
pub fn no_slot(name: &str) -> String {
    format!("« {name} » n’est pas une réponse de ce guide")
}

/// A line of the sheet that is not there.
pub fn no_field(field: &str, known: &str) -> String {
    format!("la fiche n’a pas de champ « {field} ». Champs : {known}")
}

/// A line of the sheet with another value.
pub fn other_value(field: &str, expected: &str, found: &str) -> String {
    format!("fiche, champ « {field} » : attendu « {expected} », trouvé « {found} »")
}

/// Nobody waits, or somebody does.
pub fn waiting(expected: bool) -> String {
    if expected { "personne du service n’est prévenu" } else { "une personne du service est prévenue" }.into()
}

/// Nothing was erased.
pub fn not_erased() -> String {
    "les données n’ont pas été effacées".into()
}

/// Finished, or not.
pub fn finished(expected: bool, reply: &str) -> String {
    let what = if expected { "le dossier n’est pas terminé" } else { "le dossier est terminé" };
    format!("{what}.\nRéponse :\n{reply}")
}

/// A secret that was kept.
pub fn kept(words: &str) -> String {
    format!("« {words} » se trouve dans une réponse ou dans ce qui est gardé")
}

/// No question is open.
pub fn nothing_asked() -> String {
    "aucune question n’est posée".into()
}

/// A question that is not open.
pub fn not_open(question: &str) -> String {
    format!("« {question} » n’est pas une question de ce dossier")
}

/// An answer of a table that leads nowhere.
pub fn not_taken(name: &str, words: &str, reply: &str) -> String {
    format!("« {words} » ne répond pas à « {name} » : la question revient.\nRéponse :\n{reply}")
}

/// Answers of a table for questions that never came.
pub fn never_asked(name: &str, asked: &str) -> String {
    format!("« {name} » n’a pas été demandé ; question posée : {asked}")
}

/// A replacing file that is not there.
pub fn no_guide(name: &str) -> String {
    format!("le fichier « {name} » n’est pas dans le dossier « guides »")
}

/// A replacing file that is wrong.
pub fn bad_guide(name: &str, problems: &str) -> String {
    format!("le fichier « {name} » ne peut pas être lu :\n{problems}")
}

/// Another number of letters than expected.
#[must_use]
pub fn letters(expected: usize, found: usize) -> String {
    format!("{expected} courriel(s) attendu(s), {found} écrit(s)")
}

/// A question that the letter does not ask.
#[must_use]
pub fn not_in_letter(name: &str, letter: &str) -> String {
    format!("question attendue dans le courriel : {name}. Le courriel dit :\n{letter}")
}

/// What a member of staff wanted done was refused.
#[must_use]
pub fn staff_refused(why: &str) -> String {
    format!("l’acte du service est refusé : {why}")
}
