//! The platform's own mail: what proves it, what answers it, and what candidates pass on.

mod answered;
mod candidate;
mod dovecot;
mod passed_on;
mod put_aside;
