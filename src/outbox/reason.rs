//! Why a message was refused for good, as the store keeps it.

/// The channel found fault with the message.
pub const FAULTY: u8 = 1;
/// The person shut the conversation.
pub const SHUT: u8 = 2;
/// The address is not there (any more).
pub const GONE: u8 = 3;
/// A newer question took its place before anybody read it.
pub const SUPERSEDED: u8 = 4;
/// A member of staff had the conversation by then: the assistant keeps silent.
pub const HELD: u8 = 6;
/// It left, and came back undelivered.
pub const RETURNED: u8 = 5;
/// They said STOP before the reminder left.
pub const STOPPED: u8 = 7;
