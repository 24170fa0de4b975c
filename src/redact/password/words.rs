//! Words around a password: what joins it to its name, and what is ordinary French there.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What stands between a name and the password.
pub(super) const JOINS: &[&str] = &[
    "c'est", "c’est", "cest", "est", "c", "est:", "sera", "serait", "is", "était", "etait", "suivant", "suivant:", "le",
];

/// Small words between a name and what joins it to the password.
pub(super) const SMALL: &[&str] =
    &["à", "d", "de", "du", "la", "le", "les", "ma", "mes", "mon", "pour", "sur", "ent", "acloe"];

/// What follows a password's name without being one: whoever writes these tells of a trouble or asks.
pub(super) fn is_ordinary(word: &str) -> bool {
    /// Looked up once for each place a password is named, so in a set.
    static ALL: LazyLock<BTreeSet<&str>> = LazyLock::new(|| ORDINARY.iter().flat_map(|line| line.split(' ')).collect());
    ALL.contains(word)
}

const ORDINARY: &[&str] = &[
    "a acloe actuel ai alors as au aucun aussi bien bon bonne ca ce celui ces cette comment comporter composé",
    "contenir correct court d dans de deja depuis des différent doit donc du déjà en encore ent erroné et facile",
    "faible faux fort fourni hs ici identique il impossible inconnu incorrect incorrecte indiqué invalid invalide",
    "j'ai jamais je j’ai la le les long mais manquant marche masqué mauvais meme merci min minimum mon même n'est",
    "ne non obligatoire ok on ou oublie oublié oui où par pareil pas perdu personnel peut plus pour pourquoi",
    "provisoire quand que quel quelle qui quoi refuse requis secret si sur svp sécurisé temporaire toujours trop",
    "active bloque change cree deja errone expire expiré inactif introuvable perdue reinitialise reçu recu refusee",
    "un une valable valide vide vous échoué",
];
