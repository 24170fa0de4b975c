//! Mails passed on inside the text of another: what their sender's program wrote above them, and what stands above that.

use super::block::{beginning, forwards, from_of, shown};
use super::lines::blank;
use super::{Body, Effort, Flow, plain};

/// Lines between the line that says that a mail is passed on and the first of its head.
const GAP: usize = 6;
/// Lines of a head in which its sender is looked for.
const HEAD: usize = 12;

/// A mail that another one passes on in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forward {
    /// What the one who passes it on wrote above it.
    pub above: String,
    /// The address it came from, in small letters, where the head names one.
    pub from: Option<String>,
    /// Its head and its words.
    pub text: String,
    /// A line of its own says that it is passed on; else only its head shows it, as in an answer.
    pub said: bool,
}

/// The first mail that a text passes on, quoted or not: below « Message transféré », or below a head De / Envoyé / Objet.
#[must_use]
pub fn forward(text: &str) -> Option<Forward> {
    let body = plain(text, Flow::Fixed, &mut Effort::default());
    let shown = shown(&body);
    let lines = body.lines.len();
    let (first, said) = (0..lines).find_map(|at| match forwards(body.at(at)) {
        true => Some((at, true)),
        false => beginning(&body, &shown, at).map(|_| (at, false)),
    })?;
    let start = first + usize::from(said);
    let head = (start..lines.min(start + GAP)).find(|at| !blank(body.at(*at))).unwrap_or(start);
    let from = (head..lines.min(head + HEAD)).find_map(|at| from_of(&body, &shown, at));
    Some(Forward { above: words(&body, 0, first), from, text: words(&body, head, lines), said })
}

fn words(body: &Body, from: usize, to: usize) -> String {
    let lines: Vec<&str> = (from..to).map(|at| body.at(at).trim_end()).collect();
    let tail = if to == body.lines.len() { body.tail.as_str() } else { "" };
    [lines.join("\n").trim(), tail].join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_passed_on_is_parted_from_what_stands_above() {
        for (text, above, from, said) in [
            (
                "Voici.\n\n---------- Forwarded message ---------\nDe : AcloE <Ne-Pas-Repondre@exemple.fr>\nDate: lun. 2 mars \
                 2026 à 09:00\nSubject: x\nTo: <zoe@exemple.net>\n\n\nAcloE",
                "Voici.",
                Some("ne-pas-repondre@exemple.fr"),
                true,
            ),
            (
                "Début du message transféré :\n\n> De: AcloE <acloe@exemple.fr>\n> Date: 2 mars 2026 à 09:00:00 UTC+1\n> À: \
                 zoe@exemple.net\n> Objet: x\n> \n> AcloE",
                "",
                Some("acloe@exemple.fr"),
                true,
            ),
            (
                "Oui\n\nDe : AcloE [mailto:acloe@exemple.fr]\nEnvoyé : lundi 2 mars 2026 09:00\nÀ : zoe@exemple.net\nObjet : \
                 x\n\nAcloE",
                "Oui",
                Some("acloe@exemple.fr"),
                false,
            ),
            (
                "-------- Message transféré --------\nSujet : x\nDate : Mon, 2 Mar 2026 09:00:00 +0100\nDe : AcloE\nPour : \
                 zoe@exemple.net\n\nAcloE",
                "",
                None,
                true,
            ),
        ] {
            let read = forward(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((read.above.as_str(), read.from.as_deref(), read.said), (above, from, said), "{text}");
            assert!(read.text.ends_with("AcloE"), "{read:?}");
        }
        assert_eq!(forward("Je vous transfère le mail.\nDe Lille"), None);
    }
}
