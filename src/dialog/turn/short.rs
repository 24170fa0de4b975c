//! The short question that is open beside the dossier's own: « Tout recommencer ? », « Lequel ? ».

use super::Session;
use crate::dialog::definition::{Name, SlotKind};
use crate::dialog::fold::Said;
use crate::dialog::intent::Reading;
use crate::dialog::lexicon::List;
use crate::dialog::person::{Dossier, Key, Pending, State, Value};
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;
use crate::dialog::understand::setting::{Asked, Setting};
use crate::dialog::understand::understand;
use crate::dialog::view::CAMPAIGN;

impl Session<'_> {
    /// The question that is open beside the dossier's own. What is no answer to it closes it unanswered.
    pub(super) fn short_question(&mut self, said: &Said) -> bool {
        let Some(pending) = self.person.pending.take() else { return false };
        let lexicon = &self.library.lexicon;
        let yes = lexicon.is_only(List::Yes, said);
        // « Ok » takes what was proposed; only a plain yes destroys.
        let ok = lexicon.is_only(List::Done, said);
        match &pending {
            Pending::Which { key, among } => {
                let (key, among) = (key.clone(), among.clone());
                self.which(&key, &among, said)
            }
            Pending::Correct => self.correct_named(said),
            // Only a plain « oui » destroys anything, and whatever else is said to it answers nothing underneath.
            Pending::Restart | Pending::Erase | Pending::Withdraw { .. } | Pending::Join(_) => {
                let sure = self.is_plain_yes(said);
                self.settle_pending(pending, sure, None);
                true
            }
            Pending::Guide => self.guide(said),
            Pending::Candidature { wish, among } => self.candidature_named(*wish, among, said),
            Pending::Suggested { .. } | Pending::Another { .. } if ok => {
                self.settle_pending(pending, true, None);
                true
            }
            _ if yes || lexicon.is_only(List::No, said) => {
                self.settle_pending(pending, yes, None);
                true
            }
            Pending::Another { .. } => {
                self.let_go(&pending);
                false
            }
            Pending::Suggested { key, value, .. } => {
                self.keep_for_later(key, value);
                false
            }
        }
    }

    /// An address proposed out of turn, and nobody said yes or no: it is asked about in its place, not lost.
    fn keep_for_later(&mut self, key: &Key, value: &Value) {
        let address = self.slot_says(Some(key), |slot| slot.kind == SlotKind::Email);
        let known = self.person.focused().is_none_or(|dossier| dossier.answers.contains_key(key));
        if !address || known || self.asked_key().as_ref() == Some(key) {
            return;
        }
        let answer = self.answer(State::Doubtful, Some(value.clone()), "");
        if let Some(dossier) = self.person.focused_mut() {
            dossier.answers.insert(key.clone(), answer);
        }
    }

    /// Which guide, when the candidate asked for another one. Of one guide's campaigns, the file already open is meant.
    fn guide(&mut self, said: &Said) -> bool {
        let Some(asked) = Asked::campaign(self.library) else { return false };
        let setting = Setting { library: self.library, view: None, asked: Some(asked), today: self.now.today() };
        let readings = understand(&setting, &said.raw, &[]).readings;
        match readings.first() {
            Some(Reading::Answer { value: Value::Text(id), .. }) => {
                let id = Name::from(id.as_str());
                self.choose(&id, &said.raw);
                true
            }
            Some(Reading::Ambiguous { among, .. }) => {
                let open = among.iter().find_map(|id| self.open_dossier_of(id));
                open.iter().for_each(|dialog| self.enter(dialog));
                open.is_some()
            }
            _ => false,
        }
    }

    fn open_dossier_of(&self, campaign: &Name) -> Option<Name> {
        let dialog = &self.library.campaigns.get(campaign)?.dialog;
        let open = |dossier: &&Dossier| dossier.dialog == *dialog && dossier.finished.is_none();
        self.person.dossiers.iter().find(open).map(|dossier| dossier.dialog.clone())
    }

    /// One of the options that were named together.
    fn which(&mut self, key: &Key, among: &[Name], said: &Said) -> bool {
        let choices = self.choices_among(key, among);
        let by_number =
            said.words.first().filter(|_| said.words.len() == 1).and_then(|word| word.text.parse::<usize>().ok());
        if let Some(choice) = by_number.and_then(|number| choices.get(number.checked_sub(1)?)) {
            let id = choice.id.clone();
            self.settle_pending(Pending::Which { key: key.clone(), among: among.to_vec() }, true, Some(&id));
            return true;
        }
        let readings = {
            let mut setting = self.setting(Some(key));
            setting.asked = setting.asked.map(|asked| asked.among(choices));
            understand(&setting, &said.raw, &[]).readings
        };
        // What only narrows elsewhere decides among those that were named together.
        if let [Reading::Ambiguous { among: named, .. }, ..] = readings.as_slice()
            && let [only] = named.as_slice()
        {
            self.settle_pending(Pending::Which { key: key.clone(), among: among.to_vec() }, true, Some(only));
            return true;
        }
        let answered = readings.iter().any(|r| matches!(r, Reading::Answer { .. } | Reading::Ambiguous { .. }));
        if answered {
            self.act(&readings, Some(key), &said.raw);
        }
        answered
    }

    /// The short question was answered by yes, no, or an option.
    pub(super) fn settle_pending(&mut self, pending: Pending, yes: bool, option: Option<&Name>) {
        self.shut_short(&pending, yes, option);
        match pending {
            Pending::Which { key, .. } => {
                if let Some(id) = option {
                    self.choice(&key, id);
                }
            }
            Pending::Suggested { key, value: Value::Text(id), .. } if yes && *key.slot == *CAMPAIGN => {
                self.choice(&key, &id.as_str().into());
            }
            Pending::Suggested { key, typed: Some(typed), .. } if !yes => {
                self.settle(&key, Value::Text(typed), &[], false, "");
            }
            Pending::Suggested { key, value: Value::Piece(piece), .. } if yes => self.take_piece(&key, &piece),
            Pending::Suggested { key, value, .. } if yes => self.settle(&key, value, &[], false, ""),
            Pending::Another { campaign } if yes => self.choose(&campaign, ""),
            Pending::Restart if yes => self.restart(),
            Pending::Erase if yes => self.erase(),
            Pending::Withdraw { dossier } if yes => self.withdrawn(dossier),
            Pending::Withdraw { dossier } => self.not_withdrawn(dossier),
            Pending::Candidature { wish, among } => {
                option.into_iter().for_each(|option| self.candidature_chosen(wish, &among, option));
            }
            Pending::Restart | Pending::Erase | Pending::Another { .. } => self.notice(Phrase::KeptAsIs, &Args::new()),
            Pending::Join(invitation) => self.join(invitation, yes),
            Pending::Guide => option.into_iter().for_each(|id| self.choose(id, "")),
            Pending::Suggested { value: Value::Piece(piece), .. } => {
                self.notice(Phrase::PieceLeft, &Args::new().with("nom", &piece.name));
            }
            // What is asked now is asked again; of what is not, nothing more would be said.
            Pending::Suggested { key, .. } if self.asked_key().is_some_and(|asked| asked != key) => {
                self.notice(Phrase::SuggestionLeft, &Args::new().with("libelle", self.label(&key)));
            }
            Pending::Suggested { .. } | Pending::Correct => {}
        }
    }
}
