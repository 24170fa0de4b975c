//! `guichet understand`: how utterances are read, one JSON object a line, best reading first, with the reason.

mod shown;

use std::io::{self, BufRead};

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;

use super::dialogs::{self, FilesArgs};
use super::failure::Failure;
use super::out;
use crate::clock::{self, Clock};
use crate::dialog::understand::place::Place;
use crate::dialog::understand::understand;
use crate::redact;

const EXAMPLES: &str = "\
Exemples :
  echo 'le 3 aout 99' | guichet understand --at acloe-m2/date_naissance
  echo 'cambrai puis douai' | guichet understand --at acloe-m2/zones --given campagne=m2_2d_lille
  echo 'aide' | guichet understand --at acloe-m2
  guichet understand --at commun/campagne < phrases.txt
  echo 'la deuxième' | guichet understand --at acloe-m2/zones --options 'ARTOIS|DOUAISIS'

Une phrase par ligne ; un retour à la ligne à l’intérieur d’une phrase s’écrit \\n.
Un objet JSON par phrase : utterance, readings (la meilleure lecture d’abord), why (la règle qui a parlé).
Les secrets sont masqués, ici aussi.";

/// Montre comment des phrases sont comprises à une étape donnée
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct UnderstandArgs {
    /// Où en est la conversation : un guide, et l’étape ou la réponse demandée
    #[arg(long, value_name = "GUIDE[/ÉTAPE]")]
    at: String,
    /// Une réponse déjà donnée (répétable) : civilite=Madame, zones='A|B', boursier=oui
    #[arg(long, value_name = "RÉPONSE=VALEUR")]
    given: Vec<String>,
    /// Le jour où l’on parle, par exemple 2026-03-01 (par défaut : aujourd’hui)
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// Les choix affichés, à la place de ceux du guide : 'A|B|C'
    #[arg(long, value_name = "A|B|C")]
    options: Option<String>,
    #[command(flatten)]
    files: FilesArgs,
}

/// Reads utterances from standard input until it ends.
///
/// # Errors
/// There is no such dialog or step; the output is closed.
pub fn run(args: &UnderstandArgs) -> Result<()> {
    let library = dialogs::library(&args.files)?;
    let today = args.now.as_deref().map_or_else(|| Ok(today()), day)?;
    let mut place = Place::find(&library, &args.at, today).map_err(Failure::wrong)?;
    for given in &args.given {
        place.give(given).map_err(Failure::wrong)?;
    }
    let setting = place.setting(args.options.as_deref()).map_err(Failure::wrong)?;
    let asked = setting.asked.as_ref().map(|asked| asked.slot.name.clone());
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\r', '\n']);
        let masked = redact::redact(&text.replace("\\n", "\n"));
        let understood = understand(&setting, &masked.text, &masked.found);
        let utterance = if masked.found.is_empty() { text } else { masked.text.as_str() };
        out::line(&shown::line(utterance, asked.as_ref(), &understood))?;
        line.clear();
    }
    Ok(())
}

fn today() -> Date {
    Clock::real().now().to_zoned(clock::paris()).date()
}

/// A day, or the day of a moment.
fn day(text: &str) -> Result<Date> {
    let moment = || text.parse::<Timestamp>().map(|moment| moment.to_zoned(clock::paris()).date());
    let date = text.parse::<Date>().or_else(|_| moment());
    date.map_err(|_| Failure::wrong(format!("« {text} » n’est pas une date : écrivez par exemple 2026-03-01.")))
}
