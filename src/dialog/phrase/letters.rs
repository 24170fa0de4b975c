//! The sentences of letters and of the forms in them: the rest of the list in `phrase`.

/// Adds the sentences of letters to a list of sentences, and hands all to a macro.
macro_rules! with_letters {
    ($then:ident { $($frame:tt)* }) => { $then! {
        $($frame)*
        /// The subject of every letter about a dossier.
        LetterSubject = "lettre_objet" ("numero" "titre");
        /// The subject before there is a dossier.
        LetterSubjectFirst = "lettre_objet_premier" ();
        /// « Bonjour, »
        LetterGreeting = "lettre_bonjour" ();
        /// « Bonjour Zoé, »
        LetterDear = "lettre_bonjour_prenom" ("prenom");
        /// First words of the first letter.
        LetterHello = "lettre_accueil" ();
        /// How far the dossier is: nothing is answered yet.
        LetterOpened = "lettre_ouverte" ("n" "total");
        /// How far it is.
        LetterStanding = "lettre_etat" ("n" "total");
        /// Nothing is left to do.
        LetterComplete = "lettre_complete" ("n" "total");
        /// Which candidature is not known yet.
        LetterNoDossier = "lettre_sans_dossier" ();
        /// The heading over what was received.
        LetterReceived = "lettre_titre_recu" ();
        /// Over what is to be checked.
        LetterChecks = "lettre_titre_verifier" ();
        /// Over what is to be answered.
        LetterWanted = "lettre_titre_completer" ();
        /// Over what is to be done by hand.
        LetterTasks = "lettre_titre_faire" ();
        /// Over the questions that come once it is done.
        LetterAfter = "lettre_titre_ensuite" ();
        /// Over things to know.
        LetterNotes = "lettre_titre_savoir" ();
        /// Over how to answer.
        LetterAnswering = "lettre_titre_repondre" ();
        /// Under the heading of what is to be answered.
        LetterWantedHow = "lettre_completer_comment" ();
        /// Under the heading of what is to be done.
        LetterTasksHow = "lettre_faire_comment" ();
        /// A task that was done, in place of a value.
        LetterDone = "lettre_fait" ();
        /// A remark: not in the list.
        LetterUnknown = "lettre_hors_liste" ();
        /// A remark: named twice.
        LetterDuplicate = "lettre_doublon" ();
        /// A remark: read as a bassin’s number.
        LetterByNumber = "lettre_numero_bassin" ();
        /// A remark: part of a date is missing.
        LetterPartial = "lettre_date_partielle" ();
        /// Doubtful: what was read.
        LetterRead = "lettre_lu" ("valeur");
        /// Doubtful: what was perhaps meant, behind what was wrong.
        LetterMeant = "lettre_propose" ("valeur");
        /// Doubtful: an INE whose key does not fit.
        LetterIne = "lettre_ine" ("valeur");
        /// Known from before: still right?
        LetterKnown = "lettre_connu" ("valeur");
        /// The address they write from: the one to take?
        LetterMailbox = "lettre_expediteur" ("valeur");
        /// A change that is in doubt.
        LetterInstead = "lettre_a_la_place" ("ancienne" "nouvelle");
        /// A change that nothing proves to come from the candidate.
        LetterUnproven = "lettre_sans_preuve" ("ancienne" "nouvelle");
        /// The answer that was there stays.
        LetterKept = "lettre_garde" ();
        /// What the candidate wrote, before what was perhaps meant.
        LetterWrote = "lettre_ecrit" ("mots");
        /// Several options fit.
        LetterWhich = "lettre_lequel" ("valeurs");
        /// One option may be meant.
        LetterPerhaps = "lettre_peut_etre" ("valeurs");
        /// One letter is wanted.
        LetterOnlyOne = "lettre_un_seul" ();
        /// The recap’s question.
        LetterRecap = "lettre_recapitulatif" ();
        /// What a short question is about.
        LetterAsked = "lettre_demande" ();
        /// Erase everything?
        LetterErase = "lettre_effacer" ();
        /// Restart?
        LetterRestart = "lettre_recommencer" ();
        /// Make one file of two?
        LetterJoin = "lettre_reunir" ("n");
        /// Another candidature?
        LetterAnother = "lettre_autre" ("valeur");
        /// How to begin another dossier.
        LetterOther = "lettre_autre_dossier" ();
        /// Only the candidate may ask for that: answer this very mail.
        LetterProve = "lettre_prouver" ();
        /// An answer is needed there.
        LetterNeeded = "lettre_necessaire" ();
        /// A number that is of no question.
        LetterUnknownNumber = "lettre_numero_inconnu" ("n" "numeros");
        /// The numbers of questions that wait for an answer.
        LetterOpenNumbers = "lettre_numeros_ouverts" ("numeros");
        /// A number that is of no task.
        LetterNoTask = "lettre_pas_une_etape" ("numero");
        /// A question that is asked no more.
        LetterNotAsked = "lettre_plus_demande" ("libelle");
        /// Words that were not understood.
        LetterUnread = "lettre_non_lu" ("mots");
        /// Nothing could be read in a mail.
        LetterEmpty = "lettre_vide" ();
        /// So much that only its start was read; a person reads the rest.
        LetterLong = "lettre_trop_longue" ("heures");
        /// « Oui », and there are several things to check.
        LetterWhichCheck = "lettre_oui_a_quoi" ();
        /// General help.
        LetterHelp = "lettre_aide" ();
        /// A person will answer.
        LetterPerson = "lettre_personne" ("heures");
        /// No more reminders.
        LetterStopped = "lettre_stop" ();
        /// How to correct an answer.
        LetterCorrect = "lettre_corriger" ();
        /// A file nobody asked for.
        LetterFileUnwanted = "lettre_fichier_inattendu" ("nom");
        /// A file, before the reason why it was refused.
        LetterFile = "lettre_fichier" ("nom");
        /// A file too large for a mail.
        LetterTooLarge = "lettre_trop_lourd" ();
        /// Values to copy are on the sheet.
        LetterSeeSheet = "lettre_voir_fiche" ();
        /// Sensitive values are hidden on the sheet.
        LetterSheetMasked = "lettre_fiche_masquee" ();
        /// How to answer the form.
        LetterHow = "lettre_comment" ();
        /// How to say that something is done.
        LetterHowDone = "lettre_comment_fait" ();
        /// A person, reminders.
        LetterFooter = "lettre_pied" ();
        /// Where to go on in a chat.
        LetterTelegram = "lettre_telegram" ("lien");
        /// The dossier’s number and the day.
        LetterReceipt = "lettre_recepisse" ("numero" "titre" "date");
        /// Before there is a dossier: the day.
        LetterReceiptFirst = "lettre_recepisse_premier" ("date");
        /// Whom to write to about the candidature.
        LetterContact = "lettre_contact" ("contact");
        /// What is known already, in a form’s line.
        LetterValue = "lettre_valeur" ("valeur");
        /// A form’s line: a birth date.
        FormBirth = "form_naissance" ();
        /// Any date.
        FormDate = "form_date" ();
        /// A date of which the year is enough.
        FormPartialDate = "form_date_partielle" ();
        /// An INE.
        FormIne = "form_ine" ();
        /// An e-mail address.
        FormEmail = "form_courriel" ();
        /// A phone number.
        FormPhone = "form_telephone" ();
        /// Yes or no.
        FormYesNo = "form_oui_non" ();
        /// Lettered choices in order.
        FormRanking = "form_rang" ();
        /// The same, where others may be named.
        FormRankingOther = "form_rang_ou_autre" ();
        /// Choices in order, without letters.
        FormOrder = "form_ordre" ();
        /// A choice that may be another one.
        FormOther = "form_ou_autre" ();
        /// Only where another question is answered yes.
        FormIfYes = "form_si_oui" ("numero");
        /// Only where it is answered no.
        FormIfNo = "form_si_non" ("numero");
        /// A file.
        FormFile = "form_fichier" ();
        /// A file of a type.
        FormFileType = "form_fichier_type" ("types");
        /// A file of a type and size.
        FormFileRule = "form_fichier_regle" ("types" "limite");
        /// May be left out.
        FormOptional = "form_facultatif" ();
        /// One may have none.
        FormNone = "form_aucun" ();
        /// To confirm or correct.
        FormCheck = "form_verifier" ();
        /// To confirm or not.
        FormYesOrNo = "form_oui_ou_non" ();
        /// To confirm a recap.
        FormRecap = "form_recapitulatif" ();
        /// How to answer whether two files are to be one.
        FormJoin = "form_reunir" ();
        /// To confirm an erasure.
        FormErase = "form_effacer" ();
        /// To confirm a restart.
        FormRestart = "form_recommencer" ();
        /// « Autre diplôme »
        FormAgain = "form_encore" ("groupe");
        /// « Diplôme à indiquer »
        FormFirst = "form_premier" ("groupe");
    } };
}
