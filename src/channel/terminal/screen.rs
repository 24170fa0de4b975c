//! A reply on a person's screen: wrapped, with the progress dimmed and the options numbered.

use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::channel::plain::{MANY, clean, run_on};
use crate::dialog::reply::{Question, Reply, Shape};
use crate::dialog::text::{Block, Prose};

const DIM: Style = Style::new().dimmed();
const STRONG: Style = Style::new().bold();
const HEARD: Style = AnsiColor::Green.on_default();
const DOUBTFUL: Style = AnsiColor::Yellow.on_default();
const NUMBER: Style = AnsiColor::Cyan.on_default();

/// No line is longer: a paragraph wider than a book's is not read.
pub const WIDEST: usize = 80;

/// The reply with its styles, each part apart from the next by an empty line.
#[must_use]
pub fn render(reply: &Reply, width: usize) -> String {
    let page = Page { width: width.clamp(20, WIDEST) };
    let heard = reply.heard.iter().map(|prose| page.prose(prose, "✓ ", HEARD)).collect::<Vec<_>>().join("\n");
    let doubtful = reply.doubtful.iter().map(|prose| page.prose(prose, "! ", DOUBTFUL)).collect::<Vec<_>>().join("\n");
    let notices = reply.notices.iter().map(|prose| page.prose(prose, "", Style::new()));
    let progress = reply.progress.as_ref().filter(|_| !reply.open.is_empty());
    let progress = progress.map(|progress| styled(DIM, &clean(&progress.line)));
    let asked = reply.open.first().map(|question| page.question(question));
    let parts = [heard, doubtful].into_iter().chain(notices).chain(progress).chain(asked);
    let parts = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>();
    format!("{}\n", parts.join("\n\n"))
}

struct Page {
    width: usize,
}

impl Page {
    fn question(&self, question: &Question) -> String {
        let ask = self.prose(&question.ask, "", Style::new());
        let digits = question.options.len().to_string().len();
        if question.options.len() > MANY {
            let options = question.options.iter().enumerate();
            let options = run_on(options.map(|(index, option)| format!("{}. {}", index + 1, clean(&option.label))));
            let hint = self.prose(&question.hint, "", DIM);
            return [ask, self.wrap(&options, " ", " "), hint].join("\n");
        }
        // « Répondez par oui ou par non » needs no list, and under a recap the numbers are its lines.
        let listed = question.options.iter().filter(|_| question.shape != Shape::YesNo);
        let options = listed.enumerate().map(|(index, option)| {
            let number = styled(NUMBER, &format!("{:>digits$}.", index + 1));
            self.wrap(&clean(&option.label), &format!(" {number} "), &" ".repeat(digits + 3))
        });
        let options = options.collect::<Vec<_>>().join("\n");
        let hint = self.prose(&question.hint, "", DIM);
        [ask, options, hint].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn prose(&self, prose: &Prose, mark: &str, style: Style) -> String {
        let blocks = prose.blocks.iter().map(|block| self.block(block, mark, style));
        blocks.filter(|block| !block.trim().is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn block(&self, block: &Block, mark: &str, style: Style) -> String {
        let runs = block.runs.iter().map(|run| match run.strong {
            true => styled(STRONG, &clean(&run.words)),
            false => clean(&run.words),
        });
        let words: String = runs.collect();
        let mark = if mark.is_empty() { String::new() } else { styled(style, mark) };
        let (first, rest) = if block.item { (format!("{mark}  • "), "    ") } else { (mark.clone(), "") };
        match style == DIM {
            true => styled(DIM, &self.wrap(&words, &first, rest)),
            false => self.wrap(&words, &first, rest),
        }
    }

    /// Lines break at plain spaces only: an address, a number with its no-break spaces, « a word » stay whole.
    fn wrap(&self, words: &str, first: &str, rest: &str) -> String {
        let options = Options::new(self.width).initial_indent(first).subsequent_indent(rest).break_words(false);
        let options = options.word_separator(WordSeparator::AsciiSpace).word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(words, options)
    }
}

fn styled(style: Style, words: &str) -> String {
    format!("{style}{words}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_wider_than_the_screen_but_an_address() {
        let words = "Créez votre compte sur https://exemple.fr/une/adresse/plus/longue/que/la/ligne puis revenez ici ; \
                     c’est tout.";
        let reply = Reply { notices: vec![Prose::words(words)], ..Reply::default() };
        let page = anstream::adapter::strip_str(&render(&reply, 30)).to_string();
        let long = page.lines().filter(|line| line.chars().count() > 30).collect::<Vec<_>>();
        assert_eq!(long, ["https://exemple.fr/une/adresse/plus/longue/que/la/ligne"]);
    }

    #[test]
    fn parts_stand_apart() {
        let reply = Reply {
            heard: vec![Prose::words("Noté : un"), Prose::words("Noté : deux")],
            notices: vec![Prose::words("À savoir.")],
            ..Reply::default()
        };
        let page = anstream::adapter::strip_str(&render(&reply, 80)).to_string();
        assert_eq!(page, "✓ Noté : un\n✓ Noté : deux\n\nÀ savoir.\n");
    }
}
