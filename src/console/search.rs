//! Finding anybody: by name, address, INE, dossier number, words they said or read, mail subjects, names of pieces.
//!
//! In reading order: `terms` (how words are compared), `index` (what is kept of each person, in memory), `follow` (how the
//! index keeps up with the store), `excerpt` (where the words stand), `page` (what staff see).
//!
//! The index holds no text, only which words lead to whom: what is shown is read from the store, by who may see it.

mod excerpt;
mod follow;
mod index;
mod page;
mod terms;

pub use excerpt::{Excerpt, Run};
pub use follow::FollowError;
pub use index::{Search, SearchError};
pub use page::routes;

#[cfg(test)]
mod tests;
