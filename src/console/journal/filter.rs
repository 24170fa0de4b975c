//! Which lines of the journal are wanted.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;

use crate::clock;
use crate::console::access::escaped;
use crate::staff::deed::Written;
use crate::store::{Store, StoreError};

/// Lines read at once,
const READ: usize = 500;
/// and looked through for one page: a rare filter goes on behind a link.
const LOOKED_THROUGH: usize = 20_000;

/// What the query of the page asks for. What is empty, or makes no sense, filters nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filter {
    /// A login.
    pub qui: String,
    /// The name of a deed.
    pub acte: String,
    /// The id of a person.
    pub personne: String,
    /// The first day.
    pub du: String,
    /// The last day.
    pub au: String,
    /// Lines before that number.
    pub avant: Option<u64>,
}

impl Filter {
    /// The lines of a page, and where the next one begins.
    pub(super) async fn page(&self, store: &Store, limit: usize) -> Result<(Vec<Written>, Option<u64>), StoreError> {
        let (mut found, mut before, mut looked) = (Vec::new(), self.avant, 0);
        let (from, until) = (day(&self.du, 0), day(&self.au, 1));
        while found.len() < limit && looked < LOOKED_THROUGH {
            let lines = store.journal(before, READ).await?;
            let Some(last) = lines.last() else { return Ok((found, None)) };
            let (end, count) = (last.number, lines.len());
            looked += count;
            let wanted = lines.into_iter().filter(|line| self.wants(line, from, until));
            found.extend(wanted.take(limit - found.len()));
            before = Some(end);
            if found.len() == limit {
                before = found.last().map(|line| line.number);
            } else if count < READ {
                return Ok((found, None));
            }
        }
        Ok((found, before.filter(|before| *before > 1)))
    }

    fn wants(&self, line: &Written, from: Option<Timestamp>, until: Option<Timestamp>) -> bool {
        let done = &line.done;
        let (who, person) = (self.qui.trim(), self.personne.trim());
        let whose = [done.by.as_deref(), done.account.as_deref()];
        (who.is_empty() || whose.contains(&Some(who)))
            && (self.acte.is_empty() || done.deed.code() == self.acte)
            && (person.is_empty() || done.person.is_some_and(|id| id.to_string() == person))
            && from.is_none_or(|from| done.at >= from)
            && until.is_none_or(|until| done.at < until)
    }

    /// As a query, from the newest line.
    pub(super) fn query(&self) -> String {
        let fields = [
            ("qui", &self.qui),
            ("acte", &self.acte),
            ("personne", &self.personne),
            ("du", &self.du),
            ("au", &self.au),
        ];
        let filled = fields.iter().filter(|(_, value)| !value.is_empty());
        filled.map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
    }

    /// The same, from an older line.
    pub(super) fn before(&self, number: u64) -> String {
        let query = self.query();
        if query.is_empty() { format!("avant={number}") } else { format!("{query}&avant={number}") }
    }
}

/// The beginning of a day in Paris, so many days later.
fn day(text: &str, later: i32) -> Option<Timestamp> {
    let day: Date = text.parse().ok()?;
    let day = day.checked_add(later.days()).ok()?;
    day.to_zoned(clock::paris()).ok().map(|at| at.timestamp())
}
