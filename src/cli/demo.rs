//! `guichet demo`: the console with people in it, in a minute. Nothing is kept, nothing leaves this machine.

mod answers;
mod people;
mod scenes;
mod stage;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;

use super::dialogs::{self, FilesArgs};
use super::failure::Failure;
use super::{messages, out};
use crate::channel::email::letterhead::Letterhead;
use crate::clock::Clock;
use crate::config::Config;
use crate::console::board::Board;
use crate::console::{self, Console};
use crate::conversation::{Outgoing, Personal};
use crate::dialog::definition::Library;
use crate::dialog::person::Channel;
use crate::document::{Caps, Pieces};
use crate::service::office::{Lines, Office, Tasks};
use crate::service::{Service, accounts, timer};
use crate::staff::{Account, Role};
use crate::store::{Delivered, Delivery, Store, StoreError};
use stage::Stage;

/// How long a letter waits for another mail, in the demonstration.
const QUIET: jiff::SignedDuration = jiff::SignedDuration::from_mins(3);
/// How long a message is under way.
const UNDER_WAY: Duration = Duration::from_millis(700);
/// The port, when none is asked for.
const PORT: u16 = 8080;

const EXAMPLES: &str = "\
Exemples :
  guichet demo                        la console sur http://127.0.0.1:8080/, avec des candidats fictifs
  guichet demo --port 0               un port libre, celui qui s’affiche
  guichet demo --password 'un mot de passe long'
                                      ce mot de passe plutôt qu’un mot de passe tiré au sort

Tout est joué par le vrai moteur, sur Telegram et par courriel, sans réseau : rien ne part, rien n’est gardé après
Ctrl+C. Les comptes : camille (conseiller), sacha (responsable), dominique (admin), alex (dpo), lou (lecteur) ; le même
mot de passe pour tous. Les candidats et leurs adresses n’existent pas.";

/// Voir la console de l’équipe avec des candidats fictifs
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct DemoArgs {
    /// Le port, sur cette machine
    #[arg(long, value_name = "PORT", default_value_t = PORT)]
    port: u16,
    /// Le mot de passe des comptes de démonstration (sinon un mot de passe tiré au sort, affiché)
    #[arg(long, value_name = "MOT_DE_PASSE")]
    password: Option<String>,
    #[command(flatten)]
    files: FilesArgs,
}

/// Who works in the demonstration.
const STAFF: &[(&str, &str, Role)] = &[
    ("camille", "Camille", Role::Conseiller),
    ("sacha", "Sacha", Role::Responsable),
    ("dominique", "Dominique", Role::Admin),
    ("alex", "Alex", Role::Dpo),
    ("lou", "Lou", Role::Lecteur),
];

/// Plays the demonstration, then serves its console until told to stop.
///
/// # Errors
/// The dialogs are wrong, or the port is taken.
pub fn run(args: &DemoArgs) -> Result<()> {
    let library = dialogs::library(&args.files)?;
    let password = args.password.clone().map_or_else(drawn, Ok)?;
    super::runtime()?.block_on(async {
        let address = SocketAddr::from(([127, 0, 0, 1], args.port));
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|error| Failure::failed(messages::demo::no_port(&address, &error)))?;
        let service = Arc::new(service(library)?);
        out::tell(&messages::demo::playing(scenes::PEOPLE));
        scenes::play(&mut Stage::new(&service)).await.map_err(failed)?;
        hire(&service, &password).await?;
        serve(service, listener, &password).await
    })
}

fn failed(error: StoreError) -> anyhow::Error {
    Failure::failed(error.to_string())
}

/// A password nobody else knows: the demonstration is as open as the machine it runs on.
fn drawn() -> Result<String> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).map_err(|error| Failure::failed(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The service of the demonstration: nothing of it outlives the process.
fn service(library: Library) -> Result<Service> {
    let letterhead = Letterhead {
        address: "candidatures@exemple.test".to_owned(),
        name: "Assistant candidatures (démonstration)".to_owned(),
        quiet: QUIET,
        quiet_most: QUIET,
        authserv_id: String::new(),
    };
    Ok(Service {
        library: Arc::new(library),
        store: Store::in_memory().map_err(failed)?,
        pieces: Pieces::in_memory(Caps::default()),
        clock: Clock::real(),
        letterhead: Some(Arc::new(letterhead)),
        bot: Arc::default(),
        lines: Arc::default(),
        held: Default::default(),
    })
}

async fn hire(service: &Service, password: &str) -> Result<()> {
    let kept = accounts::keep(Personal(password.to_owned())).await.map_err(failed)?;
    for (login, name, role) in STAFF {
        let account = Account::new((*login).into(), (*name).into(), *role, kept.0.clone(), service.clock.now());
        service.add_account(&account, None).await.map_err(failed)?;
    }
    Ok(())
}

async fn serve(service: Arc<Service>, listener: TcpListener, password: &str) -> Result<()> {
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let (mut tasks, mut lines) = (Tasks::new(), Lines::default());
    for channel in [Channel::Telegram, Channel::Email] {
        tasks.spawn(arrive(service.clone(), lines.open(channel)));
    }
    let office = Office::open(service.clone(), lines, stopped.clone(), &mut tasks);
    tasks.spawn(timer::run(office.clone()));
    let config = Config::load(None, []).map_err(|error| Failure::failed(error.to_string()))?;
    let board = Board::default();
    let console = Arc::new(Console::new(service, board, &config.console));
    let followed = console.clone();
    tokio::spawn(async move { followed.follow().await });
    let pages = console::routes(console);
    out::tell(&messages::demo::ready(&address, password));
    let app = pages.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, app).with_graceful_shutdown(async {
        let _ = tokio::signal::ctrl_c().await;
    });
    let served = served.await.context(messages::NO_WEB);
    stop.send_replace(true);
    drop((office, tasks));
    served
}

/// Says of everything that is to be sent that it arrived, a moment later.
async fn arrive(
    service: Arc<Service>,
    mut rows: UnboundedReceiver<Outgoing>,
) -> Result<(), crate::service::ended::Ended> {
    while let Some(row) = rows.recv().await {
        tokio::time::sleep(UNDER_WAY).await;
        let message = (row.address.channel == Channel::Telegram).then_some(1_000);
        let at = service.clock.now();
        let became = match service.held.withholds(&row) {
            true => Delivered::Refused { at, reason: crate::outbox::reason::HELD },
            false => Delivered::Sent { at, message },
        };
        service.store.delivered_all(vec![Delivery::of(&row, became)?]).await?;
    }
    Ok(())
}
