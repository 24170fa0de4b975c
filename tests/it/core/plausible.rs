//! What somebody could well answer to a question.

use guichet::dialog::definition::SlotKind;
use guichet::dialog::person::{Key, Piece};
use guichet::dialog::reply::{Press, Shape, Utterance};
use guichet::dialog::view::View;

use super::walker::{LIBRARY, Walker};

/// Chance that is the same every time.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed ^ 0x2545_f491_4f6c_dd1d)
    }

    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    pub(super) fn once_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    pub(super) fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let at = self.roll(u64::try_from(all.len()).expect("short"));
        &all[usize::try_from(at).expect("short")]
    }
}

/// The kind of the slot asked, when the question is a step's own.
fn kind(walker: &Walker, key: &Key) -> Option<SlotKind> {
    let view = View::new(&LIBRARY, walker.person.focused()?)?;
    Some(view.step_at(key)?.slot.kind.clone())
}

pub(super) fn is_text(walker: &Walker, key: &Key) -> bool {
    matches!(kind(walker, key), Some(SlotKind::Text { .. }))
}

/// An answer to what is asked now: words, or an option pressed.
pub(super) fn answer(walker: &Walker, dice: &mut Dice) -> Utterance {
    let Some(asked) = walker.asked() else { return Utterance::text("bonjour") };
    if asked.shape == Shape::YesNo || asked.shape == Shape::Task {
        // Most say that it is done, and few have yet another diploma.
        let often = ["oui", "fait"];
        let option = asked.options.iter().find(|option| often.contains(&&*option.id)).filter(|_| !dice.once_in(4));
        let again = *asked.key.slot == *"encore" && !dice.once_in(3);
        let option = option.filter(|_| !again).or(asked.options.last());
        let id = option.map_or_else(|| "oui".into(), |option| option.id.clone());
        return Utterance { pressed: Some((asked.key.clone(), Press::Take(id))), ..Utterance::default() };
    }
    if !asked.options.is_empty() && asked.shape != Shape::Ranking {
        let option = dice.one_of(&asked.options);
        if asked.shape == Shape::Choice || dice.once_in(4) {
            return match dice.roll(2) {
                0 => Utterance::text(option.label.clone()),
                _ => Utterance {
                    pressed: Some((asked.key.clone(), Press::Take(option.id.clone()))),
                    ..Utterance::default()
                },
            };
        }
    }
    match kind(walker, &asked.key) {
        Some(SlotKind::Document { .. }) => {
            let piece = Piece { name: "copie.pdf".into(), kind: "application/pdf".into(), bytes: 300_000 };
            Utterance { files: vec![piece], ..Utterance::default() }
        }
        Some(kind) => Utterance::text(words(&kind, dice)),
        None => Utterance::text("oui"),
    }
}

fn words(kind: &SlotKind, dice: &mut Dice) -> String {
    let choices: &[&str] = match kind {
        SlotKind::Text { .. } => {
            &["Licence d’histoire de l’art", "Université d’Artois, Arras", "du 2 mai au 30 juin 2025"]
        }
        SlotKind::PersonName { .. } => &["Jeanne", "Lefebvre", "de La Tour", "jean-françois", "N’Diaye"],
        SlotKind::Place => &["Arras", "st omer 62", "Villeneuve-d’Ascq", "à Lens"],
        SlotKind::Email => &["jeanne@gmail.com", "j.petit@orange.fr", "mon mail est a.b@laposte.net"],
        SlotKind::Phone => &["06 12 34 56 78", "0320123456"],
        SlotKind::Date { .. } => &["3/8/1999", "le 3 août 1999", "02091998", "12 décembre 97"],
        SlotKind::PartialDate { .. } => &["2021", "juin 2020", "30/06/2019"],
        SlotKind::Country => &["française", "Belgique", "marocaine", "japonaise"],
        SlotKind::Ranking { .. } => &["cambrai puis douai", "douai", "bassin 6 puis bassin 9", "1. Douai 2. Cambrai"],
        SlotKind::Ine => &["0494004062M", "1DF3KL90MX7", "223456789HE", "2068113589L", "je n’en ai pas"],
        _ => &["oui"],
    };
    (*dice.one_of(choices)).to_owned()
}
