//! What may stand behind a withdrawal. « Je retire ma candidature » is one; « je retire ma candidature pour Lille », « en
//! juin », « de la zone de Lens » may be none: what is not known to leave the sense alone is asked again.

use super::clause::Clause;
use super::grammar::NEGATIONS;
use crate::dialog::lexicon::List;

/// With these a piece of a sentence goes on where a comma cut it: « je retire ma candidature, mais à Lens ».
const GOES_ON: &[&str] = &[
    "pour", "a", "au", "aux", "sur", "en", "dans", "vers", "avant", "apres", "des", "mais", "celle", "celui", "celles",
    "ceux", "juste", "enfin", "excepte", "hors", "hormis",
];
/// « En juin, je retire »: what is not yet done. Longer pieces are no dates.
const AHEAD: usize = 6;
/// Days and months to come, wherever they stand in such a piece.
const LATER: &[&str] = &[
    "demain",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "prochain",
    "prochaine",
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];
/// « J’attends juin et je retire »: first this, then that.
const FIRST: &[&str] =
    &["attends", "attend", "finis", "fini", "termine", "passe", "vois", "regarde", "essaie", "essaye", "tente"];
/// « J’attends depuis six mois »: that is a reason.
const LONG: &[&str] = &["depuis", "plus", "trop", "pas"];
/// Here somebody begins to say why: « retirez ma candidature j’ai eu le concours ».
const BEGINS_ANEW: &[&str] = &["je", "j"];

impl Clause<'_> {
    /// True when the words leave the withdrawal before them as it is: its object, courtesies, a reason. `event`: it was
    /// told as something that happened (« j’ai signé ailleurs »), of which one says where and when.
    pub(super) fn is_plain(&self, from: usize, until: usize, event: bool) -> bool {
        let mut at = from;
        while at < until {
            let begins = |list: List| self.begins(list, at);
            let because = [List::Reason].into_iter().find_map(begins).is_some();
            if because || BEGINS_ANEW.contains(&self.text(at)) {
                return true;
            }
            let told = begins(List::BehindEvent).filter(|_| event);
            let known = [List::Behind, List::AboutIt, List::Wished, List::Want, List::Polite];
            match known.into_iter().filter_map(begins).chain(told).max() {
                Some(taken) if taken > 0 => at += taken,
                _ => return false,
            }
        }
        true
    }

    /// True when the clause goes on with a withdrawal that stood before it, and says more of it than is known.
    pub(super) fn limits(&self) -> bool {
        let but = self.text(0) == "mais";
        let all = if but { self.is_courtesy(1) } else { self.is_plain(0, self.words.len(), false) };
        GOES_ON.contains(&self.text(0)) && !all
    }

    /// « En juin, », « pour Lille, »: limits a withdrawal that stands behind it.
    pub(super) fn limits_ahead(&self) -> bool {
        let is = |at: usize, list: &[&str]| list.contains(&self.text(at));
        let later = (0..self.words.len()).any(|at| is(at, LATER));
        let told = (0..self.words.len()).any(|at| is(at, BEGINS_ANEW));
        if is(0, BEGINS_ANEW) && is(1, FIRST) {
            return !(0..self.words.len()).any(|at| is(at, LONG));
        }
        let all = || self.is_plain(0, self.words.len(), false);
        self.words.len() <= AHEAD && !told && (later || GOES_ON.contains(&self.text(0)) && !is(0, &["mais"]) && !all())
    }

    /// True when nothing stands from there but courtesies.
    pub(super) fn is_courtesy(&self, from: usize) -> bool {
        let mut at = from;
        while at < self.words.len() {
            let taken = [List::Behind, List::Polite].into_iter().filter_map(|list| self.begins(list, at)).max();
            match taken {
                Some(taken) if taken > 0 => at += taken,
                _ => return false,
            }
        }
        true
    }

    /// True when the run tells of something that happened, and of no state.
    pub(super) fn is_event(&self, run: &std::ops::Range<usize>) -> bool {
        !run.clone().any(|at| NEGATIONS.contains(&self.text(at)))
    }

    /// How many words from there the longest entry of a list takes.
    fn begins(&self, list: List, at: usize) -> Option<usize> {
        let rest = self.words.get(at..)?;
        self.lexicon.lists.get(&list)?.iter().filter_map(|pattern| pattern.begins(rest)).max()
    }
}
