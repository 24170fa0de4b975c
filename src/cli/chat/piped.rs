//! Chat from a pipe: a line in, a reply out, each reply ended by exactly one empty line; or JSON lines both ways.

use std::io::{self, BufRead};

use anyhow::Result;

use super::Chat;
use crate::channel::plain;
use crate::channel::terminal::json::{self, Unheard};
use crate::channel::terminal::piece;
use crate::cli::{messages, out};
use crate::conversation::said::Said;
use crate::dialog::definition::Name;
use crate::dialog::reply::Reply;

/// Plain text.
pub(super) fn plain(chat: &mut Chat, dialog: Option<Name>) -> Result<()> {
    print(&chat.open(dialog)?)?;
    let mut lines = Lines::new(io::stdin().lock());
    while let Some(line) = lines.next()? {
        let said = heard(chat, &line)?;
        let reply = chat.say(said)?;
        print(&reply)?;
    }
    Ok(())
}

/// JSON lines.
pub(super) fn json(chat: &mut Chat, dialog: Option<Name>) -> Result<()> {
    out::line(&json::write(&chat.open(dialog)?))?;
    let mut lines = Lines::new(io::stdin().lock());
    while let Some(line) = lines.next()? {
        let answer = match json::read(&line, &chat.asked) {
            Ok((said, file)) => {
                let files = file.map(|path| chat.keep(path)).transpose()?;
                json::write(&chat.say(Said { files: files.into_iter().collect(), ..said })?)
            }
            Err(Unheard::NoObject) => json::error(messages::BAD_LINE),
            Err(Unheard::NoFile(path)) => json::error(&messages::no_such_file(&path)),
        };
        out::line(&answer)?;
    }
    Ok(())
}

/// Words, or the file they name when a file is wanted.
pub(super) fn heard(chat: &mut Chat, line: &str) -> Result<Said> {
    let path = if chat.asked.wants_file() { piece::at(line) } else { None };
    Ok(match path {
        Some(path) => Said { files: vec![chat.keep(path)?], ..Said::default() },
        None => Said::words(line),
    })
}

fn print(reply: &Reply) -> io::Result<()> {
    match plain::text(reply) {
        text if text.is_empty() => out::line(""),
        text => out::line(&format!("{text}\n")),
    }
}

/// Lines as people's tools end them; the last one may have no end; what is not UTF-8 is replaced.
struct Lines<R> {
    input: R,
}

impl<R: BufRead> Lines<R> {
    fn new(input: R) -> Self {
        Self { input }
    }

    fn next(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        if self.input.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Ok(Some(String::from_utf8_lossy(line).into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_tools_end_them() {
        let mut lines = Lines::new(&b"un\r\n\ncaf\xe9\ndernier"[..]);
        let all: Vec<String> = std::iter::from_fn(|| lines.next().unwrap()).collect();
        assert_eq!(all, ["un", "", "caf\u{fffd}", "dernier"]);
    }
}
