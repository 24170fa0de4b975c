//! A reply in plain words: what a pipe prints and a transcript keeps. No empty line inside, no control sign whatever
//! a value holds, so that an empty line always ends a reply and nothing a candidate typed can steer a terminal.

use crate::dialog::reply::{Question, Reply, Shape};
use crate::dialog::text::Prose;

/// The reply's lines. Of the open questions the first is asked.
#[must_use]
pub fn lines(reply: &Reply) -> Vec<String> {
    let said = reply.heard.iter().chain(&reply.doubtful).chain(&reply.notices).flat_map(prose);
    let progress = reply.progress.iter().filter(|_| !reply.open.is_empty()).map(|progress| clean(&progress.line));
    let asked = reply.open.first().into_iter().flat_map(question);
    said.chain(progress).chain(asked).filter(|line| !line.trim().is_empty()).collect()
}

/// The reply as one text.
#[must_use]
pub fn text(reply: &Reply) -> String {
    lines(reply).join("\n")
}

/// More options than this run on in one paragraph: a list of fifty lines hides the question it belongs to.
pub const MANY: usize = 15;

fn question(question: &Question) -> Vec<String> {
    // « Répondez par oui ou par non » needs no list, and under a recap the numbers are its lines.
    let listed = question.options.iter().filter(|_| question.shape != Shape::YesNo);
    let options = listed.enumerate();
    let options = options.map(|(index, option)| format!("{}. {}", index + 1, clean(&option.label)));
    let options: Vec<String> = if question.options.len() > MANY { vec![run_on(options)] } else { options.collect() };
    prose(&question.ask).into_iter().chain(options).chain(prose(&question.hint)).collect()
}

/// Many options in one paragraph; a line breaks between two of them, not inside one.
#[must_use]
pub fn run_on(options: impl Iterator<Item = String>) -> String {
    options.map(|option| option.replace(' ', "\u{a0}")).collect::<Vec<_>>().join(" · ")
}

/// A prose's lines, items behind « - ».
fn prose(prose: &Prose) -> Vec<String> {
    let lines = prose.blocks.iter().map(|block| {
        let words = clean(&block.words());
        if block.item { format!("- {words}") } else { words }
    });
    lines.collect()
}

/// Words without anything a terminal would obey or a line would break at.
#[must_use]
pub fn clean(words: &str) -> String {
    words.chars().filter_map(visible).collect()
}

fn visible(sign: char) -> Option<char> {
    match sign {
        '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        // Signs that turn the direction of writing could make a value read as something else.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        sign if sign.is_control() => None,
        sign => Some(sign),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialog::person::Key;
    use crate::dialog::reply::{Progress, Shown};

    fn asked(ask: &str) -> Question {
        let shown = |id: &str, label: &str| Shown { id: id.into(), label: label.to_owned() };
        Question {
            key: Key::new("civilite"),
            step: "civilite".into(),
            number: Some(1),
            ask: Prose::words(ask),
            hint: Prose::words("Répondez par le numéro."),
            options: vec![shown("madame", "Madame"), shown("monsieur", "Monsieur")],
            chosen: Vec::new(),
            shape: Shape::Choice,
            sensitive: false,
        }
    }

    #[test]
    fn a_reply_reads_from_what_was_heard_to_how_to_answer() {
        let progress = Progress {
            dossier: uuid::Uuid::nil(),
            dialog: "essai".into(),
            n: 5,
            total: 14,
            section: "Identité".into(),
            line: "Étape 5 sur 14 · Identité".into(),
        };
        let reply = Reply {
            heard: vec![Prose::words("Noté.")],
            open: vec![asked("Votre civilité ?"), asked("Autre ?")],
            progress: Some(progress),
            ..Reply::default()
        };
        let expected =
            "Noté.\nÉtape 5 sur 14 · Identité\nVotre civilité ?\n1. Madame\n2. Monsieur\nRépondez par le numéro.";
        assert_eq!(text(&reply), expected);
    }

    #[test]
    fn no_value_can_end_a_reply_or_steer_a_terminal() {
        let reply = Reply {
            heard: vec![Prose::words("a\n\nb\u{1b}[2J\u{202e}c\r\n"), Prose::words(" \n ")],
            ..Reply::default()
        };
        assert_eq!(text(&reply), "a  b[2Jc  ");
        assert_eq!(text(&Reply::default()), "");
    }
}
