//! Time passes: what is due is said everywhere, once, and nothing is destroyed that should not be.
#![allow(clippy::disallowed_methods, reason = "a test waits for a program of its own, by the clock on the wall")]

mod asked;
pub(crate) mod house;
mod silent;
mod simulated;
mod story;
