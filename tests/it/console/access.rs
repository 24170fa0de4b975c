//! Who is let in, and who is not.

use guichet::clock::Clock;
use guichet::console::gate::Tried;
use guichet::staff::deed::Deed;
use guichet::staff::{Role, Session, totp};
use hyper::Method;
use jiff::SignedDuration;

use super::{PASSWORD, Stage, secret};

/// Pages anybody may ask for.
const OPEN: &[&str] = &["/connexion", "/accessibilite", "/console.css", "/console.js"];

/// Who sees the reports.
const REPORT: &[Role] = &[Role::Responsable, Role::Admin, Role::Dpo];

/// Every page, and whom it is for: the roles that see it.
const PAGES: &[(&str, &[Role])] = &[
    ("/compte", &Role::ALL),
    ("/personnel", &[Role::Admin]),
    ("/journal", &[Role::Dpo]),
    ("/journal.csv", &[Role::Dpo]),
    ("/comprehension", REPORT),
    ("/entonnoir", REPORT),
    ("/entonnoir.csv", REPORT),
];

/// Every form, and whom it is for.
const FORMS: &[(&str, &[Role])] = &[
    ("/compte/mot-de-passe", &Role::ALL),
    ("/compte/code", &Role::ALL),
    ("/compte/code/confirmer", &Role::ALL),
    ("/compte/code/retirer", &Role::ALL),
    ("/compte/sessions", &Role::ALL),
    ("/personnel/role", &[Role::Admin]),
    ("/personnel/fermer", &[Role::Admin]),
    ("/personnel/rouvrir", &[Role::Admin]),
    ("/personnel/sessions", &[Role::Admin]),
];

#[tokio::test]
async fn every_page_wants_a_login() {
    let stage = Stage::open().await;
    stage.staff("camille", Role::Admin).await;
    for (path, _) in PAGES {
        let answer = stage.get(path, "").await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, format!("/connexion?vers={path}").as_str()),
            "{path}"
        );
        assert_eq!(stage.get(path, "guichet=deviné").await.status, 303, "{path}");
    }
    for (path, _) in FORMS {
        assert_eq!(stage.post(path, "", "x=1").await.status, 401, "{path}");
    }
    for path in OPEN {
        assert_eq!(stage.get(path, "").await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn every_page_is_for_its_roles() {
    let stage = Stage::open().await;
    for role in Role::ALL {
        let cookie = stage.logged_in(role.code(), role).await;
        for (path, roles) in PAGES {
            let expected = if roles.contains(&role) { 200 } else { 403 };
            assert_eq!(stage.get(path, &cookie).await.status, expected, "{path} as {role:?}");
        }
        for (path, roles) in FORMS.iter().filter(|(_, roles)| !roles.contains(&role)) {
            let answer = stage.post(path, &cookie, "login=admin&role=lecteur").await;
            assert_eq!(answer.status, 403, "{path} as {role:?}, for {roles:?}");
        }
        assert_eq!(stage.get("/nulle-part", &cookie).await.status, 404);
    }
}

#[tokio::test]
async fn every_answer_ties_the_browser_down() {
    let stage = Stage::open().await;
    let cookie = stage.logged_in("camille", Role::Admin).await;
    for path in [
        "/connexion",
        "/compte",
        "/personnel",
        "/journal",
        "/comprehension",
        "/entonnoir",
        "/nulle-part",
        "/console.css",
    ] {
        let answer = stage.get(path, &cookie).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        let kept = if path == "/console.css" { "no-cache" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), kept, "{path}");
        for inline in [" style=", "<style", " onclick", "javascript:", "data:"] {
            assert!(path.ends_with(".css") || !answer.body.contains(inline), "{path} holds {inline}");
        }
    }
    let page = stage.get("/compte", &cookie).await.body;
    let sheet = page.split('"').find(|part| part.starts_with("/console.css?v=")).unwrap();
    assert!(stage.get(sheet, "").await.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn logging_in_leads_where_one_wanted_to_go_and_nowhere_else() {
    let stage = Stage::open().await;
    stage.staff("camille", Role::Admin).await;
    for (asked, led) in [
        ("%2Fpersonnel", "/personnel"),
        ("%2Fjournal%3Fpage%3D2", "/journal?page=2"),
        ("https%3A%2F%2Fexemple.fr", "/"),
        ("%2F%2Fexemple.fr", "/"),
        ("%2F%5Cexemple.fr", "/"),
        ("%2Ffile%0D%0Aset-cookie%3A+a", "/"),
        ("", "/"),
    ] {
        let form = format!("login=Camille&password={}&vers={asked}", PASSWORD.replace(' ', "+"));
        let answer = stage.post("/connexion", "", &form).await;
        assert_eq!((answer.status, answer.header("location")), (303, led), "{asked}");
        let cookie = answer.header("set-cookie");
        assert!(
            cookie.starts_with("guichet=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
    }
}

#[tokio::test]
async fn behind_https_and_a_prefix_all_is_found_too() {
    let settings = "prefix = 'guichet/'\nsecure = true\nbehind_proxy = true";
    let stage = Stage::with(settings, |_| {}).await;
    let cookie = stage.logged_in("camille", Role::Admin).await;
    assert!(cookie.starts_with("__Host-guichet="), "{cookie}");
    for path in ["/compte", "/guichet/compte"] {
        let page = stage.get(path, &cookie).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("href=\"/guichet/console.css?v="), "{path}");
    }
    for path in ["/personnel", "/guichet/personnel"] {
        assert_eq!(stage.get(path, "").await.header("location"), "/guichet/connexion?vers=/personnel", "{path}");
    }
    assert_eq!(stage.get("/guichet/nulle-part", "").await.status, 404);
    let host = [("host", "10.0.0.1"), ("x-forwarded-host", "exemple.fr"), ("cookie", cookie.as_str())];
    for (origin, status) in [("http://exemple.fr", 403), ("https://exemple.fr", 303), ("https://autre.fr", 403)] {
        let headers = [&host[1..], &[("origin", origin)]].concat();
        assert_eq!(stage.send(Method::POST, "/guichet/deconnexion", &headers, "").await.status, status, "{origin}");
    }
}

#[tokio::test]
async fn a_login_makes_a_session_of_its_own() {
    let stage = Stage::open().await;
    stage.staff("camille", Role::Conseiller).await;
    let first = stage.log_in("camille", PASSWORD, "", "guichet=choisi-par-un-autre").await.unwrap();
    assert_ne!(first, "guichet=choisi-par-un-autre");
    let second = stage.log_in("camille", PASSWORD, "", &first).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(stage.get("/compte", &first).await.status, 303, "the session before is over");
    assert_eq!(stage.get("/compte", &second).await.status, 200);
    assert_eq!(stage.post("/deconnexion", &second, "").await.status, 303);
    assert_eq!(stage.get("/compte", &second).await.status, 303);
}

#[tokio::test]
async fn sessions_end_by_themselves() {
    let stage = Stage::open().await;
    stage.staff("camille", Role::Conseiller).await;
    let now = Clock::real().now();
    let ago = |hours: i64| now - SignedDuration::from_hours(hours);
    for (token, created, seen, status) in
        [("a", 2, 0, 200), ("b", 2, 1, 303), ("c", 12, 0, 303), ("d", 11, 0, 200), ("e", 0, 0, 200)]
    {
        let session = Session { login: "camille".into(), epoch: 0, created: ago(created), seen: ago(seen) };
        let name = blake3::hash(token.as_bytes()).into();
        stage.console.service.store.open_session(&name, &session).await.unwrap();
        assert_eq!(stage.get("/compte", &format!("guichet={token}")).await.status, status, "{token}");
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_and_tells_nothing() {
    let stage = Stage::open().await;
    stage.staff("camille", Role::Conseiller).await;
    for login in ["camille", "personne"] {
        for attempt in 0..5 {
            let answer = stage.log_in(login, "mauvais mot de passe", "", "").await.unwrap_err();
            assert_eq!(answer.status, 401, "{login} {attempt}");
        }
        // However slow the machine is: the last one is still to come.
        let later = Clock::real().now() + SignedDuration::from_hours(1);
        assert_eq!(stage.console.gate.enter(&[Tried::Login(login.into())], later), Ok(()));
        let answer = stage.log_in(login, PASSWORD, "", "").await.unwrap_err();
        assert_eq!(answer.status, 429, "{login}");
    }
    let journal = stage.journal(6).await;
    let refused = journal.iter().filter(|line| line.done.deed == Deed::LoginRefused).collect::<Vec<_>>();
    assert_eq!(refused.len(), 5);
    assert!(refused.iter().all(|line| line.done.by.as_deref() == Some("camille")), "a login nobody has is not kept");
}

#[tokio::test]
async fn a_code_lets_in_once() {
    let stage = Stage::open().await;
    stage.staff("camille", Role::Conseiller).await;
    let mut kept = String::new();
    stage.keep("camille", |account| kept = secret(account)).await;
    let code = totp::code(&kept, Clock::real().now()).unwrap();
    assert_eq!(stage.log_in("camille", PASSWORD, "", "").await.unwrap_err().status, 401, "a password is not enough");
    assert_eq!(stage.log_in("camille", "mauvais mot de passe", &code, "").await.unwrap_err().status, 401);
    assert!(stage.log_in("camille", PASSWORD, &code, "").await.is_ok());
    assert_eq!(stage.log_in("camille", PASSWORD, &code, "").await.unwrap_err().status, 401, "the same code again");
}

#[tokio::test]
async fn where_a_code_is_wanted_of_everybody_nothing_is_seen_without() {
    let stage = Stage::with("totp = 'exigé'", |_| {}).await;
    let cookie = stage.logged_in("camille", Role::Admin).await;
    assert_eq!(stage.get("/personnel", &cookie).await.header("location"), "/compte?fait=code-exige");
    assert_eq!(
        stage.post("/personnel/fermer", &cookie, "login=camille").await.header("location"),
        "/compte?fait=code-exige"
    );
    assert!(stage.get("/compte?fait=code-exige", &cookie).await.body.contains("exigé de tous"));
}

#[tokio::test]
async fn before_the_first_account_the_page_says_how_to_add_one() {
    let stage = Stage::open().await;
    let page = stage.get("/connexion", "").await;
    assert!(page.body.contains("guichet staff add") && !page.body.contains("<form"), "{}", page.body);
}

/// A page left open asks for news by itself; nobody need be there.
#[tokio::test]
async fn an_open_page_keeps_nobody_logged_in() {
    let stage = Stage::open().await;
    stage.staff("camille", Role::Conseiller).await;
    let seen = Clock::real().now() - SignedDuration::from_mins(50);
    let session = Session { login: "camille".into(), epoch: 0, created: seen, seen };
    let (name, cookie) = (blake3::hash(b"a").into(), ("cookie", "guichet=a"));
    let store = &stage.console.service.store;
    store.open_session(&name, &session).await.unwrap();
    for by_itself in [("sec-fetch-dest", "empty"), ("accept", "text/event-stream")] {
        assert_eq!(stage.send(Method::GET, "/compte", &[cookie, by_itself], "").await.status, 200);
        assert_eq!(store.session(&name).await.unwrap().unwrap().seen, seen, "{by_itself:?}");
    }
    assert_eq!(stage.get("/compte", "guichet=a").await.status, 200);
    assert!(store.session(&name).await.unwrap().unwrap().seen > seen);
}
