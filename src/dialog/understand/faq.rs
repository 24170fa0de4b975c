//! Questions often asked: the surest pattern wins, the open dialog's own first.

use super::setting::Setting;
use crate::dialog::definition::{Dialog, Name};
use crate::dialog::fold::{Said, Word};
use crate::dialog::pattern::{Pattern, among};

/// A question often asked that was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its id.
    pub(super) id: Name,
    /// How many words its pattern asks for.
    pub(super) weight: usize,
    /// The pattern is the whole utterance.
    pub(super) whole: bool,
}

/// Longer utterances are stories, not questions.
const STORY: usize = 40;

/// Words that point at the question asked, and how long an utterance may be in which they do.
const THIS: [&str; 7] = ["le", "la", "l", "les", "ca", "cela", "celui"];
const SHORT: usize = 8;
const BARE: usize = 4;

/// What a match in the open dialog, or in the shared texts, is worth beside one in another guide, in words.
const OWN: usize = 3;
const SHARED: usize = 2;

/// « Où je le trouve ? »: short, and about what was asked, which it calls « le », or does not name at all.
///
/// Only what the name of the question adds to the words counts.
pub(super) fn about_this(setting: &Setting, said: &Said) -> Option<Found> {
    let asked = setting.asked.as_ref()?;
    let points = |word: &Word| THIS.contains(&word.text.as_str());
    if said.words.len() > SHORT || (said.words.len() > BARE && !said.words.iter().any(points)) {
        return None;
    }
    let name = asked.slot.name.replace('_', " ");
    let about = best(setting, &Said::new(&format!("{} {name}", said.raw)))?;
    let bare = best(setting, said);
    bare.is_none_or(|bare| bare.weight < about.weight).then_some(about)
}

/// The best match over all dialogs; the open dialog's own and the shared ones are preferred.
pub(super) fn best(setting: &Setting, said: &Said) -> Option<Found> {
    if said.words.len() > STORY {
        return None;
    }
    let own = setting.view.as_ref().map(|view| view.dialog);
    let library = setting.library;
    let all = library.dialogs.values().chain([&library.common, &library.renewal]);
    let rank = |dialog: &Dialog| match own {
        Some(own) if own.id == dialog.id => OWN,
        _ if dialog.id == library.common.id => SHARED,
        _ => 0,
    };
    let found =
        all.flat_map(|dialog| dialog.faqs.iter().map(move |faq| (rank(dialog), faq))).filter_map(|(rank, faq)| {
            let matching = among(&faq.asks, &said.words).filter(|pattern| pattern.matches(&said.words));
            let weight = matching.map(Pattern::weight).max()?;
            let whole = among(&faq.asks, &said.words).any(|pattern| pattern.covers(&said.words));
            Some((weight, rank, whole, faq.id.clone()))
        });
    // A stable choice: the first of the best.
    let best = found.fold(None, |best: Option<(usize, usize, bool, Name)>, next| match best {
        Some(best) if best.0 + best.1 >= next.0 + next.1 => Some(best),
        _ => Some(next),
    });
    best.map(|(weight, _, whole, id)| Found { id, weight, whole })
}
