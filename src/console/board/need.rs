//! What staff have to do for somebody, since when, and so in which lists they stand.

use jiff::Timestamp;

use super::{Card, Shelf};
use crate::dialog::person::{Owner, WaitingFor};

/// Something staff have to do for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Since when.
    pub since: Timestamp,
    /// What.
    pub why: Why,
}

/// What staff have to do for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// They wait for a person.
    Waiting(WaitingFor),
    /// A member of staff has the conversation, and has not answered.
    Unanswered,
    /// A mail waits for its sender to be proven.
    Held,
    /// Something of ours did not arrive.
    Undelivered,
    /// A piece is to be looked at.
    Piece,
}

/// The lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// Something is to be done.
    Todo,
    /// Whom the visitor looks after or speaks with.
    Mine,
    /// Something is to be done, and nobody has taken it.
    Unassigned,
    /// We have spoken last: it is the candidate's turn.
    TheirTurn,
    /// They do not get on.
    Stuck,
    /// The end of a candidature's term is asked about, or staff are to see to it.
    Renewals,
    /// Nothing is left.
    Finished,
    /// Everybody.
    All,
}

impl View {
    /// As the queue shows them.
    pub const ALL: [Self; 8] = [
        Self::Todo,
        Self::Mine,
        Self::Unassigned,
        Self::TheirTurn,
        Self::Stuck,
        Self::Renewals,
        Self::Finished,
        Self::All,
    ];
}

impl Card {
    /// What is to be done, the longest wait first. What was there when staff closed the conversation is done.
    #[must_use]
    pub fn needs(&self) -> Vec<Need> {
        let waiting =
            self.waiting.as_ref().map(|waiting| Need { since: waiting.since, why: Why::Waiting(waiting.why) });
        let need = |since: Option<Timestamp>, why| since.map(|since| Need { since, why });
        let spoken_with = matches!(self.owner, Owner::Agent(_));
        let all = [
            waiting,
            need(self.unanswered.filter(|_| spoken_with), Why::Unanswered),
            need(self.held, Why::Held),
            need(self.undelivered, Why::Undelivered),
            need(self.piece, Why::Piece),
        ];
        let closed = self.handling.closed.unwrap_or(Timestamp::MIN);
        let mut open: Vec<Need> = all.into_iter().flatten().filter(|need| need.since > closed).collect();
        open.sort_by_key(|need| need.since);
        open
    }

    /// When something was last said, or the first dossier opened.
    #[must_use]
    pub fn last(&self) -> Timestamp {
        let said = self.theirs.into_iter().chain(self.ours).map(|(_, at)| at).max();
        let opened = || self.dossiers.iter().map(|dossier| dossier.opened).max();
        said.or_else(opened).or_else(|| crate::conversation::moment(self.person)).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The candidate has said something no member of staff has seen.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.theirs.is_some_and(|(seq, _)| seq > self.read)
    }

    /// The shelves the card stands on.
    pub(super) fn shelves(&self) -> Vec<Shelf> {
        let (todo, closed) = (!self.needs().is_empty(), self.handling.closed.is_some());
        let speaks = match &self.owner {
            Owner::Agent(login) => Some(login),
            Owner::Assistant => None,
        };
        let finished = !self.dossiers.is_empty() && self.dossiers.iter().all(|dossier| dossier.finished.is_some());
        let over = !todo && (closed || finished);
        let spoken = |said: Option<(u64, Timestamp)>| said.map_or(0, |(seq, _)| seq);
        let views = [
            (View::Todo, todo),
            (View::Unassigned, todo && self.handling.assigned.is_none() && speaks.is_none()),
            (View::TheirTurn, !todo && !over && spoken(self.ours) > spoken(self.theirs)),
            (View::Stuck, self.is_stuck()),
            (View::Renewals, self.renewing || self.waits_for(&[WaitingFor::Renewal, WaitingFor::Spoofed])),
            (View::Finished, over),
            (View::All, true),
        ];
        let mut shelves: Vec<Shelf> = views.iter().filter(|(_, on)| *on).map(|(view, _)| Shelf::Of(*view)).collect();
        let assigned = self.handling.assigned.as_ref().filter(|_| !closed || todo);
        shelves.extend(speaks.map(|login| Shelf::Mine(login.clone())));
        shelves.extend(assigned.filter(|login| Some(*login) != speaks).map(|login| Shelf::Mine(login.clone())));
        shelves
    }

    fn is_stuck(&self) -> bool {
        self.waits_for(&[WaitingFor::Stuck, WaitingFor::Unreadable, WaitingFor::Unfinished])
    }

    /// They wait for one of these, and staff have not closed the conversation since.
    fn waits_for(&self, any: &[WaitingFor]) -> bool {
        self.needs().iter().any(|need| matches!(need.why, Why::Waiting(why) if any.contains(&why)))
    }
}
