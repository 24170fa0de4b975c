//! One clause of an answer to the six-month question: which verbs of keeping and withdrawing stand in it, and what
//! negations make of them.

use std::ops::Range;

use super::grammar::{AUXILIARIES, FUTURE, LINKS, NEGATIONS, PONDERED};
use crate::dialog::fold::Word;
use crate::dialog::lexicon::{Lexicon, List};

/// What may stand before a negation that is a request: « merci de ne pas… », « please do not… ».
const HEAD: &[&str] = &[
    "ne", "surtout", "merci", "de", "svp", "non", "oui", "je", "et", "please", "do", "i", "veuillez", "vous", "prie",
    "priere", "remercie", "bien", "vouloir",
];

/// Before what is withdrawn, when it is named.
const DETERMINERS: &[&str] =
    &["ma", "mon", "mes", "la", "le", "les", "l", "un", "une", "des", "du", "au", "aux", "cette", "ce", "cet", "ces"];
/// Who fears a withdrawal does not ask for it.
const FEARED: &[&str] = &["peur", "crains", "crainte", "inquiete", "inquiet", "stress", "stresse", "angoisse"];

/// What a clause says of the candidature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    Withdraw,
    /// A verb was there, but not plainly as a wish.
    Doubt,
    /// A withdrawal of something, not plainly of the candidature: « retirez Lens ».
    Part,
    /// An event that often means a withdrawal, told with more than is known: « j’ai été recrutée comme… ».
    Hint,
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
        if let Some(verdict) = self.takes_back(&hits) {
            return vec![verdict];
        }
        if hits.iter().filter(|hit| hit.withdraw && hit.act).count() > 1 {
            verdicts.push(Verdict::Doubt);
        }
        for (at, hit) in hits.iter().enumerate() {
            let until = hits.get(at + 1).map_or(self.words.len(), |next| next.run.start);
            let bare = self.is_bare(hit);
            if bare && (hits.len() > 1 || !self.is_about_it(hit)) {
                // « Je ne veux plus » is the negation of the verb that follows, or of something else.
                if hits.len() == 1 {
                    verdicts.push(Verdict::Hint);
                } else if hits.get(at + 1).is_some_and(|next| self.is_given_up(hit, next)) {
                    verdicts.push(Verdict::Doubt);
                }
                continue;
            }
            let polarity = self.polarity(hit, from);
            let verdict = self.verdict(hit, polarity);
            let event = !hit.act && self.is_event(&hit.run);
            let whole = self.is_plain(hit.run.end, until, event);
            let wished = (from..hit.run.start).all(|at| self.listed(at, List::Wished) || self.listed(at, List::Want))
                && !(from..hit.run.start).any(|at| self.is(at, PONDERED))
                && !self.is_yours(from, hit.run.start)
                && !hits.get(at + 1).is_some_and(|next| self.is_given_up(hit, next));
            verdicts.extend(verdict.map(|it| match it {
                Verdict::Withdraw if wished && whole => it,
                Verdict::Withdraw if wished && hit.act && polarity == Polarity::Plain => Verdict::Part,
                Verdict::Withdraw if wished && event => Verdict::Hint,
                // « Maintenir Lille et retirer Arras. »
                Verdict::Withdraw if hit.act && self.is(hit.run.start.wrapping_sub(1), &["et"]) => Verdict::Part,
                Verdict::Withdraw => Verdict::Doubt,
                _ => it,
            }));
            // The negation behind a verb is that verb’s alone: « ne la retirez pas je suis motivé ».
            from = hit.run.end + usize::from(polarity == Polarity::Negated && self.negated_behind(hit.run.end));
        }
        verdicts
    }

    /// « Annulez le retrait », « je retire ma demande de retrait »: a withdrawal withdrawn. Any other two verbs of
    /// withdrawing in one breath are asked again.
    fn takes_back(&self, hits: &[Hit]) -> Option<Verdict> {
        let mut acts = hits.iter().filter(|hit| hit.withdraw && hit.act);
        let (verb, noun) = (acts.next()?, acts.next()?);
        let small = ["ma", "mon", "la", "le", "l", "cette", "ce", "demande", "decision", "de", "d"];
        let joined = (verb.run.end..noun.run.start).all(|at| self.is(at, &small));
        let taken = ["retrait", "desistement", "annulation", "suppression", "renonciation", "abandon"];
        let (2, true, true) = (hits.len(), joined, self.is(noun.run.start, &taken)) else { return None };
        let plain = self.polarity(verb, 0) == Polarity::Plain && !self.is(verb.run.start, &taken);
        Some(if plain { Verdict::Keep } else { Verdict::Doubt })
    }

    /// « Je retire mes affaires », « supprimez les doublons », « retirer me fait peur »: no wish about the candidature.
    fn is_of_something_else(&self, hit: &Hit) -> bool {
        let mut at = hit.run.end;
        while self.is(at, &["a", "de", "d"]) {
            at += 1;
        }
        // « J’arrête de fumer. »
        if at > hit.run.end && self.is_infinitive(at) && !self.listed(at, List::Wished) {
            return true;
        }
        let object = self.is(at, DETERMINERS) && at + 1 < self.words.len();
        let known = |at: usize| self.listed(at, List::AboutIt) || self.listed(at, List::Wished);
        if object && !known(at + 1) && !self.listed(at + 1, List::Polite) {
            return true;
        }
        let said =
            |at: usize| known(at) || [List::Want, List::Polite, List::Keep].iter().any(|list| self.listed(at, *list));
        let topic = hit.run.start == 0 && self.is_infinitive(hit.run.end - 1);
        topic && !self.is_courtesy(hit.run.end) && !(hit.run.end..self.words.len()).all(said)
            || (0..self.words.len()).any(|at| self.is(at, FEARED))
    }

    /// Only thought of, or said of the past: « je voulais maintenir », which a later « mais… » takes back.
    pub(super) fn is_past(&self) -> bool {
        let past = ["voulais", "pensais", "comptais", "souhaitais", "allais", "avais", "hesitais"];
        (0..self.words.len()).any(|at| self.is(at, &past))
    }

    /// « Même si j’ai signé ailleurs »: granted, not wished.
    pub(super) fn is_granted(&self) -> bool {
        let opens =
            |at: &usize| self.is(*at, &["meme"]) && self.is(at + 1, &["si"]) || self.is(*at, &["malgre", "quoique"]);
        (0..self.words.len().min(3)).any(|at| opens(&at))
    }

    fn verdict(&self, hit: &Hit, polarity: Polarity) -> Option<Verdict> {
        let listed = (hit.run.end..hit.run.end + 4).any(|at| self.listed(at, List::OtherThings));
        let other = hit.act && (listed || hit.withdraw && self.is_of_something_else(hit) || self.is_spoken_of(hit));
        match (polarity, hit.withdraw) {
            (Polarity::Plain, true) if other && !listed => Some(Verdict::Part),
            _ if other || hit.withdraw && self.is_behind_us(hit) => Some(Verdict::Doubt),
            (Polarity::Doubtful, _) => Some(Verdict::Doubt),
            (Polarity::Plain, true) | (Polarity::Negated, false) => Some(Verdict::Withdraw),
            (Polarity::Negated, true) if !hit.act => None,
            (Polarity::Plain, false) | (Polarity::Negated, true) => Some(Verdict::Keep),
        }
    }

    /// « Suite à mon désistement », « après le retrait »: of something known, and no wish.
    fn is_behind_us(&self, hit: &Hit) -> bool {
        let small = ["ma", "mon", "la", "le", "l", "votre", "ce", "cette", "demande", "de", "d", "a", "au", "du"];
        let known = [
            "suite",
            "apres",
            "depuis",
            "malgre",
            "concernant",
            "sujet",
            "propos",
            "concerne",
            "vu",
            "lors",
            "mail",
            "message",
            "courriel",
            "courrier",
            "lettre",
            "formulaire",
            "procedure",
        ];
        (0..hit.run.start).rev().find(|at| !self.is(*at, &small)).is_some_and(|at| self.is(at, &known))
    }

    /// « Plus envie d’abandonner », « plus l’intention de retirer ».
    fn is_given_up(&self, hit: &Hit, next: &Hit) -> bool {
        let small = ["de", "d", "a", "me", "m", "la", "l", "y"];
        let joined = (hit.run.end..next.run.start).all(|at| self.is(at, &small));
        let joined = joined && hit.run.end < next.run.start;
        joined && next.withdraw && next.act && !self.is_event(&hit.run)
    }

    /// « Vous me demandez de retirer », « vous enregistrez mon retrait »: what others do.
    fn is_yours(&self, from: usize, start: usize) -> bool {
        let asked = ["pouvez", "pourrez", "pourriez", "pouriez", "voudrez", "devez"];
        let verb = |at: usize| self.text(at).ends_with("ez") && !self.is(at, &asked);
        let links = |at: usize| usize::from(self.is(at, LINKS));
        (from..start).any(|at| self.is(at, &["vous"]) && at + 1 < start && verb(at + 1 + links(at + 1)))
    }

    /// « Le bouton maintenir ne marche pas » speaks of the word, not of the wish.
    fn is_spoken_of(&self, hit: &Hit) -> bool {
        let things = ["bouton", "lien", "case", "onglet", "clique", "cliquer", "cliquez", "mot"];
        let at_work = self.is(hit.run.end, &["dans"]) && self.is(hit.run.end + 1, &["mon", "ma", "mes", "un", "une"]);
        at_work || (0..hit.run.start).any(|at| self.is(at, &things))
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

    pub(super) fn text(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }

    fn listed(&self, at: usize, list: List) -> bool {
        self.words.get(at..=at).is_some_and(|word| self.lexicon.says(list, word))
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
                .all(|at| self.listed(at, List::Want) || self.is(at, NEGATIONS) || self.is(at, &["ne", "n", "je", "j"]))
    }

    fn is_about_it(&self, hit: &Hit) -> bool {
        (hit.run.end..self.words.len()).all(|at| self.listed(at, List::AboutIt))
    }

    /// Whether the verb is wished for, negated, or only spoken of. `from`: where the verb before it ended.
    fn polarity(&self, hit: &Hit, from: usize) -> Polarity {
        let start = hit.run.start;
        if hit.run.clone().any(|at| self.is(at, &["pas", "plus", "jamais"])) {
            return self.polarity_of_own(hit, from);
        }
        // « Svp me supprimer pas »: behind an infinitive, the negation of nothing else.
        if self.is_infinitive(hit.run.end - 1) && self.is(hit.run.end, NEGATIONS) {
            let alone = (hit.run.end + 1..self.words.len()).all(|at| self.listed(at, List::Polite));
            if alone {
                return if hit.withdraw { Polarity::Negated } else { Polarity::Doubtful };
            }
        }
        // « Toujours intéressé » says so by itself, whatever was denied before it.
        if self.idiom(from, start) || self.is(start, &["toujours", "encore"]) && !self.is_denied(from, start) {
            return Polarity::Plain;
        }
        if self.is_set_against(from, start) {
            return Polarity::Negated;
        }
        let link = (from..start).rev().take_while(|at| self.is(*at, LINKS)).count();
        let previous = (start - link).checked_sub(1).filter(|at| *at >= from);
        let word = previous.map_or("", |at| self.text(at));
        // « ne … pas », around the verb.
        let behind = self.negated_behind(hit.run.end);
        if behind || ["ne", "n"].contains(&word) {
            return if behind { Polarity::Negated } else { Polarity::Doubtful };
        }
        // « ne pas … », « veux pas … », « surtout pas … ».
        if let Some(at) = previous.filter(|_| NEGATIONS.contains(&word) || ["sans", "ni"].contains(&word)) {
            return self.negated_before(hit, at, from);
        }
        // « J’ai refusé un poste pour garder celui-ci » refuses nothing of what follows.
        let near = (from..start).rfind(|at| self.is(*at, &["pour"])).unwrap_or(from);
        let turned =
            |at: usize| self.listed(at, List::Contrary) || self.is(at, &["plutot"]) && self.is(at + 1, &["que", "qu"]);
        if (near..start).any(|at| self.is(at, &["inutile"])) && !(from..start).any(|at| self.is(at, NEGATIONS)) {
            return Polarity::Negated;
        }
        if (near..start).any(turned) {
            return if hit.withdraw { Polarity::Negated } else { Polarity::Doubtful };
        }
        let negation = |at: &usize| self.is(*at, &["pas", "jamais", "rien", "aucun", "aucune", "not", "dont", "never"]);
        if let Some(negation) = (from..start).rev().find(negation) {
            return self.negated_before(hit, negation, from);
        }
        if let Some(plus) = self.ne_plus(from, start) {
            return self.negated_before(hit, plus, from);
        }
        if hit.act && self.told(from, start) { Polarity::Doubtful } else { Polarity::Plain }
    }

    /// « Je ne suis pas toujours intéressé ».
    fn is_denied(&self, from: usize, start: usize) -> bool {
        start > from && self.is(start - 1, &["pas", "plus", "jamais", "ni", "sans"])
    }

    /// « Plutôt retirer que maintenir », « retirer et non maintenir »: what is not wished, behind what is.
    fn is_set_against(&self, from: usize, start: usize) -> bool {
        let Some(last) = start.checked_sub(1).filter(|last| *last > from || from > 0) else { return false };
        let than = self.is(last, &["que"]) && self.is_infinitive(start) && from > 0;
        than || self.is(last, &["non"]) && last.checked_sub(1).is_some_and(|before| self.is(before, &["et"]))
    }

    /// A verb that carries its negation: « plus intéressé ». A second one makes it doubtful.
    fn polarity_of_own(&self, hit: &Hit, from: usize) -> Polarity {
        let again = (from..hit.run.start).any(|at| self.is(at, &["pas", "jamais", "rien", "sans", "non", "pourquoi"]));
        if again { Polarity::Doubtful } else { Polarity::Plain }
    }

    /// « Vous avez déjà supprimé », « a été annulée »; « je souhaite qu’elle soit annulée » wishes.
    fn told(&self, from: usize, start: usize) -> bool {
        let between = ["deja", "ete", "bien", "peut", "pu", "etre", "m", "me", "ma", "la", "l"];
        let back = (from..start).rev().find(|at| !self.is(*at, &between));
        let passive = start > from && self.is(start - 1, &["ete"]);
        // « Ma réponse est retirer »: before an infinitive only « aller » tells of something.
        let tells = if self.is_infinitive(start) { FUTURE } else { AUXILIARIES };
        // « Procéder à l’annulation » holds no auxiliary.
        let back = back.filter(|at| !(self.is(*at, &["a"]) && *at > from && self.text(at - 1).starts_with("procede")));
        passive || back.is_some_and(|at| self.is(at, tells) && at + 4 > start)
    }

    /// « Supprimez pas », « gardez surtout pas »; « gardez plus longtemps » is none.
    fn negated_behind(&self, end: usize) -> bool {
        if end.checked_sub(1).is_some_and(|last| self.is_infinitive(last)) {
            return false;
        }
        let at = if self.is(end, &["surtout", "absolument", "vraiment", "du", "plus"]) && self.is(end + 1, NEGATIONS) {
            end + 1
        } else {
            end
        };
        if self.is(at, &["plus"]) {
            return !self.is(at + 1, &["longtemps", "tard", "que", "si", "loin", "encore", "de"]);
        }
        self.is(at, &["pas", "jamais", "rien"])
    }

    /// « Garder, pas supprimer »: behind an infinitive, a negation is of what follows.
    fn is_infinitive(&self, at: usize) -> bool {
        let word = self.text(at);
        ["er", "ir", "vre", "uire", "clore"].iter().any(|end| word.ends_with(end))
    }

    /// « N’hésitez pas à », « n’oubliez pas de », « sans hésiter », « pas de problème »: no negation at all.
    fn idiom(&self, from: usize, start: usize) -> bool {
        let stems = ["hesit", "oubli", "manqu", "inquiet", "probleme", "souci", "doute", "tard"];
        (from..start).any(|at| stems.iter().any(|stem| self.text(at).starts_with(stem)))
    }

    /// « Ne … plus » at some distance before the verb.
    fn ne_plus(&self, from: usize, start: usize) -> Option<usize> {
        let ne = (from..start).find(|at| self.is(*at, &["ne", "n"]))?;
        (ne..start).find(|at| self.is(*at, &["plus"]))
    }

    /// A negation before the verb counts as a wish behind a verb of wishing, at the head of the clause, or behind
    /// « ne »; « je n’arrive pas à maintenir » wishes for nothing.
    fn negated_before(&self, hit: &Hit, negation: usize, from: usize) -> Polarity {
        let wished = (from..hit.run.start).rev().find(|at| self.listed(*at, List::Want));
        let near = wished.is_some_and(|wish| wish + 3 > negation || wish < negation);
        let head = (from..negation).all(|at| self.is(at, HEAD));
        let sans = self.is(negation, &["sans", "ni"]);
        if self.is(negation, &["plus"]) && !near {
            // « En plus », « de plus », « non plus » negate nothing.
            let more = negation > from && self.is(negation - 1, &["en", "de", "non", "encore", "peu"]);
            return if more || negation == from { Polarity::Plain } else { Polarity::Doubtful };
        }
        if near || head || sans && hit.withdraw { Polarity::Negated } else { Polarity::Doubtful }
    }
}
