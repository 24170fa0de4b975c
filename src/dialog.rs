//! The dialog core: pure, total, deterministic. No clock, no file, no network, no async.
//!
//! In reading order: what a file says (`definition`, `text`, `phrase`, `lexicon`, `load`, `check`), what a person has
//! answered (`person`), what is asked next (`agenda`), what an utterance means (`fold`, `pattern`, `slot`, `intent`,
//! `understand`), and the one function that joins them (`turn`).

pub mod act;
pub mod agenda;
pub mod check;
pub mod definition;
pub mod diagnostic;
pub mod due;
pub mod fold;
pub mod graph;
pub mod intent;
pub mod letter;
pub mod lexicon;
pub mod load;
pub mod number;
pub mod pattern;
pub mod person;
pub mod phrase;
pub mod recap;
pub mod reconcile;
pub mod rehearsal;
pub mod reply;
pub mod sender;
pub mod sheet;
pub mod show;
pub mod slot;
pub mod text;
pub mod turn;
pub mod understand;
pub mod view;
pub mod warning;
