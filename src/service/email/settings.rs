//! The settings of mail, made usable: every problem told at once, files read, defaults filled in.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::channel::email::account::{Login, Secret, Security, Server};
use crate::channel::email::dkim::Signer;
use crate::channel::email::imap::{Account, Patience};
use crate::channel::email::outlet::Outlet;
use crate::channel::email::smtp::Smtp;
use crate::channel::email::{tls, write};
use crate::config::{Config, ConfigError, ImapConfig, SmtpConfig};
use crate::messages::mail as words;

/// Names of the ways a connection can be protected.
const TLS: &[&str] = &["tls", "starttls", "aucun"];
/// Names of the ways out.
const OUTGOING: &[&str] = &["smtp", "dossier", "sendmail"];
/// Hours a mail may wait for the next, MiB it may have, connections there may be: beyond is a slip of the keyboard.
const MOST_QUIET: u64 = 86_400;
const MOST_MIB: u64 = 150;
const MOST_CONNECTIONS: u64 = 50;

/// The mail channel, ready to be run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address candidates write to.
    pub address: String,
    /// The name shown beside it.
    pub name: String,
    /// Where mail comes from.
    pub source: Source,
    /// Where answers go.
    pub outlet: Outlet,
    /// What signs them.
    pub signer: Option<Signer>,
    /// The only name whose Authentication-Results are believed.
    pub authserv_id: Option<String>,
    /// Silence before an answer.
    pub quiet: Duration,
    /// After the first mail, at most.
    pub quiet_most: Duration,
    /// Bytes of the longest mail that is read.
    pub max_message_bytes: u64,
    /// Reminders sent in a minute.
    pub reminders: u32,
}

/// Where mail comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// An IMAP mailbox.
    Imap(Box<Account>),
    /// A Maildir of this machine.
    Maildir(PathBuf),
}

/// Problems met on the way.
struct Reading<'c> {
    config: &'c Config,
    problems: Vec<String>,
}

/// The settings of mail; `None` when no address is set.
///
/// # Errors
/// Everything that is wrong with them.
pub fn read(config: &Config) -> Result<Option<Settings>, ConfigError> {
    if config.mail.address.trim().is_empty() {
        return Ok(None);
    }
    let mut reading = Reading { config, problems: Vec::new() };
    let settings = reading.settings();
    let problems = reading.problems;
    if problems.is_empty() { Ok(settings) } else { Err(ConfigError(problems)) }
}

impl Reading<'_> {
    fn settings(&mut self) -> Option<Settings> {
        let mail = &self.config.mail;
        let address = mail.address.trim();
        let domain = match write::address(address) {
            Some(address) => address.domain().to_owned(),
            None => {
                self.problems.push(words::mail_address("[mail] address"));
                String::new()
            }
        };
        let ca = self.ca();
        let source = self.source(ca.clone());
        let outlet = self.outlet(&domain, ca);
        let signer = self.signer(&domain);
        self.bounded("[mail] quiet_seconds", mail.quiet_seconds, 0, MOST_QUIET);
        self.bounded("[mail] quiet_most_seconds", mail.quiet_most_seconds, mail.quiet_seconds, MOST_QUIET);
        self.bounded("[mail] max_message_mib", mail.max_message_mib, 1, MOST_MIB);
        Some(Settings {
            address: address.to_owned(),
            name: mail.name.trim().to_owned(),
            source: source?,
            outlet: outlet?,
            signer,
            authserv_id: Some(mail.authserv_id.trim().to_owned()).filter(|id| !id.is_empty()),
            quiet: Duration::from_secs(mail.quiet_seconds),
            quiet_most: Duration::from_secs(mail.quiet_most_seconds),
            max_message_bytes: mail.max_message_mib.saturating_mul(1 << 20),
            reminders: self.config.reminders.mail_per_minute,
        })
    }

    fn source(&mut self, ca: Option<Arc<[u8]>>) -> Option<Source> {
        let (imap, maildir) = (&self.config.imap, &self.config.mail.maildir);
        match (imap.host.is_empty(), maildir.is_empty()) {
            (true, true) => self.wrong(words::MAIL_NOWHERE),
            (false, false) => self.wrong(words::MAIL_TWICE),
            (true, false) => Some(Source::Maildir(maildir.into())),
            (false, true) => self.account(imap, ca).map(|account| Source::Imap(Box::new(account))),
        }
    }

    fn account(&mut self, imap: &ImapConfig, ca: Option<Arc<[u8]>>) -> Option<Account> {
        let folders =
            [("folder", &imap.folder), ("done_folder", &imap.done_folder), ("error_folder", &imap.error_folder)];
        for (key, folder) in folders {
            if folder.is_empty()
                || folder.chars().any(|sign| !sign.is_ascii() || sign.is_ascii_control() || sign == '&')
            {
                self.problems.push(words::mail_folder(&format!("[imap] {key}")));
            }
        }
        let [one, two, three] = folders.map(|(_, folder)| folder.to_ascii_lowercase());
        if one == two || two == three || one == three {
            self.problems.push(words::MAIL_SAME_FOLDERS.to_owned());
        }
        let secrets = [&imap.password, &imap.password_file, &imap.token_file, &imap.token_command];
        let login = self.login("imap", &imap.user, secrets);
        if login.is_none() && imap.user.is_empty() {
            self.problems.push(words::mail_needs("[imap] host", "[imap] user"));
        }
        let server = self.server("imap", &imap.host, (imap.port, [993, 143, 143]), &imap.tls, ca, login)?;
        Some(Account {
            server,
            folder: imap.folder.clone(),
            done_folder: imap.done_folder.clone(),
            error_folder: imap.error_folder.clone(),
            patience: Patience::default(),
        })
    }

    fn outlet(&mut self, domain: &str, ca: Option<Arc<[u8]>>) -> Option<Outlet> {
        let (mail, smtp) = (&self.config.mail, &self.config.smtp);
        let way = match mail.outgoing.as_str() {
            "" if smtp.host.is_empty() => "dossier",
            "" => "smtp",
            way => way,
        };
        match way {
            "smtp" if smtp.host.is_empty() => {
                self.wrong(&words::mail_needs("[mail] outgoing = \"smtp\"", "[smtp] host"))
            }
            "smtp" => self.relay(smtp, domain, ca).map(Outlet::Smtp),
            "sendmail" if mail.sendmail.trim().is_empty() => {
                self.wrong(&words::mail_needs("[mail] outgoing = \"sendmail\"", "[mail] sendmail"))
            }
            "sendmail" => Some(Outlet::Sendmail(mail.sendmail.clone())),
            "dossier" if !mail.sent_dir.is_empty() => Some(Outlet::Folder(PathBuf::from(&mail.sent_dir))),
            "dossier" if !mail.maildir.is_empty() => Some(Outlet::Folder(PathBuf::from(&mail.maildir).join("sent"))),
            "dossier" => self.wrong(&words::mail_needs("[mail] address", "[smtp] host, ou [mail] sent_dir")),
            other => self.wrong(&words::mail_word("[mail] outgoing", other, OUTGOING)),
        }
    }

    fn relay(&mut self, smtp: &SmtpConfig, domain: &str, ca: Option<Arc<[u8]>>) -> Option<Smtp> {
        self.bounded("[smtp] connections", smtp.connections, 1, MOST_CONNECTIONS);
        let secrets = [&smtp.password, &smtp.password_file, &smtp.token_file, &smtp.token_command];
        let login = self.login("smtp", &smtp.user, secrets);
        let server = self.server("smtp", &smtp.host, (smtp.port, [465, 587, 25]), &smtp.tls, ca, login)?;
        Some(Smtp::new(server, domain, u32::try_from(smtp.connections).unwrap_or(1)))
    }

    fn server(
        &mut self,
        section: &str,
        host: &str,
        (port, usual): (u64, [u16; 3]),
        tls: &str,
        ca: Option<Arc<[u8]>>,
        login: Option<Login>,
    ) -> Option<Server> {
        let (security, usual) = match (tls, usual) {
            ("tls", [usual, ..]) => (Security::Tls, usual),
            ("starttls", [_, usual, _]) => (Security::StartTls, usual),
            ("aucun", [.., usual]) => (Security::None, usual),
            (other, _) => return self.wrong(&words::mail_word(&format!("[{section}] tls"), other, TLS)),
        };
        if security == Security::None && login.is_some() && !is_here(host) {
            return self.wrong(&words::mail_in_clear(section));
        }
        let Ok(port) = u16::try_from(port) else {
            return self.wrong(&words::mail_bounds(&format!("[{section}] port"), 0, u16::MAX.into()));
        };
        Some(Server { host: host.to_owned(), port: if port == 0 { usual } else { port }, security, ca, login })
    }

    /// Password, its file, the token's file, the token's command: one of them.
    fn login(&mut self, section: &str, user: &str, secrets: [&String; 4]) -> Option<Login> {
        let given = secrets.iter().filter(|secret| !secret.is_empty()).count();
        if given > 1 {
            return self.wrong(&words::mail_secrets(section));
        }
        match (user.is_empty(), given) {
            (true, 0) => return None,
            (true, _) => {
                return self.wrong(&words::mail_needs(&format!("[{section}] un secret"), &format!("[{section}] user")));
            }
            (false, 0) => {
                let wanted = "password, password_file, token_file ou token_command";
                return self.wrong(&words::mail_needs(&format!("[{section}] user"), wanted));
            }
            (false, _) => {}
        }
        let [password, password_file, token_file, token_command] = secrets;
        for (key, path) in [("password_file", password_file), ("token_file", token_file)] {
            if !path.is_empty() {
                self.file(&format!("[{section}] {key}"), path);
            }
        }
        let secret = match () {
            () if !password.is_empty() => Secret::Password(password.clone()),
            () if !password_file.is_empty() => Secret::PasswordFile(password_file.into()),
            () if !token_file.is_empty() => Secret::TokenFile(token_file.into()),
            () => Secret::TokenCommand(token_command.clone()),
        };
        Some(Login { user: user.to_owned(), secret })
    }

    fn ca(&mut self) -> Option<Arc<[u8]>> {
        let path = &self.config.mail.ca_file;
        let pem = if path.is_empty() { None } else { self.file("[mail] ca_file", path) }?;
        if let Err(error) = tls::connector(Some(&pem)) {
            return self.wrong(&words::mail_file("[mail] ca_file", path, &error.to_string()));
        }
        Some(pem.into())
    }

    fn signer(&mut self, domain: &str) -> Option<Signer> {
        let dkim = &self.config.dkim;
        match (dkim.selector.is_empty(), dkim.key_file.is_empty()) {
            (true, true) => return None,
            (true, false) => return self.wrong(&words::mail_needs("[dkim] key_file", "[dkim] selector")),
            (false, true) => return self.wrong(&words::mail_needs("[dkim] selector", "[dkim] key_file")),
            (false, false) => {}
        }
        let pem = self.file("[dkim] key_file", &dkim.key_file)?;
        let domain = if dkim.domain.is_empty() { domain } else { &dkim.domain };
        match Signer::new(domain, &dkim.selector, &pem) {
            Ok(signer) => Some(signer),
            Err(fault) => self.wrong(&words::mail_file("[dkim] key_file", &dkim.key_file, &fault.to_string())),
        }
    }

    fn file(&mut self, setting: &str, path: &str) -> Option<Vec<u8>> {
        match std::fs::read(path) {
            Ok(bytes) => Some(bytes),
            Err(error) => self.wrong(&words::mail_file(setting, path, &error.to_string())),
        }
    }

    fn bounded(&mut self, setting: &str, value: u64, least: u64, most: u64) {
        if !(least..=most).contains(&value) {
            self.problems.push(words::mail_bounds(setting, least, most));
        }
    }

    fn wrong<T>(&mut self, problem: &str) -> Option<T> {
        self.problems.push(problem.to_owned());
        None
    }
}

/// A server of this very machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
