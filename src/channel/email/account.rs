//! A mail server, and how we log in there. Passwords and tokens are read anew at each connection, and never printed.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::command;

/// A command that writes a token has so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after the greeting; without it nothing is said.
    StartTls,
    /// In clear.
    None,
}

/// A server.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// One more certificate authority, in PEM.
    pub ca: Option<Arc<[u8]>>,
    /// Who logs in; nobody, for a relay that asks nothing.
    pub login: Option<Login>,
}

/// Who logs in, and with what.
#[derive(Clone)]
pub struct Login {
    /// The account.
    pub user: String,
    /// What proves it.
    pub secret: Secret,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").finish_non_exhaustive()
    }
}

/// Where the proof comes from.
#[derive(Clone)]
pub enum Secret {
    /// A password, given.
    Password(String),
    /// The file of a password.
    PasswordFile(PathBuf),
    /// The file of an OAuth2 access token, kept fresh by another program.
    TokenFile(PathBuf),
    /// A command that writes an OAuth2 access token.
    TokenCommand(String),
}

/// What proves who we are, now.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// A password.
    Password(String),
    /// An OAuth2 access token.
    Token(String),
}

impl Secret {
    /// The proof as it is now. `None`: it cannot be read.
    pub async fn read(&self) -> Option<Proof> {
        let of_file = async |path: &PathBuf| tokio::fs::read_to_string(path).await.ok();
        let token = |text: String| Some(text.trim().to_owned()).filter(|token| !token.is_empty()).map(Proof::Token);
        match self {
            Self::Password(password) => Some(Proof::Password(password.clone())),
            // A password may begin or end with a space; the line's end is the editor's.
            Self::PasswordFile(path) => {
                let text = of_file(path).await?;
                Some(Proof::Password(text.trim_end_matches(['\r', '\n']).to_owned()))
            }
            Self::TokenFile(path) => token(of_file(path).await?),
            Self::TokenCommand(line) => {
                let ran = command::run(line, &[], Vec::new(), PATIENCE).await.ok()?;
                token(String::from_utf8(ran.output).ok().filter(|_| ran.code == Some(0))?)
            }
        }
    }
}

/// What XOAUTH2 sends: the account and a bearer token.
#[must_use]
pub fn xoauth2(user: &str, token: &str) -> String {
    format!("user={user}\x01auth=Bearer {token}\x01\x01")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_secret_is_read_where_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, " a b \r\n").unwrap();
        let password = |text: &str| Some(Proof::Password(text.to_owned()));
        let token = |text: &str| Some(Proof::Token(text.to_owned()));
        let absent = folder.path().join("absent");
        for (secret, proof) in [
            (Secret::Password("x".to_owned()), password("x")),
            (Secret::PasswordFile(file.clone()), password(" a b ")),
            (Secret::PasswordFile(absent.clone()), None),
            (Secret::TokenFile(file), token("a b")),
            (Secret::TokenFile(absent), None),
            (Secret::TokenCommand("echo ya29.jeton".to_owned()), token("ya29.jeton")),
            (Secret::TokenCommand("false".to_owned()), None),
            (Secret::TokenCommand("/aucune/commande".to_owned()), None),
        ] {
            assert!(secret.read().await == proof);
        }
    }

    #[test]
    fn xoauth2_is_what_providers_document() {
        assert_eq!(xoauth2("a@b.fr", "ya29"), "user=a@b.fr\u{1}auth=Bearer ya29\u{1}\u{1}");
    }

    #[test]
    fn a_login_shows_nothing() {
        let login = Login { user: "moi@exemple.test".into(), secret: Secret::Password("motdepasse".into()) };
        let shown = format!("{login:?}");
        assert!(!shown.contains("moi") && !shown.contains("motdepasse"), "{shown}");
    }
}
