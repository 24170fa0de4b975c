//! Words valid everywhere, carried out.

use super::Session;
use super::open::{dossier_args, propose_known};
use super::settle::key_of;
use crate::dialog::agenda::{Agenda, Status};
use crate::dialog::definition::Name;
use crate::dialog::fold::Said;
use crate::dialog::intent::Command;
use crate::dialog::person::{Dossier, Key, Pending, State, WaitingFor};
use crate::dialog::phrase::Phrase;
use crate::dialog::recap;
use crate::dialog::reply::Effect;
use crate::dialog::text::{Args, Prose};
use crate::dialog::understand::slot_named;
use crate::dialog::view::View;

/// « Aide », « aide svp »: so few words ask for help in general.
const GENERAL: usize = 2;

impl Session<'_> {
    pub(super) fn command(&mut self, name: Command, slot: Option<&Name>, asked: Option<&Key>, words: &str) {
        match name {
            Command::Help => self.help(words),
            Command::Restart => self.sure(Pending::Restart),
            Command::Erase => self.sure(Pending::Erase),
            Command::Back => self.back(),
            Command::Status => self.status(),
            Command::Person => self.hand_over(WaitingFor::Asked, Phrase::PersonAsked),
            Command::Stop => {
                self.person.stopped = true;
                self.notice(Phrase::Stopped, &Args::new());
            }
            Command::Export => self.my_data(),
            Command::Pause => self.pause(),
            Command::Resume => self.resume(),
            Command::Skip => self.skip(asked, words),
            Command::Correct => self.correct(slot, &Said::new(words)),
            Command::Repeat => {}
            Command::Recap => self.recap(),
            Command::Sheet => self.entry_sheet(),
            Command::Dossiers => self.dossiers(),
            Command::Renewal => self.renewal_status(),
        }
    }

    /// General words first to « aide »; then, and to « je n’y arrive pas », the open question's own help, longer each
    /// time.
    fn help(&mut self, words: &str) {
        let at = usize::from(self.person.helped);
        let general = Said::new(words).words.len() <= GENERAL || self.step_help(at).is_none();
        if at == 0 && general {
            self.notice(Phrase::Help, &Args::new());
        }
        let help = self.step_help(at);
        self.reply.notices.extend(help);
        self.person.helped = self.person.helped.saturating_add(1);
    }

    fn sure(&mut self, pending: Pending) {
        let known =
            self.person.focused().map_or(0, |dossier| dossier.answers.values().filter(|a| a.state.settles()).count());
        match &pending {
            Pending::Restart if known == 0 => return self.notice(Phrase::KeptAsIs, &Args::new()),
            Pending::Restart => self.notice(Phrase::RestartSure, &Args::new().with("n", known)),
            _ => self.notice(Phrase::EraseSure, &Args::new()),
        }
        self.person.pending = Some(pending);
    }

    /// Everything in the dossier is forgotten but its numbers; what the person told is proposed again.
    pub(super) fn restart(&mut self) {
        let Some(dossier) = self.person.focused() else { return };
        let (id, dialog, numbers) = (dossier.id, dossier.dialog.clone(), dossier.numbers.clone());
        let digest = self.library.dialog(&dialog).map_or(0, |dialog| dialog.digest);
        let mut fresh = Dossier::new(id, dialog, digest, self.now.at);
        fresh.numbers = numbers;
        if let Some(dialog) = self.library.dialog(&fresh.dialog) {
            propose_known(dialog, &self.person.profile, &mut fresh);
        }
        if let Some(dossier) = self.person.focused_mut() {
            *dossier = fresh;
        }
        self.understood();
        self.catch_up();
        self.notice(Phrase::Restarted, &Args::new());
    }

    pub(super) fn erase(&mut self) {
        let id = self.person.id;
        self.person = crate::dialog::person::Person::new(id);
        self.effects.push(Effect::Erase);
        self.notice(Phrase::Erased, &Args::new());
    }

    /// Back to the last answer, its value proposed.
    fn back(&mut self) {
        if self.person.focus.is_none() {
            // From the choice of a guide, back to the file that was open.
            self.person.focus = self.person.dossiers.last().map(|dossier| dossier.id);
        } else {
            let last = self.person.focused().and_then(|dossier| dossier.trail.last().cloned());
            match last {
                Some(key) if self.reopen(&key) => {
                    let args = Args::new().with("libelle", self.label(&key));
                    self.notice(Phrase::WentBack, &args);
                }
                _ => self.notice(Phrase::NoBack, &Args::new()),
            }
        }
    }

    fn status(&mut self) {
        let Some(view) = self.view() else { return self.notice(Phrase::NoData, &Args::new()) };
        let agenda = Agenda::of(&view);
        let mut lines = self.say(Phrase::StatusHead, &dossier_args(&view));
        let mut sections: Vec<(&str, usize, usize)> = Vec::new();
        for item in agenda.items.iter().filter(|item| item.step().is_some()) {
            let section = item.step().map_or("", |step| step.section.as_str());
            let done = usize::from(item.status == Status::Settled);
            match sections.iter_mut().find(|(name, ..)| *name == section) {
                Some((_, settled, total)) => (*settled, *total) = (*settled + done, *total + 1),
                None => sections.push((section, done, 1)),
            }
        }
        for (section, n, total) in sections {
            let args = Args::new().with("section", section).with("n", n).with("total", total);
            lines.extend(self.say(Phrase::StatusSection, &args));
        }
        let later: Vec<String> = agenda.deferred().map(|item| view.label_of(&item.key)).collect();
        if !later.is_empty() {
            lines.extend(self.say(Phrase::StatusDeferred, &Args::new().with("libelles", later.join(", "))));
        }
        if agenda.is_finished() {
            lines.extend(self.say(Phrase::StatusDone, &Args::new()));
        }
        self.reply.notices.push(lines);
    }

    fn my_data(&mut self) {
        if self.person.dossiers.is_empty() {
            return self.notice(Phrase::NoData, &Args::new());
        }
        let answers = self.person.dossiers.iter().flat_map(|dossier| dossier.answers.values());
        let n = answers.filter(|answer| answer.value.is_some()).count();
        self.notice(Phrase::MyData, &Args::new().with("n", n));
        let all: Vec<Prose> = self.person.dossiers.iter().filter_map(|dossier| self.recap_of(dossier)).collect();
        self.reply.notices.extend(all);
    }

    fn recap_of(&self, dossier: &Dossier) -> Option<Prose> {
        let view = View::new(self.library, dossier)?;
        Some(recap::prose(&view, &Agenda::of(&view)))
    }

    fn recap(&mut self) {
        let recap = self.person.focused().and_then(|dossier| self.recap_of(dossier));
        match recap {
            Some(recap) => self.reply.notices.push(recap),
            None => self.notice(Phrase::NoData, &Args::new()),
        }
        // Half-filled, the sheet is three screens of « à compléter »: it comes of itself once all is done.
        self.sheet |= self.person.focused().is_some_and(|dossier| dossier.finished.is_some());
    }

    /// The entry sheet as it stands; the recap where the guide has none.
    fn entry_sheet(&mut self) {
        let sheet = self.view().is_some_and(|view| !view.dialog.screens.is_empty());
        if sheet { self.sheet = true } else { self.recap() }
    }

    pub(super) fn pause(&mut self) {
        self.person.paused = true;
        self.quiet = true;
        self.notice(Phrase::Paused, &Args::new());
    }

    fn resume(&mut self) {
        self.person.paused = false;
        self.take_up_deferred();
        self.notice(Phrase::Resumed, &Args::new());
    }

    /// « Passer »: not concerned where that is an answer, else for later.
    fn skip(&mut self, asked: Option<&Key>, words: &str) {
        let optional = self.slot_says(asked, |slot| slot.optional);
        match asked {
            Some(key) if optional => self.mark(&key.clone(), State::NotConcerned, words),
            Some(key) if !Self::is_again(key) && !self.is_recap(key) => {
                self.mark(&key.clone(), State::Deferred { until: None }, words);
            }
            _ => self.notice(Phrase::NotDeferrable, &Args::new()),
        }
    }

    pub(super) fn correct(&mut self, slot: Option<&Name>, said: &Said) {
        let Some(slot) = slot else { return self.correct_what() };
        let Some(view) = self.view() else { return };
        let mut key = key_of(&view, slot, None);
        if let Some((group, entry)) = &mut key.entry {
            // « le libellé du diplôme 1 » : the rank of an entry, not its id.
            let entries = view.dossier.entries.get(group).map_or(&[][..], Vec::as_slice);
            let rank = said.words.iter().find_map(|word| rank(&word.text, view.library)).filter(|rank| *rank > 0);
            *entry = rank.and_then(|rank| entries.get(rank - 1)).copied().unwrap_or(*entry);
        }
        self.correct_key(&key);
    }

    fn correct_key(&mut self, key: &Key) {
        if self.reopen(key) {
            return;
        }
        let Some(open) = self.view().map(|view| Agenda::of(&view).find(key).is_some_and(|item| item.is_open())) else {
            return;
        };
        match self.person.focused_mut() {
            // Not answered yet: it is simply asked now.
            Some(dossier) if open => dossier.reopened.push(key.clone()),
            _ => {
                let args = Args::new().with("libelle", self.label(key));
                self.notice(Phrase::NothingToCorrect, &args);
            }
        }
    }

    /// Which answer? The recap shows the numbers to choose from.
    pub(super) fn correct_what(&mut self) {
        let Some(recap) = self.person.focused().and_then(|dossier| self.recap_of(dossier)) else {
            return self.notice(Phrase::NoData, &Args::new());
        };
        self.reply.notices.push(recap);
        self.notice(Phrase::CorrectWhat, &Args::new());
        self.person.pending = Some(Pending::Correct);
    }

    /// A line's number, or the name of an answer.
    pub(super) fn correct_named(&mut self, said: &Said) -> bool {
        if self.correct_numbered(said) {
            return true;
        }
        let slot = slot_named(&self.setting(None), said);
        let found = slot.is_some() && said.words.len() <= 6;
        if found {
            self.correct(slot.as_ref(), said);
        }
        found
    }

    pub(super) fn correct_numbered(&mut self, said: &Said) -> bool {
        let number = said.words.iter().filter(|_| said.words.len() <= 3).find_map(|word| word.text.parse::<u32>().ok());
        let key = number.and_then(|number| self.key_numbered(number));
        if let Some(key) = &key {
            self.correct_key(key);
        }
        key.is_some()
    }

    /// The person's dossiers; then the choice of a guide, which finds the one named.
    fn dossiers(&mut self) {
        let lines = self.person.dossiers.iter().filter_map(|dossier| {
            let view = View::new(self.library, dossier)?;
            Some(self.say(Phrase::DossierLine, &dossier_args(&view)))
        });
        let lines: Vec<Prose> = lines.collect();
        self.reply.notices.extend(lines);
        self.person.pending = Some(Pending::Guide);
    }
}

/// « 1 », « premier », « deuxième » as a number.
fn rank(word: &str, library: &crate::dialog::definition::Library) -> Option<usize> {
    let named = library.lexicon.numbers.get(word).and_then(|number| usize::try_from(*number).ok());
    word.parse().ok().or(named)
}
