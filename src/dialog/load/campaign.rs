//! `config/campagnes.toml`: lists, campaigns, and what people call things.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeTable;

use super::options::{self, facets, folded};
use super::reader::{Report, Table, check_name, patterns, string, strings, table};
use super::source::{CampaignFile, CampaignMarks};
use crate::campaign::{Authority, Campaign, PieceRule, PlatformMail, RenewalRule, ValidityRule};
use crate::dialog::definition::{Choice, Name};
use crate::dialog::pattern::Pattern;
use crate::messages;

const AUTHORITIES: &[(&str, Authority)] = &[("platform", Authority::Platform), ("service", Authority::Service)];
const RULES: &[(&str, ValidityRule)] = &[
    ("anniversary", ValidityRule::Anniversary),
    ("anniversary_minus_1", ValidityRule::AnniversaryMinus1),
    ("end_of_month", ValidityRule::EndOfMonth),
];
/// Days of grace, and of the first question before the end, where a campaign does not say.
const GRACE: i16 = 15;
const EARLY: i16 = 30;
/// Neither is longer.
const MOST_DAYS: i16 = 90;
const TYPES: &[&str] = &["pdf", "jpeg", "png"];

/// Reads the file whose TOML is sound.
pub(super) fn campaigns<'s>(toml: Spanned<DeTable>, report: Report<'s>) -> CampaignFile<'s> {
    let mut keys = Table::new(toml.into_inner(), 0..0);
    let mut file = super::no_campaigns(report);
    for read in keys.tables("list", &mut file.report) {
        list(read, &mut file);
    }
    for read in keys.tables("campaign", &mut file.report) {
        let (campaign, marks) = campaign(read, &mut file.report);
        file.campaigns.all.push(campaign);
        file.marks.push(marks);
    }
    if let Some(mut facets) = keys.table("facets", &mut file.report) {
        for (facet, values) in facets.rest() {
            let Some(values) = table(values, "facets", &mut file.report) else { continue };
            let values = facet_values(values, &mut file.report);
            file.campaigns.facets.insert(facet.into_inner(), values);
        }
    }
    keys.finish(&mut file.report);
    file.readable = true;
    file
}

fn facet_values(mut values: Table, report: &mut Report) -> Vec<(String, Vec<Pattern>)> {
    let entries = values.rest().into_iter().map(|(value, phrases)| {
        let lines = strings(phrases, "facets", report);
        (value.into_inner(), patterns(&lines, report))
    });
    entries.collect()
}

/// `[[list]]`
fn list(mut keys: Table, file: &mut CampaignFile) {
    let report = &mut file.report;
    let name = keys.name("name", report);
    keys.need("source", report);
    keys.date("seen_on", report);
    let items = keys.take("items");
    if items.is_none() {
        keys.missing("items", report);
    }
    let read = items.map(|items| options::inline(items, "items", report)).unwrap_or_default();
    keys.finish(report);
    file.texts.extend(read.texts);
    let known = file.lists.iter().find(|(known, _)| known.get_ref() == name.get_ref());
    if let Some((known, _)) = known {
        let line = report.source.position(known.span().start).line;
        report.add(messages::duplicate(report.at(&name.span()), "la liste", name.get_ref(), line));
    }
    file.campaigns.lists.insert(name.get_ref().as_str().into(), read.choices);
    file.lists.push((name, read.marks));
}

/// `[[campaign]]`
fn campaign(mut keys: Table, report: &mut Report) -> (Campaign, CampaignMarks) {
    let id = keys.name("id", report);
    let title = keys.need("title", report).into_inner();
    let dialog = keys.need("dialog", report);
    let mut marks = CampaignMarks { at: keys.at.clone(), id: id.span(), dialog: dialog.span(), lists: Vec::new() };
    let id: Name = id.into_inner().into();
    let choice = Choice {
        id: id.clone(),
        label: title.clone(),
        aliases: folded(&keys.strs("aliases", report)),
        facets: facets(&mut keys, report),
        ..Choice::default()
    };
    let campaign = Campaign {
        id,
        title,
        dialog: dialog.into_inner().into(),
        choice,
        opens: keys.date("opens", report),
        closes: keys.date("closes", report),
        facts: facts(&mut keys, report),
        lists: lists(&mut keys, &mut marks, report),
        pieces: keys.tables("pieces", report).into_iter().map(|read| piece(read, report)).collect(),
        renewal: keys.table("renewal", report).map(|read| renewal(read, report)),
        source: keys.need("source", report).into_inner(),
        seen_on: keys.date("seen_on", report),
    };
    keys.finish(report);
    (campaign, marks)
}

fn facts(keys: &mut Table, report: &mut Report) -> BTreeMap<String, String> {
    let Some(mut facts) = keys.table("facts", report) else { return BTreeMap::new() };
    let entries = facts.rest().into_iter().filter_map(|(name, value)| {
        let value = string(value, "facts", report)?;
        Some((name.into_inner(), value.into_inner()))
    });
    entries.collect()
}

fn lists(keys: &mut Table, marks: &mut CampaignMarks, report: &mut Report) -> BTreeMap<Name, Name> {
    let Some(mut lists) = keys.table("lists", report) else { return BTreeMap::new() };
    let mut found = BTreeMap::new();
    for (local, value) in lists.rest() {
        let Some(name) = string(value, "lists", report) else { continue };
        found.insert(local.into_inner().into(), name.get_ref().as_str().into());
        marks.lists.push(name);
    }
    found
}

fn piece(mut keys: Table, report: &mut Report) -> PieceRule {
    let name = keys.need("name", report);
    check_name(&name, report);
    let label = keys.need("label", report).into_inner();
    let types = keys.strs("types", report);
    for word in types.iter().filter(|word| !TYPES.contains(&word.get_ref().as_str())) {
        report.add(messages::unknown_word(report.at(&word.span()), "types", word.get_ref(), TYPES));
    }
    let rule = PieceRule {
        name: name.into_inner().into(),
        label,
        types: types.into_iter().map(Spanned::into_inner).collect(),
        bytes: keys.number("max_bytes", report).map(Spanned::into_inner),
        needed: keys.flag("needed", report),
    };
    keys.str("source", report);
    keys.finish(report);
    rule
}

fn renewal(mut keys: Table, report: &mut Report) -> RenewalRule {
    let months = keys.number("months", report);
    if months.is_none() {
        keys.missing("months", report);
    }
    let mut name = |key| keys.str(key, report).map(|name| Name::from(name.into_inner().as_str()));
    let (validated, until, standing) = (name("validated"), name("until"), name("standing"));
    let mut days = |key, usual: i16| {
        let given = keys.number(key, report).and_then(|days| i16::try_from(days.into_inner()).ok());
        given.unwrap_or(usual).clamp(0, MOST_DAYS)
    };
    let (grace_days, early_days) = (days("grace_days", GRACE), days("early_days", EARLY));
    let rule = RenewalRule {
        authority: keys.one_of("authority", AUTHORITIES, report).unwrap_or_default(),
        months: months.and_then(|months| i8::try_from(months.into_inner()).ok()).unwrap_or(6),
        rule: keys.one_of("rule", RULES, report).unwrap_or_default(),
        grace_days,
        early_days,
        validated,
        until,
        standing,
        platform: keys.table("platform", report).map(|read| platform(read, report)),
    };
    keys.str("source", report);
    keys.finish(report);
    rule
}

/// How the platform's own mail is recognised.
fn platform(mut keys: Table, report: &mut Report) -> PlatformMail {
    let addresses =
        |lines: Vec<Spanned<String>>| lines.into_iter().map(|line| line.into_inner().to_lowercase()).collect();
    let from = addresses(keys.strs("from", report));
    let signed_by = addresses(keys.strs("signed_by", report));
    let answers_to = addresses(keys.strs("answers_to", report));
    let asks = patterns(&keys.strs("asks", report), report);
    let until = patterns(&keys.strs("until", report), report);
    let mut words = |key| keys.str(key, report).map(Spanned::into_inner).unwrap_or_default();
    let (keep, withdraw) = (words("keep"), words("withdraw"));
    let auto_submitted = !keys.flag("not_marked_automatic", report);
    keys.finish(report);
    PlatformMail { from, signed_by, answers_to, asks, until, keep, withdraw, auto_submitted }
}
