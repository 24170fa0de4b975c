//! What whoever runs the service reads while it runs.

/// Another process asks for the same bot's messages.
pub const SECOND_POLLER: &str =
    "un autre programme lit déjà les messages de ce bot Telegram : arrêtez-le, un bot n’a qu’un lecteur";
