//! The accounts, and who is logged in.

use anyhow::Result;

use super::ask;
use crate::cli::door::Door;
use crate::cli::{moment, out};
use crate::request::{Member, Present, Staffed, Staffing};

pub(super) async fn accounts(door: &mut Door, jsonl: bool) -> Result<()> {
    let Staffed::Accounts(members) = ask(door, Staffing::List).await? else { return Ok(()) };
    for member in &members {
        out::line(&if jsonl { serde_json::to_string(member)? } else { line(member) })?;
    }
    Ok(())
}

fn line(member: &Member) -> String {
    let campaigns = match &member.campaigns {
        Some(campaigns) => campaigns.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", "),
        None => "toutes les campagnes".to_owned(),
    };
    let code = if member.totp { "code" } else { "sans code" };
    let shut = if member.shut.is_some() { "\tfermé" } else { "" };
    format!("{}\t{}\t{}\t{campaigns}\t{code}{shut}", member.login, member.role.code(), member.name)
}

pub(super) async fn sessions(door: &mut Door, jsonl: bool) -> Result<()> {
    let Staffed::Sessions(sessions) = ask(door, Staffing::Sessions).await? else { return Ok(()) };
    for present in &sessions {
        let Present { login, created, seen } = present;
        let told = || format!("{login}\tdepuis {}\tvu {}", moment(*created), moment(*seen));
        out::line(&if jsonl { serde_json::to_string(present)? } else { told() })?;
    }
    Ok(())
}
