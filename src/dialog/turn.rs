//! One turn: a person and an event in, the person as they are now and what to say out. Pure and total: any state meets
//! any event, a refused answer is a reply, and there is always a next word.

mod act;
mod aside;
mod ask;
mod command;
mod draft;
mod due_now;
mod files;
mod hear;
mod join;
mod mail;
mod open;
mod press;
mod renewal;
mod settle;
mod settled;
mod short;
mod staff;
mod write;

pub(super) use ask::{changed_since, is_to_confirm};
pub use staff::TAKEN_BACK;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::agenda::Agenda;
use super::definition::Library;
use super::due;
use super::intent::Command;
use super::person::{Answer, Channel, Dossier, Key, Owner, Person, State, Value, WaitingFor};
use super::phrase::Phrase;
use super::reconcile::reconcile;
use super::reply::{Effect, Event, PlatformSays, Reply, Turn, What};
use super::text::{Args, Prose};
use super::view::View;

/// Characters of the candidate's own words kept with an answer; the transcript keeps them all.
const WORDS_KEPT: usize = 300;

/// When a turn happens: the instant, and the zone in which days are counted (Europe/Paris).
#[derive(Debug, Clone)]
pub struct Now {
    /// The instant.
    pub at: Timestamp,
    /// The zone of civil dates.
    pub zone: TimeZone,
}

impl Now {
    /// The civil day.
    #[must_use]
    pub fn today(&self) -> Date {
        self.at.to_zoned(self.zone.clone()).date()
    }
}

/// Answers an event.
#[must_use]
pub fn turn(library: &Library, person: &Person, event: &Event, now: &Now) -> Turn {
    let mut session = Session::new(library, person, event, now);
    // What comes of itself does not take somebody away from what they are doing.
    if !matches!(event.what, What::Due(_) | What::Platform(_) | What::Unanswered(_) | What::Staff(_)) {
        session.turn_to_what_it_is_about();
    }
    if matches!(event.what, What::Said(_) | What::Command(_) | What::Edited { .. } | What::Wordless(_)) {
        session.has_spoken();
        // Staff were done with them: they are not any more.
        session.person.handling.closed = None;
        if matches!(session.person.owner, Owner::Agent(_)) {
            session.person.handling.spoke.get_or_insert(now.at);
        }
    }
    if let What::Staff(act) = &event.what {
        return session.staff(act);
    }
    if matches!(session.person.owner, Owner::Agent(_)) {
        return session.held();
    }
    match &event.what {
        What::Staff(_) => {}
        What::Look => return session.look(),
        What::Write => return session.write(),
        What::Due(facts) => return session.due(facts),
        What::Platform(says) => return session.platform(says),
        What::Unanswered(dossier) => return session.answer_returned(*dossier),
        What::Group { link } => session.group(link),
        What::Open(which) => session.begin().open(which.as_ref()),
        What::Said(utterance) if event.channel == Channel::Email => session.begin().mail(utterance),
        What::Said(utterance) => session.begin().hear(utterance),
        What::Command(name) => session.begin().command_pressed(*name),
        What::Wordless(kind) => session.begin().wordless(*kind),
        What::Invited(invitation) => session.begin().invited(invitation),
        What::Edited { keys, words } => session.begin().edited(keys, words),
    }
    if event.channel == Channel::Email { session.keep_for_letter() } else { session.finish() }
}

/// How a turn ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// With what there is to say, and the open question.
    Whole,
    /// With the open question alone, of which another choice so far is shown.
    Redraw,
    /// With the open question, and the person as they were: a button that fits nothing was pressed.
    Stale,
    /// With words alone: in a group nothing is asked.
    Words,
    /// With nothing, and the person as they were.
    Silent,
}

/// A turn under way.
struct Session<'a> {
    library: &'a Library,
    now: &'a Now,
    event: &'a Event,
    /// The person as they were.
    before: &'a Person,
    person: Person,
    reply: Reply,
    effects: Vec<Effect>,
    /// The entry sheet was asked for, or is due.
    sheet: bool,
    /// Do not ask what was only just put off.
    quiet: bool,
    ending: Ending,
    /// An answer takes the place of one that was given before.
    correcting: bool,
    /// What was answered in this turn, in order.
    kept: Vec<Key>,
    /// What a mail came to.
    mailing: mail::Mailing,
}

impl<'a> Session<'a> {
    fn new(library: &'a Library, person: &'a Person, event: &'a Event, now: &'a Now) -> Self {
        Self {
            library,
            now,
            event,
            before: person,
            person: person.clone(),
            reply: Reply::default(),
            effects: Vec::new(),
            sheet: false,
            quiet: false,
            ending: Ending::Whole,
            correcting: false,
            kept: Vec::new(),
            mailing: mail::Mailing::default(),
        }
    }

    /// A mail's token names a dossier: it takes the focus, when it is one of theirs.
    fn turn_to_what_it_is_about(&mut self) {
        let theirs = |id: &Uuid| self.person.dossiers.iter().any(|dossier| dossier.id == *id);
        if let Some(about) = self.event.about.filter(theirs) {
            self.person.focus = Some(about);
        }
    }

    /// A member of staff has the conversation: what is said is kept, the assistant is silent; what is due is theirs to see.
    fn held(mut self) -> Turn {
        match &self.event.what {
            // A letter that is owed stays owed: it is written once the conversation is handed back.
            What::Write => {}
            What::Due(_) if self.is_left_alone() => return self.comes_back_alone(),
            What::Due(facts) => {
                let spoken = self.speak_in_time();
                let due = !due::ready(self.library, &self.person, facts.absent, self.now).is_empty();
                // What is due meanwhile is theirs to see; a moment that brings their own words is no such moment.
                if due && !spoken {
                    self.alert(WaitingFor::Renewal);
                }
            }
            What::Unanswered(dossier) => {
                self.unanswered(*dossier);
                // It is theirs to say.
                self.effects.retain(|effect| !matches!(effect, Effect::Tell(_)));
            }
            What::Platform(says) => self.platform_said_meanwhile(says),
            // No reminder is wanted any more, whoever has the conversation.
            What::Command(Command::Stop) => self.person.stopped = true,
            What::Said(utterance) if self.says_stop(utterance) => self.person.stopped = true,
            _ => {}
        }
        let mut effects = vec![Effect::Reply(Box::default())];
        effects.append(&mut self.effects);
        Turn { person: self.person, effects }
    }

    fn platform(mut self, says: &PlatformSays) -> Turn {
        self.platform_says(says);
        let mut effects = vec![Effect::Reply(Box::default())];
        effects.append(&mut self.effects);
        Turn { person: self.person, effects }
    }

    fn answer_returned(mut self, dossier: Uuid) -> Turn {
        self.unanswered(dossier);
        let mut effects = vec![Effect::Reply(Box::default())];
        effects.append(&mut self.effects);
        Turn { person: self.person, effects }
    }

    /// First words, and a dossier that is up to date.
    fn begin(&mut self) -> &mut Self {
        // A letter greets when it is written.
        if self.event.channel != Channel::Email {
            self.greet();
        }
        self.catch_up();
        self
    }

    /// Brings the dossier up to date with its dialog, with a two-line notice when that asks something of the candidate.
    fn catch_up(&mut self) {
        let (library, zone) = (self.library, self.now.zone.clone());
        let Some(dossier) = self.person.focused_mut() else { return };
        let changed = reconcile(library, dossier, &zone);
        ensure_entries(library, dossier);
        if let Some(count) = changed {
            let notice = self.say(Phrase::DialogChanged, &Args::new().with("n", count));
            self.reply.notices.push(notice);
        }
    }

    fn say(&self, phrase: Phrase, args: &Args) -> Prose {
        self.library.phrases.say(phrase, args)
    }

    fn notice(&mut self, phrase: Phrase, args: &Args) {
        let prose = self.say(phrase, args);
        self.reply.notices.push(prose);
    }

    fn heard(&mut self, phrase: Phrase, args: &Args) {
        let prose = self.say(phrase, args);
        self.reply.heard.push(prose);
    }

    fn doubt(&mut self, phrase: Phrase, args: &Args) {
        let prose = self.say(phrase, args);
        self.reply.doubtful.push(prose);
    }

    fn channel(&self) -> Channel {
        self.event.channel
    }

    /// A fresh answer in that state.
    fn answer(&self, state: State, value: Option<Value>, words: &str) -> Answer {
        Answer {
            state,
            value,
            words: words.chars().take(WORDS_KEPT).collect(),
            at: self.now.at,
            channel: self.channel(),
            by: None,
            flags: Default::default(),
        }
    }

    /// The view of the dossier the conversation is about.
    fn view(&self) -> Option<View<'_>> {
        View::new(self.library, self.person.focused()?)
    }

    fn label(&self, key: &Key) -> String {
        self.view().map_or_else(|| key.slot.to_string(), |view| view.label_of(key))
    }

    fn finish(mut self) -> Turn {
        if self.ending == Ending::Silent {
            return Turn { person: self.before.clone(), effects: vec![Effect::Reply(Box::default())] };
        }
        if self.ending != Ending::Words {
            self.end();
        }
        let mut effects = vec![Effect::Reply(Box::new(self.reply))];
        effects.append(&mut self.effects);
        Turn { person: self.person, effects }
    }

    /// What comes of itself: notes, last words, the open question.
    fn end(&mut self) {
        self.show_notes();
        self.close();
        self.forget_draft();
        self.shut_answered();
        // A first greeting, a dialog that changed: that is said whatever was pressed.
        let news = !self.reply.notices.is_empty();
        self.ask();
        self.never_silent();
        match self.ending {
            Ending::Redraw if !news => {
                self.reply.redraw = true;
                self.reply.open.truncate(1);
            }
            Ending::Stale if !news => self.person = self.before.clone(),
            _ => {}
        }
    }

    /// « Merci » at the end, a button of yesterday: there is still a next word.
    fn never_silent(&mut self) {
        let reply = &self.reply;
        if reply.heard.is_empty() && reply.doubtful.is_empty() && reply.notices.is_empty() && reply.open.is_empty() {
            self.notice(if reply.done { Phrase::StatusDone } else { Phrase::Help }, &Args::new());
        }
    }

    /// Things to know are shown as soon as they come first, and that settles them.
    fn show_notes(&mut self) {
        while let Some((key, prose)) = self.next_note() {
            self.reply.notices.push(prose);
            let answer = self.answer(State::Given, Some(Value::Bool(true)), "");
            if let Some(dossier) = self.person.focused_mut() {
                dossier.answers.insert(key, answer);
            }
        }
    }

    fn next_note(&self) -> Option<(Key, Prose)> {
        let view = self.view()?;
        let agenda = Agenda::of(&view);
        let item = agenda.open(view.dossier).into_iter().next()?;
        let step = item.step().filter(|step| step.kind == super::definition::StepKind::Note)?;
        Some((item.key.clone(), view.fill(&step.ask, &item.entry())))
    }

    /// The last words and the sheet, when nothing is left.
    fn close(&mut self) {
        let Some(view) = self.view() else { return };
        let finished = Agenda::of(&view).is_finished();
        let first = view.dossier.finished.is_none();
        let closing = view.dialog.closing.as_ref().filter(|_| finished && first).map(|text| view.fill(text, &None));
        let due = !view.dialog.screens.is_empty() && (self.sheet || (finished && first));
        let sheet = due.then(|| super::sheet::prose(&view));
        self.reply.notices.extend(closing);
        self.reply.notices.extend(sheet);
        let at = self.now.at;
        if let Some(dossier) = self.person.focused_mut() {
            dossier.finished = finished.then(|| dossier.finished.unwrap_or(at));
        }
        self.reply.done = finished;
    }
}

/// A group that must have an entry has one from the start.
fn ensure_entries(library: &Library, dossier: &mut Dossier) {
    let Some(dialog) = library.dialog(&dossier.dialog) else { return };
    for group in dialog.groups.iter().filter(|group| group.least > 0) {
        dossier.entries.entry(group.name.clone()).or_insert_with(|| vec![1]);
    }
}
