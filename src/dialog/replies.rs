//! Replies that stand ready for staff (`reponses.toml`): words to begin from, which a member of staff reads again and sends.

use super::definition::Name;
use super::text::Text;

/// What a reply may name: the candidate's first name, the title of their campaign, its last day.
pub const PLACES: [&str; 3] = ["prenom", "campagne", "date_limite"];

/// A reply that stands ready.
#[derive(Debug, Clone)]
pub struct CannedReply {
    /// Permanent.
    pub id: Name,
    /// What staff find it by.
    pub title: String,
    /// Its words, with places of [`PLACES`].
    pub text: Text,
}
