//! Telegram: the fake itself, and the program behind it.

mod faithful;
mod hooked;
mod wire;
