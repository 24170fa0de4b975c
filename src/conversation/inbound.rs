//! Something that reached the service through a channel that acknowledges: who sent it, what it was, how it is known
//! again.

use jiff::Timestamp;

use super::said::Heard;
use super::{Address, Seen};

/// A message, a press, a change: whatever a channel was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    /// Who sent it.
    pub from: Address,
    /// What makes it the same when it is delivered again.
    pub seen: Seen,
    /// What it was.
    pub heard: Heard,
    /// The channel's number of the message, where it is one.
    pub message: Option<i64>,
    /// When it was sent, by the channel's clock (whole seconds on Telegram).
    pub sent: Option<Timestamp>,
    /// What the channel wants answered at once, whatever becomes of it: a press that shows a spinner until then.
    pub query: Option<String>,
    /// The channel's own number of what happened, where it has one that grows: messages that arrive together are
    /// answered in that order.
    pub order: Option<u32>,
}

impl Inbound {
    /// Something of no message in particular, from an address.
    #[must_use]
    pub fn new(from: Address, seen: Seen, heard: Heard) -> Self {
        Self { from, seen, heard, message: None, sent: None, query: None, order: None }
    }
}

/// Messages of one batch in the order the channel gave them their numbers. A webhook brings presses and messages in queues
/// of their own, so that a word may overtake the press before it.
#[must_use]
pub fn in_order(mut batch: Vec<Inbound>) -> Vec<Inbound> {
    batch.sort_by_key(|inbound| inbound.order);
    batch
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialog::person::Channel;

    #[test]
    fn a_batch_is_put_into_the_channels_order() {
        let inbound = |order: u32, user: &str| {
            let seen = Seen::new(Channel::Telegram, format!("7/{order}"), None);
            let from = Address::new(Channel::Telegram, user);
            Inbound { order: Some(order), ..Inbound::new(from, seen, Heard::Unknown) }
        };
        // The press 99 was delivered behind the words 100 which followed it.
        let batch = vec![inbound(100, "1"), inbound(101, "2"), inbound(99, "1"), inbound(100, "1")];
        let order: Vec<Option<u32>> = in_order(batch).into_iter().map(|inbound| inbound.order).collect();
        assert_eq!(order, [Some(99), Some(100), Some(100), Some(101)]);
    }
}
