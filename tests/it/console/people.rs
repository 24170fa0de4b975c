//! Candidates to look at: each made by what they say, through the service itself.

use std::time::Duration;

use guichet::conversation::Address;
use guichet::conversation::said::{Heard, Said};
use guichet::dialog::act::{Act, StaffAct};
use guichet::dialog::person::Channel;
use guichet::service::staff::Acted;
use guichet::staff::Role;
use uuid::Uuid;

use super::Stage;

/// A console whose lists are kept up, and whoever writes to its service.
pub(crate) struct Town {
    pub(crate) stage: Stage,
}

impl Town {
    pub(crate) async fn open() -> Self {
        Self::of(Stage::open().await)
    }

    pub(crate) fn of(stage: Stage) -> Self {
        let console = stage.console.clone();
        tokio::spawn(async move { console.follow().await });
        Self { stage }
    }

    /// Somebody opens a dossier and says these words, one after the other.
    pub(crate) async fn says(&self, channel: Channel, address: &str, dialog: &str, words: &[&str]) -> Uuid {
        let from = Address::new(channel, address);
        let service = &self.stage.console.service;
        if !dialog.is_empty() {
            service.turn(&from, Heard::Open(Some(dialog.into())), None).await.unwrap();
        }
        for words in words {
            service.turn(&from, Heard::Said(Said::words(*words)), None).await.unwrap();
        }
        service.store.identify(&from).await.unwrap().own().unwrap()
    }

    /// A candidate to AESH who has told their name.
    pub(crate) async fn named(&self, address: &str, name: &str, first: &str) -> Uuid {
        self.says(Channel::Terminal, address, "acloe-aesh", &["madame", name, "aucun", first]).await
    }

    pub(crate) async fn acts(&self, person: Uuid, by: &str, act: Act) {
        let act = StaffAct { by: by.to_owned(), name: format!("Agent {by}"), act };
        assert_eq!(self.stage.console.service.act(person, u64::MAX, &act).await.unwrap(), Acted::Done);
    }

    /// Waits until the lists and the search know of all that was committed.
    pub(crate) async fn settles(&self) {
        let console = &self.stage.console;
        let last = *console.service.store.changed().borrow();
        for _ in 0..2000 {
            let known = console.board.commit().min(console.search.commit());
            if console.board.is_full() && console.search.is_full() && known >= last {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the lists do not follow");
    }

    pub(crate) async fn reads(&self, path: &str, cookie: &str) -> String {
        self.settles().await;
        let answer = self.stage.get(path, cookie).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    /// Whom a page links to, in its order.
    pub(crate) async fn listed(&self, path: &str, cookie: &str) -> Vec<Uuid> {
        linked(&self.reads(path, cookie).await)
    }

    pub(crate) async fn conseiller(&self) -> String {
        self.stage.logged_in("camille", Role::Conseiller).await
    }
}

/// The conversations a page links to, in its order, each as often as it does.
pub(crate) fn linked(page: &str) -> Vec<Uuid> {
    let ids = page.split("/conversations/").skip(1);
    ids.filter_map(|rest| rest.get(..36)?.parse().ok()).collect()
}
