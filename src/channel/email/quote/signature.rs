//! What stands at the end of a block of words and is no answer: a signature behind `-- `, the line a telephone adds, a
//! disclaimer. Only at the end: the same words in the middle are somebody's words.

use super::Why;
use super::block::rules;
use super::lines::{blank, folded};

/// Lines and bytes of a signature; more is text.
const LINES: usize = 12;
const BYTES: usize = 1200;

/// How many of the lines are words, and why the others are not.
pub(super) fn words_of(lines: &[&str]) -> (usize, Vec<Why>) {
    let mut why = Vec::new();
    let mut end = filled(lines, lines.len());
    loop {
        let before = end;
        if let Some(start) = paragraph(lines, end).filter(|start| is_disclaimer(lines, *start, end)) {
            end = filled(lines, start);
            why.push(Why::Disclaimer);
        } else if let Some(start) = mobile(lines, end) {
            end = filled(lines, start);
            why.push(Why::Signature);
        } else if let Some(start) = delimited(lines, end) {
            end = filled(lines, start);
            why.push(Why::Signature);
        }
        if end == before {
            return (end, why);
        }
    }
}

/// Without empty lines at the end, and lines drawn there.
fn filled(lines: &[&str], end: usize) -> usize {
    lines.iter().take(end).rposition(|line| !blank(line) && !rules(line)).map_or(0, |last| last + 1)
}

/// Where the last paragraph begins.
fn paragraph(lines: &[&str], end: usize) -> Option<usize> {
    let above = lines.iter().take(end).rposition(|line| blank(line)).map_or(0, |last| last + 1);
    (above < end).then_some(above)
}

/// Behind the line `-- `, not too much.
fn delimited(lines: &[&str], end: usize) -> Option<usize> {
    let from = end.saturating_sub(LINES + LINES);
    let tail = lines.get(from..end)?;
    let first = tail.iter().position(|line| matches!(line.trim_end(), "--" | "- --" | "--\u{a0}"))?;
    let signed = tail.get(first + 1..)?;
    let count = signed.iter().filter(|line| !blank(line)).count();
    let bytes: usize = signed.iter().map(|line| line.len()).sum();
    (count <= LINES && bytes <= BYTES).then_some(from + first)
}

/// The lines telephones and programs add: the last paragraph, or its last line.
fn mobile(lines: &[&str], end: usize) -> Option<usize> {
    let mut start = end;
    while let Some(above) = start.checked_sub(1).filter(|above| lines.get(*above).is_some_and(|line| is_mobile(line))) {
        start = above;
    }
    (start < end).then_some(start)
}

/// « Envoyé de mon iPhone », « Obtenir Outlook pour iOS », « Sent from my Galaxy »: what it begins with, then devices and
/// programs, and no other word but one.
pub(super) fn is_mobile(line: &str) -> bool {
    const STARTS: &[&str] = &[
        "envoye de mon",
        "envoye de ma",
        "envoye depuis",
        "envoye a partir",
        "envoye avec",
        "envoye via",
        "envoye par blackberry",
        "obtenir outlook",
        "obtenez outlook",
        "telecharger outlook",
        "telechargez outlook",
        "get outlook",
        "provenance courrier",
        "sent from",
        "sent with",
        "sent via",
        "get bluemail",
        "envoye de",
        "sent using",
        "depuis mon iphone",
        "depuis mon telephone",
        "telecharger yahoo mail",
        "telechargez yahoo mail",
        "envoye sur",
        "gesendet von",
        "enviado desde",
    ];
    const KNOWN: &str = " iphone ipad mac apple watch mobile orange telephone smartphone portable android samsung galaxy huawei \
        xiaomi redmi oppo honor sony xperia lg nokia motorola oneplus pixel google tablette appareil ios outlook yahoo mail \
        gmail courrier windows pour sur de mon ma l la application appli messagerie securisee proton protonmail laposte poste \
        sfr free bouygues telecom zimbra blackberry wiko alcatel asus pro max plus mini ultra lite note se edge my the an a \
        phone device for on from secure email e app com net fr desktop tablet using aol web webmail via par le client et d \
        intelligent cellulaire mailbox bluemail thunderbird spark hotmail live www partir avec samsung pocket fold flip ";
    let bare = without_links(line);
    let bare = bare.trim_matches([' ', '\t', '*', '_', '[', ']', '(', ')', '-', '–', '—', '.', '>', '|']);
    if bare.len() > 120 || bare.contains([',', ';', '?', '!']) {
        return false;
    }
    let Some(folded) = folded(bare) else { return false };
    let starts = STARTS.iter().filter_map(|start| folded.strip_prefix(start));
    let Some(rest) = starts.filter(|rest| rest.is_empty() || rest.starts_with(' ')).min_by_key(|rest| rest.len())
    else {
        return false;
    };
    let words: Vec<&str> = rest.split(' ').filter(|word| !word.is_empty()).collect();
    let known = |word: &&&str| {
        KNOWN.contains(&format!(" {word} "))
            || word.len() <= 5 && word.contains(|sign: char| sign.is_ascii_digit())
            || word.len() == 1
    };
    let strange = words.iter().filter(|word| !known(word)).count();
    words.len() <= 10
        && strange <= usize::from(words.len() > strange)
        && !(words.is_empty() && rest.is_empty() && folded.len() < 12)
}

/// A line without what stands in `<…>` and without addresses of pages.
fn without_links(line: &str) -> String {
    let mut bare = String::with_capacity(line.len().min(200));
    let mut inside = false;
    for sign in line.chars().take(600) {
        match sign {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if inside => {}
            _ => bare.push(sign),
        }
    }
    let kept = bare.split_whitespace().map(|word| match word.split_once("http") {
        Some((before, behind)) if behind.contains("://") => before.trim_end_matches(['(', '[', ']']),
        _ => word,
    });
    kept.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A paragraph that a company adds to every mail: it begins as they do and says at least two of the things they say.
fn is_disclaimer(lines: &[&str], start: usize, end: usize) -> bool {
    const STARTS: &[&str] = &[
        "ce message",
        "ce courriel",
        "ce courrier",
        "cet e mail",
        "cet email",
        "ce mail",
        "les informations contenues",
        "le present message",
        "this message",
        "this e mail",
        "this email",
        "the information contained",
        "confidentiality notice",
        "avis de confidentialite",
        "avis important",
        "mention de confidentialite",
        "l absence de virus",
        "l integrite de ce message",
        "clause de confidentialite",
        "disclaimer",
        "the contents of this",
        "important notice",
    ];
    const SAYS: &[&str] = &[
        "confiden",
        "destinataire",
        "par erreur",
        "diffusion",
        "virus",
        "strictement",
        "usage exclusif",
        "integrite",
        "responsabilite",
        "detruire",
        "supprimer",
        "expediteur",
        "intended",
        "recipient",
        "privileged",
        "in error",
        "disclos",
        "unauthorized",
        "pieces jointes",
        "attachments",
    ];
    const ALONE: &[&str] = &[
        "avant d imprimer",
        "pensez a l environnement",
        "n imprimez ce",
        "merci de n imprimer",
        "please consider the environment",
        "sans virus www avast com",
        "garanti sans virus",
        "virus free",
        "l absence de virus dans ce",
        "cet e mail a ete verifie par le logiciel",
        "cet e mail a ete verifie par avast",
        "afin de contribuer au respect de l environnement",
        "afin de preserver l environnement",
        "ce courrier electronique ne contient aucun virus",
        "this email has been checked for viruses",
    ];
    let text = lines.get(start..end).unwrap_or_default();
    if text.len() > 30 || text.iter().map(|line| line.len()).sum::<usize>() > 4000 {
        return false;
    }
    let text = text.join(" ");
    let folded = crate::dialog::fold::fold(text.trim_start_matches(['*', '_', ' ']));
    let alone = ALONE.iter().any(|start| folded.starts_with(start)) && folded.len() <= 250;
    let says = SAYS.iter().filter(|word| folded.contains(*word)).count();
    alone || STARTS.iter().any(|start| folded.starts_with(start)) && says >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_telephones_are_known() {
        let known = [
            "Envoyé de mon iPhone",
            "Envoyé depuis mon mobile Orange",
            "Envoyé depuis l’application Mail Orange",
            "Obtenir Outlook pour iOS<https://aka.ms/o0ukef>",
            "Télécharger Outlook pour Android",
            "Sent from my iPhone 15 Pro",
            "Envoyé depuis Yahoo Mail pour iPhone",
            "Envoyé à partir de Outlook pour Android",
            "Envoyé de mon Galaxy S21",
            "Provenance : Courrier pour Windows",
            "Envoyé avec la messagerie sécurisée Proton Mail.",
            "Envoyé depuis mon Crosscall",
            "Sent from Mail for Windows",
            "Envoyé à partir de mon appareil Samsung",
            "[Envoyé de mon iPhone]",
            "Envoyé depuis l'application Mail Orange",
            "Envoyé de mon iPad",
            "Get Outlook for Android",
            "Sent with Proton Mail secure email.",
            "Envoyé depuis mon téléphone Huawei",
        ];
        for line in known {
            assert!(is_mobile(line), "{line}");
        }
        let words = [
            "Envoyé de mon iPhone, car mon ordinateur est en panne",
            "Envoyé depuis la poste de Lille hier matin",
            "Envoyé",
            "Envoyé de Lille par ma mère",
            "Envoyé le 3 mars",
            "J’ai tout envoyé de mon iPhone",
            "Sent from school yesterday evening",
        ];
        for line in words {
            assert!(!is_mobile(line), "{line}");
        }
    }

    #[test]
    fn only_the_end_is_left_out() {
        let cases: [(&[&str], usize); 8] = [
            (&["oui", "", "Envoyé de mon iPhone", ""], 1),
            (&["Envoyé de mon iPhone", "", "oui"], 3),
            (&["oui", "-- ", "Zoé"], 1),
            (&["oui", "--", "Zoé", "", "Envoyé de mon iPhone"], 1),
            (&["oui", "", "Ce message et ses pièces jointes sont confidentiels et réservés à leur destinataire."], 1),
            (&["oui", "", "Ce message a été envoyé par erreur, merci de l’ignorer."], 3),
            (&["Envoyé de mon iPhone"], 0),
            (&["a", "Merci", "Zoé"], 3),
        ];
        for (lines, kept) in cases {
            assert_eq!(words_of(lines).0, kept, "{lines:?}");
        }
    }
}
