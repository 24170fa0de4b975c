//! Everything from outside, in one binary.

mod dialogs_check;
mod store;
