//! A letter in plain words, part by part: what a rehearsal looks for.

use super::{Check, Letter, Lettered, Line, Received};
use crate::dialog::text::Prose;

impl Letter {
    /// All its words, a line for each part.
    #[must_use]
    pub fn words(&self) -> String {
        let mut lines = vec![self.greeting.clone()];
        let prose = |all: &[Prose], lines: &mut Vec<String>| lines.extend(all.iter().map(Prose::plain));
        prose(&self.opening, &mut lines);
        lines.push(self.standing.plain());
        prose(&self.asides, &mut lines);
        lines.extend(self.received.iter().map(received));
        lines.extend(self.check.iter().map(check));
        for section in &self.wanted {
            lines.push(section.title.clone());
            lines.extend(section.lines.iter().map(line));
        }
        lines.extend(
            self.tasks.iter().map(|task| format!("{}{}\n{}", number(task.number), task.label, task.how.plain())),
        );
        lines.extend(self.after.iter().map(line));
        prose(&self.notes, &mut lines);
        prose(&self.footer, &mut lines);
        lines.extend(self.sheet.iter().map(Prose::plain));
        prose(&self.receipt, &mut lines);
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// The numbers of everything it asks.
    #[must_use]
    pub fn numbers(&self) -> Vec<u32> {
        let checks = self.check.iter().map(|check| check.number);
        let lines = self.wanted.iter().flat_map(|section| &section.lines).chain(&self.after).map(|line| line.number);
        checks.chain(lines).chain(self.tasks.iter().map(|task| task.number)).flatten().collect()
    }
}

fn number(number: Option<u32>) -> String {
    number.map(|number| format!("{number}. ")).unwrap_or_default()
}

fn received(received: &Received) -> String {
    let remarks: Vec<String> = received.remarks.iter().map(Prose::line).collect();
    format!("{}{} : {} {}", number(received.number), received.label, received.value, remarks.join(" "))
}

fn check(check: &Check) -> String {
    let why: Vec<String> = check.why.iter().map(Prose::line).collect();
    format!("{}{}. {} ({}) {}", number(check.number), check.label, why.join(" "), check.hint, options(&check.options))
}

fn line(line: &Line) -> String {
    let value = line.value.as_deref().unwrap_or_default();
    format!("{}{} ({}) {value} {}", number(line.number), line.label, line.hint, options(&line.options))
}

fn options(options: &[Lettered]) -> String {
    options.iter().map(|option| format!("{} {}", option.letter, option.label)).collect::<Vec<_>>().join(", ")
}
