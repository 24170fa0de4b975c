//! Files: each goes to the question that asks for one.

use super::Session;
use crate::dialog::agenda::Agenda;
use crate::dialog::definition::SlotKind;
use crate::dialog::intent::Reason;
use crate::dialog::person::{Key, Piece, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::slot::document;
use crate::dialog::text::Args;
use crate::dialog::view::View;

impl Session<'_> {
    /// Takes a file for the first open question that asks one, the asked one before all.
    pub(super) fn file(&mut self, piece: &Piece) {
        let Some(key) = self.view().and_then(|view| wanted(&view)) else {
            return self.notice(Phrase::PieceUnwanted, &Args::new().with("nom", &piece.name));
        };
        let refusal = self.view().and_then(|view| {
            let step = view.step_at(&key)?;
            document::accept(view.piece_rule(&step.slot), piece).err()
        });
        match refusal {
            None => self.settle(&key, Value::Piece(piece.clone()), &[], false, &piece.name),
            Some(Reason::Phrase(phrase, args)) => self.doubt(phrase, &args),
            Some(Reason::Option(_, prose)) => self.reply.doubtful.push(prose),
        }
    }
}

fn wanted(view: &View) -> Option<Key> {
    let agenda = Agenda::of(view);
    let asks_file = |item: &&crate::dialog::agenda::Item| {
        item.step().is_some_and(|step| matches!(step.slot.kind, SlotKind::Document { .. }))
    };
    let open = agenda.open(view.dossier).into_iter().find(|item| asks_file(item));
    open.or_else(|| agenda.deferred().find(|item| asks_file(item))).map(|item| item.key.clone())
}
