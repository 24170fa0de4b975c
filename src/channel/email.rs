//! E-mail: mail is treated as mail, not as a slow chat.
//!
//! - [`read`]: raw bytes → who wrote, what kind of mail it is, its attachments; pure.
//! - [`quote`]: the text of a mail → the new words in it, apart from quotes, signatures and our own sent mail; pure.

pub mod quote;
pub mod read;
