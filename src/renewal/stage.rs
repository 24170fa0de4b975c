//! What is done when about a candidature's term: each stage once.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::calendar::{add_days, working_from, working_until};
use super::{Authority, Ended, Renewal, RenewalRule, Road, Term, UNDO_DAYS, Wish};

/// Days between two questions at least.
const APART: i64 = 2;
/// Days from the last question to a decision at least: also after an outage, or when the clock was put forward.
const HEARD: i64 = 5;
/// Days after the end, or after we answered, when a renewal that the platform has not shown is asked about: first, again.
const FOLLOW_UPS: [i64; 2] = [3, 10];

/// Something done once in a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// A month before the end.
    Month,
    /// A week before.
    Week,
    /// On the last day.
    Day,
    /// In the middle of the days of grace.
    Grace,
    /// On the day the candidate chose.
    Chosen,
    /// The platform has not shown the renewal that was wished for: how far is it?
    FollowUp,
    /// The same, a week later.
    FollowUpAgain,
    /// Nobody answered, or nothing was shown, in all that time: the silence is decided upon (service), or staff see to it.
    Silence,
    /// The days in which a withdrawal could be taken back are over.
    Undone,
}

impl Stage {
    /// In the order in which they come.
    pub const ALL: [Self; 9] = [
        Self::Month,
        Self::Week,
        Self::Day,
        Self::Grace,
        Self::Chosen,
        Self::FollowUp,
        Self::FollowUpAgain,
        Self::Silence,
        Self::Undone,
    ];

    /// True when it asks what the candidate wants.
    #[must_use]
    pub fn asks(self) -> bool {
        matches!(self, Self::Month | Self::Week | Self::Day | Self::Grace | Self::Chosen)
    }

    /// Its name in lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
            Self::Grace => "grace",
            Self::Chosen => "chosen",
            Self::FollowUp => "follow_up",
            Self::FollowUpAgain => "follow_up_again",
            Self::Silence => "silence",
            Self::Undone => "undone",
        }
    }
}

/// A stage and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// What.
    pub stage: Stage,
    /// On which day, at the earliest.
    pub on: Date,
}

/// A candidature whose term runs.
#[derive(Debug, Clone, Copy)]
pub struct Running<'a> {
    /// How it stands.
    pub renewal: &'a Renewal,
    /// Its campaign's rule.
    pub rule: &'a RenewalRule,
    /// Its term.
    pub term: Term,
    /// Away until that day: who is away has not kept silent.
    pub absent: Option<Date>,
    /// The zone of civil days.
    pub zone: &'a TimeZone,
}

impl Running<'_> {
    /// All that is still to come in this term, each stage with its day, the next first.
    #[must_use]
    pub fn plan(&self) -> Vec<Planned> {
        let Renewal { wished, ended, .. } = self.renewal;
        let mut plan = match (ended, wished) {
            (Some(Ended::Withdrawn { at, .. }), _) => {
                vec![Planned { stage: Stage::Undone, on: add_days(self.day(*at), UNDO_DAYS + 1) }]
            }
            (Some(Ended::Over { .. }), _) => Vec::new(),
            (None, None) => self.questions(),
            (None, Some(_)) if self.rule.authority == Authority::Service => Vec::new(),
            (None, Some(wished)) if wished.what == Wish::Keep => self.follow_ups(),
            (None, Some(_)) => Vec::new(),
        };
        plan.retain(|planned| !self.renewal.done.contains_key(&planned.stage));
        plan.sort_by_key(|planned| (planned.on, planned.stage));
        plan
    }

    /// Questions on working days before the end, never closer than two days; then the end of waiting.
    fn questions(&self) -> Vec<Planned> {
        let end = self.term.earliest;
        // Who was asked a week before is not asked as if it were a month.
        let asked = self.renewal.done.keys().filter(|stage| stage.asks() && **stage != Stage::Chosen).max();
        let half = i64::from(self.rule.grace_days) / 2;
        let early = (self.rule.early_days > 0).then(|| add_days(end, -i64::from(self.rule.early_days)));
        let mut days = vec![
            (Stage::Week, working_until(add_days(end, -7))),
            (Stage::Day, working_until(end)),
            (Stage::Grace, working_from(add_days(end, half.max(1)))),
        ];
        days.extend(early.map(|day| (Stage::Month, working_until(day))));
        let not_before = self.renewal.last_asked().map(|at| add_days(self.day(at), APART));
        // « Rappelez-moi en mai » holds the questions back, but not beyond the last working day.
        let chosen = self.renewal.later.map(|day| working_until(day.min(self.last_word())));
        let mut plan: Vec<Planned> = days
            .into_iter()
            .filter(|(stage, _)| asked.is_none_or(|asked| stage > asked))
            .filter(|(_, day)| chosen.is_none_or(|chosen| *day > chosen))
            .map(|(stage, day)| Planned { stage, on: not_before.map_or(day, |least| day.max(least)) })
            .collect();
        plan.extend(chosen.map(|on| Planned { stage: Stage::Chosen, on }));
        plan.push(Planned { stage: Stage::Silence, on: self.silence() });
        plan
    }

    /// The last day on which an answer still comes in time.
    #[must_use]
    pub fn last_word(&self) -> Date {
        working_until(add_days(self.term.earliest, -1))
    }

    /// When silence is silence: after the grace that follows the latest reading of the end and the last question, in
    /// working days, and after every absence.
    #[must_use]
    pub fn silence(&self) -> Date {
        let grace = i64::from(self.rule.grace_days);
        let asked = self.renewal.last_asked().map(|at| self.day(at));
        let first = self.renewal.done.iter().filter(|(stage, _)| stage.asks()).map(|(_, at)| self.day(*at)).min();
        // The grace is whole even for whom the question reached late.
        let late = self.renewal.done.get(&Stage::Day).or(self.renewal.done.get(&Stage::Grace));
        let late = late.map(|at| self.day(*at)).or(first).map(|day| add_days(day, grace));
        let heard = asked.map(|day| add_days(day, HEARD));
        let back = self.absent.map(|day| add_days(day, grace));
        let end = add_days(self.term.latest, grace);
        let last = [late, heard, back].into_iter().flatten().fold(end, Ord::max);
        // The day itself is still theirs, to its end.
        working_from(add_days(last, 1))
    }

    /// A wish that is on its way: what became of it is asked, then staff see to it.
    fn follow_ups(&self) -> Vec<Planned> {
        let since = match &self.renewal.road {
            Some(Road::AnsweredForYou { at } | Road::SaysSent { at }) => self.day(*at),
            Some(Road::ReadyReplyGiven { at }) => self.day(*at).max(self.term.earliest),
            None => self.term.earliest,
        };
        let [first, again] = FOLLOW_UPS.map(|days| working_from(add_days(since, days)));
        let last = add_days(self.term.latest.max(again), i64::from(self.rule.grace_days));
        vec![
            Planned { stage: Stage::FollowUp, on: first },
            Planned { stage: Stage::FollowUpAgain, on: again },
            Planned { stage: Stage::Silence, on: working_from(last) },
        ]
    }

    fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }
}
