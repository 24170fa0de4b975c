//! The grammar that the six-month question needs: particles, auxiliaries, conditions. Verbs are in `lexique.toml`.

use crate::dialog::fold::Word;

/// Verbs and nouns of wishing: a negation of these is one of what follows.
pub(super) const WISHES: &str = "veux voudrais voulais veut voulons souhaite souhaites souhaiterais souhaitons desire desirerais compte \
    comptais envisage pense faut faudrait faudra dois prefere prefererais aimerais vais tiens veu souhaitais \
    demande intention envie";

/// Negations that stand next to their verb.
pub(super) const NEGATIONS: &str = "pas plus jamais aucunement nullement point";

/// What may stand between a negation and its verb.
pub(super) const LINKS: &str = "me m la le l les vous nous y en de d du ma mon a se surtout tout";

/// Before a verb these tell of something, and wish for nothing: « vous avez supprimé », « a été annulée ».
pub(super) const AUXILIARIES: &str =
    "ai as a avons avez ont avais avait aviez ete etait sera serait est va vont allez vas sont aura aurait";

/// What the verb is about when it is not the candidature.
pub(super) const OTHER_THINGS: &str = "donnees numero mail mails email adresse rendez rdv voeu voeux zone zones piece pieces document documents \
    diplome diplomes compte message messages rappel rappels relances notifications question reponse reponses cv \
    photo fichier etudes vacances ecrire recevoir contacter formulaire contact";

/// Behind a bare « je ne veux plus », these leave no doubt what is not wanted.
pub(super) const OF_IT: &str = "de du d ce cette ma la le candidature poste emploi etre candidat candidate merci svp desormais maintenant \
    donc candidater postuler aesh alternant alternante alternance travailler enseigner professeur";

/// Stems that turn the verb behind them round: « éviter la suppression ».
pub(super) const CONTRARY: &str = "evit empech contre inutile refus interdi oppos besoin peine question avant";

/// The words behind which a verb of withdrawing is a wish. Behind any other word it is told, feared, quoted: doubtful.
pub(super) const WISHED_BEHIND: &str = "je j moi me m se s elle on nous vous tu te ma mon la le l les cette ce ca cela oui \
    ouais ok okay d accord daccord pour merci de bien vouloir veuillez svp stp bonjour bonsoir madame monsieur alors donc \
    finalement bah ben euh eh voila que qu soit peut peux pouvez pourriez pourrez confirme maintenant desormais \
    definitivement simplement juste aussi tout prie a y en candidature dossier inscription suis etre et non desole desolee \
    malheureusement car comme helas par la presente decide ai choisi choix reponse est c volonte souhait sur bon ne n pas \
    plus jamais surtout point deja ete entre temps viens recemment actuellement aujourd hui depuis hier l instant poste \
    emploi offre travail aesh alternance m2 meef jai g jsuis chui totalement completement vraiment toujours nan plutot sais \
    puis peu du tout un une rien aucun aucune sans ni";

/// True when the word is one of the list.
pub(super) fn one_of(word: &str, list: &str) -> bool {
    list.split(' ').any(|other| other == word)
}

/// True when the word begins as one of the list does.
pub(super) fn begins_as(word: &str, stems: &str) -> bool {
    stems.split(' ').any(|stem| word.starts_with(stem))
}

/// « Si », « peut-être », « ça dépend »: nothing is decided yet.
pub(super) fn conditional(words: &[Word]) -> bool {
    let is = |at: usize, text: &str| words.get(at).is_some_and(|word| word.text == text);
    (0..words.len()).any(|at| {
        let polite = is(at + 1, "possible") || is(at + 1, "vous") && is(at + 2, "plait") || is(at + 1, "te");
        let insists = is(at + 1, "si") || at > 0 && is(at - 1, "si") || at > 0 && is(at - 1, "mais");
        let alone = at + 1 == words.len() || insists;
        (is(at, "si") && !polite && !alone)
            || (is(at, "peut") || is(at, "pt")) && is(at + 1, "etre")
            || ["sinon", "ptet", "peutetre", "eventuellement", "hesite", "depend", "reflechir", "reflechis"]
                .iter()
                .any(|t| is(at, t))
            || is(at, "au") && is(at + 1, "cas")
            || is(at, "a") && is(at + 1, "moins")
            || is(at, "sauf")
            || is(at, "sais") && is(at + 1, "pas")
    })
}

/// « Pouvez-vous… », « merci de… »: a question in form only.
pub(super) fn requests(words: &[Word]) -> bool {
    let is = |at: usize, list: &[&str]| words.get(at).is_some_and(|word| list.contains(&word.text.as_str()));
    let asks = (0..words.len()).any(|at| is(at, &["pouvez", "pourriez", "peux", "pourrais", "puis", "pourrait"]));
    let about = ["comment", "quand", "combien", "qui", "pourquoi", "ou", "quel", "quelle", "faut"];
    asks && !(0..words.len()).any(|at| is(at, &about))
}
