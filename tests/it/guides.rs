//! The four guides are all there: every numbered line is carried by a step, a question often asked or a stated
//! exclusion, and labels stand as the guides print them.

use std::collections::{BTreeMap, BTreeSet};

use guichet::dialog::definition::{Dialog, Library, StepKind};
use guichet::dialog::fold::fold;
use guichet::dialog::load::{embedded, load};
use guichet::dialog::text::{Args, Text};
use serde::Deserialize;

const COVERAGE: &[&str] = &[include_str!("../guides/couverture.toml"), include_str!("../guides/couverture-suite.toml")];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Coverage {
    lines: Vec<Carried>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Carried {
    line: String,
    step: Option<String>,
    faq: Option<String>,
    excluded: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    imprimes: Vec<String>,
    hors_guide: Vec<Ours>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ours {
    libelle: String,
    raison: String,
}

fn library() -> Library {
    load(&embedded()).expect("the built-in files are sound").0
}

fn carried() -> Vec<Carried> {
    let read = |text: &&str| toml::from_str::<Coverage>(text).expect("readable").lines;
    COVERAGE.iter().flat_map(read).collect()
}

/// Every numbered line of the four guides.
fn expected() -> BTreeSet<String> {
    let run = |guide: &str, part: &str, from: u32, to: u32| {
        (from..=to).map(|n| format!("{guide} {part}.{n}")).collect::<Vec<String>>()
    };
    let lines = [
        run("000", "I", 1, 6),
        run("000", "II", 7, 9),
        run("000", "III", 10, 28),
        vec!["000 IV".to_owned()],
        run("001", "1", 1, 6),
        run("001", "2", 7, 21),
        run("001", "3", 22, 27),
        run("001", "4", 28, 30),
        run("001", "5", 31, 31),
        run("002", "A", 1, 6),
        run("002", "B", 1, 2),
        vec!["002 C.i".to_owned(), "002 C.ii".to_owned(), "002 D".to_owned()],
        run("003", "I", 1, 5),
        run("003", "II", 6, 11),
        run("003", "III", 12, 21),
    ];
    lines.into_iter().flatten().collect()
}

#[test]
fn every_numbered_line_is_carried() {
    let found: BTreeSet<String> = carried().into_iter().map(|carried| carried.line).collect();
    let expected = expected();
    assert_eq!(expected.len(), 29 + 31 + 11 + 21);
    let missing: Vec<&String> = expected.difference(&found).collect();
    let unknown: Vec<&String> = found.difference(&expected).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "not carried: {missing:?}; in no guide: {unknown:?}");
}

#[test]
fn what_carries_a_line_exists() {
    let library = library();
    let mut wrong = Vec::new();
    for Carried { line, step, faq, excluded } in carried() {
        let told = [&step, &faq, &excluded].iter().filter(|said| said.is_some()).count();
        let found = match (&step, &faq, &excluded) {
            (Some(step), None, None) => named(&library, step).is_some_and(|(dialog, name)| dialog.step(name).is_some()),
            (None, Some(faq), None) => {
                named(&library, faq).is_some_and(|(dialog, name)| dialog.faqs.iter().any(|faq| *faq.id == *name))
            }
            (None, None, Some(why)) => why.split_whitespace().count() >= 4,
            _ => false,
        };
        if told != 1 || !found {
            wrong.push(format!("{line}: {step:?} {faq:?} {excluded:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A step that carries a line says so in its `source`, but for lines that are only part of it.
#[test]
fn every_step_names_its_guide_line() {
    let library = library();
    for dialog in library.dialogs.values() {
        for step in &dialog.steps {
            let source = step.source.as_deref().unwrap_or_default();
            let known = ["000 ", "001 ", "002 ", "003 "].iter().any(|guide| source.starts_with(guide));
            assert!(known, "{}/{}: source « {source} »", dialog.id, step.name);
        }
    }
}

fn named<'l, 'n>(library: &'l Library, path: &'n str) -> Option<(&'l Dialog, &'n str)> {
    let (dialog, name) = path.split_once('/')?;
    Some((library.dialog(dialog)?, name))
}

fn labels() -> BTreeMap<String, Labels> {
    toml::from_str(include_str!("../guides/libelles.toml")).expect("readable")
}

#[test]
fn fields_and_quotes_stand_as_printed() {
    let library = library();
    let mut wrong = Vec::new();
    for (id, labels) in labels() {
        let dialog = library.dialog(&id).expect("a dialog");
        assert!(labels.hors_guide.iter().all(|ours| !ours.raison.is_empty()));
        let ours = labels.hors_guide.iter().map(|ours| ours.libelle.as_str());
        let known: BTreeSet<String> = labels.imprimes.iter().map(String::as_str).chain(ours).map(fold).collect();
        for label in quoted(&library, dialog) {
            let folded = fold(&label);
            if !folded.is_empty() && !known.contains(&folded) {
                wrong.push(format!("{id}: « {label} »"));
            }
        }
    }
    assert!(wrong.is_empty(), "in no guide:\n{}", wrong.join("\n"));
}

#[test]
fn every_printed_label_is_said() {
    let library = library();
    let mut missing = Vec::new();
    for (id, labels) in labels() {
        let said = format!(" {} ", everything(&library, library.dialog(&id).expect("a dialog")));
        for label in &labels.imprimes {
            if !said.contains(&format!(" {} ", fold(label))) {
                missing.push(format!("{id}: « {label} »"));
            }
        }
    }
    assert!(missing.is_empty(), "never said:\n{}", missing.join("\n"));
}

/// The facts of the dialog's first campaign.
fn facts(library: &Library, dialog: &Dialog) -> Args {
    let campaign = library.campaigns.all.iter().find(|campaign| campaign.dialog == dialog.id);
    let mut args = Args::new();
    for (name, value) in campaign.iter().flat_map(|campaign| &campaign.facts) {
        args.set(&format!("campagne.{name}"), value);
    }
    args
}

/// Labels: those of the entry sheet, and what tasks quote of the platform.
fn quoted(library: &Library, dialog: &Dialog) -> Vec<String> {
    let args = facts(library, dialog);
    let mut labels = Vec::new();
    let fields = dialog.steps.iter().filter_map(|step| step.field.as_ref());
    let derived = dialog.derived.iter().map(|derived| &derived.field);
    // « TYPE D’ENSEIGNEMENTS SOUHAITÉS, « Choix 1 et 2 » » is a label and what it holds.
    for field in fields.chain(derived).map(|field| field.line(&args)) {
        let (label, rest) = field.split_once(['«', ':']).unwrap_or((&field, ""));
        labels.push(label.trim_end_matches([',', ' ', '\u{a0}']).to_owned());
        labels.extend(quotes(&format!("«{rest}")).into_iter().chain(quotes(rest)));
    }
    labels.extend(dialog.screens.iter().flat_map(|screen| screen.name.split(" – ").map(str::to_owned)));
    for step in dialog.steps.iter().filter(|step| step.kind == StepKind::Task) {
        labels.extend(
            [Some(&step.ask), step.redo.as_ref()].into_iter().flatten().flat_map(|text| quotes(&text.line(&args))),
        );
    }
    labels
}

/// What stands between « and ».
fn quotes(text: &str) -> Vec<String> {
    let opened = text.split('«').skip(1);
    opened.filter_map(|rest| rest.split_once('»')).map(|(quote, _)| quote.trim().to_owned()).collect()
}

/// All a dialog can say, folded: texts, options, the lists and facts of its campaigns, and the shared answers.
fn everything(library: &Library, dialog: &Dialog) -> String {
    let args = facts(library, dialog);
    let mut said = Vec::new();
    let mut add = |text: &Text| said.push(text.line(&args));
    for dialog in [dialog, &library.common] {
        for step in &dialog.steps {
            let texts = [Some(&step.ask), step.field.as_ref(), step.redo.as_ref(), Some(&step.label)];
            texts.into_iter().flatten().chain(&step.help).for_each(&mut add);
        }
        dialog.derived.iter().map(|derived| &derived.field).for_each(&mut add);
        dialog.faqs.iter().flat_map(|faq| faq.answers.iter().map(|(_, text)| text)).for_each(&mut add);
        dialog.warnings.iter().filter_map(|warning| warning.advice.as_ref()).for_each(&mut add);
        dialog.welcome.iter().chain(&dialog.closing).for_each(&mut add);
    }
    said.extend(dialog.warnings.iter().map(|warning| warning.says.clone()));
    said.extend(dialog.screens.iter().map(|screen| screen.name.clone()));
    for derived in &dialog.derived {
        use guichet::dialog::definition::DerivedValue::{Constant, Map};
        match &derived.value {
            Constant(text) => said.push(text.line(&args)),
            Map { map, .. } => said.extend(map.values().map(|text| text.line(&args))),
        }
    }
    said.extend(options(library, dialog));
    said.iter().map(|text| fold(text)).collect::<Vec<_>>().join(" ")
}

fn options(library: &Library, dialog: &Dialog) -> Vec<String> {
    use guichet::dialog::definition::{Options, SlotKind};
    let mut labels = Vec::new();
    for step in &dialog.steps {
        if let SlotKind::Choice { options: Options::Here(list), .. }
        | SlotKind::Ranking { options: Options::Here(list), .. } = &step.slot.kind
        {
            labels.extend(list.iter().map(|choice| choice.label.clone()));
        }
    }
    for campaign in library.campaigns.all.iter().filter(|campaign| campaign.dialog == dialog.id) {
        labels.push(campaign.title.clone());
        labels.extend(campaign.facts.values().cloned());
        let lists = campaign.lists.values().filter_map(|name| library.campaigns.lists.get(name));
        labels.extend(lists.flatten().map(|choice| choice.label.clone()));
    }
    labels
}
