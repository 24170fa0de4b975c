//! Mail from outside: the program on a Maildir, mails dropped into it, letters read where they leave.
#![allow(clippy::disallowed_methods, reason = "a test waits for a program of its own, by the clock on the wall")]

pub(crate) mod bench;
mod dovecot;
mod full;
mod hops;
mod killers;
mod limits;
mod platform;
mod robots;
mod start;
mod story;
mod trust;
