//! Who we are by mail: our address, the tags in it that say whose answer comes back, and the names our mails bear.
//!
//! A tag is a person's token, alone or with what it is for behind a dash: `assistant+k7q…@…` is what answers come to,
//! `…-d1b2c3d4e` about the dossier whose id ends so (once `…-2`, about the second), `…-b12` what comes back undelivered of entry 12 of their transcript, `…-p12` the same
//! of an answer to a platform, `…-a` the address a platform may be given, `…-a1b2c3d4e` that of one dossier: by the tail of
//! its id, for it is used for months, and places move. Mail servers change the case of letters and cut no digits: tags are
//! small letters and digits.

use jiff::SignedDuration;
use uuid::Uuid;

use crate::conversation::mail::TOKEN;

/// Signs of a dossier's id in the address a platform is given: those of the number people quote.
const TAIL: usize = 8;

/// Who we are by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letterhead {
    /// Our address.
    pub address: String,
    /// The name before it.
    pub name: String,
    /// So long nothing more must have come before a letter is written,
    pub quiet: SignedDuration,
    /// unless the first mail has waited for so long.
    pub quiet_most: SignedDuration,
    /// Which mail server of ours says what it thinks of a sender, in `Authentication-Results`; empty when none does.
    pub authserv_id: String,
}

/// A tag of our address, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Whose.
    pub token: String,
    /// What for.
    pub what: Tagged,
}

/// What a tag is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tagged {
    /// An answer, about no dossier or, as addresses once were, about that of a place, from 1.
    Answer(Option<usize>),
    /// An answer about the dossier whose id ends so.
    About(String),
    /// What comes back undelivered, and which entry it carried.
    Bounce(u64),
    /// What comes back undelivered of an answer to a platform, and which entry it was.
    PlatformBounce(u64),
    /// What a platform sends to the address it was given, or somebody passes on to it; perhaps about the dossier whose id
    /// ends so.
    Alias(Option<String>),
    /// Whoever writes there has the code that makes one more address theirs.
    Join(String),
}

/// One of our Message-IDs, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Whose transcript it is in.
    pub token: String,
    /// Which entry it carried.
    pub entry: u64,
}

impl Letterhead {
    fn parts(&self) -> (&str, &str) {
        self.address.rsplit_once('@').unwrap_or((&self.address, ""))
    }

    fn tagged(&self, tag: &str) -> String {
        let (local, domain) = self.parts();
        format!("{local}+{tag}@{domain}")
    }

    /// Where answers come to, perhaps about a dossier.
    #[must_use]
    pub fn reply_to(&self, token: &str, dossier: Option<Uuid>) -> String {
        match dossier {
            Some(dossier) => self.tagged(&format!("{token}-d{}", tail(dossier))),
            None => self.tagged(token),
        }
    }

    /// Where a mail comes back to that does not arrive.
    #[must_use]
    pub fn envelope(&self, token: &str, entry: u64) -> String {
        self.tagged(&format!("{token}-b{entry}"))
    }

    /// Where an answer to a platform comes back to undelivered.
    #[must_use]
    pub fn platform_envelope(&self, token: &str, entry: u64) -> String {
        self.tagged(&format!("{token}-p{entry}"))
    }

    /// The address a platform's mail about a dossier may be passed on to.
    #[must_use]
    pub fn alias(&self, token: &str, dossier: Uuid) -> String {
        self.tagged(&format!("{token}-a{}", tail(dossier)))
    }

    /// Where one more address becomes theirs by writing.
    #[must_use]
    pub fn join(&self, token: &str, code: &str) -> String {
        self.tagged(&format!("{token}-c{code}"))
    }

    /// The name of the mail that carries an entry, without brackets: the same at each try.
    #[must_use]
    pub fn message_id(&self, token: &str, entry: u64) -> String {
        let (_, domain) = self.parts();
        format!("g{entry}.{token}@{domain}")
    }

    /// The name of a mail that is beside the conversation, without brackets. Who answers it names the proof in it, and so
    /// reads the mailbox it was sent to.
    #[must_use]
    pub fn notice_id(&self, unique: &str, proof: &str) -> String {
        let (_, domain) = self.parts();
        format!("n{unique}.{proof}@{domain}")
    }

    /// The proof in the name of such a mail, with its brackets or without, if it is one of ours.
    #[must_use]
    pub fn proof(&self, id: &str) -> Option<String> {
        let (_, domain) = self.parts();
        let (local, at) = id.trim().trim_start_matches('<').trim_end_matches('>').rsplit_once('@')?;
        let (_, proof) = local.strip_prefix('n')?.split_once('.')?;
        (at.eq_ignore_ascii_case(domain) && proof.len() == TOKEN && is_token(proof)).then(|| proof.to_owned())
    }

    /// True for our address, tagged or not.
    #[must_use]
    pub fn is_ours(&self, address: &str) -> bool {
        self.rest_of(address).is_some()
    }

    /// What an address says behind ours, the sign before it left out; empty for ours itself.
    fn rest_of<'a>(&self, address: &'a str) -> Option<&'a str> {
        let (local, domain) = self.parts();
        let (theirs, at) = address.trim().rsplit_once('@')?;
        let head = theirs.get(..local.len()).filter(|head| head.eq_ignore_ascii_case(local))?;
        let rest = theirs.get(head.len()..)?;
        let rest = if rest.is_empty() { rest } else { rest.strip_prefix('+')? };
        at.eq_ignore_ascii_case(domain).then_some(rest)
    }

    /// Reads the tag of one of our addresses.
    #[must_use]
    pub fn tag(&self, address: &str) -> Option<Tag> {
        let tag = self.rest_of(address).filter(|tag| !tag.is_empty())?.to_lowercase();
        let (token, what) = match tag.split_once('-') {
            None => (tag.as_str(), Tagged::Answer(None)),
            Some((token, "a")) => (token, Tagged::Alias(None)),
            Some((token, rest)) => (token, tagged(rest)?),
        };
        is_token(token).then(|| Tag { token: token.to_owned(), what })
    }

    /// True for the name of a letter that a service like this one wrote, ours or another: whatever its header says.
    #[must_use]
    pub fn is_a_letters(id: &str) -> bool {
        let read = || {
            let (local, _) = id.trim().trim_start_matches('<').rsplit_once('@')?;
            let (head, token) = local.split_once('.')?;
            let numbered = head.strip_prefix('g').is_some_and(|entry| entry.parse::<u64>().is_ok());
            let beside = head.strip_prefix('n').is_some_and(|unique| unique.len() == 32 && is_token(unique));
            Some((numbered || beside) && token.len() == TOKEN && is_token(token))
        };
        read().unwrap_or_default()
    }

    /// Reads a Message-ID, with its brackets or without, if it is one of ours.
    #[must_use]
    pub fn sent(&self, id: &str) -> Option<Sent> {
        let (_, domain) = self.parts();
        let (local, at) = id.trim().trim_start_matches('<').trim_end_matches('>').rsplit_once('@')?;
        let (entry, token) = local.strip_prefix('g')?.split_once('.')?;
        let ours = at.eq_ignore_ascii_case(domain) && is_token(token);
        Some(Sent { token: token.to_owned(), entry: entry.parse().ok()? }).filter(|_| ours)
    }
}

fn tagged(rest: &str) -> Option<Tagged> {
    let what = rest.chars().next()?;
    let behind = rest.get(what.len_utf8()..)?;
    match what {
        'b' => behind.parse().ok().map(Tagged::Bounce),
        'p' => behind.parse().ok().map(Tagged::PlatformBounce),
        'a' => is_tail(behind).then(|| Tagged::Alias(Some(behind.to_owned()))),
        'd' => is_tail(behind).then(|| Tagged::About(behind.to_owned())),
        'c' => is_token(behind).then(|| Tagged::Join(behind.to_owned())),
        _ => rest.parse().ok().map(|place| Tagged::Answer(Some(place))),
    }
}

/// The tail of a dossier's id, as an address bears it.
#[must_use]
pub fn tail(dossier: Uuid) -> String {
    let id = dossier.simple().to_string();
    id.get(id.len().saturating_sub(TAIL)..).unwrap_or_default().to_owned()
}

fn is_tail(text: &str) -> bool {
    text.len() == TAIL && text.bytes().all(|sign| sign.is_ascii_digit() || matches!(sign, b'a'..=b'f'))
}

fn is_token(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Letterhead {
        Letterhead {
            address: "assistant@exemple.fr".to_owned(),
            name: "Assistant".to_owned(),
            quiet: SignedDuration::from_mins(3),
            quiet_most: SignedDuration::from_mins(10),
            authserv_id: String::new(),
        }
    }

    #[test]
    fn what_we_write_into_an_address_is_read_back() {
        let ours = ours();
        let tag = |address: &str| ours.tag(address).map(|tag| (tag.token, tag.what));
        let token = "k7q2mz4x9dabcdefghij";
        let read = |what| Some((token.to_owned(), what));
        assert_eq!(tag(&ours.reply_to(token, None)), read(Tagged::Answer(None)));
        assert_eq!(tag(&format!("assistant+{token}-2@exemple.fr")), read(Tagged::Answer(Some(2))));
        assert_eq!(tag(&ours.envelope(token, 12)), read(Tagged::Bounce(12)));
        assert_eq!(tag(&ours.join(token, "ab3")), read(Tagged::Join("ab3".to_owned())));
        assert_eq!(tag(&ours.platform_envelope(token, 7)), read(Tagged::PlatformBounce(7)));
        assert_eq!(tag(&format!("assistant+{token}-a@exemple.fr")), read(Tagged::Alias(None)));
        let dossier = Uuid::from_u128(0x0192_0000_1111_7222_8333_4444_0c8f_1d2e);
        assert_eq!(ours.alias(token, dossier), format!("assistant+{token}-a0c8f1d2e@exemple.fr"));
        let about = ours.reply_to(token, Some(dossier)).to_uppercase();
        assert_eq!(tag(&about), read(Tagged::About("0c8f1d2e".to_owned())));
        let alias = ours.alias(token, dossier).to_uppercase();
        assert_eq!(tag(&alias), read(Tagged::Alias(Some("0c8f1d2e".to_owned()))));
        for other in [
            "assistant@exemple.fr",
            "assistant+@exemple.fr",
            "assistant+k7q@autre.fr",
            "assistante+k7q@exemple.fr",
            "assistant+k7q-bx@exemple.fr",
            "assistant+k7q-a2@exemple.fr",
            "assistant+k7q-a0c8f1d2g@exemple.fr",
            "assistant+k7q-px@exemple.fr",
            "assistant+k7q-d2@exemple.fr",
            "assistant+k7q-é@exemple.fr",
            "é+k7q@exemple.fr",
            "assistant",
        ] {
            assert_eq!(tag(other), None, "{other}");
        }
        assert!(ours.is_ours("Assistant+x@Exemple.FR") && ours.is_ours("assistant@exemple.fr"));
        assert!(!ours.is_ours("assistante@exemple.fr") && !ours.is_ours("paul@exemple.fr"));
    }

    #[test]
    fn a_letter_of_another_service_is_one() {
        let id = Letterhead { address: "autre@ailleurs.fr".to_owned(), ..ours() }.message_id("k7q2mz4x9dabcdefghij", 3);
        assert!(Letterhead::is_a_letters(&id) && Letterhead::is_a_letters(&format!("<{id}>")));
        let beside = ours().notice_id("0123456789abcdef0123456789abcdef", "k7q2mz4x9dabcdefghij");
        assert!(Letterhead::is_a_letters(&beside));
        assert_eq!(ours().proof(&format!("<{beside}>")).as_deref(), Some("k7q2mz4x9dabcdefghij"));
        assert_eq!(ours().proof(&beside.replace("exemple.fr", "autre.fr")), None);
        assert_eq!(ours().proof(&id), None);
        for other in ["", "g3@x.fr", "g3.court@x.fr", "3.k7q2mz4x9dabcdefghij@x.fr", "gx.k7q2mz4x9dabcdefghij@x.fr"] {
            assert!(!Letterhead::is_a_letters(other), "{other}");
        }
    }

    #[test]
    fn our_own_mails_are_known_by_their_names() {
        let ours = ours();
        let id = ours.message_id("k7q2mz", 12);
        let sent = Some(Sent { token: "k7q2mz".to_owned(), entry: 12 });
        assert_eq!(ours.sent(&id), sent);
        assert_eq!(ours.sent(&format!(" <{id}> ")), sent);
        for other in ["", "g12.k7q2mz@autre.fr", "x12.k7q2mz@exemple.fr", "g.k7q2mz@exemple.fr", "g12@exemple.fr"] {
            assert_eq!(ours.sent(other), None, "{other}");
        }
    }
}
