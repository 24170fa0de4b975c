//! Every route there is, with and without a login, for every role, and from other sites.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use guichet::console::access::escaped;
use guichet::conversation::Address;
use guichet::conversation::said::Heard;
use guichet::dialog::person::Channel;
use guichet::staff::Role::{self, Admin, Conseiller, Dpo, Responsable};
use hyper::Method;

use super::Stage;

const ALL: &[Role] = &Role::ALL;
const ACT: &[Role] = &[Conseiller, Responsable, Admin];
const ASSIGN: &[Role] = &[Responsable, Admin];
const EXPORT: &[Role] = &[Responsable, Admin, Dpo];
const STAFF: &[Role] = &[Admin];
const AUDIT: &[Role] = &[Dpo];

/// Pages, and whom they are for. The first are for anybody, logged in or not.
const OPEN: &[&str] = &["/connexion", "/accessibilite", "/console.css", "/console.js"];
const PAGES: &[(&str, &[Role])] = &[
    ("/", ALL),
    ("/file", ALL),
    ("/recherche", ALL),
    ("/comprehension", EXPORT),
    ("/entonnoir", EXPORT),
    ("/entonnoir.csv", EXPORT),
    ("/export.csv", EXPORT),
    ("/export.json", EXPORT),
    ("/evenements", ALL),
    ("/compte", ALL),
    ("/compte/code.svg", ALL),
    ("/personnel", STAFF),
    ("/journal", AUDIT),
    ("/journal.csv", AUDIT),
    ("/conversations/{person}", ALL),
    ("/conversations/{person}/nouveaux", ALL),
    ("/conversations/{person}/imprimer", EXPORT),
    ("/conversations/{person}/rendre", ACT),
    ("/conversations/{person}/transferer", ACT),
    ("/conversations/{person}/pieces/{piece}/{part}", ALL),
    ("/conversations/{person}/courriels/{entry}", ALL),
];

/// Forms, and whom they are for.
const FORMS: &[(&str, &[Role])] = &[
    ("/connexion", ALL),
    ("/deconnexion", ALL),
    ("/compte/mot-de-passe", ALL),
    ("/compte/sessions", ALL),
    ("/compte/code", ALL),
    ("/compte/code/confirmer", ALL),
    ("/compte/code/retirer", ALL),
    ("/personnel/role", STAFF),
    ("/personnel/fermer", STAFF),
    ("/personnel/rouvrir", STAFF),
    ("/personnel/sessions", STAFF),
    ("/file/attribuer", ASSIGN),
    ("/file/vues", ALL),
    ("/file/vues/retirer", ALL),
    ("/conversations/{person}/prendre", ACT),
    ("/conversations/{person}/dire", ACT),
    ("/conversations/{person}/annuler", ACT),
    ("/conversations/{person}/rendre", ACT),
    ("/conversations/{person}/corriger", ACT),
    ("/conversations/{person}/piece", ACT),
    ("/conversations/{person}/note", ACT),
    ("/conversations/{person}/epingler", ACT),
    ("/conversations/{person}/attribuer", ASSIGN),
    ("/conversations/{person}/libelle", ACT),
    ("/conversations/{person}/regle", ACT),
    ("/conversations/{person}/clore", ACT),
    ("/conversations/{person}/transferer", ACT),
    ("/conversations/{person}/presence", ALL),
];

/// Everything any form asks for: what is tested is who may send it.
const FIELDS: &str = "login=personne&password=x&role=lecteur&current=x&new=x&again=y&code=1&session=x&a=autre&nom=liste\
    &id=01900000-0000-7000-8000-000000000001&vu=&lu=999&sur=&mots=Bonjour&message=01900000-0000-7000-8000-000000000002\
    &dossier=01900000-0000-7000-8000-000000000003&cle=prenom&note=01900000-0000-7000-8000-000000000004&epingler=oui\
    &libelle=urgent&mettre=oui&clore=oui&accord=oui&fait=lit";

/// The tables above hold every route of the code, so that none is forgotten here.
#[test]
fn every_route_is_tested() {
    let known: BTreeSet<&str> = OPEN.iter().copied().chain(PAGES.iter().chain(FORMS).map(|(path, _)| *path)).collect();
    let mut written = BTreeSet::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/console"), &mut written);
    let missing: Vec<_> = written.iter().filter(|path| !known.contains(path.as_str())).collect();
    assert!(missing.is_empty() && written.len() >= known.len(), "{missing:?} are in no table");
}

fn collect(folder: &Path, written: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, written);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let routes = text.split(".route(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
            written.extend(routes.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
    }
}

/// Somebody talks with the assistant, and the board knows.
async fn somebody(stage: &Stage) -> String {
    let marie = Address::new(Channel::Terminal, "marie");
    let service = &stage.console.service;
    service.turn(&marie, Heard::Open(Some("acloe-m2".into())), None).await.unwrap();
    let console = Arc::clone(&stage.console);
    tokio::spawn(async move { console.follow().await });
    let person = service.store.identify(&marie).await.unwrap().own().unwrap();
    for _ in 0..500 {
        if stage.console.board.card(person).is_some() {
            return person.to_string();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the board never heard of them");
}

fn path(route: &str, person: &str) -> String {
    let route = route.replace("/nouveaux", "/nouveaux?apres=0");
    route.replace("{person}", person).replace("{piece}", person).replace("{part}", "0").replace("{entry}", "1")
}

#[tokio::test]
async fn without_a_login_everything_is_refused() {
    let stage = Stage::open().await;
    stage.staff("camille", Role::Admin).await;
    let person = somebody(&stage).await;
    for (route, _) in PAGES {
        let path = path(route, &person);
        for cookie in ["", "guichet=devine", "guichet="] {
            let answer = stage.get(&path, cookie).await;
            let expected =
                if path == "/" { "/connexion".to_owned() } else { format!("/connexion?vers={}", escaped(&path)) };
            assert_eq!((answer.status, answer.header("location")), (303, expected.as_str()), "{path}");
            assert_eq!(answer.body, "", "{path}");
        }
    }
    for (route, _) in FORMS.iter().filter(|(route, _)| *route != "/deconnexion") {
        assert_eq!(stage.post(&path(route, &person), "", FIELDS).await.status, 401, "{route}");
    }
    for path in OPEN {
        assert_eq!(stage.get(path, "").await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn every_route_is_for_its_roles() {
    let stage = Stage::open().await;
    let person = somebody(&stage).await;
    for role in Role::ALL {
        let cookie = stage.logged_in(role.code(), role).await;
        // A stream does not end: who may open it is seen by who may not.
        for (route, roles) in PAGES.iter().filter(|(route, _)| *route != "/evenements") {
            let status = stage.get(&path(route, &person), &cookie).await.status;
            let good = if roles.contains(&role) { matches!(status, 200 | 404) } else { status == 403 };
            assert!(good, "{route} as {role:?}: {status}");
        }
        let own = |route: &str| route.starts_with("/compte") || route.ends_with("connexion");
        for (route, roles) in FORMS.iter().filter(|(route, _)| !own(route)) {
            let status = stage.post(&path(route, &person), &cookie, FIELDS).await.status;
            let refused = matches!(status, 401 | 403);
            assert_eq!(refused, !roles.contains(&role), "{route} as {role:?}: {status}");
        }
        assert_eq!(stage.get("/nulle-part", &cookie).await.status, 404);
    }
}

/// Who sees one campaign sees nothing of somebody of another.
#[tokio::test]
async fn another_campaign_is_out_of_sight() {
    let stage = Stage::open().await;
    let person = somebody(&stage).await;
    let campaigns = &stage.console.service.library.campaigns.all;
    let other = campaigns.iter().find(|campaign| &*campaign.dialog != "acloe-m2").unwrap();
    let own = campaigns.iter().find(|campaign| &*campaign.dialog == "acloe-m2").unwrap();
    let marie = Address::new(Channel::Terminal, "marie");
    // The first question is which campaign it is for.
    let said = guichet::conversation::said::Said::words("1");
    stage.console.service.turn(&marie, Heard::Said(said), None).await.unwrap();
    let id = person.parse().unwrap();
    for _ in 0..500 {
        let card = stage.console.board.card(id).unwrap();
        if card.dossiers.iter().any(|dossier| dossier.campaign.is_some()) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let theirs = stage.console.board.card(id).unwrap().dossiers[0].campaign.clone().unwrap();
    let cookie = stage.logged_in("paul", Role::Responsable).await;
    for (campaign, status) in [(&other.id, 404), (&theirs, 200)] {
        stage.keep("paul", |account| account.campaigns = Some([campaign.clone()].into())).await;
        assert_eq!(stage.get(&format!("/conversations/{person}"), &cookie).await.status, status, "{campaign}");
        let listed = stage.get("/file?vue=tous", &cookie).await.body.contains(&person);
        assert_eq!(listed, status == 200, "{campaign}");
    }
    stage.keep("paul", |account| account.campaigns = Some([other.id.clone()].into())).await;
    for (route, _) in PAGES.iter().filter(|(route, _)| route.contains("{person}")) {
        assert_eq!(stage.get(&path(route, &person), &cookie).await.status, 404, "{route}");
    }
    for (route, _) in FORMS.iter().filter(|(route, _)| route.contains("{person}")) {
        let status = stage.post(&path(route, &person), &cookie, FIELDS).await.status;
        assert!(matches!(status, 400 | 404), "{route}: {status}");
    }
    assert!(!own.id.is_empty());
}

#[tokio::test]
async fn every_form_of_another_site_is_refused() {
    let stage = Stage::open().await;
    let (cookie, host) = (stage.logged_in("camille", Role::Admin).await, stage.host());
    let own = format!("http://{host}");
    let elsewhere: &[&[(&str, &str)]] = &[
        &[],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://exemple.fr")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", own.as_str())],
        &[("origin", "http://exemple.fr"), ("x-forwarded-host", "exemple.fr")],
    ];
    for route in FORMS.iter().map(|(route, _)| *route).chain(["/nulle-part", "/"]) {
        let path = path(route, "01900000-0000-7000-8000-000000000001");
        for headers in elsewhere {
            let headers = [&[("cookie", cookie.as_str())], *headers].concat();
            for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
                assert_eq!(stage.send(method, &path, &headers, FIELDS).await.status, 403, "{path} {headers:?}");
            }
        }
    }
    let ours = stage.send(Method::POST, "/deconnexion", &[("cookie", &cookie), ("origin", &own)], "").await;
    assert_eq!(ours.status, 303);
}
