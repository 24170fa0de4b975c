//! Where a command's data is, under which clock, and what it says of them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use unicode_normalization::UnicodeNormalization;

use super::dialogs::{self, FilesArgs};
use super::failure::Failure;
use super::messages;
use crate::clock::Offset;
use crate::config::Config;
use crate::conversation::Address;
use crate::dialog::definition::Library;
use crate::dialog::person::Channel;

/// Where the data is, and how it is opened.
#[derive(Debug, Clone, Args)]
pub struct DataArgs {
    /// Le dossier des données (sinon GUICHET_DATA, sinon le dossier habituel de la machine)
    #[arg(long, value_name = "DOSSIER", env = "GUICHET_DATA")]
    data: Option<PathBuf>,
    /// Le fichier de la clé qui scelle les données (sinon GUICHET_KEY, sinon à côté du dossier des données)
    #[arg(long, value_name = "FICHIER", env = "GUICHET_KEY")]
    key: Option<PathBuf>,
    /// Le fichier de configuration (sinon GUICHET_CONFIG, sinon les réglages livrés)
    #[arg(long, value_name = "FICHIER", env = "GUICHET_CONFIG")]
    config: Option<PathBuf>,
    /// Répétition : avancer l’horloge, par exemple +6months, +10d ou +3h
    #[arg(long, value_name = "DÉCALAGE", env = "GUICHET_CLOCK_OFFSET", allow_hyphen_values = true)]
    pub(super) clock_offset: Option<Offset>,
    /// sled (sur le disque, par défaut) ou memory (rien n’est gardé)
    #[arg(long, value_name = "MOTEUR", value_enum, default_value_t = EngineName::Sled)]
    engine: EngineName,
    #[command(flatten)]
    files: FilesArgs,
}

/// An engine by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EngineName {
    Sled,
    Memory,
}

impl DataArgs {
    /// The dialogs and facts of the year.
    ///
    /// # Errors
    /// A file is wrong; every problem is told.
    pub fn library(&self) -> Result<Library> {
        dialogs::library(&self.files)
    }

    /// The settings.
    ///
    /// # Errors
    /// A setting is wrong; every problem is told.
    pub fn settings(&self) -> Result<Config> {
        let name = self.config.as_ref().map(|path| path.display().to_string());
        let text = self.config.as_ref().map(std::fs::read_to_string).transpose();
        let text = text.with_context(|| format!("fichier illisible : {}", name.clone().unwrap_or_default()))?;
        // A variable that is not text is none of ours.
        let variables =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Config::load(name.as_deref().zip(text.as_deref()), variables).map_err(|error| Failure::wrong(error.to_string()))
    }

    /// True when nothing outlives the command.
    #[must_use]
    pub fn is_memory(&self) -> bool {
        self.engine == EngineName::Memory
    }

    /// The arguments that name the same data again.
    #[must_use]
    pub fn again(&self) -> Vec<String> {
        let path = |name: &str, path: &Option<PathBuf>| {
            path.as_ref().map(|path| format!("--{name} {}", quoted(&path.display().to_string())))
        };
        let paths = [
            path("data", &self.data),
            path("key", &self.key),
            path("config", &self.config),
            path("dialogs", &self.files.dialogs),
            path("campaigns", &self.files.campaigns),
        ];
        let clock = self.clock_offset.as_ref().map(|offset| format!("--clock-offset {offset}"));
        paths.into_iter().flatten().chain(clock).collect()
    }

    /// The file of the master key: never in the data folder, which is copied and backed up without it.
    ///
    /// # Errors
    /// The folder has no absolute path.
    pub fn key(&self, data: &Path) -> Result<PathBuf> {
        if let Some(key) = &self.key {
            return Ok(key.clone());
        }
        let data = std::path::absolute(data)?;
        let name = data.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(data.with_file_name(format!("{name}.key")))
    }

    /// The data's folder.
    ///
    /// # Errors
    /// None was given and the machine has no usual place.
    pub fn folder(&self) -> Result<PathBuf> {
        let usual = || directories::ProjectDirs::from("", "", "guichet").map(|dirs| dirs.data_dir().to_owned());
        self.data.clone().or_else(usual).ok_or_else(|| Failure::failed(messages::NO_HOME))
    }
}

/// The user of the machine, as whom one speaks when no name is given.
fn user() -> String {
    let mut names = ["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
    names.find(|name| !name.is_empty()).unwrap_or_else(|| "moi".to_owned())
}

/// The address of whoever speaks here under that name, however an editor or a keyboard composes its accents.
#[must_use]
pub fn address(name: Option<&str>) -> Address {
    let name = name.map_or_else(user, |name| name.trim().nfc().collect());
    Address::new(Channel::Terminal, name)
}

/// The address of whom staff ask about: a mailbox where it is one, else a name of the terminal.
#[must_use]
pub fn correspondent(name: Option<&str>) -> Address {
    let mailbox = name.map(str::trim).filter(|name| name.contains('@') && !name.contains(char::is_whitespace));
    mailbox.map_or_else(
        || address(name),
        |mailbox| Address::new(Channel::Email, mailbox.nfc().collect::<String>().to_lowercase()),
    )
}

/// A word as a shell reads it back.
#[must_use]
pub fn quoted(word: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '/' | '.' | '-' | '_' | '+' | '@');
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_shell_reads_the_same_word_back() {
        for (word, expected) in [("marie", "marie"), ("l'été", "'l'\\''été'"), ("", "''"), ("a b", "'a b'")] {
            assert_eq!(quoted(word), expected);
        }
    }
}
