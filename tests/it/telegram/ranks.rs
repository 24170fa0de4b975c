//! Ranked choices by taps.

use super::bot::{Bot, up_to_the_zones};
use crate::fakes::telegram::{Fake, Shown};
use crate::program::Bench;

fn starts(shown: &Shown, label: &str) -> bool {
    shown.labels().iter().any(|own| own.starts_with(label))
}

#[tokio::test]
async fn zones_are_added_moved_taken_away_and_kept_in_order() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    up_to_the_zones(&ana).await;
    ana.presses("CAMBRESIS").await.answer().await;
    ana.sees(|shown: &Shown| starts(shown, "1. CAMBRESIS")).await;
    ana.presses("DOUAIS").await.answer().await;
    ana.sees(|shown: &Shown| starts(shown, "2. DOUAIS")).await;
    ana.presses("↑").await.answer().await;
    ana.sees(|shown: &Shown| starts(shown, "1. DOUAIS") && starts(shown, "2. CAMBRESIS")).await;
    ana.presses("2. CAMBRESIS").await.answer().await;
    ana.sees(|shown: &Shown| starts(shown, "1. DOUAIS") && !starts(shown, "2.")).await;
    ana.presses("CAMBRESIS").await.answer().await;
    ana.sees(|shown: &Shown| starts(shown, "2. CAMBRESIS")).await;
    ana.presses("Valider").await;
    ana.waits_for("indiquer un diplôme").await;
    let zones = bot.answer("zones").to_string();
    let place = |zone: &str| zones.find(zone).unwrap_or_else(|| panic!("{zone} is not in {zones}"));
    assert!(place("DOUAIS") < place("CAMBRESIS"), "{zones}");
}

#[tokio::test]
async fn a_double_tap_adds_once() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    up_to_the_zones(&ana).await;
    for press in ana.double_taps("DOUAIS").await {
        press.answer().await;
    }
    ana.sees(|shown: &Shown| starts(shown, "1. DOUAIS")).await;
    ana.presses("Valider").await;
    ana.waits_for("indiquer un diplôme").await;
    assert_eq!(bot.answer("zones").to_string().matches("DOUAIS").count(), 1);
}

#[tokio::test]
async fn words_and_taps_mix() {
    let (tg, bench) = (Fake::start().await, Bench::new());
    let (bot, ana) = (Bot::start(&tg, &bench).await, tg.user("Ana"));
    up_to_the_zones(&ana).await;
    ana.presses("DOUAIS").await.answer().await;
    ana.says("douai puis cambrai");
    ana.waits_for("indiquer un diplôme").await;
    let zones = bot.answer("zones").to_string();
    assert!(zones.find("DOUAIS") < zones.find("CAMBRESIS"), "{zones}");
}
