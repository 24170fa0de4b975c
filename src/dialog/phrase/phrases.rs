//! The texts of the frame, by name.

use std::collections::BTreeMap;

use super::Phrase;
use crate::dialog::text::{Args, Prose, Text};

/// The frame's texts by name.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    texts: BTreeMap<&'static str, Text>,
    versions: BTreeMap<&'static str, u64>,
}

impl Phrases {
    /// Built by the loader, which has parsed the texts.
    #[must_use]
    pub fn new(texts: BTreeMap<&'static str, Text>) -> Self {
        let versions = texts.iter().map(|(key, text)| (*key, digest(&format!("{text:?}")))).collect();
        Self { texts, versions }
    }

    /// Which version of a text this is: a digest of its words, kept with who was shown it.
    #[must_use]
    pub fn version(&self, phrase: Phrase) -> u64 {
        self.versions.get(phrase.key()).copied().unwrap_or_default()
    }

    /// The phrase, filled.
    #[must_use]
    pub fn say(&self, phrase: Phrase, args: &Args) -> Prose {
        self.texts.get(phrase.key()).map(|text| text.fill(args)).unwrap_or_default()
    }

    /// The phrase on one line, without markup.
    #[must_use]
    pub fn line(&self, phrase: Phrase, args: &Args) -> String {
        self.say(phrase, args).line()
    }

    /// Its template, for digests and checks.
    #[must_use]
    pub fn text(&self, phrase: Phrase) -> Option<&Text> {
        self.texts.get(phrase.key())
    }
}

/// FNV-1a: a version mark that stays the same across builds.
pub(in crate::dialog) fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
