//! Destroying a dossier: its answers go with the person's own rows; here go its part of the transcript, what became of its
//! messages, and its files, all in the commit of the turn that decided it. What is left is a proof that it might be done,
//! which names nobody.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Store;
use super::engine::{Commit, Key, Scan, after};
use super::erased::Gone;
use super::error::Result;
use super::record;
use super::schema::{self, Row};
use super::seal::Nonces;
use super::turn::TurnCommit;
use crate::conversation::Entry;
use crate::dialog::definition::Name;
use crate::dialog::person::{Channel, Person, Value};
use crate::dialog::reply::Proof;
use crate::renewal::Stage;

/// A dossier to be destroyed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// Which.
    pub dossier: Uuid,
    /// Of which campaign.
    pub campaign: Option<Name>,
    /// In which term, from 0.
    pub cycle: u32,
    /// Why.
    pub decision: Proof,
    /// Where it was asked about, and arrived.
    pub asked: Vec<Arrived>,
}

/// A question that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrived {
    /// Which.
    pub stage: Stage,
    /// Where.
    pub channel: Channel,
    /// When it was delivered.
    pub at: Timestamp,
}

/// What is kept of a dossier that was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proven {
    /// What stands for the dossier: who has its id and the master key can work it out, nobody can go back.
    pub dossier: String,
    /// Its campaign.
    pub campaign: Option<Name>,
    /// The term, from 0.
    pub cycle: u32,
    /// Why it was destroyed.
    pub decision: Proof,
    /// When.
    pub at: Timestamp,
    /// Where it was asked about, and arrived.
    pub asked: Vec<Arrived>,
}

impl Store {
    /// Adds to a turn's commit what destroying its dossiers takes.
    pub(super) async fn forget_into(&self, turn: &TurnCommit, commit: &mut Commit, nonces: &mut Nonces) -> Result<()> {
        let Some(before) = turn.before.as_ref().filter(|_| !turn.forgotten.is_empty()) else { return Ok(()) };
        let (person, gone) = (turn.after.id, ids(&turn.forgotten));
        let mut files = files_of(&before.person, |dossier| gone.contains(&dossier));
        let scan = Scan::prefix(&schema::transcript(person));
        for record in record::join(self.engine.scan(scan).await?) {
            // What cannot be read is kept: staff are told of it already.
            let Ok(entries) = before.key.open::<Vec<Entry>>(&record.key, record.sealed) else { continue };
            let theirs = |entry: &Entry| entry.dossier.is_some_and(|dossier| gone.contains(&dossier));
            let (lost, kept): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(theirs);
            if lost.is_empty() {
                continue;
            }
            if kept.is_empty() {
                record::delete(commit, &record.key, record.parts);
            } else {
                let sealed = before.key.seal(&record.key, &kept, nonces)?;
                record::put(commit, &record.key, sealed, record.parts)?;
            }
            files.extend(lost.iter().filter_map(|entry| entry.raw));
            commit.delete.extend(lost.iter().map(|entry| Row::Delivery(entry.seq).key(person)));
        }
        // The same file may stand in another dossier.
        let kept = files_of(&turn.after, |_| true);
        commit.put.extend(files.difference(&kept).map(|file| (schema::doomed(person, *file), Vec::new())));
        self.prove_into(turn.at, &turn.forgotten, commit, nonces)
    }

    /// Adds the proofs alone.
    pub(super) fn prove_into(
        &self,
        at: Timestamp,
        forgotten: &[Forgotten],
        commit: &mut Commit,
        nonces: &mut Nonces,
    ) -> Result<()> {
        for Forgotten { dossier, campaign, cycle, decision, asked } in forgotten {
            let blinded = self.keys.blind(&["destroyed dossier", &dossier.to_string()]);
            let row = schema::part(&schema::destroyed(at, &blinded), 0);
            let dossier = blake3::Hash::from_bytes(blinded).to_hex().chars().take(32).collect();
            let (campaign, asked) = (campaign.clone(), asked.clone());
            let proven = Proven { dossier, campaign, cycle: *cycle, decision: *decision, at, asked };
            commit.put.push((row.clone(), self.keys.house().seal(&row, &proven, nonces)?));
        }
        Ok(())
    }

    /// Proofs of what was destroyed, oldest first, and where the next page begins.
    pub async fn proofs(&self, from: Option<Key>, limit: usize) -> Result<(Vec<Proven>, Option<Key>)> {
        let scan = Scan::prefix(b"j");
        let scan = Scan { from: from.unwrap_or_else(|| scan.from.clone()), ..scan };
        let rows = self.engine.scan(scan.limit(limit)).await?;
        let next = rows.last().filter(|_| rows.len() == limit).and_then(|(key, _)| after(key));
        let proofs = rows.into_iter().filter_map(|(key, row)| self.keys.house().open(&key, row.value).ok());
        Ok((proofs.collect(), next))
    }

    /// Destroys a dossier again that a restored backup has brought back; nothing where it is not there.
    pub(super) async fn forget_again(&self, gone: &Gone, at: Timestamp) -> Result<()> {
        let Some(before) = self.load(gone.person).await? else { return Ok(()) };
        let Some(dossier) = before.person.dossiers.iter().find(|dossier| dossier.id == gone.dossier) else {
            return Ok(());
        };
        let cycle = dossier.renewal.cycle;
        let mut after = before.person.clone();
        after.dossiers.retain(|dossier| dossier.id != gone.dossier);
        after.focus.take_if(|focus| *focus == gone.dossier);
        after.pending = None;
        // When it arrived where is known no more: that was newer than the backup.
        let forgotten = vec![Forgotten {
            dossier: gone.dossier,
            campaign: None,
            cycle,
            decision: gone.decision,
            asked: Vec::new(),
        }];
        let turn = TurnCommit { forgotten, ..TurnCommit::new(at, Some(before), after) };
        self.commit_one(turn).await.map(|_| ())
    }

    /// Files to be removed, and whose they were.
    pub async fn doomed(&self, limit: usize) -> Result<Vec<(Uuid, Uuid)>> {
        let rows = self.engine.scan(Scan::prefix(b"x").limit(limit)).await?;
        Ok(rows.iter().filter_map(|(key, _)| schema::doomed_ids(key)).collect())
    }

    /// They are removed.
    pub async fn removed(&self, files: &[(Uuid, Uuid)]) -> Result<()> {
        let delete = files.iter().map(|(person, file)| schema::doomed(*person, *file)).collect();
        self.engine.commit(vec![Commit { delete, ..Commit::default() }]).await.map(|_| ())
    }
}

/// The dossiers as they are listed beside the master key.
pub(super) fn gone(person: Uuid, forgotten: &[Forgotten]) -> Vec<Gone> {
    forgotten.iter().map(|one| Gone { person, dossier: one.dossier, decision: one.decision }).collect()
}

fn ids(forgotten: &[Forgotten]) -> BTreeSet<Uuid> {
    forgotten.iter().map(|one| one.dossier).collect()
}

/// The files in answers of those dossiers.
fn files_of(person: &Person, wanted: impl Fn(Uuid) -> bool) -> BTreeSet<Uuid> {
    let dossiers = person.dossiers.iter().filter(|dossier| wanted(dossier.id));
    let values = dossiers.flat_map(|dossier| dossier.answers.values()).filter_map(|answer| answer.value.as_ref());
    values.filter_map(|value| if let Value::Piece(piece) = value { piece.id } else { None }).collect()
}
