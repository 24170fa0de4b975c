//! The platform's own mail about a candidature: from the platform to the address it was given, or passed on by the
//! candidate. What answers it is the core's to decide.

use jiff::civil::Date;
use uuid::Uuid;

use super::arrived::{Arrived, ancestry};
use super::hear::{Read, Reader};
use super::route::reachable;
use crate::campaign::PlatformMail;
use crate::channel::email::mailing::Mailing;
use crate::channel::email::read::Nature;
use crate::channel::email::read::platform::{Known, Recognised, direct, forwarded};
use crate::clock;
use crate::conversation::inbound::Inbound;
use crate::conversation::mail::{FromPlatform, Kind, Mail as Letter, Question};
use crate::conversation::said::Heard;
use crate::conversation::{Outgoing, Seen};
use crate::dialog::person::Channel;
use crate::dialog::reply::Trust;
use crate::service::office::Office;
use crate::service::platform::platform_of;
use crate::store::{Loaded, StoreError};

/// Characters of a subject that are kept until it is answered.
const SUBJECT: usize = 200;

/// A mail of the platform, and which candidature it means where that is known.
struct Meant<'a> {
    recognised: Recognised,
    platform: &'a PlatformMail,
    about: Option<Uuid>,
}

impl Reader {
    /// A mail of somebody else to the address the platform may have. `None`: it is none of the platform's questions.
    pub(super) async fn platform_wrote(&self, person: &Loaded, arrived: &Arrived) -> Result<Option<Read>, StoreError> {
        let known =
            Known { authserv_id: &self.ours.authserv_id, answers: arrived.claims.answers(), today: self.today() };
        let recognise = |platform: &PlatformMail| direct(&arrived.mail, platform, known);
        let Some(meant) = self.meant(person, arrived, recognise) else { return Ok(None) };
        let Some(to) = reachable(person).cloned() else { return Ok(Some(Read::Faulty)) };
        let proven = meant.recognised.trust == Trust::Authentic;
        let question = Self::question(person, arrived, meant.platform).filter(|_| proven);
        let letter = self.platform_letter(person, arrived, meant, question).await?;
        Ok(Some(Read::Heard(vec![arrived.inbound(to, Letter { proven, ..letter })])))
    }

    /// A mail the candidate passes on, then what they wrote above it, for it may be the answer. `None`: it is an ordinary
    /// mail.
    pub(super) async fn passed_on(
        &self,
        person: &Loaded,
        arrived: &Arrived,
        proven: bool,
    ) -> Result<Option<Read>, StoreError> {
        let today = self.today();
        let ours = |address: &str| self.ours.is_ours(address);
        let recognise = |platform: &PlatformMail| forwarded(&arrived.mail, platform, today, ours);
        if matches!(arrived.mail.nature, Nature::Bounce(_) | Nature::Absence { .. } | Nature::Encrypted) {
            return Ok(None);
        }
        let Some(mut meant) = self.meant(person, arrived, recognise) else { return Ok(None) };
        // Anybody can write that address into a mail: it may ask, and prove nothing.
        meant.recognised.until = meant.recognised.until.filter(|_| proven);
        let (above, about) = (std::mem::take(&mut meant.recognised.above), meant.about);
        let letter = self.platform_letter(person, arrived, meant, None).await?;
        let kind = if above.trim().is_empty() { Kind::Platform } else { Kind::Letter };
        let thread = ancestry(&arrived.mail);
        let letter = Letter { kind, thread, words: above.clone(), prose: above, about, proven, ..letter };
        Ok(Some(Read::Heard(vec![arrived.inbound(arrived.from.clone(), letter)])))
    }

    fn today(&self) -> Date {
        self.office.service.clock.now().to_zoned(clock::paris()).date()
    }

    /// Looks at a mail as each of the person's platforms would be looked at; only as that of the candidature it names.
    fn meant<'a>(
        &'a self,
        person: &'a Loaded,
        arrived: &Arrived,
        recognise: impl Fn(&PlatformMail) -> Option<Recognised>,
    ) -> Option<Meant<'a>> {
        if arrived.oversize {
            return None;
        }
        let (library, named) = (&self.office.service.library, arrived.claims.about(person));
        let dossiers = person.person.dossiers.iter();
        let candidates = dossiers.filter(|dossier| named.is_none_or(|named| named == dossier.id));
        let mut all: Vec<Meant<'a>> = candidates
            .filter_map(|dossier| {
                let platform = platform_of(library, dossier)?;
                Some(Meant { recognised: recognise(platform)?, platform, about: Some(dossier.id) })
            })
            .collect();
        all.sort_by_key(|meant| meant.recognised.trust == Trust::Unproven);
        let several = named.is_none() && all.len() > 1;
        let first = all.into_iter().next()?;
        // Which of them it means is not for a program to guess.
        Some(Meant { about: first.about.filter(|_| !several), ..first })
    }

    /// The question as it is answered: only to a listed address, and from the one it was written to. A mail that was
    /// written to the candidate's own address, and came here by a rule of their mailbox, is theirs to answer.
    fn question(person: &Loaded, arrived: &Arrived, platform: &PlatformMail) -> Option<Question> {
        let mail = &arrived.mail;
        // A rule of a mailbox, or a list, may have brought it here: the platform knows the address it wrote to.
        let alias = arrived.claims.alias.clone().filter(|alias| mail.addressed.contains(alias))?;
        let to = mail.reply_to.clone().or_else(|| mail.from.clone())?;
        let is_own = |to: &String| person.addresses.iter().any(|(address, _)| *address.id == **to);
        let answerable = platform.answers_to.contains(&to) && !mail.to.iter().any(is_own);
        let subject = mail.subject.chars().take(SUBJECT).collect();
        answerable.then(|| Question { to, alias, subject, thread: ancestry(mail) })
    }

    async fn platform_letter(
        &self,
        person: &Loaded,
        arrived: &Arrived,
        meant: Meant<'_>,
        question: Option<Question>,
    ) -> Result<Letter, StoreError> {
        let Recognised { asks, until, trust, .. } = meant.recognised;
        let raw = self.keep(person.person.id, arrived).await?;
        let platform = Some(Box::new(FromPlatform { asks, until, trust, question }));
        Ok(Letter { about: meant.about, raw, platform, ..Letter::of(Kind::Platform) })
    }

    /// The candidature whose platform was answered by a mail that came back.
    pub(super) async fn answered_dossier(
        &self,
        person: &Loaded,
        arrived: &Arrived,
        failed: &[&str],
        entry: Option<u64>,
    ) -> Result<Option<Uuid>, StoreError> {
        let campaigns = self.office.service.library.campaigns.all.iter();
        let mut platforms = campaigns.filter_map(|campaign| campaign.renewal.as_ref()?.platform.as_ref());
        let listed = |to: &&str| platforms.any(|platform| platform.answers_to.iter().any(|known| known == to));
        let Some(entry) = entry.filter(|_| arrived.claims.platform_bounce || failed.iter().any(listed)) else {
            return Ok(None);
        };
        let store = &self.office.service.store;
        let page = store.transcript_page(person.person.id, Some(entry.saturating_add(1)), 1).await?;
        Ok(page.entries.into_iter().next().and_then(|entry| entry.dossier))
    }
}

/// An answer to a platform was refused for good: the candidate has to answer, and is told so before its row goes.
///
/// # Errors
/// The store failed.
pub(super) async fn refused(office: &Office, row: &Outgoing) -> Result<(), StoreError> {
    let Ok(Mailing::Letter(cover)) = serde_json::from_str(&row.payload) else { return Ok(()) };
    let Some(instead) = cover.instead else { return Ok(()) };
    let Some(person) = office.service.store.load(row.person).await? else { return Ok(()) };
    let Some(to) = reachable(&person).cloned() else { return Ok(()) };
    let letter = Letter { about: Some(instead.dossier), ..Letter::of(Kind::Unanswered { dossier: instead.dossier }) };
    let seen = Seen::new(Channel::Email, format!("refused/{}", row.id), Some(row.created));
    office.desk.hear(vec![Inbound::new(to, seen, Heard::Mail(Box::new(letter)))]).await
}
