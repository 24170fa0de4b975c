//! Reading the files of `dialogs/` and `config/` into the types of the core.

pub mod lexicon;
