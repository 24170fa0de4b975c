//! Files that came with a mail: each goes to the question that asks for one, the one its name speaks of first.

use super::Session;
use crate::dialog::agenda::{Agenda, Status};
use crate::dialog::definition::SlotKind;
use crate::dialog::fold::fold_words;
use crate::dialog::intent::Reason;
use crate::dialog::person::{Key, Piece};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;

/// Shorter words of a label say nothing about a file: « de », « la ».
const WORD: usize = 4;

impl Session<'_> {
    pub(super) fn mailed_file(&mut self, piece: &Piece) {
        let name = Args::new().with("nom", &piece.name);
        if let Some(known) = self.holder(piece) {
            return self.notice(Phrase::PieceAlready, &name.with("libelle", self.piece_label(&known)));
        }
        let Some(key) = self.question_for(piece) else {
            return self.notice(Phrase::LetterFileUnwanted, &name);
        };
        if let Some(reason) = self.piece_refusal(&key, piece) {
            let mut why = self.say(Phrase::LetterFile, &name);
            why.extend(match reason {
                Reason::Phrase(phrase, args) => self.say(phrase, &args),
                Reason::Option(_, prose) => prose,
            });
            return self.doubtful(Some(&key), why);
        }
        self.take_piece(&key, piece);
    }

    /// The open question the file's name speaks of, else the first that wants one; else the one that has one already,
    /// of which this is the new version.
    fn question_for(&self, piece: &Piece) -> Option<Key> {
        let view = self.view()?;
        let agenda = Agenda::of(&view);
        let wants =
            |key: &Key| view.step_at(key).is_some_and(|step| matches!(step.slot.kind, SlotKind::Document { .. }));
        let all: Vec<_> = agenda.items.iter().filter(|item| wants(&item.key)).collect();
        let words: Vec<String> = fold_words(&piece.name).collect();
        let named =
            |key: &Key| fold_words(&self.piece_label(key)).any(|word| word.len() >= WORD && words.contains(&word));
        let open = |status: Status| matches!(status, Status::Open | Status::Deferred);
        let fitting = all.iter().filter(|item| open(item.status));
        let by_name = fitting.clone().find(|item| named(&item.key));
        let found = by_name.or_else(|| fitting.clone().next()).or_else(|| match all.as_slice() {
            [only] => Some(only),
            several => several.iter().find(|item| named(&item.key)),
        });
        found.map(|item| item.key.clone())
    }
}
