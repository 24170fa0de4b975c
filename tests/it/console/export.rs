//! Lists taken out.

use guichet::dialog::act::Act;
use guichet::dialog::person::Channel;
use guichet::staff::Role;
use serde_json::Value;

use super::people::Town;

#[tokio::test]
async fn exactly_the_filtered_list_is_taken_out() {
    let town = Town::open().await;
    let cookie = town.stage.logged_in("lise", Role::Responsable).await;
    let zoe = town.named("zoe", "Lefèvre", "Zoé").await;
    let ana = town.says(Channel::Telegram, "77", "acloe-aesh", &["je veux parler à une personne"]).await;
    town.acts(zoe, "lise", Act::Label { label: "=1+1".into(), on: true }).await;
    town.acts(ana, "lise", Act::Label { label: "a;\"b\"".into(), on: true }).await;
    town.settles().await;
    let csv = town.stage.get("/export.csv?vue=tous", &cookie).await;
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(csv.header("content-disposition").starts_with("attachment; filename=\"conversations-"));
    let lines: Vec<&str> = csv.body.split("\r\n").collect();
    assert_eq!(lines.len(), 4, "{}", csv.body);
    assert!(lines[0].starts_with("\u{feff}conversation;nom;"));
    let of = |id: uuid::Uuid| *lines.iter().find(|line| line.starts_with(&id.to_string())).unwrap();
    assert!(of(zoe).contains(";Zoé Lefèvre;") && of(zoe).contains(";'=1+1;"), "{}", of(zoe));
    assert!(of(ana).contains(";\"a;\"\"b\"\"\";") && of(ana).contains(";Demande une personne;"), "{}", of(ana));
    let json = town.stage.get("/export.json?vue=a-traiter&canal=telegram", &cookie).await;
    let json: Vec<Value> = serde_json::from_str(&json.body).unwrap();
    assert_eq!((json.len(), json[0]["person"].as_str()), (1, Some(ana.to_string().as_str())));
    assert_eq!(json[0]["needs"][0]["why"], "Demande une personne");
    let none = town.stage.get("/export.json?vue=termines", &cookie).await;
    assert_eq!(serde_json::from_str::<Vec<Value>>(&none.body).unwrap().len(), 0);
}

#[tokio::test]
async fn names_that_spreadsheets_would_compute_stay_words() {
    let town = Town::open().await;
    let cookie = town.stage.logged_in("lise", Role::Responsable).await;
    let zoe = town.named("zoe", "Lefèvre", "Zoé").await;
    town.settles().await;
    let card = town.stage.console.board.card(zoe).unwrap();
    let names = ["=cmd|' /C calc'!A0", "+33", "-2", "@somme", "\t=1", "\r=1"];
    for (number, name) in (1_u128..).zip(names) {
        let person = uuid::Uuid::from_u128(number);
        town.stage.console.board.put(guichet::console::board::Card { person, name: name.into(), ..(*card).clone() });
    }
    let csv = town.stage.get("/export.csv?vue=tous", &cookie).await.body;
    for name in names {
        assert!(csv.contains(&format!("'{name}")), "{name:?}\n{csv}");
        assert!(!csv.contains(&format!(";{name}")) && !csv.contains(&format!(";\"{name}")), "{name:?}\n{csv}");
    }
}

#[tokio::test]
async fn a_long_list_is_whole() {
    let town = Town::open().await;
    let cookie = town.stage.logged_in("dpo", Role::Dpo).await;
    let zoe = town.named("zoe", "Lefèvre", "Zoé").await;
    town.settles().await;
    let card = town.stage.console.board.card(zoe).unwrap();
    for number in 1..=1999_u128 {
        let person = uuid::Uuid::from_u128(number);
        town.stage.console.board.put(guichet::console::board::Card { person, ..(*card).clone() });
    }
    for (order, path) in [("nom", "json"), ("recent", "json"), ("attente", "json")] {
        let body = town.stage.get(&format!("/export.{path}?vue=tous&tri={order}"), &cookie).await.body;
        let all: Vec<Value> = serde_json::from_str(&body).unwrap();
        let persons: std::collections::BTreeSet<&str> = all.iter().filter_map(|one| one["person"].as_str()).collect();
        assert_eq!((all.len(), persons.len()), (2000, 2000), "{order}");
    }
    let csv = town.stage.get("/export.csv?vue=tous", &cookie).await.body;
    assert_eq!(csv.matches("\r\n").count(), 2001);
}

#[tokio::test]
async fn only_who_may_takes_lists_out_and_it_is_written_down() {
    let town = Town::open().await;
    let cookie = town.conseiller().await;
    let scoped = town.stage.logged_in("lise", Role::Responsable).await;
    town.stage.keep("lise", |account| account.campaigns = Some(["m2_2d_lille".into()].into())).await;
    town.named("zoe", "Lefèvre", "Zoé").await;
    town.settles().await;
    for path in ["/export.csv", "/export.json"] {
        assert_eq!(town.stage.get(path, "").await.status, 303, "{path}");
        assert_eq!(town.stage.get(path, &cookie).await.status, 403, "{path}");
        let list = town.stage.get(&format!("{path}?vue=tous"), &scoped).await;
        assert!(list.status == 200 && !list.body.contains("Lefèvre"), "{}", list.body);
    }
    let dpo = town.stage.logged_in("dpo", Role::Dpo).await;
    assert!(town.stage.get("/journal", &dpo).await.body.contains("lise"));
}
