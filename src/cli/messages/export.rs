//! The words of an export for people: what programs read in English, spreadsheets show in French.

use crate::dialog::person::{Channel, Flag};

/// How an answer stands, by the word it has in JSON.
#[must_use]
pub fn state(word: &str) -> &str {
    match word {
        "given" => "donnée",
        "proposed" => "à confirmer",
        "doubtful" => "à relire",
        "checking" => "en vérification",
        "not_concerned" => "non concerné",
        "none" => "n’en a pas",
        "deferred" => "remis à plus tard",
        "set_aside" => "mise de côté",
        other => other,
    }
}

/// What staff must know of an answer.
#[must_use]
pub fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::Approved => "vérifié par le service",
        Flag::IneKeyUnverified => "clé INE non conforme",
        Flag::IneUnverifiable => "INE non vérifiable",
        Flag::Partial => "date incomplète",
        Flag::UnknownOption => "hors liste",
        Flag::Duplicate => "cité deux fois",
        Flag::Approximate => "compris malgré une faute",
        Flag::ByNumber => "lu comme un numéro de bassin",
        Flag::ToRedo => "à refaire",
        Flag::FromProfile => "repris d’un autre dossier",
        Flag::FromMailbox => "d’après l’adresse d’où vient le courriel",
        Flag::ProposedNone => "n’en avait pas",
        Flag::ProposedNotConcerned => "n’était pas concerné",
    }
}

/// Where it was said.
#[must_use]
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Terminal => "terminal",
        Channel::Telegram => "Telegram",
        Channel::Email => "courriel",
        Channel::Console => "console",
    }
}
