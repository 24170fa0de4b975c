//! What staff do in a conversation: one form each, answered by the page one comes back to. Each form bears an id, and sent
//! twice it does something once. What could not be done is said on the page, with what was written kept.

mod forms;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use uuid::Uuid;

use super::Console;
use super::access::{Right, Visitor};
use super::conversation::folder::{Folder, PAGE, path};
use super::conversation::{Draft, again, channel, refusal};
use super::problem::Problem;
use crate::dialog::act::{Act, StaffAct};
use crate::dialog::person::Owner;
use crate::redact::redact;
use crate::service::staff::Acted;
use crate::staff::deed::Deed;
use crate::store::{Note, StoreError};
use forms::{Answer, Assign, Close, Consent, Label, NewNote, Once, Piece, Pin, Say, Take, Unsay};

/// Bytes of a note.
const MOST_NOTE: usize = 8 << 10;

type Answered = Result<Response, Problem>;
type At = Path<Uuid>;
type Here = State<Arc<Console>>;

/// The forms' paths.
pub fn routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/conversations/{person}/prendre", post(take))
        .route("/conversations/{person}/dire", post(say))
        .route("/conversations/{person}/annuler", post(unsay))
        .route("/conversations/{person}/rendre", post(hand_back))
        .route("/conversations/{person}/corriger", post(answer))
        .route("/conversations/{person}/piece", post(piece))
        .route("/conversations/{person}/note", post(note))
        .route("/conversations/{person}/epingler", post(pin))
        .route("/conversations/{person}/attribuer", post(assign))
        .route("/conversations/{person}/libelle", post(label))
        .route("/conversations/{person}/regle", post(settle))
        .route("/conversations/{person}/clore", post(close))
        .route("/conversations/{person}/transferer", post(forward))
}

/// An act about to be done: by whom, for whom, and what the journal says of it.
struct Doing<'c> {
    console: &'c Console,
    visitor: &'c Visitor,
    person: Uuid,
    /// The form's id, where it has one of its own.
    form: Option<Uuid>,
    deed: Deed,
    /// The code of what is said once it is done.
    done: &'static str,
}

impl Doing<'_> {
    /// Does it, if the visitor may; the draft is what the page begins from where it is not done.
    async fn act(self, read: u64, act: Act, draft: Draft) -> Answered {
        let Self { console, visitor, person, form, .. } = self;
        // Who they may not see is nobody; nothing is done, nothing is told.
        Folder::open(console, visitor, person, Right::Act, (None, 0)).await?;
        if form.is_some_and(|form| !console.live.first(form)) {
            return Ok(self.back());
        }
        let done = self.done_by(read, act).await;
        if let (false, Some(form)) = (matches!(done, Ok(Acted::Done)), form) {
            console.live.forget(form);
        }
        match done? {
            Acted::Done => Ok(self.back()),
            Acted::Refused(why) => again(console, visitor, person, &Draft { told: Some(refusal(&why)), ..draft }).await,
            Acted::Meanwhile(_) => again(console, visitor, person, &Draft { since: Some(read), ..draft }).await,
            Acted::Unknown => Err(Problem::Unknown),
        }
    }

    async fn done_by(&self, read: u64, act: Act) -> Result<Acted, StoreError> {
        let Self { console, visitor, person, deed, .. } = self;
        let act = StaffAct { by: visitor.login.clone(), name: visitor.name.clone(), act };
        let acted = console.service.act(*person, read, &act).await?;
        if acted == Acted::Done {
            console.audit(visitor, deed.clone(), Some(*person)).await?;
        }
        Ok(acted)
    }

    fn back(&self) -> Response {
        let way = format!("?fait={}", self.done);
        Redirect::to(&path(self.console, self.person, &way)).into_response()
    }
}

async fn take(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Take>) -> Answered {
    let from = if form.vu.is_empty() { Owner::Assistant } else { Owner::Agent(form.vu) };
    if from != Owner::Assistant {
        visitor.must(Right::Assign)?;
    }
    let doing =
        Doing { console: &console, visitor: &visitor, person, form: Some(form.id), deed: Deed::Took, done: "pris" };
    doing.act(0, Act::Take { from }, Draft::default()).await
}

async fn say(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Say>) -> Answered {
    let folder = Folder::open(&console, &visitor, person, Right::Act, (None, PAGE)).await?;
    let on = channel(&folder, &form.sur);
    let Say { id, lu, sur, mots } = form;
    // The service knows the id again, also after a restart.
    let doing = Doing { console: &console, visitor: &visitor, person, form: None, deed: Deed::Said, done: "dit" };
    let draft = Draft { words: mots.clone(), to: sur, id: Some(id), ..Draft::default() };
    doing.act(lu, Act::Say { id, words: mots, on }, draft).await
}

async fn unsay(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Unsay>) -> Answered {
    let said = Folder::open(&console, &visitor, person, Right::Act, (None, 0)).await?;
    let saying = said.person().handling.saying.iter().find(|saying| saying.id == form.message);
    // What was taken back may be written anew.
    let words = saying.map(|saying| saying.words.clone()).unwrap_or_default();
    let doing = Doing { console: &console, visitor: &visitor, person, form: None, deed: Deed::Unsaid, done: "annule" };
    doing.act(0, Act::Unsay { id: form.message }, Draft { words, ..Draft::default() }).await
}

async fn hand_back(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Once>) -> Answered {
    let doing = Doing {
        console: &console,
        visitor: &visitor,
        person,
        form: Some(form.id),
        deed: Deed::HandedBack,
        done: "rendu",
    };
    doing.act(0, Act::HandBack, Draft::default()).await
}

async fn answer(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Answer>) -> Answered {
    let key = form.cle.parse().map_err(|_| Problem::Senseless)?;
    let doing = Doing {
        console: &console,
        visitor: &visitor,
        person,
        form: Some(form.id),
        deed: Deed::Answered,
        done: "corrige",
    };
    doing.act(0, Act::Answer { dossier: form.dossier, key, words: form.mots }, Draft::default()).await
}

async fn piece(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Piece>) -> Answered {
    let key = form.cle.parse().map_err(|_| Problem::Senseless)?;
    let done = if form.motif.is_some() { "refusee" } else { "convient" };
    let deed = Deed::PieceChecked(form.dossier);
    let doing = Doing { console: &console, visitor: &visitor, person, form: Some(form.id), deed, done };
    doing.act(0, Act::Piece { dossier: form.dossier, key, fault: form.motif }, Draft::default()).await
}

async fn assign(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Assign>) -> Answered {
    let folder = Folder::open(&console, &visitor, person, Right::Act, (None, 0)).await?;
    let (to, now) = (form.a.trim(), folder.person().handling.assigned.as_deref());
    let own = to == visitor.login || (to.is_empty() && now == Some(visitor.login.as_str()));
    if !own {
        visitor.must(Right::Assign)?;
    }
    if !to.is_empty() && console.service.store.account(to).await?.is_none() {
        let told = Some("Aucun compte ne porte cet identifiant.".to_owned());
        return again(&console, &visitor, person, &Draft { told, ..Draft::default() }).await;
    }
    let to = (!to.is_empty()).then(|| to.to_owned());
    let doing = Doing {
        console: &console,
        visitor: &visitor,
        person,
        form: Some(form.id),
        deed: Deed::Assigned,
        done: "attribue",
    };
    doing.act(0, Act::Assign(to), Draft::default()).await
}

async fn label(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Label>) -> Answered {
    let act = Act::Label { label: form.libelle.as_str().into(), on: form.mettre == "oui" };
    let (deed, done) = (Deed::Labelled, "libelle");
    let doing = Doing { console: &console, visitor: &visitor, person, form: Some(form.id), deed, done };
    doing.act(0, act, Draft::default()).await
}

async fn settle(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Once>) -> Answered {
    let (deed, done) = (Deed::Settled, "regle");
    let doing = Doing { console: &console, visitor: &visitor, person, form: Some(form.id), deed, done };
    doing.act(0, Act::Settle, Draft::default()).await
}

async fn close(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Close>) -> Answered {
    let close = form.clore == "oui";
    let (deed, done) = if close { (Deed::Closed, "clos") } else { (Deed::Reopened, "conversation-rouverte") };
    let doing = Doing { console: &console, visitor: &visitor, person, form: Some(form.id), deed, done };
    doing.act(0, Act::Close(close), Draft::default()).await
}

/// Keeps a note. Its id is the form's: sent twice, it stands once.
async fn keep(console: &Console, visitor: &Visitor, person: Uuid, form: NewNote) -> Result<bool, Problem> {
    Folder::open(console, visitor, person, Right::Act, (None, 0)).await?;
    let words = redact(form.mots.trim()).text;
    if words.is_empty() || words.len() > MOST_NOTE {
        return Ok(false);
    }
    let at = console.service.clock.now();
    let note = Note { id: form.id, at, by: visitor.name.clone(), words, pinned: form.epingler == "oui" };
    if console.service.store.keep_note(person, &note, at).await? {
        console.audit(visitor, Deed::Noted, Some(person)).await?;
        return Ok(true);
    }
    Err(Problem::Unknown)
}

async fn note(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<NewNote>) -> Answered {
    if keep(&console, &visitor, person, form).await? {
        return Ok(Redirect::to(&path(&console, person, "?fait=note#notes")).into_response());
    }
    let told = Some("La note est vide ou trop longue.".to_owned());
    again(&console, &visitor, person, &Draft { told, ..Draft::default() }).await
}

async fn pin(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Pin>) -> Answered {
    let folder = Folder::open(&console, &visitor, person, Right::Act, (None, 0)).await?;
    let note = folder.notes.iter().find(|note| note.id == form.note).ok_or(Problem::Unknown)?;
    let note = Note { pinned: form.epingler == "oui", ..note.clone() };
    console.service.store.keep_note(person, &note, console.service.clock.now()).await?;
    console.audit(&visitor, Deed::Noted, Some(person)).await?;
    Ok(Redirect::to(&path(&console, person, "?fait=note#notes")).into_response())
}

/// The candidate's consent is noted: then only the words to pass on are shown.
async fn forward(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Consent>) -> Answered {
    if form.accord != "oui" {
        return Err(Problem::Senseless);
    }
    let mots = format!("Accord de la personne pour transférer un résumé de son dossier\u{a0}: {}", form.mots);
    if !keep(&console, &visitor, person, NewNote { id: form.id, mots, epingler: String::new() }).await? {
        return Err(Problem::Senseless);
    }
    console.audit(&visitor, Deed::Forwarded, Some(person)).await?;
    let way = format!("/transferer?fait=accord&accord={}", form.id);
    Ok(Redirect::to(&path(&console, person, &way)).into_response())
}
