//! What `turn` takes and gives: events in, replies and effects out. A channel reads the one and renders the other.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::act::{Refusal, StaffAct};
use super::definition::Name;
use super::intent::Command;
use super::letter::Letter;
use super::person::{Channel, Invitation, Key, Person, Piece, Value, WaitingFor};
use super::text::Prose;
use crate::redact::Secret;
use crate::renewal::{Stage, Wish};
use jiff::civil::Date;

/// Something that happened to a person's conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Where it came from.
    pub channel: Channel,
    /// An id nobody uses yet, should a dossier have to be opened: the core makes none of its own.
    pub fresh: Uuid,
    /// The dossier it is about, when it says so: the token of a mail. It takes the focus when it is the person’s.
    pub about: Option<Uuid>,
    /// Whether it is known to come from the person. Only a mail may be without proof: it may add answers, but change no
    /// identity, and destroy or hand out nothing.
    pub proven: bool,
    /// What happened.
    pub what: What,
}

impl Event {
    /// Something that happened, from someone who is known, about no dossier in particular.
    #[must_use]
    pub fn new(channel: Channel, fresh: Uuid, what: What) -> Self {
        Self { channel, fresh, about: None, proven: true, what }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The conversation is opened, perhaps for one dialog or campaign: `/start`, the first line of the terminal.
    Open(Option<Name>),
    /// Words, pressed options and files, together.
    Said(Utterance),
    /// A word valid everywhere, by its own button or command: `/retour`.
    Command(Command),
    /// Something that holds no words.
    Wordless(Wordless),
    /// A link would make their file a part of another one: they are asked first.
    Invited(Invitation),
    /// The words of an earlier message were changed, which had answered these questions of the dossier.
    Edited {
        /// What the message had answered: never empty, the one to correct first.
        keys: Vec<Key>,
        /// The words as they are now, secrets masked.
        words: String,
    },
    /// Nothing was said: the open question is wanted again, and no other word. Changes nothing.
    Look,
    /// The quiet window is over: the letter that answers the mails since the last one is written, when one is wanted
    /// ([`Person::letter`]).
    Write,
    /// Time has passed: all that is due is done ([`due`](super::due)). Nothing was said.
    Due(Facts),
    /// A mail of the platform about one of the person's candidatures ([`Event::about`]).
    Platform(PlatformSays),
    /// What answered the platform about that dossier, in the candidate's name, did not arrive.
    Unanswered(Uuid),
    /// A member of staff does something in the conversation.
    Staff(Box<StaffAct>),
    /// The assistant was addressed in a group: said once where it can be spoken with, then nothing.
    Group {
        /// Where it can be spoken with in private.
        link: String,
    },
}

/// What only the shell knows, and a decision about a silence needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Of which dossiers the question of which term was delivered: a mail server took it and it did not come back, or
    /// Telegram gave it a number.
    pub delivered: Vec<(Uuid, u32)>,
    /// The person is away until that day, all their mailboxes say.
    pub absent: Option<Date>,
    /// They can be reached nowhere: every address is shut.
    pub unreachable: bool,
}

/// What a mail of the platform says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformSays {
    /// It asks whether the candidature goes on.
    pub asks: bool,
    /// The last day it shows.
    pub until: Option<Date>,
    /// How far it is believed.
    pub trust: Trust,
    /// What the shell needs to answer it in its thread; empty where it cannot be answered from here.
    pub mail: String,
    /// Who passed it on wrote something above it, which is heard next: one letter answers both.
    pub above: bool,
}

/// How far a mail that says it is the platform's is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// It came to the address the platform was given, and its signature was verified.
    Authentic,
    /// The candidate forwarded it: true as far as they are, but nothing is answered for them unasked.
    Forwarded,
    /// Nothing proves it: it changes nothing.
    Unproven,
}

/// What cannot be read, and is answered kindly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wordless {
    /// A sticker, an animation, a die.
    Sticker,
    /// A voice message, a video.
    Voice,
    /// A place on a map.
    Place,
    /// Someone’s card.
    Contact,
    /// Anything else.
    Other,
    /// A file the channel will not hand over: too large for it.
    TooLarge,
    /// A file that could not be fetched after all.
    Lost,
    /// A mail longer than what is read.
    LongMail,
    /// A mail only somebody else can open.
    Encrypted,
    /// A mail whose content is wrapped in winmail.dat.
    Winmail,
    /// A mail that answers a letter of a file that is no more.
    Ended,
}

/// A button, and what pressing it makes sure of. Pressed twice, or late, it does no more than once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Press {
    /// This option answers the question.
    Take(Name),
    /// This option is among those chosen so far, the last one if it is new.
    Ensure(Name),
    /// It is not.
    Remove(Name),
    /// It is chosen, in that place, from 0.
    Place(Name, usize),
    /// What is chosen so far answers the question.
    Validate,
}

impl Press {
    /// The option on the button.
    #[must_use]
    pub fn option(&self) -> Option<&Name> {
        match self {
            Self::Take(option) | Self::Ensure(option) | Self::Remove(option) | Self::Place(option, _) => Some(option),
            Self::Validate => None,
        }
    }
}

/// What a candidate said in one go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Utterance {
    /// Words, each perhaps under the number of the question it answers (mail).
    pub parts: Vec<(Option<u32>, String)>,
    /// A button that was pressed, of the question with that key.
    pub pressed: Option<(Key, Press)>,
    /// Files, already stored: what the dossier lists of them.
    pub files: Vec<Piece>,
    /// Secrets that were masked in the words before they came here.
    pub masked: Vec<Secret>,
}

impl Utterance {
    /// Plain words.
    #[must_use]
    pub fn text(words: impl Into<String>) -> Self {
        Self { parts: vec![(None, words.into())], ..Self::default() }
    }
}

/// The outcome of a turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The person as they are now.
    pub person: Person,
    /// What is to be done about it, the reply first.
    pub effects: Vec<Effect>,
}

/// Something the shell must do, committed with the state.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Answer the candidate.
    Reply(Box<Reply>),
    /// Tell staff that this person waits.
    Alert(WaitingFor),
    /// Destroy everything about this person.
    Erase,
    /// Send this by mail.
    Letter(Box<Letter>),
    /// Say this on every channel the person has, unasked.
    Tell(Box<Notice>),
    /// An act of staff was not done: nothing changed.
    Refuse(Refusal),
    /// Answer the platform's mail in the candidate's name, in its thread.
    AnswerPlatform(Box<PlatformAnswer>),
    /// Destroy everything about this dossier: its answers are gone from the person already.
    Forget {
        /// Which.
        dossier: Uuid,
        /// What is kept as a proof.
        proof: Proof,
    },
}

/// Something said unasked: a question that time brings, a reminder, a receipt for what was said elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// The dossier it is about, where it is about one.
    pub dossier: Option<Uuid>,
    /// Who says it, where it is a member of staff: the name the candidate reads.
    pub by: Option<String>,
    /// On this channel alone.
    pub only: Option<Channel>,
    /// The stage of which term it asks for: its delivery proves that the question arrived.
    pub stage: Option<(Stage, u32)>,
    /// A reminder: it can wait its turn behind answers, and says how to stop it.
    pub reminds: bool,
    /// Not on this channel: it was said there.
    pub except: Option<Channel>,
    /// For a chat.
    pub reply: Reply,
    /// The same as a letter.
    pub letter: Letter,
}

/// An answer to the platform's mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformAnswer {
    /// The dossier.
    pub dossier: Uuid,
    /// Keep or withdraw.
    pub wish: Wish,
    /// Its words.
    pub words: String,
    /// What it answers ([`PlatformSays::mail`]).
    pub mail: String,
}

/// What is kept of a candidature that is destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// It was withdrawn, twice asked, and not taken back.
    Withdrawn,
    /// The question arrived, and nobody answered in all that time.
    Silent,
}

/// What is said back. In chat the first open question is asked; in mail all of them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Reply {
    /// What was understood, one line each.
    pub heard: Vec<Prose>,
    /// What is doubtful or was refused, one line each.
    pub doubtful: Vec<Prose>,
    /// Notices, help, answers to questions, recaps, sheets: in the order they are to be read.
    pub notices: Vec<Prose>,
    /// The open questions, the one to ask first in front.
    pub open: Vec<Question>,
    /// How far the dossier is.
    pub progress: Option<Progress>,
    /// Nothing is left to do in the dossier.
    pub done: bool,
    /// What this turn settled: a channel puts the line where the question’s buttons were.
    #[serde(default)]
    pub settled: Vec<Settled>,
    /// Only what is chosen so far changed: a channel with buttons draws the question anew where it stands, and the rest
    /// of the reply is empty but for it.
    #[serde(default)]
    pub redraw: bool,
}

/// A question that was settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Which.
    pub key: Key,
    /// « Campagne : M2 MEEF 1er degré ».
    pub line: Prose,
}

/// How far a dossier is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The dossier's id.
    pub dossier: Uuid,
    /// The dialog.
    pub dialog: Name,
    /// The step's place among those that apply.
    pub n: usize,
    /// How many apply.
    pub total: usize,
    /// The guide's section.
    pub section: String,
    /// The line to show: « Étape 5 sur 14 · Diplôme ».
    pub line: String,
}

/// A question as a channel draws it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// What its answer is kept under.
    pub key: Key,
    /// The step.
    pub step: Name,
    /// Its permanent number in the dossier, for questions (not tasks).
    pub number: Option<u32>,
    /// The words.
    pub ask: Prose,
    /// How to answer: « Répondez par le numéro… ».
    pub hint: Prose,
    /// What may be pressed or named.
    pub options: Vec<Shown>,
    /// What is chosen so far of a ranking, most wanted first; not yet an answer.
    #[serde(default)]
    pub chosen: Vec<Name>,
    /// How it is drawn.
    pub shape: Shape,
    /// Its answer must not stay in a line-editing history.
    pub sensitive: bool,
}

/// An option on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// What is pressed.
    pub id: Name,
    /// What is read.
    pub label: String,
}

/// How a question is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Free words.
    Words,
    /// One of the options.
    Choice,
    /// Several of the options, in order.
    Ranking,
    /// Yes or no.
    YesNo,
    /// Done or not.
    Task,
    /// A file.
    File,
}

/// A value with the slot it is for: what a « {slot} » of a text is filled with.
pub type Filled = (Name, Value);
