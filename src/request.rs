//! What commands ask of a service: the same calls whether it runs in this process or behind the socket of another.

mod backup;
mod export;
mod listing;
mod piece;
mod timers;
mod transcript;
mod unlink;

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use backup::OTHERS as HELD_BESIDE;
pub use export::{Exported, ExportedAnswer, ExportedPiece};
pub use listing::{Row, Standing};
pub use timers::Timer;
pub use transcript::{Line, Raw, Reached};

use crate::conversation::said::Heard;
use crate::conversation::{Address, Personal, Seen, moment};
use crate::dialog::person::{Dossier, Person, Piece};
use crate::dialog::reply::Reply;
use crate::service::Service;
use crate::store::{Proven, StoreError, Taken};

/// Persons read for one answer: a million dossiers go over the socket page by page.
const PAGE: usize = 200;

/// Transcript entries read for one answer.
const PAGE_OF_ENTRIES: u32 = 500;

/// What is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// An answer to what was said.
    Turn {
        /// By whom.
        from: Address,
        /// What.
        heard: Heard,
        /// The same when the same words are sent again because their answer did not arrive.
        id: Option<Uuid>,
    },
    /// A file of this machine is kept; what the conversation is then told of it is the answer.
    Keep {
        /// By whom.
        from: Address,
        /// Where it is: both processes are of one user, on one machine.
        path: PathBuf,
    },
    /// A page of what a part of a piece holds.
    Piece {
        /// Whose.
        person: Uuid,
        /// Which piece, by its id.
        piece: Uuid,
        /// Which part, from 0.
        part: u16,
        /// Which page, from 0.
        page: u64,
    },
    /// Where the dossiers stand, after that person.
    Dossiers {
        /// The last person of the page before.
        after: Option<Uuid>,
    },
    /// What dossiers hold.
    Export {
        /// Which.
        which: Which,
        /// The last person of the page before.
        after: Option<Uuid>,
    },
    /// What was said, after that entry.
    Transcript {
        /// About which dossier, or by whom.
        which: Which,
        /// The last entry of the page before, 0 for none.
        after: u64,
    },
    /// The addresses of whoever writes from one, after another one of theirs was taken off.
    Unlink {
        /// Who.
        from: Address,
        /// Which is theirs no more; none, to see them.
        gone: Option<Personal<String>>,
    },
    /// What is to come for persons after that one.
    Timers {
        /// The last person of the page before.
        after: Option<Uuid>,
        /// Until when; all of it without.
        until: Option<Timestamp>,
    },
    /// What is kept of dossiers that were destroyed, from that row on.
    Proofs {
        /// The first row of the page.
        from: Option<Vec<u8>>,
    },
    /// A backup of everything into a new file of this machine.
    Backup {
        /// Its absolute path.
        to: PathBuf,
    },
}

/// Which dossiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The one of that id or short number.
    Dossier(String),
    /// Those of whoever writes from there.
    From(Address),
    /// All.
    All,
}

/// What is answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// The answer to what was said; it is durable.
    Reply(Box<Reply>),
    /// A file as the conversation is told of it.
    Kept(Box<Piece>),
    /// A page of a part of a piece.
    Piece {
        /// The bytes.
        bytes: Personal<Vec<u8>>,
        /// There is another page.
        more: bool,
    },
    /// A page of the list; `next` asks for the one behind.
    Dossiers {
        /// One row a dossier.
        rows: Vec<Row>,
        /// The last person of the page, when there are more.
        next: Option<Uuid>,
    },
    /// A page of an export.
    Export {
        /// The dossiers.
        dossiers: Vec<Exported>,
        /// The last person of the page, when there are more.
        next: Option<Uuid>,
    },
    /// A page of a transcript.
    Transcript {
        /// Its entries.
        lines: Vec<Line>,
        /// The last entry of the page, when there are more.
        next: Option<u64>,
    },
    /// Somebody's addresses.
    Addresses {
        /// Those that are theirs.
        left: Vec<Address>,
        /// One was taken off.
        parted: bool,
    },
    /// What is to come for a page of persons, in no order.
    Timers {
        /// All of it.
        timers: Vec<Timer>,
        /// The last person of the page, when there are more.
        next: Option<Uuid>,
    },
    /// A page of proofs, oldest first.
    Proofs {
        /// The proofs.
        proofs: Vec<Proven>,
        /// The first row of the next page, when there are more.
        next: Option<Vec<u8>>,
    },
    /// A backup was written.
    BackedUp(Taken),
    /// There is no such dossier or person.
    Unknown,
    /// A short number that fits several dossiers: their ids.
    Several(Vec<Uuid>),
    /// The store failed; nothing was acknowledged.
    Failed {
        /// True when nothing more can be written and the process must end.
        ends: bool,
        /// Why, in French.
        why: String,
    },
}

impl Response {
    /// Its kind, for logs: never what it holds.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Reply(_) => "reply",
            Self::Kept(_) => "kept",
            Self::Piece { .. } => "piece",
            Self::Dossiers { .. } => "dossiers",
            Self::Export { .. } => "export",
            Self::Transcript { .. } => "transcript",
            Self::Addresses { .. } => "addresses",
            Self::Timers { .. } => "timers",
            Self::Proofs { .. } => "proofs",
            Self::BackedUp(_) => "backed_up",
            Self::Unknown => "unknown",
            Self::Several(_) => "several",
            Self::Failed { .. } => "failed",
        }
    }
}

impl Request {
    /// The path it has on the socket.
    #[must_use]
    pub fn path(&self) -> &'static str {
        match self {
            Self::Turn { .. } => "/turn",
            Self::Keep { .. } => "/keep",
            Self::Piece { .. } => "/piece",
            Self::Dossiers { .. } => "/dossiers",
            Self::Export { .. } => "/export",
            Self::Transcript { .. } => "/transcript",
            Self::Unlink { .. } => "/unlink",
            Self::Timers { .. } => "/timers",
            Self::Proofs { .. } => "/proofs",
            Self::Backup { .. } => "/backup",
        }
    }
}

/// Answers a request.
pub async fn answer(service: &Service, request: Request) -> Response {
    let answered = match request {
        Request::Turn { from, heard, id } => say(service, from, heard, id).await,
        Request::Keep { from, path } => piece::keep(service, &from, &path).await,
        Request::Piece { person, piece, part, page } => piece::page(service, person, piece, part, page).await,
        Request::Dossiers { after } => listing::page(service, after).await,
        Request::Export { which, after } => export::page(service, which, after).await,
        Request::Transcript { which, after } => transcript::page(service, which, after).await,
        Request::Unlink { from, gone } => unlink::unlink(service, &from, gone.as_ref().map(|gone| gone.as_str())).await,
        Request::Timers { after, until } => timers::page(service, after, until).await,
        Request::Proofs { from } => timers::proofs(service, from).await,
        Request::Backup { to } => backup::take(service, to).await,
    };
    answered.unwrap_or_else(|error| {
        tracing::error!(%error, "request.failed");
        Response::Failed {
            ends: error.ends_the_process() || matches!(error, StoreError::Full(_)),
            why: error.to_string(),
        }
    })
}

async fn say(service: &Service, from: Address, heard: Heard, id: Option<Uuid>) -> Result<Response, StoreError> {
    let seen = id.map(|id| Seen::new(from.channel, id.to_string(), moment(id)));
    let reply = service.turn(&from, heard, seen).await?;
    Ok(Response::Reply(Box::new(reply)))
}

/// The id or short number people write, however they group its signs.
fn fits(dossier: &Dossier, wanted: &str) -> bool {
    let bare = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let wanted = bare(wanted);
    wanted == bare(&dossier.number()) || wanted == dossier.id.simple().to_string()
}

/// Persons after one of them, and the last of the page when there may be more.
async fn page_of(service: &Service, after: Option<Uuid>) -> Result<(Vec<Person>, Option<Uuid>), StoreError> {
    let ids = service.store.persons(after, PAGE).await?;
    let next = if ids.len() < PAGE { None } else { ids.last().copied() };
    let mut persons = Vec::with_capacity(ids.len());
    for id in ids {
        match service.store.load(id).await {
            Ok(found) => persons.extend(found.map(|loaded| loaded.person)),
            // One damaged person does not hide the others.
            Err(error @ StoreError::Unreadable { .. }) => tracing::error!(%error, "person.unreadable"),
            Err(error) => return Err(error),
        }
    }
    Ok((persons, next))
}
