//! The grammar that the six-month question needs: particles, auxiliaries, conditions. Verbs are in `lexique.toml`.

use crate::dialog::fold::Word;

/// Negations that stand next to their verb.
pub(super) const NEGATIONS: &[&str] =
    &["pas", "plus", "jamais", "aucunement", "nullement", "point", "not", "don", "dont", "never"];

/// What may stand between a negation and its verb.
pub(super) const LINKS: &[&str] = &[
    "me", "m", "la", "le", "l", "les", "vous", "nous", "y", "en", "de", "d", "du", "ma", "mon", "a", "se", "surtout",
    "tout", "to", "t",
];

/// Before a verb these tell of something, and wish for nothing: « vous avez supprimé », « a été annulée ».
pub(super) const AUXILIARIES: &[&str] = &[
    "ai", "as", "a", "avons", "avez", "ont", "avais", "avait", "aviez", "ete", "etait", "sera", "serait", "serai",
    "serons", "serez", "est", "va", "vont", "allez", "vas", "sont", "aura", "aurait",
];

/// « Aller », which before an infinitive speaks of what comes, of whomever: « vous allez supprimer ».
pub(super) const FUTURE: &[&str] = &["va", "vont", "allez", "vas", "avez", "ont", "sera", "serait", "aura", "aurait"];

/// Behind these, « je » does not begin a sentence of its own.
pub(super) const SUBORDINATES: &[&str] = &[
    "que", "qu", "si", "quand", "comme", "lorsque", "puisque", "puisqu", "ou", "dont", "dit", "dire", "crois",
    "croyais", "ecrit", "pense", "repondu", "suppose", "imagine", "jure", "peur", "sais", "savoir", "ne", "puis",
    "dois", "suis", "ai", "peux", "pourrais", "pourrai", "vais", "fais", "comment", "pourquoi",
];

/// Thought of, not decided.
pub(super) const PONDERED: &[&str] = &["pense", "envisage", "songe", "reflechis", "hesite", "erreur"];

/// « Si », « peut-être », « ça dépend »: nothing is decided yet.
pub(super) fn conditional(words: &[Word]) -> bool {
    let is = |at: usize, text: &str| words.get(at).is_some_and(|word| word.text == text);
    (0..words.len()).any(|at| {
        let polite = is(at + 1, "possible") || is(at + 1, "vous") && is(at + 2, "plait") || is(at + 1, "te");
        let before = |text: &str| at > 0 && is(at - 1, text);
        let insists = is(at + 1, "si") || before("si") || before("mais") || before("meme");
        let alone = at + 1 == words.len() || insists;
        (is(at, "si") && !polite && !alone)
            || (is(at, "peut") || is(at, "pt")) && is(at + 1, "etre")
            || ["sinon", "ptet", "peutetre", "eventuellement", "hesite", "depend", "reflechir", "reflechis"]
                .iter()
                .any(|t| is(at, t))
            || is(at, "au") && is(at + 1, "cas")
            || is(at, "a") && is(at + 1, "moins")
            || is(at, "en") && is(at + 1, "cas")
            || is(at, "a") && is(at + 1, "defaut")
            || is(at, "sauf")
            || is(at, "sais") && is(at + 1, "pas")
            || is(at, "pas")
                && ["sur", "sure", "certain", "certaine", "decide", "decidee"].iter().any(|t| is(at + 1, t))
            || is(at, "par") && is(at + 1, "erreur")
    })
}

/// « Plus disponible aujourd’hui », « pour l’instant »: that may pass.
const FOR_NOW: &[&str] = &["aujourd", "actuellement", "momentanement", "temporairement", "demain", "instant", "moment"];

/// Wishes in the conditional are wishes; any other verb in it is not decided.
const WISHING: &[&str] = &["souhaiterais", "voudrais", "aimerais", "prefererais", "desirerais", "pourrais", "vrais"];

/// « Quand j’aurai signé », « mais pas pour Lille », « plus disponible le lundi »: a withdrawal that is limited or put
/// off is no plain one.
pub(super) fn reserved(words: &[Word]) -> bool {
    let is = |at: usize, list: &[&str]| words.get(at).is_some_and(|word| list.contains(&word.text.as_str()));
    let verb = |word: &Word| word.text.ends_with("rais") && !WISHING.contains(&word.text.as_str());
    let limited = (0..words.len()).any(|at| {
        is(at, &["lorsque", "lorsqu", "seulement", "uniquement", "presque", "tant", "condition", "reserve"])
            || is(at, &["une"]) && is(at + 1, &["fois"]) && !is(at + 2, &["de", "encore", "pour"])
            || is(at, &["apres"]) && at + 1 == words.len()
            || ["disponible", "dispo", "interesse", "motive"]
                .iter()
                .any(|stem| words.get(at).is_some_and(|word| word.text.starts_with(stem)))
                && is(at + 1, &["que", "qu"])
            || is(at, &["quand"]) && !is(at + 1, &["meme"])
            || is(at, &["des"]) && is(at + 1, &["que", "qu"])
            || is(at, &["mais"]) && is(at + 1, &["pas", "oui", "ok"])
            || is(at, &["disponible", "dispo"])
                && (is(
                    at + 1,
                    &["le", "les", "la", "avant", "au", "apres", "en", "ce", "cette", "jusqu", "pendant", "entre"],
                ) || is(at + 1, FOR_NOW)
                    || is(at + 1, &["pour"]) && (at..at + 5).any(|near| is(near, FOR_NOW)))
    });
    limited || words.iter().any(verb)
}

/// « Pouvez-vous… », « merci de… »: a question in form only.
pub(super) fn requests(words: &[Word]) -> bool {
    let is = |at: usize, list: &[&str]| words.get(at).is_some_and(|word| list.contains(&word.text.as_str()));
    let asks = (0..words.len()).any(|at| is(at, &["pouvez", "pourriez", "peux", "pourrais", "puis", "pourrait"]));
    let about = ["comment", "quand", "combien", "qui", "pourquoi", "ou", "quel", "quelle", "faut"];
    asks && !(0..words.len()).any(|at| is(at, &about))
}
