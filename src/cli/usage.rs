//! The command line's own words in French: help pages and mistakes.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{failure, out};

/// Gives every subcommand the frame of the first page.
#[must_use]
pub fn french(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| {
        let heading = if arg.is_positional() { "Arguments\u{a0}" } else { "Options\u{a0}" };
        let arg = arg.help_heading(heading);
        match arg.get_action().takes_values() {
            true => arg.hide_possible_values(true).hide_default_value(true).hide_env(true),
            false => arg,
        }
    });
    command
        .help_template(super::TEMPLATE)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .subcommand_help_heading("Commandes\u{a0}")
        .subcommand_value_name("COMMANDE")
        .mut_subcommands(french)
}

/// Prints help, or what is wrong with the command.
#[must_use]
pub fn explain(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // Nobody reads the help any more: nothing to say about it.
            let _ = out::styled(&error.render().ansi().to_string());
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            out::tell(&error.render().to_string());
            failure::WRONG.into()
        }
        kind => {
            out::tell(&format!("guichet : {}\nPour l’aide : guichet --help", words(kind, error)));
            failure::WRONG.into()
        }
    }
}

fn words(kind: ErrorKind, error: &clap::Error) -> String {
    let of = |kind| error.get(kind).map(text).unwrap_or_default();
    let (arg, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let known = match of(ContextKind::ValidValue) {
        list if list.is_empty() => String::new(),
        list => format!(" Valeurs possibles : {list}."),
    };
    let nearest = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let meant = match nearest.map(of).concat() {
        near if near.is_empty() => String::new(),
        near => format!(" Vouliez-vous dire {near} ?"),
    };
    match kind {
        ErrorKind::UnknownArgument => format!("l’argument « {arg} » n’existe pas ici.{meant}"),
        ErrorKind::InvalidSubcommand => {
            format!("la commande « {} » n’existe pas.{meant}", of(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("il manque {arg}."),
        ErrorKind::MissingSubcommand => "il manque la commande.".to_owned(),
        ErrorKind::ArgumentConflict => format!("{arg} ne va pas avec {}.", of(ContextKind::PriorArg)),
        ErrorKind::InvalidValue if value.is_empty() => format!("il manque une valeur à {arg}.{known}"),
        ErrorKind::InvalidValue => format!("« {value} » ne convient pas pour {arg}.{known}{meant}"),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            format!("« {value} » ne convient pas pour {arg} : {why}.")
        }
        ErrorKind::InvalidUtf8 => "un argument n’est pas du texte UTF-8.".to_owned(),
        _ => format!("{arg} est mal écrit."),
    }
}

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        _ => String::new(),
    }
}
