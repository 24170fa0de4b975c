//! What staff do in a conversation: one form each, answered by the page one comes back to. Each form bears an id, and sent
//! twice it does something once. What could not be done is said on the page, with what was written kept.

mod doing;
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
use super::conversation::{Draft, again, channel};
use super::problem::Problem;
use crate::dialog::act::Act;
use crate::dialog::person::{Key, Owner, Value};
use crate::redact::redact;
use crate::staff::deed::Deed;
use crate::store::{Note, Noted};
use doing::{Asked, Doing};
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

async fn take(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Take>) -> Answered {
    let from = if form.vu.is_empty() { Owner::Assistant } else { Owner::Agent(form.vu) };
    if from != Owner::Assistant {
        visitor.must(Right::Assign)?;
    }
    let asked = Asked::new(form.id, Act::Take { from }, Deed::Took, "pris");
    Doing { console, visitor, person }.act(asked).await
}

async fn say(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Say>) -> Answered {
    let folder = Folder::open(&console, &visitor, person, Right::Act, (None, PAGE)).await?;
    let on = channel(&folder, &form.sur);
    drop(folder);
    let Say { id, lu, sur, mots } = form;
    let draft = Draft { words: mots.clone(), to: sur, id: Some(id), ..Draft::default() };
    // The service knows the id again too, also after a restart.
    let asked = Asked::new(id, Act::Say { id, words: mots, on }, Deed::Said, "dit").read(lu).draft(draft);
    Doing { console, visitor, person }.act(asked).await
}

async fn unsay(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Unsay>) -> Answered {
    let said = Folder::open(&console, &visitor, person, Right::Act, (None, 0)).await?;
    let saying = said.person().handling.saying.iter().find(|saying| saying.id == form.message);
    // What was taken back may be written anew; what was not must not be written twice.
    let words = saying.map(|saying| saying.words.clone()).unwrap_or_default();
    drop(said);
    let asked = Asked::new(form.message, Act::Unsay { id: form.message }, Deed::Unsaid, "annule");
    Doing { console, visitor, person }.take_back(asked, words).await
}

async fn hand_back(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Once>) -> Answered {
    let asked = Asked::new(form.id, Act::HandBack, Deed::HandedBack, "rendu").read(form.lu);
    Doing { console, visitor, person }.act(asked).await
}

async fn answer(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Answer>) -> Answered {
    let key = form.cle.parse().map_err(|_| Problem::Senseless)?;
    let act = Act::Answer { dossier: form.dossier, key, words: form.mots };
    Doing { console, visitor, person }.act(Asked::new(form.id, act, Deed::Answered, "corrige")).await
}

async fn piece(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Piece>) -> Answered {
    let key: Key = form.cle.parse().map_err(|_| Problem::Senseless)?;
    let folder = Folder::open(&console, &visitor, person, Right::Act, (None, 0)).await?;
    let dossier = folder.person().dossiers.iter().find(|dossier| dossier.id == form.dossier);
    let piece = match dossier.and_then(|dossier| dossier.answers.get(&key)?.value.as_ref()) {
        Some(Value::Piece(piece)) => piece.id,
        _ => None,
    };
    drop(folder);
    let done = if form.motif.is_some() { "refusee" } else { "convient" };
    let deed = Deed::PieceChecked(piece.unwrap_or(form.dossier));
    let act = Act::Piece { dossier: form.dossier, key, fault: form.motif };
    Doing { console, visitor, person }.act(Asked::new(form.id, act, deed, done)).await
}

async fn assign(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Assign>) -> Answered {
    let folder = Folder::open(&console, &visitor, person, Right::Act, (None, 0)).await?;
    let (to, now) = (form.a.trim(), folder.person().handling.assigned.as_deref());
    let own = to == visitor.login || (to.is_empty() && now == Some(visitor.login.as_str()));
    drop(folder);
    if !own {
        visitor.must(Right::Assign)?;
    }
    if !to.is_empty() && console.service.store.account(to).await?.is_none() {
        let told = Some("Aucun compte ne porte cet identifiant.".to_owned());
        return again(&console, &visitor, person, &Draft { told, ..Draft::default() }).await;
    }
    let act = Act::Assign((!to.is_empty()).then(|| to.to_owned()));
    Doing { console, visitor, person }.act(Asked::new(form.id, act, Deed::Assigned, "attribue")).await
}

async fn label(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Label>) -> Answered {
    let act = Act::Label { label: form.libelle.as_str().into(), on: form.mettre == "oui" };
    Doing { console, visitor, person }.act(Asked::new(form.id, act, Deed::Labelled, "libelle")).await
}

async fn settle(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Once>) -> Answered {
    let asked = Asked::new(form.id, Act::Settle, Deed::Settled, "regle").read(form.lu);
    Doing { console, visitor, person }.act(asked).await
}

async fn close(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Close>) -> Answered {
    let close = form.clore == "oui";
    let (deed, done) = if close { (Deed::Closed, "clos") } else { (Deed::Reopened, "conversation-rouverte") };
    let asked = Asked::new(form.id, Act::Close(close), deed, done).read(form.lu);
    Doing { console, visitor, person }.act(asked).await
}

/// Keeps a note. Its id is the form's: sent twice, it stands once.
async fn keep(
    console: &Arc<Console>,
    visitor: &Visitor,
    person: Uuid,
    form: NewNote,
    deed: Deed,
) -> Result<bool, Problem> {
    let folder = Folder::open(console, visitor, person, Right::Act, (None, 0)).await?;
    let words = redact(form.mots.trim()).text;
    if words.is_empty() || words.len() > MOST_NOTE {
        return Ok(false);
    }
    let at = console.service.clock.now();
    let (by, pinned, consent) = (visitor.name.clone(), form.epingler == "oui", deed == Deed::Forwarded);
    let note = Note { id: form.id, at, by, words, pinned, consent };
    let same = |other: &&Note| other.id == note.id;
    if let Some(stands) = folder.notes.iter().find(same) {
        let sent_again = stands.by == note.by && stands.words == note.words && stands.consent == consent;
        return if sent_again { Ok(true) } else { Err(Problem::Senseless) };
    }
    write(console, visitor, person, note, deed).await.map(|()| true)
}

/// In a task of its own: a browser that goes away cuts nothing between the note and its line in the journal.
async fn write(console: &Arc<Console>, visitor: &Visitor, person: Uuid, note: Note, deed: Deed) -> Result<(), Problem> {
    let (console, visitor) = (console.clone(), visitor.clone());
    let task = tokio::spawn(async move {
        match console.service.store.keep_note(person, &note, note.at).await? {
            Noted::Nobody => return Err(Problem::Unknown),
            // The same form, sent twice at once.
            Noted::Stands => return Ok(()),
            Noted::Kept => {}
        }
        let deeds = [Deed::Noted].into_iter().chain((deed != Deed::Noted).then_some(deed));
        for deed in deeds {
            console.audit(&visitor, deed, Some(person)).await.map_err(Problem::unwritten)?;
        }
        Ok(())
    });
    task.await.map_err(|_| Problem::Failed)?
}

async fn note(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<NewNote>) -> Answered {
    if keep(&console, &visitor, person, form, Deed::Noted).await? {
        return Ok(Redirect::to(&path(&console, person, "?fait=note#notes")).into_response());
    }
    let told = Some("La note est vide ou trop longue.".to_owned());
    again(&console, &visitor, person, &Draft { told, ..Draft::default() }).await
}

async fn pin(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Pin>) -> Answered {
    let folder = Folder::open(&console, &visitor, person, Right::Act, (None, 0)).await?;
    let note = folder.notes.iter().find(|note| note.id == form.note).ok_or(Problem::Unknown)?;
    let note = Note { pinned: form.epingler == "oui", ..note.clone() };
    drop(folder);
    console.service.store.change_note(person, &note, console.service.clock.now()).await?;
    console.audit(&visitor, Deed::Noted, Some(person)).await.map_err(Problem::unwritten)?;
    Ok(Redirect::to(&path(&console, person, "?fait=note#notes")).into_response())
}

/// The candidate's consent is noted: then only the words to pass on are shown.
async fn forward(State(console): Here, visitor: Visitor, Path(person): At, Form(form): Form<Consent>) -> Answered {
    if form.accord != "oui" {
        return Err(Problem::Senseless);
    }
    let mots = format!("Accord de la personne pour transférer un résumé de son dossier\u{a0}: {}", form.mots);
    let consent = NewNote { id: form.id, mots, epingler: String::new() };
    if !keep(&console, &visitor, person, consent, Deed::Forwarded).await? {
        return Err(Problem::Senseless);
    }
    let way = format!("/transferer?fait=accord&accord={}", form.id);
    Ok(Redirect::to(&path(&console, person, &way)).into_response())
}
