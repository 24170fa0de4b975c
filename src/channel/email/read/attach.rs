//! The files of a mail: named, typed by content, pictures of layout told apart from pictures that are sent.

use std::collections::BTreeSet;

use super::Day;
use super::mime::{Leaf, Parts};
use super::nature::Nature;
use super::tnef;
use crate::dialog::fold::head;
use crate::dialog::slot::document::kind::{UNKNOWN, is_image};
use crate::dialog::slot::document::{named, sanitise, sniff};

/// A file of a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, safe to show and to store.
    pub name: String,
    /// Its type, by its content; as declared where the content does not tell.
    pub kind: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// It belongs to the layout of the mail or to its signature: no piece.
    pub inline: bool,
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({}, {} bytes)", self.kind, self.bytes.len())
    }
}

/// Bytes of a picture that is more than layout.
const PHOTO: usize = 30_000;
/// Bytes of a picture that is layout even when it is attached.
const TINY: usize = 1_000;
/// Files of one mail.
const FILES: usize = 100;

/// The files of a mail, in order.
pub(super) fn attachments(parts: &Parts<'_>, nature: &Nature, day: Day) -> Vec<Attachment> {
    let day = day.unwrap_or_default();
    let report = matches!(nature, Nature::Bounce(_));
    let pages: Vec<String> = parts.words.iter().flat_map(|words| &words.html).map(|leaf| leaf.text()).collect();
    let shown: BTreeSet<&str> = pages.iter().flat_map(|page| page.split("cid:").skip(1).map(cited)).collect();
    let mut found = Vec::new();
    for leaf in parts.files.iter().filter(|leaf| !is_frame(leaf, report)) {
        let bytes = leaf.bytes().into_owned();
        let kind = kind(leaf, &bytes);
        let name = match leaf.name() {
            Some(name) => sanitise(name),
            None => named(subject(leaf, &bytes).as_deref(), &kind, day),
        };
        let inline = is_layout(leaf, &kind, &name, bytes.len(), &shown);
        let opened = if kind == tnef::KIND { tnef::files(&bytes) } else { Vec::new() };
        found.push(Attachment { name, kind, bytes, inline });
        found.extend(opened.into_iter().map(|(name, bytes)| {
            let kind = sniff(&bytes);
            Attachment { name: named(name.as_deref(), kind, day), kind: kind.to_owned(), bytes, inline: false }
        }));
    }
    found.truncate(FILES);
    found
}

/// The id of a picture that a page shows, where it stands behind `cid:`.
fn cited(behind: &str) -> &str {
    head(behind, 1000).split(['"', '\'', '<', '>', ')', ' ', '\n']).next().unwrap_or_default().trim()
}

/// Parts that are no files: what a report says, the texts of a mail inside this one.
fn is_frame(leaf: &Leaf<'_>, report: bool) -> bool {
    let kind = leaf.kind.value.as_str();
    let said = [
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "text/rfc822-headers",
    ];
    let inner_text = leaf.inside > 0 && leaf.name().is_none() && kind.starts_with("text/");
    let invitation = kind == "text/calendar" && leaf.name().is_none();
    inner_text
        || invitation
        || said.contains(&kind)
        || report && kind.starts_with("message/")
        || kind == "application/pgp-encrypted"
}

/// By content; what was declared where the content only shows that it is text, or nothing.
fn kind(leaf: &Leaf<'_>, bytes: &[u8]) -> String {
    let declared = leaf.kind.value.as_str();
    if declared.starts_with("message/") || bytes.starts_with(&tnef::MARK) {
        return if bytes.starts_with(&tnef::MARK) { tnef::KIND } else { declared }.to_owned();
    }
    let usable = declared.contains('/') && declared.len() <= 100 && !declared.starts_with("multipart/");
    let specific = usable
        && !matches!(
            declared,
            UNKNOWN | "application/download" | "application/force-download" | "application/x-download"
        );
    match sniff(bytes) {
        UNKNOWN if specific && !(is_image(declared) || declared == "application/pdf") => declared.to_owned(),
        "text/plain"
            if specific
                && (declared.starts_with("text/") || declared.starts_with("application/"))
                && declared != "application/pdf" =>
        {
            declared.to_owned()
        }
        kind => kind.to_owned(),
    }
}

/// A mail inside has its subject for a name.
fn subject(leaf: &Leaf<'_>, bytes: &[u8]) -> Option<String> {
    leaf.kind.value.starts_with("message/").then(|| {
        let subject = super::header::Fields::split(bytes).0.text("subject").unwrap_or_default();
        let subject = subject.trim();
        format!("{}.eml", if subject.is_empty() { "message" } else { subject })
    })
}

/// Whether a part only serves to show the mail: a logo, a picture in a signature, a digital signature.
fn is_layout(leaf: &Leaf<'_>, kind: &str, name: &str, bytes: usize, shown: &BTreeSet<&str>) -> bool {
    let declared = leaf.kind.value.as_str();
    if matches!(declared, "application/pkcs7-signature" | "application/x-pkcs7-signature" | "application/pgp-signature")
    {
        return true;
    }
    if matches!(declared, "text/x-amp-html") && leaf.name().is_none() {
        return true;
    }
    if !is_image(kind) && !is_image(declared) {
        return false;
    }
    let id = leaf.fields.get("content-id").map(|id| id.trim().trim_matches(['<', '>'])).unwrap_or_default();
    let cited = !id.is_empty() && shown.contains(id);
    let placed = leaf.related
        || cited
        || leaf.disposition.value == "inline"
        || leaf.disposition.value.is_empty() && !id.is_empty();
    let name = name.to_lowercase();
    if leaf.disposition.value == "attachment" && !cited {
        return is_logo(&name) && bytes < TINY;
    }
    placed && !is_photo(&name) && (is_logo(&name) || bytes < PHOTO)
}

/// Names that programs and companies give to pictures of layout.
fn is_logo(name: &str) -> bool {
    const STARTS: &[&str] = &[
        "logo",
        "outlook-",
        "signature",
        "banner",
        "bandeau",
        "icon",
        "facebook",
        "twitter",
        "linkedin",
        "instagram",
        "youtube",
        "spacer",
        "pixel",
    ];
    STARTS.iter().any(|start| name.starts_with(start)) || name.contains("logo")
}

/// Names that cameras and scanners give, or that say what is on the picture.
fn is_photo(name: &str) -> bool {
    const STARTS: &[&str] = &[
        "img_",
        "img-",
        "dsc",
        "pxl_",
        "photo",
        "scan",
        "whatsapp image",
        "image0.",
        "image1.",
        "image2.",
        "image3.",
        "image4.",
        "capture",
        "numeris",
        "camscanner",
        "fullsizerender",
        "screenshot",
        "20",
    ];
    const SAYS: &[&str] = &[
        "diplome",
        "diplôme",
        "releve",
        "relevé",
        "attestation",
        "identite",
        "identité",
        "passeport",
        "carte",
        "licence",
        "master",
        "cv",
        "certificat",
        "bulletin",
    ];
    !is_logo(name)
        && (STARTS.iter().any(|start| name.starts_with(start)) || SAYS.iter().any(|word| name.contains(word)))
}
