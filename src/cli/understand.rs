//! x
/// Montre comment une phrase est comprise
#[derive(Debug, clap::Args)]
pub struct UnderstandArgs {}
/// x
pub fn run(_a: &UnderstandArgs) -> anyhow::Result<()> { Ok(()) }
