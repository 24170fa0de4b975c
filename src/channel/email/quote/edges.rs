//! The lines where older mail begins, and the lines programs write there.

use super::attribution::{self, Look};
use super::block::Shown;
use super::lines::blank;
use super::own::Own;
use super::words::Word;
use super::{Body, Mark, block};

/// What a line is, as far as older mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Edge {
    /// Words, or nothing.
    #[default]
    None,
    /// Part of an attribution above a quote.
    Attribution,
    /// Part of an attribution below which nothing is marked as quoted.
    Opens,
    /// Part of a header block, or what stands for one: everything below is older.
    Block,
    /// A mail is passed on: everything below is what the candidate sends.
    Forward,
}

/// Lines of words between an attribution and what it stands above.
const NEAR: usize = 3;

/// What each line is. Lines that hold words of ours are never edges.
pub(super) fn edges(body: &Body, words: &[Word], own: &Own) -> Vec<Edge> {
    let mut ours = vec![false; body.lines.len()];
    for (word, _) in words.iter().zip(&own.of).filter(|(_, of)| of.is_some()) {
        if let Some(line) = ours.get_mut(word.line) {
            *line = true;
        }
    }
    let mut edges = vec![Edge::None; body.lines.len()];
    let shown = block::shown(body);
    let mut at = 0;
    while at < body.lines.len() {
        at = match ours.get(at) {
            Some(false) => edge(body, &shown, &ours, &mut edges, at).max(at + 1),
            _ => at + 1,
        };
    }
    edges
}

/// Looks at one line; the line to go on with.
fn edge(body: &Body, shown: &Shown, ours: &[bool], edges: &mut [Edge], at: usize) -> usize {
    let text = body.at(at);
    if blank(text) {
        return at + 1;
    }
    let mut set = |from: usize, to: usize, edge: Edge| {
        edges.iter_mut().take(to).skip(from).for_each(|line| *line = edge);
        to
    };
    if block::forwards(text) {
        return set(at, at + 1, Edge::Forward);
    }
    if block::separates(text) {
        return set(at, at + 1, Edge::Block);
    }
    if block::rules(text) {
        let next = (at + 1..at + 1 + NEAR).find(|next| !blank(body.at(*next)));
        let above = next.is_some_and(|next| block::beginning(body, shown, next).is_some());
        return set(at, at + 1, if above { Edge::Block } else { Edge::None });
    }
    if let Some(end) = block::beginning(body, shown, at) {
        return set(at, end, Edge::Block);
    }
    match body.lines.get(at).map(|line| line.mark) {
        Some(Mark::Attribution) => return set(at, at + 1, Edge::Attribution),
        Some(Mark::Older) => return set(at, at + 1, Edge::Block),
        _ => {}
    }
    let Some((first, look)) = attribution::ending(body, at) else { return at + 1 };
    match (below(body, shown, ours, at), look) {
        (Below::Quote, _) => set(first, at + 1, Edge::Attribution),
        (Below::Ours | Below::Block, Look::Plain | Look::Strong) | (Below::Words, Look::Strong) => {
            set(first, at + 1, Edge::Opens)
        }
        _ => at + 1,
    }
}

/// What stands below an attribution.
enum Below {
    Quote,
    Block,
    Ours,
    Words,
    Nothing,
}

fn below(body: &Body, shown: &Shown, ours: &[bool], at: usize) -> Below {
    let depth = body.lines.get(at).map(|line| line.depth).unwrap_or_default();
    let mut near = NEAR;
    for (next, line) in body.lines.iter().enumerate().skip(at + 1).take(4 * NEAR) {
        if line.depth > depth || line.mark == Mark::Quoted {
            return Below::Quote;
        }
        if ours.get(next) == Some(&true) {
            return Below::Ours;
        }
        if blank(body.of(line)) {
            continue;
        }
        if block::beginning(body, shown, next).is_some() {
            return Below::Block;
        }
        near -= 1;
        if near == 0 {
            return Below::Words;
        }
    }
    if near < NEAR { Below::Words } else { Below::Nothing }
}
