//! Dovecot's settings, and what is known of its processes.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use super::{DOMAIN, PASSWORD, certificate};

/// Where it listens.
#[derive(Clone, Copy)]
pub(super) struct Ports {
    pub(super) imap: u16,
    pub(super) imaps: u16,
    pub(super) lmtp: u16,
    pub(super) submission: u16,
}

impl Ports {
    /// Ports that are free now.
    pub(super) fn free() -> Self {
        // All at once, so that they differ.
        let listeners: Vec<_> = (0..4).map(|_| std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap()).collect();
        let ports: Vec<u16> = listeners.iter().map(|listener| listener.local_addr().unwrap().port()).collect();
        Self { imap: ports[0], imaps: ports[1], lmtp: ports[2], submission: ports[3] }
    }
}

/// Programs of Dovecot lie where ordinary users do not look.
pub(super) fn path() -> OsString {
    let mut path = std::env::var_os("PATH").unwrap_or_default();
    path.push(":/usr/sbin:/sbin");
    path
}

/// A program of Dovecot's.
pub(super) fn command(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env("PATH", path());
    command
}

fn says(program: &str, words: &[&str]) -> String {
    let output = Command::new(program).args(words).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Writes everything Dovecot reads.
pub(super) fn prepare(folder: &Path, ports: Ports, relay: u16, users: &[&str], more: &str) {
    let is_root = says("id", &["-u"]) == "0";
    let account: &[&str] = if is_root { &["mail"] } else { &[] };
    let [uid, gid] = ["-u", "-g"].map(|flag| says("id", &[&[flag], account].concat()));
    for part in ["home", "run", "state"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    if is_root {
        // Its processes run as somebody else, who has to come through.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
        chown(folder.join("home"), uid.parse().ok(), gid.parse().ok()).unwrap();
    }
    let certificate = certificate::get();
    for (name, pem) in [("ca.pem", &certificate.ca), ("leaf.pem", &certificate.leaf), ("leaf.key", &certificate.key)] {
        fs::write(folder.join(name), pem).unwrap();
    }
    let lines: String = users.iter().map(|user| format!("{user}:{{PLAIN}}{PASSWORD}::::::\n")).collect();
    fs::write(folder.join("users"), lines).unwrap();
    let mut settings = settings(folder, ports, relay, &uid, &gid, is_root);
    settings.push_str(more);
    if !is_root {
        let (me, group) = (says("id", &["-un"]), says("id", &["-gn"]));
        settings.push_str(&format!(
            "default_internal_user = {me}\ndefault_internal_group = {group}\ndefault_login_user = {me}\n"
        ));
    }
    fs::write(folder.join("dovecot.conf"), settings).unwrap();
}

fn settings(folder: &Path, ports: Ports, relay: u16, uid: &str, gid: &str, is_root: bool) -> String {
    let dir = folder.display();
    let Ports { imap, imaps, lmtp, submission } = ports;
    // An ordinary user cannot lock a process into a folder.
    let jail = if is_root { "" } else { "chroot =" };
    format!(
        "base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/dovecot.log
protocols = imap lmtp submission
listen = 127.0.0.1
ssl = yes
ssl_cert = <{dir}/leaf.pem
ssl_key = <{dir}/leaf.key
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_username_format = %Ln
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_home = {dir}/home/%n
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
first_valid_gid = 1
hostname = mail.{DOMAIN}
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
mailbox_idle_check_interval = 1s
mail_fsync = never
shutdown_clients = yes
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
submission_max_mail_size = 50M
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {dir}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%n {dir}/users
  default_fields = uid={uid} gid={gid} home={dir}/home/%n
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
  {jail}
}}
service submission-login {{
  inet_listener submission {{
    port = {submission}
  }}
  inet_listener submissions {{
    port = 0
  }}
  {jail}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
  {jail}
}}
service stats {{
  {jail}
}}
"
    )
}

/// Waits until a port greets.
pub(super) async fn answers(port: u16) -> bool {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(15);
    while tokio::time::Instant::now() < deadline {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await {
            let mut greeting = [0; 4];
            let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut greeting)).await;
            if read.is_ok_and(|read| read.is_ok_and(|count| count > 0)) {
                return true;
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

/// The processes of that name that Dovecot's master started.
pub(super) fn children(folder: &Path, name: &str) -> Vec<String> {
    let master = fs::read_to_string(folder.join("run/master.pid")).unwrap_or_default();
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let pid = entry.file_name().to_string_lossy().into_owned();
        // « pid (name) state parent … »
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let Some((before, after)) = stat.rsplit_once(") ") else { continue };
        let parent = after.split(' ').nth(1).unwrap_or_default();
        if before.ends_with(&format!("({name}")) && parent == master.trim() {
            found.push(pid);
        }
    }
    found
}
