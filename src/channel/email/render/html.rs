//! The parts as HTML: headings, paragraphs and lists, and nothing that a mail program would change.

use super::part::Part;
use crate::dialog::letter::Lettered;
use crate::dialog::text::Run;

const BODY: &str = "font-family:sans-serif;font-size:16px;line-height:1.5;max-width:40em";

/// A whole document. It names no colour, so that dark mode has nothing to spoil.
pub(super) fn document(subject: &str, parts: &[Part]) -> String {
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n");
    out.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    escape(subject, &mut out);
    out.push_str("</title>\n</head>\n<body style=\"");
    out.push_str(BODY);
    out.push_str("\">\n");
    let mut listed = false;
    for part in parts {
        let item = matches!(part, Part::Item(_) | Part::BesideItem(_));
        if item != listed {
            out.push_str(if item { "<ul>\n" } else { "</ul>\n" });
            listed = item;
        }
        draw(part, &mut out);
    }
    if listed {
        out.push_str("</ul>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn draw(part: &Part, out: &mut String) {
    match part {
        Part::Heading(words) => element("h2", " style=\"font-size:1.15em;margin:1.5em 0 .5em\"", words, out),
        Part::Title(words) => {
            element("h3", " style=\"font-size:1em;margin:1em 0 .3em\"", &format!("{words}\u{a0}:"), out)
        }
        Part::Words(runs) => around("p", runs, out),
        Part::Linked(runs, link) => {
            out.push_str("<p><a href=\"");
            escape(link, out);
            out.push_str("\">");
            inline(runs, out);
            out.push_str("</a></p>\n");
        }
        Part::Beside(runs) | Part::Remark(runs) => {
            out.push_str("<p style=\"margin-left:2em\">");
            inline(runs, out);
            out.push_str("</p>\n");
        }
        Part::Item(runs) | Part::BesideItem(runs) => around("li", runs, out),
        Part::Numbered(number, runs) => {
            out.push_str("<p style=\"margin:.6em 0\">");
            if let Some(number) = number {
                out.push_str(&format!("{number}. "));
            }
            inline(runs, out);
            out.push_str("</p>\n");
        }
        Part::Choices(options) => choices(options, out),
        Part::Rule => out.push_str("<hr>\n"),
        Part::Signature => out.push_str("<p>-- </p>\n"),
    }
}

fn choices(options: &[Lettered], out: &mut String) {
    out.push_str("<p style=\"margin:0 0 .6em 2em\">");
    for (at, option) in options.iter().enumerate() {
        out.push_str(if at > 0 { "<br>\n" } else { "" });
        out.push(option.letter);
        out.push_str("\u{a0}\u{a0}");
        escape(&option.label, out);
    }
    out.push_str("</p>\n");
}

fn element(name: &str, style: &str, words: &str, out: &mut String) {
    out.push_str(&format!("<{name}{style}>"));
    escape(words, out);
    out.push_str(&format!("</{name}>\n"));
}

fn around(name: &str, runs: &[Run], out: &mut String) {
    out.push_str(&format!("<{name}>"));
    inline(runs, out);
    out.push_str(&format!("</{name}>\n"));
}

fn inline(runs: &[Run], out: &mut String) {
    for run in runs {
        out.push_str(if run.strong { "<strong>" } else { "" });
        escape(&run.words, out);
        out.push_str(if run.strong { "</strong>" } else { "" });
    }
}

/// A value is never markup.
fn escape(words: &str, out: &mut String) {
    for sign in words.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(sign),
        }
    }
}
