//! The queue: who stands in which list, through what they really said.

use guichet::conversation::Address;
use guichet::conversation::said::{Heard, Said};
use guichet::dialog::act::Act;
use guichet::dialog::person::{Channel, Owner};
use guichet::staff::Role;
use uuid::Uuid;

use super::Stage;
use super::people::Town;

#[tokio::test]
async fn every_list_holds_whom_it_should() {
    let town = Town::open().await;
    let cookie = town.conseiller().await;
    let asks = town.says(Channel::Terminal, "asks", "acloe-aesh", &["je veux parler à une personne"]).await;
    let fills = town.named("fills", "Lefèvre", "Zoé").await;
    let lost = ["xqzt", "brrr zzkw", "wxwx qqq", "zzzz vvv", "kkkq"];
    let stuck = town.says(Channel::Terminal, "stuck", "acloe-m2", &lost).await;
    let held = town.named("held", "Morel", "Ana").await;
    town.acts(held, "camille", Act::Take { from: Owner::Assistant }).await;
    let mine = town.named("mine", "Noir", "Luc").await;
    town.acts(mine, "camille", Act::Assign(Some("camille".to_owned()))).await;
    let lists: &[(&str, &[Uuid])] = &[
        ("/file?vue=a-traiter", &[asks, stuck]),
        ("/", &[asks, stuck]),
        ("/file?vue=non-attribues", &[asks, stuck]),
        ("/file?vue=a-moi", &[held, mine]),
        ("/file?vue=attente-candidat", &[held, fills, mine]),
        ("/file?vue=bloques", &[stuck]),
        ("/file?vue=renouvellements", &[]),
        ("/file?vue=termines", &[]),
        ("/file?vue=tous", &[asks, fills, held, mine, stuck]),
    ];
    for (path, expected) in lists {
        let mut listed = town.listed(path, &cookie).await;
        let (before, mut expected) = (listed.clone(), expected.to_vec());
        listed.sort();
        expected.sort();
        assert_eq!(listed, expected, "{path}: {before:?}");
    }
    assert_eq!(town.listed("/file", &cookie).await, [asks, stuck], "who has waited longest comes first");
    // Whoever a member of staff speaks with and has not answered is to be dealt with.
    town.says(Channel::Terminal, "held", "", &["vous êtes là ?"]).await;
    assert!(town.listed("/file", &cookie).await.contains(&held));
    // Closed, it is done; until they say something again.
    town.acts(asks, "camille", Act::Close(true)).await;
    assert!(!town.listed("/file", &cookie).await.contains(&asks));
    assert_eq!(town.listed("/file?vue=termines", &cookie).await, [asks]);
    town.says(Channel::Terminal, "asks", "", &["je veux parler à quelqu’un"]).await;
    assert!(town.listed("/file?vue=termines", &cookie).await.is_empty());
}

#[tokio::test]
async fn filters_combine_and_stay_in_the_address() {
    let town = Town::open().await;
    let cookie = town.conseiller().await;
    let zoe = town.named("zoe", "Lefèvre", "Zoé").await;
    let ana = town.says(Channel::Telegram, "77", "acloe-aesh", &["madame"]).await;
    let m2 = town.says(Channel::Terminal, "m2", "acloe-m2", &["aide"]).await;
    town.acts(zoe, "camille", Act::Label { label: "urgent".into(), on: true }).await;
    town.acts(ana, "camille", Act::Assign(Some("paul".to_owned()))).await;
    let day = town.stage.console.service.clock.now().to_zoned(guichet::clock::paris()).date();
    let cases: &[(String, &[Uuid])] = &[
        ("canal=telegram".to_owned(), &[ana]),
        ("canal=terminal&libelle=urgent".to_owned(), &[zoe]),
        ("canal=telegram&libelle=urgent".to_owned(), &[]),
        ("attribue=paul".to_owned(), &[ana]),
        ("attribue=~&canal=terminal".to_owned(), &[zoe, m2]),
        ("etat=assistant".to_owned(), &[zoe, ana, m2]),
        ("etat=agent".to_owned(), &[]),
        ("non_lu=1".to_owned(), &[zoe, ana, m2]),
        (format!("du={day}&au={day}"), &[zoe, ana, m2]),
        (format!("au={}", day.yesterday().unwrap()), &[]),
        // What makes no sense is not asked for; what is empty, neither.
        ("canal=&du=hier&etat=xyz&page=0&tri=".to_owned(), &[zoe, ana, m2]),
        ("campagne=nulle-part".to_owned(), &[]),
    ];
    for (asked, expected) in cases {
        let mut listed = town.listed(&format!("/file?vue=tous&{asked}"), &cookie).await;
        listed.sort();
        let mut expected = expected.to_vec();
        expected.sort();
        assert_eq!(listed, expected, "{asked}");
    }
    town.stage.console.service.store.has_read(zoe, 99, town.stage.console.service.clock.now()).await.unwrap();
    assert!(!town.listed("/file?vue=tous&non_lu=1", &cookie).await.contains(&zoe));
    let page = town.reads("/file?vue=tous&canal=terminal&libelle=urgent", &cookie).await;
    assert!(page.contains("option value=\"terminal\" selected") && page.contains("option value=\"urgent\" selected"));
}

#[tokio::test]
async fn pages_are_whole_and_nobody_stands_on_two() {
    let town = Town::open().await;
    let cookie = town.conseiller().await;
    let mut all = Vec::new();
    for number in 0..61 {
        all.push(town.says(Channel::Terminal, &format!("c{number}"), "acloe-aesh", &[]).await);
    }
    for order in ["attente", "recent", "nom"] {
        let mut listed = Vec::new();
        for page in 1..=3 {
            listed.extend(town.listed(&format!("/file?vue=tous&tri={order}&page={page}"), &cookie).await);
        }
        assert_eq!(listed.len(), 61, "{order}");
        listed.sort();
        all.sort();
        assert_eq!(listed, all, "{order}");
    }
    let last = town.listed("/file?vue=tous&page=99", &cookie).await;
    assert_eq!(last.len(), 11, "beyond the last page is the last page");
}

#[tokio::test]
async fn nobody_is_seen_beyond_ones_campaigns() {
    let town = Town::open().await;
    let scoped = town.stage.logged_in("lise", Role::Responsable).await;
    town.stage.keep("lise", |account| account.campaigns = Some(["m2_2d_lille".into()].into())).await;
    let aesh = town.named("aesh", "Lefèvre", "Zoé").await;
    let none = town.says(Channel::Terminal, "none", "acloe-m2", &[]).await;
    let page = town.reads("/file?vue=tous", &scoped).await;
    assert_eq!(super::people::linked(&page), [none], "no campaign is known yet: everybody's");
    assert!(!page.contains("Lefèvre") && page.contains("Tous <span class=\"count\">1</span>"), "{page}");
    let form = format!("personne={aesh}&personne={none}&a=lise&retour=/file");
    assert_eq!(town.stage.post("/file/attribuer", &scoped, &form).await.status, 303);
    town.settles().await;
    let assigned = |person| town.stage.console.board.card(person).unwrap().handling.assigned.clone();
    assert_eq!((assigned(aesh), assigned(none)), (None, Some("lise".to_owned())));
}

#[tokio::test]
async fn who_may_not_assign_takes_only_for_themselves() {
    let town = Town::open().await;
    let cookie = town.conseiller().await;
    town.stage.staff("paul", Role::Conseiller).await;
    let reader = town.stage.logged_in("lou", Role::Lecteur).await;
    let zoe = town.named("zoe", "Lefèvre", "Zoé").await;
    town.settles().await;
    let form = |to: &str| format!("personne={zoe}&a={to}&retour=//ailleurs.example/");
    assert_eq!(town.stage.post("/file/attribuer", &cookie, &form("paul")).await.status, 403);
    assert_eq!(town.stage.post("/file/attribuer", &reader, &form("lou")).await.status, 403);
    let answer = town.stage.post("/file/attribuer", &cookie, &form("camille")).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"), "a way back is one of ours");
    town.settles().await;
    assert_eq!(town.stage.console.board.card(zoe).unwrap().handling.assigned.as_deref(), Some("camille"));
    let answer = town.stage.post("/file/attribuer", &cookie, "personne=x&a=camille").await;
    assert_eq!(answer.status, 303, "who makes no sense is passed over");
}

#[tokio::test]
async fn whatever_candidates_are_called_is_words() {
    let town = Town::open().await;
    let cookie = town.conseiller().await;
    let names = ["<script>alert(1)</script>", "\"><img src=x onerror=y>", "=HYPERLINK(\"http://x\")", "a\u{202e}b"];
    for (number, name) in names.iter().enumerate() {
        let from = Address::new(Channel::Terminal, format!("h{number}"));
        let service = &town.stage.console.service;
        service.turn(&from, Heard::Open(Some("acloe-aesh".into())), None).await.unwrap();
        for words in ["madame", name, "oui"] {
            service.turn(&from, Heard::Said(Said::words(words)), None).await.unwrap();
        }
    }
    // What the dialog would refuse as a name may have come in another way.
    let mut card = (*town_card(&town).await).clone();
    for (number, name) in (1_u128..).zip(names) {
        (card.person, card.name) = (Uuid::from_u128(number), name.into());
        town.stage.console.board.put(card.clone());
    }
    let page = town.reads("/file?vue=tous", &cookie).await;
    assert!(!page.contains("<script>alert") && !page.contains("<img"), "{page}");
    assert!(page.contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"), "{page}");
    assert!(page.contains("<bdi>a\u{202e}b</bdi>"), "kept apart from what stands around it");
}

async fn town_card(town: &Town) -> std::sync::Arc<guichet::console::board::Card> {
    town.settles().await;
    let console = &town.stage.console;
    let person = console.service.store.persons(None, 1).await.unwrap()[0];
    console.board.card(person).unwrap()
}

#[tokio::test]
async fn a_list_can_be_kept_under_a_name_and_is_ones_own() {
    let town = Town::open().await;
    let cookie = town.conseiller().await;
    let paul = town.stage.logged_in("paul", Role::Conseiller).await;
    let form = "vue=tous&canal=telegram&libelle=%C3%A0+voir+%26+revoir&page=3&nom=Lyc%C3%A9es+%3Cb%3E";
    let kept = town.stage.post("/file/vues", &cookie, form).await;
    let at = kept.header("location").to_owned();
    assert_eq!((kept.status, at.as_str()), (303, "/file?vue=tous&canal=telegram&libelle=%C3%A0%20voir%20%26%20revoir"));
    let page = town.reads("/file", &cookie).await;
    assert!(page.contains("Lycées &lt;b&gt;") && page.contains(&at.replace('&', "&amp;")), "{page}");
    assert!(town.reads(&at, &cookie).await.contains("de mes listes"));
    assert!(!town.reads("/file", &paul).await.contains("Lycées"));
    assert_eq!(town.stage.post("/file/vues/retirer", &cookie, "nom=Lyc%C3%A9es+%3Cb%3E").await.status, 303);
    assert!(!town.reads("/file", &cookie).await.contains("Lycées"));
    let long = format!("nom=x&libelle={}", "z".repeat(4000));
    assert_eq!(town.stage.post("/file/vues", &cookie, &long).await.status, 400);
    for number in 0..15 {
        town.stage.post("/file/vues", &cookie, &format!("vue=tous&canal=telegram&nom=liste+{number}")).await;
    }
    let page = town.reads("/file", &cookie).await;
    assert!(!page.contains("liste 4<") && page.contains("liste 5<") && page.contains("liste 14<"));
}

#[tokio::test]
async fn who_is_erased_or_cannot_be_read_is_not_forgotten_on_the_board() {
    let town = Town::of(Stage::open().await);
    let cookie = town.conseiller().await;
    let zoe = town.named("zoe", "Lefèvre", "Zoé").await;
    assert!(town.listed("/file?vue=tous", &cookie).await.contains(&zoe));
    let service = &town.stage.console.service;
    service.store.erase(zoe, service.clock.now()).await.unwrap();
    let page = town.reads("/file?vue=tous", &cookie).await;
    assert!(!page.contains("Lefèvre") && page.contains("Personne dans cette liste"), "{page}");
}
