//! Mail from outside: the program on a Maildir, mails dropped into it, letters read where they leave.

mod bench;
mod dovecot;
mod hops;
mod robots;
mod start;
mod story;
mod trust;
