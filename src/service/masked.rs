//! What was said, with its secrets masked: nothing behind this line has ever seen them.

use crate::conversation::mail::Mail;
use crate::conversation::said::{Heard, Said};
use crate::dialog::reply::{Utterance, What};
use crate::redact::{self, Redacted, Secret};

/// What was said, as the core takes it and as the transcript keeps it.
#[derive(Debug, Clone)]
pub(super) struct Masked {
    pub(super) what: What,
    /// What the transcript keeps of it; nothing for an opening.
    pub(super) words: Option<String>,
    pub(super) found: Vec<Secret>,
}

impl Masked {
    /// Of everything that means something by itself. What stands for something else (a button, a changed message, a file
    /// to fetch) is looked up first; here it asks for the open question.
    pub(super) fn of(heard: Heard) -> Self {
        match heard {
            Heard::Open(name) => Self::silent(What::Open(name)),
            Heard::Said(said) => Self::said(said),
            Heard::Command(name) => Self::silent(What::Command(name)),
            Heard::Wordless(kind) => Self::silent(What::Wordless(kind)),
            Heard::Invited(invitation) => Self::silent(What::Invited(invitation)),
            Heard::Group(link) => Self::silent(What::Group { link }),
            Heard::For(_, heard) => Self::of(*heard),
            Heard::Tapped(_)
            | Heard::Edited { .. }
            | Heard::Attached(_)
            | Heard::Reachable(_)
            | Heard::Refused(_)
            | Heard::Again
            | Heard::Mail(_)
            | Heard::Due
            | Heard::Quarantined
            | Heard::Unknown => Self::silent(What::Look),
        }
    }

    /// A mail: each of its answers under its question, the rest as it stands.
    pub(super) fn mail(mail: &Mail) -> Self {
        let mut found = Vec::new();
        let mut clean = |text: &str| {
            let Redacted { text, found: more } = redact::redact(text);
            found.extend(more);
            text
        };
        let words = clean(&mail.words);
        let numbered: Vec<_> = mail.answers.iter().map(|(number, text)| (Some(*number), clean(text))).collect();
        let prose = Some((None, clean(&mail.prose))).filter(|(_, text)| !text.trim().is_empty());
        found.sort_unstable();
        found.dedup();
        let utterance = Utterance {
            parts: numbered.into_iter().chain(prose).collect(),
            pressed: None,
            files: mail.files.clone(),
            masked: found.clone(),
        };
        let files = mail.files.iter().map(|piece| format!("[{}]", piece.name));
        let words = files.chain(Some(words).filter(|words| !words.is_empty())).collect::<Vec<_>>().join("\n");
        Self { what: What::Said(utterance), words: Some(words), found }
    }

    pub(super) fn silent(what: What) -> Self {
        Self { what, words: None, found: Vec::new() }
    }

    /// Everything that was typed or pressed, or lies there as a file.
    pub(super) fn said(said: Said) -> Self {
        let Redacted { text, found } = redact::redact(&said.words);
        let labels = said.pressed.iter().map(|pressed| pressed.label.clone());
        let files = said.files.iter().map(|piece| format!("[{}]", piece.name));
        let words = labels.chain(files).chain(Some(text.clone()).filter(|text| !text.is_empty()));
        let words = words.collect::<Vec<_>>().join("\n");
        // A button or a file alone says no words; an empty line does.
        let silent = text.is_empty() && (said.pressed.is_some() || !said.files.is_empty());
        let utterance = Utterance {
            parts: if silent { Vec::new() } else { vec![(None, text)] },
            pressed: said.pressed.map(|pressed| (pressed.key, pressed.press)),
            files: said.files,
            masked: found.clone(),
        };
        Self { what: What::Said(utterance), words: Some(words), found }
    }
}
