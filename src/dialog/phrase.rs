//! The sentences of the frame: « Étape 5 sur 14 », refusals, recaps. Their words are in `dialogs/commun.toml`; here are
//! only their names, so that `dialogs check` can tell when one is missing.

#[macro_use]
mod letters;
#[macro_use]
mod renewals;
#[macro_use]
mod joins;
#[macro_use]
mod staff;
mod phrases;

pub use phrases::Phrases;
pub(super) use phrases::digest;

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident = $key:literal ($($arg:literal)*);)*) => {
        /// A sentence of the frame, by what it is for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Phrase { $($(#[$doc])* $name,)* }

        impl Phrase {
            /// All of them.
            pub const ALL: &'static [Phrase] = &[$(Phrase::$name,)*];

            /// Its key in `[phrases]` of `commun.toml`.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Phrase::$name => $key,)* }
            }

            /// The values it may name.
            #[must_use]
            pub fn args(self) -> &'static [&'static str] {
                match self { $(Phrase::$name => &[$($arg),*],)* }
            }
        }
    };
}

with_staff! { phrases {
    /// The first words of all: automatic, who runs it, where a person is.
    Hello = "bonjour" ();
    /// The privacy notice, before the first datum.
    Privacy = "mentions" ();
    /// Back after an absence.
    WelcomeBack = "bon_retour" ("titre" "numero");
    /// Progress line.
    Progress = "progression" ("n" "total" "section");
    /// The same beside « un autre ? », which is no step.
    ProgressAgain = "progression_encore" ("section");
    /// « Bonjour » in the middle of a conversation.
    HelloAgain = "bonjour_encore" ();
    /// A recap line of what was put off.
    RecapDeferred = "recapitulatif_plus_tard" ("numero" "libelle");
    /// In a text, in the place of an answer that the person does not have.
    LeftEmpty = "sans_objet" ();
    /// A value that was proposed for another question was declined.
    SuggestionLeft = "proposition_laissee" ("libelle");
    /// The option list's introduction for a choice.
    ChooseOne = "choisir" ();
    /// What to type for a yes or no.
    YesOrNo = "oui_ou_non" ();
    /// What to type when a task is done.
    SayDone = "dire_fait" ();
    /// « Noté : Prénom : Jean-François »
    Heard = "note" ("libelle" "valeur");
    /// A task was done.
    HeardDone = "note_fait" ("libelle");
    /// Put off.
    HeardDeferred = "note_plus_tard" ("libelle");
    /// Not concerned.
    HeardNotConcerned = "note_non_concerne" ("libelle");
    /// Has none.
    HeardNone = "note_aucun" ("libelle");
    /// Kept though outside the list.
    HeardUnknown = "note_hors_liste" ("libelle" "valeur");
    /// Named twice, kept once.
    HeardDuplicate = "note_doublon" ("libelle");
    /// A number was read as a bassin's.
    HeardByNumber = "note_numero" ("libelle" "valeur");
    /// An INE without public key.
    HeardIneUnverifiable = "note_ine_non_verifiable" ();
    /// A date that lacks its day or month.
    HeardPartial = "note_date_partielle" ("valeur");
    /// A proposed value: still right?
    StillRight = "toujours_exact" ("libelle" "valeur");
    /// The old value while correcting.
    OldValue = "ancienne_valeur" ("libelle" "valeur");
    /// A block of known answers: still right?
    BlockRight = "bloc_exact" ();
    /// A line of that block.
    BlockLine = "bloc_ligne" ("libelle" "valeur");
    /// A date on the sheet that lacks its day.
    SheetPartial = "fiche_partiel" ();
    /// « Voulez-vous dire X ? »
    DidYouMean = "vouliez_vous_dire" ("valeur");
    /// Several options fit.
    WhichOne = "lequel" ();
    /// An INE whose key does not fit: read again.
    IneCheck = "ine_a_relire" ("valeur");
    /// Any doubtful value: read again.
    Check = "a_relire" ("libelle" "valeur");
    /// A task must be done again.
    Redo = "a_modifier" ("libelle" "champs");
    /// Nothing understood, first time.
    NotUnderstood = "pas_compris" ();
    /// Second time.
    NotUnderstoodAgain = "pas_compris_encore" ();
    /// Third time: a person is told, help goes on.
    HandedOver = "personne_prevenue" ("heures");
    /// Asked for a person.
    PersonAsked = "personne_demandee" ("heures");
    /// General help.
    Help = "aide" ();
    /// The open question after something else.
    BackToQuestion = "revenons" ();
    /// Nothing to go back to.
    NoBack = "retour_impossible" ();
    /// Went back.
    WentBack = "retour" ("libelle");
    /// Which answer to correct?
    CorrectWhat = "corriger_quoi" ();
    /// That answer is not known yet.
    NothingToCorrect = "rien_a_corriger" ("libelle");
    /// Restart?
    RestartSure = "recommencer_sur" ("n");
    /// Restarted.
    Restarted = "recommence" ();
    /// Erase everything?
    EraseSure = "effacer_sur" ();
    /// Erased.
    Erased = "efface" ();
    /// A confirmation was declined.
    KeptAsIs = "rien_change" ();
    /// Paused.
    Paused = "pause" ();
    /// Resumed.
    Resumed = "reprise" ();
    /// STOP honoured.
    Stopped = "stop" ();
    /// What is kept about the person.
    MyData = "mes_donnees" ("n");
    /// Nothing kept yet.
    NoData = "aucune_donnee" ();
    /// Not optional.
    NotSkippable = "pas_facultatif" ();
    /// Nothing to put off.
    NotDeferrable = "pas_reportable" ();
    /// Status: a section.
    StatusSection = "etat_section" ("section" "n" "total");
    /// Status: its head.
    StatusHead = "etat" ("titre" "n" "total" "numero");
    /// Status: put off.
    StatusDeferred = "etat_plus_tard" ("libelles");
    /// Status: everything is done.
    StatusDone = "etat_termine" ();
    /// The recap's head.
    RecapHead = "recapitulatif" ();
    /// A line of the recap.
    RecapLine = "recapitulatif_ligne" ("numero" "libelle" "valeur");
    /// The recap's question.
    RecapSure = "recapitulatif_sur" ();
    /// Nothing to recapitulate.
    RecapEmpty = "recapitulatif_vide" ();
    /// The sheet's head.
    SheetHead = "fiche" ("titre" "numero");
    /// A line of the sheet.
    SheetLine = "fiche_ligne" ("champ" "valeur");
    /// Marks on the sheet's lines.
    SheetTyped = "fiche_tape" ();
    /// Chosen from a list.
    SheetChosen = "fiche_choisi" ();
    /// Uploaded.
    SheetUploaded = "fiche_depose" ();
    /// Not known yet.
    SheetMissing = "fiche_manque" ();
    /// All that is left was put off.
    OnlyDeferred = "reste_plus_tard" ("n" "libelles");
    /// The dialog changed in the middle.
    DialogChanged = "guide_modifie" ("n");
    /// A shared answer was corrected in another dossier.
    CorrectedElsewhere = "corrige_ailleurs" ("libelle");
    /// A dossier is opened.
    Opened = "dossier_ouvert" ("titre" "numero");
    /// An unfinished dossier of the same dialog is there.
    AlreadyOpen = "dossier_en_cours" ("titre" "numero");
    /// Went to another dossier.
    Switched = "dossier_change" ("titre" "numero");
    /// The list of a person's dossiers.
    DossierLine = "dossier_ligne" ("titre" "numero" "n" "total");
    /// A secret was masked: the password.
    MaskedPassword = "secret_mot_de_passe" ();
    /// A link or code that opens an account.
    MaskedLink = "secret_lien" ();
    /// A NUMEN.
    MaskedNumen = "secret_numen" ();
    /// A social-security number.
    MaskedNir = "secret_nir" ();
    /// An IBAN.
    MaskedIban = "secret_iban" ();
    /// A bank card.
    MaskedCard = "secret_carte" ();
    /// A pasted platform warning: its head.
    WarningHead = "message_jaune" ();
    /// A line whose value is known.
    WarningKnown = "message_jaune_connu" ("ligne" "ecran" "champ" "valeur");
    /// A line whose value is still to be asked.
    WarningOpen = "message_jaune_ouvert" ("ligne" "ecran" "champ");
    /// A line nobody can place.
    WarningUnknown = "message_jaune_inconnu" ("ligne");
    /// No answer at all was given (an empty message).
    Empty = "vide" ();
    /// An agent has the conversation.
    AgentHas = "agent_en_ligne" ();
    /// A yes-or-no that could be both.
    YesAndNo = "oui_et_non" ();
    /// « Oui » in words.
    Yes = "oui" ();
    /// « Non » in words.
    No = "non" ();
    /// « Terminé » as a button.
    Done = "fait" ();
    /// « Plus tard » as a button.
    Later = "plus_tard" ();
    /// « Non concerné » as a button.
    NotConcerned = "non_concerne" ();
    /// « Je n’en ai pas » as a button.
    HasNone = "aucun" ();
    /// « Valider (2) » as a button.
    ValidateChosen = "valider_choix" ("n");
    /// The page of options before, as a button.
    PageBefore = "page_precedente" ();
    /// The page of options behind, as a button.
    PageNext = "page_suivante" ();
    /// How to answer where the options are buttons.
    TouchOne = "toucher" ();
    /// The same, where they fill several pages.
    TouchPages = "toucher_pages" ("n");
    /// The same, for a ranking.
    TouchRanks = "toucher_rangs" ();
    /// The head of what is chosen so far of a ranking.
    ChosenSoFar = "choix_en_cours" ();
    /// A button under a question that is answered.
    TapAnswered = "bouton_deja_repondu" ("question");
    /// A button nobody knows any more.
    TapGone = "bouton_perime" ();
    /// What the bot is for, before the first word.
    BotAbout = "bot_description" ();
    /// The same, short, on its profile.
    BotShort = "bot_description_courte" ();
    /// Its commands: an item each, the command first.
    BotCommands = "bot_commandes" ();
    /// What the bot is for, in English.
    BotAboutEnglish = "bot_description_en" ();
    /// The same, short.
    BotShortEnglish = "bot_description_courte_en" ();
    /// Its commands, in English.
    BotCommandsEnglish = "bot_commandes_en" ();
    /// A value hidden for safety.
    Hidden = "masque" ();
    /// Refused: not a possible date.
    DateImpossible = "refus_date_impossible" ("valeur");
    /// Refused: in the future.
    DateFuture = "refus_date_future" ("valeur");
    /// Refused: too old or too young.
    DateImplausible = "refus_date_improbable" ("valeur");
    /// Refused: no date could be read.
    DateUnread = "refus_date_illisible" ();
    /// Refused: the year is missing.
    DateIncomplete = "refus_date_incomplete" ("valeur");
    /// Refused: not an address.
    EmailUnread = "refus_courriel" ();
    /// Refused: not a number that can be called.
    PhoneUnread = "refus_telephone" ();
    /// Refused: not a name.
    NameUnread = "refus_nom" ();
    /// Refused: too long.
    TooLong = "refus_trop_long" ("n");
    /// Refused: not in the list.
    NotInList = "refus_hors_liste" ();
    /// Refused: an order is needed.
    OrderNeeded = "refus_ordre" ();
    /// Refused: too few.
    TooFew = "refus_trop_peu" ("n");
    /// Refused: too many.
    TooMany = "refus_trop" ("n");
    /// Refused: not a country.
    CountryUnread = "refus_pays" ();
    /// Refused: an INE has eleven signs.
    IneLength = "refus_ine_longueur" ("n");
    /// Refused: the same digit ten times.
    InePlaceholder = "refus_ine_factice" ();
    /// Refused: no format fits.
    IneUnread = "refus_ine_format" ();
    /// Refused: the platform does not take this type.
    PieceType = "refus_piece_type" ("types");
    /// Refused: the platform does not take this type; what was received.
    PieceTypeReceived = "refus_piece_type_recu" ("types" "recu");
    /// Refused: the name says one type, the content is another, which the platform does not take.
    PieceMisnamed = "refus_piece_nom_trompeur" ("nom" "types" "recu");
    /// Refused: too big.
    PieceBytes = "refus_piece_taille" ("taille" "limite");
    /// Refused: empty.
    PieceEmpty = "refus_piece_vide" ();
    /// Refused: no such file.
    PieceMissing = "refus_piece_introuvable" ();
    /// Refused: too many files today.
    PieceDayCount = "refus_piece_nombre_du_jour" ("n");
    /// Refused: too many bytes today.
    PieceDayBytes = "refus_piece_taille_du_jour" ("limite");
    /// Refused: the disk has no room for files.
    PieceNoRoom = "refus_piece_place" ();
    /// Refused: it could not be kept.
    PieceLost = "refus_piece_perdue" ("nom");
    /// A PDF that may ask for a password was taken.
    PieceLocked = "piece_protegee" ("nom");
    /// A file came before it was asked for: what it seems to be.
    PieceIsIt = "piece_est_ce" ("nom" "libelle");
    /// A file came for a question that has one.
    PieceReplace = "piece_remplacer" ("nom" "libelle" "valeur");
    /// A file came again.
    PieceAlready = "piece_deja" ("nom" "libelle");
    /// The file is not what it seemed to be.
    PieceLeft = "piece_laissee" ("nom");
    /// A file came where none is asked.
    PieceUnwanted = "piece_inattendue" ("nom");
    /// When staff answer.
    Hours = "heures" ();
    /// On Telegram, beside the privacy notice.
    PrivacyTelegram = "mentions_telegram" ();
    /// What was settled, in place of a question’s buttons.
    SettledLine = "regle" ("libelle" "valeur");
    /// In place of a value there: a task was done.
    SettledDone = "regle_fait" ();
    /// Known answers, or a recap, were confirmed.
    SettledRight = "regle_exact" ();
    /// They were not.
    SettledWrong = "regle_a_revoir" ();
    /// In place of a label there: known answers, all together.
    SettledBlock = "regle_bloc" ();
    /// A short question.
    SettledShort = "regle_court" ();
    /// « Un autre ? »
    SettledAgain = "regle_encore" ("groupe");
    /// « Avez-vous un premier ? »
    SettledFirst = "regle_premier" ("groupe");
    /// « Valider » as a button.
    Validate = "valider" ();
    /// Refused: nothing is chosen yet.
    NothingChosen = "refus_rien_choisi" ();
    /// An earlier message was changed, and its answer with it.
    HeardCorrected = "note_corrige" ("libelle" "valeur");
    /// An earlier message was changed into words that are no answer.
    EditUnread = "modification_illisible" ("libelle" "valeur");
    /// A sticker, an animation.
    GotSticker = "recu_autocollant" ();
    /// A voice message, a video.
    GotVoice = "recu_voix" ();
    /// A place on a map.
    GotPlace = "recu_lieu" ();
    /// Someone’s card.
    GotContact = "recu_contact" ();
    /// Anything else that holds no words.
    GotOther = "recu_autre" ();
    /// A file too large for the channel.
    GotTooLarge = "recu_trop_lourd" ();
    /// A file that could not be fetched.
    GotLost = "recu_perdu" ();
    /// A mail that is too long.
    GotLongMail = "recu_courriel_trop_lourd" ();
    /// A mail that cannot be opened.
    GotEncrypted = "recu_courriel_chiffre" ();
    /// A mail wrapped in winmail.dat.
    GotWinmail = "recu_winmail" ();
    /// The subject of a mail outside of the conversation.
    NoticeSubject = "objet_avis" ();
    /// To an unknown address that wrote under somebody’s token.
    MailHeld = "courriel_retenu" ();
    /// A mail that could not be read at all.
    MailAside = "courriel_illisible" ("heures");
    /// More was written in a day than is read.
    TooManyWords = "trop_de_texte" ();
    /// The code that makes an address theirs.
    MailCode = "courriel_code" ("adresse" "code");
    /// Where the conversation can go on by mail.
    GoOnByMail = "suite_courriel" ("adresse");
    /// A mail that answers a letter of a file that is no more.
    GotEnded = "recu_dossier_clos" ();
    /// Addressed in a group.
    GroupHello = "groupe" ("lien");
    /// Refused: a file is needed here, not words.
    PieceExpected = "refus_piece_attendue" ();
} }
