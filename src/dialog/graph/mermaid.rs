//! A dialog as a Mermaid flowchart: sections as boxes, steps in order, dotted arrows from the answer a step waits for.

use super::{conditions, kind};
use crate::dialog::definition::{Dialog, StepKind};

/// The diagram's source.
#[must_use]
pub fn mermaid(dialog: &Dialog) -> String {
    let mut lines = vec![format!("%% {} : {}", dialog.id, dialog.title), "flowchart TD".to_owned()];
    let mut section: Option<&str> = None;
    for (n, step) in dialog.steps.iter().enumerate() {
        if section != Some(&step.section) {
            if section.is_some() {
                lines.push("  end".to_owned());
            }
            section = Some(&step.section);
            lines.push(format!("  subgraph s{n} [\"{}\"]", quoted(&step.section)));
        }
        let (open, close) = match step.kind {
            StepKind::Question => ("[", "]"),
            StepKind::Task => ("[[", "]]"),
            StepKind::Note => ("(", ")"),
            StepKind::Recap => ("{{", "}}"),
        };
        lines.push(format!("    e{n}{open}\"{}<br/>{}\"{close}", quoted(&step.name), quoted(&kind(step))));
    }
    if section.is_some() {
        lines.push("  end".to_owned());
    }
    lines.extend(arrows(dialog));
    lines.push(String::new());
    lines.join("\n")
}

fn arrows(dialog: &Dialog) -> Vec<String> {
    let mut lines: Vec<String> = (1..dialog.steps.len()).map(|n| format!("  e{} --> e{n}", n - 1)).collect();
    for (n, step) in dialog.steps.iter().enumerate() {
        for condition in &step.when {
            let from = dialog.steps.iter().position(|other| other.slot.name == condition.slot);
            let words = quoted(&conditions(std::slice::from_ref(condition)));
            match from {
                Some(from) => lines.push(format!("  e{from} -. \"{words}\" .-> e{n}")),
                None => lines.push(format!("  c{n}([\"{words}\"]) -.-> e{n}")),
            }
        }
    }
    lines
}

/// Mermaid ends a label at a quotation mark.
fn quoted(words: &str) -> String {
    words.replace('"', "#quot;").replace(['\n', '\r'], " ")
}
