//! The sentences about addresses and files that are joined: the rest of the list in `phrase`.

/// Adds them to a list of sentences, and hands all to a macro.
macro_rules! with_joins {
    ($then:ident { $($frame:tt)* }) => { with_renewals! { $then {
        $($frame)*
        /// One more address is theirs: told to those that were.
        LinkedMail = "relie_courriel" ("adresse");
        /// The same, of a Telegram account.
        LinkedTelegram = "relie_telegram" ();
        /// Make one file of two?
        JoinSure = "reunir_sur" ("n");
        /// They agreed.
        JoinAgreed = "reunir_entendu" ();
        /// They agreed too late, or the link was used meanwhile.
        JoinLate = "reunir_trop_tard" ();
        /// They did not.
        JoinKept = "reunir_refuse" ();
        /// It is one file now.
        Joined = "reuni" ();
    } } };
}
