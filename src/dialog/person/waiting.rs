//! Who waits for a member of staff, and what for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a person waits for staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Since when.
    pub since: Timestamp,
    /// What for.
    pub why: WaitingFor,
}

/// What a person waits for staff for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingFor {
    /// They asked for a person.
    Asked,
    /// They were not understood three times.
    Stuck,
    /// Their stored file could not be resumed.
    Unreadable,
    /// They want their data erased while something forbids it.
    Erasure,
    /// Their candidature’s term is over, and what was wished is not shown, or nothing was said.
    Renewal,
    /// A mail that says it is the platform’s, and is not proven to be.
    Spoofed,
    /// Their file has not moved for ten days.
    Unfinished,
}
