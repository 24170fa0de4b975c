//! Long dialogs are checked in the time of reading them: the work is counted, not the seconds.

use super::super::world::World;
use super::in_web;
use super::web::Web;
use crate::dialog::diagnostic::Source;
use crate::dialog::load;

/// So many things are looked at for a step of a chain, at most.
const WORK: usize = 30;

/// Steps that each wait for the one before; written backwards, each waits for the one behind it.
fn chain(n: usize, backwards: bool, contested: bool) -> String {
    let step = |at: usize| {
        let before = at.checked_sub(1).map(|before| format!("s{before} = ['oui']"));
        let campaign = contested.then_some(if at.is_multiple_of(2) {
            "campagne = ['a', 'b']"
        } else {
            "campagne = { not = ['c'] }"
        });
        let when = before.into_iter().chain(campaign.map(str::to_owned)).collect::<Vec<_>>().join(", ");
        let when = if when.is_empty() { String::new() } else { format!("when = {{ {when} }}\n") };
        format!(
            "[[step]]\nname = 'e{at}'\nsection = 'S'\nsource = 'I.1'\nlabel = 'L'\n{when}\
             fills = {{ slot = 's{at}', type = 'yes_no' }}\nask = '''Bien.'''\nhelp = '''Oui ou non.'''\n\n"
        )
    };
    let steps: Vec<String> = if backwards { (0..n).rev().map(step).collect() } else { (0..n).map(step).collect() };
    format!("id = 'chaine'\ntitle = 'Chaîne'\nversion = 1\n\n{}", steps.concat())
}

/// How much is looked at, and how many problems are found.
fn checked(text: String) -> (usize, usize) {
    let source = Source { name: "dialogs/chaine.toml".to_owned(), text };
    let file = load::read_dialog(&source);
    assert!(file.readable && file.report.found.is_empty(), "{:?}", file.report.found.first());
    let web = Web::new(&file.dialog);
    let mut found = Vec::new();
    in_web(&file, &World { campaigns: None }, &web, &mut found);
    (web.work(), found.len())
}

#[test]
fn the_work_grows_with_the_steps() {
    for contested in [false, true] {
        let (short, none) = checked(chain(300, false, contested));
        let (long, still_none) = checked(chain(3_000, false, contested));
        assert_eq!((none, still_none), (0, 0), "every step can be reached");
        assert!(long <= WORK * 3_000, "{long} for 3000 steps");
        assert!(long <= short * 11, "ten times the steps: {short}, then {long}");
    }
}

#[test]
fn a_long_chain_written_backwards_is_told_and_costs_no_more() {
    let (work, found) = checked(chain(3_000, true, false));
    assert_eq!(found, 2_999, "all but one wait for what is asked behind them");
    assert!(work <= WORK * 3_000, "{work}");
}

#[test]
fn a_long_ring_is_told_once() {
    let ring = chain(3_000, false, false).replacen("label = 'L'\n", "label = 'L'\nwhen = { s2999 = ['oui'] }\n", 1);
    let (work, found) = checked(ring);
    assert_eq!(found, 1);
    assert!(work <= WORK * 3_000, "{work}");
}
