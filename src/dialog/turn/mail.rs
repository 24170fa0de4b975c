//! A mail: everything in it is heard, nothing is said yet. What can be told again from the answers is not kept; what
//! cannot (answers to questions, help, warnings, refusals) waits on the person for the letter.

mod act;
mod done;
mod file;
mod guard;
mod lines;
mod numbered;
mod prose;
mod split;

use super::{Ending, Session};
use crate::dialog::fold::{Said, UNDERSTOOD_BYTES};
use crate::dialog::person::{Doubt, Key, Pending, Person, State, ToWrite, WaitingFor};
use crate::dialog::phrase::{Phrase, digest};
use crate::dialog::reply::{Effect, Turn, Utterance};
use crate::dialog::text::{Args, Prose};
use crate::dialog::view::CAMPAIGN;
use split::Unit;

/// So many mails in a row that bring nothing new, and no letter answers them: a person looks.
const BARREN: u8 = 2;

/// What can be asked for twice, and is news once.
const ASKED: &str = "lettre";
const DATA: &str = "donnees";
const SHEET: &str = "fiche";

/// What a mail came to, while it is heard.
#[derive(Debug, Default)]
pub(super) struct Mailing {
    /// What was refused or not understood, by question.
    doubts: Vec<Doubt>,
    /// Words of prose that were not understood.
    unread: Vec<String>,
    /// Numbers that are of no question.
    unknown: Vec<u32>,
    /// Nothing could be read in it.
    empty: bool,
    /// Something was asked for that the letter answers by itself.
    asked: bool,
    /// All that is kept was asked for.
    data: bool,
    /// The entry sheet was asked for.
    sheet: bool,
    /// Something was understood, new or not.
    understood: bool,
}

impl Session<'_> {
    pub(super) fn mail(&mut self, utterance: &Utterance) {
        self.person.paused = false;
        self.is_back();
        for secret in &utterance.masked {
            self.notice(super::hear::masked(*secret), &Args::new());
        }
        for piece in &utterance.files {
            self.mailed_file(piece);
        }
        let words = utterance
            .parts
            .iter()
            .any(|(_, text)| text.chars().any(char::is_alphanumeric) || text.contains(['?', '-']));
        self.mailing.empty = !words && utterance.files.is_empty() && utterance.masked.is_empty();
        let known: Vec<u32> = self.numbers().collect();
        let list = utterance.parts.iter().any(|(number, _)| number.is_some());
        let mut units: Vec<Unit> = Vec::new();
        let answered = self.renewal_by_mail(utterance);
        for (number, text) in &utterance.parts {
            match number {
                Some(number) => units.push(Unit::Numbered(*number, text.clone())),
                None if answered => {}
                None if list => units.extend(split::listed(text, &known)),
                None => units.extend(split::prose(text, &known)),
            }
        }
        let cut = utterance.parts.iter().any(|(_, text)| text.len() > UNDERSTOOD_BYTES) || units.len() > split::MOST;
        units.truncate(split::MOST);
        // Which candidature comes first: the other numbers may be those of its questions.
        units.sort_by_key(|unit| !matches!(unit, Unit::Numbered(number, _) if self.is_campaign(*number)));
        self.units(&units, &utterance.masked);
        self.hear_what_was_said();
        self.say_unknown();
        if cut {
            self.hand_over(WaitingFor::Stuck, Phrase::LetterLong);
        }
    }

    /// The six-month question is answered by the whole of what was written: « Bonjour, … Je souhaite la maintenir. … »
    fn renewal_by_mail(&mut self, utterance: &Utterance) -> bool {
        let prose: Vec<&str> =
            utterance.parts.iter().filter(|(number, _)| number.is_none()).map(|(_, text)| text.as_str()).collect();
        let text = prose.join("\n");
        let said = Said::new(&text);
        let answered = match self.person.pending {
            _ if said.is_empty() => false,
            Some(_) => self.keeps_after_all(&said),
            None => self.renewal_said(&text, &said),
        };
        self.mailing.understood |= answered;
        self.mailing.asked |= answered;
        answered
    }

    /// The letter asks something that no answer gives rise to.
    pub(super) fn asks_by_mail(&mut self) {
        (self.mailing.asked, self.mailing.understood) = (true, true);
    }

    /// The numbers that mean a question here.
    fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        let own = self.person.focused().into_iter().flat_map(|dossier| dossier.numbers.values());
        own.chain(self.person.post.asked.values()).copied()
    }

    fn is_campaign(&self, number: u32) -> bool {
        self.key_by_number(number).is_some_and(|key| *key.slot == *CAMPAIGN)
    }

    /// The question of that number, of the dossier or of the form before it.
    fn key_by_number(&self, number: u32) -> Option<Key> {
        let before = || {
            let mut asked = self.person.post.asked.iter();
            asked.find(|(_, given)| **given == number).map(|(slot, _)| Key::new(slot))
        };
        self.key_numbered(number).or_else(|| before().filter(|_| self.person.focus.is_none()))
    }

    fn say_unknown(&mut self) {
        let mut numbers = std::mem::take(&mut self.mailing.unknown);
        numbers.sort_unstable();
        numbers.dedup();
        if !numbers.is_empty() {
            let shown: Vec<String> = numbers.iter().take(10).map(ToString::to_string).collect();
            let args = Args::new().with("n", numbers.len()).with("numeros", shown.join(", "));
            let mut told = self.say(Phrase::LetterUnknownNumber, &args);
            let open = self.open_numbers();
            if !open.is_empty() {
                let args = Args::new().with("numeros", ranges(&open));
                told.extend(self.say(Phrase::LetterOpenNumbers, &args));
            }
            self.reply.notices.push(told);
        }
    }

    /// The numbers of the questions that wait for an answer, in order.
    fn open_numbers(&self) -> Vec<u32> {
        let Some(dossier) = self.person.focused() else { return self.person.post.asked.values().copied().collect() };
        let plan = crate::dialog::letter::plan::Plan::of(self.library, dossier);
        let mut numbers: Vec<u32> = plan.keys().filter_map(|key| dossier.numbers.get(key)).copied().collect();
        numbers.sort_unstable();
        numbers
    }

    /// A doubt about a question, or about no question in particular.
    fn doubtful(&mut self, key: Option<&Key>, why: Prose) {
        self.mailing.doubts.push(Doubt { key: key.cloned(), why });
    }

    /// Nothing is said now; what the letter cannot find in the answers is kept for it.
    pub(super) fn keep_for_letter(mut self) -> Turn {
        if self.ending == Ending::Silent {
            return Turn { person: self.before.clone(), effects: vec![Effect::Reply(Box::default())] };
        }
        self.forget_draft();
        let mut effects = vec![Effect::Reply(Box::default())];
        if self.effects.contains(&Effect::Erase) {
            effects.push(Effect::Letter(Box::new(self.farewell())));
            effects.append(&mut self.effects);
            return Turn { person: self.person, effects };
        }
        self.collect();
        effects.append(&mut self.effects);
        Turn { person: self.person, effects }
    }

    /// The letter that tells of the erasure: nothing is kept that could tell it later.
    fn farewell(&mut self) -> crate::dialog::letter::Letter {
        let letter = crate::dialog::letter::Letter {
            subject: self.word(Phrase::LetterSubjectFirst),
            greeting: self.word(Phrase::LetterGreeting),
            asides: std::mem::take(&mut self.reply.notices),
            ..Default::default()
        };
        self.person = Person::new(self.person.id);
        letter
    }

    /// Decides whether a letter is wanted, and what it must not forget.
    fn collect(&mut self) {
        let mailing = std::mem::take(&mut self.mailing);
        let mut asides = std::mem::take(&mut self.reply.notices);
        asides.append(&mut self.reply.doubtful);
        let first = self.person.written.is_none() && self.person.letter.is_none();
        self.let_lapse(&mailing, &mut asides);
        let advanced = self.advanced();
        if advanced {
            self.person.post.told.clear();
        }
        let mut news = advanced;
        for (asked, what) in [(mailing.asked, ASKED), (mailing.data, DATA), (mailing.sheet, SHEET)] {
            news |= asked && self.person.post.tell(digest(what));
        }
        for prose in asides.iter().chain(mailing.doubts.iter().map(|doubt| &doubt.why)) {
            news |= self.person.post.tell(gist(prose));
        }
        let heard = mailing.understood || mailing.asked || mailing.data || mailing.empty || !mailing.unread.is_empty();
        let said = news || heard || !asides.is_empty() || !mailing.doubts.is_empty();
        if !said && !first {
            // « Merci » wants no answer.
            return;
        }
        if news && !(first && !advanced && !mailing.understood) {
            self.person.post.barren = 0;
        } else {
            self.person.post.barren = self.person.post.barren.saturating_add(1);
        }
        if self.person.post.barren >= BARREN {
            return self.leave_to_staff();
        }
        let at = self.now.at;
        // What was said beside an answer needs no remark; a question always does.
        let remarked = |words: &&String| words.contains('?') || !(first || mailing.understood);
        let mut unread: Vec<Prose> = mailing.unread.iter().filter(remarked).map(|words| self.unread(words)).collect();
        unread.extend((mailing.empty && !first).then(|| self.say(Phrase::LetterEmpty, &Args::new())));
        let letter = self.person.letter.get_or_insert_with(|| ToWrite::new(at));
        letter.last = at;
        letter.data |= mailing.data;
        letter.sheet |= mailing.sheet;
        asides.into_iter().for_each(|aside| letter.aside(aside));
        mailing.doubts.into_iter().for_each(|doubt| letter.doubt(doubt));
        unread.into_iter().for_each(|why| letter.doubt(Doubt { key: None, why }));
        self.forget_answered_doubts();
    }

    /// A doubt of an earlier mail is gone once its question is answered.
    fn forget_answered_doubts(&mut self) {
        let kept = std::mem::take(&mut self.kept);
        let Some(dossier) = self.person.focused() else { return };
        let settled = |key: &Key| dossier.answers.get(key).is_some_and(|answer| answer.state.settles());
        let gone: Vec<Key> = kept.into_iter().filter(settled).collect();
        if let Some(letter) = &mut self.person.letter {
            letter.doubts.retain(|doubt| doubt.key.as_ref().is_none_or(|key| !gone.contains(key)));
        }
    }

    /// A short question the last letter asked, and this mail answers something else: it is asked no more.
    fn let_lapse(&mut self, mailing: &Mailing, asides: &mut Vec<Prose>) {
        let asked = self.before.letter.is_none() && self.before.pending.is_some();
        let same = self.person.pending == self.before.pending;
        if !(asked && same && mailing.understood) || mailing.asked {
            return;
        }
        let kept = match self.person.pending.take() {
            Some(Pending::Erase | Pending::Restart) => Phrase::KeptAsIs,
            Some(Pending::Join(_)) => Phrase::JoinKept,
            _ => return,
        };
        asides.push(self.say(kept, &Args::new()));
    }

    fn unread(&self, words: &str) -> Prose {
        self.say(Phrase::LetterUnread, &Args::new().with("mots", words))
    }

    /// The same misunderstanding twice: perhaps a robot, in any case nothing a third letter would mend.
    fn leave_to_staff(&mut self) {
        if self.person.waits_for(WaitingFor::Stuck, self.now.at) {
            self.effects.push(Effect::Alert(WaitingFor::Stuck));
        }
    }

    /// True when the mail brought the person's dossiers on.
    fn advanced(&self) -> bool {
        let before = &self.before.dossiers;
        let after = &self.person.dossiers;
        let differs = |(old, new): (&crate::dialog::person::Dossier, &crate::dialog::person::Dossier)| {
            old.answers != new.answers
                || old.wished != new.wished
                || old.entries != new.entries
                || old.reopened != new.reopened
        };
        before.len() != after.len()
            || before.iter().zip(after).any(differs)
            || self.before.profile != self.person.profile
            || self.before.focus != self.person.focus
            || self.before.pending != self.person.pending
            || self.before.stopped != self.person.stopped
    }

    /// The questions a « oui » may answer: what the last letter asked to check.
    fn to_check(&self) -> Vec<Key> {
        let Some(dossier) = self.person.focused() else { return Vec::new() };
        let plan = crate::dialog::letter::plan::Plan::of(self.library, dossier);
        let wished = dossier.wished.keys().filter(|key| !plan.check.contains(key));
        let mut keys: Vec<Key> = plan.check.iter().chain(wished).cloned().collect();
        keys.extend(plan.recap);
        keys
    }

    /// Known from before, and nothing else is asked of it.
    fn is_only_known(&self, key: &Key) -> bool {
        let Some(dossier) = self.person.focused() else { return false };
        let proposed = dossier.answers.get(key).is_some_and(|answer| answer.state == State::Proposed);
        proposed && !dossier.wished.contains_key(key)
    }

    fn is_doubtful(&self, key: &Key) -> bool {
        let answer = self.person.focused().and_then(|dossier| dossier.answers.get(key));
        answer.is_some_and(|answer| answer.state == State::Doubtful)
    }
}

/// « 2, 3, 5 à 9 ».
fn ranges(numbers: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut().filter(|(_, last)| last.checked_add(1) == Some(*number)) {
            Some((_, last)) => *last = *number,
            None => runs.push((*number, *number)),
        }
    }
    let shown = runs.iter().map(|(first, last)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first} à {last}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// What was told, whatever numbers it names: the same remark about another number is no news.
fn gist(prose: &Prose) -> u64 {
    let words: String = prose.plain().chars().filter(|sign| sign.is_alphabetic()).collect();
    digest(&words)
}
