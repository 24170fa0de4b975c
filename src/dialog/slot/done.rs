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
    let short = said.words.len() <= crate::dialog::lexicon::SHORT;
    let done = lexicon.is_only(List::Yes, said) || (short && lexicon.says(List::Done, &said.words));
    if done && !negated { Heard::Value(Value::Bool(true), Vec::new()) } else { Heard::Nothing }
}

#[cfg(test)]
mod tests {
    use super::super::stage::Stage;
    use crate::dialog::definition::SlotKind;

    #[test]
    fn a_task_is_done_when_the_candidate_says_so() {
        let stage = Stage::new("creer-compte", SlotKind::Done, &[]);
        stage.check(&[
            ("fait", "oui"),
            ("c’est fait !", "oui"),
            ("oui", "oui"),
            ("ok c'est bon", "oui"),
            ("terminé", "oui"),
            ("j'ai fait", "oui"),
            ("pas fait", "rien"),
            ("ce n'est pas encore fait", "rien"),
            ("je n'ai pas réussi", "rien"),
            ("c'est fait ?", "rien"),
            ("non", "rien"),
        ]);
        stage.check_aside(&[("fait", "rien"), ("oui", "rien")]);
        stage.never_panics("c'est fait");
    }
}
