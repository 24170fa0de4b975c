//! `reponses.toml`: the replies that stand ready for staff.

use toml::Spanned;

use super::reader::{Report, Table};
use super::syntax;
use crate::dialog::diagnostic::{Diagnostic, Source};
use crate::dialog::replies::{CannedReply, PLACES};
use crate::messages;

/// The replies of the file, in its order, and its problems.
pub(super) fn read(source: &Source) -> (Vec<CannedReply>, Vec<Diagnostic>) {
    let mut report = Report::new(source);
    let mut replies: Vec<CannedReply> = Vec::new();
    if let Some(toml) = syntax::parse(source, &mut report) {
        let mut keys = Table::new(toml.into_inner(), 0..source.text.find('\n').unwrap_or(source.text.len()));
        for read in keys.tables("reply", &mut report) {
            let reply = reply(read, &replies, &mut report);
            replies.push(reply);
        }
        keys.finish(&mut report);
    }
    (replies, report.found)
}

fn reply(mut keys: Table, known: &[CannedReply], report: &mut Report) -> CannedReply {
    let id = keys.name("id", report);
    if let Some(at) = known.iter().position(|reply| *reply.id == **id.get_ref()) {
        report.add(messages::duplicate(report.at(&id.span()), "réponse", id.get_ref(), at + 1));
    }
    let title = keys.need("title", report).into_inner();
    let words = keys.need_words("text", report);
    keys.finish(report);
    for (name, _) in words.names.iter().filter(|(name, _)| !PLACES.contains(&name.get_ref().as_str())) {
        let places: Vec<String> = PLACES.iter().map(|place| (*place).to_owned()).collect();
        report.add(messages::unknown_place(report.at(&name.span()), name.get_ref(), &places));
    }
    CannedReply { id: Spanned::into_inner(id).into(), title, text: words.text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (usize, Vec<&'static str>) {
        let (replies, found) = read(&Source { name: "dialogs/reponses.toml".into(), text: text.into() });
        (replies.len(), found.iter().filter(|problem| problem.is_error()).map(|problem| problem.code).collect())
    }

    #[test]
    fn a_mistake_in_a_reply_is_told() {
        let good = "[[reply]]\nid = 'a'\ntitle = 'A'\ntext = '''Bonjour {prenom}.'''\n";
        assert_eq!(found(good), (1, vec![]));
        assert_eq!(found(&good.replace("{prenom}", "{nom}")).1, ["valeur-inconnue"]);
        assert_eq!(found(&format!("{good}{good}")).1.len(), 1, "one id twice");
        assert_eq!(found(&good.replace("title", "titel")).1.len(), 2, "an unknown key, and one that lacks");
    }
}
