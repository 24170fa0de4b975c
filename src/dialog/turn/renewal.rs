//! The six-month question: what is answered to it, and what follows. Keeping harms nobody; a withdrawal is asked twice and
//! can be taken back; what is not clear is asked again, and then a person reads it.

mod ask;
mod later;
mod platform;
mod said;
mod standing;
mod unanswered;

use jiff::civil::Date;
use uuid::Uuid;

use super::Session;
use crate::dialog::definition::Name;
use crate::dialog::due;
use crate::dialog::fold::{Said, Word};
use crate::dialog::person::{Channel, Dossier, Pending, WaitingFor};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::Effect;
use crate::dialog::text::{Args, Prose};
use crate::dialog::view::View;
use crate::renewal::calendar::add_days;
use crate::renewal::{Authority, Ended, RenewalRule, Road, Term, UNDO_DAYS, Wish, Wished};
pub(super) use ask::{KEEP, Kind, WITHDRAW, is_question};

/// Unclear answers; at the next a person reads them.
const UNCLEAR: u8 = 2;

impl Session<'_> {
    /// Who says something, whatever it is, has not kept silent about what they are asked.
    pub(super) fn has_spoken(&mut self) {
        let at = self.now.at;
        let asked = self.person.dossiers.iter_mut().filter(|dossier| dossier.renewal.awaits_a_wish());
        for dossier in asked {
            dossier.renewal.spoke.get_or_insert(at);
        }
    }

    pub(super) fn dossier(&self, id: Uuid) -> Option<&Dossier> {
        self.person.dossiers.iter().find(|dossier| dossier.id == id)
    }

    pub(super) fn dossier_mut(&mut self, id: Uuid) -> Option<&mut Dossier> {
        self.person.dossiers.iter_mut().find(|dossier| dossier.id == id)
    }

    fn view_of(&self, id: Uuid) -> Option<View<'_>> {
        View::new(self.library, self.dossier(id)?)
    }

    /// The rule and the term of a candidature that was handed in.
    pub(super) fn term_of(&self, id: Uuid) -> Option<(RenewalRule, Term)> {
        let view = self.view_of(id)?;
        due::term(&view, self.now).map(|(rule, term)| (rule.clone(), term))
    }

    /// What sentences about a candidature may name: its campaign's name, the day, the service's address.
    pub(super) fn candidature_args(&self, id: Uuid) -> Args {
        let Some(view) = self.view_of(id) else { return Args::new() };
        let title = view.campaign().map_or(view.dialog.title.as_str(), |campaign| campaign.title.as_str());
        let facts = view.args_of(["campagne.contact"].into_iter(), &None);
        let contact = facts.get("campagne.contact").unwrap_or_default();
        let day = due::term(&view, self.now).map(|(_, term)| written(term.told)).unwrap_or_default();
        Args::new()
            .with("titre", title)
            .with("numero", view.dossier.number())
            .with("date", day)
            .with("contact", contact)
    }

    pub(super) fn candidature_title(&self, id: Uuid) -> Option<String> {
        self.candidature_args(id).get("titre").map(str::to_owned)
    }

    pub(super) fn say_of(&self, id: Uuid, phrase: Phrase) -> Prose {
        self.say(phrase, &self.candidature_args(id))
    }

    fn notice_of(&mut self, id: Uuid, phrase: Phrase) {
        let prose = self.say_of(id, phrase);
        self.reply.notices.push(prose);
    }

    /// A wish was understood: carried out, or asked for once more.
    pub(super) fn wishes(&mut self, id: Uuid, wish: Wish) {
        self.understood();
        self.unask(id);
        match wish {
            Wish::Keep => self.keeps(id),
            Wish::Withdraw => self.withdraws(id),
            Wish::AskMe => {}
        }
    }

    /// Keep: renewed at once where this service decides, else on its way to the platform.
    fn keeps(&mut self, id: Uuid) {
        let Some((rule, _)) = self.term_of(id) else { return };
        let undone = self.dossier(id).is_some_and(|dossier| dossier.renewal.ended.is_some());
        let wished = Wished { what: Wish::Keep, at: self.now.at, channel: self.channel() };
        self.is_clear();
        if let Some(dossier) = self.dossier_mut(id) {
            let renewal = &mut dossier.renewal;
            (renewal.ended, renewal.wished, renewal.unclear, renewal.later) = (None, Some(wished), 0, None);
        }
        if undone {
            self.notice_of(id, Phrase::RenewalBack);
        }
        match rule.authority {
            Authority::Service => self.renewed_here(id),
            Authority::Platform => self.carry_out(id, &rule),
        }
        self.tell_elsewhere(id, Phrase::RenewalKeep);
    }

    /// This service decides: the new term follows the old one, whenever the answer came.
    fn renewed_here(&mut self, id: Uuid) {
        if let Some(dossier) = self.dossier_mut(id) {
            dossier.renewal.begin_next(None);
        }
        self.notice_of(id, Phrase::RenewalDone);
        self.notice(Phrase::RenewalExact, &Args::new());
    }

    /// The platform decides: its mail is answered if it came, else the candidate gets the words to answer it with.
    fn carry_out(&mut self, id: Uuid, rule: &RenewalRule) {
        if self.answer_platform(id, rule, Wish::Keep) {
            return;
        }
        let at = self.now.at;
        let Some(dossier) = self.dossier_mut(id) else { return };
        if matches!(dossier.renewal.road, Some(Road::AnsweredForYou { .. } | Road::SaysSent { .. })) {
            // On its way already: nothing more to do than wait for the date.
            return self.notice(Phrase::RenewalPaste, &Args::new());
        }
        dossier.renewal.road = Some(Road::ReadyReplyGiven { at });
        self.notice_of(id, Phrase::RenewalWished);
        let ready = self.ready_reply(id, rule, Wish::Keep);
        self.reply.notices.extend(ready);
        self.notice(Phrase::RenewalPaste, &Args::new());
        self.notice(Phrase::RenewalExact, &Args::new());
    }

    /// The words the candidate can answer the platform with, and a link that opens such a mail where its address is known.
    fn ready_reply(&self, id: Uuid, rule: &RenewalRule, wish: Wish) -> Vec<Prose> {
        let words = self.platform_words(id, rule, wish);
        let mut ready = vec![self.say(Phrase::RenewalReady, &Args::new().with("texte", &words))];
        if let Some(address) = rule.platform.as_ref().and_then(|platform| platform.answers_to.first()) {
            let link = format!("mailto:{address}?body={}", percent(&words));
            // In a letter the link is behind the words: its lines are too short to show it.
            let phrase =
                if self.channel() == Channel::Email { Phrase::RenewalReadyMail } else { Phrase::RenewalReadyLink };
            ready.push(self.say(phrase, &Args::new().with("lien", link).with("adresse", address)));
        }
        ready
    }

    /// What the platform is told: the campaign's own words, else those of the frame.
    fn platform_words(&self, id: Uuid, rule: &RenewalRule, wish: Wish) -> String {
        let (own, phrase) = match (wish, &rule.platform) {
            (Wish::Withdraw, Some(platform)) => (platform.withdraw.as_str(), Phrase::RenewalWordsWithdraw),
            (_, Some(platform)) => (platform.keep.as_str(), Phrase::RenewalWords),
            (Wish::Withdraw, None) => ("", Phrase::RenewalWordsWithdraw),
            (_, None) => ("", Phrase::RenewalWords),
        };
        if !own.is_empty() {
            return own.to_owned();
        }
        let args = self.candidature_args(id).with("candidat", self.full_name(id));
        self.say(phrase, &args).plain()
    }

    fn full_name(&self, id: Uuid) -> String {
        let Some(dossier) = self.dossier(id) else { return String::new() };
        let of = |slot: &str| dossier.settled(slot, None).and_then(|answer| answer.value.as_ref()?.text());
        let names = [of("prenom"), of("nom_usage").or_else(|| of("nom_patronymique")).or_else(|| of("nom"))];
        names.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Withdraw: asked once more, with a question of its own.
    fn withdraws(&mut self, id: Uuid) {
        self.person.pending = Some(Pending::Withdraw { dossier: id });
        self.notice_of(id, Phrase::RenewalWithdrawSure);
    }

    /// Withdrawn, twice asked. Seven days to come back.
    pub(super) fn withdrawn(&mut self, id: Uuid) {
        let Some((rule, _)) = self.term_of(id) else { return };
        let (at, channel) = (self.now.at, self.channel());
        self.is_clear();
        let waits = |dossier: &Dossier| dossier.renewal.asked.as_ref().is_some_and(|asked| !asked.mail.is_empty());
        let answerable = self.dossier(id).is_some_and(waits);
        if let Some(dossier) = self.dossier_mut(id) {
            dossier.renewal.wished = Some(Wished { what: Wish::Withdraw, at, channel });
            dossier.renewal.ended = Some(Ended::Withdrawn { at, channel });
            dossier.renewal.unclear = 0;
        }
        let until = written(add_days(self.now.today(), UNDO_DAYS));
        let args = self.candidature_args(id).with("date", until);
        self.notice(Phrase::RenewalWithdrawn, &args);
        if rule.authority == Authority::Platform {
            if answerable {
                // Answered once it can be taken back no more.
                self.notice(Phrase::RenewalWithdrawLater, &args);
            } else {
                self.notice(Phrase::RenewalWithdrawPlatform, &Args::new());
                let ready = self.ready_reply(id, &rule, Wish::Withdraw);
                self.reply.notices.extend(ready);
            }
        }
        self.tell_elsewhere(id, Phrase::RenewalWithdraw);
    }

    /// « Non » to « retirer ? »: asked for the right word, for it may be a slip of the thumb.
    pub(super) fn not_withdrawn(&mut self, id: Uuid) {
        self.notice_of(id, Phrase::RenewalNotWithdrawn);
    }

    /// One of several candidatures, by its place, its number or its name.
    pub(super) fn candidature_named(&mut self, wish: Wish, among: &[Uuid], said: &Said) -> bool {
        let named = |id: &Uuid| {
            let number = self.dossier(*id).map(|dossier| dossier.number().to_lowercase()).unwrap_or_default();
            let title = Said::new(&self.candidature_title(*id).unwrap_or_default());
            let own = |word: &Word| !self.shared_word(among, *id, &word.text) && word.text.len() > 2;
            let raw = said.raw.to_lowercase();
            raw.contains(&number)
                || title.words.iter().any(|word| own(word) && said.words.iter().any(|w| w.text == word.text))
        };
        let place =
            said.words.first().filter(|_| said.words.len() == 1).and_then(|word| word.text.parse::<usize>().ok());
        let by_place = place.and_then(|place| among.get(place.checked_sub(1)?)).copied();
        let found: Vec<Uuid> = match by_place {
            Some(id) => vec![id],
            None => among.iter().copied().filter(named).collect(),
        };
        let all = said.words.iter().any(|word| ["toutes", "tout", "tous", "deux"].contains(&word.text.as_str()));
        self.person.pending = None;
        match found.as_slice() {
            [one] => self.wishes(*one, wish),
            _ if all && wish == Wish::Keep => among.iter().for_each(|id| self.wishes(*id, wish)),
            _ => return false,
        }
        true
    }

    /// A word that stands in the title of another of them too tells nothing.
    fn shared_word(&self, among: &[Uuid], id: Uuid, word: &str) -> bool {
        among
            .iter()
            .filter(|other| **other != id)
            .filter_map(|other| self.candidature_title(*other))
            .any(|title| Said::new(&title).words.iter().any(|known| known.text == word))
    }

    /// What staff were to clear up is clear.
    fn is_clear(&mut self) {
        self.person.waits_no_more(|why| why == WaitingFor::Renewal);
    }

    /// Neither one nor the other: asked again with the two words, then a person reads it.
    pub(super) fn unclear(&mut self, id: Uuid) {
        let Some(dossier) = self.dossier_mut(id) else { return };
        dossier.renewal.unclear = dossier.renewal.unclear.saturating_add(1);
        if dossier.renewal.unclear <= UNCLEAR {
            let prose = self.say_of(id, Phrase::RenewalUnclear);
            return self.reply.doubtful.push(prose);
        }
        let args = self.candidature_args(id);
        if self.person.waiting.is_none() {
            self.hand_over_with(WaitingFor::Renewal, Phrase::RenewalToStaff, args);
        } else {
            let hours = self.library.phrases.line(Phrase::Hours, &Args::new());
            self.notice(Phrase::RenewalToStaff, &args.with("heures", hours));
        }
    }

    /// « Rappelez-moi en mai », within the limits.
    fn asked_later(&mut self, id: Uuid, day: Date) {
        let Some((rule, term)) = self.term_of(id) else { return };
        let Some(dossier) = self.dossier(id) else { return };
        let running = crate::renewal::stage::Running {
            renewal: &dossier.renewal,
            rule: &rule,
            term,
            absent: None,
            zone: &self.now.zone,
        };
        let limit = running.last_word();
        let (kept, phrase) = if day > limit { (limit, Phrase::RenewalLaterLimit) } else { (day, Phrase::RenewalLater) };
        if kept <= self.now.today() {
            // There is no later any more.
            return self.unclear(id);
        }
        if let Some(dossier) = self.dossier_mut(id) {
            dossier.renewal.later = Some(kept);
            dossier.renewal.done.remove(&crate::renewal::Stage::Chosen);
        }
        self.notice(phrase, &Args::new().with("date", written(kept)));
    }

    /// The platform shows a new last day: the next term begins, and only now it is said to be renewed.
    pub(super) fn proven(&mut self, id: Uuid, until: Date) {
        if let Some(dossier) = self.dossier_mut(id) {
            dossier.renewal.begin_next(Some(until));
        }
        self.notice_of(id, Phrase::RenewalProven);
    }

    /// A receipt on the other channels: one answer anywhere settles all.
    fn tell_elsewhere(&mut self, id: Uuid, answer: Phrase) {
        let args = self.candidature_args(id).with("reponse", self.word(answer));
        let prose = vec![self.say(Phrase::RenewalElsewhere, &args)];
        let notice = self.notice_about(id, prose, ask::Kind { except: Some(self.channel()), ..Default::default() });
        self.effects.push(Effect::Tell(Box::new(notice)));
    }

    /// A wish that names none of several candidatures.
    pub(super) fn wish_of_which(&mut self, wish: Wish, among: Vec<Uuid>) {
        self.person.pending = Some(Pending::Candidature { wish, among });
        self.notice(Phrase::RenewalWhich, &Args::new());
    }

    /// The candidature of a button or of a place in the list: 0 stands for all.
    pub(super) fn candidature_chosen(&mut self, wish: Wish, among: &[Uuid], option: &Name) {
        let all = &**option == ask::ALL;
        let chosen: Vec<Uuid> = match self.candidature_of(among, option) {
            Some(id) => vec![id],
            None if all && wish == Wish::Keep => among.to_vec(),
            None => return self.wish_of_which(wish, among.to_vec()),
        };
        chosen.into_iter().for_each(|id| self.wishes(id, wish));
    }
}

/// A day, as people write it.
pub(super) fn written(day: Date) -> String {
    day.strftime("%d/%m/%Y").to_string()
}

/// Words in a link (RFC 3986).
fn percent(words: &str) -> String {
    let keeps = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    words.bytes().map(|byte| if keeps(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
