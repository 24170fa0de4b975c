//! Many conversations assigned at once.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::response::Redirect;
use uuid::Uuid;

use super::{PAGE, words};
use crate::console::Console;
use crate::console::access::{Right, Visitor, way_back};
use crate::console::problem::Problem;
use crate::dialog::act::{Act, StaffAct};
use crate::service::staff::Acted;
use crate::staff::deed::Deed;

/// Assigns what was chosen. Whom the visitor does not see, and who is gone meanwhile, is passed over.
pub(super) async fn assign(
    visitor: Visitor,
    State(console): State<Arc<Console>>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Redirect, Problem> {
    let of = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let to = of("a").ok_or(Problem::Senseless)?;
    visitor.must(if to == visitor.login { Right::Act } else { Right::Assign })?;
    let to = (to != words::NOBODY).then(|| to.to_owned());
    if let Some(login) = &to {
        let account = console.service.store.account(login).await?;
        account.filter(|(account, _)| account.shut.is_none()).ok_or(Problem::Senseless)?;
    }
    let chosen = form.iter().filter(|(key, _)| key == "personne").take(PAGE);
    let chosen = chosen.filter_map(|(_, id)| id.parse::<Uuid>().ok());
    let seen = |person: &Uuid| console.board.card(*person).is_some_and(|card| visitor.sees(&card));
    let chosen: Vec<Uuid> = chosen.filter(seen).collect();
    // In a task of its own: a browser that goes away cuts nothing between an act and its line in the journal.
    let acting = console.clone();
    let task = tokio::spawn(async move {
        for person in chosen {
            one(&acting, &visitor, person, to.clone()).await?;
        }
        Ok::<(), Problem>(())
    });
    task.await.map_err(|_| Problem::Failed)??;
    Ok(Redirect::to(&console.link(&way_back(of("retour").unwrap_or("/file")))))
}

async fn one(console: &Console, visitor: &Visitor, person: Uuid, to: Option<String>) -> Result<(), Problem> {
    let act = StaffAct { by: visitor.login.clone(), name: visitor.name.clone(), act: Act::Assign(to) };
    if console.service.act(person, u64::MAX, &act).await? == Acted::Done {
        console.audit(visitor, Deed::Assigned, Some(person)).await.map_err(Problem::unwritten)?;
    }
    Ok(())
}
