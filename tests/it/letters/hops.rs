//! One dossier on two channels.
