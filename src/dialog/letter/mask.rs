//! Sensitive values by mail: whoever reads a mailbox must not find an INE or a birth date in it.

use crate::dialog::definition::{DateRange, SlotKind, Step};
use crate::dialog::text::Args;
use crate::dialog::view::{Entry, View};

/// Signs left to read at each end.
const ENDS: usize = 2;
/// What stands for a hidden sign.
const DOT: char = '•';

/// True when the step's value is hidden in letters, but for the one that asks to check it.
#[must_use]
pub fn is_sensitive(step: &Step) -> bool {
    step.slot.sensitive || matches!(step.slot.kind, SlotKind::Date { range: DateRange::Birth })
}

/// A value as it is shown, hidden but for its ends: « 05•••••••8X », « ••/••/1999 ».
#[must_use]
pub fn hidden(shown: &str) -> String {
    let signs: Vec<char> = shown.chars().collect();
    let dated = signs.iter().filter(|sign| **sign == '/').count() == 2;
    let last = signs.len().saturating_sub(if dated { 4 } else { ENDS });
    let first = if dated { 0 } else { ENDS };
    let short = signs.len() <= 2 * ENDS;
    let hide = |(at, sign): (usize, &char)| {
        let stays = !short && (at < first || at >= last || (dated && *sign == '/'));
        if stays { *sign } else { DOT }
    };
    signs.iter().enumerate().map(hide).collect()
}

/// The values a text may name, the sensitive ones hidden.
#[must_use]
pub fn args_of<'n>(view: &View, names: impl Iterator<Item = &'n str>, entry: &Entry) -> Args {
    let names: Vec<&str> = names.collect();
    let mut args = view.args_of(names.iter().copied(), entry);
    for name in names {
        let sensitive = view.dialog.step_of(name).is_some_and(is_sensitive);
        if let Some(shown) = args.get(name).filter(|_| sensitive).map(hidden) {
            args.set(name, shown);
        }
    }
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_number_and_the_year_of_a_date_stay() {
        assert_eq!(hidden("0494004062M"), "04•••••••2M");
        assert_eq!(hidden("12/05/1999"), "••/••/1999");
        assert_eq!(hidden("abcd"), "••••");
        assert_eq!(hidden(""), "");
    }
}
