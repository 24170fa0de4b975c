//! What was not understood, how far candidates come, and that staff are told somebody waits.

use std::collections::BTreeSet;
use std::sync::Arc;

use guichet::channel::email::outlet::Outlet;
use guichet::config::Config;
use guichet::console::digest::{Outcome, Post, Ways};
use guichet::conversation::Address;
use guichet::conversation::said::{Heard, Said};
use guichet::dialog::person::Channel;
use guichet::renewal::calendar::{add_days, working_from};
use guichet::service::Service;
use guichet::staff::{Role, deed::Deed};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::Stage;

/// Somebody who says that, one after the other; « ! » in front opens a guide.
async fn says(service: &Service, who: &str, words: &[&str]) {
    let from = Address::new(Channel::Terminal, who);
    for words in words {
        let heard = match words.strip_prefix('!') {
            Some("") => Heard::Open(None),
            Some(guide) => Heard::Open(Some(guide.into())),
            None => Heard::Said(Said::words(*words)),
        };
        service.turn(&from, heard, None).await.unwrap();
    }
}

/// A console that has read all that was said before.
async fn read(service: &Arc<Service>) -> Stage {
    let stage = Stage::on(service.clone(), "", |_| {}).await;
    let console = stage.console.clone();
    tokio::spawn(async move { console.follow().await });
    until(async || stage.console.report.is_full() && stage.console.board.is_full()).await;
    stage
}

async fn until(mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..600 {
        if holds().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("it never came to hold");
}

const M2: &[&str] = &["!acloe-m2", "1er degré nord"];

async fn told(service: &Service, who: &str, words: &[&str]) {
    says(service, who, &[M2, words].concat()).await;
}

#[tokio::test]
async fn what_was_not_understood_is_told_by_step_with_who_said_it() {
    let service = Arc::new(crate::service::in_memory());
    told(&service, "marie", &["Turlututu !"]).await;
    told(&service, "paul", &["turlututu", "<script>alert(1)</script> rataplan"]).await;
    says(&service, "luc", &["!", "abracadabra machin"]).await;
    let stage = read(&service).await;
    let cookie = stage.logged_in("camille", Role::Responsable).await;
    let page = stage.get("/comprehension", &cookie).await.body;
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} in {page}"));
    assert!(at("turlututu</bdi>") < at("rataplan</bdi>"), "the most frequent first: {page}");
    assert!(page.contains("Choix de la démarche") && page.contains("abracadabra machin"));
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"));
    let newest = stage.get("/comprehension?tri=recent", &cookie).await.body;
    assert!(newest.find("abracadabra").unwrap() < newest.find("turlututu</bdi>").unwrap());
    let one = stage.get("/comprehension?etape=commun/campagne", &cookie).await.body;
    assert!(one.contains("abracadabra") && !one.contains("rataplan"));
    for nobody in ["canal=telegram", "guide=magistere", "du=2100-01-01", "au=2000-01-01"] {
        let page = stage.get(&format!("/comprehension?{nobody}"), &cookie).await.body;
        assert!(page.contains("Aucune phrase non comprise"), "{nobody}");
    }
    // The way to where it was said.
    let way = page.split('"').find(|part| part.starts_with("/conversations/") && part.contains("#e")).unwrap();
    assert_eq!(stage.get(way.split('#').next().unwrap(), &cookie).await.status, 200);
    let journal = service.store.journal(None, 100).await.unwrap();
    assert!(journal.iter().any(|line| line.done.deed == Deed::ReportRead));
}

#[tokio::test]
async fn who_has_other_campaigns_sees_nothing_of_it() {
    let service = Arc::new(crate::service::in_memory());
    told(&service, "marie", &["turlututu"]).await;
    let stage = read(&service).await;
    let cookie = stage.logged_in("camille", Role::Responsable).await;
    assert!(stage.get("/comprehension", &cookie).await.body.contains("turlututu"));
    for (login, campaign, sees) in [("nord", "m2_1d_nord", true), ("autre", "aesh", false)] {
        let mut account = stage.staff(login, Role::Responsable).await;
        account.campaigns = Some(BTreeSet::from([campaign.into()]));
        let kept = account.clone();
        stage.keep(login, |account| *account = kept).await;
        let cookie = stage.console.admit(&account, &Default::default()).await.unwrap();
        let cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        assert_eq!(stage.get("/comprehension", &cookie).await.body.contains("turlututu"), sees, "{login}");
        let essai = stage.get("/comprehension?essai=1", &cookie).await.body;
        assert_eq!(essai.contains("turlututu"), sees, "{login}");
        let funnel = stage.get("/entonnoir?guide=acloe-m2", &cookie).await.body;
        assert_eq!(funnel.contains("Aucun dossier ne répond"), !sees, "{login}");
    }
}

#[tokio::test]
async fn who_was_erased_is_in_no_report() {
    let service = Arc::new(crate::service::in_memory());
    told(&service, "marie", &["turlututu"]).await;
    told(&service, "paul", &["rataplan"]).await;
    let stage = read(&service).await;
    let cookie = stage.logged_in("camille", Role::Responsable).await;
    let marie = service.store.identify(&Address::new(Channel::Terminal, "marie")).await.unwrap().own().unwrap();
    service.store.erase(marie, service.clock.now()).await.unwrap();
    until(async || {
        let page = stage.get("/entonnoir?guide=acloe-m2", &cookie).await.body;
        page.contains("<strong>1</strong> ouverts")
    })
    .await;
    let page = stage.get("/comprehension", &cookie).await.body;
    assert!(!page.contains("turlututu") && page.contains("rataplan"));
}

#[tokio::test]
async fn a_phrase_is_tried_and_the_lines_that_teach_it_are_written() {
    let service = Arc::new(crate::service::in_memory());
    told(&service, "marie", &["turlututu"]).await;
    let stage = read(&service).await;
    let cookie = stage.logged_in("camille", Role::Responsable).await;
    // Words of nobody stand in the address the table leads to.
    let page = stage.get("/comprehension", &cookie).await.body;
    let way = page.split('"').find(|part| part.contains("essai=") && part.contains("#essai")).unwrap();
    assert!(!way.contains("turlututu"), "{way}");
    let tried = stage.get(way.split('#').next().unwrap(), &cookie).await.body;
    assert!(tried.contains("Non compris.") && tried.contains("value=\"turlututu\""), "{tried}");
    let cases = [
        // What is understood already, and the line of a conversation that shows it.
        ("texte=une+femme&question=acloe-m2/civilite", "Réponse à", "Dossier : civilite = "),
        ("texte=aide&question=acloe-m2/civilite", "Demande «\u{a0}aide\u{a0}»", "Candidat : aide"),
        ("texte=plus+tard&question=acloe-m2/zones", "Remis à plus tard", "Dossier : zones : état plus-tard"),
        // What it is to mean, and the line that says so.
        (
            "texte=pas+main%27nant+!&question=acloe-m2/zones&sens=liste:later",
            "section [lists]",
            "&#39;pas main nant&#39;,",
        ),
        ("texte=au+s%27cours&question=acloe-m2/zones&sens=commande:help", "section [commands.help]", "au s cours"),
        ("texte=zut&question=commun/campagne", "Choix de la démarche", "Candidat : zut"),
    ];
    for (asked, meaning, line) in cases {
        let page = stage.get(&format!("/comprehension?{asked}"), &cookie).await.body;
        let plain = page.replace("&#39;", "'").replace("&quot;", "\"");
        let line = line.replace("&#39;", "'");
        assert!(plain.contains(meaning) && plain.contains(&line), "{asked}: {plain}");
    }
    let page = stage.get("/comprehension?texte=miss&question=acloe-m2/civilite", &cookie).await.body;
    let option = page.split('"').find(|part| part.starts_with("choix:")).unwrap().to_owned();
    let asked = format!("/comprehension?texte=miss&question=acloe-m2/civilite&sens={}", option.replace(' ', "+"));
    let page = stage.get(&asked, &cookie).await.body.replace("&#39;", "'");
    assert!(
        page.contains("aliases = [") && page.contains("'miss']") && page.contains("dialogs/acloe-m2.toml"),
        "{page}"
    );
    let secret =
        stage.get("/comprehension?texte=mon+mot+de+passe+est+Azerty12!&question=acloe-m2/civilite", &cookie).await;
    assert!(!secret.body.contains("Azerty12") && secret.body.contains("masqué"), "{}", secret.body);
    let unknown = stage.get("/comprehension?texte=a&question=nulle/part", &cookie).await;
    assert!(unknown.status == 200 && unknown.body.contains("Cette étape n’existe pas"));
}

#[tokio::test]
async fn the_funnel_counts_who_came_how_far_and_says_it_twice() {
    let service = Arc::new(crate::service::in_memory());
    told(&service, "marie", &["mme", "turlututu 12345"]).await;
    told(&service, "paul", &["m", "je veux parler à une personne"]).await;
    told(&service, "luc", &[]).await;
    let stage = read(&service).await;
    let cookie = stage.logged_in("camille", Role::Responsable).await;
    let page = stage.get("/entonnoir?guide=acloe-m2", &cookie).await.body;
    assert!(page.contains("<strong>3</strong> ouverts") && page.contains("role=\"img\""), "{page}");
    assert!(page.contains("<title id=\"entonnoir-titre\">") && page.contains("<desc id=\"entonnoir-resume\">"));
    assert!(!page.contains("style="), "the policy forbids it");
    let taken = stage.get("/entonnoir.csv?guide=acloe-m2", &cookie).await;
    assert!(taken.header("content-type").starts_with("text/csv") && taken.body.starts_with('\u{feff}'));
    let line = |slot: &str| {
        let found = taken.body.lines().find(|line| line.starts_with(&format!("acloe-m2;{slot};")));
        found
            .unwrap_or_else(|| panic!("{slot}: {}", taken.body))
            .split(';')
            .skip(3)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(&line("campagne")[..2], ["3", "3"]);
    assert_eq!(&line("civilite")[..2], ["3", "2"]);
    let name = line("nom_patronymique");
    assert_eq!(&name[..5], ["2", "0", "0", "1", "1"], "asked, settled, left, not understood, a person asked for");
    for nobody in ["canal=telegram", "du=2100-01-01", "au=2000-01-01"] {
        let page = stage.get(&format!("/entonnoir?guide=acloe-m2&{nobody}"), &cookie).await.body;
        assert!(page.contains("Aucun dossier ne répond"), "{nobody}");
    }
    // Who answers later is counted again, once.
    says(&service, "luc", &["mme"]).await;
    until(async || stage.get("/entonnoir.csv?guide=acloe-m2", &cookie).await.body.contains(";3;3;0;0;0;")).await;
    assert!(stage.get("/entonnoir?guide=acloe-m2", &cookie).await.body.contains("<strong>3</strong> ouverts"));
}

/// Ten o'clock in Paris on the next working day but one.
fn working_morning(service: &Service) -> Timestamp {
    let zone = TimeZone::get("Europe/Paris").unwrap();
    let today = service.clock.now().to_zoned(zone.clone()).date();
    let day = working_from(add_days(today, 1));
    day.at(10, 0, 0, 0).to_zoned(zone).unwrap().timestamp()
}

/// Listens for calls, answers each with that status, and tells what was said.
async fn listener(status: u16) -> (String, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/avis", listener.local_addr().unwrap());
    let (told, heard) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut said = Vec::new();
            let ended = |said: &[u8]| {
                let text = String::from_utf8_lossy(said).to_lowercase();
                let (head, body) = text.split_once("\r\n\r\n")?;
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
                (body.len() >= length.unwrap_or(0)).then_some(())
            };
            while ended(&said).is_none() {
                let mut part = [0; 1024];
                match stream.read(&mut part).await.unwrap() {
                    0 => break,
                    count => said.extend_from_slice(&part[..count]),
                }
            }
            let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            let _ = told.send(String::from_utf8_lossy(&said).into_owned());
        }
    });
    (url, heard)
}

fn ways(webhook: Option<&str>, mail: Option<Post>) -> Ways {
    let webhook = webhook.map(|url| format!("digest_webhook = '{url}'")).unwrap_or_default();
    let text = format!("[console]\npublic_url = 'https://exemple.fr/guichet/'\n{webhook}");
    let config = Config::load(Some(("essai", &text)), []).unwrap();
    let none = Ways {
        every: SignedDuration::from_hours(1),
        mail: None,
        webhook: None,
        url: "https://exemple.fr/guichet/file".into(),
    };
    Ways { mail, ..Ways::read(&config.console, None).unwrap().unwrap_or(none) }
}

#[tokio::test]
async fn staff_are_called_once_when_somebody_waits_and_told_no_name() {
    let service = Arc::new(crate::service::in_memory());
    told(&service, "marie", &["mme", "Turlupin", "je veux parler à une personne"]).await;
    let stage = read(&service).await;
    let now = working_morning(&service);
    let (url, mut heard) = listener(200).await;
    let ways = ways(Some(&url), None);
    let look = async |hours: i64| ways.look(&stage.console, now + SignedDuration::from_hours(hours)).await.unwrap();
    assert_eq!(look(-3).await, Outcome::Nothing, "at seven nobody is there");
    assert_eq!(look(0).await, Outcome::Told);
    let said = heard.recv().await.unwrap();
    let body: serde_json::Value = serde_json::from_str(said.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(body["waiting"], 1);
    assert_eq!(body["url"], "https://exemple.fr/guichet/file");
    assert!(body["oldest_hours"].is_i64() && body.as_object().unwrap().len() == 3, "{body}");
    assert!(!said.contains("Turlupin") && !said.contains("marie"));
    assert_eq!(look(2).await, Outcome::Nothing, "nobody new");
    // Told before the last start is told.
    assert_eq!(service.store.last_digest().await.unwrap(), Some(now));
}

#[tokio::test]
async fn what_did_not_arrive_is_told_again() {
    let service = Arc::new(crate::service::in_memory());
    told(&service, "marie", &["je veux parler à une personne"]).await;
    let stage = read(&service).await;
    let now = working_morning(&service);
    let (deaf, _heard) = listener(500).await;
    assert_eq!(ways(Some(&deaf), None).look(&stage.console, now).await.unwrap(), Outcome::Failed);
    let folder = tempfile::tempdir().unwrap();
    let post = Post {
        from: ("Guichet".into(), "guichet@exemple.test".into()),
        to: "service@exemple.test".into(),
        outlet: Outlet::Folder(folder.path().join("sent")),
        signer: None,
    };
    let ways = ways(None, Some(post));
    assert_eq!(ways.look(&stage.console, now).await.unwrap(), Outcome::Told);
    let sent: Vec<_> = std::fs::read_dir(folder.path().join("sent")).unwrap().collect();
    assert_eq!(sent.len(), 1);
    let mail = std::fs::read_to_string(sent[0].as_ref().unwrap().path()).unwrap();
    for held in [
        "To: service@exemple.test",
        "Subject: 1 conversation attend le service",
        "Auto-Submitted: auto-generated",
        "exemple.fr/guichet/file",
    ] {
        assert!(mail.contains(held), "{held}: {mail}");
    }
}

#[test]
fn settings_that_tell_nobody_are_refused() {
    let read = |settings: &str| {
        let config = Config::load(Some(("essai", &format!("[console]\n{settings}"))), []).unwrap();
        Ways::read(&config.console, None).map(|ways| ways.is_some())
    };
    assert_eq!(read(""), Ok(false));
    assert_eq!(read("digest_webhook = 'https://exemple.fr/a'"), Ok(true));
    for wrong in [
        "digest_webhook = 'ftp://exemple.fr'",
        "public_url = 'exemple.fr'",
        "digest_to = 'personne'",
        "digest_to = 'a@exemple.fr'",
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}
