//! Accounts and the journal by command, alone and beside a service; the console of `guichet serve`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;

use super::PASSWORD;
use crate::program::{Bench, Talk, told};

const ADD: &str = "staff add camille --nom Camille --role admin";

#[test]
fn accounts_are_added_listed_changed_and_shut() {
    let bench = Bench::new();
    let input = format!("{PASSWORD}\n");
    assert_eq!(bench.says("staff list", ""), "");
    bench.says(ADD, &input);
    bench.says("staff add Paul --nom Paul --role conseiller --campagne m2_1d_nord --code", &input);
    let list = bench.says("staff list", "");
    assert_eq!(
        list,
        "camille\tadmin\tCamille\ttoutes les campagnes\tsans code\npaul\tconseiller\tPaul\tm2_1d_nord\tcode\n"
    );
    bench.says("staff role paul responsable", "");
    bench.says("staff code paul --retirer", "");
    bench.says("staff shut paul", "");
    let row = &bench.json("staff list --jsonl", "")[1];
    assert_eq!(
        (row["role"].as_str(), row["totp"].as_bool(), row["shut"].is_string()),
        (Some("responsable"), Some(false), true)
    );
    assert!(!row.to_string().contains("argon2"), "{row}");
    bench.says("staff open paul", "");
    assert!(bench.says("staff code paul", "").contains("otpauth://totp/guichet:paul?secret="));
    bench.says("staff password paul", "cinq mots vraiment sans rapport\n");
    bench.says("staff revoke paul", "");
    assert_eq!(bench.says("staff sessions", ""), "");
    let deeds: Vec<String> = bench
        .json("audit list --jsonl", "")
        .iter()
        .map(|line| line["done"]["deed"].as_str().unwrap().to_owned())
        .collect();
    let expected = [
        "sessions_ended",
        "password_changed",
        "sessions_ended",
        "totp_set",
        "account_opened",
        "account_shut",
        "totp_removed",
        "account_changed",
        "account_added",
        "account_added",
    ];
    assert_eq!(deeds, expected);
    assert_eq!(bench.says("audit list --by camille", "").lines().count(), 1);
    assert!(bench.says("audit verify", "").starts_with("Journal intact : 10 lignes."));
}

#[test]
fn what_cannot_be_is_told() {
    let bench = Bench::new();
    let input = format!("{PASSWORD}\n");
    bench.says(ADD, &input);
    for (words, input, code, expected) in [
        (ADD, input.as_str(), 1, "déjà un compte « camille »"),
        ("staff add a/b --nom B --role admin", &input, 2, "identifiant"),
        ("staff add paul --nom <b> --role admin", &input, 2, "nom"),
        ("staff add paul --nom Paul --role chef", &input, 2, "lecteur, conseiller, responsable, admin, dpo"),
        ("staff add paul --nom Paul --role dpo --campagne lune", &input, 2, "m2_1d_nord"),
        ("staff add paul --nom Paul --role dpo", "court\n", 2, "12 caractères"),
        ("staff add paul --nom Paul --role dpo", "", 2, "Aucun mot de passe"),
        ("staff password personne", &input, 1, "pas de compte « personne »"),
        ("staff role personne dpo", "", 1, "pas de compte « personne »"),
        ("staff shut personne", "", 1, "pas de compte « personne »"),
        ("staff", "", 2, "Commandes"),
    ] {
        let output = bench.run(words, input);
        assert_eq!(output.status.code(), Some(code), "{words}: {}", told(&output));
        assert!(told(&output).contains(expected), "{words}: {}", told(&output));
    }
    assert_eq!(bench.says("staff list", "").lines().count(), 1);
    for words in ["staff --help", "staff add --help", "audit --help", "audit list --help"] {
        let help = bench.says(words, "");
        for english in ["Usage:", "Options:", "Commands", "[default", "Print help"] {
            assert!(!help.contains(english), "{words}: {english} in\n{help}");
        }
    }
}

#[test]
fn beside_a_running_service_commands_do_the_same() {
    let bench = Bench::new();
    let (talk, _) = Talk::start(bench.command("chat --jsonl --as autre"));
    bench.says(ADD, &format!("{PASSWORD}\n"));
    bench.says("staff role camille dpo", "");
    let beside = ["staff list", "staff sessions", "audit list", "audit verify"].map(|words| bench.says(words, ""));
    assert!(talk.end().success());
    let alone = ["staff list", "staff sessions", "audit list", "audit verify"].map(|words| bench.says(words, ""));
    assert_eq!(beside, alone);
    assert!(beside[0].starts_with("camille\tdpo"));
}

/// A service with a console and nothing else, and what it logs.
struct Served {
    child: Child,
    lines: mpsc::Receiver<String>,
    url: String,
}

impl Served {
    fn start(bench: &Bench) -> Self {
        let mut command = bench.command("serve");
        command.env("GUICHET_HTTP__LISTEN", "127.0.0.1:0").env("GUICHET_LOG", "trace").stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (told, lines) = mpsc::channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| told.send(line)));
        let url = loop {
            let line = lines.recv_timeout(Duration::from_secs(60)).expect("the console's address");
            if let Some(url) = line.strip_prefix("Console : ") {
                break url.to_owned();
            }
        };
        Self { child, lines, url }
    }

    /// Ends it; all it has logged meanwhile.
    fn end(mut self) -> (bool, String) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let good = self.child.wait().unwrap().success();
        (good, self.lines.iter().collect::<Vec<_>>().join("\n"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_shows_the_console_without_any_channel_and_logs_nobody() {
    let bench = Bench::new();
    let served = Served::start(&bench);
    let browser = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let login = format!("{}connexion", served.url);
    assert!(browser.get(&login).send().await.unwrap().text().await.unwrap().contains("guichet staff add"));
    bench.says(ADD, &format!("{PASSWORD}\n"));
    let form = |password: &str| {
        let form = format!("login=camille&password={}", password.replace(' ', "+"));
        let request = browser.post(&login).header("sec-fetch-site", "same-origin").body(form);
        request.header("content-type", "application/x-www-form-urlencoded").send()
    };
    assert_eq!(form("mauvais secret ici").await.unwrap().status(), 401);
    let answer = form(PASSWORD).await.unwrap();
    assert_eq!(answer.status(), 303);
    let cookie = answer.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    for path in ["file", "recherche?q=Tournesol", "compte", "personnel"] {
        let page = browser.get(format!("{}{path}", served.url)).header(COOKIE, &cookie).send().await.unwrap();
        assert_eq!(page.status(), 200, "{path}");
    }
    assert_eq!(bench.says("staff sessions", "").lines().count(), 1);
    // A page that is open when the service is told to stop.
    let open = browser.get(format!("{}evenements", served.url)).header(COOKIE, &cookie).send().await.unwrap();
    assert_eq!(open.status(), 200);
    let (good, log) = served.end();
    drop(open);
    assert!(good, "{log}");
    for word in [PASSWORD, "mauvais", "camille", "Camille", "Tournesol", cookie.split_once('=').unwrap().1] {
        assert!(!log.contains(word) && !log.contains(&word.replace(' ', "+")), "{word} in the log:\n{log}");
    }
    assert!(bench.says("audit list", "").contains("connexion refusée"));
}
