//! `guichet renewal simulate`: a population lives through its terms, in memory, by the rules that serve real people.

mod dice;
mod life;
mod people;
mod report;
mod traffic;
mod witness;

use anyhow::Result;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::dialogs::{self, FilesArgs};
use super::failure::Failure;
use super::{out, timers};
use crate::campaign::Authority;
use crate::clock;
use crate::dialog::definition::Library;
use life::{Life, World};
use people::Kind;
use report::Report;
use traffic::{Rate, Traffic};

const EXAMPLES: &str = "\
Exemples :
  guichet renewal simulate --from 2027-01-04 --months 18
                                     1 000 candidatures déposées dans la semaine du 4 janvier, pendant 18 mois
  guichet renewal simulate --from 2027-01-04 --candidates 100000
                                     la même chose pour cent mille : débit, délais, mémoire
  guichet renewal simulate --from 2027-01-04 --service
                                     si c’était le service, et non la plateforme, qui renouvelait
  guichet renewal simulate --from 2027-01-04 --candidates 20 --jsonl | jq .received
                                     ce que chacun reçoit, et quand

Rien n’est lu ni écrit dans les données, rien n’est envoyé. Les mêmes options donnent toujours le même résultat.
La population : des gens qui maintiennent, retirent, changent d’avis, se taisent, répondent en retard ou de façon
peu claire, sont en congé, ou dont l’adresse ne marche plus. Le tableau dit ce que chaque groupe a reçu.

À la fin, ce qui doit être vrai est vérifié : chaque question posée une seule fois par échéance ; personne n’est
supprimé sans que ce soit au service d’en décider, que la question ait été remise, que le délai de grâce soit passé et
que la personne se soit tue, ou sans un retrait confirmé ; « renouvelée » n’est jamais dit sans preuve ; aucun envoi au
delà du débit. Code de sortie 1 si l’une de ces règles est violée.";

/// Les échéances des candidatures
#[derive(Debug, Args)]
pub struct RenewalArgs {
    #[command(subcommand)]
    command: RenewalCommand,
}

#[derive(Debug, Subcommand)]
enum RenewalCommand {
    Simulate(SimulateArgs),
}

/// Fait vivre une population de candidats, et montre ce que chacun recevrait
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct SimulateArgs {
    /// Le premier jour de la semaine où les candidatures sont déposées (AAAA-MM-JJ)
    #[arg(long, value_name = "JOUR", value_parser = timers::day)]
    from: Date,
    /// Pendant tant de mois
    #[arg(long, value_name = "N", default_value_t = 18, value_parser = clap::value_parser!(i32).range(1..=120))]
    months: i32,
    /// Tant de candidats
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    candidates: u64,
    /// Une autre population, par un autre nombre
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// C’est le service qui renouvelle ou supprime, non la plateforme
    #[arg(long)]
    service: bool,
    /// Courriels de rappel par minute au plus
    #[arg(long, value_name = "N", default_value_t = 60)]
    mails_per_minute: u32,
    /// Messages Telegram de rappel par minute au plus
    #[arg(long, value_name = "N", default_value_t = 600)]
    chats_per_minute: u32,
    /// Un objet JSON par candidat : ce qu’il reçoit, et quand
    #[arg(long)]
    jsonl: bool,
    #[command(flatten)]
    files: FilesArgs,
}

/// Runs the subcommand.
///
/// # Errors
/// A file is wrong; a rule was broken; the output is closed.
pub fn run(args: &RenewalArgs) -> Result<()> {
    let RenewalCommand::Simulate(args) = &args.command;
    simulate(args)
}

fn simulate(args: &SimulateArgs) -> Result<()> {
    let mut library = dialogs::library(&args.files)?;
    if args.service {
        let rules = library.campaigns.all.iter_mut().filter_map(|campaign| campaign.renewal.as_mut());
        rules.for_each(|rule| rule.authority = Authority::Service);
    }
    let world = world(&library, args)?;
    let rates = [Rate { per_minute: args.chats_per_minute }, Rate { per_minute: args.mails_per_minute }];
    let mut report = Report::new(Traffic::new(world.from, world.until, rates));
    // One at a time: a hundred thousand take the room of one.
    for number in 0..args.candidates {
        let kind = Kind::of(number, args.seed);
        let lived = Life::begin(&world, kind, number, args.seed).live();
        if args.jsonl {
            out::line(&serde_json::to_string(&report::line(number, &lived))?)?;
        }
        report.take(kind, &lived);
    }
    let ended = report.end();
    if !args.jsonl {
        ended.table().iter().try_for_each(|line| out::line(line))?;
    }
    match ended.broken() {
        [] => Ok(()),
        broken => Err(Failure::failed(report::broken(broken))),
    }
}

fn world<'l>(library: &'l Library, args: &SimulateArgs) -> Result<World<'l>> {
    let campaign = library.campaigns.all.iter().find(|campaign| campaign.renewal.is_some());
    let campaign = campaign.ok_or_else(|| Failure::wrong(report::NO_RULE))?;
    let moment = |day: Date| -> Result<Timestamp> { Ok(day.to_zoned(clock::paris())?.timestamp()) };
    let until =
        args.from.checked_add(Span::new().months(args.months)).map_err(|error| Failure::wrong(error.to_string()))?;
    Ok(World { library, campaign, zone: clock::paris(), from: moment(args.from)?, until: moment(until)? })
}
