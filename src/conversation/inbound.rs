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
}
