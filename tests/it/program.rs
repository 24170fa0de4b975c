//! The program as a person or a script runs it, on a data folder of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A data folder, with its key beside.
pub(crate) struct Bench {
    folder: TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// On a disk of its own.
    pub(crate) fn within(folder: &Path) -> Self {
        Self { folder: TempDir::new_in(folder).unwrap() }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("donnees")
    }

    /// A command on these data.
    pub(crate) fn command(&self, words: &str) -> Command {
        on(&self.data(), words)
    }

    /// Runs a command to its end, with that input.
    pub(crate) fn run(&self, words: &str, input: &str) -> Output {
        finish(self.command(words), input.as_bytes())
    }

    /// The standard output of a command that must succeed.
    pub(crate) fn says(&self, words: &str, input: &str) -> String {
        let output = self.run(words, input);
        assert!(output.status.success(), "{words} : {}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The replies of a piped chat.
    pub(crate) fn chat(&self, words: &str, lines: &[&str]) -> Vec<String> {
        replies(&self.says(&format!("chat {words}"), &format!("{}\n", lines.join("\n"))))
    }

    /// The JSON lines of a command that must succeed.
    pub(crate) fn json(&self, words: &str, input: &str) -> Vec<Value> {
        self.says(words, input).lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }
}

/// A command on a data folder.
pub(crate) fn on(data: &Path, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guichet"));
    command.args(words.split_whitespace()).env_clear().env("GUICHET_DATA", data).env("USER", "essai");
    // The reserve for full disks would be written anew for each test.
    command.env("GUICHET_STORE__BALLAST_MIB", "1");
    command
}

/// Runs to the end.
pub(crate) fn finish(mut command: Command, input: &[u8]) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("guichet");
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_owned());
    // A program that ends early reads no further.
    let writing = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    output
}

/// What a failed command told.
pub(crate) fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A pipe's replies: each is ended by an empty line.
pub(crate) fn replies(output: &str) -> Vec<String> {
    let whole = output.strip_suffix("\n\n").unwrap_or_else(|| panic!("no empty line at the end: {output:?}"));
    whole.split("\n\n").map(ToOwned::to_owned).collect()
}

/// A chat that is going on, JSON lines both ways.
pub(crate) struct Talk {
    pub(crate) child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Talk {
    pub(crate) fn start(mut command: Command) -> (Self, Value) {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("guichet");
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut talk = Self { child, input, output };
        let opening = talk.hear();
        (talk, opening)
    }

    pub(crate) fn say(&mut self, text: &str) -> Value {
        self.send(&serde_json::json!({ "text": text }))
    }

    pub(crate) fn send(&mut self, line: &Value) -> Value {
        writeln!(self.input, "{line}").unwrap();
        self.hear()
    }

    fn hear(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    /// Ends the input, and waits for the end.
    pub(crate) fn end(self) -> std::process::ExitStatus {
        let Self { mut child, input, output } = self;
        drop(input);
        let status = child.wait().unwrap();
        drop(output);
        status
    }
}
