//! What was just done, said once on the page one comes back to. The address holds a code, never words.

/// Codes behind `?fait=`, and what they say.
const DONE: &[(&str, &str)] = &[
    ("code-exige", "Un code à usage unique est exigé de tous\u{a0}: activez-le ci-dessous pour continuer."),
    ("mot-de-passe", "Mot de passe changé. Vos autres sessions sont fermées."),
    ("code-active", "Code à usage unique activé. Il vous sera demandé à chaque connexion."),
    ("code-retire", "Code à usage unique retiré."),
    ("sessions", "Sessions fermées."),
    ("role", "Compte modifié. La personne doit se reconnecter."),
    ("ferme", "Compte fermé. Ses sessions sont terminées."),
    ("rouvert", "Compte rouvert."),
];

/// What the query of an address says was done.
#[must_use]
pub fn of(query: &str) -> Option<&'static str> {
    let code = query.split('&').find_map(|part| part.strip_prefix("fait="))?;
    DONE.iter().find(|(known, _)| *known == code).map(|(_, words)| *words)
}
