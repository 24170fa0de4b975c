//! Free text: kept as it was typed, but for the spaces.

use super::{Heard, Scene, answer};
use crate::dialog::fold::Said;
use crate::dialog::intent::Reason;
use crate::dialog::lexicon::List;
use crate::dialog::person::Value;
use crate::dialog::phrase::Phrase;
use crate::dialog::text::Args;

/// Reads what was asked for, of at most so many characters. Questions and « je ne sais pas » are no answer.
#[must_use]
pub fn read(scene: &Scene, said: &Said, most: usize) -> Heard {
    if !scene.asked {
        return Heard::Nothing;
    }
    // « Ok » names no training course.
    let lists = [List::Yes, List::No, List::Unclear, List::Done, List::Polite];
    if lists.iter().any(|list| scene.lexicon.is_only(*list, said)) {
        return Heard::Nothing;
    }
    let Some(bare) = answer::open(scene, said) else { return Heard::Nothing };
    let text = bare.raw.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > most {
        return Heard::Refused(Reason::Phrase(Phrase::TooLong, Args::new().with("n", most)), None);
    }
    Heard::Value(Value::Text(text), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::super::stage::Stage;
    use crate::dialog::definition::SlotKind;

    #[test]
    fn text_is_kept_as_typed() {
        let stage = Stage::new("libelle", SlotKind::Text { most: 30 }, &[]);
        stage.check(&[
            ("Licence  d’histoire", "Licence d’histoire"),
            ("Licence\nd’histoire", "Licence d’histoire"),
            ("je ne sais pas", "-"),
            ("c'est quoi un libellé ?", "-"),
            ("…", "-"),
            ("ok merci", "-"),
            ("c’est bon", "-"),
        ]);
        assert!(stage.asked(&"long ".repeat(20)).starts_with("refus"), "{}", stage.asked(&"long ".repeat(20)));
        stage.check_aside(&[("Licence d’histoire", "-")]);
        stage.never_panics("Licence d’histoire");
    }
}
