//! The sentences about a candidature's term and of reminders: the rest of the list in `phrase`.

/// Adds the sentences about renewal to a list of sentences, and hands all to a macro.
macro_rules! with_renewals {
    ($then:ident { $($frame:tt)* }) => { with_letters! { $then {
        $($frame)*
        /// The subject of a mail that asks whether the candidature goes on.
        RenewalSubject = "renouvellement_objet" ("numero" "date");
        /// The candidature ends on a day the platform printed: what now?
        RenewalAsk = "renouvellement_question" ("titre" "date");
        /// The same, on a day that was worked out.
        RenewalAskGuess = "renouvellement_question_estimee" ("titre" "date");
        /// The same, where this service decides.
        RenewalAskService = "renouvellement_question_service" ("titre" "date" "limite");
        /// The day has passed, and nobody answered (the platform decides).
        RenewalGrace = "renouvellement_relance" ("titre" "date");
        /// The same, where this service decides.
        RenewalGraceService = "renouvellement_relance_service" ("titre" "date" "limite");
        /// The platform itself asks, by a mail that was forwarded.
        RenewalForwarded = "renouvellement_transfere" ("titre");
        /// The platform itself asks, and the candidate wants to be asked.
        RenewalPlatformAsks = "renouvellement_acloe_demande" ("titre");
        /// The platform itself asks, by a mail that cannot be answered from here.
        RenewalPlatformWrites = "renouvellement_acloe_ecrit" ("titre");
        /// Where the platform's mail can be passed on to: the service says it, for it alone knows.
        RenewalPassOn = "renouvellement_transferer" ("adresse");
        /// What answered the platform came back.
        RenewalReturned = "renouvellement_reponse_revenue" ("titre");
        /// How to answer.
        RenewalHow = "renouvellement_comment" ();
        /// The button that keeps.
        RenewalKeep = "renouvellement_bouton_maintenir" ();
        /// The button that withdraws.
        RenewalWithdraw = "renouvellement_bouton_retirer" ();
        /// What was read was not clear.
        RenewalUnclear = "renouvellement_pas_clair" ("titre");
        /// Three times: a person reads it.
        RenewalToStaff = "renouvellement_personne" ("titre" "heures");
        /// Which of several candidatures?
        RenewalWhich = "renouvellement_laquelle" ();
        /// All of them, as a choice.
        RenewalAll = "renouvellement_toutes" ();
        /// The wish to keep is recorded: the platform has to carry it out.
        RenewalWished = "renouvellement_souhait" ("titre");
        /// What to answer the platform with.
        RenewalReady = "renouvellement_reponse_prete" ("texte");
        /// The same as a link that opens a mail.
        RenewalReadyLink = "renouvellement_reponse_lien" ("lien");
        /// The same in a letter, which ends with the link: it stands behind the words, or is left out.
        RenewalReadyMail = "renouvellement_reponse_courriel" ("lien" "adresse");
        /// The words that keep, for the platform.
        RenewalWords = "renouvellement_texte_maintenir" ("candidat" "titre");
        /// The words that withdraw, for the platform.
        RenewalWordsWithdraw = "renouvellement_texte_retirer" ("candidat" "titre");
        /// Paste the new date here once it is shown.
        RenewalPaste = "renouvellement_coller" ();
        /// The platform's mail was answered.
        RenewalAnswered = "renouvellement_repondu" ("titre" "texte");
        /// Renewed by this service.
        RenewalDone = "renouvellement_faite" ("titre" "date");
        /// The platform shows a new date.
        RenewalProven = "renouvellement_prouvee" ("titre" "date");
        /// Has anything changed?
        RenewalExact = "renouvellement_exact" ();
        /// Withdraw: is that so?
        RenewalWithdrawSure = "renouvellement_retirer_sur" ("titre");
        /// « Non » to that.
        RenewalNotWithdrawn = "renouvellement_pas_retiree" ("titre");
        /// Withdrawn; until when it can be taken back.
        RenewalWithdrawn = "renouvellement_retiree" ("titre" "date");
        /// The platform is answered when that is over.
        RenewalWithdrawLater = "renouvellement_retirer_ensuite" ("date");
        /// How to withdraw on the platform.
        RenewalWithdrawPlatform = "renouvellement_retirer_acloe" ();
        /// Not withdrawn after all.
        RenewalBack = "renouvellement_reprise" ("titre");
        /// The days to take it back are over.
        RenewalOver = "renouvellement_finie" ("titre");
        /// Asked again on that day.
        RenewalLater = "renouvellement_rappel" ("date");
        /// Not later than that day.
        RenewalLaterLimit = "renouvellement_rappel_limite" ("date");
        /// Said elsewhere: it is settled.
        RenewalElsewhere = "renouvellement_ailleurs" ("titre" "reponse");
        /// How far is the renewal that was wished for?
        RenewalFollowUp = "renouvellement_suivi" ("titre");
        /// The same again.
        RenewalFollowUpAgain = "renouvellement_suivi_encore" ("titre" "contact");
        /// They say that they answered the platform.
        RenewalSaysSent = "renouvellement_envoyee" ();
        /// Silence: it is deleted here.
        RenewalSilent = "renouvellement_supprimee" ("titre");
        /// How it stands: until when, what is wished.
        RenewalStatus = "renouvellement_etat" ("titre" "date" "numero");
        /// Nothing to renew yet.
        RenewalNothing = "renouvellement_rien" ();
        /// In a letter: only these words withdraw.
        FormWithdraw = "form_retirer" ();
        /// In a letter: how to name one.
        FormCandidature = "form_candidature" ();
        /// In a letter: withdraw?
        LetterWithdraw = "lettre_retirer" ("titre");
        /// In a letter: which candidature?
        LetterCandidature = "lettre_laquelle" ("titres");
        /// The standing wish was recorded, with how it can be changed.
        StandingKept = "souhait_note" ("valeur");
        /// The subject of a reminder.
        ReminderSubject = "rappel_objet" ("numero" "titre");
        /// Three days without a word.
        ReminderIdle = "rappel_attente" ("titre" "n" "total");
        /// Ten days.
        ReminderIdleLong = "rappel_attente_longue" ("titre" "n" "total");
        /// The campaign closes soon: days left, steps left.
        ReminderCloses = "rappel_cloture" ("titre" "date" "jours" "reste");
        /// It closes today.
        ReminderClosesToday = "rappel_dernier_jour" ("titre" "reste");
        /// What can still be done today.
        ReminderStill = "rappel_encore" ("libelle");
        /// The account was not activated.
        ReminderActivation = "rappel_activation" ("titre");
        /// Pieces are missing.
        ReminderPieces = "rappel_pieces" ("titre" "libelles");
        /// How reminders are stopped.
        ReminderStop = "rappel_stop" ();
    } } };
}
