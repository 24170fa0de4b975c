//! Beginnings: the first words, coming back, choosing a guide, opening a dossier.

use super::{Session, ensure_entries};
use crate::dialog::agenda::Agenda;
use crate::dialog::definition::{Dialog, Name};
use crate::dialog::person::{Answer, Channel, Dossier, Flag, Key, Pending, Shown, State, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::sender::has_an_address;
use crate::dialog::text::Args;
use crate::dialog::view::{CAMPAIGN, View};

/// The name under which the showing of the privacy notice is kept.
pub(super) const PRIVACY: &str = "mentions";
/// The same of what Telegram adds to it.
const PRIVACY_TELEGRAM: &str = "mentions-telegram";

impl Session<'_> {
    /// Says who speaks, and the privacy notice, before anything is asked; keeps which version was shown, when, where.
    pub(super) fn greet(&mut self) {
        if !self.person.shown.iter().any(|shown| &*shown.what == PRIVACY) {
            self.notice(Phrase::Hello, &Args::new());
        }
        self.show_once(PRIVACY, Phrase::Privacy);
        if self.channel() == Channel::Telegram {
            self.show_once(PRIVACY_TELEGRAM, Phrase::PrivacyTelegram);
        }
    }

    /// Shows a text that must be provable, unless this version of it was shown.
    pub(super) fn show_once(&mut self, what: &str, phrase: Phrase) {
        let version = self.library.phrases.version(phrase);
        if self.person.shown.iter().any(|shown| &*shown.what == what && shown.version == version) {
            return;
        }
        self.notice(phrase, &Args::new());
        let shown = Shown { what: what.into(), version, at: self.now.at, channel: self.channel() };
        self.person.shown.push(shown);
    }

    /// The conversation is opened, perhaps for one guide.
    pub(super) fn open(&mut self, which: Option<&Name>) {
        self.person.paused = false;
        match which {
            Some(name) if self.library.campaigns.get(name).is_some() => self.choose(name, ""),
            Some(name) if self.library.dialogs.contains_key(name) => self.enter(name),
            _ => self.come_back(),
        }
        self.take_up_deferred();
    }

    /// Back after a while: the file is where it was left.
    fn come_back(&mut self) {
        let Some(view) = self.view() else { return };
        let args = dossier_args(&view);
        self.notice(Phrase::WelcomeBack, &args);
        if self.person.focused().is_some_and(|dossier| dossier.finished.is_some()) {
            self.notice(Phrase::StatusDone, &Args::new());
        }
    }

    /// What was put off is asked again on the day the candidate named, or once nothing else is left to ask when they come
    /// back: who quits and starts again finds the same question.
    pub(super) fn take_up_deferred(&mut self) {
        let today = self.now.today();
        let nothing_else = self.view().is_some_and(|view| Agenda::of(&view).open(view.dossier).is_empty());
        let Some(dossier) = self.person.focused_mut() else { return };
        let due = |answer: &Answer| match answer.state {
            State::Deferred { until: None } => nothing_else,
            State::Deferred { until: Some(day) } => day <= today,
            _ => false,
        };
        let keys: Vec<Key> = dossier.answers.iter().filter(|(_, a)| due(a)).map(|(key, _)| key.clone()).collect();
        for key in keys {
            match dossier.answers.get_mut(&key) {
                Some(answer) if answer.value.is_some() => answer.state = State::Proposed,
                _ => drop(dossier.answers.remove(&key)),
            }
        }
    }

    /// A campaign was chosen: the dossier it belongs to is taken up, or opened.
    pub(super) fn choose(&mut self, campaign: &Name, words: &str) {
        let Some(dialog) = self.library.campaigns.get(campaign).map(|campaign| campaign.dialog.clone()) else { return };
        let same = |dossier: &&Dossier| {
            let chosen = dossier.settled(CAMPAIGN, None).and_then(|answer| answer.value.as_ref());
            dossier.dialog == dialog && dossier.finished.is_none() && chosen.is_none_or(|value| value.is(campaign))
        };
        match self.person.dossiers.iter().find(same).map(|dossier| dossier.id) {
            Some(id) => self.switch(id),
            None => self.start(&dialog),
        }
        let key = Key::new(CAMPAIGN);
        let asked = self.view().is_some_and(|view| view.dialog.step_of(CAMPAIGN).is_some());
        let known = self.person.focused().is_some_and(|dossier| dossier.settled(CAMPAIGN, None).is_some());
        if asked && !known {
            self.settle(&key, Value::of(&**campaign), &[], false, words);
        }
    }

    /// A dialog was asked for: its unfinished dossier is taken up, or a new one opened.
    pub(super) fn enter(&mut self, dialog: &Name) {
        let unfinished = |dossier: &&Dossier| dossier.dialog == *dialog && dossier.finished.is_none();
        match self.person.dossiers.iter().rev().find(unfinished).map(|dossier| dossier.id) {
            Some(id) => self.switch(id),
            None => self.start(dialog),
        }
    }

    fn switch(&mut self, id: uuid::Uuid) {
        let same = self.person.focus == Some(id);
        self.person.focus = Some(id);
        self.person.pending = None;
        self.catch_up();
        if let Some(args) = self.view().map(|view| dossier_args(&view)) {
            match (same, self.channel()) {
                // A letter says by itself which dossier it is about.
                (true, Channel::Email) => {}
                (true, _) => self.notice(Phrase::WelcomeBack, &args),
                (false, _) => self.notice(Phrase::Switched, &args),
            }
        }
    }

    /// Opens a dossier; what the person has told for another one is proposed in it.
    fn start(&mut self, dialog: &Name) {
        let Some(dialog) = self.library.dialogs.get(dialog) else { return };
        let mut dossier = Dossier::new(self.event.fresh, dialog.id.clone(), dialog.digest, self.now.at);
        // The shell gives one fresh id an event; a second dossier in one event would reuse it.
        if self.person.dossiers.iter().any(|known| known.id == dossier.id) {
            return;
        }
        propose_known(dialog, &self.person.profile, &mut dossier);
        self.take_over(dialog, &mut dossier);
        let by_mail = self.channel() == Channel::Email;
        let told = if by_mail { has_an_address(self.library, &mut dossier) } else { Vec::new() };
        ensure_entries(self.library, &mut dossier);
        self.person.focus = Some(dossier.id);
        self.person.pending = None;
        self.person.dossiers.push(dossier);
        // What was not asked can still be corrected by its number.
        told.iter().for_each(|key| self.number(key));
        let Some(view) = self.view() else { return };
        let args = dossier_args(&view);
        let welcome = view.dialog.welcome.as_ref().map(|text| view.fill(text, &None));
        if self.channel() != Channel::Email {
            self.notice(Phrase::Opened, &args);
        }
        self.reply.notices.extend(welcome);
    }

    /// What was asked and answered by mail before there was any dossier belongs to the first one; the numbers to each.
    fn take_over(&self, dialog: &Dialog, dossier: &mut Dossier) {
        for (slot, number) in &self.person.post.asked {
            if dialog.step_of(slot).is_some_and(|step| step.group.is_none()) {
                dossier.numbers.insert(Key::new(slot), *number);
            }
        }
        if self.channel() != Channel::Email || !self.person.dossiers.is_empty() {
            return;
        }
        // What nobody said, such as the address they write from, is still to be confirmed.
        let said = |key: &Key| self.person.profile.get(&key.slot).is_some_and(|known| known.state.settles());
        for (_, answer) in dossier.answers.iter_mut().filter(|(key, _)| said(key)) {
            answer.state = answer.lacking().unwrap_or(State::Given);
            answer.flags.retain(|flag| !matches!(flag, Flag::ProposedNone | Flag::ProposedNotConcerned));
            answer.flags.remove(&Flag::FromProfile);
        }
    }

    /// Another campaign was named in the middle of a dossier: asked before anything changes.
    pub(super) fn offer(&mut self, campaign: &Name) {
        let Some(named) = self.library.campaigns.get(campaign) else { return };
        let args = Args::new().with("valeur", &named.title);
        self.doubt(Phrase::DidYouMean, &args);
        self.person.pending = Some(Pending::Another { campaign: campaign.clone() });
    }
}

pub(super) fn propose_known(
    dialog: &Dialog,
    profile: &std::collections::BTreeMap<Name, Answer>,
    dossier: &mut Dossier,
) {
    for step in dialog.steps.iter().filter(|step| step.slot.shared && step.group.is_none()) {
        let fits = |known: &&Answer| known.value.is_some() || step.slot.may_lack();
        if let Some(known) = profile.get(&step.slot.name).filter(fits) {
            let mut answer = known.proposed();
            answer.flags.insert(Flag::FromProfile);
            dossier.answers.insert(Key::new(&step.slot.name), answer);
        }
    }
}

/// What the frame says of a dossier.
pub(super) fn dossier_args(view: &View) -> Args {
    let agenda = Agenda::of(view);
    let first = agenda.open(view.dossier).first().map(|item| item.key.clone());
    let total = agenda.place(&first.unwrap_or_else(|| Key::new(""))).1;
    Args::new()
        .with("titre", &view.dialog.title)
        .with("numero", view.dossier.number())
        .with("n", agenda.settled())
        .with("total", total)
}
