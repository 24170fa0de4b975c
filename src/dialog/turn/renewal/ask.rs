//! The question as it is drawn, and what is said unasked.

use uuid::Uuid;

use super::Session;
use crate::dialog::definition::Name;
use crate::dialog::letter::Letter;
use crate::dialog::person::{Channel, Key};
use crate::dialog::phrase::Phrase;
use crate::dialog::reply::{Notice, Question, Reply, Shape, Shown};
use crate::dialog::text::{Args, Prose};
use crate::renewal::{Stage, Wish};

/// Under which slot the question's buttons answer.
pub(in crate::dialog::turn) const QUESTION: &str = "renouvellement";
/// What its buttons stand for, in the words of the slot's reader.
pub(in crate::dialog::turn) const KEEP: &str = "maintain";
pub(in crate::dialog::turn) const WITHDRAW: &str = "withdraw";
/// All candidatures at once.
pub(super) const ALL: &str = "toutes";

/// How something is said unasked.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::dialog::turn) struct Kind {
    /// It asks for this stage.
    pub(in crate::dialog::turn) stage: Option<Stage>,
    /// With the question and its buttons.
    pub(in crate::dialog::turn) asks: bool,
    /// It is a reminder.
    pub(in crate::dialog::turn) reminds: bool,
    /// Not there: it was said there.
    pub(in crate::dialog::turn) except: Option<Channel>,
    /// Its subject; that of the dossier's letters without one.
    pub(in crate::dialog::turn) subject: Option<Phrase>,
}

/// The key of the question about the candidature in that place among the person's dossiers, from 1.
pub(in crate::dialog::turn) fn key_of_place(place: usize) -> Key {
    Key::of(&Name::from(QUESTION), u32::try_from(place).unwrap_or(u32::MAX), QUESTION)
}

/// The place such a key names.
pub(in crate::dialog::turn) fn place_of(key: &Key) -> Option<usize> {
    let (group, place) = key.entry.as_ref()?;
    (**group == *QUESTION && *key.slot == *QUESTION).then(|| usize::try_from(*place).ok()).flatten()
}

impl Session<'_> {
    pub(in crate::dialog::turn) fn candidature_at(&self, key: &Key) -> Option<Uuid> {
        let place = place_of(key)?.checked_sub(1)?;
        self.person.dossiers.get(place).map(|dossier| dossier.id)
    }

    /// The question about a candidature, with its two buttons and no words of its own.
    pub(in crate::dialog::turn) fn renewal_question(&self, id: Uuid) -> Option<Question> {
        let at = self.person.dossiers.iter().position(|dossier| dossier.id == id)?;
        let button = |id: &str, phrase| Shown { id: id.into(), label: self.word(phrase) };
        Some(Question {
            key: key_of_place(at.saturating_add(1)),
            step: Name::from(QUESTION),
            number: None,
            ask: Prose::default(),
            hint: self.say(Phrase::RenewalHow, &Args::new()),
            options: vec![button(KEEP, Phrase::RenewalKeep), button(WITHDRAW, Phrase::RenewalWithdraw)],
            chosen: Vec::new(),
            shape: Shape::Choice,
            sensitive: false,
        })
    }

    /// « Laquelle ? », with a button for each.
    pub(in crate::dialog::turn) fn which_candidature(&self, key: &Key, wish: Wish, among: &[Uuid]) -> Question {
        let title = |id: &Uuid| {
            let view = self.view_of(*id)?;
            let title = view.campaign().map_or(view.dialog.title.as_str(), |campaign| campaign.title.as_str());
            Some(format!("{title} ({})", view.dossier.number()))
        };
        let mut options: Vec<Shown> = (1usize..)
            .zip(among)
            .filter_map(|(place, id)| Some(Shown { id: place.to_string().as_str().into(), label: title(id)? }))
            .collect();
        if wish == Wish::Keep {
            options.push(Shown { id: ALL.into(), label: self.word(Phrase::RenewalAll) });
        }
        Question {
            key: key.clone(),
            step: Name::from(QUESTION),
            number: None,
            ask: Prose::default(),
            hint: self.say(Phrase::ChooseOne, &Args::new()),
            options,
            chosen: Vec::new(),
            shape: Shape::Choice,
            sensitive: false,
        }
    }

    /// The candidature whose question is open where nothing else is: the focused one first.
    pub(in crate::dialog::turn) fn awaited(&self) -> Option<Uuid> {
        let awaits = |id: &Uuid| self.dossier(*id).is_some_and(|dossier| dossier.renewal.awaits_a_wish());
        self.person.focus.filter(awaits).or_else(|| {
            let mut all = self.person.dossiers.iter().map(|dossier| dossier.id);
            all.find(awaits)
        })
    }

    /// All candidatures whose question is open.
    pub(in crate::dialog::turn) fn all_awaited(&self) -> Vec<Uuid> {
        self.person
            .dossiers
            .iter()
            .filter(|dossier| dossier.renewal.awaits_a_wish())
            .map(|dossier| dossier.id)
            .collect()
    }

    /// Something said unasked, as a chat and as a letter say it.
    pub(in crate::dialog::turn) fn notice_about(&self, id: Uuid, prose: Vec<Prose>, kind: Kind) -> Notice {
        let args = self.candidature_args(id);
        let subject = match kind.subject {
            Some(phrase) => self.library.phrases.line(phrase, &args),
            None => self.library.phrases.line(Phrase::LetterSubject, &args),
        };
        let open: Vec<Question> = self.renewal_question(id).filter(|_| kind.asks).into_iter().collect();
        let stop = kind.reminds.then(|| self.say(Phrase::ReminderStop, &Args::new()));
        let mut footer: Vec<Prose> = open.iter().map(|question| question.hint.clone()).collect();
        footer.extend(stop.clone());
        footer.push(self.say(Phrase::LetterFooter, &Args::new()));
        let letter = Letter {
            dossier: Some(id),
            subject,
            greeting: self.greeting_of(id),
            asides: prose.clone(),
            footer,
            receipt: self.view_of(id).map(|view| self.receipt(&view)).unwrap_or_default(),
            ..Letter::default()
        };
        let cycle = self.dossier(id).map_or(0, |dossier| dossier.renewal.cycle);
        let notices = prose.into_iter().chain(stop).collect();
        Notice {
            dossier: Some(id),
            by: None,
            only: None,
            stage: kind.stage.map(|stage| (stage, cycle)),
            reminds: kind.reminds,
            except: kind.except,
            reply: Reply { notices, open, ..Reply::default() },
            letter,
        }
    }

    fn greeting_of(&self, id: Uuid) -> String {
        let known = self.dossier(id).and_then(|dossier| dossier.settled("prenom", None));
        let known = known.or_else(|| self.person.profile.get("prenom"));
        match known.and_then(|answer| answer.value.as_ref()?.text()) {
            Some(name) => self.library.phrases.line(Phrase::LetterDear, &Args::new().with("prenom", name)),
            None => self.word(Phrase::LetterGreeting),
        }
    }
}
