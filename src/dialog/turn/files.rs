//! Files: each goes to the question that asks for one. At any other moment it is offered to the question that will, and
//! taken only once the candidate says that it is meant for it.

use super::Session;
use crate::dialog::agenda::{Agenda, Item, Status};
use crate::dialog::definition::SlotKind;
use crate::dialog::intent::Reason;
use crate::dialog::person::{Key, Pending, Piece, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::slot::document;
use crate::dialog::text::Args;
use crate::dialog::view::View;

impl Session<'_> {
    /// Takes a file for the question asked, or offers it to the first one that asks a file.
    pub(super) fn file(&mut self, piece: &Piece) {
        let name = Args::new().with("nom", &piece.name);
        let Some(key) = self.view().and_then(|view| wanted(&view)) else {
            return self.notice(Phrase::PieceUnwanted, &name);
        };
        if let Some(known) = self.holder(piece) {
            return self.notice(Phrase::PieceAlready, &name.with("libelle", self.piece_label(&known)));
        }
        if let Some(reason) = self.piece_refusal(&key, piece) {
            return self.piece_refused(reason);
        }
        if self.asked_key().as_ref() == Some(&key) {
            return self.take_piece(&key, piece);
        }
        if matches!(&self.person.pending, Some(Pending::Suggested { value: Value::Piece(_), .. })) {
            // One question at a time: the other file is asked for when its turn comes.
            return self.notice(Phrase::PieceUnwanted, &name);
        }
        self.offer_piece(key, piece);
    }

    /// Keeps a file as the answer to a question; by now the campaign may take it no more.
    pub(super) fn take_piece(&mut self, key: &Key, piece: &Piece) {
        if let Some(reason) = self.piece_refusal(key, piece) {
            return self.piece_refused(reason);
        }
        self.settle(key, Value::Piece(Box::new(piece.clone())), &[], false, &piece.name);
        if piece.locked {
            self.notice(Phrase::PieceLocked, &Args::new().with("nom", &piece.name));
        }
    }

    fn offer_piece(&mut self, key: Key, piece: &Piece) {
        let args = Args::new().with("nom", &piece.name).with("libelle", self.piece_label(&key));
        let old = self.view().and_then(|view| {
            let answer = view.answer(&key).filter(|answer| answer.state.settles())?;
            answer.value.as_ref().map(|value| view.show(&key.slot, value))
        });
        match old {
            Some(old) => self.doubt(Phrase::PieceReplace, &args.with("valeur", old)),
            None => self.doubt(Phrase::PieceIsIt, &args),
        }
        self.person.pending =
            Some(Pending::Suggested { key, value: Value::Piece(Box::new(piece.clone())), typed: None });
    }

    pub(super) fn piece_refusal(&self, key: &Key, piece: &Piece) -> Option<Reason> {
        let view = self.view()?;
        let step = view.step_at(key)?;
        document::accept(view.piece_rule(&step.slot), piece).err()
    }

    fn piece_refused(&mut self, reason: Reason) {
        match reason {
            Reason::Phrase(phrase, args) => self.doubt(phrase, &args),
            Reason::Option(_, prose) => self.reply.doubtful.push(prose),
        }
    }

    /// The piece as its platform calls it: « copie de votre licence ».
    pub(super) fn piece_label(&self, key: &Key) -> String {
        let rule = self.view().and_then(|view| view.piece_rule(&view.step_at(key)?.slot));
        rule.map_or_else(|| self.label(key), |rule| rule.label.clone())
    }

    /// The question that already has this very file.
    pub(super) fn holder(&self, piece: &Piece) -> Option<Key> {
        let id = piece.id?;
        let holds = |value: Option<&Value>| matches!(value, Some(Value::Piece(kept)) if kept.id == Some(id));
        let mut answers = self.person.focused()?.answers.iter();
        answers.find(|(_, answer)| answer.state.settles() && holds(answer.value.as_ref())).map(|(key, _)| key.clone())
    }
}

/// The question a file is for: asked now, put off, yet to come, or answered with a file already.
fn wanted(view: &View) -> Option<Key> {
    let agenda = Agenda::of(view);
    let asks_file = |item: &&Item| item.step().is_some_and(|step| matches!(step.slot.kind, SlotKind::Document { .. }));
    let at = |status: Status| agenda.items.iter().filter(asks_file).filter(move |item| item.status == status);
    let has_file = |item: &&Item| {
        let answer = view.answer(&item.key);
        answer.is_some_and(|answer| matches!(answer.value, Some(Value::Piece(_))))
    };
    let open = agenda.open(view.dossier).into_iter().find(|item| asks_file(item));
    let later = || at(Status::Deferred).chain(at(Status::Later)).next();
    let answered = || at(Status::Settled).rfind(has_file);
    open.or_else(later).or_else(answered).map(|item| item.key.clone())
}
