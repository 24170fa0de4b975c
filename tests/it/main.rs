//! Everything from outside, in one binary.

mod conversations;
mod guides;
mod store;
mod tidy;
