//! One connection to a relay, logged in.

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::{Error, response::Response};
use tokio::net::TcpStream;

use super::{Fault, fault};
use crate::channel::email::account::{Proof, Security, Server};

pub(super) struct Connection {
    inner: AsyncSmtpConnection,
    /// Nothing is half said on it.
    good: bool,
}

impl Connection {
    pub(super) async fn open(server: &Server, name: &str) -> Result<Self, Fault> {
        let name = ClientId::Domain(name.to_owned());
        let address = (server.host.as_str(), server.port);
        let mut inner = if server.security == Security::Tls {
            AsyncSmtpConnection::connect_tokio1(address, None, &name, Some(tls(server)?), None).await
        } else {
            let stream = TcpStream::connect(address).await.map_err(|_| Fault::later(fault::CUT))?;
            // Else a mail's last line waits until the ones before have arrived; a system that refuses it is only slower.
            let _ = stream.set_nodelay(true);
            AsyncSmtpConnection::connect_with_transport(Box::new(stream), &name).await
        }
        .map_err(|error| Fault::of(&error))?;
        if server.security == Security::StartTls {
            let secured = inner.starttls(tls(server)?, &name).await;
            secured.map_err(|error| Fault::unsafe_line(&error))?;
        }
        let mut connection = Self { inner, good: true };
        connection.log_in(server).await?;
        Ok(connection)
    }

    async fn log_in(&mut self, server: &Server) -> Result<(), Fault> {
        let Some(login) = &server.login else { return Ok(()) };
        let proof = login.secret.read().await.ok_or_else(|| Fault::login("mot de passe ou jeton illisible"))?;
        let (secret, mechanisms): (_, &[Mechanism]) = match proof {
            Proof::Password(password) => (password, &[Mechanism::Plain, Mechanism::Login]),
            Proof::Token(token) => (token, &[Mechanism::Xoauth2]),
        };
        let credentials = Credentials::new(login.user.clone(), secret);
        let answer = self.inner.auth(mechanisms, &credentials).await;
        answer
            .map(|_| ())
            .map_err(|error| if error.is_client() { Fault::login("authentification") } else { Fault::of(&error) })
    }

    pub(super) async fn is_there(&mut self) -> bool {
        self.inner.test_connected().await
    }

    pub(super) fn is_good(&self) -> bool {
        self.good
    }

    pub(super) async fn send(&mut self, from: Address, to: Address, raw: &[u8]) -> Result<(), Fault> {
        let parameters = self.parameters(&from, &to, raw)?;
        // Until the last answer is here, whoever gives up leaves something half said.
        self.good = false;
        let sent = self.said(from, to, raw, parameters).await;
        self.good = match &sent {
            Ok(_) => true,
            // 421: the relay hangs up. Any other refusal leaves the connection as it was, once all is taken back.
            Err(error) => {
                let refused = error.status().is_some_and(|code| u16::from(code) != 421);
                refused && self.inner.command(Rset).await.is_ok()
            }
        };
        sent.map(|_| ()).map_err(|error| Fault::of(&error))
    }

    async fn said(
        &mut self,
        from: Address,
        to: Address,
        raw: &[u8],
        how: Vec<MailParameter>,
    ) -> Result<Response, Error> {
        self.inner.command(Mail::new(Some(from), how)).await?;
        self.inner.command(Rcpt::new(to, Vec::new())).await?;
        self.inner.command(Data).await?;
        // The end of the last line is said with the dot.
        self.inner.message(raw.strip_suffix(b"\r\n").unwrap_or(raw)).await
    }

    fn parameters(&self, from: &Address, to: &Address, raw: &[u8]) -> Result<Vec<MailParameter>, Fault> {
        let plain = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        let offers = |feature| self.inner.server_info().supports_feature(feature);
        let utf8 = !plain(from) || !plain(to);
        let eight = !raw.is_ascii();
        // Bytes beyond ASCII in a mail of ours are such an address in its headers.
        if (utf8 && !offers(Extension::SmtpUtfEight)) || (eight && !offers(Extension::EightBitMime)) {
            return Err(Fault::never(0, "le relais ne prend pas les adresses hors ASCII (SMTPUTF8)"));
        }
        let eight = eight.then_some(MailParameter::Body(MailBodyParameter::EightBitMime));
        Ok(utf8.then_some(MailParameter::SmtpUtfEight).into_iter().chain(eight).collect())
    }
}

fn tls(server: &Server) -> Result<TlsParameters, Fault> {
    let unreadable = |_| Fault::later("autorité de certification illisible");
    let mut parameters = TlsParameters::builder(server.host.clone());
    if let Some(pem) = &server.ca {
        parameters = parameters.add_root_certificate(Certificate::from_pem(pem).map_err(unreadable)?);
    }
    parameters.build_rustls().map_err(unreadable)
}
