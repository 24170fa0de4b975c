//! All of it together: which words of a text are new, and what they answer.

use std::collections::BTreeMap;
use std::ops::Range;

use super::edges::{Edge, edges};
use super::form::Sent;
use super::lines::blank;
use super::own::{Own, own};
use super::pieces::{self, Piece, pieces};
use super::words::{Word, words};
use super::{Body, Confidence, Mark, READ, Reply, Setting, Why};
use super::{guess, numbered, signature};
use crate::dialog::fold::head;

/// Words of ours that must be found before a mail counts as ours.
const FOUND: usize = 6;

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is new.
    New,
    /// It holds something new beside words of ours.
    Beside,
    /// Nothing but our words.
    Own,
    /// Older mail.
    Quote,
    /// What a program wrote above older mail.
    Edge,
    /// A signature.
    Signature,
    /// Nothing on it.
    Blank,
}

/// Reads what is new in a text. `sent` is our mail that it answers, when it is known.
#[must_use]
pub fn read(body: &Body, sent: Option<&Sent>, setting: Setting) -> Reply {
    let (mut reply, rest) = start_of(body, sent, setting);
    if !body.tail.is_empty() {
        let kept = body.tail.lines().filter(|line| rest == Rest::All || rest == Rest::Words && !line.starts_with('>'));
        for line in kept {
            reply.reply.push('\n');
            reply.reply.push_str(line);
            // The core says that it reads only the start of so much: it must see that there is more.
            if reply.prose.len() < READ {
                reply.prose.push('\n');
                reply.prose.push_str(head(line, READ));
            }
        }
        reply.reply.truncate(reply.reply.trim_end().len());
        reply.prose.truncate(reply.prose.trim_end().len());
        reply.confidence = Confidence::Low;
    }
    if reply.reply.trim().is_empty() { everything(body, reply.why) } else { reply }
}

/// What is kept of the text behind what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// Nothing: older mail has begun.
    None,
    /// What is not quoted.
    Words,
    /// All: a mail is passed on.
    All,
}

/// Reads the lines that are read.
fn start_of(body: &Body, sent: Option<&Sent>, setting: Setting) -> (Reply, Rest) {
    let guessed = if sent.is_none() && setting.answers { guess::form(body) } else { None };
    let known = sent.or(guessed.as_ref());
    let mut cut = Cut::new(body, known, setting);
    cut.judge();
    cut.sign(!body.tail.is_empty());
    let rest = cut.rest;
    let pieces = cut.pieces();
    let reply = joined(body, &pieces);
    if !says(&reply) {
        let none = Reply {
            reply: String::new(),
            answers: BTreeMap::new(),
            prose: String::new(),
            confidence: Confidence::Low,
            why: cut.why,
        };
        return (none, rest);
    }
    let (mut answers, prose) = numbered::answers(body, &pieces, known, setting, &mut cut.why);
    answers.retain(|_, answer| !answer.is_empty());
    let confidence = cut.confidence(sent.is_some());
    let mut why = cut.why;
    why.sort_unstable();
    why.dedup();
    (Reply { reply, answers, prose, confidence, why }, rest)
}

/// A word, a sign that is an answer (« ? », « - »), a picture of a thumb: anything but a frame.
fn says(reply: &str) -> bool {
    let sign = |sign: char| {
        !sign.is_whitespace() && !matches!(sign, '_' | '*' | '>' | '|' | '=' | '.' | ':' | '-' | '–' | '—')
    };
    reply.contains(sign) || matches!(reply.trim(), "-" | "–" | "—")
}

/// Nothing new was found: all there is, and the doubt.
fn everything(body: &Body, mut why: Vec<Why>) -> Reply {
    let all = body.text();
    let empty = !says(&all);
    why.push(if empty { Why::NoWords } else { Why::Everything });
    why.sort_unstable();
    why.dedup();
    // A mail that only carries our own back has been read whole: it says nothing.
    let prose = if why.contains(&Why::OwnMail) { String::new() } else { all.clone() };
    let confidence = if empty { Confidence::High } else { Confidence::Low };
    Reply { reply: if empty { String::new() } else { all }, answers: Default::default(), prose, confidence, why }
}

/// Pieces in order; empty lines between lines that follow each other are kept.
fn joined(body: &Body, pieces: &[Piece<'_>]) -> String {
    let mut out = String::new();
    let mut last: Option<&Piece<'_>> = None;
    for piece in pieces {
        if let Some(last) = last {
            let between = body.lines.get(last.line + 1..piece.line).unwrap_or_default();
            let same = last.whole && piece.whole && between.iter().all(|line| blank(body.of(line)));
            let ends = if same { piece.line - last.line } else { 1 };
            out.extend(std::iter::repeat_n('\n', ends));
        }
        out.push_str(piece.text);
        last = Some(piece);
    }
    out.trim().to_owned()
}

/// A text on its way to its new words.
pub(super) struct Cut<'b> {
    pub(super) body: &'b Body,
    pub(super) words: Vec<Word>,
    pub(super) own: Own,
    pub(super) fates: Vec<Fate>,
    edges: Vec<Edge>,
    setting: Setting,
    rest: Rest,
    why: Vec<Why>,
}

impl<'b> Cut<'b> {
    fn new(body: &'b Body, sent: Option<&Sent>, setting: Setting) -> Self {
        let words = sent.map(|_| words(body)).unwrap_or_default();
        let mut own = sent.map(|sent| own(body, &words, sent)).unwrap_or_default();
        if own.count < FOUND.min(sent.map(|sent| sent.words.len()).unwrap_or_default()) {
            own = Own { of: vec![None; words.len()], ..Own::default() };
        }
        let edges = edges(body, &words, &own);
        Self {
            body,
            words,
            own,
            edges,
            fates: Vec::with_capacity(body.lines.len()),
            setting,
            rest: Rest::Words,
            why: Vec::new(),
        }
    }

    fn note(&mut self, why: Why) {
        if !self.why.contains(&why) {
            self.why.push(why);
        }
    }

    /// The lines among which ours stand: up to the edges around them.
    fn region(&self) -> Range<usize> {
        let Some((first, last)) = self.own.lines else { return 0..0 };
        let above = self.edges.get(..first).unwrap_or_default();
        let from = above.iter().rposition(|edge| *edge != Edge::None).map_or(first, |edge| edge + 1);
        let below = self.edges.get(last + 1..).unwrap_or_default();
        let to =
            below.iter().position(|edge| *edge != Edge::None).map_or(self.body.lines.len(), |edge| last + 1 + edge);
        from..to
    }

    /// Says of each line what becomes of it.
    fn judge(&mut self) {
        let region = self.region();
        let ours = self.ours();
        // Lines with `>` in a mail that answers nothing may be its writer's own.
        let trusted = self.setting.answers || self.own.count > 0 || self.edges.iter().any(|edge| *edge != Edge::None);
        if self.own.count > 0 {
            self.note(Why::OwnMail);
        }
        let (mut older, mut forward) = (false, false);
        for (at, line) in self.body.lines.iter().enumerate() {
            let text = self.body.of(line);
            let edge = self.edges.get(at).copied().unwrap_or_default();
            let passes = !older && line.depth == 0 && self.own.lines.is_none_or(|(_, last)| last < at);
            let opens = edge == Edge::Forward || edge == Edge::Block && self.setting.forwards;
            if opens && passes && !forward {
                forward = true;
                self.note(Why::Forwarded);
            }
            let fate = if blank(text) {
                Fate::Blank
            } else if forward {
                Fate::New
            } else if edge != Edge::None {
                older |= line.depth == 0 && !matches!(edge, Edge::Attribution);
                self.note(why(edge, line.mark));
                Fate::Edge
            } else {
                match ours.get(at) {
                    Some(Some(true)) => Fate::Own,
                    Some(Some(false)) => Fate::Beside,
                    _ if line.depth > 0 && !trusted => {
                        self.note(Why::InsideQuote);
                        Fate::New
                    }
                    _ => self.strange(at, older, &region),
                }
            };
            self.fates.push(fate);
        }
        self.rest = match (forward, older) {
            (true, _) => Rest::All,
            (false, true) => Rest::None,
            _ => Rest::Words,
        };
    }

    /// What becomes of a line without a word of ours.
    fn strange(&mut self, at: usize, older: bool, region: &Range<usize>) -> Fate {
        let Some(line) = self.body.lines.get(at) else { return Fate::Blank };
        let among = self.own.lines.is_some_and(|(first, last)| first <= at && at <= last);
        if (among || line.depth > 0 && region.contains(&at)) && !says(self.body.of(line)) {
            return Fate::Quote;
        }
        let quoted = line.depth > 0 || older || line.mark == Mark::Quoted;
        if !quoted {
            let signed = line.mark == Mark::Signature;
            if signed {
                self.note(Why::Signature);
            }
            return if signed { Fate::Signature } else { Fate::New };
        }
        let level = line.depth == 0 || line.depth == self.own.depth || self.own.depth == 0;
        if region.contains(&at) && level && !is_banner(self.body.of(line)) {
            if line.depth > 0 || older {
                self.note(Why::InsideQuote);
            }
            return Fate::New;
        }
        self.note(if line.depth > 0 {
            Why::Quote
        } else if line.mark == Mark::Quoted {
            Why::Markup
        } else {
            Why::HeaderBlock
        });
        Fate::Quote
    }

    /// For each line: whether it holds nothing but our words; `None` where it holds none of them.
    fn ours(&self) -> Vec<Option<bool>> {
        let mut ours = vec![None; self.body.lines.len()];
        for (word, of) in self.words.iter().zip(&self.own.of) {
            if let (Some(line), true) = (ours.get_mut(word.line), of.is_some()) {
                *line = Some(true);
            }
        }
        for line in pieces::partly(self) {
            if let Some(line) = ours.get_mut(line) {
                *line = Some(false);
            }
        }
        ours
    }

    /// Leaves out signatures: at the end of the words above the first quote, and at the end of all.
    fn sign(&mut self, goes_on: bool) {
        let is_new = |at: usize| matches!(self.fates.get(at), Some(Fate::New | Fate::Blank | Fate::Signature));
        if self.why.contains(&Why::Forwarded) {
            return;
        }
        let first = (0..self.fates.len()).find(|at| !is_new(*at)).unwrap_or(self.fates.len());
        let last = (0..self.fates.len()).rev().find(|at| !is_new(*at)).map_or(0, |at| at + 1);
        if !(goes_on && first == self.fates.len()) {
            self.sign_run(0..first);
        }
        if last > 0 && first < last && !goes_on {
            self.sign_run(last..self.fates.len());
        }
    }

    fn sign_run(&mut self, run: Range<usize>) {
        let lines: Vec<usize> = run.filter(|at| self.fates.get(*at) != Some(&Fate::Signature)).collect();
        let texts: Vec<&str> = lines.iter().map(|at| self.body.at(*at)).collect();
        let (kept, why) = signature::words_of(&texts);
        why.into_iter().for_each(|why| self.note(why));
        for at in lines.into_iter().skip(kept) {
            if let Some(fate) = self.fates.get_mut(at).filter(|fate| **fate == Fate::New) {
                *fate = Fate::Signature;
            }
        }
    }

    fn pieces(&self) -> Vec<Piece<'b>> {
        pieces(self)
    }

    fn confidence(&self, sent: bool) -> Confidence {
        let has = |why: Why| self.why.contains(&why);
        let own = has(Why::OwnMail) && sent;
        let inside = has(Why::InsideQuote) && !(own && has(Why::InForm));
        let one_sign = has(Why::Quote) && !has(Why::Attribution) && !has(Why::HeaderBlock);
        match (own, inside, one_sign) {
            (_, true, _) => Confidence::Low,
            (true, ..) | (_, _, false) => Confidence::High,
            _ => Confidence::Medium,
        }
    }
}

fn why(edge: Edge, mark: Mark) -> Why {
    match (edge, mark) {
        (_, Mark::Older | Mark::Attribution) => Why::Markup,
        (Edge::Attribution | Edge::Opens, _) => Why::Attribution,
        _ => Why::HeaderBlock,
    }
}

/// What a company's gateway puts above foreign mail.
fn is_banner(text: &str) -> bool {
    let start = crate::dialog::fold::fold(crate::dialog::fold::head(text, 120));
    let begins = [
        "caution",
        "attention ce",
        "attention mail",
        "external",
        "ext ",
        "courriel externe",
        "message externe",
        "ce message provient de l exterieur",
        "you don t often get email",
        "vous n obtenez pas souvent",
        "vous ne recevez pas souvent",
    ];
    begins.iter().any(|banner| start.starts_with(banner)) || start == "ext"
}
