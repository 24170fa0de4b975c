//! One entry of a transcript, as staff read it.

use maud::{Markup, html};

use super::folder::Folder;
use super::words;
use crate::conversation::{Entry, Who};
use crate::dialog::person::Channel;
use crate::messages::transcript;
use crate::request::{Reached, reached};

/// Longer than this is folded, in characters.
const LONG: usize = 1_500;
/// So much of it is shown all the same.
const HEAD: usize = 600;

/// A list item of the transcript. `id` is its permanent place on the page.
pub fn item(folder: &Folder, entry: &Entry) -> Markup {
    let (seq, head) = (entry.seq, format!("e{}-t", entry.seq));
    html! {
        li.entree.(words::class(&entry.who)) id=(format!("e{seq}")) {
            article aria-labelledby=(head) {
                h4 id=(head) {
                    (words::who(&entry.who)) ", "
                    @if entry.who != Who::System { (words::sign(entry.channel)) " " (words::by(entry.channel)) ", " }
                    a.permalien href=(folder.path(&format!("?avant={}#e{seq}", seq.saturating_add(1)))) { (words::time(entry.at)) }
                }
                (said(&entry.text))
                (marks(folder, entry))
            }
        }
    }
}

/// What was said, as it was said: nothing in it is markup, and it keeps to its own direction.
pub fn said(text: &str) -> Markup {
    html! {
        @for (quoted, block) in blocks(text) {
            @if quoted { details.cite { summary { "Texte cité" } div.mots dir="auto" { (words::harmless(&block)) } } }
            @else { (folded(&block)) }
        }
    }
}

fn folded(block: &str) -> Markup {
    let cut = block.char_indices().nth(LONG).and_then(|_| block.char_indices().nth(HEAD)).map(|(at, _)| at);
    let parts = cut.and_then(|at| block.split_at_checked(at));
    html! {
        @match parts {
            None => div.mots dir="auto" { (words::harmless(block)) },
            Some((head, _)) => {
                div.mots dir="auto" { (words::harmless(head)) "…" }
                details { summary { "Tout le texte (" (block.chars().count()) " signes)" } div.mots dir="auto" { (words::harmless(block)) } }
            }
        }
    }
}

/// Runs of lines: quoted behind « > », or not. Linear.
fn blocks(text: &str) -> Vec<(bool, String)> {
    let mut blocks: Vec<(bool, String)> = Vec::new();
    for line in text.lines() {
        let quoted = line.starts_with('>');
        match blocks.last_mut().filter(|(last, _)| *last == quoted) {
            Some((_, block)) => {
                block.push('\n');
                block.push_str(line);
            }
            None => blocks.push((quoted, line.to_owned())),
        }
    }
    blocks
}

/// What is known of the entry beside its words.
fn marks(folder: &Folder, entry: &Entry) -> Markup {
    let edited = edits(folder, entry);
    html! {
        @if let Some(reached) = reached(entry, folder.deliveries.get(&entry.seq)) { (delivery(&reached)) }
        @if !entry.masked.is_empty() {
            p.marque { "Masqué avant d’être gardé\u{a0}: " @for (at, secret) in entry.masked.iter().enumerate() { @if at > 0 { ", " } (secret.mark()) } "." }
        }
        @if entry.missed.is_some() { p.marque { "Non compris par l’assistant." } }
        @if edited { p.marque { "Message modifié par la personne\u{a0}: ceci remplace ce qu’elle avait écrit." } }
        @if entry.raw.is_some() && entry.channel == Channel::Email {
            p.marque { a href=(folder.path(&format!("/courriels/{}", entry.seq))) download { "Courriel tel qu’il est arrivé (texte)" } }
        }
    }
}

/// True for words that replace those of an earlier entry: the same message of the channel, written over.
fn edits(folder: &Folder, entry: &Entry) -> bool {
    let same = |other: &&Entry| other.seq < entry.seq && other.channel == entry.channel && other.who == entry.who;
    let message = entry.message.filter(|_| entry.who == Who::Candidate);
    message.is_some() && folder.entries.iter().filter(same).any(|other| other.message == message)
}

fn delivery(reached: &Reached) -> Markup {
    html! {
        @match reached {
            Reached::Waiting => p.remise { "En attente\u{a0}: " (transcript::WAITING) "." },
            Reached::Sent => p.remise { "Envoyé." },
            Reached::Refused(why) => p.remise.bad { strong { "Non remis\u{a0}: " } (why) "." },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_quoted_words_are_folded_and_none_is_lost() {
        let shown = said("Bonjour\n> a\n> b\nMerci").into_string();
        assert!(shown.contains("Bonjour") && shown.contains("&gt; a\n&gt; b") && shown.contains("Merci"), "{shown}");
        assert_eq!(shown.matches("<details").count(), 1);
        let line = "é".repeat(100_000);
        let shown = said(&line).into_string();
        assert!(shown.contains("100000 signes") && shown.contains(&line));
        assert!(!said("<script>alert(1)</script>").into_string().contains("<script"));
    }
}
