//! Time has passed: all that is due is done, each once.

use uuid::Uuid;

use super::Session;
use super::renewal::{Kind, written};
use crate::dialog::agenda::Agenda;
use crate::dialog::due::reminder;
use crate::dialog::due::{self, Due, Matter, Reminder};
use crate::dialog::person::Key;
use crate::dialog::person::WaitingFor;
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::{Effect, Facts, Proof, Reply, Turn};
use crate::dialog::text::Args;
use crate::dialog::text::Prose;
use crate::dialog::view::View;
use crate::renewal::calendar::add_days;
use crate::renewal::{Authority, Ended, Stage, Wish};

impl Session<'_> {
    pub(super) fn due(mut self, facts: &Facts) -> Turn {
        for id in due::kept_questions(self.library, &self.person, self.now) {
            self.platform_asked_meanwhile(id);
        }
        let due = due::ready(self.library, &self.person, facts.absent, self.now);
        for matter in without_reminders(last_questions(due)) {
            self.mark_done(&matter);
            match matter.what {
                Matter::Renewal(stage) => self.renewal_due(matter.dossier, stage, facts),
                Matter::Reminder(reminder) => self.remind(matter.dossier, reminder),
            }
        }
        let mut effects = vec![Effect::Reply(Box::<Reply>::default())];
        effects.append(&mut self.effects);
        Turn { person: self.person, effects }
    }

    /// What a stage stands for, and the questions before it: they say the same and are not sent any more.
    fn mark_done(&mut self, matter: &Due) {
        let at = self.now.at;
        let Some(dossier) = self.dossier_mut(matter.dossier) else { return };
        match matter.what {
            Matter::Renewal(stage) => {
                dossier.renewal.done.insert(stage, at);
            }
            Matter::Reminder(reminder) => {
                dossier.reminded.insert(reminder, at);
            }
        }
    }

    fn renewal_due(&mut self, id: Uuid, stage: Stage, facts: &Facts) {
        match stage {
            Stage::Month | Stage::Week | Stage::Day | Stage::Chosen => self.ask_renewal(id, stage, false),
            Stage::Grace => self.ask_renewal(id, stage, true),
            Stage::FollowUp => self.follow_up(id, Phrase::RenewalFollowUp),
            Stage::FollowUpAgain => self.follow_up(id, Phrase::RenewalFollowUpAgain),
            Stage::Silence => self.silence(id, facts),
            Stage::Undone => self.withdrawal_over(id),
        }
    }

    fn ask_renewal(&mut self, id: Uuid, stage: Stage, late: bool) {
        let Some((rule, term)) = self.term_of(id) else { return };
        let phrase = match (rule.authority, late, term.sure) {
            (Authority::Service, false, _) => Phrase::RenewalAskService,
            (Authority::Service, true, _) => Phrase::RenewalGraceService,
            (Authority::Platform, true, _) => Phrase::RenewalGrace,
            (Authority::Platform, false, true) => Phrase::RenewalAsk,
            (Authority::Platform, false, false) => Phrase::RenewalAskGuess,
        };
        let limit = written(add_days(term.latest, i64::from(rule.grace_days)));
        let args = self.candidature_args(id).with("limite", limit);
        let prose = vec![self.say(phrase, &args)];
        self.tell_question(id, prose, stage);
    }

    fn follow_up(&mut self, id: Uuid, phrase: Phrase) {
        let prose = vec![self.say_of(id, phrase)];
        self.tell(id, prose, Default::default());
    }

    /// Nobody answered in all that time. What the platform decides is not ours to delete; what this service decides is
    /// deleted only where the question is known to have arrived and nobody is away.
    fn silence(&mut self, id: Uuid, facts: &Facts) {
        let Some((rule, _)) = self.term_of(id) else { return };
        let Some(dossier) = self.dossier(id) else { return };
        let heard = facts.delivered.contains(&(id, dossier.renewal.cycle));
        let away = facts.absent.is_some_and(|day| day >= self.now.today());
        let silent =
            dossier.renewal.wished.is_none() && dossier.renewal.unclear == 0 && dossier.renewal.spoke.is_none();
        let sure = rule.authority == Authority::Service && heard && !away && silent && !facts.unreachable;
        if !sure {
            return self.alert(WaitingFor::Renewal);
        }
        let prose = vec![self.say_of(id, Phrase::RenewalSilent)];
        self.tell(id, prose, Default::default());
        self.forget(id, Proof::Silent);
    }

    /// The days in which the withdrawal could be taken back are over.
    fn withdrawal_over(&mut self, id: Uuid) {
        let Some((rule, _)) = self.term_of(id) else { return };
        let at = self.now.at;
        let prose: Vec<Prose> = vec![self.say_of(id, Phrase::RenewalOver)];
        if rule.authority == Authority::Service {
            self.tell(id, prose, Default::default());
            return self.forget(id, Proof::Withdrawn);
        }
        if let Some(dossier) = self.dossier_mut(id) {
            dossier.renewal.ended = Some(Ended::Over { at });
        }
        let before = self.reply.notices.len();
        if self.answer_platform(id, &rule, Wish::Withdraw) {
            let told: Vec<Prose> = self.reply.notices.drain(before..).collect();
            self.tell(id, told, Kind::default());
        }
    }

    /// The dossier goes; where it was the only one, the person goes with it.
    fn forget(&mut self, id: Uuid, proof: Proof) {
        self.person.dossiers.retain(|dossier| dossier.id != id);
        if self.person.focus == Some(id) {
            self.person.focus = None;
        }
        self.person.pending = None;
        self.effects.push(Effect::Forget { dossier: id, proof });
        if self.person.dossiers.is_empty() {
            self.effects.push(Effect::Erase);
        }
    }

    /// A reminder: how far the file is, and what can be done at once.
    fn remind(&mut self, id: Uuid, reminder: Reminder) {
        if reminder == Reminder::Staff {
            return self.alert(WaitingFor::Unfinished);
        }
        let Some(dossier) = self.dossier(id) else { return };
        let Some(view) = View::new(self.library, dossier) else { return };
        let agenda = Agenda::of(&view);
        let first = agenda.open(view.dossier).first().map(|item| view.label_of(&item.key));
        let (n, total) = (agenda.settled(), agenda.place(&Key::new("")).1);
        let closes = reminder::closes(&view);
        let days = closes.and_then(|day| day.since(self.now.today()).ok()).map_or(0, |span| span.get_days());
        let mut args = self.candidature_args(id).with("n", n).with("total", total);
        args.set("reste", total.saturating_sub(n));
        args.set("jours", days);
        args.set("date", closes.map(written).unwrap_or_default());
        args.set("libelles", reminder::missing_pieces(&view, &agenda).join(", "));
        let phrase = match reminder {
            Reminder::Idle => Phrase::ReminderIdle,
            Reminder::IdleLong | Reminder::Staff => Phrase::ReminderIdleLong,
            Reminder::ClosesToday if days == 0 => Phrase::ReminderClosesToday,
            Reminder::ClosesSoon | Reminder::ClosesInDays | Reminder::ClosesToday => Phrase::ReminderCloses,
            Reminder::Activation => Phrase::ReminderActivation,
            Reminder::Pieces => Phrase::ReminderPieces,
        };
        let mut prose = vec![self.say(phrase, &args)];
        let names_it = matches!(reminder, Reminder::Activation | Reminder::Pieces);
        prose.extend(
            first
                .filter(|_| !names_it)
                .map(|label| self.say(Phrase::ReminderStill, &Args::new().with("libelle", label))),
        );
        let subject = Some(Phrase::ReminderSubject);
        self.tell(id, prose, Kind { reminds: true, subject, ..Kind::default() });
    }
}

/// Beside a question no reminder is sent: it waits its two days. The last day of a campaign cannot wait.
fn without_reminders(due: Vec<Due>) -> Vec<Due> {
    let asks = due.iter().any(|due| matches!(due.what, Matter::Renewal(stage) if stage.asks()));
    let waits = |due: &Due| matches!(due.what, Matter::Reminder(what) if !matches!(what, Reminder::ClosesToday | Reminder::Staff));
    due.into_iter().filter(|due| !(asks && waits(due))).collect()
}

/// Of several questions about one candidature that are due together, the last: after an outage nobody is asked thrice.
/// Nothing is decided in the run that asks.
fn last_questions(due: Vec<Due>) -> Vec<Due> {
    let asks = |due: &Due| matches!(due.what, Matter::Renewal(stage) if stage.asks());
    let last = |of: &Due| due.iter().filter(|due| due.dossier == of.dossier && asks(due)).map(|due| due.what).max();
    let decides = |due: &Due| due.what == Matter::Renewal(Stage::Silence);
    due.iter()
        .filter(|one| if asks(one) { last(one) == Some(one.what) } else { !(decides(one) && last(one).is_some()) })
        .copied()
        .collect()
}
