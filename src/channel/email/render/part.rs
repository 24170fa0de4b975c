//! The parts of a letter in the order in which they are read, before they are text or HTML.

use crate::channel::plain;
use crate::dialog::letter::{Check, Letter, Lettered, Line, Received, Task};
use crate::dialog::phrase::{Phrase, Phrases};
use crate::dialog::text::{Args, Block, Prose, Run};

/// Lettered choices that take no more signs than these stand in the line itself.
const SHORT: usize = 30;
/// Signs of a received value that are shown.
const VALUE: usize = 160;

/// A part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// « Bien reçu ».
    Heading(String),
    /// A section of the form.
    Title(String),
    /// A paragraph.
    Words(Vec<Run>),
    /// A paragraph that opens a mail, ready written, where links can be pressed.
    Linked(Vec<Run>, String),
    /// An item of a list.
    Item(Vec<Run>),
    /// What belongs to the numbered line before it.
    Beside(Vec<Run>),
    /// A remark on the line before.
    Remark(Vec<Run>),
    /// What belongs to the numbered line before it, as an item.
    BesideItem(Vec<Run>),
    /// A numbered line: a question to be answered behind its colon, or an answer.
    Numbered(Option<u32>, Vec<Run>),
    /// Lettered choices of the line before.
    Choices(Vec<Lettered>),
    /// The entry sheet begins.
    Rule,
    /// What follows is the signature.
    Signature,
}

/// All parts of a letter.
pub(super) fn parts(letter: &Letter, phrases: &Phrases) -> Vec<Part> {
    let mut to = Parts { phrases, parts: vec![Part::Words(vec![plain_run(&letter.greeting)])] };
    letter.opening.iter().chain([&letter.standing]).chain(&letter.asides).for_each(|prose| to.prose(prose));
    to.headed(Phrase::LetterReceived, &letter.received, Parts::received);
    to.headed(Phrase::LetterChecks, &letter.check, Parts::check);
    to.wanted(letter);
    if !letter.tasks.is_empty() {
        to.heading(Phrase::LetterTasks);
        to.say(Phrase::LetterTasksHow, &Args::new());
        letter.tasks.iter().for_each(|task| to.task(task));
    }
    to.headed(Phrase::LetterAfter, &letter.after, Parts::line);
    to.headed(Phrase::LetterNotes, &letter.notes, Parts::prose);
    to.headed(Phrase::LetterAnswering, &letter.footer, Parts::prose);
    if let Some(link) = letter.telegram.as_ref().filter(|_| !letter.footer.is_empty()) {
        to.say(Phrase::LetterTelegram, &Args::new().with("lien", link));
    }
    if let Some(sheet) = &letter.sheet {
        to.parts.push(Part::Rule);
        to.prose(sheet);
    }
    if !letter.receipt.is_empty() {
        to.parts.push(Part::Signature);
        letter.receipt.iter().for_each(|prose| to.prose(prose));
    }
    to.parts
}

struct Parts<'a> {
    phrases: &'a Phrases,
    parts: Vec<Part>,
}

impl Parts<'_> {
    fn heading(&mut self, phrase: Phrase) {
        let words = self.phrases.line(phrase, &Args::new());
        self.parts.push(Part::Heading(words));
    }

    /// A part under its heading, when there is any of it.
    fn headed<T>(&mut self, phrase: Phrase, all: &[T], each: fn(&mut Self, &T)) {
        if !all.is_empty() {
            self.heading(phrase);
            all.iter().for_each(|one| each(self, one));
        }
    }

    fn say(&mut self, phrase: Phrase, args: &Args) {
        let prose = self.phrases.say(phrase, args);
        self.prose(&prose);
    }

    fn prose(&mut self, prose: &Prose) {
        self.parts.extend(prose.blocks.iter().filter(|block| !is_blank(block)).map(|block| {
            let runs = cleaned(&block.runs);
            if block.item { Part::Item(runs) } else { linked(runs) }
        }));
    }

    /// « 3. Diplôme : Licence de lettres ».
    fn received(&mut self, received: &Received) {
        let value: String = received.value.chars().take(VALUE).collect();
        let cut = if value.len() < received.value.len() { "…" } else { "" };
        let label = plain_run(&format!("{}\u{a0}: ", received.label));
        let value = Run { strong: true, words: clean(&format!("{value}{cut}")) };
        self.parts.push(Part::Numbered(received.number, vec![label, value]));
        let remarks = received.remarks.iter().flat_map(|remark| &remark.blocks);
        self.parts.extend(remarks.map(|block| Part::Remark(cleaned(&block.runs))));
    }

    /// « 4. INE. J’ai lu « … ». Est-ce bien cela ? (oui, ou la bonne réponse) : ».
    fn check(&mut self, check: &Check) {
        let mut runs = vec![Run { strong: true, words: clean(&check.label) }, plain_run(". ")];
        for block in check.why.iter().flat_map(|why| &why.blocks) {
            runs.extend(cleaned(&block.runs));
            runs.push(plain_run(" "));
        }
        let (inline, below) = choices(&check.options);
        runs.push(plain_run(prompt(&[&check.hint, &inline]).trim_start()));
        self.parts.push(Part::Numbered(check.number, runs));
        self.parts.extend(below);
    }

    fn wanted(&mut self, letter: &Letter) {
        if letter.wanted.is_empty() {
            return;
        }
        self.heading(Phrase::LetterWanted);
        self.say(Phrase::LetterWantedHow, &Args::new());
        for section in &letter.wanted {
            self.parts.push(Part::Title(clean(&section.title)));
            section.lines.iter().for_each(|line| self.line(line));
        }
    }

    /// « 3. Date de naissance (jj/mm/aaaa) : ».
    fn line(&mut self, line: &Line) {
        let (inline, below) = choices(&line.options);
        let value =
            line.value.as_ref().map(|value| self.phrases.line(Phrase::LetterValue, &Args::new().with("valeur", value)));
        let prompt = prompt(&[&inline, &line.hint, &value.unwrap_or_default()]);
        let label = Run { strong: true, words: clean(&line.label) };
        self.parts.push(Part::Numbered(line.number, vec![label, plain_run(&prompt)]));
        self.parts.extend(below);
    }

    fn task(&mut self, task: &Task) {
        let label = Run { strong: true, words: clean(&task.label) };
        self.parts.push(Part::Numbered(task.number, vec![label, plain_run(&prompt(&[]))]));
        self.beside(&task.how);
    }

    fn beside(&mut self, prose: &Prose) {
        self.parts.extend(prose.blocks.iter().filter(|block| !is_blank(block)).map(|block| {
            let runs = cleaned(&block.runs);
            if block.item { Part::BesideItem(runs) } else { Part::Beside(runs) }
        }));
    }
}

/// A paragraph whose last word is a mail ready written, or any other.
fn linked(mut runs: Vec<Run>) -> Part {
    let words = runs.last().map(|run| run.words.trim_end()).unwrap_or_default();
    let (before, link) = words.rsplit_once(' ').unwrap_or(("", words));
    if !is_ready_mail(link) {
        return Part::Words(runs);
    }
    let (before, link) = (before.to_owned(), link.to_owned());
    if let Some(last) = runs.last_mut() {
        last.words = before;
    }
    Part::Linked(runs, link)
}

/// Only what this service writes itself: an address and words, every sign of them spelled out (RFC 6068).
fn is_ready_mail(link: &str) -> bool {
    let plain = |sign: u8| sign.is_ascii_alphanumeric() || b"-._~%@".contains(&sign);
    let parts = link.strip_prefix("mailto:").and_then(|rest| rest.split_once("?body="));
    parts.is_some_and(|(to, body)| to.contains('@') && to.bytes().chain(body.bytes()).all(plain))
}

/// Few short choices stand in the line, others below it.
fn choices(options: &[Lettered]) -> (String, Option<Part>) {
    let inline = options.iter().map(|option| format!("{}\u{a0}{}", option.letter, clean(&option.label)));
    let inline = inline.collect::<Vec<_>>().join(", ");
    if inline.chars().count() <= SHORT {
        return (inline, None);
    }
    (String::new(), Some(Part::Choices(options.to_vec())))
}

/// « (jj/mm/aaaa ; facultatif) : », or only the colon.
fn prompt(hints: &[&str]) -> String {
    let said: Vec<String> = hints.iter().filter(|hint| !hint.is_empty()).map(|hint| clean(hint)).collect();
    let joined = said.join("\u{a0}; ");
    if joined.is_empty() { "\u{a0}: ".into() } else { format!(" ({joined})\u{a0}: ") }
}

fn is_blank(block: &Block) -> bool {
    block.runs.iter().all(|run| run.words.trim().is_empty())
}

fn cleaned(runs: &[Run]) -> Vec<Run> {
    runs.iter().map(|run| Run { strong: run.strong, words: clean(&run.words) }).collect()
}

fn plain_run(words: &str) -> Run {
    Run { strong: false, words: clean(words) }
}

/// Words on one line, without anything a mail program could obey.
pub(super) fn clean(words: &str) -> String {
    plain::clean(words)
}
