//! Keep or withdraw a candidature: the six-month question. Withdrawing by mistake is the worst that can happen here, so
//! a withdrawal needs a verb of its own that nothing in the sentence puts in doubt; all else is asked again.

use super::{Heard, Scene};
use crate::dialog::fold::{Said, Word};
use crate::dialog::lexicon::{Lexicon, List};
use crate::dialog::person::Value;

mod clause;
mod follow;
mod grammar;
mod split;
#[cfg(test)]
mod tests;

use clause::{Clause, Verdict};

/// « Oui » and a few words more are a yes to the question; a story is not.
const YES_WORDS: usize = 8;

/// What one sentence or several say, put together.
#[derive(Debug, Default)]
struct Sum {
    keep: bool,
    withdraw: bool,
    doubt: bool,
    part: bool,
    hint: bool,
}

/// Reads `maintain` or `withdraw`.
#[must_use]
pub fn read(scene: &Scene, said: &Said) -> Heard {
    let lexicon = scene.lexicon;
    let about = ["candidature", "inscription"];
    if said.is_empty() || (!scene.asked && !said.words.iter().any(|word| about.contains(&word.text.as_str()))) {
        return Heard::Nothing;
    }
    let sum = sum(lexicon, said);
    let unsure = if scene.asked { Heard::Unsure } else { Heard::Nothing };
    let said_of_it = sum.keep || sum.withdraw || sum.doubt || sum.hint;
    if grammar::conditional(&said.words) {
        return if said_of_it || scene.asked { unsure } else { Heard::Nothing };
    }
    let asks = |word: &Word| ["quoi", "comment", "pourquoi"].contains(&word.text.as_str());
    if said.question || said.words.iter().any(asks) || lexicon.says(List::Interrogative, &said.words) {
        // « Pouvez-vous garder ma candidature ? » asks for what it says.
        let asks_for = sum.keep && !sum.withdraw && !sum.doubt && grammar::requests(&said.words);
        let keeps = asks_for || keeps_beside_a_question(scene, said);
        return if keeps { maintain() } else { aside(said_of_it, unsure) };
    }
    // « Je maintiens ou je retire. »
    let torn = said.words.iter().any(|word| word.text == "ou") && sum.doubt;
    match sum {
        Sum { keep: true, withdraw: true, .. } | Sum { keep: true, part: true, .. } => unsure,
        Sum { keep: true, .. } if torn => unsure,
        Sum { withdraw: true, .. } if grammar::reserved(&said.words) => unsure,
        Sum { withdraw: true, doubt: false, .. } => Heard::Value(Value::of("withdraw"), Vec::new()),
        Sum { withdraw: true, doubt: true, .. } => unsure,
        Sum { keep: true, .. } => maintain(),
        Sum { doubt: true, .. } | Sum { hint: true, .. } => unsure,
        _ if !scene.asked => Heard::Nothing,
        _ => bare(lexicon, said),
    }
}

fn maintain() -> Heard {
    Heard::Value(Value::of("maintain"), Vec::new())
}

/// « Est-ce normal ? En tout cas je maintiens. »: no sentence speaks of withdrawing, and one that asks nothing keeps.
fn keeps_beside_a_question(scene: &Scene, said: &Said) -> bool {
    let sentences: Vec<&str> = said.raw.split_inclusive(['?', '.', '!', '\n']).collect();
    if sentences.len() < 2 || sum(scene.lexicon, said).withdraw {
        return false;
    }
    let keeps = |sentence: &&str| {
        let told = Said::new(sentence);
        let asks = told.question || scene.lexicon.says(List::Interrogative, &told.words);
        let heard = sum(scene.lexicon, &told);
        !asks && heard.keep && !heard.doubt
    };
    sentences.iter().any(keeps)
}

fn aside(said_of_it: bool, unsure: Heard) -> Heard {
    if said_of_it { unsure } else { Heard::Nothing }
}

fn sum(lexicon: &Lexicon, said: &Said) -> Sum {
    let mut sum = Sum::default();
    let (mut past, mut limited) = (false, false);
    for words in split::clauses(lexicon, said) {
        let clause = Clause { lexicon, words };
        let verdicts = if clause.is_granted() { Vec::new() } else { clause.verdicts() };
        sum.doubt |= sum.withdraw && verdicts.is_empty() && clause.limits();
        sum.doubt |= limited && verdicts.contains(&Verdict::Withdraw);
        limited = verdicts.is_empty() && clause.limits_ahead();
        // « Je voulais maintenir, mais finalement… »: what was wished once counts only if nothing else is.
        if past && verdicts.iter().any(|verdict| matches!(verdict, Verdict::Keep | Verdict::Withdraw)) {
            sum = Sum::default();
        }
        past = if verdicts.is_empty() { past } else { clause.is_past() };
        for verdict in verdicts {
            match verdict {
                Verdict::Keep => sum.keep = true,
                Verdict::Withdraw => sum.withdraw = true,
                Verdict::Doubt => sum.doubt = true,
                Verdict::Part => (sum.doubt, sum.part) = (true, true),
                Verdict::Hint => sum.hint = true,
            }
        }
    }
    sum
}

/// No verb at all: « oui » keeps, as it was asked; « non » alone is asked again.
fn bare(lexicon: &Lexicon, said: &Said) -> Heard {
    if lexicon.is_only(List::Unclear, said) {
        return Heard::Unsure;
    }
    if lexicon.is_only(List::Yes, said) {
        return maintain();
    }
    let words = lexicon.trimmed(&said.words);
    let is = |list: &[&str]| words.iter().any(|word| list.contains(&word.text.as_str()));
    let yes = words.first().is_some_and(|word| ["oui", "ouais", "yes"].contains(&word.text.as_str()));
    let turned = is(&["non", "mais", "pas", "ne", "plus", "ni", "jamais", "sauf"]);
    if yes && words.len() <= YES_WORDS && !turned {
        return maintain();
    }
    let answers = [List::No, List::DontKnow, List::Polite, List::Yes, List::Unclear, List::Negation, List::Done];
    if words.is_empty() || answers.iter().any(|list| lexicon.says(*list, words)) {
        Heard::Unsure
    } else {
        Heard::Nothing
    }
}
