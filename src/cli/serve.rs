//! `guichet serve`: the service, day and night. Store, loop, outbox and channels in one process, until it is told to stop.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::data::DataArgs;
use super::door::Door;
use super::failure::Failure;
use super::{messages, out};
use crate::channel::email::letterhead::Letterhead;
use crate::channel::telegram::api::Api;
use crate::config::{Config, ConsoleConfig, RemindersConfig, TelegramConfig};
use crate::console::Console;
use crate::console::board::Board;
use crate::console::digest::Ways;
use crate::dialog::person::Channel;
use crate::outbox::Pace;
use crate::service::Service;
use crate::service::email::settings::{self, Settings};
use crate::service::email::start::start;
use crate::service::ended::Ended;
use crate::service::office::{self, Lines, Office, Tasks};
use crate::service::telegram::Health;
use crate::service::telegram::start::{Telegram, Webhook};
use crate::service::{rewake, timer};
use crate::store::StoreError;
use crate::web::{self, Pages};

/// What is under way has so long to end.
const FAREWELL: Duration = Duration::from_secs(4);

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

const EXAMPLES: &str = "\
Exemples :
  GUICHET_TELEGRAM__TOKEN=123:abc guichet serve       servir le bot Telegram de ce jeton
  guichet serve --config guichet.toml                 avec vos réglages (voir config/guichet.toml)
  guichet serve --data /srv/guichet                   les données dans /srv/guichet
  curl http://127.0.0.1:8080/readyz                   est-il prêt ?

Telegram : le jeton se demande à @BotFather, dans Telegram.

Courriel : il est servi dès qu’une adresse est donnée dans la section [mail] du fichier de réglages. Le courrier vient
d’une boîte IMAP ([imap]) ou d’un dossier Maildir ; les réponses partent par SMTP ([smtp]), par sendmail, ou dans un
dossier. Sans rien d’autre, avec un dossier Maildir :
  [mail]
  address = \"candidatures@exemple.fr\"
  maildir = \"/srv/courrier\"     # le courrier se lit dans new/, puis passe dans cur/
  outgoing = \"dossier\"          # chaque réponse est un fichier .eml de /srv/courrier/sent
  quiet_seconds = 0              # répondre aussitôt, et non après trois minutes de silence
config/guichet.toml dit tous ces réglages, un par un.

Un canal suffit, deux servent ensemble. SIGTERM et Ctrl+C finissent ce qui est en cours, puis arrêtent.
Les autres commandes (dossiers, transcript, export…) marchent pendant que le service tourne.";

/// Servir les candidats sur Telegram et par courriel
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ServeArgs {
    #[command(flatten)]
    data: DataArgs,
}

/// Serves until told to stop.
///
/// # Errors
/// The settings, the data, the port or the token is wrong; the store failed.
pub fn run(args: &ServeArgs) -> Result<()> {
    let config = args.data.settings()?;
    let telegram = telegram(&config.telegram, &config.reminders)?;
    if config.console.prefix().is_none() {
        return Err(Failure::wrong(messages::wrong_prefix(&config.console.prefix)));
    }
    let mail = settings::read(&config).map_err(|error| Failure::wrong(error.to_string()))?;
    let ways = Ways::read(&config.console, mail.as_ref()).map_err(Failure::wrong)?;
    let library = args.data.library()?;
    super::runtime()?.block_on(async {
        let door = Door::alone(&args.data, library).await?;
        let outcome = match door.service() {
            Some(service) => serve(service, (telegram, mail), ways, &config).await,
            None => Err(Failure::later(messages::served(&args.data.folder()?))),
        };
        door.close().await;
        outcome
    })
}

async fn serve(
    service: Arc<Service>,
    (telegram, mail): (Option<Telegram>, Option<Settings>),
    ways: Option<Ways>,
    config: &Config,
) -> Result<()> {
    let (stop, stopped) = watch::channel(false);
    let path = telegram.as_ref().and_then(|telegram| telegram.webhook.as_ref()).map(|hook| hook.url.path().to_owned());
    let listener = listen(&config.http.listen).await?;
    let (kept, listening) = (service.clone(), listener.is_some());
    let console = listener.as_ref().and_then(|_| console(&service, &config.console));
    let (store, channel) = (service.store.clone(), telegram.is_some() || mail.is_some());
    let (mut tasks, mut lines) = (Tasks::new(), Lines::default());
    let rows = lines.open(Channel::Telegram);
    let mails = lines.open(Channel::Email);
    office::left_over(&service, &lines).await.map_err(|error| failed(error.into()))?;
    let office = Office::open(service, lines, stopped.clone(), &mut tasks);
    let running = telegram.map(|telegram| telegram.start(&office, rows, &mut tasks));
    let mail = mail.and_then(|settings| start(settings, &office, mails, &mut tasks));
    tasks.spawn(timer::run(office.clone()));
    tasks.spawn(rewake::run(office.clone()));
    let pages = Pages {
        telegram: running.as_ref().map(|running| running.ready.clone()),
        mail,
        hook: path.zip(running.as_ref().map(|running| running.hook.clone())),
        console,
    };
    announce(listener.as_ref(), &pages, office.service.letterhead.as_deref());
    let shown = pages.console.clone();
    let following = shown.clone().map(|console| follow(console, ways));
    let sweeping = tokio::spawn(sweep(kept));
    let mut web = tokio::spawn(async move {
        match listener {
            Some(listener) => web::serve(listener, pages, stopped).await,
            None => std::future::pending().await,
        }
    });
    let outcome = tokio::select! {
        outcome = office::ended(&mut tasks) => outcome.map_err(failed),
        outcome = &mut web => outcome.map_err(std::io::Error::other).flatten().context(messages::NO_WEB),
        told = told_to_stop() => told,
    };
    sweeping.abort();
    following.iter().for_each(JoinHandle::abort);
    stop.send_replace(true);
    // Open pages are told of changes by answers that do not end.
    shown.iter().for_each(|console| console.live.close());
    outcome?;
    out::tell(messages::STOPPING);
    // With the last to bring or tell anything, the desk and the journal end.
    drop(office);
    // What does not end in time is in the store, and goes on at the next start.
    let farewell = async {
        let outcome = office::ended(&mut tasks).await;
        if listening {
            // The last answers to Telegram are on their way.
            let _ = web.await;
        }
        outcome
    };
    match tokio::time::timeout(FAREWELL, farewell).await {
        Ok(outcome) => outcome.map_err(failed)?,
        // Something never came to its end: the next start is to look closer.
        Err(_) => return Ok(()),
    }
    if channel {
        store.ended_well().await.map_err(|error| failed(error.into()))?;
    }
    Ok(())
}

/// Once a day, files nobody refers to go.
async fn sweep(service: Arc<Service>) {
    loop {
        tokio::time::sleep(A_DAY).await;
        match service.sweep_pieces().await {
            Ok(count) => tracing::info!(count, "pieces.swept"),
            Err(error) => tracing::error!(%error, "pieces.sweep"),
        }
    }
}

async fn told_to_stop() -> Result<()> {
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    Ok(())
}

async fn listen(address: &str) -> Result<Option<TcpListener>> {
    if address.is_empty() {
        return Ok(None);
    }
    let listener = TcpListener::bind(address).await;
    listener.map(Some).map_err(|error| Failure::failed(messages::no_port(address, &error)))
}

/// The pages of staff, where they are wanted.
fn console(service: &Arc<Service>, config: &ConsoleConfig) -> Option<Arc<Console>> {
    config.enabled.then(|| Arc::new(Console::new(service.clone(), Board::default(), config)))
}

/// The console keeps up with the store, and tells staff that somebody waits.
fn follow(console: Arc<Console>, ways: Option<Ways>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let told = async {
            if let Some(ways) = ways {
                ways.run(console.clone()).await;
            }
        };
        futures_util::future::join(console.follow(), told).await;
    })
}

/// Says what is served, and then of each channel when it is ready.
fn announce(listener: Option<&TcpListener>, pages: &Pages, ours: Option<&Letterhead>) {
    let web = listener.and_then(|listener| listener.local_addr().ok());
    out::tell(&messages::serving(web, pages.telegram.is_some(), pages.mail.is_some()));
    if let (Some(web), Some(console)) = (web, &pages.console) {
        out::tell(&messages::console(web, &console.prefix));
    }
    if ours.is_some_and(|ours| pages.mail.is_some() && ours.authserv_id.is_empty()) {
        out::tell(messages::NOBODY_VOUCHES);
    }
    tell_once(pages.telegram.clone(), Health::Well, messages::TELEGRAM_ANSWERS);
    tell_once(pages.mail.clone(), true, messages::MAIL_COMES);
}

fn tell_once<T: PartialEq + Send + Sync + 'static>(told: Option<watch::Receiver<T>>, ready: T, words: &'static str) {
    let Some(mut told) = told else { return };
    tokio::spawn(async move {
        if told.wait_for(|told| *told == ready).await.is_ok() {
            out::tell(words);
        }
    });
}

fn failed(ended: Ended) -> anyhow::Error {
    match ended {
        Ended::Token => Failure::wrong(messages::WRONG_TOKEN),
        Ended::Store(error @ (StoreError::Poisoned(_) | StoreError::Full(_) | StoreError::Closed)) => {
            Failure::later(error.to_string())
        }
        Ended::Panicked => Failure::later(Ended::Panicked.to_string()),
        Ended::Store(error) => Failure::failed(error.to_string()),
        Ended::Fault(fault) => Failure::failed(messages::telegram_refuses(&fault.to_string())),
    }
}

/// The channel as it is set; `None` without a token.
fn telegram(config: &TelegramConfig, reminders: &RemindersConfig) -> Result<Option<Telegram>> {
    let token = match (config.token.trim(), config.token_file.as_str()) {
        ("", "") => return Ok(None),
        ("", file) => {
            let read = std::fs::read_to_string(file);
            read.with_context(|| messages::no_token_file(file))?.trim().to_owned()
        }
        (token, _) => token.to_owned(),
    };
    if !is_token(&token) {
        return Err(Failure::wrong(messages::WRONG_TOKEN));
    }
    let api = Api::new(&token, &config.api_url).map_err(|fault| Failure::wrong(fault.to_string()))?;
    let webhook = Some(&config.webhook).filter(|url| !url.is_empty()).map(|url| webhook(url, &token)).transpose()?;
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let pace = Pace {
        per_second: count(config.per_second),
        each: Duration::from_millis(config.chat_every_ms),
        burst: u32::try_from(config.chat_burst).unwrap_or(u32::MAX),
        reminders: reminders.telegram_per_minute,
    };
    Ok(Some(Telegram { api, webhook, pace }))
}

/// Digits, a colon, letters and signs: anything else would not even make an address.
fn is_token(token: &str) -> bool {
    let plain = |rest: &str| rest.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-'));
    token.split_once(':').is_some_and(|(bot, rest)| bot.parse::<u64>().is_ok() && !rest.is_empty() && plain(rest))
}

/// The secret follows from the token, so that every start says the same one.
fn webhook(url: &str, token: &str) -> Result<Webhook> {
    let url = reqwest::Url::parse(url).map_err(|_| Failure::wrong(messages::wrong_webhook(url)))?;
    let secret = blake3::derive_key("guichet 2026 telegram webhook secret", token.as_bytes());
    Ok(Webhook { url, secret: blake3::Hash::from_bytes(secret).to_hex().to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_token_is_told_before_anybody_is_asked() {
        for (token, good) in
            [("123456:AAE-x_9", true), ("123456", false), ("a:b", false), ("1:", false), ("1:a b", false)]
        {
            assert_eq!(is_token(token), good, "{token}");
        }
    }

    #[test]
    fn the_webhook_has_one_secret_for_a_token() {
        let secret = |token| webhook("https://exemple.fr/telegram", token).map(|hook| hook.secret);
        assert_eq!(secret("1:a").ok(), secret("1:a").ok());
        assert_ne!(secret("1:a").ok(), secret("1:b").ok());
    }
}
