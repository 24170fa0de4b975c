//! The relay our mails are given to, and what kind of failure it was when it failed.

mod fault;

use std::sync::Arc;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::Instant;

use super::account::{Proof, Security, Server};
use super::write;
pub use fault::Fault;

/// An answer to one command that takes longer is not coming; RFC 5321 would wait ten minutes for the last one.
const PATIENCE: Duration = Duration::from_secs(90);
/// A token is asked for anew after so long: most are good for an hour.
const TOKEN_AGE: Duration = Duration::from_secs(30 * 60);
/// A relay hangs up on who says nothing for long.
const IDLE: Duration = Duration::from_secs(45);

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// A relay. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Smtp {
    shared: Arc<Shared>,
}

struct Shared {
    server: Server,
    /// What we call ourselves.
    name: String,
    connections: u32,
    patience: Duration,
    places: Semaphore,
    open: Mutex<Option<Open>>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("server", &self.server).finish_non_exhaustive()
    }
}

/// Connections that were logged in with one secret.
struct Open {
    transport: Transport,
    until: Option<Instant>,
}

impl Smtp {
    /// A relay, greeted with `domain`, with so many connections at once.
    #[must_use]
    pub fn new(server: Server, domain: &str, connections: u32) -> Self {
        Self::with_patience(server, domain, connections, PATIENCE)
    }

    /// The same, waiting that long for each answer.
    #[must_use]
    pub fn with_patience(server: Server, domain: &str, connections: u32, patience: Duration) -> Self {
        let connections = connections.max(1);
        let places = Semaphore::new(usize::try_from(connections).unwrap_or(1));
        let (name, open) = (domain.to_owned(), Mutex::new(None));
        Self { shared: Arc::new(Shared { server, name, connections, patience, places, open }) }
    }

    /// Gives a mail to the relay: `from` is where it comes back to when it cannot be delivered.
    ///
    /// # Errors
    /// See [`Fault`]. After a [`Fault::Later`] it may have been taken all the same: the next try is to be the same mail,
    /// with the same Message-ID.
    pub async fn send(&self, from: &str, to: &str, raw: &[u8]) -> Result<(), Fault> {
        let unreadable = || Fault::never(0, "adresse illisible");
        let from = write::address(from).ok_or_else(unreadable)?;
        let to = write::address(to).ok_or_else(unreadable)?;
        let envelope = Envelope::new(Some(from), vec![to]).map_err(|_| unreadable())?;
        let _place = self.shared.places.acquire().await.map_err(|_| Fault::later("arrêt"))?;
        let transport = self.transport().await?;
        match transport.send_raw(&envelope, raw).await {
            Ok(_) => Ok(()),
            Err(error) => {
                let fault = Fault::of(&error);
                if fault.is_login() {
                    // The secret may be another one by now.
                    self.shared.open.lock().await.take();
                }
                Err(fault)
            }
        }
    }

    async fn transport(&self) -> Result<Transport, Fault> {
        let mut open = self.shared.open.lock().await;
        let good = |open: &&Open| open.until.is_none_or(|until| Instant::now() < until);
        if let Some(open) = open.as_ref().filter(good) {
            return Ok(open.transport.clone());
        }
        let made = self.make().await?;
        let transport = made.transport.clone();
        *open = Some(made);
        Ok(transport)
    }

    async fn make(&self) -> Result<Open, Fault> {
        let Shared { server, name, connections, patience, .. } = &*self.shared;
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .hello_name(ClientId::Domain(name.clone()))
            .timeout(Some(*patience))
            .pool_config(PoolConfig::new().max_size(*connections).idle_timeout(IDLE))
            .tls(tls(server)?);
        let mut until = None;
        if let Some(login) = &server.login {
            let proof = login.secret.read().await.ok_or_else(|| Fault::later("mot de passe ou jeton illisible"))?;
            let (secret, mechanisms) = match proof {
                Proof::Password(password) => (password, vec![Mechanism::Plain, Mechanism::Login]),
                Proof::Token(token) => {
                    until = Instant::now().checked_add(TOKEN_AGE);
                    (token, vec![Mechanism::Xoauth2])
                }
            };
            builder = builder.credentials(Credentials::new(login.user.clone(), secret)).authentication(mechanisms);
        }
        Ok(Open { transport: builder.build(), until })
    }
}

fn tls(server: &Server) -> Result<Tls, Fault> {
    if server.security == Security::None {
        return Ok(Tls::None);
    }
    let unsafe_tls = |_| Fault::later("autorité de certification illisible");
    let mut parameters = TlsParameters::builder(server.host.clone());
    if let Some(pem) = &server.ca {
        parameters = parameters.add_root_certificate(Certificate::from_pem(pem).map_err(unsafe_tls)?);
    }
    let parameters = parameters.build_rustls().map_err(unsafe_tls)?;
    Ok(if server.security == Security::Tls { Tls::Wrapper(parameters) } else { Tls::Required(parameters) })
}
