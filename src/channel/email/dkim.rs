//! DKIM (RFC 6376, RFC 8463): the signature by which the domain answers for a mail. Relaxed both ways.
//!
//! Written here, over the bytes that are sent: lettre's own says when it signed, so that a retry would be another mail,
//! and knows only PKCS#1 keys, which openssl no longer writes. Nothing waits and no clock is read.

use std::sync::Arc;

use jiff::Timestamp;
use tokio_rustls::rustls::SignatureScheme;
use tokio_rustls::rustls::crypto::hash::Hash;
use tokio_rustls::rustls::crypto::ring::{cipher_suite::TLS13_AES_128_GCM_SHA256, sign::any_supported_type};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::sign::SigningKey;

/// Headers that are signed where they stand.
const SIGNED: &[&str] = &[
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
];
/// Headers listed once more than they stand, so that nobody can add another.
const ALONE: &[&str] = &["from", "to", "subject", "date", "content-type"];
/// Columns of a line of the signature.
const COLUMNS: usize = 72;

/// Why a key cannot sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// No private key in the file.
    #[error("aucune clé privée lisible")]
    Unreadable,
    /// Another kind of key, or an RSA key under 2048 bits.
    #[error("clé d’un type inconnu : il faut RSA (2048 bits au moins) ou Ed25519")]
    Kind,
}

/// One domain's key.
#[derive(Clone)]
pub struct Signer {
    domain: String,
    selector: String,
    key: Arc<dyn SigningKey>,
    scheme: SignatureScheme,
    sha256: &'static dyn Hash,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("domain", &self.domain).field("selector", &self.selector).finish_non_exhaustive()
    }
}

impl Signer {
    /// A signer of a private key in PEM (PKCS#8, or PKCS#1 for RSA).
    ///
    /// # Errors
    /// The key is none, or of another kind.
    pub fn new(domain: &str, selector: &str, pem: &[u8]) -> Result<Self, KeyFault> {
        let der = PrivateKeyDer::from_pem_slice(pem).map_err(|_| KeyFault::Unreadable)?;
        let key = any_supported_type(&der).map_err(|_| KeyFault::Kind)?;
        let schemes = [SignatureScheme::RSA_PKCS1_SHA256, SignatureScheme::ED25519];
        let scheme =
            schemes.into_iter().find(|scheme| key.choose_scheme(&[*scheme]).is_some()).ok_or(KeyFault::Kind)?;
        let sha256 = TLS13_AES_128_GCM_SHA256.tls13().ok_or(KeyFault::Kind)?.common.hash_provider;
        Ok(Self { domain: domain.to_owned(), selector: selector.to_owned(), key, scheme, sha256 })
    }

    /// The mail with its signature in front. The same mail at the same time gives the same bytes.
    ///
    /// # Errors
    /// The key does not sign: a defect.
    pub fn sign(&self, raw: &[u8], at: Timestamp) -> Result<Vec<u8>, KeyFault> {
        let headers = super::received::headers_of(raw);
        let body = raw.get(headers.len()..).unwrap_or_default();
        let headers = fields(headers);
        let hashed = base64(self.sha256.hash(&relaxed_body(body)).as_ref());
        let named = listed(&headers);
        let unsigned = self.unsigned(&named, &hashed, at);
        let mut covered = chosen(&headers, &named);
        covered.extend_from_slice(relaxed_field(&unsigned).trim_ascii_end());
        let signature = wrapped(&base64(&self.signature(&covered)?));
        Ok([unsigned.as_slice(), signature.as_bytes(), b"\r\n", raw].concat())
    }

    /// Everything of the signature's header but the signature.
    fn unsigned(&self, named: &[&str], hashed: &str, at: Timestamp) -> Vec<u8> {
        let kind = if self.scheme == SignatureScheme::ED25519 { "ed25519" } else { "rsa" };
        let (domain, selector, at) = (&self.domain, &self.selector, at.as_second());
        let mut text = format!("DKIM-Signature: v=1; a={kind}-sha256; c=relaxed/relaxed;\r\n\td={domain};");
        text.push_str(&format!(" s={selector};\r\n\tt={at}; h="));
        let mut column = 20;
        for (index, name) in named.iter().enumerate() {
            let colon = if index == 0 { "" } else { ":" };
            column += name.len() + 1;
            if column > COLUMNS {
                column = 8 + name.len();
                text.push_str(&format!("{colon}\r\n\t{name}"));
            } else {
                text.push_str(&format!("{colon}{name}"));
            }
        }
        text.push_str(&format!(";\r\n\tbh={hashed};\r\n\tb="));
        text.into_bytes()
    }

    fn signature(&self, covered: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let signer = self.key.choose_scheme(&[self.scheme]).ok_or(KeyFault::Kind)?;
        let signed = match self.scheme {
            // RFC 8463: what Ed25519 signs is the digest.
            SignatureScheme::ED25519 => signer.sign(self.sha256.hash(covered).as_ref()),
            _ => signer.sign(covered),
        };
        signed.map_err(|_| KeyFault::Kind)
    }
}

/// The headers, each with its folded lines and its end.
fn fields(headers: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut rest = headers;
    while !rest.is_empty() && !rest.starts_with(b"\r\n") && !rest.starts_with(b"\n") {
        let folded = |at: &usize| !matches!(rest.get(at + 1), Some(b' ' | b'\t'));
        let newline = rest.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).find(folded);
        let (field, after) = rest.split_at(newline.map_or(rest.len(), |at| at + 1));
        found.push(field);
        rest = after;
    }
    found
}

fn name_of(field: &[u8]) -> String {
    let name = field.split(|byte| *byte == b':').next().unwrap_or_default();
    String::from_utf8_lossy(name).trim().to_ascii_lowercase()
}

/// What the signature lists: each header as often as it stands, some once more.
fn listed(headers: &[&[u8]]) -> Vec<&'static str> {
    let stand = |name: &str| headers.iter().filter(|field| name_of(field) == name).count();
    let times = |name: &&'static str| stand(name) + usize::from(ALONE.contains(name));
    SIGNED.iter().flat_map(|name| std::iter::repeat_n(*name, times(name))).collect()
}

/// The headers a list names, canonical, in its order; of several of a name, the last first.
fn chosen(headers: &[&[u8]], named: &[&str]) -> Vec<u8> {
    let mut left: Vec<&[u8]> = headers.to_vec();
    let mut covered = Vec::new();
    for name in named {
        if let Some(at) = left.iter().rposition(|field| name_of(field) == *name) {
            covered.extend(relaxed_field(left.remove(at)));
        }
    }
    covered
}

/// RFC 6376, 3.4.2: name in small letters, one line, one space where there were several.
fn relaxed_field(field: &[u8]) -> Vec<u8> {
    let colon = field.iter().position(|byte| *byte == b':').unwrap_or(field.len());
    let value = field.get(colon + 1..).unwrap_or_default();
    let mut canonical = name_of(field).into_bytes();
    canonical.push(b':');
    let words = value.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    canonical.extend(words.collect::<Vec<_>>().join(&b' '));
    canonical.extend_from_slice(b"\r\n");
    canonical
}

/// RFC 6376, 3.4.4: one space where there were several, none at a line's end, no empty lines at the end.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut canonical = Vec::with_capacity(body.len());
    let mut empty = 0;
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut shown = Vec::with_capacity(line.len());
        let mut gap = false;
        for byte in line {
            if matches!(byte, b' ' | b'\t') {
                gap = true;
                continue;
            }
            if std::mem::take(&mut gap) {
                shown.push(b' ');
            }
            shown.push(*byte);
        }
        if shown.is_empty() {
            empty += 1;
            continue;
        }
        canonical.extend(b"\r\n".repeat(std::mem::take(&mut empty)));
        canonical.extend(shown);
        canonical.extend_from_slice(b"\r\n");
    }
    canonical
}

fn wrapped(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    signs.chunks(COLUMNS).map(String::from_iter).collect::<Vec<_>>().join("\r\n\t")
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4_usize {
            let sign = usize::try_from(bits >> (18 - 6 * place) & 63).ok().and_then(|at| SIGNS.get(at));
            text.push(if place > three.len() { '=' } else { char::from(sign.copied().unwrap_or(b'=')) });
        }
    }
    text
}

#[cfg(test)]
mod tests;
