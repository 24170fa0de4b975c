//! A whole candidature through real mail servers: IMAP in, submission out.

use std::process::{Child, Command, Stdio};

use guichet::channel::email::account::Security;

use super::bench::{Letter, Mail};
use crate::fakes::mailserver::MailServer;
use crate::program::Bench;

const ZOE: &str = "zoe.quatrepoint@candidat.test";

/// The program between the servers.
struct Served {
    server: MailServer,
    bench: Bench,
    running: Child,
    written: usize,
}

impl Served {
    async fn start() -> Self {
        let (server, bench) = (MailServer::start().await, Bench::new());
        let running = run(&server, &bench);
        Self { server, bench, running, written: 0 }
    }

    /// Writes, and reads the letter that answers.
    async fn asks(&mut self, mail: &Mail) -> Letter {
        self.written += 1;
        self.server.deliver(&mail.to.replace("assistant", "guichet"), &mail.raw(&format!("m{}", self.written))).await;
        let sent = self.server.waits_for_sent(self.written).await;
        assert_eq!(sent.len(), self.written, "one answer a mail");
        Letter::read(&sent.last().unwrap().raw)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}

fn run(server: &MailServer, bench: &Bench) -> Child {
    command(server, bench).spawn().unwrap()
}

/// The program's command, between the servers.
pub(super) fn command(server: &MailServer, bench: &Bench) -> Command {
    let ca = bench.folder().join("ca.pem");
    std::fs::write(&ca, server.ca()).unwrap();
    let (imap, submission) = (server.imap(Security::Tls), server.submission());
    let mut command = bench.command("serve");
    command
        .env("GUICHET_MAIL__ADDRESS", "guichet@exemple.test")
        .env("GUICHET_MAIL__QUIET_SECONDS", "0")
        .env("GUICHET_MAIL__QUIET_MOST_SECONDS", "0")
        .env("GUICHET_MAIL__CA_FILE", bench.folder().join("ca.pem"))
        .env("GUICHET_IMAP__HOST", &imap.host)
        .env("GUICHET_IMAP__PORT", imap.port.to_string())
        .env("GUICHET_IMAP__USER", "guichet")
        .env("GUICHET_IMAP__PASSWORD", "secret")
        .env("GUICHET_SMTP__HOST", &submission.host)
        .env("GUICHET_SMTP__PORT", submission.port.to_string())
        .env("GUICHET_SMTP__TLS", "starttls")
        .env("GUICHET_SMTP__USER", "guichet")
        .env("GUICHET_SMTP__PASSWORD", "secret")
        .env("GUICHET_HTTP__LISTEN", "");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// What Zoé answers to each question, by its label.
const ANSWERS: &[(&str, &str)] = &[
    ("Civilité", "B"),
    ("Nom patronymique", "Quatrepoint"),
    ("Nom d’usage", "-"),
    ("Prénom", "Zoé"),
    ("Date de naissance", "03/08/1999"),
    ("Lieu de naissance", "Arras"),
    ("Nationalité", "française"),
    ("Courriel", ZOE),
    ("Libellé du diplôme", "Licence de lettres"),
    ("Type de diplôme", "A"),
    ("Date d’obtention", "30/06/2021"),
    ("Établissement", "Université d’Artois"),
    ("Pays de l’établissement", "France"),
    ("Ville de l’établissement", "Arras"),
    ("Autre diplôme", "non"),
    ("Boursier cette année", "oui"),
    ("Bourse demandée", "non"),
    ("Zones souhaitées", "B, A"),
    ("INSPE de rattachement", "A"),
];

/// Our form, as a phone quotes it, with an answer behind each prompt.
fn inside(letter: &Letter, answers: &[(&str, &str)]) -> String {
    let mut asked = None;
    let line = |line: &str| {
        asked = answers.iter().find(|(label, _)| line.contains(&format!(". {label}"))).or(asked);
        // A prompt may take two lines.
        let answer = line.trim_end().ends_with(':').then(|| asked.take()).flatten();
        format!("> {line}{}", answer.map(|(_, answer)| format!("\n{answer}")).unwrap_or_default())
    };
    let quoted: Vec<String> = letter.text.lines().map(line).collect();
    format!(
        "Voici mes réponses.\n\nLe dim. 22 nov. 2026 à 10:22, Assistant <guichet@exemple.test> a écrit :\n\n{}\n\nEnvoyé de mon iPhone",
        quoted.join("\n")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_dossier_takes_three_letters() {
    let mut post = Served::start().await;
    let hello = "Bonjour, je voudrais candidater au M2 MEEF en alternance, premier degré, dans le Nord.";
    let form = post.asks(&Mail::new(ZOE, hello)).await;
    assert!(form.reply_to.starts_with("guichet+"), "{}", form.reply_to);
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    let answers = inside(&form, ANSWERS).replace("Voici mes réponses.", "Voici mes réponses. Mon INE : 120890123AB.");
    let mail = Mail::new(ZOE, &answers).answering(&form).file("licence.pdf", pdf);
    let recap = post.asks(&mail).await;
    recap.says("Bonjour Zoé");
    recap.says("licence.pdf");
    recap.says("Votre fiche de saisie");
    let tasks: Vec<String> = numbers_under(&recap.text, "À FAIRE SUR LA PLATEFORME");
    assert!(!tasks.is_empty(), "{}", recap.text);
    let wish = numbers_under(&recap.text, "ET QUAND CE SERA FAIT");
    assert_eq!(wish.len(), 1, "{}", recap.text);
    let done = format!("FAIT {}\n{}. A\nTout est exact.", tasks.join(", "), wish[0]);
    let last = post.asks(&Mail::new(ZOE, &done).answering(&recap)).await;
    last.says("Votre dossier est complet");
    let dossiers = post.bench.json("export --all", "");
    assert!(!dossiers[0]["finished"].is_null(), "{dossiers:#?}\n{}", last.text);
}

fn numbers_under(text: &str, title: &str) -> Vec<String> {
    let (_, after) = text.split_once(title).unwrap_or_default();
    let ends = ["COMMENT RÉPONDRE", "ET QUAND CE SERA FAIT"];
    let end = ends.iter().filter_map(|title| after.find(title)).min().unwrap_or(after.len());
    let part = &after[..end];
    let number = |line: &str| {
        let (number, _) = line.split_once(". ")?;
        number.trim().parse::<u32>().ok().map(|number| number.to_string())
    };
    part.lines().filter_map(number).collect()
}
