//! Free prose of a mail: every unit is understood by itself, then the whole of it for what goes over its sentences.

use super::Session;
use super::done;
use super::split::{self, Unit};
use crate::dialog::definition::StepKind;
use crate::dialog::fold::Said;
use crate::dialog::intent::{Command, Reading};
use crate::dialog::lexicon::List;
use crate::dialog::pattern::among;
use crate::dialog::person::{Key, Pending, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;
use crate::dialog::understand::setting::{Asked, Setting};
use crate::dialog::understand::{understand, volunteered};
use crate::redact::Secret;

/// Shorter words of prose that say nothing are a greeting or a name, and need no remark.
const REMARK: usize = 5;
/// Signs of a remark that are quoted.
const QUOTED: usize = 90;
/// Longer prose is read unit by unit only.
const WHOLE: usize = 1200;

impl Session<'_> {
    /// Prose inside a numbered part.
    pub(super) fn prose(&mut self, text: &str, masked: &[Secret]) {
        let known: Vec<u32> = self.numbers().collect();
        self.parts(split::prose(text, &known), masked);
    }

    /// Prose behind a numbered part: a number in front of a line is meant as one, known or not.
    pub(super) fn listed(&mut self, text: &str, masked: &[Secret]) {
        let known: Vec<u32> = self.numbers().collect();
        self.parts(split::listed(text, &known), masked);
    }

    fn parts(&mut self, mut units: Vec<Unit>, masked: &[Secret]) {
        units.truncate(split::MOST);
        if !units.is_empty() {
            self.units(&units, masked);
        }
    }

    /// All parts of a mail, in order.
    pub(super) fn units(&mut self, units: &[Unit], masked: &[Secret]) {
        let whole: Vec<&str> = units
            .iter()
            .filter_map(|unit| match unit {
                Unit::Words(words) => Some(words.as_str()),
                Unit::Numbered(..) => None,
            })
            .collect();
        let whole = whole.join("\n");
        if self.person.focus.is_none() && units.iter().all(|unit| matches!(unit, Unit::Words(_))) && !whole.is_empty() {
            self.campaign_in(&whole);
        }
        let mut single = self.single_question();
        for unit in units {
            match unit {
                Unit::Numbered(number, text) => self.numbered(*number, text, masked),
                Unit::Words(words) => self.sentence(words, &mut single, masked),
            }
        }
        match self.person.focus {
            None => self.person.post.keep(&whole),
            Some(_) if whole.len() <= WHOLE => self.volunteered(&whole, masked),
            Some(_) => {}
        }
    }

    /// What was said before there was a dossier answers its questions now, those that have no answer yet.
    pub(super) fn hear_what_was_said(&mut self) {
        if self.person.focus.is_none() {
            return;
        }
        let said = std::mem::take(&mut self.person.post.said);
        for unit in split::prose(&said, &[]) {
            let Unit::Words(words) = unit else { continue };
            let readings = volunteered(&self.setting(None), &Said::new(&words));
            let new: Vec<Reading> = readings.into_iter().filter(|reading| self.is_new(reading)).collect();
            self.act_by_mail(&new, None, &words);
        }
    }

    /// The candidature that prose without a dossier names; true when one was, sure or not.
    pub(super) fn campaign_in(&mut self, text: &str) -> bool {
        let Some(asked) = Asked::campaign(self.library) else { return false };
        let setting = Setting { library: self.library, view: None, asked: Some(asked), today: self.now.today() };
        let readings = understand(&setting, text, &[]).readings;
        let named: Vec<Reading> = readings
            .into_iter()
            .filter(|reading| {
                matches!(reading, Reading::Answer { .. } | Reading::Ambiguous { .. } | Reading::Refused { .. })
            })
            .collect();
        !named.is_empty() && self.act_by_mail(&named, None, text)
    }

    fn sentence(&mut self, words: &str, single: &mut Option<Key>, masked: &[Secret]) {
        let said = Said::new(words);
        if said.is_empty() || self.told_done(&said) || self.short_answer(&said) {
            return;
        }
        if let Some((head, tasks)) = done::cut(&said) {
            self.sentence(&head, single, masked);
            self.sentence(&tasks, single, masked);
            return;
        }
        if self.confirms(&said) || self.library.lexicon.is_only(List::Polite, &said) {
            return;
        }
        // A value that is plainly told is no question about it: « mon INE est … ».
        let plain = if said.question { Vec::new() } else { volunteered(&self.setting(None), &said) };
        if !plain.is_empty() && masked.is_empty() && self.act_by_mail(&plain, None, words) {
            return;
        }
        let readings = understand(&self.setting(None), words, masked).readings;
        if readings.iter().any(|reading| !self.is_meant(reading)) {
            return;
        }
        let told = readings
            .iter()
            .any(|reading| !matches!(reading, Reading::NotUnderstood | Reading::Unsure | Reading::Masked { .. }));
        if told && self.act_by_mail(&readings, None, words) {
            return;
        }
        if self.person.focus.is_none() {
            // The whole of the prose was read for the candidature already.
            return self.unread_words(&said);
        }
        if self.said_of_a_step(&said) {
            return;
        }
        if let Some(key) = single.clone() {
            let readings = understand(&self.setting(Some(&key)), words, masked).readings;
            let answered =
                readings.iter().any(|reading| matches!(reading, Reading::Answer { .. } | Reading::Refused { .. }));
            if answered && self.act_by_mail(&readings, Some(&key), words) {
                *single = None;
                return;
            }
        }
        self.unread_words(&said);
    }

    /// At first contact « pouvez-vous m’aider ? » wants no list of commands.
    fn is_meant(&self, reading: &Reading) -> bool {
        let first = self.before.written.is_none();
        let general = matches!(
            reading,
            Reading::Command { name: Command::Help | Command::Correct | Command::Back | Command::Restart, .. }
        );
        !(first && general)
    }

    fn unread_words(&mut self, said: &Said) {
        let unclear = [List::Unclear, List::Done, List::Yes, List::No]
            .iter()
            .any(|list| self.library.lexicon.is_only(*list, said));
        if unclear || (said.words.len() < REMARK && !said.question) {
            return;
        }
        let head: String = said.raw.chars().take(QUOTED).collect();
        let cut = if head.len() < said.raw.len() { "…" } else { "" };
        self.mailing.unread.push(format!("{head}{cut}"));
    }

    /// The one question that is open, which words without a number may answer.
    fn single_question(&self) -> Option<Key> {
        let plan = crate::dialog::letter::plan::Plan::of(self.library, self.person.focused()?);
        match (plan.check.as_slice(), plan.wanted.as_slice()) {
            ([], [only]) => Some(only.clone()),
            _ => None,
        }
    }

    /// « Oui », « tout est exact »: to the one thing there is to check; the recap before all.
    fn confirms(&mut self, said: &Said) -> bool {
        let lexicon = &self.library.lexicon;
        let yes = lexicon.is_only(List::Yes, said) || lexicon.is_only(List::Done, said) || self.opens_with_yes(said);
        let no = lexicon.is_only(List::No, said);
        if !yes && !no {
            return false;
        }
        let keys = self.to_check();
        let recap = keys.iter().find(|key| self.is_recap(key)).cloned();
        match (recap, keys.as_slice()) {
            (Some(recap), _) => self.confirm_by_mail(&recap, yes),
            (None, [only]) => self.decide_wish(only, yes) || self.confirm_by_mail(only, yes),
            (None, []) => false,
            // All that is asked is whether what is known still holds.
            (None, known) if yes && known.iter().all(|key| self.is_only_known(key)) => {
                known.iter().for_each(|key| self.confirm(key));
                self.mailing.understood = true;
                true
            }
            (None, _) => {
                let why = self.say(Phrase::LetterWhichCheck, &Args::new());
                self.doubtful(None, why);
                true
            }
        }
    }

    /// « Oui, tout est exact. »
    fn opens_with_yes(&self, said: &Said) -> bool {
        let lexicon = &self.library.lexicon;
        let opens = lexicon.find(List::Yes, &said.words).is_some_and(|run| run.start == 0);
        let right = said
            .words
            .iter()
            .any(|word| matches!(word.text.as_str(), "exact" | "exacte" | "juste" | "correct" | "bon" | "confirme"));
        let but = said.words.iter().any(|word| matches!(word.text.as_str(), "mais" | "sauf" | "erreur"));
        let not = lexicon.says(List::Negation, &said.words);
        right
            && !but
            && !not
            && !said.question
            && said.words.len() <= 10
            && (opens || said.words.first().is_some_and(|word| word.text == "tout"))
    }

    /// The short question of the last letter: only its own words destroy anything.
    fn short_answer(&mut self, said: &Said) -> bool {
        let Some(pending) = self.person.pending.clone() else { return false };
        let lexicon = &self.library.lexicon;
        let yes = lexicon.find(List::Yes, &said.words).is_some_and(|run| run.start == 0);
        let only_no = lexicon.is_only(List::No, said);
        let named = |stem: &str| said.words.iter().any(|word| word.text.starts_with(stem));
        let keeps = lexicon.says(List::Negation, &said.words) || said.question || said.words.len() > 8;
        let sure = match &pending {
            Pending::Erase => yes && named("effac") && !keeps,
            Pending::Restart => yes && named("recommenc") && !keeps,
            Pending::Withdraw { .. } => yes && named("retir") && !keeps,
            Pending::Join(_) => yes && named("reuni") && !keeps,
            Pending::Another { .. } => lexicon.is_only(List::Yes, said),
            Pending::Candidature { wish, among } => {
                let (wish, among) = (*wish, among.clone());
                let named = self.candidature_named(wish, &among, said);
                self.mailing.understood |= named;
                self.mailing.asked |= named;
                return named;
            }
            Pending::Guide => {
                self.person.pending = None;
                return self.short_question_guide(said);
            }
            Pending::Which { .. } | Pending::Correct | Pending::Suggested { .. } => {
                self.person.pending = None;
                return false;
            }
        };
        if yes && !sure && !keeps && destroys(&pending) {
            // A yes that does not say to what: the question comes again, with the words it wants.
            self.mailing.asked = true;
            return true;
        }
        if !sure && !only_no {
            return false;
        }
        self.mailing.understood = true;
        self.mailing.asked = true;
        // Nothing is destroyed by a mail that was written before our question was.
        let destroys = destroys(&pending);
        let answered = self.before.pending.as_ref() == Some(&pending) && self.before.letter.is_none();
        if sure && destroys && !answered {
            return true;
        }
        if sure && destroys && !self.event.proven {
            self.prove();
            return true;
        }
        self.person.pending = None;
        self.settle_pending(pending, sure, None);
        true
    }

    fn short_question_guide(&mut self, said: &Said) -> bool {
        self.person.pending = Some(Pending::Guide);
        self.short_question(said)
    }

    /// « Je suis boursière »: a sentence its step's own file gives a meaning to, that names what the step asks.
    fn said_of_a_step(&mut self, said: &Said) -> bool {
        let Some(view) = self.view() else { return false };
        let asked = crate::dialog::agenda::Agenda::of(&view);
        let open =
            asked.items.iter().filter(|item| item.is_open()).filter_map(|item| Some((item.key.clone(), item.step()?)));
        let named = open.filter(|(_, step)| {
            step.kind == StepKind::Question
                && among(&step.slot.called, &said.words).any(|called| called.matches(&said.words))
        });
        let found = named.into_iter().find_map(|(key, step)| {
            let says =
                step.says.iter().find(|says| says.patterns.iter().any(|pattern| pattern.matches(&said.words)))?;
            Some((key, says.means.clone()))
        });
        let Some((key, means)) = found else { return false };
        let readings: Vec<Reading> = means
            .into_iter()
            .map(|(slot, value)| Reading::Answer { slot, value, flags: Vec::new(), check: false })
            .collect();
        self.act_by_mail(&readings, Some(&key), &said.raw)
    }

    /// What goes over several sentences, for questions that have no answer yet.
    fn volunteered(&mut self, whole: &str, masked: &[Secret]) {
        let readings = understand(&self.setting(None), whole, masked).readings;
        let yes_or_no = |reading: &Reading| matches!(reading, Reading::Answer { value: Value::Bool(_), .. });
        let new = readings
            .into_iter()
            .filter(|reading| matches!(reading, Reading::Answer { .. }) && !yes_or_no(reading) && self.is_new(reading));
        let new: Vec<Reading> = new.collect();
        if !new.is_empty() {
            self.act_by_mail(&new, None, whole);
        }
    }

    /// About a question of the dossier that has no answer yet.
    fn is_new(&self, reading: &Reading) -> bool {
        let (Reading::Answer { slot, .. } | Reading::Refused { slot, .. }) = reading else { return false };
        let dossier = self.person.focused();
        let open = dossier.is_some_and(|dossier| !dossier.answers.keys().any(|key| key.slot == *slot));
        open && **slot != *crate::dialog::view::CAMPAIGN
    }
}

/// Whether its « oui » cannot be taken back.
fn destroys(pending: &Pending) -> bool {
    matches!(pending, Pending::Erase | Pending::Restart | Pending::Withdraw { .. } | Pending::Join(_))
}
