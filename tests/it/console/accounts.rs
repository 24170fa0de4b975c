//! Accounts from the pages: password, code, sessions, roles, the journal.

use guichet::clock::Clock;
use guichet::conversation::Personal;
use guichet::service::accounts::Change;
use guichet::staff::deed::Deed;
use guichet::staff::{Role, totp};
use guichet::store::Checked;

use super::{PASSWORD, Stage};

const OTHER: &str = "cinq mots vraiment sans rapport";

fn form(fields: &[(&str, &str)]) -> String {
    fields.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect::<Vec<_>>().join("&")
}

async fn deeds(stage: &Stage, lines: usize) -> Vec<Deed> {
    stage.journal(lines).await.into_iter().map(|line| line.done.deed).collect()
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_but_the_one_it_was_given_in() {
    let stage = Stage::open().await;
    let cookie = stage.logged_in("camille", Role::Conseiller).await;
    let other = stage.log_in("camille", PASSWORD, "", "").await.unwrap();
    for (current, new, again) in
        [("mauvais mot de passe", OTHER, OTHER), (PASSWORD, OTHER, PASSWORD), (PASSWORD, "court", "court")]
    {
        let fields = form(&[("current", current), ("new", new), ("again", again)]);
        let answer = stage.post("/compte/mot-de-passe", &cookie, &fields).await;
        assert!(answer.status == 422 && answer.body.contains("role=\"alert\""), "{answer:?}");
    }
    let fields = form(&[("current", PASSWORD), ("new", OTHER), ("again", OTHER)]);
    let answer = stage.post("/compte/mot-de-passe", &cookie, &fields).await;
    assert_eq!(answer.header("location"), "/compte?fait=mot-de-passe");
    let fresh = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    assert!(stage.get("/compte?fait=mot-de-passe", &fresh).await.body.contains("Mot de passe changé"));
    for old in [&cookie, &other] {
        assert_eq!(stage.get("/compte", old).await.status, 303);
    }
    assert!(stage.log_in("camille", PASSWORD, "", "").await.is_err());
    assert!(stage.log_in("camille", OTHER, "", "").await.is_ok());
}

#[tokio::test]
async fn a_code_is_set_up_with_the_password_and_proven_before_it_counts() {
    let stage = Stage::open().await;
    let cookie = stage.logged_in("camille", Role::Conseiller).await;
    let store = &stage.console.service.store;
    assert_eq!(stage.get("/compte/code.svg", &cookie).await.status, 404);
    assert_eq!(stage.post("/compte/code", &cookie, &form(&[("current", "autre chose ici")])).await.status, 422);
    assert_eq!(stage.post("/compte/code", &cookie, &form(&[("current", PASSWORD)])).await.status, 303);
    let picture = stage.get("/compte/code.svg", &cookie).await;
    assert!(picture.header("content-type") == "image/svg+xml" && picture.body.contains("<svg"));
    assert!(stage.log_in("camille", PASSWORD, "", "").await.is_ok(), "not proven yet");
    let pending = store.account("camille").await.unwrap().unwrap().0.pending.unwrap();
    assert!(stage.get("/compte", &cookie).await.body.contains(pending.as_str()));
    assert_eq!(stage.post("/compte/code/confirmer", &cookie, "code=000000x").await.status, 422);
    let code = totp::code(&pending, Clock::real().now()).unwrap();
    let answer = stage.post("/compte/code/confirmer", &cookie, &format!("code={code}")).await;
    assert_eq!(answer.header("location"), "/compte?fait=code-active");
    assert!(!stage.get("/compte", &cookie).await.body.contains(pending.as_str()), "shown once");
    assert!(stage.log_in("camille", PASSWORD, "", "").await.is_err());
    assert!(stage.log_in("camille", PASSWORD, &code, "").await.is_err(), "it was used to prove it");
    let answer = stage.post("/compte/code/retirer", &cookie, &form(&[("current", PASSWORD)])).await;
    assert_eq!(answer.header("location"), "/compte?fait=code-retire");
    assert!(stage.log_in("camille", PASSWORD, "", "").await.is_ok());
}

#[tokio::test]
async fn sessions_are_seen_and_ended() {
    let stage = Stage::open().await;
    let cookie = stage.logged_in("camille", Role::Conseiller).await;
    let other = stage.log_in("camille", PASSWORD, "", "").await.unwrap();
    let theirs = stage.logged_in("paul", Role::Conseiller).await;
    let page = stage.get("/compte", &cookie).await.body;
    let name = page.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(stage.post("/compte/sessions", &theirs, &format!("session={name}")).await.status, 404, "not theirs");
    assert_eq!(stage.post("/compte/sessions", &cookie, &format!("session={name}")).await.status, 303);
    assert_eq!((stage.get("/compte", &cookie).await.status, stage.get("/compte", &other).await.status), (200, 303));
    let third = stage.log_in("camille", PASSWORD, "", "").await.unwrap();
    let answer = stage.post("/compte/sessions", &third, "session=").await;
    let fresh = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    assert_eq!((stage.get("/compte", &cookie).await.status, stage.get("/compte", &fresh).await.status), (303, 200));
    assert_eq!(stage.get("/compte", &theirs).await.status, 200);
}

#[tokio::test]
async fn an_admin_changes_and_shuts_others_but_not_themselves() {
    let stage = Stage::open().await;
    let (admin, camille) =
        (stage.logged_in("admin", Role::Admin).await, stage.logged_in("camille", Role::Conseiller).await);
    let store = &stage.console.service.store;
    let campaign = stage.console.service.library.campaigns.all[0].id.clone();
    let fields = format!("login=camille&role=responsable&campagnes={campaign}");
    assert_eq!(stage.post("/personnel/role", &admin, &fields).await.header("location"), "/personnel?fait=role");
    let kept = store.account("camille").await.unwrap().unwrap().0;
    assert_eq!((kept.role, kept.campaigns), (Role::Responsable, Some([campaign].into())));
    assert_eq!(stage.get("/compte", &camille).await.status, 303, "another role, another session");
    for wrong in [
        "login=camille&role=chef",
        "login=camille&role=admin&campagnes=inconnue",
        "login=admin&role=lecteur",
        "role=admin",
    ] {
        assert_eq!(stage.post("/personnel/role", &admin, wrong).await.status, 400, "{wrong}");
    }
    assert_eq!(stage.post("/personnel/fermer", &admin, "login=personne").await.status, 404);
    assert_eq!(stage.post("/personnel/fermer", &admin, "login=admin").await.status, 400);
    assert_eq!(stage.post("/personnel/fermer", &admin, "login=camille").await.status, 303);
    assert_eq!(stage.log_in("camille", PASSWORD, "", "").await.unwrap_err().status, 401);
    assert!(stage.get("/personnel", &admin).await.body.contains("(fermé)"));
    assert_eq!(stage.post("/personnel/rouvrir", &admin, "login=camille").await.status, 303);
    assert!(stage.log_in("camille", PASSWORD, "", "").await.is_ok());
}

#[tokio::test]
async fn who_is_limited_to_campaigns_gives_no_more_than_their_own() {
    let stage = Stage::open().await;
    let admin = stage.logged_in("admin", Role::Admin).await;
    stage.staff("camille", Role::Lecteur).await;
    let all = &stage.console.service.library.campaigns.all;
    let (own, other) = (all[0].id.clone(), all[1].id.clone());
    stage.keep("admin", |account| account.campaigns = Some([own.clone()].into())).await;
    let gives = async |campaigns: &str| {
        let fields = format!("login=camille&role=conseiller&campagnes={campaigns}");
        stage.post("/personnel/role", &admin, &fields).await.status
    };
    assert_eq!([gives("").await, gives(&other).await, gives(&format!("{own},{other}")).await], [403; 3]);
    assert_eq!(stage.console.service.store.account("camille").await.unwrap().unwrap().0.role, Role::Lecteur);
    assert_eq!(gives(&own).await, 303);
}

#[tokio::test]
async fn a_code_that_was_shown_since_is_not_set_by_a_proof_of_the_first() {
    let stage = Stage::open().await;
    stage.staff("camille", Role::Conseiller).await;
    let [first, second] = [totp::fresh().unwrap(), totp::fresh().unwrap()].map(Personal);
    let service = &stage.console.service;
    let change = async |change: Change| service.change_account("camille", &change, Some("camille")).await.unwrap();
    change(Change::TotpShown(first.clone())).await;
    change(Change::TotpShown(second.clone())).await;
    assert_eq!(change(Change::TotpSet(first, 1)).await, None);
    let kept = service.store.account("camille").await.unwrap().unwrap().0;
    assert_eq!((kept.totp, kept.pending.as_ref()), (None, Some(&second)));
    assert_eq!(change(Change::TotpSet(second.clone(), 1)).await.unwrap().totp, Some(second));
}

#[tokio::test]
async fn everything_is_in_the_journal_and_the_journal_is_whole() {
    let stage = Stage::open().await;
    let admin = stage.logged_in("admin", Role::Admin).await;
    let dpo = stage.logged_in("dpo", Role::Dpo).await;
    stage.post("/personnel/role", &admin, "login=dpo&role=dpo").await;
    assert!(stage.log_in("admin", "mauvais mot de passe", "", "").await.is_err());
    stage.journal(4).await;
    let dpo = stage.log_in("dpo", PASSWORD, "", &dpo).await.unwrap();
    let page = stage.get("/journal?qui=admin", &dpo).await.body;
    assert!(
        page.contains("compte dpo") && page.contains("connexion refusée") && !page.contains("\"Quoi\">journal lu"),
        "{page}"
    );
    let table = stage.get("/journal.csv?acte=compte-modifie", &dpo).await;
    assert!(table.body.starts_with("\u{feff}numero;date;qui;quoi;personne;compte\r\n\"3\";"), "{}", table.body);
    assert_eq!(table.body.lines().count(), 2, "changed once, and the head: {}", table.body);
    let store = &stage.console.service.store;
    use Deed::*;
    assert_eq!(
        deeds(&stage, 7).await,
        [AccountAdded, AccountAdded, AccountChanged, LoginRefused, LoggedIn, JournalRead, JournalRead]
    );
    assert!(matches!(store.check_journal().await.unwrap(), Checked::Whole(end) if end.number == 7));
    stage.post("/deconnexion", &dpo, "").await;
    assert_eq!(deeds(&stage, 8).await.last(), Some(&LoggedOut));
}

#[tokio::test]
async fn the_journal_is_read_page_by_page_and_by_day() {
    let stage = Stage::open().await;
    let dpo = stage.logged_in("dpo", Role::Dpo).await;
    for _ in 0..120 {
        stage.get("/journal?qui=personne", &dpo).await;
    }
    let first = stage.get("/journal?acte=journal", &dpo).await.body;
    let next = first.split("href=\"").find(|part| part.starts_with("/journal?acte=journal&amp;avant=")).unwrap();
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    let rows = |page: &str| page.matches("scope=\"row\"").count();
    let second = stage.get(&next, &dpo).await.body;
    assert_eq!((rows(&first), rows(&second)), (100, 21));
    assert!(!second.contains("Lignes plus anciennes"));
    assert_eq!(rows(&stage.get("/journal?au=2020-01-01", &dpo).await.body), 0);
    assert!(rows(&stage.get("/journal?du=2020-01-01&au=n%27importe", &dpo).await.body) > 0);
    assert_eq!(stage.get("/journal?avant=x", &dpo).await.status, 400);
}
