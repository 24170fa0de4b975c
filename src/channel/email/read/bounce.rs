//! Mail of ours that was not delivered, or not yet: reports (RFC 3464, RFC 6533), one entry for each recipient; and what
//! servers say in plain words when they write no report.

use super::address;
use super::header::{Fields, line};
use super::mime::Parts;
use crate::dialog::fold::{fold, head};

/// What is to be thought of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// It takes no mail: writing again is of no use.
    Hard,
    /// It takes none for now.
    Soft,
    /// The server still tries.
    Delayed,
}

impl Class {
    /// The class as programs read it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Soft => "soft",
            Self::Delayed => "delayed",
        }
    }
}

/// One recipient that our mail did not reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// The status, as `5.1.1`.
    pub status: Option<String>,
    /// Who did not get it.
    pub recipient: Option<String>,
    /// The id of our mail, without brackets.
    pub message_id: Option<String>,
    /// What it means.
    pub class: Class,
}

/// Bytes of a text that are looked at.
const LOOKED: usize = 32 * 1024;
/// Bytes of a report that are read.
const REPORT: usize = 128 * 1024;
/// Recipients of one report.
const RECIPIENTS: usize = 100;

/// The bounces a mail tells of; `None` when it is no bounce.
pub(super) fn bounces(fields: &Fields, parts: &Parts<'_>, subject: &str, text: &str) -> Option<Vec<Bounce>> {
    let status = |kind: &str| matches!(kind, "message/delivery-status" | "message/global-delivery-status");
    let reports: Vec<String> = parts
        .files
        .iter()
        .filter(|leaf| leaf.inside == 0 && status(&leaf.kind.value))
        .map(|leaf| head(&leaf.text(), REPORT).to_owned())
        .collect();
    let id = if reports.is_empty() { None } else { original_id(parts, text) };
    let mut found: Vec<Bounce> = reports.iter().flat_map(|report| reported(report, id.as_deref())).collect();
    found.truncate(RECIPIENTS);
    if !found.is_empty() {
        return Some(found);
    }
    if !reports.is_empty() && reports.iter().any(|report| fold(report).contains("action")) {
        // It was delivered, relayed or handed on: no bounce.
        return None;
    }
    let failed = fields.addresses("x-failed-recipients");
    let kind = fields.valued("content-type");
    let report = kind.value == "multipart/report"
        && kind.param("report-type").is_none_or(|kind| kind.eq_ignore_ascii_case("delivery-status"));
    let said = (report || is_server(fields)) && says(subject, text);
    if failed.is_empty() && !said {
        return None;
    }
    let told = told(text, id.or_else(|| original_id(parts, text)));
    if failed.is_empty() {
        return Some(vec![told]);
    }
    let each = failed.into_iter().take(RECIPIENTS);
    Some(each.map(|one| Bounce { recipient: Some(address(&one.address)), ..told.clone() }).collect())
}

/// True for mail that a server wrote itself.
pub(super) fn is_server(fields: &Fields) -> bool {
    let from = fields.addresses("from");
    let local = from.first().map(|from| address(&from.address)).unwrap_or_default();
    let local = local.split('@').next().unwrap_or_default();
    matches!(
        local,
        "mailer-daemon"
            | "postmaster"
            | "mail-daemon"
            | "mailerdaemon"
            | "maildelivery"
            | "mailer_daemon"
            | "bounce"
            | "bounces"
    )
}

/// Words of servers that could not deliver, in subject or text.
fn says(subject: &str, text: &str) -> bool {
    const SUBJECTS: &[&str] = &[
        "undeliver",
        "delivery status notification",
        "returned mail",
        "failure notice",
        "mail delivery",
        "delivery failure",
        "delivery report",
        "delayed mail",
        "warning message delayed",
        "could not send message",
        "non remis",
        "non delivre",
        "echec de la remise",
        "echec de remise",
        "echec de livraison",
        "echec d envoi",
        "non distribu",
        "remise differee",
        "retour a l expediteur",
        "notification d echec",
        "message non remis",
        "impossible de remettre",
        "delivery delay",
        "message status",
        "avis de non remise",
        "nondeliverable",
        "delivery notification",
        "rapport de non remise",
        "mail system error",
        "mail failure",
        "remise retardee",
        "notification d etat de remise",
        "notification de non remise",
        "notification de non livraison",
    ];
    const PHRASES: &[&str] = &[
        "could not be delivered",
        "couldn t be delivered",
        "wasn t able to deliver",
        "unable to deliver",
        "was not delivered",
        "delivery has failed",
        "n a pas pu etre remis",
        "n a pu etre remis",
        "n a pas ete remis",
        "n a pas pu etre distribue",
        "n a pas pu etre delivre",
        "n a pas ete delivre",
        "n a pu etre delivre",
        "user unknown",
        "no such user",
        "mailbox unavailable",
        "mailbox full",
        "boite pleine",
        "permanent error",
        "delivery to the following",
        "undelivered",
        "adresse introuvable",
        "address not found",
        "n a pas pu etre envoye",
        "not delivered",
        "will be retried",
        "has been delayed",
        "not yet been delivered",
        "utilisateur inconnu",
        "destinataire inconnu",
        "does not exist",
    ];
    let subject = fold(head(subject, 300));
    SUBJECTS.iter().any(|said| subject.contains(said)) || {
        let text = fold(head(text, LOOKED / 4));
        PHRASES.iter().any(|said| text.contains(said))
    }
}

/// What a report says of each recipient that was not reached.
fn reported(report: &str, id: Option<&str>) -> Vec<Bounce> {
    let mut found = Vec::new();
    let mut rest = report.as_bytes();
    while !rest.is_empty() && found.len() < RECIPIENTS {
        // Blocks are parted by empty lines.
        while let Some((b"", after)) = line(rest) {
            rest = after;
        }
        let before = rest.len();
        let (fields, after) = Fields::split(rest);
        rest = after;
        if rest.len() == before {
            // A line that is no field: it is left behind.
            rest = line(rest).map(|(_, after)| after).unwrap_or_default();
            continue;
        }
        found.extend(recipient(&fields, id));
    }
    found
}

fn recipient(fields: &Fields, id: Option<&str>) -> Option<Bounce> {
    let named = fields.get("final-recipient").or_else(|| fields.get("original-recipient"))?;
    let named = named.rsplit_once(';').map_or(named, |(_, address)| address);
    let recipient = named.trim().trim_matches(['<', '>']).trim();
    let diagnostic = fields.get("diagnostic-code").unwrap_or_default();
    // The server's own words may be finer than the status it chose.
    let status = fields.get("status").and_then(status_in);
    let finer = status_in(diagnostic).filter(|_| status.as_deref().is_none_or(|status| status.ends_with(".0.0")));
    let status = finer.or(status);
    let class = match fields.word("action").as_str() {
        "delivered" | "relayed" | "expanded" => return None,
        "delayed" => Class::Delayed,
        _ => class(status.as_deref(), &fold(diagnostic)),
    };
    Some(Bounce {
        status,
        recipient: (!recipient.is_empty()).then(|| address(recipient)),
        message_id: id.map(str::to_owned),
        class,
    })
}

/// What a status and the words beside it mean.
fn class(status: Option<&str>, said: &str) -> Class {
    const SOFT: &[&str] = &[
        "mailbox full",
        "over quota",
        "quota exceeded",
        "boite pleine",
        "mailbox is full",
        "try again later",
        "temporar",
        "saturee",
        "greylist",
    ];
    match status {
        Some(status) if status.starts_with('4') => Class::Soft,
        Some("5.5.0" | "5.2.2" | "5.2.0" | "5.7.28") => Class::Soft,
        _ if SOFT.iter().any(|soft| said.contains(soft)) => Class::Soft,
        _ => Class::Hard,
    }
}

/// What a server tells in plain words.
fn told(text: &str, id: Option<String>) -> Bounce {
    const DELAYED: &[&str] = &[
        "will be retried",
        "has been delayed",
        "will retry",
        "still trying",
        "not yet been delivered",
        "delivery delayed",
        "nouvelle tentative",
        "nouvelles tentatives",
        "a ete retarde",
        "est retarde",
        "sera retente",
        "you do not need to resend",
        "warning message only",
    ];
    let shown = head(text, LOOKED);
    let folded = fold(head(shown, LOOKED / 4));
    let status = status_in(shown).or_else(|| code_in(shown));
    let class = if DELAYED.iter().any(|said| folded.contains(said)) {
        Class::Delayed
    } else {
        class(status.as_deref(), &folded)
    };
    Bounce { status, recipient: recipient_in(shown), message_id: id, class }
}

/// A status inside words: three numbers with dots, the first 2, 4 or 5, not part of an address of a machine.
fn status_in(text: &str) -> Option<String> {
    let words = text.split(|sign: char| !(sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-'))).take(20_000);
    words.map(|word| word.trim_matches(['.', '-'])).find_map(|word| {
        let parts: Vec<&str> = word.split('.').take(4).collect();
        let number =
            |part: &&str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
        let fits = parts.len() == 3 && parts.iter().all(number) && matches!(parts.first(), Some(&"4" | &"5"));
        fits.then(|| word.to_owned())
    })
}

/// A reply code of SMTP (« 550 »), as a status.
fn code_in(text: &str) -> Option<String> {
    let mut words = text.split(|sign: char| !sign.is_ascii_alphanumeric()).take(20_000);
    words.find_map(|word| match word {
        "550" | "551" | "553" | "554" | "552" => Some(if word == "552" { "5.2.2" } else { "5.0.0" }.to_owned()),
        "421" | "450" | "451" | "452" => Some("4.0.0".to_owned()),
        _ => None,
    })
}

/// The first address of a text that is no server's: alone on its line, in brackets, or anywhere.
fn recipient_in(text: &str) -> Option<String> {
    let server =
        |found: &str| ["mailer-daemon", "postmaster", "mail-daemon"].iter().any(|name| found.starts_with(name));
    let found = text.split(|sign: char| {
        sign.is_whitespace() || matches!(sign, '<' | '>' | '"' | '(' | ')' | ',' | ';' | '[' | ']')
    });
    let clean = found.map(|word| word.trim_matches(|sign: char| !sign.is_alphanumeric()).trim_start_matches("mailto:"));
    let is_address = |word: &&str| {
        word.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.') && !host.contains('@'))
    };
    clean.filter(is_address).map(address).find(|found| !server(found))
}

/// The id of our mail: in the copy that came back, or in the words below.
fn original_id(parts: &Parts<'_>, text: &str) -> Option<String> {
    let copy = |kind: &str| {
        matches!(
            kind,
            "message/rfc822"
                | "text/rfc822-headers"
                | "message/global"
                | "message/global-headers"
                | "message/rfc822-headers"
        )
    };
    let copies = parts.files.iter().filter(|leaf| leaf.inside == 0 && copy(&leaf.kind.value));
    let from_copy = copies.map(|leaf| leaf.bytes().into_owned()).find_map(|bytes| {
        let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or_default();
        Fields::split(bytes.get(start..).unwrap_or_default()).0.ids("message-id").into_iter().next()
    });
    from_copy.or_else(|| {
        let mut lines = text.lines().map(str::trim_start).filter(|line| line.len() < 2000);
        let named = |line: &str| line.get(..11).is_some_and(|name| name.eq_ignore_ascii_case("message-id:"));
        let line = lines.by_ref().find(|line| named(line))?;
        let value = if line.contains('<') { line } else { lines.next().unwrap_or_default() };
        let id = value.split_once('<')?.1.split_once('>')?.0.trim();
        (!id.is_empty()).then(|| id.to_owned())
    })
}
