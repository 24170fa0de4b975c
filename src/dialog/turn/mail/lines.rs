//! Which lines under a number are its answer, and which say something of their own: « 2. B », then « je voudrais parler à
//! quelqu’un ». A mail that is typed as a list puts everything under its last number.

use super::Session;
use super::split;
use crate::dialog::definition::SlotKind;
use crate::dialog::fold::Said;
use crate::dialog::intent::{Command, Reading};
use crate::dialog::lexicon::List;
use crate::dialog::person::Key;
use crate::dialog::understand::understand;
use crate::redact::Secret;

/// Lines under one number that are looked at: nobody writes an answer in more.
const LOOKED: usize = 24;
/// A list of wishes may be numbered itself: « 1. Lille », « 2. Douai ».
const WISHES: u32 = 12;
/// Shorter words under a number nobody asked are an answer to a question that is not there.
const BESIDE: usize = 3;

impl Session<'_> {
    /// The answer under a number, and what stands behind it for itself.
    pub(super) fn own_lines<'t>(&self, key: &Key, text: &'t str, masked: &[Secret]) -> (&'t str, &'t str) {
        let own = |at: &(usize, &str)| !self.speaks_for_itself(key, at.1, masked);
        let mut at = 0;
        let lines = text.split_inclusive('\n').map(|line| {
            let start = at;
            at += line.len();
            (start, line.trim())
        });
        let ends = lines.skip(1).take(LOOKED).filter(|(_, line)| !line.is_empty()).find(|line| !own(line));
        let (own, rest) = ends.and_then(|(at, _)| text.split_at_checked(at)).unwrap_or((text, ""));
        (own.trim(), rest.trim())
    }

    /// A line that goes on with no answer: a request, a question, an answer to another question.
    fn speaks_for_itself(&self, key: &Key, line: &str, masked: &[Secret]) -> bool {
        let ranking = self.slot_says(Some(key), |slot| matches!(slot.kind, SlotKind::Ranking { .. }));
        if split::counted(line).is_some_and(|(number, _)| !(ranking && number <= WISHES)) {
            return true;
        }
        let readings = understand(&self.setting(Some(key)), line, masked).readings;
        let of_others = |reading: &Reading| match reading {
            Reading::Answer { slot, .. } | Reading::Refused { slot, .. } | Reading::Ambiguous { slot, .. } => {
                *slot != key.slot
            }
            _ => false,
        };
        match readings.first() {
            Some(Reading::Command { name, .. }) => !matches!(name, Command::Skip | Command::Pause),
            Some(Reading::Faq { .. }) => true,
            Some(Reading::NotUnderstood | Reading::Unsure) | None => Said::new(line).question,
            Some(_) => readings.iter().all(of_others),
        }
    }

    /// What was written under a number that is of no question: its short answer is nobody’s, the rest is heard.
    pub(super) fn beside_unknown(&mut self, text: &str, masked: &[Secret]) {
        let lexicon = &self.library.lexicon;
        let answers = |said: &Said| [List::Yes, List::No, List::Done].iter().any(|list| lexicon.is_only(*list, said));
        let said = |line: &&str| {
            let said = Said::new(line);
            said.words.len() > BESIDE && !answers(&said)
        };
        let told: Vec<&str> = text.lines().filter(said).collect();
        self.listed(&told.join("\n"), masked);
    }
}
