//! The settings of the console.

use serde::Deserialize;

/// The pages of staff.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsoleConfig {
    /// Whether they are served, where `[http]` listens.
    pub enabled: bool,
    /// What stands before every path, behind a reverse proxy: empty, or « /guichet ».
    pub prefix: String,
    /// They are asked for over https, by a reverse proxy: cookies say so.
    pub secure: bool,
    /// Who asks is read from `X-Forwarded-For`, which a reverse proxy of ours writes.
    pub behind_proxy: bool,
    /// Whether the second proof is wanted of everybody.
    pub totp: Totp,
    /// Where staff open the pages, prefix included; empty where nobody says.
    pub public_url: String,
    /// Staff are told that somebody waits at most once in so many minutes,
    pub digest_minutes: u64,
    /// by a mail to this address,
    pub digest_to: String,
    /// or by a call of this one.
    pub digest_webhook: String,
}

/// Whether the second proof is wanted of everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Totp {
    /// Who wants one has one.
    #[serde(rename = "proposé")]
    Offered,
    /// Nobody sees anything without.
    #[serde(rename = "exigé")]
    Wanted,
}

impl ConsoleConfig {
    /// The prefix as it is put before paths: one slash before it, none behind. `None` when it cannot be part of one.
    #[must_use]
    pub fn prefix(&self) -> Option<String> {
        let bare = self.prefix.trim().trim_matches('/');
        let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '/');
        match bare {
            "" => Some(String::new()),
            bare if bare.chars().all(plain) && !bare.contains("//") => Some(format!("/{bare}")),
            _ => None,
        }
    }
}
