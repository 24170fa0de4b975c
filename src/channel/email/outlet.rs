//! Where answers leave by: a relay, the machine's own sendmail, or a folder that somebody else empties.

use std::path::PathBuf;
use std::time::Duration;

use super::smtp::{Fault, Smtp};
use super::{command, folder, received};

/// A sendmail that takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(60);
/// Exit codes (sysexits.h) that will be the same next time: usage, data, no such user, no such host.
const FINAL: &[i32] = &[64, 65, 67, 68];

/// A way out.
#[derive(Debug, Clone)]
pub enum Outlet {
    /// A relay.
    Smtp(Smtp),
    /// A command that takes the mail on its input, as sendmail does.
    Sendmail(String),
    /// A folder of `.eml` files, one a mail, named after its Message-ID: what is sent again replaces itself.
    Folder(PathBuf),
}

impl Outlet {
    /// Lets a mail go. `from` is the envelope's.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn send(&self, from: &str, to: &str, raw: &[u8]) -> Result<(), Fault> {
        match self {
            Self::Smtp(smtp) => smtp.send(from, to, raw).await,
            Self::Sendmail(line) => sendmail(line, from, to, raw).await,
            Self::Folder(folder) => {
                let (folder, raw) = (folder.clone(), raw.to_vec());
                let written = tokio::task::spawn_blocking(move || {
                    folder::write(&folder, &format!("{}.eml", folder::name_of(message_id(&raw))), &raw)
                });
                match written.await {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(error)) => Err(Fault::later(&format!("dossier des réponses : {}", error.kind()))),
                    Err(_) => Err(Fault::later("dossier des réponses")),
                }
            }
        }
    }
}

async fn sendmail(line: &str, from: &str, to: &str, raw: &[u8]) -> Result<(), Fault> {
    // What begins with a dash would be an option.
    if [from, to].iter().any(|address| address.starts_with('-') || super::write::address(address).is_none()) {
        return Err(Fault::never(0, "adresse illisible"));
    }
    // A local program reads local lines.
    let mut local = raw.to_vec();
    local.retain(|byte| *byte != b'\r');
    match command::run(line, &["-i", "-f", from, "--", to], local, PATIENCE).await.map(|ran| ran.code) {
        Ok(Some(0)) => Ok(()),
        Ok(Some(code)) if FINAL.contains(&code) => Err(Fault::never(0, &format!("sendmail : code {code}"))),
        Ok(code) => Err(Fault::later(&format!("sendmail : code {}", code.unwrap_or(-1)))),
        Err(error) => Err(Fault::later(&format!("sendmail : {}", error.kind()))),
    }
}

/// The Message-ID of a mail of ours; empty when it has none.
fn message_id(raw: &[u8]) -> &str {
    const NAME: &[u8] = b"message-id:";
    let mut lines = received::headers_of(raw).split(|byte| *byte == b'\n');
    let named = |line: &&[u8]| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME));
    let value = lines.find(named).and_then(|line| line.get(NAME.len()..)).unwrap_or_default();
    std::str::from_utf8(value).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &[u8] =
        b"From: a@exemple.test\r\nMESSAGE-ID: <1.x@exemple.test>\r\n\r\nMessage-ID: <2@b>\r\n.\r\nfin\r\n";

    #[tokio::test]
    async fn a_folder_keeps_one_file_a_mail() {
        let folder = tempfile::tempdir().unwrap();
        let outlet = Outlet::Folder(folder.path().join("sent"));
        for raw in [MAIL, MAIL, b"From: a@exemple.test\r\n\r\nsans\r\n"] {
            outlet.send("a@exemple.test", "b@exemple.test", raw).await.unwrap();
        }
        let mut names: Vec<_> =
            std::fs::read_dir(folder.path().join("sent")).unwrap().map(|e| e.unwrap().path()).collect();
        names.sort();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(names[1].file_name().unwrap().to_str().unwrap().starts_with("1.x@exemple.test."), "{names:?}");
        assert_eq!(std::fs::read(&names[1]).unwrap(), MAIL);
        let file = folder.path().join("fichier");
        std::fs::write(&file, "").unwrap();
        let fault = Outlet::Folder(file.join("sent")).send("a@b.fr", "c@d.fr", MAIL).await.unwrap_err();
        assert!(matches!(fault, Fault::Later { .. }), "{fault:?}");
    }

    #[tokio::test]
    async fn sendmail_gets_the_mail_and_tells_what_became_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("sendmail");
        let shown = folder.path().display();
        let text = format!("echo \"$@\" > {shown}/args; cat > {shown}/mail; exit ${{1#-x}}");
        std::fs::write(&script, text).unwrap();
        let send = async |code: &str, to: &str| {
            Outlet::Sendmail(format!("sh {} {code}", script.display())).send("a@exemple.test", to, MAIL).await
        };
        send("-x0", "b@exemple.test").await.unwrap();
        let args = std::fs::read_to_string(folder.path().join("args")).unwrap();
        assert_eq!(args.trim(), "-x0 -i -f a@exemple.test -- b@exemple.test");
        let mail = std::fs::read_to_string(folder.path().join("mail")).unwrap();
        assert!(mail.ends_with("\n.\nfin\n") && !mail.contains('\r'), "{mail:?}");
        assert!(matches!(send("-x75", "b@exemple.test").await, Err(Fault::Later { .. })));
        assert!(matches!(send("-x67", "b@exemple.test").await, Err(Fault::Never { .. })));
        assert!(matches!(send("-x0", "-oQ/tmp@exemple.test").await, Err(Fault::Never { .. })));
        let none = Outlet::Sendmail("/aucun/sendmail".to_owned()).send("a@b.fr", "c@d.fr", MAIL).await;
        assert!(matches!(none, Err(Fault::Later { .. })), "{none:?}");
    }
}
