//! E-mail: one letter asks everything that can be answered now, one mail may answer any of it.

pub mod render;
