//! The mail channel's settings, as they are written; `service/email/settings.rs` makes something usable of them.

use serde::Deserialize;

/// The mail channel; off while there is no address.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// The address candidates write to.
    pub address: String,
    /// The name shown beside it.
    pub name: String,
    /// The Maildir that is read, where no IMAP mailbox is.
    pub maildir: String,
    /// Where answers go: `smtp`, `dossier`, `sendmail`, or empty for whichever is set.
    pub outgoing: String,
    /// The folder of answers, for `dossier`; empty for `sent` in the Maildir.
    pub sent_dir: String,
    /// The command that takes a message on its input, for `sendmail`.
    pub sendmail: String,
    /// One more certificate authority, a PEM file.
    pub ca_file: String,
    /// The only name whose Authentication-Results are believed.
    pub authserv_id: String,
    /// Seconds of silence before an answer.
    pub quiet_seconds: u64,
    /// Seconds after the first mail, at most.
    pub quiet_most_seconds: u64,
    /// MiB of the longest mail that is read.
    pub max_message_mib: u64,
}

/// The IMAP mailbox; none while there is no host.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImapConfig {
    /// The server.
    pub host: String,
    /// Its port; 0 for the usual one.
    pub port: u64,
    /// `tls`, `starttls` or `aucun`.
    pub tls: String,
    /// Who logs in.
    pub user: String,
    /// With what. Never printed.
    pub password: String,
    /// The file that holds it, instead.
    pub password_file: String,
    /// The file of an OAuth2 token, instead.
    pub token_file: String,
    /// The command that writes an OAuth2 token, instead.
    pub token_command: String,
    /// The folder that is read.
    pub folder: String,
    /// Where mails go that were heard.
    pub done_folder: String,
    /// Where mails go that could not be.
    pub error_folder: String,
}

/// The relay; none while there is no host.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpConfig {
    /// The server.
    pub host: String,
    /// Its port; 0 for the usual one.
    pub port: u64,
    /// `tls`, `starttls` or `aucun`.
    pub tls: String,
    /// Who logs in; empty for nobody.
    pub user: String,
    /// With what. Never printed.
    pub password: String,
    /// The file that holds it, instead.
    pub password_file: String,
    /// The file of an OAuth2 token, instead.
    pub token_file: String,
    /// The command that writes an OAuth2 token, instead.
    pub token_command: String,
    /// Connections open at once.
    pub connections: u64,
}

/// The signature of outgoing mail; none without a selector.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DkimConfig {
    /// The name of the key in the DNS.
    pub selector: String,
    /// The domain that signs; empty for the address's.
    pub domain: String,
    /// The PEM file of the private key.
    pub key_file: String,
}

impl std::fmt::Debug for ImapConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImapConfig").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SmtpConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpConfig").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}
