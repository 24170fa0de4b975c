//! What `guichet serve` tells whoever runs it.

use std::io;
use std::net::SocketAddr;
use std::path::Path;

/// Another process serves the same data.
#[must_use]
pub fn served(data: &Path) -> String {
    format!(
        "Le dossier de données {} est déjà servi par un autre guichet : un seul le peut.\n\
         Arrêtez l’autre, ou choisissez un autre dossier avec --data.",
        data.display()
    )
}

/// The web server cannot listen there.
#[must_use]
pub fn no_port(address: &str, cause: &io::Error) -> String {
    let why = match cause.kind() {
        io::ErrorKind::AddrInUse => "ce port est déjà pris".to_owned(),
        io::ErrorKind::PermissionDenied => "ce port est réservé".to_owned(),
        io::ErrorKind::InvalidInput => "ce n’est pas une adresse avec un port".to_owned(),
        _ => cause.to_string(),
    };
    format!(
        "Impossible d’écouter sur {address} : {why}.\n\
         Changez [http] listen (ou GUICHET_HTTP__LISTEN), par exemple 127.0.0.1:8081 ; vide, rien n’écoute."
    )
}

/// The web server failed while it ran.
pub const NO_WEB: &str = "le serveur web local s’est arrêté";

/// Telegram does not know the token, or it is none.
pub const WRONG_TOKEN: &str = "Ce jeton Telegram n’est pas valable.\n\
    Copiez celui que @BotFather vous a donné (des chiffres, deux-points, puis des lettres) dans GUICHET_TELEGRAM__TOKEN,\n\
    ou dans le fichier que nomme [telegram] token_file.";

/// The file of the token cannot be read.
#[must_use]
pub fn no_token_file(file: &str) -> String {
    format!("fichier du jeton illisible : {file}")
}

/// The webhook's address is none.
#[must_use]
pub fn wrong_webhook(url: &str) -> String {
    format!(
        "[telegram] webhook n’est pas une adresse : {url} (attendu, par exemple : https://guichet.exemple.fr/telegram)"
    )
}

/// Telegram refuses what is asked at the start.
#[must_use]
pub fn telegram_refuses(why: &str) -> String {
    format!("Telegram refuse la mise en service : {why}")
}

/// The service is up, with these channels.
#[must_use]
pub fn serving(web: Option<SocketAddr>, telegram: bool, mail: bool) -> String {
    let web = web.map(|web| format!(" État : http://{web}/readyz.")).unwrap_or_default();
    let served = match (telegram, mail) {
        (true, true) => " : Telegram et courriel, connexion en cours…",
        (true, false) => " : Telegram, connexion en cours…",
        (false, true) => " : courriel, connexion en cours…",
        (false, false) => {
            ", mais aucun canal n’est réglé : donnez un jeton dans GUICHET_TELEGRAM__TOKEN, ou une adresse dans la \
             section [mail] des réglages (guichet serve --help)."
        }
    };
    format!("guichet est en service{served}{web} Ctrl+C pour arrêter.")
}

/// Where the pages of staff are.
#[must_use]
pub fn console(web: SocketAddr, prefix: &str) -> String {
    // Behind a reverse proxy it has another name, which nobody told us; here it is found all the same.
    format!("Console : http://{web}{prefix}/")
}

/// The prefix of the pages cannot stand in an address.
#[must_use]
pub fn wrong_prefix(prefix: &str) -> String {
    format!("[console] prefix n’est pas un début de chemin : {prefix} (attendu, par exemple : /guichet)")
}

/// Telegram's first good answer.
pub const TELEGRAM_ANSWERS: &str = "Telegram répond : les candidats peuvent écrire.";

/// Mails come for the first time.
pub const MAIL_COMES: &str = "Le courriel est relevé.";

/// No mail server is named that says what it thinks of senders.
pub const NOBODY_VOUCHES: &str = "Attention : [mail] authserv_id est vide. Rien ne prouve de qui vient un courriel : un premier \
     message peut ouvrir un dossier ou ajouter des réponses, mais pour changer une identité, effacer, ou relier une \
     adresse, il faudra répondre à un courriel du guichet. Voir docs/courriel.md.";

/// Told to stop.
pub const STOPPING: &str = "Arrêt : ce qui est en cours se termine.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_says_which_channels_are_served() {
        for (telegram, mail, told) in [
            (true, false, "guichet est en service : Telegram, connexion en cours… Ctrl+C pour arrêter."),
            (false, true, "guichet est en service : courriel, connexion en cours… Ctrl+C pour arrêter."),
            (true, true, "guichet est en service : Telegram et courriel, connexion en cours… Ctrl+C pour arrêter."),
        ] {
            assert_eq!(serving(None, telegram, mail), told);
        }
        let told = serving(Some(([127, 0, 0, 1], 8080).into()), false, false);
        for part in ["aucun canal", "GUICHET_TELEGRAM__TOKEN", "[mail]", "http://127.0.0.1:8080/readyz"] {
            assert!(told.contains(part), "{told}");
        }
    }
}
