//! The command line: each command in a file of its own, what they share in `door`, `out`, `failure` and `messages`.

pub mod audit;
pub mod backup;
pub mod chat;
pub mod completions;
pub mod data;
pub mod demo;
pub mod dialogs;
pub mod door;
pub mod dossiers;
pub mod export;
pub mod failure;
pub mod mail;
pub mod messages;
pub mod out;
pub mod piece;
pub mod renewal;
pub mod serve;
pub mod staff;
pub mod timers;
pub mod transcript;
pub mod understand;
pub mod unlink;
pub mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand};

use failure::Failure;

const TEMPLATE: &str = "{about-with-newline}\nUsage : {usage}\n\n{all-args}{after-help}";

const EXAMPLES: &str = "\
Pour commencer :
  guichet chat                      parler au guichet ; il demande de quelle démarche il s’agit
  guichet chat acloe-m2             aller droit à un guide
  guichet chat --as marie           une autre personne, sur la même machine
  guichet serve                     servir Telegram et le courriel, jour et nuit, avec la console de l’équipe
  guichet demo                      voir cette console, avec des candidats fictifs
  guichet staff add camille --nom \"Camille Martin\" --role admin
                                    un compte pour cette console
  guichet dossiers                  où en est chacun
  guichet export --as marie --format fiche
                                    la fiche de saisie, à recopier dans la plateforme

Code de sortie : 0 tout va bien, 1 échec, 2 commande ou fichier incorrect,
75 à relancer plus tard (disque plein, données déjà ouvertes).
La variable GUICHET_LOG règle le journal (par exemple GUICHET_LOG=info) ; il ne contient jamais de donnée personnelle.";

/// The whole command.
#[derive(Debug, Parser)]
#[command(
    name = "guichet",
    version,
    about = "guichet : l’assistant qui accompagne un dossier de candidature, étape par étape.",
    after_help = EXAMPLES,
    help_template = TEMPLATE,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "Commandes\u{a0}",
    subcommand_value_name = "COMMANDE",
    subcommand_required = true,
    arg_required_else_help = true,
    next_help_heading = "Options\u{a0}"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Affiche cette aide
    #[arg(short = 'h', long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// Affiche la version
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Chat(chat::ChatArgs),
    Serve(serve::ServeArgs),
    Demo(demo::DemoArgs),
    Dossiers(dossiers::DossiersArgs),
    Dialogs(dialogs::DialogsArgs),
    Export(export::ExportArgs),
    Piece(piece::PieceArgs),
    Transcript(transcript::TranscriptArgs),
    Unlink(unlink::UnlinkArgs),
    Timers(timers::TimersArgs),
    Renewal(renewal::RenewalArgs),
    Staff(staff::StaffArgs),
    Audit(audit::AuditArgs),
    Backup(backup::BackupArgs),
    Restore(backup::RestoreArgs),
    Mail(mail::MailArgs),
    Understand(understand::UnderstandArgs),
    Completions(completions::CompletionsArgs),
    Man(completions::ManArgs),
}

/// Runs the command the arguments name.
#[must_use]
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    log();
    std::panic::set_hook(Box::new(panicked));
    let matches = match grammar().try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => return usage::explain(&error),
    };
    let outcome = match Cli::from_arg_matches(&matches) {
        Ok(cli) => run(cli.command),
        Err(error) => return usage::explain(&error),
    };
    match outcome {
        Ok(code) => code,
        Err(error) if out::closed(&error) => ExitCode::SUCCESS,
        Err(error) => {
            out::tell(&format!("guichet : {}", failure::told(&error)));
            Failure::code(&error).into()
        }
    }
}

/// The command as clap knows it, every subcommand in the same French frame.
fn grammar() -> clap::Command {
    usage::french(Cli::command())
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Chat(args) => chat::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Dossiers(args) => dossiers::run(&args),
        Command::Dialogs(args) => return Ok(dialogs::run(&args, &mut std::io::stdout().lock())?.into()),
        Command::Export(args) => export::run(&args),
        Command::Piece(args) => piece::run(&args),
        Command::Transcript(args) => transcript::run(&args),
        Command::Unlink(args) => unlink::run(&args),
        Command::Timers(args) => timers::run(&args),
        Command::Renewal(args) => renewal::run(&args),
        Command::Staff(args) => staff::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Backup(args) => backup::backup(&args),
        Command::Restore(args) => backup::restore(&args),
        Command::Mail(args) => mail::run(&args),
        Command::Understand(args) => understand::run(&args),
        Command::Completions(args) => completions::run(&args, grammar()),
        Command::Man(args) => completions::man(&args, grammar()),
    }?;
    Ok(ExitCode::SUCCESS)
}

/// Events go to standard error, warnings only unless `GUICHET_LOG` says otherwise. No personal data: fields are ids.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("GUICHET_LOG");
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let logger = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    // A test that runs several commands in one process has its own already.
    let _ = logger.try_init();
}

/// What is told of a panic: where, never with which values. They may be a candidate's words.
fn panicked(panic: &std::panic::PanicHookInfo) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(at = place, "panicked");
}

/// Threads for what blocks: the store's readers, and files.
const BLOCKING: usize = 24;

/// The threads that wait for the store and the socket while this one reads the keyboard.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    // Threads that read or write files keep memory each: more of them than the disk serves at once are not wanted.
    let builder = &mut tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).max_blocking_threads(BLOCKING).enable_all().build()
}

/// A moment as staff read it.
fn moment(at: jiff::Timestamp) -> String {
    at.to_zoned(crate::clock::paris()).strftime("%d/%m/%Y %H:%M").to_string()
}
