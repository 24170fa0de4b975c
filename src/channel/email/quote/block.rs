//! The block of header fields above older mail that is not quoted line by line: De / Envoyé / À / Objet.

use super::Body;
use super::attribution::time;
use super::lines::{LOOKED, blank, folded};
use crate::dialog::fold::head;

/// Lines a block may take, continuations included.
const LINES: usize = 12;
/// Bytes of a field's name.
const NAME: usize = 30;

/// A header field as a block shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    From,
    Sent,
    To,
    Subject,
    Other,
}

/// What field each line shows, looked at once.
#[derive(Debug)]
pub(super) struct Shown(Vec<Option<Field>>);

/// Looks at every line.
pub(super) fn shown(body: &Body) -> Shown {
    Shown(body.lines.iter().map(|line| field(body.of(line))).collect())
}

/// The block that begins with a line: the line behind it.
pub(super) fn beginning(body: &Body, shown: &Shown, first: usize) -> Option<usize> {
    let field = |at: usize| shown.0.get(at).copied().flatten();
    let start = field(first)?;
    if start == Field::From && in_one_line(body.at(first)) {
        return Some(first + 1);
    }
    if start == Field::Other {
        return None;
    }
    let depth = body.lines.get(first)?.depth;
    let mut seen = [false; 4];
    let (mut proof, mut end, mut blanks) = (false, first, 0);
    for at in first..first + LINES {
        let Some(line) = body.lines.get(at).filter(|line| line.depth == depth) else { break };
        let text = body.of(line);
        match field(at) {
            Some(field) => {
                mark(&mut seen, field);
                proof |= proves(field, text);
                (end, blanks) = (at + 1, 0);
            }
            None if blank(text) => {
                blanks += 1;
                // One empty line may stand between fields that were paragraphs; two end the block.
                if blanks > 1 {
                    break;
                }
            }
            // A list of recipients that goes on; behind an empty line it is the older mail's first line.
            None if blanks == 0 && continues(text, at - end) => {}
            None => break,
        }
    }
    let kinds = seen.iter().filter(|seen| **seen).count();
    (kinds >= 3 && proof).then(|| tail(body, end, depth))
}

/// The address in a line that says who a mail is from, in small letters.
pub(super) fn from_of(body: &Body, shown: &Shown, at: usize) -> Option<String> {
    shown.0.get(at).copied().flatten().filter(|field| *field == Field::From)?;
    let line = head(body.at(at), LOOKED);
    let outside = |sign: char| sign.is_whitespace() || "<>()[]\"',;:".contains(sign);
    let address =
        line.split(outside).rfind(|word| word.contains('@') && !word.starts_with('@') && !word.ends_with('@'))?;
    Some(address.to_lowercase())
}

/// A subject may go on for a line or two, up to the empty line below the block.
fn tail(body: &Body, end: usize, depth: u16) -> usize {
    let same = |at: usize| body.lines.get(at).is_some_and(|line| line.depth == depth);
    (end..end + 3).find(|at| !same(*at) || blank(body.at(*at))).unwrap_or(end)
}

fn mark(seen: &mut [bool; 4], field: Field) {
    let at = match field {
        Field::From => 0,
        Field::Sent => 1,
        Field::To => 2,
        Field::Subject => 3,
        Field::Other => return,
    };
    if let Some(seen) = seen.get_mut(at) {
        *seen = true;
    }
}

/// What a person hardly writes: an address, a time, the word « Envoyé » with a date.
fn proves(field: Field, text: &str) -> bool {
    let digits = text.contains(|sign: char| sign.is_ascii_digit());
    text.contains('@')
        || field == Field::Sent && (time(text) || digits && !text.trim_start().to_lowercase().starts_with("date"))
}

fn continues(text: &str, so_far: usize) -> bool {
    so_far < 3 && (text.contains('@') || text.starts_with([' ', '\t']) || text.contains(';'))
}

fn field(text: &str) -> Option<Field> {
    if text.len() > LOOKED * 8 {
        return None;
    }
    let text = text.trim_start_matches([' ', '\t', '*', '_', '|', '-', '>']);
    let first = text.chars().next()?;
    let name = head(text, NAME).split_once(':')?.0;
    if !(first.is_alphabetic() && name.len() < NAME) {
        return None;
    }
    let name = folded(name)?;
    let field = match name.as_str() {
        "de" | "from" | "von" | "da" | "expediteur" | "de la part de" | "van" | "od" | "remitente" => Field::From,
        "envoye" | "envoye le" | "sent" | "date" | "date d envoi" | "gesendet" | "datum" | "data" | "enviado"
        | "inviato" | "sent on" | "message du" | "date de reception" | "recu" | "fecha" | "enviado el" => Field::Sent,
        "a" | "to" | "an" | "para" | "pour" | "destinataire" | "destinataires" | "aan" | "do" => Field::To,
        "objet" | "subject" | "sujet" | "betreff" | "asunto" | "oggetto" | "assunto" | "onderwerp" | "temat" => {
            Field::Subject
        }
        "cc" | "cci" | "copie" | "copie a" | "bcc" | "importance" | "priorite" | "pieces jointes" | "piece jointe"
        | "attachments" | "reply to" | "repondre a" | "copy" | "sensitivity" | "cc a" => Field::Other,
        _ => return None,
    };
    Some(field)
}

/// A block that lost its line ends: « De : X Envoyé : … À : Y Objet : Z ».
fn in_one_line(text: &str) -> bool {
    if text.len() > LOOKED * 2 {
        return false;
    }
    let text = text.to_lowercase().replace(" :", ":").replace('*', "");
    let has = |names: &[&str]| names.iter().any(|name| text.contains(name));
    has(&["de:", "from:"])
        && has(&[" envoyé:", " sent:", " date:", " envoyé le:"])
        && has(&[" à:", " to:"])
        && has(&[" objet:", " subject:", " sujet:"])
}

/// A line that says by itself that older mail follows: « -----Message d’origine----- », « Message du 03/03/26 10:22 ».
pub(super) fn separates(text: &str) -> bool {
    let start = text.trim_start_matches(['>', ' ', '*']);
    let ruled = start.starts_with("--") || start.starts_with("==");
    let Some(folded) = folded(text).filter(|_| ruled || start.starts_with("Message du")) else { return false };
    let names = matches!(
        folded.as_str(),
        "message d origine"
            | "message original"
            | "mail original"
            | "original message"
            | "message initial"
            | "e mail d origine"
            | "mail d origine"
            | "original appointment"
            | "original mail"
            | "ursprungliche nachricht"
            | "mensaje original"
            | "messaggio originale"
            | "courriel original"
            | "original email"
    );
    let dated = folded
        .strip_prefix("message du ")
        .is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()) && time(text) && rest.len() <= 30);
    ruled && names || dated
}

/// A line that says that a mail is passed on.
pub(super) fn forwards(text: &str) -> bool {
    let framed = text.len() <= 120 && (text.contains("--") || text.trim_end().ends_with(':'));
    let Some(folded) = folded(text).filter(|_| framed) else { return false };
    matches!(
        folded.as_str(),
        "message transfere"
            | "message transmis"
            | "mail transfere"
            | "forwarded message"
            | "forwarded mail"
            | "debut du message reexpedie"
            | "debut du message transfere"
            | "debut du message renvoye"
            | "begin forwarded message"
            | "message reexpedie"
            | "message forwarded"
            | "courriel transfere"
            | "message renvoye"
            | "email transfere"
            | "e mail transfere"
            | "debut du courriel transfere"
            | "weitergeleitete nachricht"
    )
}

/// A line a program draws above older mail.
pub(super) fn rules(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 10 && text.len() <= 200 && text.bytes().all(|byte| matches!(byte, b'_' | b'-' | b'=' | b'*'))
}

#[cfg(test)]
mod tests {
    use super::super::Effort;
    use super::super::plain::{Flow, plain};
    use super::*;

    fn block(text: &str) -> Option<usize> {
        let body = plain(text, Flow::Fixed, &mut Effort::default());
        beginning(&body, &shown(&body), 0)
    }

    #[test]
    fn blocks_are_known() {
        let cases = [
            ("De : X <x@y.fr>\nEnvoyé : lundi 3 mars 2026 10:22\nÀ : Z\nObjet : RE: a\n\nBonjour", Some(4)),
            ("*De :* X\n*Envoyé :* lundi 3 mars 2026 10:22\n*À :* Z\n*Objet :* a\n\nBonjour", Some(4)),
            ("From: X\nSent: Monday, March 3, 2026 10:22 AM\nTo: Z\nSubject: a b\nc\n\nHello", Some(5)),
            ("De : X\n\nEnvoyé : lundi 3 mars 2026 10:22\n\nÀ : Z\n\nObjet : a\n\nb", Some(7)),
            ("De : X <x@y.fr>\nÀ : a@b.fr; c@d.fr;\n  e@f.fr\nCc : g@h.fr\nObjet : a\n\nb", Some(5)),
            ("De : X <x@y.fr> Envoyé : lundi 3 mars À : Z Objet : a", Some(1)),
            ("De : Lille\nÀ : Paris\nObjet : trajet\n\nb", None),
            ("De : Zoé\nÀ : Rectorat\nDate : 3 mars 2026\nObjet : demande\n\nb", None),
            ("De : X <x@y.fr>\nÀ : Z\n\nb", None),
        ];
        for (text, end) in cases {
            assert_eq!(block(text), end, "{text}");
        }
    }

    #[test]
    fn separators_are_known() {
        assert!(separates("-----Message d'origine-----") && separates("---- Mail original ----"));
        assert!(separates("-------- Message d’origine --------") && separates("Message du 03/03/26 10:22"));
        assert!(!separates("message original") && !separates("Message du 3 mars, sans réponse"));
        assert!(forwards("---------- Forwarded message ---------") && forwards("Début du message réexpédié :"));
        assert!(!forwards("Message transféré"));
    }
}
