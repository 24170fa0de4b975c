//! The dialog core: pure, total, deterministic. No clock, no file, no network, no async.
//!
//! In reading order: what a file says (`definition`, `text`, `phrase`, `lexicon`, `load`, `check`), what a person has
//! answered (`person`), what is asked next (`agenda`), what an utterance means (`fold`, `pattern`, `slot`, `intent`,
//! `understand`), and the one function that joins them (`turn`).

pub mod definition;
pub mod fold;
pub mod intent;
pub mod lexicon;
pub mod load;
pub mod number;
pub mod pattern;
pub mod person;
pub mod phrase;
pub mod reply;
pub mod slot;
pub mod text;
