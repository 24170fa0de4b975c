//! The place of a conversation at which utterances are read: a dialog, the question asked, the answers given before.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::dialog::definition::{Choice, Dialog, Library, SlotKind, Step, StepKind};
use crate::dialog::fold::fold;
use crate::dialog::person::{Answer, Dossier, Key, Value};
use crate::dialog::understand::setting::{Asked, Setting};
use crate::dialog::view::{CAMPAIGN, Entry, View, campaign_choices};
use crate::messages::place as messages;

/// Why there is no such place, in French.
type Result<T> = std::result::Result<T, String>;

/// A place, before the setting is made of it.
#[derive(Debug)]
pub struct Place<'a> {
    library: &'a Library,
    dialog: &'a Dialog,
    /// The step or slot asked.
    asked: Option<String>,
    dossier: Dossier,
    /// What `--given` says, to be checked once all of it is there.
    told: Vec<(Key, String)>,
    today: Date,
}

impl<'a> Place<'a> {
    /// The place written `dialog` or `dialog/step`.
    ///
    /// # Errors
    /// There is no such dialog.
    pub fn find(library: &'a Library, at: &str, today: Date) -> Result<Self> {
        let (name, asked) = at.split_once('/').map_or((at, None), |(name, asked)| (name, Some(asked)));
        let Some(dialog) = library.dialog(name) else {
            let known = library.dialogs.keys().chain([&library.common.id, &library.renewal.id]);
            let known = known.map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
            return Err(messages::unknown_dialog(name, &known));
        };
        let dossier = Dossier::new(Uuid::nil(), dialog.id.clone(), dialog.digest, Timestamp::UNIX_EPOCH);
        Ok(Self { library, dialog, asked: asked.map(ToOwned::to_owned), dossier, told: Vec::new(), today })
    }

    /// Adds an answer written `slot=value`.
    ///
    /// # Errors
    /// It is not written so, or no dialog has such a slot.
    pub fn give(&mut self, text: &str) -> Result<()> {
        let Some((slot, text)) = text.split_once('=') else {
            return Err(messages::no_answer(text));
        };
        let known = self.library.dialogs.values().any(|dialog| dialog.step_of(slot).is_some());
        if !known && slot != CAMPAIGN {
            return Err(messages::unknown_slot(slot));
        }
        let step = self.dialog.step_of(slot);
        let key = match step.and_then(|step| step.group.clone()) {
            Some(group) => Key::of(&group, self.entry_of(&group), slot),
            None => Key::new(slot),
        };
        let value = value(step, text);
        self.told.push((key.clone(), text.to_owned()));
        self.dossier.answers.insert(key, Answer::given(value));
        Ok(())
    }

    /// Every value that was given is one its question knows: a slip would be read as another file's state, in silence.
    fn check(&self, view: &View<'a>, options: Option<&str>) -> Result<()> {
        for (key, text) in &self.told {
            let known = self.known(view, &key.slot, options);
            let is_known = |value: &str| known.iter().any(|known| fold(known) == fold(value.trim()));
            if !known.is_empty() && !text.split(['|', '>']).all(is_known) {
                return Err(messages::unknown_value(&key.slot, text, &known.join(", ")));
            }
        }
        Ok(())
    }

    /// The values a question knows; none where any will do.
    fn known(&self, view: &View<'a>, slot: &str, options: Option<&str>) -> Vec<String> {
        if slot == CAMPAIGN {
            return self.library.campaigns.all.iter().map(|campaign| campaign.id.to_string()).collect();
        }
        let Some(step) = self.step(view, slot) else { return Vec::new() };
        match &step.slot.kind {
            SlotKind::YesNo | SlotKind::Done => YES.iter().chain(NO).map(ToString::to_string).collect(),
            SlotKind::Choice { other: false, .. } | SlotKind::Ranking { other: false, .. } => {
                let asked = Asked::step(view, step, &None);
                let own = match asked.options.is_empty() {
                    true => self.of_any_campaign(&asked),
                    false => asked.options.to_vec(),
                };
                let shown =
                    options.into_iter().flat_map(|labels| labels.split('|')).map(|label| label.trim().to_owned());
                let named = own.iter().flat_map(|choice| [choice.id.to_string(), choice.label.clone()]);
                let mut known: Vec<String> = named.chain(shown).collect();
                known.dedup();
                known
            }
            _ => Vec::new(),
        }
    }

    fn entry_of(&mut self, group: &str) -> u32 {
        let entries = self.dossier.entries.entry(group.into()).or_default();
        if entries.is_empty() {
            entries.push(1);
        }
        entries.first().copied().unwrap_or(1)
    }

    /// The setting, perhaps with other options on screen.
    ///
    /// # Errors
    /// There is no such step, or an answer that was given is none its question knows.
    pub fn setting(&'a self, options: Option<&str>) -> Result<Setting<'a>> {
        let view = View { library: self.library, dialog: self.dialog, dossier: &self.dossier };
        self.check(&view, options)?;
        let asked = self.asked.as_deref().map(|name| self.question(&view, name)).transpose()?;
        let asked = asked.map(|asked| self.with_options(asked, options));
        // Before a guide is chosen there is no dossier to speak of.
        let view = Some(view).filter(|_| self.dialog.id != self.library.common.id);
        Ok(Setting { library: self.library, view, asked, today: self.today })
    }

    fn question(&self, view: &View<'a>, name: &str) -> Result<Asked<'a>> {
        if name == CAMPAIGN && self.dialog.id == self.library.common.id {
            return Asked::campaign(self.library).ok_or_else(|| self.unknown(name));
        }
        if let Some(step) = self.step(view, name) {
            if step.kind == StepKind::Recap {
                return Ok(Asked::yes_no(&step.slot.name));
            }
            let entry: Entry = step.group.as_ref().map(|group| (group.clone(), 1));
            return Ok(Asked::step(view, step, &entry));
        }
        if let Some(derived) = self.dialog.derived(name) {
            return Ok(Asked::derived(derived));
        }
        let campaign = Asked::campaign(self.library).filter(|_| name == CAMPAIGN);
        let own = |asked: Asked<'a>| asked.among(campaign_choices(self.library, Some(self.dialog)));
        campaign.map(own).or_else(|| self.elsewhere(view, name)).ok_or_else(|| self.unknown(name))
    }

    /// A slot this guide does not ask for, as another guide asks it.
    fn elsewhere(&self, view: &View<'a>, name: &str) -> Option<Asked<'a>> {
        let others = self.library.dialogs.values().chain([&self.library.common, &self.library.renewal]);
        let step = others.flat_map(|dialog| &dialog.steps).find(|step| *step.slot.name == *name)?;
        Some(Asked::step(view, step, &None))
    }

    /// A step by its name, or the step that fills a slot and applies.
    fn step(&self, view: &View<'a>, name: &str) -> Option<&'a Step> {
        let filling = self.dialog.steps.iter().filter(|step| *step.slot.name == *name);
        let applying = filling.max_by_key(|step| view.holds(&step.when, &None));
        self.dialog.step(name).or(applying)
    }

    fn unknown(&self, name: &str) -> String {
        let names = self.dialog.steps.iter().map(|step| step.slot.name.to_string()).collect::<Vec<_>>().join(", ");
        messages::unknown_step(name, &self.dialog.id, &names)
    }

    fn with_options(&self, asked: Asked<'a>, options: Option<&str>) -> Asked<'a> {
        let known = match asked.options.is_empty() {
            true => self.of_any_campaign(&asked),
            false => asked.options.to_vec(),
        };
        match options {
            Some(labels) => asked.among(labels.split('|').map(|label| choice(label.trim(), &known)).collect()),
            None if asked.options.is_empty() && !known.is_empty() => asked.among(known),
            None => asked,
        }
    }

    /// Without a campaign its lists are not known: those of all the guide's campaigns are.
    fn of_any_campaign(&self, asked: &Asked) -> Vec<Choice> {
        let mut known: Vec<Choice> = Vec::new();
        for campaign in self.library.campaigns.all.iter().filter(|campaign| campaign.dialog == self.dialog.id) {
            let mut dossier = self.dossier.clone();
            let id = Value::of(&*campaign.id);
            dossier.answers.insert(Key::new(CAMPAIGN), Answer::given(id));
            let view = View { library: self.library, dialog: self.dialog, dossier: &dossier };
            for option in asked.step.map(|step| view.options(&step.slot).into_owned()).unwrap_or_default() {
                if !known.iter().any(|choice| choice.id == option.id) {
                    known.push(option);
                }
            }
        }
        known
    }
}

/// An option by its label: with the other names the guide gives it, and its number when the label bears one.
fn choice(label: &str, known: &[Choice]) -> Choice {
    let same = known.iter().find(|choice| fold(&choice.label) == fold(label) || fold(&choice.id) == fold(label));
    let bassin = label.rsplit_once(' ').filter(|(before, _)| fold(before).ends_with("bassin"));
    let number = bassin.and_then(|(_, number)| number.parse().ok());
    let known = same.cloned().unwrap_or_default();
    Choice { id: label.into(), label: label.to_owned(), number: known.number.or(number), ..known }
}

/// How yes and no are written behind `--given`.
const YES: &[&str] = &["oui", "true", "1"];
const NO: &[&str] = &["non", "false", "0"];

/// A value as the slot keeps it.
fn value(step: Option<&Step>, text: &str) -> Value {
    match step.map(|step| &step.slot.kind) {
        Some(SlotKind::YesNo | SlotKind::Done) => Value::Bool(YES.contains(&fold(text).as_str())),
        Some(SlotKind::Ranking { .. }) => {
            Value::List(text.split(['|', '>']).map(|item| item.trim().to_owned()).collect())
        }
        _ => Value::of(text),
    }
}
