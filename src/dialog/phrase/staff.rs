//! The sentences in which the service's staff speak: the rest of the list in `phrase`.

/// Adds them to a list of sentences, and hands all to a macro.
macro_rules! with_staff {
    ($then:ident { $($frame:tt)* }) => { with_joins! { $then {
        $($frame)*
        /// A member of staff writes.
        StaffSays = "service_ecrit" ("nom" "mots");
        /// The subject of such a mail.
        StaffSubject = "service_objet" ();
        /// The assistant goes on where staff leave off.
        HandedBack = "service_rend" ();
        /// The same, after nobody did anything for two days.
        HandedBackAlone = "service_rend_seul" ();
        /// A member of staff gave an answer in the candidate's name.
        StaffNoted = "service_a_note" ("nom" "libelle" "valeur");
        /// A member of staff looked at a piece, and it cannot be taken.
        StaffRefuses = "service_refuse_piece" ("nom" "libelle" "raison");
    } } };
}
