//! Reading the files of `dialogs/` and `config/` into the types of the core: texts in, a library or problems out.
//!
//! Three passes. `syntax` turns each file into TOML; `dialog`, `campaign` and `lexicon` read it key by key, reporting and
//! going on; `check` then looks at all files together. Nothing stops at the first problem.

mod campaign;
mod condition;
mod dialog;
mod embedded;
pub mod lexicon;
mod options;
mod parts;
pub(super) mod reader;
mod replies;
mod slot;
pub(super) mod source;
mod step;
mod syntax;
pub(super) mod text;

use std::collections::BTreeMap;

use self::reader::Report;
use self::source::{CampaignFile, DialogFile, Marks};
use super::check;
use super::definition::{Dialog, Library};
use super::diagnostic::{At, Diagnostic, Source, Sources};
use super::lexicon::Lexicon;
use super::phrase::{Phrase, Phrases};
use super::replies::CannedReply;
use crate::campaign::Campaigns;
use crate::messages;

pub use self::embedded::embedded;
pub(crate) use self::text::Slip;

/// The dialog whose file also holds the frame's phrases.
pub(super) const COMMON: &str = "commun";
/// The six-month question.
pub(super) const RENEWAL: &str = "renouvellement";
const LEXICON: &str = "lexique";
const COUNTRIES: &str = "pays";
const REPLIES: &str = "reponses";
/// The file of the year's facts.
pub const CAMPAIGNS: &str = "campagnes";

/// Files every installation needs, whatever its dialogs.
pub const SHARED: [&str; 4] = [COMMON, RENEWAL, LEXICON, COUNTRIES];

/// All files as they were read, before they become a library.
#[derive(Debug)]
pub(super) struct Files<'s> {
    pub(super) dialogs: Vec<DialogFile<'s>>,
    pub(super) campaigns: Option<CampaignFile<'s>>,
    lexicon: Lexicon,
    replies: Vec<CannedReply>,
    /// Problems of other files.
    found: Vec<Diagnostic>,
}

/// Reads, resolves and checks all files.
///
/// # Errors
/// Everything that is wrong in them, warnings included, file by file and line by line.
pub fn load(sources: &Sources) -> Result<(Library, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut files = read(sources);
    check::check(&mut files);
    let mut found = files.problems();
    let wrong = found.iter().any(Diagnostic::is_error);
    spare(&mut found);
    match files.library() {
        Some(library) if !wrong => Ok((library, found)),
        _ => Err(found),
    }
}

/// More than so many problems of one file and severity help nobody.
const TOLD: usize = 400;

fn spare(found: &mut Vec<Diagnostic>) {
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    found.retain(|problem| {
        let count = counts.entry((problem.at.file.clone(), problem.severity)).or_default();
        *count += 1;
        *count <= TOLD
    });
}

fn read(sources: &Sources) -> Files<'_> {
    let (lexicon, found) = lexicon::read(named(sources, LEXICON), named(sources, COUNTRIES));
    let mut files = Files { dialogs: Vec::new(), campaigns: None, lexicon, replies: Vec::new(), found };
    for source in &sources.files {
        match source.stem() {
            LEXICON | COUNTRIES => {}
            REPLIES => {
                let (replies, found) = replies::read(source);
                files.replies = replies;
                files.found.extend(found);
            }
            CAMPAIGNS => files.campaigns = Some(read_campaigns(source)),
            _ => files.dialogs.push(read_dialog(source)),
        }
    }
    for name in [COMMON, RENEWAL, LEXICON, COUNTRIES, CAMPAIGNS] {
        if named(sources, name).is_none() {
            let folder = if name == CAMPAIGNS { "config" } else { "dialogs" };
            let file = format!("{folder}/{name}.toml");
            files.found.push(messages::missing_file(At { file: file.as_str().into(), span: 0..0 }, &file));
        }
    }
    files
}

fn named<'s>(sources: &'s Sources, stem: &str) -> Option<&'s Source> {
    sources.files.iter().find(|source| source.stem() == stem)
}

pub(super) fn read_dialog(source: &Source) -> DialogFile<'_> {
    let mut report = Report::new(source);
    match syntax::parse(source, &mut report) {
        Some(toml) => dialog::dialog(source, toml, report),
        None => {
            let dialog = dialog::empty(source);
            DialogFile { report, dialog, marks: Marks::default(), phrases: None, readable: false }
        }
    }
}

fn read_campaigns(source: &Source) -> CampaignFile<'_> {
    let mut report = Report::new(source);
    match syntax::parse(source, &mut report) {
        Some(toml) => campaign::campaigns(toml, report),
        None => no_campaigns(report),
    }
}

fn no_campaigns(report: Report<'_>) -> CampaignFile<'_> {
    let (lists, marks, texts) = (Vec::new(), Vec::new(), Vec::new());
    CampaignFile { report, campaigns: Campaigns::default(), lists, marks, texts, readable: false }
}

impl Files<'_> {
    /// Everything found, in the order of the files and lines, errors and warnings alike.
    fn problems(&mut self) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut self.found);
        for file in &mut self.dialogs {
            found.append(&mut file.report.found);
        }
        if let Some(file) = &mut self.campaigns {
            found.append(&mut file.report.found);
        }
        found.sort_by(|a, b| (&a.at.file, a.at.span.start, a.code).cmp(&(&b.at.file, b.at.span.start, b.code)));
        found.dedup();
        found
    }

    fn library(self) -> Option<Library> {
        let mut phrases = BTreeMap::new();
        let mut dialogs: BTreeMap<_, Dialog> = BTreeMap::new();
        for file in self.dialogs {
            for (key, words) in file.phrases.map(|(_, phrases)| phrases).unwrap_or_default() {
                if let Some(phrase) = Phrase::ALL.iter().find(|phrase| phrase.key() == key.get_ref()) {
                    phrases.insert(phrase.key(), words.text);
                }
            }
            dialogs.insert(file.dialog.id.clone(), file.dialog);
        }
        Some(Library {
            common: dialogs.remove(COMMON)?,
            renewal: dialogs.remove(RENEWAL)?,
            dialogs,
            phrases: Phrases::new(phrases),
            lexicon: self.lexicon,
            replies: self.replies,
            campaigns: self.campaigns?.campaigns,
        })
    }
}

#[cfg(test)]
mod tests;
