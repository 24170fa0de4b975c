//! x
#[test]
fn a() {}
//! Everything from outside, in one binary.

mod store;
