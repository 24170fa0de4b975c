//! Long texts, cut where a reader would.

use proptest::prelude::*;

use super::*;
use crate::dialog::text::Run;

fn texts(parts: &[Rich]) -> Vec<&str> {
    parts.iter().map(|part| part.text.as_str()).collect()
}

fn strong(part: &Rich) -> Vec<String> {
    let units: Vec<u16> = part.text.encode_utf16().collect();
    let runs = part.strong.iter().map(|(from, length)| String::from_utf16(&units[*from..from + length]));
    runs.collect::<Result<_, _>>().expect("whole signs")
}

#[test]
fn prose_keeps_its_weight_and_its_lists() {
    let run = |strong, words: &str| Run { strong, words: words.to_owned() };
    let block = |item, runs| Block { item, runs };
    let prose = Prose {
        blocks: vec![
            block(false, vec![run(false, "🎓 Vos "), run(true, "données"), run(true, " ici"), run(false, " :")]),
            block(true, vec![run(true, "une")]),
            block(true, vec![run(false, "deux\u{0}\nlignes")]),
            block(false, vec![run(false, " ")]),
            block(false, vec![run(false, &"long ".repeat(20))]),
        ],
    };
    let rich = Rich::of([&prose]);
    assert_eq!(rich.text, format!("🎓 Vos données ici :\n• une\n• deux lignes\n\n{}", "long ".repeat(20)));
    assert_eq!(strong(&rich), ["données ici", "une"]);
    let both = Rich::of([&Prose::words("👋")]).then(&rich);
    assert!(both.text.starts_with("👋\n\n🎓"));
    assert_eq!(strong(&both), ["données ici", "une"]);
    assert!(Rich::default().then(&Rich::default()).is_empty());
}

#[test]
fn texts_are_cut_between_paragraphs_then_lines_then_words() {
    let cut = |text: &str, limit| {
        texts(&split_at(&Rich { text: text.into(), strong: vec![] }, limit))
            .iter()
            .map(|part| part.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(cut("un deux\n\ntrois\nquatre", 18), ["un deux", "trois\nquatre"]);
    assert_eq!(cut("un deux\ntrois quatre", 15), ["un deux", "trois quatre"]);
    assert_eq!(cut("un deux trois", 9), ["un deux", "trois"]);
    assert_eq!(cut("un deux", 7), ["un deux"]);
    assert_eq!(cut("un deux trois", 7), ["un deux", "trois"]);
    assert_eq!(cut("abcdef", 4), ["abcd", "ef"]);
    assert_eq!(cut("🎓🎓🎓", 5), ["🎓🎓", "🎓"]);
    assert_eq!(cut("🎓🎓", 1), ["🎓", "🎓"]);
    assert_eq!(cut(" \n ", 4), Vec::<String>::new());
    // A no-break space is no border.
    assert_eq!(cut("ab cd\u{a0}: ef", 5), ["ab", "cd\u{a0}:", "ef"]);
}

proptest! {
    #[test]
    fn nothing_is_lost_at_a_cut(text in "(?s)([a-zé🎓]{0,9}[ \n]{0,3}){0,40}", at in 0usize..40, run in 1usize..60, limit in 2usize..50) {
        let units: Vec<u16> = text.encode_utf16().collect();
        let chars: Vec<usize> = text.chars().map(char::len_utf16).collect();
        let from: usize = chars.iter().take(at).sum();
        let length: usize = chars.iter().skip(at).take(run).sum();
        let rich = Rich { text: text.clone(), strong: if length > 0 { vec![(from, length)] } else { vec![] } };
        let parts = split_at(&rich, limit);
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(bare(&texts(&parts).concat()), bare(&text));
        for part in &parts {
            prop_assert!(super::units(&part.text) <= limit && !part.text.trim().is_empty());
        }
        let kept: String = parts.iter().flat_map(strong).collect();
        let meant = String::from_utf16(&units[from..from + length]).expect("whole signs");
        prop_assert_eq!(bare(&kept), bare(&meant));
    }
}
