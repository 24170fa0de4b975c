//! The letter that answers the mails since the last one, written from the state when the quiet window is over.

mod before;

use jiff::Timestamp;

use super::Session;
use super::open::PRIVACY;
use crate::dialog::agenda::{Agenda, Status};
use crate::dialog::definition::StepKind;
use crate::dialog::letter::mask::is_sensitive;
use crate::dialog::letter::plan::Plan;
use crate::dialog::letter::{Check, Letter, parts};
use crate::dialog::person::{Dossier, Doubt, Key, Pending, Shown, State, ToWrite, Value};
use crate::dialog::phrase::{Phrase, digest};
use crate::dialog::reply::{Effect, Turn};
use crate::dialog::sheet;
use crate::dialog::text::{Args, Prose};
use crate::dialog::view::View;

/// Under which name it is kept that a sensitive value was shown in full.
const IN_FULL: &str = "en-clair";

impl Session<'_> {
    /// Writes the letter that is wanted, if one is.
    pub(super) fn write(mut self) -> Turn {
        let Some(todo) = self.person.letter.take() else {
            return Turn { person: self.before.clone(), effects: vec![Effect::Reply(Box::default())] };
        };
        self.catch_up();
        let letter = self.compose(todo);
        Turn { person: self.person, effects: vec![Effect::Reply(Box::default()), Effect::Letter(Box::new(letter))] }
    }

    /// The letter as the person stands, who knows afterwards that it was written.
    pub(super) fn compose(&mut self, todo: ToWrite) -> Letter {
        let mut asides = std::mem::take(&mut self.reply.notices);
        asides.extend(todo.asides.iter().cloned());
        let unplaced = todo.doubts.iter().filter(|doubt| doubt.key.is_none());
        asides.extend(unplaced.map(|doubt| doubt.why.clone()));
        let opening = self.opening();
        let letter = if self.view().is_some() { self.of_dossier(&todo) } else { self.before_dossier(&todo) };
        self.person.written = Some(self.now.at);
        let greeting = self.greeting();
        Letter { greeting, opening, asides, ..letter }
    }

    /// Who writes, and the privacy notice, before anything is asked.
    fn opening(&mut self) -> Vec<Prose> {
        if !self.person.shown.iter().any(|shown| &*shown.what == PRIVACY) {
            self.notice(Phrase::LetterHello, &Args::new());
        }
        self.show_once(PRIVACY, Phrase::Privacy);
        std::mem::take(&mut self.reply.notices)
    }

    pub(super) fn greeting(&self) -> String {
        let known = self.person.focused().and_then(|dossier| dossier.settled("prenom", None));
        let known = known.or_else(|| self.person.profile.get("prenom"));
        match known.and_then(|answer| answer.value.as_ref()?.text()) {
            Some(name) => self.library.phrases.line(Phrase::LetterDear, &Args::new().with("prenom", name)),
            None => self.word(Phrase::LetterGreeting),
        }
    }

    fn of_dossier(&mut self, todo: &ToWrite) -> Letter {
        let since = self.person.written;
        let plan = self.person.focused().map(|dossier| Plan::of(self.library, dossier)).unwrap_or_default();
        let receipt = self.is_receipt(todo);
        self.number_all(&plan);
        let mut notes = self.tell_notes(&plan);
        let closing = self.closing();
        let closed = closing.is_some();
        notes.extend(closing);
        let Some(view) = self.view() else { return Letter::default() };
        let full = self.in_full(&view, &plan);
        let all = plan.recap.is_some() || todo.data;
        let received = parts::received(&view, since.filter(|_| !all), &|key| full.contains(key));
        let tasks = plan.tasks.iter().filter_map(|key| parts::task(&view, key)).collect();
        let copied = plan.tasks.iter().any(|key| view.step_at(key).is_some_and(|step| !step.enters.is_empty()));
        let sheet = !view.dialog.screens.is_empty() && (todo.sheet || closed || copied);
        let doubted = doubted(&view, &plan, &todo.doubts);
        let open: Vec<Key> = plan.wanted.iter().filter(|key| !doubted.contains(key)).cloned().collect();
        let letter = Letter {
            dossier: Some(view.dossier.id),
            subject: self.subject(&view),
            standing: if receipt { Prose::default() } else { self.standing(&view, &plan) },
            received,
            check: self.checks(&view, &plan, &doubted, &todo.doubts),
            wanted: parts::sections(&view, &open),
            tasks,
            after: parts::lines(&view, &plan.after),
            notes,
            footer: self.footer(!plan.is_empty(), !plan.tasks.is_empty()),
            sheet: sheet.then(|| self.sheet_by_mail(&view)),
            receipt: self.receipt(&view),
            ..Letter::default()
        };
        self.remember_shown(&full);
        letter
    }

    /// True when the letter only acknowledges what was said of a finished file's renewal: « vous n’avez plus rien à
    /// m’envoyer » would stand before what there is still to do on the platform.
    fn is_receipt(&self, todo: &ToWrite) -> bool {
        let renews = |dossier: &Dossier| dossier.finished.is_some() && !dossier.renewal.is_empty();
        self.person.focused().is_some_and(renews) && !todo.asides.is_empty()
    }

    /// Everything it asks has its number, for good.
    fn number_all(&mut self, plan: &Plan) {
        let next = self.next_number();
        let Some(dossier) = self.person.focused_mut() else { return };
        let unnumbered = plan.keys().filter(|key| !dossier.numbers.contains_key(*key)).cloned();
        let unnumbered: Vec<Key> = unnumbered.collect();
        dossier.numbers.extend(unnumbered.into_iter().zip(next..));
    }

    /// Things to know are settled by being told.
    fn tell_notes(&mut self, plan: &Plan) -> Vec<Prose> {
        let mut told = Vec::new();
        for key in &plan.notes {
            let Some(view) = self.view() else { break };
            let Some(step) = view.step_at(key) else { continue };
            told.push(view.fill(&step.ask, &key.entry));
            let answer = self.answer(State::Given, Some(Value::Bool(true)), "");
            if let Some(dossier) = self.person.focused_mut() {
                dossier.answers.insert(key.clone(), answer);
            }
        }
        told
    }

    /// The last words, the first time that nothing is left.
    fn closing(&mut self) -> Option<Prose> {
        let view = self.view()?;
        let finished = Agenda::of(&view).is_finished();
        let first = view.dossier.finished.is_none();
        let closing = view.dialog.closing.as_ref().filter(|_| finished && first).map(|text| view.fill(text, &None));
        let at = self.now.at;
        if let Some(dossier) = self.person.focused_mut() {
            dossier.finished = finished.then(|| dossier.finished.unwrap_or(at));
        }
        closing.or_else(|| (finished && first).then(Prose::default))
    }

    /// The sensitive values this letter shows in full, because it asks to check them: a recap only once.
    fn in_full(&self, view: &View, plan: &Plan) -> Vec<Key> {
        if plan.recap.is_none() {
            return Vec::new();
        }
        let sensitive = |key: &&Key| view.step_at(key).is_some_and(is_sensitive);
        let unseen = |key: &&Key| {
            let shown = self.shown_in_full(key);
            shown.is_some_and(|shown| {
                !self.person.shown.iter().any(|known| known.what == shown.what && known.version == shown.version)
            })
        };
        view.dossier.answers.keys().filter(sensitive).filter(unseen).cloned().collect()
    }

    fn shown_in_full(&self, key: &Key) -> Option<Shown> {
        let dossier = self.person.focused()?;
        let text = dossier.answers.get(key)?.value.as_ref()?.text()?.to_owned();
        let what = format!("{IN_FULL}/{}/{key}", dossier.number()).as_str().into();
        Some(Shown { what, version: digest(&text), at: self.now.at, channel: self.channel() })
    }

    fn remember_shown(&mut self, keys: &[Key]) {
        for shown in keys.iter().filter_map(|key| self.shown_in_full(key)).collect::<Vec<_>>() {
            self.person.shown.retain(|known| known.what != shown.what);
            self.person.shown.push(shown);
        }
    }

    fn subject(&self, view: &View) -> String {
        let args = Args::new().with("numero", view.dossier.number()).with("titre", &view.dialog.title);
        self.library.phrases.line(Phrase::LetterSubject, &args)
    }

    fn standing(&self, view: &View, plan: &Plan) -> Prose {
        let (n, total) = parts::counts(view);
        let args = Args::new().with("n", n).with("total", total);
        if Agenda::of(view).is_finished() {
            return self.say(Phrase::LetterComplete, &args);
        }
        let mut standing = self.say(if n == 0 { Phrase::LetterOpened } else { Phrase::LetterStanding }, &args);
        let deferred = Agenda::of(view).items.into_iter().filter(|item| item.status == Status::Deferred);
        let later = deferred.filter(|item| !plan.wanted.contains(&item.key)).map(|item| view.label_of(&item.key));
        let later: Vec<String> = later.collect();
        if !later.is_empty() {
            standing.extend(self.say(Phrase::StatusDeferred, &Args::new().with("libelles", later.join(", "))));
        }
        standing
    }

    /// What is to be read again: in the order of the guide, the recap and short questions last.
    fn checks(&self, view: &View, plan: &Plan, doubted: &[Key], doubts: &[Doubt]) -> Vec<Check> {
        let agenda = Agenda::of(view);
        let wished = &view.dossier.wished;
        let checked = |key: &Key| plan.check.contains(key) || doubted.contains(key) || wished.contains_key(key);
        let items = agenda.items.iter().filter(|item| checked(&item.key));
        let mut checks: Vec<Check> = items.map(|item| parts::check(view, &item.key, doubts)).collect();
        checks.extend(plan.recap.iter().map(|key| parts::recap(view, key)));
        checks.extend(self.short_check());
        checks
    }

    /// The short question beside the dossier's own, which an explicit answer alone settles.
    pub(super) fn short_check(&self) -> Option<Check> {
        let (phrase, hint, args) = match self.person.pending.as_ref()? {
            Pending::Erase => (Phrase::LetterErase, Phrase::FormErase, Args::new()),
            // After that a yes does nothing: it is asked no more.
            Pending::Join(invitation) if self.now.at > invitation.until => return None,
            Pending::Join(_) => (Phrase::LetterJoin, Phrase::FormJoin, self.at_stake()),
            Pending::Restart => (Phrase::LetterRestart, Phrase::FormRestart, Args::new()),
            Pending::Another { campaign } => {
                let named = self.library.campaigns.get(campaign)?;
                (Phrase::LetterAnother, Phrase::FormYesOrNo, Args::new().with("valeur", &named.title))
            }
            Pending::Withdraw { dossier } => {
                (Phrase::LetterWithdraw, Phrase::FormWithdraw, self.candidature_args(*dossier))
            }
            Pending::Candidature { among, .. } => {
                let titles: Vec<String> = among.iter().filter_map(|id| self.candidature_title(*id)).collect();
                (Phrase::LetterCandidature, Phrase::FormCandidature, Args::new().with("titres", titles.join(" ; ")))
            }
            Pending::Which { .. } | Pending::Correct | Pending::Suggested { .. } | Pending::Guide => return None,
        };
        let label = self.word(Phrase::LetterAsked);
        Some(Check {
            number: None,
            label,
            why: vec![self.say(phrase, &args)],
            hint: self.word(hint),
            options: Vec::new(),
        })
    }

    pub(super) fn footer(&self, asks: bool, tasks: bool) -> Vec<Prose> {
        let parts = [(asks, Phrase::LetterHow), (tasks, Phrase::LetterHowDone), (true, Phrase::LetterFooter)];
        parts.iter().filter(|(said, _)| *said).map(|(_, phrase)| self.say(*phrase, &Args::new())).collect()
    }

    fn sheet_by_mail(&self, view: &View) -> Prose {
        let mut prose = sheet::masked(view);
        prose.extend(self.say(Phrase::LetterSheetMasked, &Args::new()));
        prose
    }

    pub(super) fn receipt(&self, view: &View) -> Vec<Prose> {
        let day = date(self.now.at, self.now);
        let args =
            Args::new().with("numero", view.dossier.number()).with("titre", &view.dialog.title).with("date", day).with(
                "contact",
                view.args_of(["campagne.contact"].into_iter(), &None).get("campagne.contact").unwrap_or_default(),
            );
        let contact = args.get("contact").is_some_and(|contact| !contact.is_empty());
        let mut receipt = vec![self.say(Phrase::LetterReceipt, &args)];
        receipt.extend(contact.then(|| self.say(Phrase::LetterContact, &args)));
        receipt
    }
}

/// The questions something doubtful was said to, beside those that are to be confirmed anyway.
fn doubted(view: &View, plan: &Plan, doubts: &[Doubt]) -> Vec<Key> {
    let keys = doubts.iter().filter_map(|doubt| doubt.key.as_ref());
    let asked = |key: &&Key| view.step_at(key).is_some_and(|step| step.kind == StepKind::Question);
    keys.filter(|key| !plan.check.contains(key)).filter(asked).cloned().collect()
}

/// The day, as people write it.
pub(super) fn date(at: Timestamp, now: &super::Now) -> String {
    at.to_zoned(now.zone.clone()).date().strftime("%d/%m/%Y").to_string()
}
