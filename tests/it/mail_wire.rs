//! The wires of mail, on real servers: what comes in, what goes out, and what happens when something breaks.

mod faults;
mod maildir;
mod receiving;
mod sending;
mod stage;
