//! HTML to lines, by its tokens. No tree is built: only elements that mean something (a quote, a signature, hidden words)
//! are remembered, a hundred at most, so crafted nesting costs nothing. A tag or an entity costs the tokenizer up to two
//! microseconds, so that only so many are read ([`Effort`]); the words behind them are kept.

mod role;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use mail_parser::decoders::html::html_to_text;

use super::plain::tidy;
use super::{Body, Effort, Mark, READ};
use role::{Attributes, Role, Shape, shape};

/// Elements remembered at once.
const OPEN: usize = 100;

/// Bytes outside of tags and style sheets that are read: what is understood, and blanks and rules of layout around it.
const BETWEEN: usize = 4 * READ;

/// The lines of an HTML text.
#[must_use]
pub fn html(text: &str, effort: &mut Effort) -> Body {
    let (text, beyond) = text.split_at_checked(readable(text, effort)).unwrap_or((text, ""));
    let mut page = Page::default();
    let see = |event: CallbackEvent<'_>, _: Span<()>| -> Option<std::convert::Infallible> {
        page.see(&event);
        None
    };
    let mut emitter = CallbackEmitter::new(see);
    emitter.naively_switch_states(true);
    // Reading a text cannot fail.
    let _ = Tokenizer::new_with_emitter(text, emitter).finish();
    page.end_line(false);
    page.body.tail.extend(html_to_text(beyond).lines().flat_map(|line| [tidy(line), "\n".to_owned()]));
    page.body
}

/// How many bytes of a text are read: no tag, entity or word is cut, if that can be.
fn readable(text: &str, effort: &mut Effort) -> usize {
    let (mut inside, mut rules, mut between) = (false, false, 0_usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'<' | b'&' => {
                let Some(left) = effort.signs.checked_sub(1).filter(|_| between < BETWEEN) else { return at };
                effort.signs = left;
                if byte == b'<' {
                    rules = begins(text, at, b"<style")
                        || begins(text, at, b"<script")
                        || rules && !begins(text, at, b"</");
                    inside = true;
                }
            }
            b'>' => inside = rules,
            _ if inside => {}
            b' ' | b'\n' if between >= BETWEEN => return at,
            _ if between >= 2 * BETWEEN && text.is_char_boundary(at) => return at,
            _ => between += 1,
        }
    }
    text.len()
}

fn begins(text: &str, at: usize, tag: &[u8]) -> bool {
    text.as_bytes().get(at..at + tag.len()).is_some_and(|there| there.eq_ignore_ascii_case(tag))
}

/// An element that means something.
#[derive(Debug)]
struct Open {
    name: u64,
    /// Elements of the same name open inside it.
    nested: u32,
    role: Role,
}

#[derive(Debug, Default)]
struct Page {
    body: Body,
    line: String,
    /// A blank stands before the next word.
    space: bool,
    /// An empty line stands before the next line with words.
    paragraph: bool,
    older: bool,
    open: Vec<Open>,
    /// How many open elements have each role.
    count: [u16; Role::KINDS],
    lists: Vec<Option<u32>>,
    tag: Vec<u8>,
    attributes: Attributes,
}

impl Page {
    fn see(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag.clear();
                self.tag.extend(name.iter().take(40));
                self.attributes.clear();
            }
            CallbackEvent::AttributeName { name } => self.attributes.name(name),
            CallbackEvent::AttributeValue { value } => self.attributes.value(value),
            CallbackEvent::CloseStartTag { .. } => self.start(),
            CallbackEvent::EndTag { name } => self.end(name),
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value)),
            _ => {}
        }
    }

    fn has(&self, role: Role) -> bool {
        self.count.get(role.index()).is_some_and(|count| *count > 0)
    }

    fn start(&mut self) {
        let tag = std::mem::take(&mut self.tag);
        let shape = shape(&tag);
        self.break_before(shape);
        let role = Role::of(&tag, &self.attributes);
        if role == Some(Role::Older) {
            self.older = true;
        }
        if shape != Shape::Void {
            self.remember(hash(&tag), role.filter(|role| *role != Role::Older));
        }
        self.begin(shape, &tag);
        self.tag = tag;
    }

    fn break_before(&mut self, shape: Shape) {
        match shape {
            Shape::Block | Shape::Item | Shape::List => self.end_line(false),
            Shape::Paragraph => {
                self.end_line(false);
                self.paragraph |= !self.attributes.is_tight();
            }
            Shape::Cell => self.space = true,
            Shape::Inline | Shape::Void => {}
        }
    }

    fn begin(&mut self, shape: Shape, tag: &[u8]) {
        match (shape, tag) {
            (Shape::Void, b"br") => self.end_line(true),
            (Shape::Void, b"hr") => self.end_line(false),
            (Shape::Void, b"img") => {
                if let Some(picture) = self.attributes.emoji() {
                    self.text(&picture);
                }
            }
            (Shape::List, _) if self.lists.len() < OPEN => {
                self.lists.push((tag == b"ol").then(|| self.attributes.number().unwrap_or(1)));
            }
            (Shape::Item, _) => self.item(),
            _ => {}
        }
    }

    /// The sign or number in front of a list's item.
    fn item(&mut self) {
        let given = self.attributes.number();
        let sign = match self.lists.last_mut() {
            Some(Some(next)) => {
                let number = given.unwrap_or(*next);
                *next = number.saturating_add(1);
                format!("{number}. ")
            }
            _ => "- ".to_owned(),
        };
        self.text(&sign);
    }

    fn remember(&mut self, name: u64, role: Option<Role>) {
        match role.filter(|_| self.open.len() < OPEN) {
            Some(role) => {
                self.tally(role, true);
                self.open.push(Open { name, nested: 0, role });
            }
            None => {
                if let Some(open) = self.open.iter_mut().rev().find(|open| open.name == name) {
                    open.nested = open.nested.saturating_add(1);
                }
            }
        }
    }

    fn tally(&mut self, role: Role, opens: bool) {
        // What was said so far belongs to what is open so far.
        if role.breaks() {
            self.end_line(false);
        }
        if let Some(count) = self.count.get_mut(role.index()) {
            *count = if opens { count.saturating_add(1) } else { count.saturating_sub(1) };
        }
    }

    fn end(&mut self, tag: &[u8]) {
        let shape = shape(tag);
        match shape {
            Shape::Block | Shape::Item => self.end_line(false),
            Shape::Paragraph => {
                self.end_line(false);
                self.paragraph |= !self.attributes.is_tight();
            }
            Shape::List => {
                self.end_line(false);
                self.lists.pop();
            }
            Shape::Cell => self.space = true,
            Shape::Inline | Shape::Void => {}
        }
        let name = hash(tag);
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else { return };
        match self.open.get_mut(at) {
            Some(open) if open.nested > 0 => open.nested -= 1,
            // What was not closed inside it is closed with it.
            _ => {
                while self.open.len() > at {
                    let Some(open) = self.open.pop() else { break };
                    self.tally(open.role, false);
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.has(Role::Hidden) {
            return;
        }
        if self.has(Role::Kept) {
            let mut lines = text.split('\n');
            self.line.push_str(lines.next().unwrap_or_default());
            for line in lines {
                self.end_line(true);
                self.line.push_str(line);
            }
            return;
        }
        // A paragraph that holds one hard blank is an empty line.
        self.paragraph |= self.line.is_empty() && text.starts_with('\u{a0}');
        for (index, words) in text.split(char::is_whitespace).enumerate() {
            self.space |= index > 0;
            if words.is_empty() {
                continue;
            }
            if self.space && !self.line.is_empty() {
                self.line.push(' ');
            }
            self.space = false;
            self.line.push_str(words);
        }
    }

    /// Ends the line; an empty one counts only if it was asked for.
    fn end_line(&mut self, even_empty: bool) {
        let mut line = std::mem::take(&mut self.line);
        self.space = false;
        if line.is_empty() && !even_empty {
            return;
        }
        let depth = self.count.get(Role::Quote.index()).copied().unwrap_or_default();
        if self.paragraph && !line.is_empty() && self.body.lines.last().is_some_and(|line| line.start != line.end) {
            self.body.push("", depth, Mark::None);
        }
        self.paragraph = false;
        let words = line.contains(char::is_alphanumeric);
        let mark = match self.older && words {
            true => {
                self.older = false;
                Mark::Older
            }
            false => self.mark(),
        };
        match line.is_ascii() {
            true => self.body.push(line.trim_end(), depth, mark),
            false => self.body.push(tidy(&line).trim_end(), depth, mark),
        }
        line.clear();
        self.line = line;
    }

    fn mark(&self) -> Mark {
        if self.has(Role::Attribution) {
            Mark::Attribution
        } else if self.has(Role::Quoted) {
            Mark::Quoted
        } else if self.has(Role::Signature) {
            Mark::Signature
        } else {
            Mark::None
        }
    }
}

/// FNV-1a: names are compared, not kept.
fn hash(name: &[u8]) -> u64 {
    name.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests;
