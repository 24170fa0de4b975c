//! Chat on a screen: line editing, a history that forgets secrets, leaving politely.

use anyhow::Result;
use rustyline::error::ReadlineError;
use rustyline::history::{History, MemHistory};
use rustyline::{Config, Editor};

use super::{Chat, piped};
use crate::channel::terminal::screen;
use crate::cli::{messages, out};
use crate::dialog::definition::Name;
use crate::dialog::reply::Reply;
use crate::redact;

const PROMPT: &str = "› ";

/// The history is kept in memory only: what a candidate typed belongs in the store, sealed, and nowhere else.
type Keyboard = Editor<(), MemHistory>;

/// Talks until the person leaves. `again` is the command that takes the conversation up again.
pub(super) fn talk(chat: &mut Chat, dialog: Option<Name>, again: &Option<String>) -> Result<()> {
    let config = Config::builder().auto_add_history(false).build();
    let mut keyboard = Keyboard::with_history(config, MemHistory::new())?;
    out::styled(&format!("{}\n\n", messages::HOW_TO_LEAVE))?;
    show(&chat.open(dialog)?)?;
    let mut leaving = false;
    loop {
        match keyboard.readline(PROMPT) {
            Ok(line) if line.trim().is_empty() => leaving = false,
            Ok(line) => {
                leaving = false;
                remember(&mut keyboard, chat, &line)?;
                let said = piped::heard(chat, &line)?;
                show(&chat.say(said)?)?;
            }
            Err(ReadlineError::Interrupted) if !leaving => {
                leaving = true;
                out::styled(&format!("{}\n", messages::AGAIN_TO_LEAVE))?;
            }
            Err(ReadlineError::Interrupted | ReadlineError::Eof) => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(out::styled(&format!("{}\n", farewell(again.as_deref())))?)
}

fn farewell(again: Option<&str>) -> String {
    again.map_or_else(|| messages::FAREWELL_UNKEPT.to_owned(), messages::farewell)
}

fn remember(keyboard: &mut Keyboard, chat: &Chat, line: &str) -> Result<()> {
    if !chat.asked.sensitive() && redact::redact(line).found.is_empty() {
        keyboard.history_mut().add(line)?;
    }
    Ok(())
}

fn show(reply: &Reply) -> Result<()> {
    Ok(out::styled(&format!("\n{}\n", screen::render(reply, width())))?)
}

/// The terminal's width now: people resize windows.
fn width() -> usize {
    rustix::termios::tcgetwinsize(std::io::stdout())
        .ok()
        .map(|size| usize::from(size.ws_col))
        .filter(|columns| *columns > 0)
        .unwrap_or(screen::WIDEST)
}
