//! What staff read of what time brings.

use crate::dialog::due::{Matter, Reminder};
use crate::dialog::reply::Proof;
use crate::renewal::Stage;

/// What is to be done, in a few words.
#[must_use]
pub fn matter(matter: Matter) -> &'static str {
    match matter {
        Matter::Renewal(stage) => self::stage(stage),
        Matter::Reminder(reminder) => self::reminder(reminder),
    }
}

/// A stage of a candidature's term.
#[must_use]
pub fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Month => "question un mois avant l’échéance",
        Stage::Week => "question une semaine avant l’échéance",
        Stage::Day => "question le jour de l’échéance",
        Stage::Grace => "question pendant le délai de grâce",
        Stage::Chosen => "question au jour choisi par le candidat",
        Stage::FollowUp => "suivi d’une demande en cours",
        Stage::FollowUpAgain => "second suivi d’une demande en cours",
        Stage::Silence => "fin de l’attente : décision, ou tâche du service",
        Stage::Undone => "fin du délai pour revenir sur un retrait",
    }
}

/// A reminder of an unfinished file.
#[must_use]
pub fn reminder(reminder: Reminder) -> &'static str {
    match reminder {
        Reminder::Idle => "rappel : dossier sans nouvelles depuis 3 jours",
        Reminder::IdleLong => "rappel : dossier sans nouvelles depuis 10 jours",
        Reminder::Staff => "dossier inachevé signalé au service",
        Reminder::ClosesSoon => "rappel : la campagne ferme bientôt",
        Reminder::ClosesInDays => "rappel : la campagne ferme dans quelques jours",
        Reminder::ClosesToday => "rappel : la campagne ferme aujourd’hui",
        Reminder::Activation => "rappel : compte non activé",
        Reminder::Pieces => "rappel : pièces manquantes",
    }
}

/// Why a candidature was destroyed.
#[must_use]
pub fn decision(decision: Proof) -> &'static str {
    match decision {
        Proof::Withdrawn => "retrait confirmé",
        Proof::Silent => "silence",
    }
}
