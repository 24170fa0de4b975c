//! The bot's own names, and the doors it opens: what may stand behind `t.me/<bot>?start=`.

use std::collections::BTreeMap;

use crate::dialog::definition::{Library, Name};
use crate::dialog::fold::fold;

/// A payload has at most so many signs (Bot API, deep linking).
const PAYLOAD: usize = 64;

/// Who the bot is.
#[derive(Debug, Clone)]
pub struct Me {
    /// Telegram's number of the bot.
    pub id: u64,
    /// Its name, without the « @ ».
    pub username: String,
    /// Where its links lead.
    pub doors: Doors,
}

/// What a deep link names: a dialog or a campaign, by its id or by a word of it that no other has (`m2`, `aesh`).
#[derive(Debug, Clone, Default)]
pub struct Doors {
    /// By folded payload.
    named: BTreeMap<String, Name>,
}

impl Doors {
    /// The doors of a library.
    #[must_use]
    pub fn of(library: &Library) -> Self {
        let campaigns = library.campaigns.all.iter().map(|campaign| (&campaign.id, campaign.id.clone()));
        let dialogs = library.dialogs.keys().map(|id| (id, destination(library, id)));
        let (campaigns, dialogs): (Vec<_>, Vec<_>) = (campaigns.collect(), dialogs.collect());
        let mut named = BTreeMap::new();
        // The whole id counts before a word of one, and a dialog's word before a campaign's: `m2` is the guide.
        for (id, to) in campaigns.iter().chain(&dialogs) {
            named.entry(fold(id)).or_insert_with(|| to.clone());
        }
        for list in [&dialogs, &campaigns] {
            for (word, to) in only_once(list) {
                named.entry(word).or_insert(to);
            }
        }
        Self { named }
    }

    /// Where a payload leads. One that names nothing here is passed on as it came, if it can be a payload at all.
    #[must_use]
    pub fn open(&self, payload: &str) -> Option<Name> {
        let possible = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == '-';
        let plausible = !payload.is_empty() && payload.len() <= PAYLOAD && payload.chars().all(possible);
        plausible.then(|| self.named.get(&fold(payload)).cloned().unwrap_or_else(|| payload.into()))
    }
}

/// A dialog's only campaign says more than the dialog does.
fn destination(library: &Library, dialog: &Name) -> Name {
    let mut campaigns = library.campaigns.all.iter().filter(|campaign| campaign.dialog == *dialog);
    match (campaigns.next(), campaigns.next()) {
        (Some(only), None) => only.id.clone(),
        _ => dialog.clone(),
    }
}

/// The words that stand in one id alone.
fn only_once(list: &[(&Name, Name)]) -> Vec<(String, Name)> {
    let mut words: BTreeMap<String, Vec<&Name>> = BTreeMap::new();
    for (id, to) in list {
        for word in fold(id).split(' ') {
            let known = words.entry(word.to_owned()).or_default();
            known.push(to);
            known.dedup();
        }
    }
    let single = words.into_iter().filter_map(|(word, to)| match to.as_slice() {
        [only] => Some((word, Name::clone(only))),
        _ => None,
    });
    single.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialog::load::{embedded, load};

    #[test]
    fn a_link_leads_to_one_dialog_or_campaign() {
        let (library, _) = load(&embedded()).expect("the built-in files");
        let doors = Doors::of(&library);
        let cases = [
            ("m2", Some("acloe-m2")),
            ("M2", Some("acloe-m2")),
            ("acloe-m2", Some("acloe-m2")),
            ("acloe_m2", Some("acloe-m2")),
            ("aesh", Some("aesh")),
            ("acloe-aesh", Some("aesh")),
            ("inalco", Some("ecandidat_inalco")),
            ("magistere", Some("magistere")),
            ("m2_1d_nord", Some("m2_1d_nord")),
            ("pdc", Some("m2_1d_pdc")),
            // Two dialogs have it: nobody knows which.
            ("acloe", Some("acloe")),
            ("autre", Some("autre")),
            ("", None),
            ("deux mots", None),
            ("é", None),
        ];
        for (payload, to) in cases {
            assert_eq!(doors.open(payload).as_deref(), to, "{payload}");
        }
        assert_eq!(doors.open(&"a".repeat(65)), None);
    }
}
