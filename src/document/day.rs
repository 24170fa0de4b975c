//! How much of each person was kept today.

use std::collections::BTreeMap;

use jiff::civil::Date;
use uuid::Uuid;

use super::{Caps, Refused};

/// What was kept of one person in a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Spent {
    files: u32,
    bytes: u64,
}

impl Spent {
    pub(super) fn add(&mut self, bytes: u64) {
        self.files = self.files.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
    }
}

/// What was kept today of those who sent something today.
#[derive(Debug, Default)]
pub(super) struct Days {
    day: Option<Date>,
    spent: BTreeMap<Uuid, Spent>,
    /// Bytes of mails as they came. Only this process's: they are never looked up.
    posted: BTreeMap<Uuid, u64>,
}

impl Days {
    /// True when what a person sent on that day was looked up before.
    pub(super) fn knows(&mut self, person: Uuid, day: Date) -> bool {
        self.begin(day);
        self.spent.contains_key(&person)
    }

    fn begin(&mut self, day: Date) {
        if self.day != Some(day) {
            *self = Self { day: Some(day), ..Self::default() };
        }
    }

    /// A mail is kept as it came.
    pub(super) fn post(&mut self, person: Uuid, day: Date, bytes: u64, caps: &Caps) -> Result<(), Refused> {
        self.begin(day);
        let posted = self.posted.entry(person).or_default();
        if posted.saturating_add(bytes) > caps.bytes {
            return Err(Refused::DayBytes(caps.bytes));
        }
        *posted = posted.saturating_add(bytes);
        Ok(())
    }

    /// What the disk says of a person's day. Two who looked at once learn it once.
    pub(super) fn learn(&mut self, person: Uuid, day: Date, spent: Spent) {
        if self.day == Some(day) {
            self.spent.entry(person).or_insert(spent);
        }
    }

    pub(super) fn spend(&mut self, person: Uuid, bytes: u64, caps: &Caps) -> Result<(), Refused> {
        let spent = self.spent.entry(person).or_default();
        if spent.files >= caps.files {
            return Err(Refused::DayCount(caps.files));
        }
        if spent.bytes.saturating_add(bytes) > caps.bytes {
            return Err(Refused::DayBytes(caps.bytes));
        }
        spent.add(bytes);
        Ok(())
    }

    /// It was not kept after all.
    pub(super) fn give_back(&mut self, person: Uuid, bytes: u64) {
        if let Some(spent) = self.spent.get_mut(&person) {
            spent.files = spent.files.saturating_sub(1);
            spent.bytes = spent.bytes.saturating_sub(bytes);
        }
    }

    pub(super) fn forget(&mut self, person: Uuid) {
        self.spent.remove(&person);
        self.posted.remove(&person);
    }
}
