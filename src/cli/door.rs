//! How a command reaches the data: through the socket of the process that has it open, else by opening it itself.

use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use super::data::DataArgs;
use super::failure::Failure;
use super::messages;
use crate::clock::{self, Clock, ClockError};
use crate::dialog::definition::Library;
use crate::document::{Caps, Pieces};
use crate::request::{self, Request, Response, Which};
use crate::service::Service;
use crate::service::email::start::letterhead;
use crate::socket::{self, Socket};
use crate::store::{Settings, Store, StoreError};

/// A process that starts or ends holds the data for a moment without answering: try for so long.
const PATIENCE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(25);

/// The way to the data.
#[derive(Debug)]
pub enum Door {
    /// This process has it open, and serves others unless it keeps nothing.
    Here(Arc<Service>, Option<Socket>, Place),
    /// Another process has.
    There(Place),
}

/// Runs one command on the data, wherever they are open, and lets go of them whatever comes of it.
///
/// # Errors
/// The data cannot be opened; the command failed.
pub fn visit<T>(args: &DataArgs, command: impl AsyncFnOnce(&mut Door) -> Result<T>) -> Result<T> {
    let library = args.library()?;
    super::runtime()?.block_on(async {
        let mut door = Door::open(args, library).await?;
        let outcome = command(&mut door).await;
        door.close().await;
        outcome
    })
}

/// What it takes to open the data, or to take over from who had it open.
#[derive(Debug, Clone)]
pub struct Place {
    args: DataArgs,
    data: PathBuf,
    library: Arc<Library>,
}

impl Door {
    /// Finds the process that serves the data, or opens the data.
    ///
    /// # Errors
    /// The data is held by a process that does not answer, damaged, or a rehearsal's.
    pub async fn open(args: &DataArgs, library: Library) -> Result<Self> {
        let place = |data| Place { args: args.clone(), data, library: Arc::new(library) };
        if !args.is_memory() {
            return Self::reach(place(args.folder()?)).await;
        }
        let place = place(PathBuf::new());
        let clock = args.clock_offset.as_ref().map_or_else(Clock::real, Clock::ahead_by);
        let store = Store::in_memory().map_err(|error| Failure::failed(error.to_string()))?;
        let service = place.service(store, Pieces::in_memory(place.caps()?), clock)?;
        Ok(Self::Here(Arc::new(service), None, place))
    }

    async fn reach(place: Place) -> Result<Self> {
        let give_up = clock::tick() + PATIENCE;
        loop {
            if socket::is_served(&place.data).await {
                place.same_clock()?;
                return Ok(Self::There(place));
            }
            match place.open_here().await? {
                Some(door) => return Ok(door),
                None if clock::tick() < give_up => tokio::time::sleep(PAUSE).await,
                None => return Err(Failure::later(messages::busy(&place.data))),
            }
        }
    }

    /// Opens the data here, or not at all: one process serves them.
    ///
    /// # Errors
    /// Another process has them, they are damaged, or a rehearsal's.
    pub async fn alone(args: &DataArgs, library: Library) -> Result<Self> {
        if args.is_memory() {
            return Self::open(args, library).await;
        }
        let place = Place { args: args.clone(), data: args.folder()?, library: Arc::new(library) };
        let busy = || Failure::later(messages::served(&place.data));
        if socket::is_served(&place.data).await {
            return Err(busy());
        }
        place.open_here().await?.ok_or_else(busy)
    }

    /// The service, where the data is open here.
    #[must_use]
    pub fn service(&self) -> Option<Arc<Service>> {
        match self {
            Self::Here(service, ..) => Some(service.clone()),
            Self::There(_) => None,
        }
    }

    /// The answer to a request, wherever the data is open. Should the process that had it end meanwhile, this one takes
    /// over and asks again: words sent twice are answered once.
    ///
    /// # Errors
    /// The store failed, or nobody answers.
    pub async fn ask(&mut self, request: Request) -> Result<Response> {
        if let Self::There(place) = self {
            match socket::ask(&place.data, &request).await {
                Ok(response) => return self.checked(response),
                Err(error) => tracing::info!(%error, "socket.lost"),
            }
            *self = Self::reach(place.clone()).await?;
        }
        let response = match self {
            Self::Here(service, ..) => request::answer(service, request).await,
            Self::There(place) => socket::ask(&place.data, &request).await?,
        };
        self.checked(response)
    }

    fn checked(&self, response: Response) -> Result<Response> {
        let (Self::Here(_, _, place) | Self::There(place)) = self;
        match response {
            Response::Failed { ends: true, why } => Err(Failure::later(messages::unwritable(&place.data, &why))),
            Response::Failed { ends: false, why } => Err(Failure::failed(why)),
            response => Ok(response),
        }
    }

    /// Ends the serving of others and lets go of the data.
    pub async fn close(self) {
        let Self::Here(service, socket, _) = self else { return };
        if let Some(socket) = socket {
            socket.close().await;
        }
        if let Err(error) = service.store.clone().close().await {
            tracing::warn!(%error, "store.closing");
        }
    }
}

impl Place {
    fn service(&self, store: Store, pieces: Pieces, clock: Clock) -> Result<Service> {
        let letterhead = letterhead(&self.args.settings()?.mail).map(Arc::new);
        Ok(Service {
            library: self.library.clone(),
            store,
            pieces,
            clock,
            letterhead,
            bot: Arc::default(),
            lines: Arc::default(),
            held: Default::default(),
        })
    }

    fn caps(&self) -> Result<Caps> {
        let config = self.args.settings()?.pieces;
        Ok(Caps {
            files: config.per_person_day,
            bytes: config.mib_per_person_day.saturating_mul(1 << 20),
            words: config.words_kib_per_person_day.saturating_mul(1 << 10),
        })
    }

    fn settings(&self) -> Result<Settings> {
        let config = self.args.settings()?.store;
        let settings = Settings::new(&self.data, self.args.key(&self.data)?);
        let bytes = |mib: u64| mib.saturating_mul(1 << 20);
        Ok(Settings { cache_bytes: bytes(config.cache_mib), ballast_bytes: bytes(config.ballast_mib), ..settings })
    }

    /// Opens the data and serves it; `None` while another process holds it.
    async fn open_here(&self) -> Result<Option<Door>> {
        let offset = self.args.clock_offset.as_ref();
        // A rehearsal is refused before anything of it is touched.
        Clock::of(&self.data, offset).map_err(clock_failure)?;
        let folder = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.data);
        folder.with_context(|| messages::no_folder(&self.data))?;
        let store = match Store::open(&self.settings()?).await {
            Ok(store) => store,
            Err(StoreError::Busy(_)) => return Ok(None),
            Err(error @ (StoreError::Poisoned(_) | StoreError::Full(_))) => {
                return Err(Failure::later(messages::unwritable(&self.data, &error.to_string())));
            }
            Err(error) => return Err(Failure::failed(messages::unopened(&self.data, &error.to_string()))),
        };
        // The lock is ours: nobody else marks the folder now.
        let clock = Clock::of(&self.data, offset).map_err(clock_failure)?;
        if let Some(offset) = offset {
            clock.mark(&self.data, offset)?;
        }
        let pieces = self.data.join("pieces");
        let pieces = Pieces::open(&pieces, self.caps()?).with_context(|| messages::no_folder(&pieces))?;
        let service = Arc::new(self.service(store, pieces, clock)?);
        let socket = Socket::serve(&self.data, service.clone());
        let socket = socket.inspect_err(|error| tracing::warn!(%error, "{}", messages::NO_SOCKET)).ok();
        Ok(Some(Door::Here(service, socket, self.clone())))
    }

    /// A rehearsal's clock is the serving process's: another one cannot be asked for.
    fn same_clock(&self) -> Result<()> {
        let Some(offset) = &self.args.clock_offset else { return Ok(()) };
        match offset.is_recorded(&self.data) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Failure::failed(messages::other_clock(&self.data))),
            Err(error) => Err(error.into()),
        }
    }
}

fn clock_failure(error: ClockError) -> anyhow::Error {
    match error {
        ClockError::Rehearsal(offset) => Failure::failed(messages::rehearsal(&offset)),
        ClockError::Backwards(offset) => Failure::failed(messages::backwards(&offset)),
        ClockError::Io(error) => anyhow::Error::new(error).context(messages::NO_CLOCK),
    }
}

/// The failure of a request that names something there is not.
#[must_use]
pub fn missing(which: &Which, response: Response) -> anyhow::Error {
    match (which, response) {
        (Which::Dossier(wanted), Response::Several(ids)) => {
            let ids = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            Failure::failed(messages::several_dossiers(wanted, &ids))
        }
        (Which::Dossier(wanted), _) => Failure::failed(messages::unknown_dossier(wanted)),
        (Which::From(address), _) => Failure::failed(messages::unknown_person(&address.id)),
        (Which::All, response) => unexpected(&response),
    }
}

/// An answer to another question: the two processes are of different versions.
#[must_use]
pub fn unexpected(response: &Response) -> anyhow::Error {
    tracing::warn!(kind = response.kind(), "response.unexpected");
    Failure::failed(messages::OTHER_VERSION)
}
