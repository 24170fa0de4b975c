//! One clause of an answer to the six-month question: which verbs of keeping and withdrawing stand in it, and what
//! negations make of them.
//!
//! The words below are French grammar, not vocabulary: particles, auxiliaries, pronouns. Verbs are in `lexique.toml`.

use std::ops::Range;

use crate::dialog::fold::{Said, Word};
use crate::dialog::lexicon::{Lexicon, List};

/// What a clause says of the candidature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    Withdraw,
    /// A verb was there, but not plainly as a wish.
    Doubt,
}

/// A verb of one list, and where it stands.
#[derive(Debug, Clone)]
struct Hit {
    run: Range<usize>,
    withdraw: bool,
    /// A verb by itself, such as « retirer »: negated, it is the contrary wish. « Trouvé ailleurs » negated says nothing.
    act: bool,
}

/// How a verb stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Polarity {
    Plain,
    Negated,
    Doubtful,
}

const WISHES: [&str; 27] = [
    "veux",
    "voudrais",
    "voulais",
    "veut",
    "voulons",
    "souhaite",
    "souhaites",
    "souhaiterais",
    "souhaitons",
    "desire",
    "desirerais",
    "compte",
    "comptais",
    "envisage",
    "pense",
    "faut",
    "faudrait",
    "faudra",
    "dois",
    "prefere",
    "prefererais",
    "aimerais",
    "vais",
    "tiens",
    "veu",
    "souhaitais",
    "demande",
];
const NEGATIONS: [&str; 6] = ["pas", "plus", "jamais", "aucunement", "nullement", "point"];
/// What may stand between a negation and its verb.
const LINKS: [&str; 20] = [
    "me", "m", "la", "le", "l", "les", "vous", "nous", "y", "en", "de", "d", "du", "ma", "mon", "a", "se", "surtout",
    "du", "tout",
];
/// Before a verb these tell of something, and wish for nothing: « vous avez supprimé », « a été annulée ».
const AUXILIARIES: [&str; 22] = [
    "ai", "as", "a", "avons", "avez", "ont", "avais", "avait", "aviez", "ete", "etait", "sera", "serait", "est", "va",
    "vont", "allez", "vas", "sont", "aura", "aurait", "soit",
];
/// What the verb is about when it is not the candidature.
const OTHER_THINGS: [&str; 38] = [
    "donnees",
    "numero",
    "mail",
    "mails",
    "email",
    "adresse",
    "rendez",
    "rdv",
    "voeu",
    "voeux",
    "zone",
    "zones",
    "piece",
    "pieces",
    "document",
    "documents",
    "diplome",
    "diplomes",
    "compte",
    "message",
    "messages",
    "rappel",
    "rappels",
    "relances",
    "notifications",
    "question",
    "reponse",
    "reponses",
    "cv",
    "photo",
    "fichier",
    "etudes",
    "vacances",
    "ecrire",
    "recevoir",
    "contacter",
    "formulaire",
    "contact",
];
/// Behind a bare « je ne veux plus », these leave no doubt what is not wanted.
const OF_IT: [&str; 21] = [
    "de",
    "du",
    "d",
    "ce",
    "cette",
    "ma",
    "la",
    "le",
    "candidature",
    "poste",
    "emploi",
    "etre",
    "candidat",
    "candidate",
    "merci",
    "svp",
    "desormais",
    "maintenant",
    "donc",
    "candidater",
    "postuler",
];
const CONTRARY: [&str; 12] = [
    "evit", "empech", "contre", "inutile", "refus", "interdi", "oppos", "besoin", "peine", "question", "avant",
    "plutot",
];

/// Parts of the utterance that may be read alone: between punctuation, and behind « mais », « car », « donc », « puis ».
pub(super) fn clauses(said: &Said) -> Vec<&[Word]> {
    let joins = ["mais", "car", "donc", "puis", "alors", "parce"];
    let (mut clauses, mut start) = (Vec::new(), 0);
    let words = &said.words;
    for at in 1..=words.len() {
        let join = words.get(at).is_some_and(|word| joins.contains(&word.text.as_str()));
        if at == words.len() || join || super::super::options::breaks_before(said, at) {
            clauses.push(words.get(start..at).unwrap_or_default());
            start = at;
        }
    }
    clauses
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

/// One clause.
#[derive(Debug)]
pub(super) struct Clause<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) words: &'a [Word],
}

impl Clause<'_> {
    /// What each verb of the clause says.
    pub(super) fn verdicts(&self) -> Vec<Verdict> {
        let hits = self.hits();
        let mut from = 0;
        let mut verdicts = Vec::new();
        for hit in &hits {
            let bare = self.is_bare(hit);
            if bare && (hits.len() > 1 || !self.is_about_it(hit)) {
                // « Je ne veux plus » is the negation of the verb that follows, or of something else.
                if hits.len() == 1 {
                    verdicts.push(Verdict::Doubt);
                }
                continue;
            }
            verdicts.extend(self.verdict(hit, self.polarity(hit, from)));
            from = hit.run.end;
        }
        verdicts
    }

    fn verdict(&self, hit: &Hit, polarity: Polarity) -> Option<Verdict> {
        let elsewhere = self.words.get(hit.run.end..).unwrap_or_default().iter().take(4);
        let other = hit.act && elsewhere.into_iter().any(|word| OTHER_THINGS.contains(&word.text.as_str()));
        match (polarity, hit.withdraw) {
            _ if other => Some(Verdict::Doubt),
            (Polarity::Doubtful, _) => Some(Verdict::Doubt),
            (Polarity::Plain, true) | (Polarity::Negated, false) => Some(Verdict::Withdraw),
            (Polarity::Negated, true) if !hit.act => None,
            (Polarity::Plain, false) | (Polarity::Negated, true) => Some(Verdict::Keep),
        }
    }

    /// The verbs, the longest where several overlap.
    fn hits(&self) -> Vec<Hit> {
        let mut all: Vec<Hit> = Vec::new();
        for (list, withdraw) in [(List::Keep, false), (List::Withdraw, true)] {
            for pattern in self.lexicon.lists.get(&list).map(Vec::as_slice).unwrap_or_default() {
                let mut from = 0;
                while let Some(run) = self.words.get(from..).and_then(|rest| pattern.find(rest)) {
                    let run = from + run.start..from + run.end;
                    from = run.end.max(from + 1);
                    all.push(Hit { run, withdraw, act: pattern.weight() == 1 });
                }
            }
        }
        all.sort_by_key(|hit| (std::cmp::Reverse(hit.run.len()), hit.run.start));
        let mut kept: Vec<Hit> = Vec::new();
        for hit in all {
            if kept.iter().all(|other| other.run.end <= hit.run.start || hit.run.end <= other.run.start) {
                kept.push(hit);
            }
        }
        kept.sort_by_key(|hit| hit.run.start);
        kept
    }

    fn text(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }

    fn is(&self, at: usize, list: &[&str]) -> bool {
        list.contains(&self.text(at))
    }

    /// « (Ne) veux plus », with no verb of its own.
    fn is_bare(&self, hit: &Hit) -> bool {
        hit.withdraw
            && hit
                .run
                .clone()
                .all(|at| self.is(at, &WISHES) || self.is(at, &NEGATIONS) || self.is(at, &["ne", "n", "je", "j"]))
    }

    fn is_about_it(&self, hit: &Hit) -> bool {
        (hit.run.end..self.words.len()).all(|at| self.is(at, &OF_IT))
    }

    /// Whether the verb is wished for, negated, or only spoken of. `from`: where the verb before it ended.
    fn polarity(&self, hit: &Hit, from: usize) -> Polarity {
        let start = hit.run.start;
        let own = hit.run.clone().any(|at| self.is(at, &["pas", "plus", "jamais"]));
        if own {
            return self.polarity_of_own(hit, from);
        }
        let behind = self.negated_behind(hit.run.end);
        let link = (from..start).rev().take_while(|at| self.is(*at, &LINKS)).count();
        let before = start - link;
        let previous = |back: usize| before.checked_sub(back).filter(|at| *at >= from);
        let previous_is = |back: usize, list: &[&str]| previous(back).is_some_and(|at| self.is(at, list));
        if self.idiom(from, start) {
            return Polarity::Plain;
        }
        // « ne … pas », around the verb.
        if previous_is(1, &["ne", "n"]) {
            return if behind { Polarity::Negated } else { Polarity::Doubtful };
        }
        if behind {
            return Polarity::Negated;
        }
        // « ne pas … », « veux pas … », « surtout pas … ».
        if previous_is(1, &NEGATIONS) || previous_is(1, &["sans", "ni"]) {
            return self.negated_before(hit, previous(1).unwrap_or(from), from);
        }
        if (from..start).any(|at| CONTRARY.iter().any(|stem| self.text(at).starts_with(stem))) {
            return if hit.withdraw { Polarity::Negated } else { Polarity::Doubtful };
        }
        if let Some(negation) =
            (from..start).rev().find(|at| self.is(*at, &["pas", "jamais", "rien", "aucun", "aucune"]))
        {
            return self.negated_before(hit, negation, from);
        }
        if self.ne_plus(from, start) {
            return self.negated_before(hit, start, from);
        }
        let told = previous_is(1, &AUXILIARIES) || self.told(from, start);
        if hit.act && told { Polarity::Doubtful } else { Polarity::Plain }
    }

    /// A verb that carries its negation: « plus intéressé ». A second one makes it doubtful.
    fn polarity_of_own(&self, hit: &Hit, from: usize) -> Polarity {
        let again = (from..hit.run.start).any(|at| self.is(at, &["pas", "jamais", "rien", "sans", "non", "pourquoi"]));
        if again { Polarity::Doubtful } else { Polarity::Plain }
    }

    /// « Vous avez déjà supprimé », « a été annulée ».
    fn told(&self, from: usize, start: usize) -> bool {
        let adverbs = ["deja", "ete", "bien", "peut", "pu", "etre", "m", "me", "ma", "la", "l"];
        let back = (from..start).rev().find(|at| !self.is(*at, &adverbs));
        let passive = start > from && self.is(start - 1, &["ete", "etre"]);
        passive || back.is_some_and(|at| self.is(at, &AUXILIARIES) && at + 4 > start)
    }

    /// « Supprimez pas », « gardez surtout pas »; « gardez plus longtemps » is none.
    fn negated_behind(&self, end: usize) -> bool {
        let at = if self.is(end, &["surtout", "absolument", "vraiment", "du", "plus"]) && self.is(end + 1, &NEGATIONS) {
            end + 1
        } else {
            end
        };
        if self.is(at, &["plus"]) {
            return !self.is(at + 1, &["longtemps", "tard", "que", "si", "loin", "encore", "de"]);
        }
        self.is(at, &["pas", "jamais", "rien"])
    }

    /// « N’hésitez pas à », « n’oubliez pas de », « sans hésiter », « pas de problème »: no negation at all.
    fn idiom(&self, from: usize, start: usize) -> bool {
        let stems = ["hesit", "oubli", "manqu", "inquiet", "probleme", "souci", "doute", "tard"];
        (from..start).any(|at| stems.iter().any(|stem| self.text(at).starts_with(stem)))
    }

    /// « Ne … plus » at some distance before the verb.
    fn ne_plus(&self, from: usize, start: usize) -> bool {
        let ne = (from..start).find(|at| self.is(*at, &["ne", "n"]));
        ne.is_some_and(|ne| (ne..start).any(|at| self.is(at, &["plus"])))
    }

    /// A negation before the verb counts as a wish behind a verb of wishing, at the head of the clause, or behind
    /// « ne »; « je n’arrive pas à maintenir » wishes for nothing.
    fn negated_before(&self, hit: &Hit, negation: usize, from: usize) -> Polarity {
        let wished = (from..hit.run.start).rev().find(|at| self.is(*at, &WISHES));
        let near = wished.is_some_and(|wish| wish + 3 > negation || wish < negation);
        let head =
            (from..negation).all(|at| self.is(at, &["ne", "surtout", "merci", "de", "svp", "non", "oui", "je", "et"]));
        let sans = self.is(negation, &["sans", "ni"]);
        if self.is(negation, &["plus"]) && !near {
            return if head && negation > from { Polarity::Doubtful } else { Polarity::Plain };
        }
        if near || head || sans && hit.withdraw { Polarity::Negated } else { Polarity::Doubtful }
    }
}
