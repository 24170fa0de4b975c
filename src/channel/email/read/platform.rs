//! Whether a mail is the platform's about a candidature: whom it is from, what it says, how far it is believed. No link in
//! it is looked at. Which words and senders are the platform's, its campaign says.

use jiff::civil::Date;

use super::absence::{month, ordinal, year};
use super::texts::is_forward;
use super::{Mail, Nature};
use crate::campaign::PlatformMail;
use crate::channel::email::quote::{self, Flow, Reply, Setting, Why};
use crate::channel::email::vouched::signed;
use crate::dialog::fold::{Said, Word};
use crate::dialog::pattern::Pattern;
use crate::dialog::reply::Trust;
use crate::renewal::A_NEW_TERM;
use crate::renewal::calendar::add_days;

/// Words that may stand between « valable jusqu’au » and the day: « le », « lundi ».
const BETWEEN: usize = 3;
/// The type of a mail attached to another.
const ATTACHED: &str = "message/rfc822";

/// A mail of the platform, or one that says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// It asks whether the candidature goes on.
    pub asks: bool,
    /// The last day it shows.
    pub until: Option<Date>,
    /// How far it is believed.
    pub trust: Trust,
    /// What the candidate wrote above it, where they passed it on.
    pub above: String,
}

/// What may be known of a mail beside itself.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The mail server of ours that says what it thinks of senders; empty when none does.
    pub authserv_id: &'a str,
    /// The mail answers one of ours: it is a receipt, and quotes what was asked.
    pub answers: bool,
    /// The day it came.
    pub today: Date,
}

/// A mail that somebody else sent to the address the platform may have. `None`: it is none of the platform's questions,
/// and nobody's to read.
#[must_use]
pub fn direct(mail: &Mail, platform: &PlatformMail, known: Known<'_>) -> Option<Recognised> {
    if platform.from.is_empty() {
        // Nobody has said yet where it writes from: the candidate reads it themselves.
        return None;
    }
    let from = mail.from.as_deref().unwrap_or_default();
    let listed = is_from(platform, from);
    let text = match known.answers {
        true => mail.read(None).reply,
        false => format!("{}\n{}", mail.subject, mail.text),
    };
    let mut says = Says::of(platform, &text, known.today);
    says.asks &= !known.answers && !matches!(mail.nature, Nature::Absence { .. } | Nature::Bounce(_));
    let signed = listed && signed(&mail.results, known.authserv_id, from, &platform.signed_by);
    // Under the platform's name, and our mail server, which looked, did not find it to be so.
    let forged = listed && !signed && !known.authserv_id.is_empty();
    let trust = match (signed, says.asks || listed && says.until.is_some()) {
        (true, true) => Trust::Authentic,
        (false, true) => Trust::Unproven,
        (_, false) if forged => Trust::Unproven,
        (_, false) => return None,
    };
    Some(says.with(trust, String::new()))
}

/// A mail that the candidate passes on, in its text or attached to it. `is_ours` knows our own addresses: a letter of ours
/// asks the same.
#[must_use]
pub fn forwarded(
    mail: &Mail,
    platform: &PlatformMail,
    today: Date,
    is_ours: impl Fn(&str) -> bool,
) -> Option<Recognised> {
    let attached = mail.attachments.iter().filter(|file| file.kind == ATTACHED).find_map(|file| {
        let inner = Mail::parse(&file.bytes);
        let text = format!("{}\n{}", inner.subject, inner.text);
        let trust = believed(platform, inner.from.as_deref(), true, &is_ours);
        recognised(platform, &text, today, trust, own_words(mail.read(None)))
    });
    attached.or_else(|| {
        let inner = quote::forward(&mail.text)?;
        let said = inner.said || is_forward(&mail.subject);
        let trust = believed(platform, inner.from.as_deref(), said, &is_ours);
        let above = quote::read(
            &quote::plain(&inner.above, Flow::Fixed, &mut quote::Effort::default()),
            None,
            Setting::default(),
        );
        recognised(platform, &inner.text, today, trust, own_words(above))
    })
}

/// What somebody wrote above a mail they pass on: often nothing but what their telephone adds.
fn own_words(read: Reply) -> String {
    if read.why.contains(&Why::Everything) { String::new() } else { read.reply }
}

/// How far a mail that was passed on is believed, and whether the day it shows is.
fn believed(
    platform: &PlatformMail,
    from: Option<&str>,
    said: bool,
    is_ours: impl Fn(&str) -> bool,
) -> Option<(Trust, bool)> {
    match from {
        Some(from) if is_ours(from) => None,
        Some(from) if is_from(platform, from) => Some((Trust::Forwarded, true)),
        // Nobody has said yet where the platform writes from: the candidate says that this is its mail, which proves no day.
        Some(_) if said && platform.from.is_empty() => Some((Trust::Forwarded, false)),
        Some(_) => said.then_some((Trust::Unproven, false)),
        // Some programs show a name and no address: enough to ask, too little to prove a day.
        None => said.then_some((Trust::Forwarded, false)),
    }
}

fn recognised(
    platform: &PlatformMail,
    text: &str,
    today: Date,
    trust: Option<(Trust, bool)>,
    above: String,
) -> Option<Recognised> {
    let (trust, dated) = trust?;
    let mut says = Says::of(platform, text, today);
    says.until = says.until.filter(|_| dated);
    let something = says.asks || says.until.is_some();
    something.then(|| says.with(trust, above))
}

/// Whether an address is one the platform writes from.
#[must_use]
pub fn is_from(platform: &PlatformMail, address: &str) -> bool {
    let domain = address.find('@').and_then(|at| address.get(at..));
    platform.from.iter().any(|known| if known.starts_with('@') { domain == Some(known) } else { known == address })
}

/// What its words say.
struct Says {
    asks: bool,
    until: Option<Date>,
}

impl Says {
    fn of(platform: &PlatformMail, text: &str, today: Date) -> Self {
        let said = Said::new(text);
        let asks = platform.asks.iter().any(|pattern| pattern.matches(&said.words));
        // A mail that asks does not grant: a day far off in it is what an answer would bring.
        let near = |day: &Date| !asks || *day <= add_days(today, A_NEW_TERM);
        Self { asks, until: until(&platform.until, &said.words).filter(near) }
    }

    fn with(self, trust: Trust, above: String) -> Recognised {
        Recognised { asks: self.asks, until: self.until, trust, above }
    }
}

/// The first of the days behind « valable jusqu’au »: of several, the one that promises least.
fn until(patterns: &[Pattern], words: &[Word]) -> Option<Date> {
    let behind = |at: usize| {
        let rest = words.get(at..)?;
        let taken = patterns.iter().find_map(|pattern| pattern.begins(rest))?;
        day(rest.get(taken..)?)
    };
    (0..words.len()).filter_map(behind).min()
}

/// « le lundi 31 mai 2027 », « 31/05/2027 », « 2027-05-31 », near the beginning.
fn day(words: &[Word]) -> Option<Date> {
    let start =
        words.iter().take(BETWEEN + 1).position(|word| word.text.starts_with(|sign: char| sign.is_ascii_digit()))?;
    let text = |at: usize| words.get(start + at).map(|word| word.text.as_str());
    let [first, second, third] = [text(0)?, text(1)?, text(2)?];
    let written = |number: &str| number.parse::<i8>().ok();
    let (number, name, in_year) = match first.len() {
        4 => (third, second, first),
        _ => (first, second, third),
    };
    Date::new(year(in_year)?, month(name).or_else(|| written(name))?, ordinal(number)?).ok()
}

#[cfg(test)]
mod tests;
