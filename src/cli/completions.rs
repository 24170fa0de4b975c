//! `guichet completions` and `guichet man`: help for shells and readers of manuals.

use clap::Args;
use clap_complete::Shell;

use super::out;

/// Écrit le complément automatique pour un interpréteur de commandes
#[derive(Debug, Args)]
#[command(after_help = "Exemple : guichet completions bash > ~/.local/share/bash-completion/completions/guichet")]
pub struct CompletionsArgs {
    /// bash, elvish, fish, powershell ou zsh
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Écrit la page de manuel
#[derive(Debug, Args)]
#[command(after_help = "Exemple : guichet man > guichet.1 && man ./guichet.1")]
pub struct ManArgs {}

/// Writes the completion script.
///
/// # Errors
/// The output is closed.
pub fn run(args: &CompletionsArgs, mut command: clap::Command) -> anyhow::Result<()> {
    let mut script = Vec::new();
    command.set_bin_name("guichet");
    command.build();
    clap_complete::Generator::try_generate(&args.shell, &command, &mut script)?;
    Ok(out::write(&String::from_utf8_lossy(&script))?)
}

/// Writes the manual page.
///
/// # Errors
/// The output is closed.
pub fn man(_args: &ManArgs, command: clap::Command) -> anyhow::Result<()> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(out::write(&String::from_utf8_lossy(&page))?)
}
