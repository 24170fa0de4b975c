//! An answer as the bytes of a mail. The same draft makes the same bytes, so that a retry is the same mail.

use jiff::Timestamp;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message, MessageBuilder, MultiPart, SinglePart};

use super::dkim::{KeyFault, Signer};

/// Characters of a subject or a name.
const SUBJECT_CHARS: usize = 200;
const NAME_CHARS: usize = 100;
/// Bytes of a Message-ID; a longer one is left out.
const ID_BYTES: usize = 250;
/// Of a thread, the first mail and so many last ones are named.
const LAST_REFERENCES: usize = 10;
/// Columns of a body that is sent as it is.
const COLUMNS: usize = 76;

/// Why a mail is written. It tells machines not to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auto {
    /// It answers a mail.
    Replied,
    /// It answers nothing: a reminder.
    Generated,
    /// It does not say so: a platform that drops what machines write is answered in somebody's place.
    Unsaid,
}

/// How to have no more of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsubscribe {
    /// An address that takes it for a « STOP », with its subject: `guichet+stop-…@…?subject=STOP`.
    pub mailto: String,
    /// A page that takes one POST (RFC 8058).
    pub https: Option<String>,
}

/// A mail to be written.
#[derive(Clone)]
pub struct Draft {
    /// Its Message-ID, with its brackets.
    pub id: String,
    /// The name shown, and the address.
    pub from: (String, String),
    /// Where answers come to.
    pub reply_to: String,
    /// Whom it is for.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// The Message-ID it answers.
    pub in_reply_to: Option<String>,
    /// Those before it in its thread, the oldest first.
    pub references: Vec<String>,
    /// Why it is written.
    pub auto: Auto,
    /// How to have no more.
    pub unsubscribe: Option<Unsubscribe>,
    /// When it was decided; not when it is tried.
    pub date: Timestamp,
    /// Its words.
    pub text: String,
    /// The same words in HTML; empty for a mail that is text alone.
    pub html: String,
}

/// Written by hand: whom it is for and what it says is not for logs.
impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").field("id", &self.id).field("auto", &self.auto).finish_non_exhaustive()
    }
}

/// Why a mail cannot be written. Whose address it is stays unsaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// One of its addresses is none.
    #[error("adresse illisible")]
    Address,
    /// Its Message-ID is none.
    #[error("identifiant de message illisible")]
    Id,
    /// It could not be put together: a defect.
    #[error("message impossible à composer")]
    Parts,
    /// It could not be signed.
    #[error("signature impossible : {0}")]
    Key(#[from] KeyFault),
}

/// Writes a mail, and signs it.
///
/// # Errors
/// See [`Unwritable`].
pub fn write(draft: &Draft, signer: Option<&Signer>) -> Result<Vec<u8>, Unwritable> {
    let id = message_id(&draft.id).ok_or(Unwritable::Id)?;
    let mut mail = Message::builder()
        .message_id(Some(id.to_owned()))
        .from(mailbox(&draft.from.0, &draft.from.1)?)
        .reply_to(mailbox("", &draft.reply_to)?)
        .to(mailbox("", &draft.to)?)
        .subject(one_line(&draft.subject, SUBJECT_CHARS))
        .date(draft.date.into());
    mail = threaded(mail, draft);
    mail = marked(mail, draft.auto);
    mail = draft.unsubscribe.iter().fold(mail, leaving);
    let text = part(ContentType::TEXT_PLAIN, &draft.text)?;
    let mail = if draft.html.is_empty() {
        mail.singlepart(text)
    } else {
        let parts = MultiPart::alternative().boundary(boundary(draft)).singlepart(text);
        mail.multipart(parts.singlepart(part(ContentType::TEXT_HTML, &draft.html)?))
    };
    let bytes = mail.map_err(|_| Unwritable::Parts)?.formatted();
    Ok(match signer {
        Some(signer) => signer.sign(&bytes, draft.date)?,
        None => bytes,
    })
}

/// Tells machines not to answer.
fn marked(mail: MessageBuilder, auto: Auto) -> MessageBuilder {
    let auto = match auto {
        Auto::Replied => "auto-replied",
        Auto::Generated => "auto-generated",
        Auto::Unsaid => return mail,
    };
    let mail = raw(mail, "Auto-Submitted", auto.to_owned());
    raw(mail, "X-Auto-Response-Suppress", "OOF, AutoReply".to_owned())
}

fn threaded(mut mail: MessageBuilder, draft: &Draft) -> MessageBuilder {
    let answered = draft.in_reply_to.as_deref().and_then(message_id);
    let mut thread: Vec<&str> = draft.references.iter().filter_map(|id| message_id(id)).collect();
    if let Some(answered) = answered {
        mail = mail.in_reply_to(answered.to_owned());
        thread.retain(|id| *id != answered);
        thread.push(answered);
    }
    // The middle of a long thread goes.
    if let Some(more) = thread.len().checked_sub(LAST_REFERENCES + 1) {
        thread.drain(1..1 + more);
    }
    if thread.is_empty() { mail } else { mail.references(thread.join(" ")) }
}

fn leaving(mail: MessageBuilder, unsubscribe: &Unsubscribe) -> MessageBuilder {
    let plain = |url: &&str| url.chars().all(|sign| sign.is_ascii_graphic() && !matches!(sign, '<' | '>' | ','));
    let Some(mailto) = Some(unsubscribe.mailto.as_str()).filter(plain) else { return mail };
    let Some(https) = unsubscribe.https.as_deref().filter(plain) else {
        return raw(mail, "List-Unsubscribe", format!("<mailto:{mailto}>"));
    };
    let mail = raw(mail, "List-Unsubscribe", format!("<mailto:{mailto}>, <{https}>"));
    raw(mail, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned())
}

fn raw(mail: MessageBuilder, name: &'static str, value: String) -> MessageBuilder {
    mail.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value))
}

/// A part in ASCII as it is where that is safe, else in quoted-printable; never in base64, which filters dislike.
fn part(kind: ContentType, text: &str) -> Result<SinglePart, Unwritable> {
    let safe = |line: &str| line.len() <= COLUMNS && line.is_ascii() && line.trim_end() == line;
    let plain = text.split('\n').all(safe);
    let encoding = if plain { ContentTransferEncoding::SevenBit } else { ContentTransferEncoding::QuotedPrintable };
    let body = Body::new_with_encoding(text.replace('\r', ""), encoding).map_err(|_| Unwritable::Parts)?;
    Ok(SinglePart::builder().header(kind).body(body))
}

/// Follows from the mail, and stands nowhere in it: who could write it would have found a digest of itself.
fn boundary(draft: &Draft) -> String {
    let mut digest = blake3::Hasher::new();
    for part in [&draft.id, &draft.text, &draft.html] {
        digest.update(part.as_bytes()).update(&[0]);
    }
    digest.finalize().to_hex().chars().take(40).collect()
}

fn mailbox(name: &str, address: &str) -> Result<Mailbox, Unwritable> {
    let name = Some(one_line(name, NAME_CHARS)).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, self::address(address).ok_or(Unwritable::Address)?))
}

/// An address as mail servers take it: a domain beyond ASCII in its own notation.
#[must_use]
pub fn address(text: &str) -> Option<lettre::Address> {
    let (user, domain) = text.trim().rsplit_once('@')?;
    if domain.is_ascii() {
        return lettre::Address::new(user, domain).ok();
    }
    let url = reqwest::Url::parse(&format!("http://{domain}/")).ok()?;
    lettre::Address::new(user, url.host_str()?).ok()
}

/// A Message-ID that can stand in a header, with its brackets.
fn message_id(text: &str) -> Option<&str> {
    let text = text.trim();
    let inner = text.strip_prefix('<')?.strip_suffix('>')?;
    let plain = |sign: char| sign.is_ascii_graphic() && !matches!(sign, '<' | '>');
    (!inner.is_empty() && inner.len() <= ID_BYTES && inner.chars().all(plain)).then_some(text)
}

/// Words that cannot open another header, or turn the line around.
fn one_line(text: &str, most: usize) -> String {
    let odd = |sign: char| sign.is_control() || matches!(sign, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let spaced: String = text.chars().map(|sign| if odd(sign) { ' ' } else { sign }).collect();
    // Only ASCII spaces: French keeps « : » and its word together by one that is not.
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(most).collect()
}

#[cfg(test)]
mod tests;
