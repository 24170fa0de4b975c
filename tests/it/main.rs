//! Everything from outside, in one binary.

mod conversations;
mod store;
mod tidy;
