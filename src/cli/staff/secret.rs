//! Passwords asked for at the keyboard, and secrets shown there.

use std::io::{self, IsTerminal, Read};

use anyhow::{Context, Result};
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use zeroize::Zeroizing;

use crate::cli::failure::Failure;
use crate::cli::{messages, out};
use crate::staff::{password, totp};

/// A new password: typed twice, unseen; or the first line of what a script brings.
pub(super) fn password() -> Result<Zeroizing<String>> {
    if !io::stdin().is_terminal() {
        let mut text = Zeroizing::new(String::new());
        let most = u64::try_from(password::LONGEST + 2).unwrap_or(u64::MAX);
        io::stdin().lock().take(most).read_to_string(&mut text)?;
        let line = text.lines().next().map(|line| Zeroizing::new(line.to_owned()));
        return line.ok_or_else(|| Failure::wrong(messages::NO_PASSWORD));
    }
    let first = Zeroizing::new(rpassword::prompt_password(messages::NEW_PASSWORD)?);
    let again = Zeroizing::new(rpassword::prompt_password(messages::SAME_PASSWORD)?);
    if *first == *again { Ok(first) } else { Err(Failure::wrong(messages::NOT_THE_SAME)) }
}

/// A new secret for an application.
pub(super) fn fresh() -> Result<String> {
    totp::fresh().map_err(|error| Failure::failed(error.to_string()))
}

/// Shows a secret: a picture to photograph, and its address.
pub(super) fn show(secret: &str, login: &str) -> Result<()> {
    let url = totp::url(secret, login).context(login.to_owned())?;
    out::tell(messages::SCAN);
    // Terminals are dark more often than not: the light modules are drawn.
    let code = QrCode::new(&url)?;
    let drawn = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    out::line(&drawn)?;
    out::line(&url)?;
    Ok(())
}
