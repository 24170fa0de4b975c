//! Doing what a form asks for: once, to its end whatever becomes of the connection, and with its line in the journal.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use super::Answered;
use crate::console::access::{Right, Visitor};
use crate::console::conversation::folder::{Folder, path};
use crate::console::conversation::{Draft, again, answered, refusal};
use crate::console::live::Sent;
use crate::console::problem::Problem;
use crate::console::{Console, page};
use crate::dialog::act::{Act, StaffAct};
use crate::service::staff::Acted;
use crate::staff::deed::Deed;

/// What a form asks for.
#[derive(Clone)]
pub(super) struct Asked {
    /// The form's id.
    form: Uuid,
    act: Act,
    /// The last entry that was read.
    read: u64,
    /// What the journal says of it.
    deed: Deed,
    /// The code of what is said once it is done.
    done: &'static str,
    /// What the page begins from where it is not done.
    draft: Draft,
}

impl Asked {
    pub(super) fn new(form: Uuid, act: Act, deed: Deed, done: &'static str) -> Self {
        Self { form, act, read: 0, deed, done, draft: Draft::default() }
    }

    pub(super) fn read(self, read: u64) -> Self {
        Self { read, ..self }
    }

    pub(super) fn draft(self, draft: Draft) -> Self {
        Self { draft, ..self }
    }
}

/// By whom something is done, and for whom.
#[derive(Clone)]
pub(super) struct Doing {
    pub(super) console: Arc<Console>,
    pub(super) visitor: Visitor,
    pub(super) person: Uuid,
}

impl Doing {
    /// Does it, if the visitor may, and comes back to the page.
    pub(super) async fn act(self, asked: Asked) -> Answered {
        let way = format!("?fait={}", asked.done);
        match self.through(&asked).await? {
            Acted::Done => Ok(Redirect::to(&path(&self.console, self.person, &way)).into_response()),
            other => self.not_done(other, asked).await,
        }
    }

    /// Takes words back: they stand in the form again once they are, and only then.
    pub(super) async fn take_back(mut self, asked: Asked, words: String) -> Answered {
        match self.through(&asked).await? {
            Acted::Done => {
                self.visitor.done = page::done::of(&format!("fait={}", asked.done));
                let draft = Draft { words, ..Draft::default() };
                answered(&self.console, &self.visitor, self.person, &draft, StatusCode::OK).await
            }
            other => self.not_done(other, asked).await,
        }
    }

    async fn not_done(self, acted: Acted, asked: Asked) -> Result<Response, Problem> {
        let Asked { read, draft, .. } = asked;
        let draft = match acted {
            Acted::Unknown => return Err(Problem::Unknown),
            Acted::Refused(why) => Draft { told: Some(refusal(&why)), ..draft },
            Acted::Meanwhile(_) | Acted::Done => Draft { since: Some(read), ..draft },
        };
        again(&self.console, &self.visitor, self.person, &draft).await
    }

    /// In a task of its own: a browser that goes away cuts nothing between the act and its line in the journal.
    async fn through(&self, asked: &Asked) -> Result<Acted, Problem> {
        // Who they may not see is nobody; nothing is done, nothing is told.
        Folder::open(&self.console, &self.visitor, self.person, Right::Act, (None, 0)).await?;
        let (this, asked) = (self.clone(), asked.clone());
        let task = tokio::spawn(async move { this.once(asked).await });
        task.await.map_err(|_| Problem::Failed)?
    }

    async fn once(self, asked: Asked) -> Result<Acted, Problem> {
        let Self { console, visitor, person } = self;
        let words = blake3::hash(format!("{:?}", asked.act).as_bytes());
        let once = console.live.once((visitor.login.clone(), person, asked.form, *words.as_bytes()));
        let mut sent = once.lock().await;
        if *sent == Sent::New {
            let act = StaffAct { by: visitor.login.clone(), name: visitor.name.clone(), act: asked.act };
            let acted = console.service.act(person, asked.read, &act).await?;
            if acted != Acted::Done {
                return Ok(acted);
            }
            *sent = Sent::Unwritten;
        }
        if *sent == Sent::Unwritten {
            console.audit(&visitor, asked.deed, Some(person)).await.map_err(Problem::unwritten)?;
            *sent = Sent::Done;
        }
        Ok(Acted::Done)
    }
}
