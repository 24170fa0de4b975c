//! Keep, withdraw, or ask again: never a withdrawal that was not meant.

use proptest::prelude::*;

use crate::dialog::definition::SlotKind;
use crate::dialog::slot::stand::{Stage, check, shown};

fn question() -> Stage {
    Stage::new("question", SlotKind::Wish)
}

const KEEP: &[&str] = &[
    "je veux la garder pas la supprimer",
    "non ne la retirez pas svp je suis toujours motivé",
    "je souhaite que ma candidature soit maintenue",
    "plutôt garder",
    "n'annulez rien",
    "je n'ai pas l'intention d'abandonner",
    "je refuse que ma candidature soit supprimée",
    "6 mois de plus svp",
    "ne me supprimez pas",
    "je ne me désiste plus",
    "pas de retrait",
    "mon contrat a été supprimé donc je maintiens",
    "il est hors de question que je retire",
    "oui",
    "Oui.",
    "ouais",
    "oui merci",
    "oui svp",
    "oui bien sûr",
    "oui je maintient",
    "je maintiens",
    "MAINTENIR",
    "maintenir svp",
    "oui je souhaite maintenir ma candidature",
    "je souhaite garder ma candidature active",
    "gardez mon dossier",
    "merci de garder ma candidature",
    "je veux rester candidate",
    "je reste candidat",
    "je suis toujours intéressée",
    "toujours intéressé",
    "plus que jamais motivé",
    "je veux plus que jamais",
    "je suis plus que jamais intéressée par ce poste",
    "non ne supprimez pas !",
    "ne supprimez pas ma candidature",
    "surtout ne l'annulez pas",
    "ne pas supprimer",
    "je ne souhaite pas me retirer",
    "je ne veux pas que ma candidature soit supprimée",
    "je ne veux pas retirer ma candidature",
    "je ne veux plus me retirer",
    "je souhaite continuer",
    "je veux poursuivre",
    "oui prolongez",
    "renouvelez ma candidature svp",
    "je confirme mon intérêt",
    "je confirme ma candidature",
    "oui, je confirme",
    "n'oubliez pas de garder ma candidature",
    "n'hésitez pas à prolonger ma candidature",
    "pas de problème, je maintiens",
    "pas de souci je maintiens",
    "non non, je maintiens",
    "supprimez pas svp",
    "pouvez-vous garder ma candidature ?",
    "pourriez-vous maintenir ma candidature svp ?",
    "je n'ai pas changé d'avis, je maintiens",
    "je ne veux pas abandonner",
    "sans hésiter je maintiens",
    "je suis toujours disponible",
    "oui toujours",
    "en plus je maintiens",
    "gardez ma candidature plus longtemps",
    "je maintient ma candidature merci",
    "mintenir",
    "bonjour, je souhaite conserver ma candidature. cordialement",
    "je n'ai rien trouvé d'autre, je maintiens",
    "oui je veux bien",
    "je souhaite renouveler pour six mois",
    "pour éviter la suppression je maintiens",
    "je ne renonce pas",
    "annulez le retrait",
    "j'annule mon désistement",
];

const WITHDRAW: &[&str] = &[
    "plutôt retirer",
    "bonjour je souhaiterais que ma candidature soit retirée, cordialement",
    "je veux la supprimer, pas la garder",
    "je ne peux plus, retirez-moi",
    "je n'ai plus envie",
    "j'ai été embauchée dans une autre école",
    "non, j'ai eu un poste ailleurs",
    "je préfère laisser ma place",
    "je n'ai pas reçu de réponse donc je retire ma candidature",
    "non merci j ai trouvé autre chose",
    "annulez svp",
    "oui pour supprimer",
    "je ne suis plus intéressé",
    "je suis plus intéressée",
    "j'ai signé ailleurs",
    "je ne veux plus",
    "je veux plus",
    "ne gardez pas",
    "ne gardez pas ma candidature",
    "je retire ma candidature",
    "retirer",
    "RETIRER",
    "je souhaite retirer ma candidature",
    "je me désiste",
    "je me retire",
    "supprimez ma candidature",
    "j'abandonne",
    "je renonce",
    "je ne souhaite plus maintenir ma candidature",
    "je ne souhaite pas maintenir",
    "je ne veux pas continuer",
    "non je ne maintiens pas",
    "je ne maintiens plus",
    "j'ai trouvé un autre poste",
    "j'ai trouvé un CDI",
    "j'ai accepté une autre offre",
    "j'ai changé d'orientation, retirez ma candidature",
    "ok pour supprimer",
    "oui annulez",
    "oui je ne suis plus intéressé",
    "non, supprimez-la",
    "ça ne m'intéresse plus",
    "merci de retirer ma candidature",
    "vous pouvez supprimer ma candidature",
    "je préfère annuler",
    "je ne souhaite plus être candidate",
    "laissez tomber",
    "je laisse tomber ma candidature",
    "je ne veux plus maintenir ma candidature",
    "je ne souhaite pas donner suite",
    "pas intéressé",
    "je n'en veux plus, annulez",
    "je ne suis plus disponible",
    "désistement",
    "suprimez la",
];

const UNSURE: &[&str] = &[
    "bouton supprimer",
    "le lien pour retirer ne marche pas",
    "j'ai cliqué sur supprimer par erreur",
    "j'ai peur que ma candidature soit supprimée",
    "je crains la suppression",
    "je reviens sur mon retrait",
    "on m'a dit de retirer ma candidature",
    "ce serait dommage de supprimer",
    "je ne peux plus continuer",
    "retirer ? jamais",
    "je n'ai nullement l'intention de retirer",
    "loin de moi l'idée de retirer",
    "je dois répondre quoi pour maintenir",
    "finalement non",
    "ok merci",
    "ok",
    "bien reçu",
    "non",
    "non merci",
    "ça dépend",
    "peut-être",
    "je ne sais pas",
    "je sais pas encore",
    "on verra",
    "j'hésite à retirer ma candidature",
    "si je ne trouve rien je maintiens",
    "supprimez ma candidature si le poste est pris",
    "sinon annulez",
    "je maintiens ou je retire",
    "retirez ma candidature, non gardez-la",
    "vous avez supprimé ma candidature",
    "ma candidature a été annulée par erreur",
    "j'ai supprimé votre mail",
    "je n'arrive pas à maintenir ma candidature",
    "je n'ai pas réussi à maintenir",
    "je ne peux pas maintenir pour l'instant",
    "pourriez-vous supprimer ma candidature ?",
    "que se passe-t-il si je retire ?",
    "je veux supprimer un voeu",
    "arrêtez de m'écrire",
    "je ne veux plus recevoir de mails",
    "je ne veux plus attendre",
    "supprimez mes données",
    "j'ai été annulé",
    "est-ce que ma candidature sera supprimée ?",
    "oui et non",
    "oui mais non",
    "peut-être que je retire",
    "pas maintenant",
    "je ne suis pas sûr de maintenir",
    "merci",
    "j'ai arrêté mes études",
    "annulez mon rendez-vous",
    "allez-vous supprimer ma candidature ?",
    "j'ai trouvé le poste très bien décrit",
];

const NOTHING: &[&str] = &[
    "",
    "Dupont",
    "je suis retraité",
    "je suis en arrêt maladie",
    "quelle taille max pour le pdf ?",
    "avs",
    "5/6/2000",
];

#[test]
fn wishes() {
    let all = [(KEEP, "maintain"), (WITHDRAW, "withdraw"), (UNSURE, "unsure"), (NOTHING, "nothing")];
    let cases: Vec<_> = all.iter().flat_map(|(said, wanted)| said.iter().map(|text| (*text, *wanted))).collect();
    assert!(cases.len() >= 80);
    check(&question(), &cases);
}

#[test]
fn unasked_only_of_a_candidature() {
    check(
        &question().unasked(),
        &[
            ("je retire ma candidature", "withdraw"),
            ("oui", "nothing"),
            ("retirer", "nothing"),
            ("gardez ma candidature", "maintain"),
        ],
    );
}

proptest! {
    #[test]
    fn any_words_are_heard(text in "(\\PC{0,12}|ne|pas|plus|je|veux|supprimez|garder|,|si|ma candidature|oui|non| ){0,12}", asked: bool) {
        let mut stage = question();
        stage.asked = asked;
        stage.hear(&text);
    }

    /// The worst error there is: no prefix that negates or doubts may leave a withdrawal.
    #[test]
    fn a_withdrawal_that_is_negated_or_doubted_is_none(
        head in "(je ne veux pas|je ne souhaite pas|ne veux surtout pas|il ne faut pas|je n'arrive pas à|peut-être|si je dois|je ne compte pas|vous avez|j'hésite à|merci de ne pas|surtout ne pas)",
        verb in "(retirer|annuler|supprimer|abandonner|effacer|résilier|clore)",
        tail in "( ma candidature| mon dossier| svp|)",
    ) {
        let heard = shown(&question().hear(&format!("{head} {verb}{tail}")));
        prop_assert_ne!(heard, "withdraw");
    }
}
