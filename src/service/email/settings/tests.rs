//! Settings as people write them, and the mistakes they make.

use super::*;
use crate::config::Config;

fn config(text: &str) -> Config {
    Config::load(Some(("essai.toml", text)), []).unwrap()
}

fn settings(text: &str) -> Settings {
    read(&config(text)).unwrap().unwrap()
}

fn problems(text: &str) -> Vec<String> {
    read(&config(text)).unwrap_err().0
}

const IMAP: &str = "[mail]\naddress = 'guichet@exemple.fr'\n[imap]\nhost = 'imap.exemple.fr'\nuser = 'guichet'\n\
                    password = 'sésame'\n[smtp]\nhost = 'smtp.exemple.fr'\n";

#[test]
fn the_channel_is_off_without_an_address() {
    assert!(read(&Config::load(None, []).unwrap()).unwrap().is_none());
}

#[test]
fn a_mailbox_and_a_relay() {
    let settings = settings(IMAP);
    let Source::Imap(account) = &settings.source else { panic!("{settings:?}") };
    assert_eq!((account.server.port, account.server.security), (993, Security::Tls));
    assert_eq!(account.mailbox(), "guichet@imap.exemple.fr/INBOX");
    assert_eq!((account.done_folder.as_str(), account.error_folder.as_str()), ("Traites", "Erreurs"));
    assert!(matches!(settings.outlet, Outlet::Smtp(_)));
    assert_eq!((settings.quiet.as_secs(), settings.quiet_most.as_secs()), (180, 600));
    assert_eq!(settings.max_message_bytes, 25 << 20);
    assert!(settings.signer.is_none() && settings.authserv_id.is_none());
    let shown = format!("{settings:?}{:?}", config(IMAP));
    assert!(!shown.contains("sésame"), "{shown}");
}

#[test]
fn a_maildir_needs_no_account() {
    let folder = |text| match settings(text).outlet {
        Outlet::Folder(folder) => folder,
        other => panic!("{other:?}"),
    };
    let maildir = "[mail]\naddress = 'guichet@exemple.fr'\nmaildir = '/var/mail/guichet'\n";
    assert_eq!(folder(maildir), PathBuf::from("/var/mail/guichet/sent"));
    assert_eq!(folder(&format!("{maildir}sent_dir = '/srv/sortie'\n")), PathBuf::from("/srv/sortie"));
    assert!(matches!(settings(&format!("{maildir}outgoing = 'sendmail'\n")).outlet, Outlet::Sendmail(_)));
    assert!(matches!(settings(&format!("{maildir}[smtp]\nhost = 'relais'\n")).outlet, Outlet::Smtp(_)));
}

#[test]
fn a_signature_names_the_domain_of_the_address() {
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/keys/dkim-rsa.pem");
    let signed = settings(&format!("{IMAP}[dkim]\nselector = 's1'\nkey_file = '{key}'\n"));
    assert!(format!("{:?}", signed.signer).contains("exemple.fr"));
}

#[test]
fn each_mistake_is_told() {
    let maildir = "[mail]\naddress = 'guichet@exemple.fr'\nmaildir = '/m'\n";
    for (text, said) in [
        ("[mail]\naddress = 'guichet'\nmaildir = '/m'", "n’est pas une adresse"),
        ("[mail]\naddress = 'a@b.fr'\nsent_dir = '/s'", "d’où vient le courrier"),
        (&format!("{maildir}[imap]\nhost = 'h'\nuser = 'u'\npassword = 'p'\n"), "tous deux"),
        (&format!("{maildir}outgoing = 'pigeon'\n"), "smtp, dossier, sendmail"),
        (&format!("{maildir}outgoing = 'smtp'\n"), "[smtp] host"),
        (&format!("{maildir}max_message_mib = 0\n"), "entre 1 et 150"),
        (&format!("{maildir}quiet_seconds = 700\n"), "quiet_most_seconds"),
        (&format!("{maildir}ca_file = '/absent.pem'\n"), "/absent.pem"),
        (&format!("{maildir}[dkim]\nselector = 's1'\n"), "[dkim] key_file"),
        (&format!("{maildir}[dkim]\nselector = 's1'\nkey_file = 'Cargo.toml'\n"), "aucune clé privée"),
        (&format!("{maildir}[smtp]\nhost = 'h'\ntls = 'ssl'\n"), "tls, starttls, aucun"),
        (&format!("{maildir}[smtp]\nhost = 'h'\nuser = 'u'\n"), "password, password_file"),
        (&format!("{maildir}[smtp]\nhost = 'h'\npassword = 'p'\n"), "[smtp] user"),
        (&format!("{maildir}[smtp]\nhost = 'h'\nuser = 'u'\npassword = 'p'\ntoken_file = 't'\n"), "un seul"),
        (&format!("{maildir}[smtp]\nhost = 'h'\nuser = 'u'\npassword = 'p'\ntls = 'aucun'\n"), "en clair"),
        (&IMAP.replace("[smtp]", "port = 70000\n[smtp]"), "[imap] port doit être compris entre 0 et 65535"),
        (&IMAP.replace("user = 'guichet'\npassword = 'sésame'\n", ""), "[imap] user"),
        (&IMAP.replace("[smtp]", "done_folder = 'Traités'\n[smtp]"), "sans accent"),
        (&IMAP.replace("[smtp]", "done_folder = 'Erreurs'\n[smtp]"), "différents"),
        (&IMAP.replace("password = 'sésame'", "password_file = '/absent'"), "/absent"),
    ] {
        let problems = problems(text);
        assert!(problems.len() == 1 && problems[0].contains(said), "{text}\n{problems:#?}");
        assert!(!problems[0].contains("sésame"));
    }
    let many =
        problems("[mail]\naddress = 'x'\nmax_message_mib = 999\n[imap]\nhost = 'h'\ntls = 'x'\n[dkim]\nselector = 's'");
    assert_eq!(many.len(), 6, "{many:#?}");
}
