//! The settings: the shipped file, then the file given, then the environment. All problems are told at once.

mod console;
mod environment;
mod mail;

pub use console::{ConsoleConfig, Totp};
pub use mail::{DkimConfig, ImapConfig, MailConfig, SmtpConfig};
use serde::Deserialize;
use toml::{Table, Value};

/// The file that ships: annotated, and every default.
pub const SHIPPED: &str = include_str!("../config/guichet.toml");

/// What a variable of the environment that changes a setting begins with; `__` stands between section and key.
const PREFIX: &str = "GUICHET_";

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// How data is kept.
    pub store: StoreConfig,
    /// Which files are kept.
    pub pieces: PiecesConfig,
    /// How fast reminders are sent.
    pub reminders: RemindersConfig,
    /// The Telegram channel.
    pub telegram: TelegramConfig,
    /// The local web server.
    pub http: HttpConfig,
    /// The mail channel.
    pub mail: MailConfig,
    /// The mailbox it reads.
    pub imap: ImapConfig,
    /// The relay its answers go to.
    pub smtp: SmtpConfig,
    /// How they are signed.
    pub dkim: DkimConfig,
    /// The pages of staff.
    pub console: ConsoleConfig,
}

/// The Telegram channel; off while there is no token.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelegramConfig {
    /// The bot's token. Never printed.
    pub token: String,
    /// The file that holds it, instead.
    pub token_file: String,
    /// Where the Bot API is.
    pub api_url: String,
    /// The public address Telegram is to send updates to; empty to ask for them.
    pub webhook: String,
    /// Messages and edits in any second, all conversations together.
    pub per_second: u64,
    /// Milliseconds after which a conversation may be sent one more.
    pub chat_every_ms: u64,
    /// How many a conversation may be sent at once, when nothing was sent to it for a while.
    pub chat_burst: u64,
}

impl std::fmt::Debug for TelegramConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TelegramConfig").field("api_url", &self.api_url).finish_non_exhaustive()
    }
}

/// The local web server: `/healthz`, `/readyz`, and Telegram's webhook.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    /// Address and port; empty for none. Port 0 takes a free one.
    pub listen: String,
}

/// Which files are kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PiecesConfig {
    /// Files of one person a day.
    pub per_person_day: u32,
    /// MiB of one person a day.
    pub mib_per_person_day: u64,
    /// KiB of words of one person a day.
    pub words_kib_per_person_day: u64,
}

/// How fast reminders are sent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemindersConfig {
    /// By mail, in a minute.
    pub mail_per_minute: u32,
    /// On Telegram, in a minute.
    pub telegram_per_minute: u32,
}

/// How data is kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    /// Memory to read again faster, in MiB.
    pub cache_mib: u64,
    /// The reserve given back when the disk is full, in MiB.
    pub ballast_mib: u64,
}

/// Everything that is wrong with the settings, one line each.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

impl Config {
    /// The shipped settings, changed by a file's text (with its name, for messages) and by variables.
    ///
    /// # Errors
    /// Unknown settings, values of the wrong kind: all of them.
    pub fn load(
        file: Option<(&str, &str)>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        let shipped = SHIPPED.parse::<Table>().map_err(|error| ConfigError(vec![error.to_string()]))?;
        let mut merged = shipped.clone();
        if let Some((name, text)) = file {
            match text.parse::<Table>() {
                Ok(table) => lay_over(&mut merged, table, name, &mut problems),
                Err(error) => problems.push(format!("{name} : {}", error.message())),
            }
        }
        for (variable, value) in variables {
            environment::lay_over(&mut merged, &variable, &value, &mut problems);
        }
        if !problems.is_empty() {
            return Err(ConfigError(problems));
        }
        merged.try_into().map_err(|error: toml::de::Error| ConfigError(vec![error.message().to_owned()]))
    }
}

/// Sections of a file over the defaults: only what is known, only of the same kind.
fn lay_over(merged: &mut Table, table: Table, name: &str, problems: &mut Vec<String>) {
    for (section, values) in table {
        match (merged.get_mut(&section), values) {
            (Some(Value::Table(known)), Value::Table(values)) => {
                for (key, value) in values {
                    set(known, &section, &key, value, name, problems);
                }
            }
            (Some(_), _) => problems.push(format!("{name} : [{section}] doit être une section")),
            (None, _) => problems.push(format!("{name} : la section [{section}] n’existe pas")),
        }
    }
}

fn set(known: &mut Table, section: &str, key: &str, value: Value, name: &str, problems: &mut Vec<String>) {
    match known.get_mut(key) {
        None => {
            let keys = known.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            problems.push(format!("{name} : [{section}] {key} n’existe pas ; réglages connus : {keys}"));
        }
        Some(default) if default.type_str() != value.type_str() => {
            let wanted = kind(default);
            problems.push(format!("{name} : [{section}] {key} doit être {wanted}"));
        }
        Some(default) => *default = value,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "un texte entre guillemets",
        Value::Integer(_) => "un nombre entier",
        Value::Boolean(_) => "true ou false",
        Value::Array(_) => "une liste",
        Value::Float(_) => "un nombre",
        Value::Datetime(_) => "une date",
        Value::Table(_) => "une section",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::load(Some(("essai.toml", text)), variables)
    }

    #[test]
    fn the_shipped_file_loads_as_it_is() {
        let config = Config::load(None, []).unwrap();
        assert_eq!(config, load(SHIPPED, &[]).unwrap());
        assert!(config.store.cache_mib > 0);
    }

    #[test]
    fn the_environment_beats_the_file_which_beats_the_defaults() {
        let config = load("[store]\ncache_mib = 8", &[]).unwrap();
        assert_eq!(config.store.cache_mib, 8);
        assert_eq!(config.store.ballast_mib, Config::load(None, []).unwrap().store.ballast_mib);
        let variables = [("GUICHET_STORE__CACHE_MIB", "16"), ("GUICHET_DATA", "/x"), ("HOME", "/y")];
        assert_eq!(load("[store]\ncache_mib = 8", &variables).unwrap().store.cache_mib, 16);
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let text = "[store]\ncache_mib = 'beaucoup'\ncash = 1\n[stores]\ncache_mib = 1";
        let variables = [("GUICHET_STORE__CACHE_MIB", "peu"), ("GUICHET_STORE__CASH", "1")];
        let ConfigError(problems) = load(text, &variables).unwrap_err();
        assert_eq!(problems.len(), 5, "{problems:#?}");
        let wrong = load("[store", &[]).unwrap_err();
        assert!(wrong.to_string().starts_with("essai.toml : "), "{wrong}");
    }
}
