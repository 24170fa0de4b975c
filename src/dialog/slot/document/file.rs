//! Whether the platform takes a file: its type by content, its size, and whether it could be kept.

use super::kind;
use crate::campaign::PieceRule;
use crate::dialog::intent::Reason;
use crate::dialog::person::{Fault, Piece};
use crate::dialog::phrase::Phrase;
use crate::dialog::show;
use crate::dialog::text::Args;

/// Whether the platform takes this file. Without a rule everything but an empty file is taken.
///
/// # Errors
/// The reason, for the candidate: empty, wrong type, too big, not kept.
pub fn accept(rule: Option<&PieceRule>, piece: &Piece) -> Result<(), Reason> {
    if piece.bytes == 0 {
        return Err(Reason::of(Phrase::PieceEmpty));
    }
    if let Some(rule) = rule {
        let taken = |kind: &String| mime(kind).is_some_and(|mime| mime == piece.kind);
        if !rule.types.iter().any(taken) {
            return Err(not_taken(rule, piece));
        }
        if let Some(limit) = rule.bytes.filter(|limit| piece.bytes > *limit) {
            return Err(too_big(piece.bytes, limit));
        }
    }
    piece.fault.map_or(Ok(()), |fault| Err(unkept(fault, piece)))
}

/// The refusal of a file's type: the types that are taken, what was received, and under which name that hid it.
fn not_taken(rule: &PieceRule, piece: &Piece) -> Reason {
    let Some(received) = kind::called(&piece.kind) else { return wrong_type(rule) };
    let args = Args::new().with("types", types(rule)).with("recu", received);
    match &piece.called {
        Some(name) => Reason::Phrase(Phrase::PieceMisnamed, args.with("nom", name)),
        None => Reason::Phrase(Phrase::PieceTypeReceived, args),
    }
}

/// The refusal of a type, naming those that are taken.
pub(super) fn wrong_type(rule: &PieceRule) -> Reason {
    Reason::Phrase(Phrase::PieceType, Args::new().with("types", types(rule)))
}

pub(in crate::dialog) fn types(rule: &PieceRule) -> String {
    rule.types.iter().map(|kind| kind.to_uppercase()).collect::<Vec<_>>().join(", ")
}

/// The refusal of a size, with the limit.
pub(super) fn too_big(bytes: u64, limit: u64) -> Reason {
    let args = Args::new().with("taille", show::bytes(bytes)).with("limite", show::bytes(limit));
    Reason::Phrase(Phrase::PieceBytes, args)
}

fn unkept(fault: Fault, piece: &Piece) -> Reason {
    match fault {
        Fault::TooBig(limit) => too_big(piece.bytes, limit),
        Fault::DayCount(most) => Reason::Phrase(Phrase::PieceDayCount, Args::new().with("n", most)),
        Fault::DayBytes(most) => Reason::Phrase(Phrase::PieceDayBytes, Args::new().with("limite", show::bytes(most))),
        Fault::NoRoom => Reason::of(Phrase::PieceNoRoom),
        Fault::Lost => Reason::Phrase(Phrase::PieceLost, Args::new().with("nom", &piece.name)),
    }
}

fn mime(kind: &str) -> Option<&'static str> {
    match kind {
        "pdf" => Some("application/pdf"),
        "jpeg" | "jpg" => Some("image/jpeg"),
        "png" => Some("image/png"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> PieceRule {
        PieceRule {
            name: "diplome".into(),
            label: "copie du diplôme".into(),
            types: vec!["pdf".into()],
            bytes: Some(1000),
            needed: true,
        }
    }

    fn piece(kind: &str, bytes: u64) -> Piece {
        Piece::new("a", kind, bytes)
    }

    #[test]
    fn type_and_size_are_the_campaigns() {
        let key = |piece: &Piece| accept(Some(&rule()), piece).map_err(|reason| reason.key().to_owned());
        let refused = |phrase: Phrase| Err(phrase.key().to_owned());
        assert_eq!(key(&piece("application/pdf", 1000)), Ok(()));
        assert_eq!(key(&piece("application/pdf", 1001)), refused(Phrase::PieceBytes));
        assert_eq!(key(&piece("application/pdf", 0)), refused(Phrase::PieceEmpty));
        assert_eq!(key(&piece("image/heic", 10)), refused(Phrase::PieceTypeReceived));
        assert_eq!(key(&piece("application/octet-stream", 10)), refused(Phrase::PieceType));
        assert_eq!(key(&piece("multipart/mixed", 10)), refused(Phrase::PieceType));
        let lying = Piece { called: Some("a.pdf".to_owned()), ..piece("image/heic", 10) };
        assert_eq!(key(&lying), refused(Phrase::PieceMisnamed));
        assert!(accept(None, &piece("image/heic", 10)).is_ok());
    }

    #[test]
    fn what_could_not_be_kept_is_never_taken() {
        let faults = [
            (Fault::TooBig(5), Phrase::PieceBytes),
            (Fault::DayCount(50), Phrase::PieceDayCount),
            (Fault::DayBytes(200), Phrase::PieceDayBytes),
            (Fault::NoRoom, Phrase::PieceNoRoom),
            (Fault::Lost, Phrase::PieceLost),
        ];
        for (fault, phrase) in faults {
            let piece = Piece { fault: Some(fault), ..piece("application/pdf", 10) };
            for rule in [Some(&rule()), None] {
                assert_eq!(
                    accept(rule, &piece).map_err(|reason| reason.key().to_owned()),
                    Err(phrase.key().to_owned())
                );
            }
        }
    }
}
