//! The texts of a mail: plain and HTML, read both, and the surer reading taken.

use super::Mail;
use super::mime::{Leaf, Parts};
use crate::channel::email::quote::{self, Body, Confidence, Effort, Flow, Reply, Sent, Setting, Why};
use crate::dialog::fold::{fold, fold_words, head};

/// Bytes of two readings that are compared word by word.
const COMPARED: usize = 64 * 1024;

/// The plain text and the HTML of all parts. Where a part is only one of them it stands in both; where no part is plain
/// text, what stands in the HTML is the plain text, and there is no other.
pub(super) fn bodies(parts: &Parts<'_>) -> (Body, Body) {
    let (mut plain, mut html) = (Body::default(), Body::default());
    let effort = &mut Effort::default();
    let has_html = parts.words.iter().any(|words| !words.html.is_empty());
    let mut has_plain = false;
    for words in &parts.words {
        let in_plain = together(&words.plain, |leaf| plain_body(leaf, effort));
        let in_html = together(&words.html, |leaf| quote::html(&leaf.text(), effort));
        let (no_plain, no_html) = (in_plain.is_blank(), in_html.is_blank());
        has_plain |= !no_plain;
        if has_html {
            html.append(if no_html { in_plain.clone() } else { in_html.clone() });
        }
        plain.append(if no_plain { in_html } else { in_plain });
    }
    (plain, if has_plain { html } else { Body::default() })
}

fn together(leaves: &[Leaf<'_>], mut read: impl FnMut(&Leaf<'_>) -> Body) -> Body {
    let mut body = Body::default();
    leaves.iter().for_each(|leaf| body.append(read(leaf)));
    body
}

fn plain_body(leaf: &Leaf<'_>, effort: &mut Effort) -> Body {
    let text = leaf.text();
    let start = text.trim_start();
    // HTML under a wrong name.
    let tagged = ["<html", "<!doctype html", "<HTML", "<!DOCTYPE"].iter().any(|tag| start.starts_with(tag));
    if tagged || leaf.kind.value == "text/enriched" {
        return quote::html(&text, effort);
    }
    let flow = match (leaf.kind.param("format"), leaf.kind.param("delsp")) {
        (Some(format), Some(tight)) if is(format, "flowed") && is(tight, "yes") => Flow::FlowedTight,
        (Some(format), _) if is(format, "flowed") => Flow::Flowed,
        _ => Flow::Fixed,
    };
    quote::plain(&text, flow, effort)
}

fn is(value: &str, wanted: &str) -> bool {
    value.trim().eq_ignore_ascii_case(wanted)
}

/// True for a subject that answers.
pub(super) fn is_answer(subject: &str) -> bool {
    let start = fold(crate::dialog::fold::head(subject, 20));
    let tag = subject.split(':').next().unwrap_or_default().len() < 8 && subject.contains(':');
    tag && ["re", "rep", "ref", "aw", "sv", "antw"].iter().any(|mark| start.split(' ').next() == Some(mark))
}

/// True for a subject that passes a mail on.
pub(super) fn is_forward(subject: &str) -> bool {
    let mut rest = subject.trim();
    while let Some((tag, behind)) = rest.split_once(':') {
        match fold(crate::dialog::fold::head(tag, 12)).as_str() {
            "fwd" | "fw" | "tr" | "wg" | "trans" | "transfert" | "i" => return true,
            "re" | "rep" => rest = behind.trim_start(),
            _ => return false,
        }
    }
    false
}

/// Reads what is new.
pub(super) fn read(mail: &Mail, sent: Option<&str>) -> Reply {
    let sent = sent.map(Sent::new);
    let setting = Setting { answers: mail.answers, forwards: is_forward(&mail.subject) };
    let plain = quote::read(&mail.plain, sent.as_ref(), setting);
    if mail.html.is_blank() {
        return plain;
    }
    let html = quote::read(&mail.html, sent.as_ref(), setting);
    choose(plain, html)
}

/// Both say the same in most mails. Where they do not, the one that lost no word and knows more.
fn choose(mut plain: Reply, mut html: Reply) -> Reply {
    let words = |reply: &Reply| fold_words(head(&reply.reply, COMPARED)).collect::<Vec<_>>();
    if letters(&plain.reply).eq(letters(&html.reply)) {
        let best = plain.confidence.max(html.confidence);
        plain.confidence = best;
        return plain;
    }
    let (left, right) = (words(&plain), words(&html));
    let cut = |reply: &Reply| {
        [Why::Quote, Why::Attribution, Why::HeaderBlock, Why::OwnMail, Why::Markup]
            .iter()
            .any(|sign| reply.why.contains(sign))
    };
    let whole = |reply: &Reply| reply.why.contains(&Why::Everything) || reply.why.contains(&Why::NoWords);
    let html_wins = (whole(&plain) && !whole(&html))
        || html.answers.len() > plain.answers.len()
        || cut(&html) && !cut(&plain) && !whole(&html)
        || left.len() * 2 < right.len() && !whole(&html);
    let differ = |reply: &mut Reply| {
        reply.why.push(Why::TextsDiffer);
        reply.why.sort_unstable();
        reply.confidence = reply.confidence.min(Confidence::Medium);
    };
    if html_wins && (whole(&plain) || !whole(&html)) {
        html.why.push(Why::Html);
        differ(&mut html);
        return html;
    }
    // The same words, some of them once more, as addresses of pages are: no difference worth a doubt.
    if !contains(&left, &right) {
        differ(&mut plain);
    }
    plain
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|sign| sign.is_alphanumeric())
}

/// True when the words of one stand in the other, in order.
fn contains(all: &[String], some: &[String]) -> bool {
    let mut all = all.iter();
    some.iter().all(|word| all.any(|other| other == word))
}
