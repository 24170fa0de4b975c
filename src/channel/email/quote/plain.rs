//! Plain text to lines: the signs that quote are counted and taken away, lines that flow (RFC 3676) are joined.

use super::{Body, Effort, Mark, READ};

/// How lines of a plain text end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flow {
    /// Where they are written.
    #[default]
    Fixed,
    /// A blank at the end says that the line goes on.
    Flowed,
    /// As `Flowed`, and the blank is no part of the text (`DelSp`).
    FlowedTight,
}

/// The lines of a plain text.
#[must_use]
pub fn plain(text: &str, flow: Flow, effort: &mut Effort) -> Body {
    let mut body = Body::default();
    let mut open: Option<(String, u16)> = None;
    let mut rest = Some(text);
    while let Some(text) = rest {
        if body.text.len() >= READ || effort.lines == 0 {
            body.tail.push_str(text);
            break;
        }
        effort.lines -= 1;
        let (line, after) = text.split_once('\n').map_or((text, None), |(line, after)| (line, Some(after)));
        rest = if line.is_empty() { after.map(without_many_ends) } else { after };
        let line = line.trim_end_matches('\r');
        let (depth, words) = quoted(line);
        let (depth, words) = if flow == Flow::Fixed { (depth, words) } else { unstuffed(line) };
        let goes_on = flow != Flow::Fixed && words.ends_with(' ') && words != "-- ";
        let joined = match open.take() {
            Some((mut so_far, before)) if before == depth && words.trim_end() != "--" => {
                so_far.push_str(words);
                so_far
            }
            Some((so_far, before)) => {
                body.push(so_far.trim_end(), before, Mark::None);
                words.to_owned()
            }
            None if goes_on => words.to_owned(),
            None => {
                keep(&mut body, words, depth);
                continue;
            }
        };
        match goes_on {
            true => {
                let mut so_far = joined;
                if flow == Flow::FlowedTight {
                    so_far.pop();
                }
                open = Some((so_far, depth));
            }
            false => keep(&mut body, &joined, depth),
        }
    }
    if let Some((so_far, depth)) = open {
        keep(&mut body, &so_far, depth);
    }
    body
}

/// Of many empty lines a few say as much.
fn without_many_ends(text: &str) -> &str {
    let ends = text.bytes().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    text.get(ends.saturating_sub(4)..).unwrap_or(text)
}

fn keep(body: &mut Body, words: &str, depth: u16) {
    let clean = words.contains(is_odd);
    match clean {
        true => body.push(&tidy(words), depth, Mark::None),
        false => body.push(words, depth, Mark::None),
    }
}

/// Signs nobody sees, and blanks that are no plain blank.
fn is_odd(sign: char) -> bool {
    matches!(sign, '\u{a0}' | '\u{202f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || (sign.is_control() && sign != '\t')
}

/// Words with plain blanks and without signs nobody sees.
pub(super) fn tidy(words: &str) -> String {
    let plain = |sign: char| match sign {
        '\u{a0}' | '\u{202f}' => Some(' '),
        // It joins the pictures of one emoji.
        '\u{200d}' => Some(sign),
        sign if is_odd(sign) => None,
        sign => Some(sign),
    };
    words.chars().filter_map(plain).collect()
}

/// How often a line is quoted, and its words: `>`, `> >`, ` > `. A `|` or a lone initial before `>` is text.
fn quoted(line: &str) -> (u16, &str) {
    let mut depth = 0_u16;
    let mut rest = line;
    loop {
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let next = rest.trim_start_matches([' ', '\t']).strip_prefix('>');
        // Far in, a `>` is no mark of a quote.
        match next {
            Some(next) if blanks <= 4 => {
                depth = depth.saturating_add(1);
                rest = next;
            }
            _ => break,
        }
    }
    let rest = if depth > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
    (depth, rest)
}

/// In a text that flows, `>` stand at the start without blanks between, and a blank behind them is stuffing.
fn unstuffed(line: &str) -> (u16, &str) {
    let rest = line.trim_start_matches('>');
    let depth = line.len() - rest.len();
    if depth > 0 && rest.trim_start().starts_with('>') {
        return quoted(line);
    }
    (u16::try_from(depth).unwrap_or(u16::MAX), rest.strip_prefix(' ').unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, flow: Flow) -> Vec<(u16, String)> {
        let body = plain(text, flow, &mut Effort::default());
        body.lines.iter().map(|line| (line.depth, body.of(line).to_owned())).collect()
    }

    #[test]
    fn quotes_are_counted() {
        let read = lines("a\r\n> b\r\n>> c\n> > d\n >e\n>\n->f\n2 > 1", Flow::Fixed);
        let depths: Vec<u16> = read.iter().map(|(depth, _)| *depth).collect();
        assert_eq!(depths, [0, 1, 2, 2, 1, 1, 0, 0]);
        assert_eq!(read[3].1, "d");
    }

    #[test]
    fn flowing_lines_are_joined() {
        let read = lines("un \ndeux\n> trois \n> quatre \ncinq\n-- \nsix \n", Flow::Flowed);
        let words: Vec<&str> = read.iter().map(|(_, words)| words.trim_end()).collect();
        assert_eq!(words, ["un deux", "trois quatre", "cinq", "--", "six"]);
        assert_eq!(lines("sou \nvent", Flow::FlowedTight), [(0, "souvent".to_owned())]);
        assert_eq!(lines(" >a\n From", Flow::Flowed), [(0, ">a".to_owned()), (0, "From".to_owned())]);
    }

    #[test]
    fn odd_signs_are_made_plain() {
        assert_eq!(lines("a\u{a0}: b\u{200b}\u{feff}", Flow::Fixed), [(0, "a : b".to_owned())]);
    }
}
