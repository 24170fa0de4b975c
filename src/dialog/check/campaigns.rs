//! Campaigns lead to dialogs that exist, and dialogs are led to.

use std::collections::BTreeMap;

use super::options::list;
use super::world::World;
use crate::dialog::diagnostic::Diagnostic;
use crate::dialog::load::source::{CampaignFile, DialogFile};
use crate::dialog::load::{COMMON, Files, RENEWAL};
use crate::messages;

/// Checks `campagnes.toml` against the dialogs.
pub(super) fn check(files: &Files) -> Vec<Diagnostic> {
    let Some(file) = files.campaigns.as_ref().filter(|file| file.readable) else { return Vec::new() };
    let mut found = Vec::new();
    let shared = |id: &str| id == COMMON || id == RENEWAL;
    // A file whose TOML is broken counts under its own name.
    let dialogs: Vec<String> =
        files.dialogs.iter().map(|file| file.dialog.id.to_string()).filter(|id| !shared(id)).collect();
    unique(file, &mut found);
    for (campaign, marks) in file.campaigns.all.iter().zip(&file.marks) {
        if !dialogs.iter().any(|id| **id == *campaign.dialog) && !campaign.dialog.is_empty() {
            found.push(messages::unknown_dialog(file.report.at(&marks.dialog), &campaign.dialog, &dialogs));
        }
        lists(file, &marks.lists, &mut found);
        if let (Some(opens), Some(closes)) = (campaign.opens, campaign.closes)
            && closes < opens
        {
            found.push(messages::closes_before_opening(file.report.at(&marks.at), &campaign.id));
        }
    }
    for (name, marks) in &file.lists {
        let choices = file.campaigns.lists.get(name.get_ref().as_str());
        list(&file.report, choices.map(Vec::as_slice).unwrap_or_default(), marks, &mut found);
    }
    found
}

fn unique(file: &CampaignFile, found: &mut Vec<Diagnostic>) {
    let mut seen = BTreeMap::new();
    for (campaign, marks) in file.campaigns.all.iter().zip(&file.marks) {
        if let Some(first) = seen.insert(&campaign.id, &marks.id) {
            let line = file.report.source.position(first.start).line;
            found.push(messages::duplicate(file.report.at(&marks.id), "la campagne", &campaign.id, line));
        }
    }
}

fn lists(file: &CampaignFile, named: &[crate::dialog::load::reader::Str], found: &mut Vec<Diagnostic>) {
    let known: Vec<String> = file.campaigns.lists.keys().map(|name| name.to_string()).collect();
    for name in named.iter().filter(|name| !known.contains(name.get_ref())) {
        found.push(messages::undefined_list(file.report.at(&name.span()), name.get_ref(), &known));
    }
}

/// Some campaign leads to the dialog.
pub(super) fn check_dialog(file: &DialogFile, world: &World, found: &mut Vec<Diagnostic>) {
    let dialog = &file.dialog;
    let shared = *dialog.id == *COMMON || *dialog.id == *RENEWAL;
    if !shared && world.campaigns.is_some() && world.campaigns_of(dialog).is_empty() {
        found.push(messages::no_campaign(file.report.at(&file.marks.id), &dialog.id));
    }
}
