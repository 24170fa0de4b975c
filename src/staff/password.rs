//! How a password is kept: argon2id, whose cost makes guessing dear even for who has the data and the master key.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

/// A password has at least so many characters,
pub const SHORTEST: usize = 12;
/// and at most so many bytes.
pub const LONGEST: usize = 1024;

/// 19 MiB, twice, in one lane.
const PARAMS: Result<Params, argon2::Error> = Params::new(19_456, 2, 1, None);

/// A kept password that no password is: checking against it takes as long as against another.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$Z3VpY2hldGd1aWNoZXQ$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// It has less than [`SHORTEST`] characters.
    #[error("Le mot de passe doit compter au moins 12 caractères.")]
    Short,
    /// It is longer than anybody types.
    #[error("Le mot de passe est trop long (1024 octets au plus).")]
    Long,
    /// It says nothing that is not known: one character repeated, or the login.
    #[error("Ce mot de passe se devine : choisissez par exemple quatre mots sans rapport entre eux.")]
    Guessed,
}

/// Is it good enough for that login?
///
/// # Errors
/// It is too short, too long, or easily guessed.
pub fn strong(password: &str, login: &str) -> Result<(), Weak> {
    let mut signs = password.chars();
    let first = signs.next();
    if password.chars().count() < SHORTEST {
        return Err(Weak::Short);
    }
    if password.len() > LONGEST {
        return Err(Weak::Long);
    }
    if signs.all(|sign| Some(sign) == first) || password.to_lowercase() == login {
        return Err(Weak::Guessed);
    }
    Ok(())
}

/// What is kept of a password. Takes some 20 ms and 19 MiB: not for a task that must not wait.
///
/// # Errors
/// The system gives no random bytes.
pub fn keep(password: &str) -> Result<String, String> {
    let params = PARAMS.map_err(|error| error.to_string())?;
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let kept = hasher.hash_password(password.as_bytes()).map_err(|error| error.to_string())?;
    Ok(kept.to_string())
}

/// Is it the password that was kept? Without one, nothing is, after as long a time. Takes as long as keeping one.
#[must_use]
pub fn fits(password: &str, kept: Option<&str>) -> bool {
    // Longer than anybody types costs no more than to say so.
    let tried = if password.len() <= LONGEST { password } else { "" };
    let verified = Argon2::default().verify_password(tried.as_bytes(), kept.unwrap_or(NOBODYS)).is_ok();
    verified && kept.is_some() && password.len() <= LONGEST
}
