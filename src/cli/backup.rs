//! `guichet backup` and `guichet restore`: everything in one sealed file, and back.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::data::DataArgs;
use super::door;
use super::failure::Failure;
use super::{messages, out};
use crate::clock::Clock;
use crate::request::{HELD_BESIDE, Request, Response};
use crate::socket;
use crate::store::{Settings, Store, StoreError};

const BACKUP: &str = "\
Exemples :
  guichet backup /sauvegardes/2026-11-22.guichet
  guichet backup lundi.guichet --data /srv/guichet

Le service peut tourner : la sauvegarde est l’état exact des données à l’instant où elle se termine.
Elle contient tout (dossiers, messages, pièces, envois en attente), scellé. Aucun fichier existant n’est remplacé.

Pour la relire, il faut la MÊME CLÉ MAÎTRESSE (par défaut, le fichier DONNÉES.key à côté du dossier des données).
Gardez la clé ailleurs que les sauvegardes, avec le fichier DONNÉES.key.effaces : il dit qui a demandé l’effacement
de ses données, pour qu’une sauvegarde plus ancienne ne ramène personne.";

const RESTORE: &str = "\
Exemples :
  guichet restore /sauvegardes/2026-11-22.guichet --data /srv/guichet-retrouve --key /srv/guichet.key

Le dossier doit être vide ou ne pas exister. La sauvegarde est d’abord lue en entier : endommagée, incomplète ou scellée
par une autre clé, elle est refusée et rien n’est écrit.

Il faut la MÊME CLÉ MAÎTRESSE que lors de la sauvegarde (option --key ; par défaut, le fichier DONNÉES.key à côté du
dossier). Les personnes effacées depuis, selon le fichier CLÉ.effaces, le restent.
Les messages qui attendaient d’être envoyés le seront quand le service redémarrera.";

/// Sauvegarde toutes les données dans un fichier scellé
#[derive(Debug, Args)]
#[command(after_help = BACKUP)]
pub struct BackupArgs {
    /// Le fichier à écrire
    #[arg(value_name = "FICHIER")]
    to: PathBuf,
    #[command(flatten)]
    data: DataArgs,
}

/// Retrouve des données sauvegardées, dans un dossier vide
#[derive(Debug, Args)]
#[command(after_help = RESTORE)]
pub struct RestoreArgs {
    /// Le fichier écrit par guichet backup
    #[arg(value_name = "FICHIER")]
    from: PathBuf,
    #[command(flatten)]
    data: DataArgs,
}

/// Writes a backup, through the process that has the data open or alone.
///
/// # Errors
/// The file is there already or cannot be written; the data cannot be opened.
pub fn backup(args: &BackupArgs) -> Result<()> {
    // The process that writes may stand elsewhere.
    let to = std::path::absolute(&args.to)?;
    door::visit(&args.data, async |door| {
        let response = door.ask(Request::Backup { to: to.clone() }).await?;
        let Response::BackedUp(taken) = response else { return Err(door::unexpected(&response)) };
        out::tell(&messages::backed_up(&to, &taken));
        Ok(())
    })
}

/// Restores a backup into an empty data folder.
///
/// # Errors
/// The folder holds something; the key is missing or another's; the file is damaged or cut.
pub fn restore(args: &RestoreArgs) -> Result<()> {
    let data = args.data.folder()?;
    let settings = Settings::new(&data, args.data.key(&data)?);
    super::runtime()?.block_on(async {
        if socket::is_served(&data).await {
            return Err(Failure::later(messages::served(&data)));
        }
        let restored = Store::restore(&args.from, &settings, HELD_BESIDE, Clock::real().now()).await;
        let held = restored.map_err(|error| refused(&data, &error))?;
        out::tell(&messages::restored(&data, &held));
        Ok(())
    })
}

fn refused(data: &Path, error: &StoreError) -> anyhow::Error {
    match error {
        StoreError::Full(_) => Failure::later(messages::unwritable(data, &error.to_string())),
        StoreError::BackupBroken(_) | StoreError::NotEmpty(_) => Failure::wrong(error.to_string()),
        _ => Failure::failed(error.to_string()),
    }
}
