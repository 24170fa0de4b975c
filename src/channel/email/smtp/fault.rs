//! Whether a mail that was not taken may be taken later.

use std::time::Duration;

/// Why a mail was not sent. The relay's own words are left out: they name addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It may go later; it may even have gone.
    #[error("à refaire ({why})")]
    Later {
        /// Codes, or what failed.
        why: String,
        /// Not before that long, where something is known.
        after: Option<Duration>,
    },
    /// It will never go.
    #[error("refusé ({why})")]
    Never {
        /// The relay's code; 0 when it was not even asked.
        code: u16,
        /// Codes, or what is wrong.
        why: String,
    },
}

/// Codes that answer our login or our manners, not the mail.
const OURS: &[u16] = &[500, 501, 502, 503, 504, 530, 534, 535, 538];
/// Refusals that pass: a full mailbox, a protocol error some servers mean for « not now ».
const PASSING: &[&str] = &["5.2.2", "5.5.0"];
/// Nothing was answered in time.
pub(super) const SILENT: &str = "sans réponse";
/// The connection broke, or there was none.
pub(super) const CUT: &str = "connexion coupée";
/// What concerns our account is not mended in a minute.
const LOGIN_AFTER: Duration = Duration::from_secs(60);

impl Fault {
    pub(in crate::channel::email) fn later(why: &str) -> Self {
        Self::Later { why: why.to_owned(), after: None }
    }

    pub(in crate::channel::email) fn never(code: u16, why: &str) -> Self {
        Self::Never { code, why: why.to_owned() }
    }

    /// Our account, not the mail.
    pub(super) fn login(why: &str) -> Self {
        Self::Later { why: why.to_owned(), after: Some(LOGIN_AFTER) }
    }

    /// TLS was wanted and is not to be had.
    pub(super) fn unsafe_line(error: &lettre::transport::smtp::Error) -> Self {
        if error.is_client() { Self::login("TLS") } else { Self::of(error) }
    }

    pub(super) fn of(error: &lettre::transport::smtp::Error) -> Self {
        if let Some(code) = error.status() {
            let source = std::error::Error::source(error).map(ToString::to_string);
            return Self::answered(u16::from(code), source.as_deref().unwrap_or_default());
        }
        if error.is_timeout() {
            return Self::later(SILENT);
        }
        if error.is_tls() {
            return Self::login("TLS");
        }
        // An answer cut short is told as one that cannot be read.
        Self::later(CUT)
    }

    /// What the relay answered, with its words.
    fn answered(code: u16, words: &str) -> Self {
        let status = status(words);
        let why = status.map_or_else(|| code.to_string(), |status| format!("{code} {status}"));
        let passing = status.is_some_and(|status| PASSING.contains(&status));
        if OURS.contains(&code) && !passing {
            return Self::login(&why);
        }
        if passing || code < 500 { Self::Later { why, after: None } } else { Self::Never { code, why } }
    }
}

/// The enhanced status (RFC 3463) the words begin with.
fn status(words: &str) -> Option<&str> {
    let first = words.split_whitespace().next()?;
    let parts: Vec<&str> = first.split('.').collect();
    let number = |part: &&str| part.len() <= 3 && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (parts.len() == 3 && parts.iter().all(number)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        for (code, words, later, why) in [
            (550, "5.1.1 <zoe@exemple.test> unknown", false, "550 5.1.1"),
            (550, "no such user zoe@exemple.test", false, "550"),
            (554, "5.7.1 spam", false, "554 5.7.1"),
            (552, "5.2.2 mailbox full", true, "552 5.2.2"),
            (554, "5.5.0 try again", true, "554 5.5.0"),
            (451, "4.3.0 later", true, "451 4.3.0"),
            (421, "bye", true, "421"),
            (535, "5.7.8 who are you", true, "535 5.7.8"),
            (503, "5.5.1 bad sequence", true, "503 5.5.1"),
            (550, "5.1.1.1 x", false, "550"),
        ] {
            let fault = Fault::answered(code, words);
            assert_eq!(matches!(fault, Fault::Later { .. }), later, "{code} {words}: {fault:?}");
            let told = fault.to_string();
            assert!(told.contains(&format!("({why})")) && !told.contains('@'), "{told}");
        }
        // What is ours is not tried again at once.
        assert!(matches!(Fault::answered(535, "5.7.8 no"), Fault::Later { after: Some(_), .. }));
    }
}
