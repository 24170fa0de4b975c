//! What `guichet demo` says.

use std::io;
use std::net::SocketAddr;

/// The lives are being played.
#[must_use]
pub fn playing(count: usize) -> String {
    format!("Démonstration : {count} conversations se jouent (quelques secondes)…")
}

/// The port is taken.
#[must_use]
pub fn no_port(address: &SocketAddr, error: &io::Error) -> String {
    format!("Rien ne peut écouter sur {address} ({error}). Choisissez un autre port : guichet demo --port 0")
}

/// Where it is, and how to get in.
#[must_use]
pub fn ready(address: &SocketAddr, password: &str) -> String {
    format!(
        "\nLa console est ouverte : http://{address}/\n\
         Identifiant : camille (ou sacha, dominique, alex, lou ; voir guichet demo --help)\n\
         Mot de passe : {password}\n\n\
         Rien ne part de cette machine, et rien n’est gardé après Ctrl+C."
    )
}
