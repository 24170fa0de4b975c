//! What candidates said that was not understood, and how far they come: worked out as the store changes, never when a page
//! is asked for.
//!
//! In reading order: `phrases` (what was not understood), `funnel` (how many came how far), `span` (how long something
//! lasts, in few bytes), `share` (one dossier's part in the figures), `follow` (how both keep up with the store), `filter`
//! (what a page is asked for), `steps` (the steps a form offers), `missed` and `trial` (the page of what was not understood,
//! and the form beside it), `meaning` and `remedy` (what a reading means, and the lines that would change it), `progress`,
//! `chart` and `csv` (the page of the funnel).

mod chart;
mod csv;
mod filter;
mod follow;
mod funnel;
mod meaning;
mod missed;
mod phrases;
mod progress;
mod remedy;
mod share;
mod span;
mod steps;
mod trial;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use axum::Router;
use axum::routing::get;
use uuid::Uuid;

use super::Console;
use funnel::Funnel;
use phrases::Phrases;
use share::Share;

/// The two pages, and the figures to take away.
pub fn routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/comprehension", get(missed::show))
        .route("/entonnoir", get(progress::show))
        .route("/entonnoir.csv", get(csv::take))
}

/// What was not understood, and how far candidates come. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Report(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    ledger: RwLock<Ledger>,
    full: AtomicBool,
    people: AtomicUsize,
}

/// What the pages are drawn from.
#[derive(Debug, Default)]
struct Ledger {
    phrases: Phrases,
    funnel: Funnel,
    /// What each person has put in: taken out again when they change.
    known: HashMap<Uuid, Known>,
}

/// How far somebody was read, and what they have put in.
#[derive(Debug, Clone, Default)]
struct Known {
    entries: u64,
    shares: Vec<Share>,
}

impl Report {
    /// True once everybody who was stored at the start was read.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.0.full.load(Ordering::Acquire)
    }

    /// How many people were read.
    #[must_use]
    pub fn people(&self) -> usize {
        self.0.people.load(Ordering::Relaxed)
    }

    fn read(&self) -> RwLockReadGuard<'_, Ledger> {
        self.0.ledger.read().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
