//! « Fait » : the answer to a task.

use super::{Heard, Scene, answer};
use crate::dialog::fold::Said;
use crate::dialog::lexicon::List;
use crate::dialog::person::Value;

/// Reads « c’est fait », « oui », « j’ai créé mon compte ». A negated one (« je n’ai pas réussi ») is nothing: it is a
/// need for help, not an answer.
#[must_use]
pub fn read(scene: &Scene, said: &Said) -> Heard {
    let lexicon = scene.lexicon;
    if !scene.asked || answer::is_question(scene, said) {
        return Heard::Nothing;
    }
    let negated = lexicon.says(List::Negation, &said.words) || lexicon.says(List::Later, &said.words);
    // « Transmettre » says what is to be done, not that it is.
    let infinitive = matches!(said.words.as_slice(), [word] if word.text.ends_with("er") || word.text.ends_with("re"));
    let short = said.words.len() <= crate::dialog::lexicon::SHORT;
    let done = lexicon.is_only(List::Yes, said) || (short && lexicon.says(List::Done, &said.words));
    if done && !negated && !infinitive { Heard::Value(Value::Bool(true), Vec::new()) } else { Heard::Nothing }
}

#[cfg(test)]
mod tests {
    use super::super::stage::Stage;
    use crate::dialog::definition::SlotKind;

    #[test]
    fn a_task_is_done_when_the_candidate_says_so() {
        let stage = Stage::new("creer-compte", SlotKind::Done, &[]);
        stage.check(&[
            ("fait", "Bool(true)"),
            ("c’est fait !", "Bool(true)"),
            ("oui", "Bool(true)"),
            ("ok c'est bon", "Bool(true)"),
            ("terminé", "Bool(true)"),
            ("j'ai fait", "Bool(true)"),
            ("pas fait", "-"),
            ("ce n'est pas encore fait", "-"),
            ("je n'ai pas réussi", "-"),
            ("c'est fait ?", "-"),
            ("non", "-"),
        ]);
        stage.check_aside(&[("fait", "-"), ("oui", "-")]);
        stage.never_panics("c'est fait");
    }
}
