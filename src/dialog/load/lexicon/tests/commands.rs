//! Which command an utterance says, if any. Sentences are written as candidates type.

use super::shipped;
use crate::dialog::fold::Said;
use crate::dialog::intent::Command;

const SAID: &[(Command, &[&str])] = &[
    (
        Command::Help,
        &[
            "aide", "Aide svp", "à l'aide !", "j'ai besoin d'aide", "g pas compris", "j'ai rien compris", "je comprends pas la question",
            "je ne comprends pas", "c koi", "c'est quoi ?", "aidez-moi svp", "je suis perdue", "help", "je dois mettre quoi", "que dois-je répondre ?",
            "comment ça marche ?", "vous pouvez m'expliquer ?", "bonjour, vous pouvez m'aider ?", "jcomprends rien", "je sais pas quoi répondre",
        ],
    ),
    (
        Command::Restart,
        &["recommencer", "on recommence", "je veux tout recommencer", "recommençons à zéro", "repartir de zéro", "je veux recommencer depuis le début", "recomencer", "reset", "on peut tout refaire ?"],
    ),
    (
        Command::Back,
        &["retour", "revenir en arrière", "question précédente", "retour en arrière svp", "je veux revenir à la question d'avant", "precedent", "reviens en arriere", "on peut revenir à la question précédente"],
    ),
    (
        Command::Status,
        &["mon dossier en est où", "j'en suis où", "où en suis-je ?", "ou est ce que j'en suis", "il reste combien de questions ?", "qu'est-ce qu'il me reste à faire", "c'est encore long ?", "où en est mon dossier", "avancement", "combien il reste d'étapes", "on en est où", "jen suis ou la", "est-ce qu'il reste beaucoup de choses à remplir"],
    ),
    (
        Command::Person,
        &[
            "je veux parler à quelqu'un", "jveux parler a qqn", "une personne", "parler à un humain", "je voudrais parler avec un conseiller svp", "je peux parler à une vraie personne ?",
            "un agent", "passez-moi un conseiller", "est-ce que quelqu'un peut m'aider", "marre de parler à un robot", "je souhaite être rappelé", "y a quelqu'un ?", "contacter un conseiller", "j'aimerais échanger avec une personne humaine",
        ],
    ),
    (
        Command::Stop,
        &["stop", "STOP", "arrêtez de m'écrire", "désabonnez-moi", "ne m'écrivez plus svp", "stop les messages", "je ne veux plus recevoir vos messages", "arretez vos rappels", "arrêtez de m'envoyer des mails", "ne me contactez plus"],
    ),
    (
        Command::Erase,
        &[
            "supprimez mes données", "effacez tout ce que vous avez sur moi", "effacer mes données", "je veux que vous supprimiez toutes mes données personnelles", "supprimer mes informations personnelles",
            "suppression de mes données", "je demande l'effacement de mes données (RGPD)", "droit à l'oubli", "j'exerce mon droit à l'effacement", "suprimez mes donnée", "merci d'effacer mes données", "effacez mes infos",
            "je ne veux plus continuer, effacez mes données", "détruisez mes données", "supprimez mon compte chez vous", "retirez mes données de vos fichiers",
        ],
    ),
    (Command::Export, &["mes données", "quelles données avez-vous sur moi ?", "je veux recevoir mes données", "que savez-vous de moi", "exporter mes données", "télécharger mes données"]),
    (Command::Pause, &["pause", "je fais une pause", "au revoir", "à demain", "je continuerai plus tard", "je reprendrai demain", "je dois y aller", "on arrête là pour aujourd'hui"]),
    (Command::Resume, &["reprendre", "on continue", "je suis de retour", "je veux reprendre où j'en étais", "c'est reparti"]),
    (Command::Skip, &["passer", "je passe", "question suivante", "passer cette question", "suivant", "je préfère ne pas répondre"]),
    (
        Command::Correct,
        &[
            "je me suis trompé dans mon prénom", "modifier zones", "modifier mon adresse mail", "corriger la date", "je voudrais changer mon nom", "jme suis trompée", "il y a une erreur dans mon nom", "ce n'est pas mon prénom",
            "je veux changer la discipline", "j'ai fait une erreur sur l'ine", "rectifier ma date de naissance", "j'ai mal écrit mon mail",
        ],
    ),
    (Command::Repeat, &["répéter", "pouvez-vous répéter ?", "pardon ?", "c'était quoi la question", "reposez la question", "quelle était la question ?"]),
    (Command::Recap, &["récapitulatif", "recap", "fiche", "voir mes réponses", "résumé", "la fiche de saisie svp", "montrez-moi mes réponses"]),
    (Command::Dossiers, &["mes dossiers", "autre dossier", "ouvrir un autre dossier", "changer de dossier", "nouveau dossier", "je veux commencer une nouvelle candidature"]),
];

/// What must be none of them: answers, questions often asked, withdrawals.
const NONE: &[&str] = &[
    "arret", "oui", "non", "Dupont", "jean-françois", "5/6/2000", "licence 3 histoire", "aide-soignante", "diplôme d'aide à la personne", "aide à domicile", "cambrai puis douai", "je l'ai pas encore",
    "je veux etre aesh", "m@gistere marche pas", "je n'ai pas reçu le mail de confirmation", "quelle taille max pour le pdf ?", "je peux changer mes voeux ?", "c quoi l'ine", "mon mot de passe c'est Azerty1!",
    "supprimer ma candidature", "annuler ma candidature", "supprimer un diplôme", "annulez svp", "je veux retirer ma candidature", "non ne supprimez pas !", "oui pour supprimer", "effacer mon dernier voeu",
    "ne supprimez pas mes données", "ne supprimez surtout pas mes données", "je ne veux pas que vous effaciez mes données", "comment sont supprimées mes données ?", "quand mes données seront-elles effacées", "est-ce que mes données sont supprimées ?",
    "supprimez-vous mes données ?", "j'ai peur que vous supprimiez mes données", "supprimer le fichier", "supprimez cette pièce", "supprimez mon dossier", "supprimer mon adresse mail", "j'ai supprimé mon compte acloe",
    "date limite de retour", "je passe le concours cette année", "qui contacter ?", "né à Saint-Omer", "30 rue du retour", "peu importe", "je sais pas", "plus tard", "j'ai demandé mais pas de réponse", "bac +3", "j'ai trouvé autre chose",
    "je souhaite garder ma candidature active", "accompagner une personne handicapée", "effacez la candidature et gardez mes données",
];

#[test]
fn commands_are_heard() {
    let lexicon = shipped();
    let wrong: Vec<_> = SAID
        .iter()
        .flat_map(|(command, said)| said.iter().map(move |text| (*text, Some(*command))))
        .chain(NONE.iter().map(|text| (*text, None)))
        .map(|(text, wanted)| (text, wanted, lexicon.command(&Said::new(text))))
        .filter(|(_, wanted, heard)| wanted != heard)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(SAID.iter().map(|(_, said)| said.len()).sum::<usize>() + NONE.len() >= 120);
}
