//! The funnel as a picture: two bars a step, one inside the other, with the numbers beside them. The table says the same.
//! Drawn with attributes and classes alone: the pages allow no style of their own.

use maud::{Markup, html};

use super::progress::{Progress, Stage};

/// Widths and heights, in the picture's own units.
const WIDE: u64 = 320;
const BAR: u64 = 240;
const ROW: u64 = 34;
/// Signs of a step's name that have room above its bar.
const LABEL: usize = 48;

/// The picture.
pub(super) fn draw(found: &Progress) -> Markup {
    let high = u64::try_from(found.stages.len()).unwrap_or_default().saturating_mul(ROW).max(ROW);
    let most = found.stages.iter().map(|stage| stage.asked).max().unwrap_or_default().max(1);
    html! {
        figure.funnel {
            figcaption {
                "Par étape\u{a0}: la barre haute dit dans combien de dossiers la question a été posée, la barre mince dans combien \
                 elle est réglée."
            }
            svg role="img" aria-labelledby="entonnoir-titre entonnoir-resume" viewBox=(format!("0 0 {WIDE} {high}")) {
                title id="entonnoir-titre" { "Entonnoir du guide «\u{a0}" (found.dialog.title) "\u{a0}»" }
                desc id="entonnoir-resume" { (summary(found)) }
                @for (at, stage) in (0_u64..).zip(&found.stages) { (bars(stage, at * ROW, most)) }
            }
        }
    }
}

fn bars(stage: &Stage, top: u64, most: u32) -> Markup {
    let long = |count: u32| u64::from(count) * BAR / u64::from(most);
    let numbers = format!("{} → {}", stage.asked, stage.settled);
    html! {
        g {
            text x="0" y=(top + 11) { (short(&stage.label)) }
            rect.asked x="0" y=(top + 15) width=(long(stage.asked)) height="14" {}
            rect.settled x="0" y=(top + 19) width=(long(stage.settled)) height="6" {}
            text x=(long(stage.asked) + 4) y=(top + 26) { (numbers) }
        }
    }
}

fn short(label: &str) -> String {
    let cut: String = label.chars().take(LABEL).collect();
    if cut.len() < label.len() { format!("{}…", cut.trim_end()) } else { cut }
}

/// The picture in a sentence.
fn summary(found: &Progress) -> String {
    let left = found.stages.iter().filter(|stage| stage.left > 0).max_by_key(|stage| stage.left);
    let left = left.map_or_else(
        || "Aucune étape n’est laissée".to_owned(),
        |stage| format!("L’étape la plus souvent laissée est «\u{a0}{}\u{a0}» ({} dossiers)", stage.label, stage.left),
    );
    format!(
        "{} dossiers ouverts, {} terminés, {} étapes. {left}. Le tableau qui suit donne tous les chiffres.",
        found.opened,
        found.finished,
        found.stages.len()
    )
}
