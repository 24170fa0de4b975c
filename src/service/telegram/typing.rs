//! « écrit… »: shown to those whose answer is long in coming, once.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use teloxide::payloads::SendChatAction;
use teloxide::types::{ChatAction, ChatId};

use crate::channel::telegram::api::Api;
use crate::conversation::inbound::Inbound;
use crate::conversation::said::Heard;

/// An answer that takes longer is long in coming.
const LONG: Duration = Duration::from_millis(500);

/// The chats in which somebody waits for an answer.
pub(super) fn chats(inbound: &[Inbound]) -> BTreeSet<i64> {
    let waits = |heard: &Heard| !matches!(heard, Heard::Reachable(_) | Heard::Unknown);
    // A group's address is no number: nobody waits there.
    inbound.iter().filter(|inbound| waits(&inbound.heard)).filter_map(|inbound| inbound.from.id.parse().ok()).collect()
}

/// Does the work; when it is long, says so in the chats concerned, one after another and no longer than it lasts.
pub(super) async fn while_long<T>(work: impl Future<Output = T>, api: &Api, chats: BTreeSet<i64>) -> T {
    let mut work = pin!(work);
    tokio::select! {
        done = &mut work => return done,
        () = tokio::time::sleep(LONG) => {}
    }
    let over = Arc::new(AtomicBool::new(false));
    let (api, seen) = (api.clone(), over.clone());
    tokio::spawn(async move {
        for chat in chats {
            if seen.load(Ordering::Relaxed) {
                return;
            }
            // A courtesy: nobody misses it.
            let _ = api.tell(&SendChatAction::new(ChatId(chat), ChatAction::Typing)).await;
        }
    });
    let done = work.await;
    over.store(true, Ordering::Relaxed);
    done
}
