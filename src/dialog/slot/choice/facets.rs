//! Options told apart by traits: « instit dans le Nord » names a degree and a département, and one campaign has both.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Fit, fit};
use crate::dialog::definition::Choice;
use crate::dialog::fold::Said;
use crate::dialog::pattern::among;
use crate::dialog::person::Value;
use crate::dialog::slot::Scene;
use crate::dialog::slot::options::negated;

/// The trait that narrows but never selects: every procedure of the académie takes place in a département.
const WEAK: &str = "departement";
/// Traits dropped, in this order, when nothing fits all that was said: « aesh en collège à Lille » is AESH all the same.
const DROPPED: [&str; 2] = [WEAK, "degre"];
/// An option with this value fits whatever is said of the trait.
const WHATEVER: &str = "*";

/// Traits as they were said: the values wanted and the values refused, by trait.
#[derive(Debug, Default, Clone)]
struct Traits<'a> {
    wanted: BTreeMap<&'a str, BTreeSet<&'a str>>,
    refused: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

struct Hit<'a> {
    of: &'a str,
    value: &'a str,
    run: Range<usize>,
}

/// Reads the traits said, and the options that have them.
pub(super) fn read(scene: &Scene, said: &Said) -> Fit {
    if scene.options.iter().all(|option| option.facets.is_empty()) {
        return Fit::None;
    }
    let mut traits = said_of(scene, said);
    if traits.wanted.is_empty() {
        return Fit::None;
    }
    let mut found = fitting(scene.options, &traits);
    if found.len() != 1
        && let Some(narrowed) = narrowed(scene, &traits)
    {
        return Fit::One(narrowed, false);
    }
    for dropped in DROPPED {
        if found.is_empty() && traits.wanted.len() > 1 {
            traits.wanted.remove(dropped);
            found = fitting(scene.options, &traits);
        }
    }
    let weak_alone = traits.wanted.keys().all(|of| *of == WEAK);
    if weak_alone && found.len() == 1 {
        return Fit::Several(found);
    }
    fit(alternatives(scene.options, &traits, found), false)
}

/// What was said, completed with the traits of the option held now.
fn narrowed(scene: &Scene, traits: &Traits) -> Option<usize> {
    let held = scene.held.and_then(Value::text)?;
    let held = scene.options.iter().find(|option| *option.id == *held)?;
    let mut traits = traits.clone();
    for (of, values) in held.facets.iter().filter(|(_, values)| !values.iter().any(|value| value == WHATEVER)) {
        traits.wanted.entry(of).or_insert_with(|| values.iter().map(String::as_str).collect());
    }
    match fitting(scene.options, &traits).as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

fn said_of<'a>(scene: &Scene<'a>, said: &Said) -> Traits<'a> {
    let hits = hits(scene, said);
    let mut traits = Traits::default();
    for hit in &hits {
        // A negation does not reach over what was named in between.
        let from = hits.iter().map(|other| other.run.end).filter(|end| *end <= hit.run.start).max().unwrap_or(0);
        let side = if negated(scene.lexicon, said, from, &hit.run) { &mut traits.refused } else { &mut traits.wanted };
        side.entry(hit.of).or_default().insert(hit.value);
    }
    traits
}

/// The phrases found, but for those within a longer one of the same trait: « prof » in « prof des écoles ».
fn hits<'a>(scene: &Scene<'a>, said: &Said) -> Vec<Hit<'a>> {
    let mut all: Vec<Hit> = Vec::new();
    for (of, values) in &scene.campaigns.facets {
        for (value, phrases) in values {
            let runs = among(phrases, &said.words).filter_map(|phrase| phrase.find(&said.words));
            all.extend(runs.map(|run| Hit { of, value, run }));
        }
    }
    let within = |a: &Hit, b: &Hit| {
        a.of == b.of && b.run.start <= a.run.start && a.run.end <= b.run.end && a.run.len() < b.run.len()
    };
    let both = |a: &Hit| all.iter().any(|b| a.of == b.of && a.run == b.run && a.value != b.value);
    let told = |of: &str| all.iter().any(|hit| hit.of == of && !both(hit));
    // « Devenir prof » fits both degrees; « au collège », said along with it, tells which.
    let outer: Vec<bool> =
        all.iter().map(|hit| !(all.iter().any(|other| within(hit, other)) || (both(hit) && told(hit.of)))).collect();
    all.into_iter().zip(outer).filter_map(|(hit, outer)| outer.then_some(hit)).collect()
}

fn fitting(options: &[Choice], traits: &Traits) -> Vec<usize> {
    let has = |option: &Choice| {
        let wanted = traits.wanted.iter().all(|(of, wanted)| {
            let own = option.facets.get(*of);
            own.is_some_and(|own| own.iter().any(|value| value == WHATEVER || wanted.contains(value.as_str())))
        });
        let refused = traits.refused.iter().any(|(of, refused)| {
            let own = option.facets.get(*of);
            own.is_some_and(|own| own.iter().all(|value| refused.contains(value.as_str())))
        });
        wanted && !refused
    };
    options.iter().enumerate().filter(|(_, option)| has(option)).map(|(at, _)| at).collect()
}

/// « Les deux, nord et pas de calais »: the options that differ in nothing but that, when there are such.
fn alternatives(options: &[Choice], traits: &Traits, found: Vec<usize>) -> Vec<usize> {
    let Some(values) = traits.wanted.get(WEAK).filter(|values| values.len() > 1) else { return found };
    let others = |option: &Choice| {
        let mut facets = option.facets.clone();
        facets.remove(WEAK);
        facets
    };
    let mut kept: Vec<usize> = Vec::new();
    for at in &found {
        let Some(option) = options.get(*at) else { continue };
        let alike = found.iter().filter_map(|at| options.get(*at)).filter(|other| others(other) == others(option));
        let covered: BTreeSet<&str> =
            alike.filter_map(|option| option.facets.get(WEAK)).flatten().map(String::as_str).collect();
        if values.iter().all(|value| covered.contains(value)) {
            kept.push(*at);
        }
    }
    if kept.is_empty() { found } else { kept }
}
