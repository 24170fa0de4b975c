//! Keys: what an answer is kept under, in a dossier and in the store.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::dialog::definition::Name;

/// What an answer is kept under: a slot, or a slot of one entry of a group. Written `slot` or `group/2/slot`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The group and the entry's id.
    pub entry: Option<(Name, u32)>,
    /// The slot, or the step for tasks, notes and recaps.
    pub slot: Name,
}

/// The slot under which « un autre ? » is kept, in each entry of a group (entry 0: « avez-vous un premier ? »).
pub const AGAIN: &str = "encore";

impl Key {
    /// A slot outside groups.
    #[must_use]
    pub fn new(slot: &str) -> Self {
        Self { entry: None, slot: slot.into() }
    }

    /// A slot of a group's entry.
    #[must_use]
    pub fn of(group: &Name, entry: u32, slot: &str) -> Self {
        Self { entry: Some((group.clone(), entry)), slot: slot.into() }
    }
}

/// A key as it is looked up: answers are asked for many times a turn, and a key made for each would be an allocation.
pub(super) trait Place {
    /// The group's entry and the slot.
    fn place(&self) -> (Option<(&str, u32)>, &str);
}

impl Place for Key {
    fn place(&self) -> (Option<(&str, u32)>, &str) {
        (self.entry.as_ref().map(|(group, entry)| (&**group, *entry)), &self.slot)
    }
}

impl Place for (Option<(&str, u32)>, &str) {
    fn place(&self) -> (Option<(&str, u32)>, &str) {
        *self
    }
}

impl<'a> Borrow<dyn Place + 'a> for Key {
    fn borrow(&self) -> &(dyn Place + 'a) {
        self
    }
}

impl PartialEq for dyn Place + '_ {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl Eq for dyn Place + '_ {}

impl PartialOrd for dyn Place + '_ {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The order of [`Key`] itself.
impl Ord for dyn Place + '_ {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.entry {
            Some((group, entry)) => write!(f, "{group}/{entry}/{}", self.slot),
            None => f.write_str(&self.slot),
        }
    }
}

impl FromStr for Key {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split('/').collect::<Vec<_>>().as_slice() {
            [slot] if !slot.is_empty() => Ok(Self::new(slot)),
            [group, entry, slot] => {
                let entry = entry.parse().map_err(|_| format!("clé illisible : {text}"))?;
                Ok(Self::of(&Name::from(*group), entry, slot))
            }
            _ => Err(format!("clé illisible : {text}")),
        }
    }
}

impl Serialize for Key {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
