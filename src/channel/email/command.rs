//! A command of the machine: given an input, read to its end, ended when it takes too long.

use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How often it is looked whether a command has ended.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A command that ended.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it wrote.
    pub output: Vec<u8>,
}

/// Runs a line: words apart by spaces, no shell. `words` are added at its end.
///
/// # Errors
/// It does not start, or does not end in time: then it is killed.
pub async fn run(line: &str, words: &[&str], input: Vec<u8>, patience: Duration) -> io::Result<Ran> {
    let mut named = line.split_whitespace();
    let Some(program) = named.next() else { return Err(io::ErrorKind::NotFound.into()) };
    let mut command = Command::new(program);
    command.args(named).args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    // Both ends at once: a command that answers before it has read all would wait for ever.
    tokio::task::spawn_blocking(move || stdin.map(|mut stdin| stdin.write_all(&input)));
    let reading = tokio::task::spawn_blocking(move || {
        let mut output = Vec::new();
        stdout.map_or(Ok(0), |mut stdout| stdout.read_to_end(&mut output)).map(|_| output)
    });
    let ended = tokio::time::timeout(patience, async {
        loop {
            match child.try_wait() {
                Ok(None) => tokio::time::sleep(LOOK_EVERY).await,
                Ok(Some(status)) => break Ok(status),
                Err(error) => break Err(error),
            }
        }
    });
    let status = match ended.await {
        Ok(status) => status?,
        Err(_) => {
            // It may have ended just now.
            let _ = child.kill();
            let _ = child.wait();
            return Err(io::ErrorKind::TimedOut.into());
        }
    };
    // Something it started may still hold its output.
    let output = tokio::time::timeout(patience, reading).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?;
    Ok(Ran { code: status.code(), output: output.map_err(io::Error::other)?? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_command_gets_its_input_and_gives_its_output() {
        let patience = Duration::from_secs(10);
        let input = vec![b'x'; 1 << 20];
        let ran = run("cat", &["-"], input.clone(), patience).await.unwrap();
        assert_eq!((ran.code, ran.output.len()), (Some(0), input.len()));
        // It reads nothing of what it is given.
        assert_eq!(run("false", &[], input, patience).await.unwrap().code, Some(1));
        assert!(run("", &[], Vec::new(), patience).await.is_err());
        assert!(run("/aucune/commande", &[], Vec::new(), patience).await.is_err());
        let late = run("sleep 60", &[], Vec::new(), Duration::from_millis(50)).await.unwrap_err();
        assert_eq!(late.kind(), io::ErrorKind::TimedOut);
    }
}
