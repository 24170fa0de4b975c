//! Reading a mail: raw bytes → [`Mail`]; then, once it is known which mail of ours it answers, [`Mail::read`] → what is
//! new in it. Total: any bytes are a mail, and a mail with words has words to show.

mod absence;
mod attach;
mod bounce;
mod decode;
mod header;
mod mime;
mod nature;
pub mod platform;
mod texts;
mod tnef;
mod word;

#[cfg(test)]
mod tests;

use jiff::{Timestamp, Zoned, civil};
use unicode_normalization::UnicodeNormalization;

use super::quote::{Body, Reply};
use header::Fields;

pub use attach::Attachment;
pub use bounce::{Bounce, Class};
pub use nature::{Auto, Nature};

/// A mail as it came.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Who wrote: the address in lower case, NFC.
    pub from: Option<String>,
    /// The name they write under.
    pub from_name: Option<String>,
    /// Where they want an answer.
    pub reply_to: Option<String>,
    /// Every address it was sent to, tags included, surest first: what the servers say, then To and Cc, then Received.
    pub to: Vec<String>,
    /// Those of `To` and `Cc` alone: whom its writer wrote to, and not how it came here.
    pub addressed: Vec<String>,
    /// The envelope's sender: empty for `<>`, `None` when no server said.
    pub return_path: Option<String>,
    /// Its id, without brackets.
    pub message_id: Option<String>,
    /// The ids it answers.
    pub in_reply_to: Vec<String>,
    /// The ids of its thread, oldest first.
    pub references: Vec<String>,
    /// The subject, decoded.
    pub subject: String,
    /// When it was written, as it says.
    pub date: Option<Timestamp>,
    /// The Authentication-Results fields from the top, unfolded, unread: only our own server's may be believed.
    pub results: Vec<String>,
    /// What kind of mail it is.
    pub nature: Nature,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// The whole text before anything is left out, quotes without their signs.
    pub text: String,
    plain: Body,
    html: Body,
    answers: bool,
}

impl Mail {
    /// Reads any bytes as a mail.
    #[must_use]
    pub fn parse(raw: &[u8]) -> Self {
        let (fields, body) = Fields::split(raw);
        let parts = mime::parts(&fields, body);
        let (plain, html) = texts::bodies(&parts);
        let subject = super::super::plain::clean(&fields.text("subject").unwrap_or_default()).trim().to_owned();
        let at = fields.date("date");
        let text = if plain.is_blank() { html.text() } else { plain.text() };
        let nature = nature::nature(&fields, &parts, &subject, &text, at.as_ref().map(Zoned::date));
        let attachments = attach::attachments(&parts, &nature, at.as_ref().map(Zoned::date));
        let from = fields.addresses("from").into_iter().next();
        let in_reply_to = fields.ids("in-reply-to");
        let references = fields.ids("references");
        Self {
            from_name: from.as_ref().and_then(|from| from.name.clone()),
            from: from.map(|from| address(&from.address)),
            reply_to: fields.addresses("reply-to").first().map(|reply| address(&reply.address)),
            to: recipients(&fields),
            addressed: addressed(&fields),
            return_path: return_path(&fields),
            message_id: fields.ids("message-id").into_iter().next(),
            answers: !in_reply_to.is_empty() || !references.is_empty() || texts::is_answer(&subject),
            in_reply_to,
            references,
            date: at.as_ref().map(Zoned::timestamp),
            results: fields.all("authentication-results").map(str::to_owned).collect(),
            nature,
            attachments,
            text,
            plain,
            html,
            subject,
        }
    }

    /// What is new in it. `sent` is the plain text of our mail it answers, when that is known.
    #[must_use]
    pub fn read(&self, sent: Option<&str>) -> Reply {
        texts::read(self, sent)
    }

    /// The whole text, with the signs that quote.
    #[must_use]
    pub fn quoted(&self) -> String {
        if self.plain.is_blank() { self.html.quoted() } else { self.plain.quoted() }
    }

    /// True when one of these addresses, ours, wrote it.
    #[must_use]
    pub fn is_from(&self, ours: &[&str]) -> bool {
        self.from.as_deref().is_some_and(|from| ours.iter().any(|own| address(own) == from))
    }
}

/// An address as it is compared: NFC, lower case, no blanks around.
#[must_use]
pub fn address(written: &str) -> String {
    written.trim().nfc().flat_map(char::to_lowercase).collect()
}

/// A name without control and direction signs.
fn visible(name: &str) -> String {
    super::super::plain::clean(&name.nfc().collect::<String>()).trim().to_owned()
}

fn return_path(fields: &Fields) -> Option<String> {
    let path = fields.get("return-path")?;
    let inner = path.split_once('<').map_or(path, |(_, rest)| rest.split('>').next().unwrap_or_default());
    Some(address(inner))
}

fn recipients(fields: &Fields) -> Vec<String> {
    const SOURCES: &[&str] =
        &["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-gm-original-to", "resent-to", "to", "cc"];
    let mut found: Vec<String> = Vec::new();
    let listed = SOURCES.iter().flat_map(|source| fields.addresses(source)).map(|one| one.address);
    for one in listed.take(500).chain(fields.received_for("received")) {
        let one = address(&one);
        if one.contains('@') && found.len() < 200 && !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

fn addressed(fields: &Fields) -> Vec<String> {
    let listed = ["to", "cc"].into_iter().flat_map(|source| fields.addresses(source));
    listed.take(200).map(|one| address(&one.address)).collect()
}

/// The day a file without a name is named after.
type Day = Option<civil::Date>;

/// The plain text of a mail of ours, from the mail as it was sent or from its text alone.
#[must_use]
pub fn sent_text(raw: &[u8]) -> String {
    let (fields, _) = Fields::split(raw);
    let is_mail = ["from", "subject", "message-id", "mime-version", "content-type"]
        .iter()
        .filter(|name| fields.get(name).is_some());
    match is_mail.count() {
        0 => decode::text(None, raw),
        _ => Mail::parse(raw).text,
    }
}
