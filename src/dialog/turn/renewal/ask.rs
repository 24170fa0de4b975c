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

/// The key of the question about a candidature: by the tail of its id, for places move when a file is forgotten.
pub(in crate::dialog::turn) fn key_of(id: Uuid) -> Key {
    let tail = u32::try_from(id.as_u128() & u128::from(u32::MAX)).unwrap_or(u32::MAX);
    Key::of(&Name::from(QUESTION), tail, QUESTION)
}

/// Whether a key is that of the six-month question.
pub(in crate::dialog::turn) fn is_question(key: &Key) -> bool {
    number_of(key).is_some()
}

fn number_of(key: &Key) -> Option<u32> {
    let (group, number) = key.entry.as_ref()?;
    (**group == *QUESTION && *key.slot == *QUESTION).then_some(*number)
}

/// How « laquelle ? » names a candidature: by the last eight signs of its id.
fn option_of(id: Uuid) -> String {
    let id = id.simple().to_string();
    id.get(id.len().saturating_sub(8)..).unwrap_or_default().to_owned()
}

impl Session<'_> {
    /// The candidature of a question. Buttons that were drawn when its number was a place in the list are read as long as no
    /// other can be meant.
    pub(in crate::dialog::turn) fn candidature_at(&self, key: &Key) -> Option<Uuid> {
        let number = number_of(key)?;
        let mut all = self.person.dossiers.iter().map(|dossier| dossier.id);
        all.find(|id| key_of(*id) == *key).or_else(|| {
            let place = usize::try_from(number).ok()?.checked_sub(1)?;
            let placed = self.person.dossiers.get(place)?.id;
            (self.all_awaited() == [placed]).then_some(placed)
        })
    }

    /// The candidature an option of « laquelle ? » stands for.
    pub(in crate::dialog::turn) fn candidature_of(&self, among: &[Uuid], option: &Name) -> Option<Uuid> {
        let place = || option.parse::<usize>().ok().filter(|place| *place <= among.len())?.checked_sub(1);
        let tail = among.iter().find(|id| option_of(**id) == **option);
        tail.or_else(|| among.get(place()?)).copied()
    }

    /// The question about a candidature, with its two buttons and no words of its own.
    pub(in crate::dialog::turn) fn renewal_question(&self, id: Uuid) -> Option<Question> {
        self.dossier(id)?;
        let button = |id: &str, phrase| Shown { id: id.into(), label: self.word(phrase) };
        Some(Question {
            key: key_of(id),
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
        let mut options: Vec<Shown> = among
            .iter()
            .filter_map(|id| Some(Shown { id: option_of(*id).as_str().into(), label: title(id)? }))
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
