//! A certificate authority and a server's certificate, made once for all tests: rustls takes no authority for a server.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// PEM files.
pub(super) struct Certificate {
    pub(super) ca: Vec<u8>,
    pub(super) leaf: Vec<u8>,
    pub(super) key: Vec<u8>,
}

/// The certificate of all servers of this process.
pub(super) fn get() -> &'static Certificate {
    static MADE: OnceLock<Certificate> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path())
    })
}

fn make(folder: &Path) -> Certificate {
    let extensions =
        "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n";
    fs::write(folder.join("leaf.ext"), extensions).unwrap();
    let new = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    openssl(
        folder,
        &format!(
            "{new} -x509 -days 3650 -subj /CN=essai -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign -keyout ca.key -out ca.pem"
        ),
    );
    openssl(folder, &format!("{new} -new -subj /CN=localhost -keyout leaf.key -out leaf.csr"));
    openssl(
        folder,
        "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile leaf.ext -out leaf.pem",
    );
    let read = |name| fs::read(folder.join(name)).unwrap();
    Certificate { ca: read("ca.pem"), leaf: read("leaf.pem"), key: read("leaf.key") }
}

fn openssl(folder: &Path, words: &str) {
    let output = Command::new("openssl").args(words.split_whitespace()).current_dir(folder).output();
    let output = output.expect("openssl is installed by tests/run");
    assert!(output.status.success(), "openssl {words}: {}", String::from_utf8_lossy(&output.stderr));
}
