//! x
mod decode;
mod header;
mod mime;
/// x
pub(crate) fn visible(name: &str) -> String { crate::channel::plain::clean(name) }
