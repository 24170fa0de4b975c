//! Finding anybody.

use guichet::dialog::person::Channel;
use guichet::staff::Role;
use guichet::staff::deed::Deed;
use uuid::Uuid;

use super::people::{Town, linked};

/// Whom a question leads to, in order; each once.
async fn found(town: &Town, question: &str, cookie: &str) -> Vec<Uuid> {
    let signs = |byte: u8| format!("%{byte:02X}");
    let escaped: String = question.bytes().map(signs).collect();
    let mut all = linked(&town.reads(&format!("/recherche?q={escaped}"), cookie).await);
    all.dedup();
    all
}

#[tokio::test]
async fn anybody_is_found_by_what_is_known_of_them() {
    let town = Town::open().await;
    let cookie = town.conseiller().await;
    let zoe = town.named("zoe.petit@exemple.fr", "Lefèvre", "Zoé").await;
    let luc = town.named("luc", "Durand", "Luc").await;
    let asks = town.says(Channel::Telegram, "770011", "acloe-m2", &["j’étudie les équations différentielles"]).await;
    let number = town.stage.console.service.store.load(zoe).await.unwrap().unwrap().person.dossiers[0].number();
    let cases: &[(&str, &[Uuid])] = &[
        ("Lefèvre", &[zoe]),
        ("lefevre", &[zoe]),
        ("LEFÈVRE zoé", &[zoe]),
        ("lef", &[zoe]),
        // Part of a name.
        ("ura", &[luc]),
        ("petit zoe", &[zoe]),
        ("zoe.petit@exemple.fr", &[zoe]),
        (&number, &[zoe]),
        (&number.replace('-', "").to_lowercase(), &[zoe]),
        ("770011", &[asks]),
        // Words said, with other endings and other accents; the last one may be begun only.
        ("équation", &[asks]),
        ("EQUATIONS etudier", &[asks]),
        ("différentiel", &[asks]),
        // A name and words of the conversation.
        ("lefevre equations", &[]),
        ("xyzzyx", &[]),
    ];
    for (question, expected) in cases {
        let mut found = found(&town, question, &cookie).await;
        found.sort();
        let mut expected = expected.to_vec();
        expected.sort();
        assert_eq!(found, expected, "{question}");
    }
    let page = town.reads("/recherche?q=equation", &cookie).await;
    assert!(page.contains("<mark>équations</mark>"), "{page}");
    assert!(page.contains(&format!("/conversations/{asks}#e")), "{page}");
    assert!(town.reads("/recherche?q=lefevre", &cookie).await.contains("<mark>Lefèvre</mark>"));
    let journal = town.stage.console.service.store.journal(None, 2).await.unwrap();
    let lines: Vec<_> = journal.into_iter().map(|line| (line.done.deed, line.done.person)).collect();
    assert_eq!(lines, [(Deed::Searched, Some(zoe)), (Deed::Searched, None)], "whose words were shown is written");
}

#[tokio::test]
async fn what_is_said_later_is_found_and_who_is_erased_is_not() {
    let town = Town::open().await;
    let cookie = town.conseiller().await;
    let zoe = town.named("zoe", "Lefèvre", "Zoé").await;
    assert!(found(&town, "tournesol", &cookie).await.is_empty());
    town.says(Channel::Terminal, "zoe", "", &["mon tournesol est jaune"]).await;
    town.says(Channel::Terminal, "zoe", "", &["et mon chien aussi"]).await;
    for question in ["tournesol", "chien", "tournesol chien", "lefevre"] {
        assert_eq!(found(&town, question, &cookie).await, [zoe], "{question}");
    }
    let service = &town.stage.console.service;
    service.store.erase(zoe, service.clock.now()).await.unwrap();
    for question in ["tournesol", "lefevre"] {
        let page = town.reads(&format!("/recherche?q={question}"), &cookie).await;
        assert!(linked(&page).is_empty() && page.contains("Personne n’a été trouvé"), "{question}: {page}");
    }
}

#[tokio::test]
async fn nobody_is_found_beyond_ones_campaigns_and_no_search_says_what_for() {
    let town = Town::open().await;
    let scoped = town.stage.logged_in("lise", Role::Responsable).await;
    town.stage.keep("lise", |account| account.campaigns = Some(["m2_2d_lille".into()].into())).await;
    let all = town.conseiller().await;
    let zoe = town.named("zoe", "Lefèvre", "Zoé").await;
    assert_eq!(found(&town, "lefevre", &all).await, [zoe]);
    let page = town.reads("/recherche?q=lefevre", &scoped).await;
    assert!(linked(&page).is_empty() && !page.contains("Zoé"), "{page}");
    let dpo = town.stage.logged_in("dpo", Role::Dpo).await;
    let journal = town.reads("/journal", &dpo).await;
    assert!(journal.contains("lise") && !journal.contains("lefevre"), "{journal}");
}

#[tokio::test]
async fn any_text_is_a_question() {
    let town = Town::open().await;
    let cookie = town.conseiller().await;
    town.named("zoe", "Lefèvre", "Zoé").await;
    let long = "mot ".repeat(2000);
    let hostile = [
        "",
        " ",
        "\"",
        "(",
        "name:*",
        "a AND",
        "[a TO z]",
        "\\",
        "*",
        "%",
        "e\u{301}",
        "\u{202e}",
        "👩‍🎓",
        "\u{0}",
        "İ",
        "ß",
        "<script>alert(1)</script>",
        "/.*/",
        "-- ;",
        &long,
    ];
    for question in hostile {
        let page = town.reads(&format!("/recherche?q={}", encoded(question)), &cookie).await;
        assert!(!page.contains("<script>alert"), "{question}");
    }
    let invalid = town.stage.get("/recherche?q=%ff%fe&page=-1", &cookie).await;
    assert_eq!(invalid.status, 200);
}

fn encoded(text: &str) -> String {
    text.bytes().take(4000).map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn hostile_words_are_shown_as_words() {
    let town = Town::open().await;
    let cookie = town.conseiller().await;
    let words = ["bonjour tournesol <img src=x onerror=alert(1)> \u{202e}fin", &"tournesol".repeat(9000)];
    town.says(Channel::Terminal, "zoe", "acloe-aesh", &words).await;
    let page = town.reads("/recherche?q=tournesol", &cookie).await;
    assert!(!page.contains("<img") && page.contains("&lt;img"), "{page}");
    assert!(page.len() < 40_000, "a long message is cut: {}", page.len());
}
