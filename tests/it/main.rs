//! One integration binary: each module tests one promise of the project.

mod conversations;
