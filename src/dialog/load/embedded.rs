//! The files the product is built with: it runs without any on disk.

use crate::dialog::diagnostic::{Source, Sources};

macro_rules! files {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../../", $name))),)*]
    };
}

const FILES: &[(&str, &str)] = files! {
    "dialogs/acloe-aesh.toml"
    "dialogs/acloe-m2.toml"
    "dialogs/commun.toml"
    "dialogs/ecandidat-inalco.toml"
    "dialogs/lexique.toml"
    "dialogs/magistere.toml"
    "dialogs/pays.toml"
    "dialogs/renouvellement.toml"
    "dialogs/reponses.toml"
    "config/campagnes.toml"
};

/// The built-in files.
#[must_use]
pub fn embedded() -> Sources {
    let source = |(name, text): &(&str, &str)| Source { name: (*name).to_owned(), text: (*text).to_owned() };
    Sources { files: FILES.iter().map(source).collect() }
}
