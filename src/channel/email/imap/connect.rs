//! From nothing to an open folder: TCP, TLS, greeting, login, abilities, folders.

use async_imap::error::Error;
use async_imap::{Authenticator, Client};
use futures_util::TryStreamExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::ServerName;

use super::wire::Wire;
use super::{Abilities, Account, Fault, Patience, Session, fault};
use crate::channel::email::account::{Login, Proof, Security, Server, xoauth2};
use crate::channel::email::tls;

/// Connects, logs in, makes the folders that are not there, and opens the one that is read.
///
/// # Errors
/// See [`Fault`].
pub async fn connect(account: &Account) -> Result<Session, Fault> {
    let patience = account.patience;
    let client = timeout(patience.connect.saturating_mul(3), greeted(&account.server, patience));
    let client = client.await.map_err(|_| Fault::Silent)??;
    let login = account.server.login.as_ref().ok_or(Fault::Secret)?;
    let proof = login.secret.read().await.ok_or(Fault::Secret)?;
    let opened = timeout(patience.command.saturating_mul(3), async {
        let mut inner = logged_in(client, login, proof).await?;
        let can = abilities(&mut inner).await?;
        let validity = folders(&mut inner, account).await?;
        Ok(Session { inner, can, mailbox: account.mailbox(), validity, patience, news: false })
    });
    opened.await.map_err(|_| Fault::Silent)?
}

/// Connected and greeted, over TLS unless the settings say otherwise.
async fn greeted(server: &Server, patience: Patience) -> Result<Client<Wire>, Fault> {
    let stream = TcpStream::connect((server.host.as_str(), server.port)).await.map_err(|_| Fault::Cut)?;
    // Without it, short commands would wait for each other; a system that refuses it is only slower.
    let _ = stream.set_nodelay(true);
    let wire = Wire::new(stream, patience.command);
    let wire = if server.security == Security::Tls { secured(wire, server).await? } else { wire };
    let mut client = Client::new(wire);
    // The greeting comes unasked: left unread, it would be taken for the answer to the login.
    client.read_response().await.map_err(|_| Fault::Cut)?.ok_or(Fault::Cut)?;
    if server.security != Security::StartTls {
        return Ok(client);
    }
    client.run_command_and_check_ok("STARTTLS", None).await.map_err(|_| Fault::Tls)?;
    // What came with the answer, before TLS, is dropped with the old client.
    Ok(Client::new(secured(client.into_inner(), server).await?))
}

async fn secured(wire: Wire, server: &Server) -> Result<Wire, Fault> {
    let Wire::Clear(stream) = wire else { return Ok(wire) };
    let connector = tls::connector(server.ca.as_deref()).map_err(|_| Fault::Tls)?;
    let name = ServerName::try_from(server.host.clone()).map_err(|_| Fault::Tls)?;
    let stream = connector.connect(name, stream).await.map_err(|error| match error.kind() {
        // The certificate or the protocol; anything else is the network's.
        std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput => Fault::Tls,
        std::io::ErrorKind::TimedOut => Fault::Silent,
        _ => Fault::Cut,
    })?;
    Ok(Wire::Tls(Box::new(stream)))
}

async fn logged_in(client: Client<Wire>, login: &Login, proof: Proof) -> Result<async_imap::Session<Wire>, Fault> {
    let session = match proof {
        Proof::Password(password) => client.login(&login.user, &password).await,
        Proof::Token(token) => client.authenticate("XOAUTH2", Bearer(Some(xoauth2(&login.user, &token)))).await,
    };
    session.map_err(|(error, _)| match error {
        Error::No(_) | Error::Bad(_) => Fault::Login,
        error => fault(&error),
    })
}

/// Says the token once; a second question is the server's account of what was wrong with it, to be met with silence.
struct Bearer(Option<String>);

impl Authenticator for Bearer {
    type Response = String;

    fn process(&mut self, _: &[u8]) -> String {
        self.0.take().unwrap_or_default()
    }
}

/// Asked after the login: before it, servers tell less.
async fn abilities(inner: &mut async_imap::Session<Wire>) -> Result<Abilities, Fault> {
    let told = inner.capabilities().await.map_err(|error| fault(&error))?;
    Ok(Abilities { idle: told.has_str("IDLE"), moves: told.has_str("MOVE"), uidplus: told.has_str("UIDPLUS") })
}

async fn folders(inner: &mut async_imap::Session<Wire>, account: &Account) -> Result<u32, Fault> {
    for folder in [&account.done_folder, &account.error_folder, &account.folder] {
        let named = inner.list(None, Some(folder)).await.map_err(|error| fault(&error))?;
        let named: Vec<_> = named.try_collect().await.map_err(|error| fault(&error))?;
        if named.is_empty() && !folder.eq_ignore_ascii_case("INBOX") {
            // Another process may have been quicker; the SELECT or the first MOVE tells.
            match inner.create(folder).await {
                Ok(()) => inner.subscribe(folder).await.or_else(passed)?,
                Err(error) => passed(error)?,
            }
        }
    }
    let mailbox = inner.select(&account.folder).await.map_err(|error| fault(&error))?;
    mailbox.uid_validity.ok_or(Fault::Refused("pas d’UIDVALIDITY"))
}

/// A refusal that does not matter.
fn passed(error: Error) -> Result<(), Fault> {
    match error {
        Error::No(_) => Ok(()),
        error => Err(fault(&error)),
    }
}
