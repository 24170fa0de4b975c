//! The second proof: six digits of an application on their telephone, good for one use.

use jiff::Timestamp;
use totp_rs::{Builder, Secret, Totp};

/// Who asks for it, as the application shows it.
const ISSUER: &str = "guichet";

/// A new secret, in base 32.
///
/// # Errors
/// The system gives no random bytes.
pub fn fresh() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes)?;
    Ok(Secret::from(bytes).to_base32())
}

/// The address an application reads a secret from, often from a QR code. `None` when it is no secret.
#[must_use]
pub fn url(secret: &str, login: &str) -> Option<String> {
    of(secret, login)?.to_url().ok()
}

/// The step whose code it is, one before and one after being taken too; `None` when the code is wrong.
#[must_use]
pub fn step(secret: &str, code: &str, now: Timestamp) -> Option<u64> {
    let code: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    of(secret, "")?.check(&code, u64::try_from(now.as_second()).ok()?)
}

/// The code of a moment, as the application would show it. For tests and rehearsals.
#[must_use]
pub fn code(secret: &str, now: Timestamp) -> Option<String> {
    Some(of(secret, "")?.generate(u64::try_from(now.as_second()).ok()?).to_string())
}

fn of(secret: &str, login: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    // The names matter to the address alone.
    let login = if login.is_empty() { "compte" } else { login };
    Builder::new().with_secret(secret).with_account_name(login).with_issuer(Some(ISSUER)).build().ok()
}
