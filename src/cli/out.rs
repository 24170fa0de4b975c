//! Standard output and standard error: the only place that writes to them.

use std::io::{self, Write};

/// Writes words as they are and flushes: what was answered must be seen before the next line is read.
///
/// # Errors
/// The output is closed or full.
pub fn write(words: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(words.as_bytes())?;
    out.flush()
}

/// Writes a line.
///
/// # Errors
/// The output is closed or full.
pub fn line(words: &str) -> io::Result<()> {
    write(&format!("{words}\n"))
}

/// Writes styled words to a terminal that shows them, bare words anywhere else (`NO_COLOR`, a dumb terminal).
///
/// # Errors
/// The output is closed.
pub fn styled(words: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(words.as_bytes())?;
    out.flush()
}

/// Tells the person at the keyboard something that is not part of the output. That it cannot be told is no failure.
pub fn tell(words: &str) {
    let _ = writeln!(io::stderr().lock(), "{words}");
}

/// True when writing failed because nobody reads any more, which ends a command quietly.
#[must_use]
pub fn closed(error: &anyhow::Error) -> bool {
    let broken = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    error.chain().any(broken)
}
