//! Who looks on: knows the rules in other words than the core does, and says which were broken.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use uuid::Uuid;

use super::people::Said;
use crate::campaign::{Authority, RenewalRule};
use crate::dialog::fold::fold;
use crate::dialog::reply::Proof;
use crate::renewal::Stage;

/// The word that claims what only a date can prove.
const RENEWED: &str = "est renouvelee";
/// Days in which a withdrawal can be taken back.
const UNDO: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What was seen of one candidature.
#[derive(Debug)]
pub(super) struct Witness {
    /// The dossier.
    pub(super) dossier: Uuid,
    began: Date,
    rule: Option<RenewalRule>,
    cycle: u32,
    asked: BTreeSet<(u32, Stage)>,
    /// The candidate said something in this term, after a question.
    spoke: bool,
    /// They said « oui, retirer » then, and nothing else since.
    withdrawn: Option<Timestamp>,
    /// The platform has shown a new date, or this service may renew.
    proven: bool,
    shown: Option<Date>,
    /// Questions asked.
    pub(super) questions: u32,
    /// Staff were told so often.
    pub(super) alerts: u32,
    /// How it ended, if it did.
    pub(super) forgotten: Option<Proof>,
    /// Rules that were broken.
    pub(super) broken: Vec<&'static str>,
}

impl Witness {
    pub(super) fn new(dossier: Uuid, began: Date, rule: Option<RenewalRule>) -> Self {
        Self {
            dossier,
            began,
            proven: rule.as_ref().is_some_and(|rule| rule.authority == Authority::Service),
            rule,
            cycle: 0,
            asked: BTreeSet::new(),
            spoke: false,
            withdrawn: None,
            shown: None,
            questions: 0,
            alerts: 0,
            forgotten: None,
            broken: Vec::new(),
        }
    }

    pub(super) fn breaks(&mut self, what: &'static str) {
        self.broken.push(what);
    }

    pub(super) fn asks(&mut self, stage: Stage, cycle: u32) {
        self.questions += 1;
        if !self.asked.insert((cycle, stage)) {
            self.breaks("une question a été posée deux fois pour la même échéance");
        }
    }

    pub(super) fn hears(&mut self, said: Said, at: Timestamp) {
        self.spoke = true;
        self.withdrawn = (said == Said::Confirms).then_some(at);
    }

    /// The platform shows the last day of the next term.
    pub(super) fn shows(&mut self, day: Date) {
        self.proven = true;
        self.shown = Some(day);
    }

    pub(super) fn next_term(&mut self, cycle: Option<u32>) {
        let Some(cycle) = cycle else { return };
        if !self.proven {
            self.breaks("une échéance a été repoussée sans preuve");
        }
        (self.cycle, self.spoke, self.withdrawn) = (cycle, false, None);
        self.proven = self.rule.as_ref().is_some_and(|rule| rule.authority == Authority::Service);
    }

    pub(super) fn alerts(&mut self) {
        self.alerts += 1;
    }

    pub(super) fn reads(&mut self, words: &str) {
        if fold(words).contains(RENEWED) && !self.proven && self.shown.is_none() {
            self.breaks("« renouvelée » a été dit sans preuve");
        }
    }

    pub(super) fn forgets(&mut self, proof: Proof, cycle: u32, today: Date, delivered: bool) {
        self.forgotten = Some(proof);
        let Some(rule) = self.rule.clone() else { return self.breaks("supprimée sans règle") };
        if rule.authority != Authority::Service {
            self.breaks("supprimée alors que la plateforme décide");
        }
        let grace = Span::new().days(i64::from(rule.grace_days));
        match proof {
            Proof::Silent if !delivered => self.breaks("supprimée sans que la question ait été remise"),
            Proof::Silent if self.spoke => self.breaks("supprimée alors que la personne avait parlé"),
            Proof::Silent if today <= self.end(cycle).saturating_add(grace) => {
                self.breaks("supprimée pendant le délai de grâce");
            }
            Proof::Withdrawn if !self.undo_is_over(today) => {
                self.breaks("supprimée sans retrait confirmé depuis sept jours")
            }
            Proof::Silent | Proof::Withdrawn => {}
        }
    }

    fn undo_is_over(&self, today: Date) -> bool {
        let over = self.withdrawn.and_then(|at| at.checked_add(UNDO).ok());
        over.is_some_and(|over| over.to_zoned(crate::clock::paris()).date() <= today)
    }

    /// The last day of a term, always from the first day.
    fn end(&self, cycle: u32) -> Date {
        let months = self.rule.as_ref().map_or(6, |rule| i64::from(rule.months));
        self.began.saturating_add(Span::new().months(months.saturating_mul(i64::from(cycle) + 1)))
    }

    /// The last day of the term behind this one.
    pub(super) fn next_end(&self) -> Option<Date> {
        Some(self.end(self.cycle.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn of(authority: Authority) -> Witness {
        let (library, _) = crate::dialog::load::load(&crate::dialog::load::embedded()).unwrap();
        let mut rule = library.campaigns.all.iter().find_map(|campaign| campaign.renewal.clone()).unwrap();
        rule.authority = authority;
        Witness::new(Uuid::nil(), date(2027, 1, 4), Some(rule))
    }

    #[test]
    fn each_broken_rule_is_seen() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        type Deed = fn(&mut Witness);
        let cases: Vec<(Deed, Authority, usize)> = vec![
            (|w| w.forgets(Proof::Silent, 0, date(2027, 9, 1), true), Authority::Service, 0),
            (|w| w.forgets(Proof::Silent, 0, date(2027, 9, 1), true), Authority::Platform, 1),
            (|w| w.forgets(Proof::Silent, 0, date(2027, 9, 1), false), Authority::Service, 1),
            (|w| w.forgets(Proof::Silent, 0, date(2027, 7, 10), true), Authority::Service, 1),
            (|w| w.forgets(Proof::Withdrawn, 0, date(2027, 7, 10), true), Authority::Service, 1),
            (|w| w.reads("Votre candidature « AESH » est renouvelée jusqu’au 4 janvier"), Authority::Platform, 1),
            (|w| w.reads("Votre candidature « AESH » est renouvelée jusqu’au 4 janvier"), Authority::Service, 0),
            (|w| w.next_term(Some(1)), Authority::Platform, 1),
            (
                |w| {
                    w.asks(Stage::Week, 0);
                    w.asks(Stage::Week, 1);
                },
                Authority::Platform,
                0,
            ),
            (
                |w| {
                    w.asks(Stage::Week, 0);
                    w.asks(Stage::Week, 0);
                },
                Authority::Platform,
                1,
            ),
        ];
        for (number, (deed, authority, broken)) in cases.into_iter().enumerate() {
            let mut witness = of(authority);
            deed(&mut witness);
            assert_eq!(witness.broken.len(), broken, "{number}: {:?}", witness.broken);
        }
        let mut spoke = of(Authority::Service);
        spoke.hears(Said::Words("ok"), at("2027-07-02T10:00:00Z"));
        spoke.forgets(Proof::Silent, 0, date(2027, 9, 1), true);
        assert_eq!(spoke.broken.len(), 1);
        let mut withdrawn = of(Authority::Service);
        withdrawn.hears(Said::Confirms, at("2027-07-02T10:00:00Z"));
        withdrawn.forgets(Proof::Withdrawn, 0, date(2027, 7, 10), false);
        assert!(withdrawn.broken.is_empty(), "{:?}", withdrawn.broken);
    }
}
