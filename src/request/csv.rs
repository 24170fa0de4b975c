//! Lines for a spreadsheet, as French ones open them, with nothing they would compute.

/// The mark by which spreadsheets know UTF-8: it stands before the first line.
pub const MARK: &str = "\u{feff}";

/// A line of cells.
#[must_use]
pub fn line(cells: &[&str]) -> String {
    format!("{}\r\n", cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(";"))
}

/// A cell that stays text: what a spreadsheet would take for a formula gets an apostrophe in front.
fn quoted(cell: &str) -> String {
    let formula = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let formula = formula || cell.starts_with(['\t', '\r', '\n']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    match cell.contains([';', '"', '\n', '\r', ',', '\t']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_breaks_its_line() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+33612345678", "'+33612345678"),
            ("-2", "'-2"),
            ("@somme", "'@somme"),
            (" =1", "' =1"),
            ("\u{a0}=1", "'\u{a0}=1"),
            ("＝1", "'＝1"),
            ("\t=1", "\"'\t=1\""),
            ("a;b", "\"a;b\""),
            ("dit \"non\"", "\"dit \"\"non\"\"\""),
            ("=cmd|';x", "\"'=cmd|';x\""),
            ("Saint-Omer", "Saint-Omer"),
        ];
        for (cell, expected) in cases {
            assert_eq!(quoted(cell), expected, "{cell}");
        }
        assert_eq!(line(&["a", "b"]), "a;b\r\n");
    }
}
