//! From folders to texts: the user's files, and those of the program where the user has none.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::FilesArgs;
use crate::dialog::diagnostic::{Source, Sources};
use crate::dialog::load::{self, CAMPAIGNS, SHARED};

/// Larger files are refused unread: nobody writes a dialog of 4 MB.
const LARGEST: u64 = 4 << 20;

/// The files of a folder and the campaigns beside it (`../config/campagnes.toml`, or in the folder itself). Word lists
/// and shared dialogs that the folder lacks are the program's own; without a folder, all are.
///
/// # Errors
/// A file cannot be read, or is no text.
pub fn read_sources(dialogs: Option<&Path>, campaigns: Option<&Path>) -> Result<Sources> {
    let built_in = load::embedded();
    let mut sources = match dialogs {
        None => built_in,
        Some(folder) => {
            let mut sources = folder_of(folder)?;
            let missing = |source: &Source| {
                let needed = SHARED.contains(&source.stem()) || source.stem() == CAMPAIGNS;
                needed && !sources.files.iter().any(|known| known.stem() == source.stem())
            };
            let added: Vec<Source> = built_in.files.into_iter().filter(missing).collect();
            sources.files.extend(added);
            sources
        }
    };
    let beside = dialogs.and_then(|folder| Some(folder.parent()?.join("config").join(format!("{CAMPAIGNS}.toml"))));
    let campaigns = campaigns.map(Path::to_path_buf).or_else(|| beside.filter(|path| path.is_file()));
    if let Some(path) = campaigns {
        let Source { text, name } = read(&path)?;
        sources.files.retain(|source| source.stem() != CAMPAIGNS);
        // Whatever its name on disk, it is the file of the campaigns.
        let name = if name.ends_with(&format!("{CAMPAIGNS}.toml")) { name } else { format!("{name}/{CAMPAIGNS}.toml") };
        sources.files.push(Source { name, text });
    }
    Ok(sources)
}

/// The files to check, and the names of those the user asked about one by one.
pub(super) fn named(args: &FilesArgs, paths: &[PathBuf]) -> Result<(Sources, Vec<String>)> {
    let (folders, files): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(|path| path.is_dir());
    let here = Path::new("dialogs");
    let folder = folders.first().map(|path| path.as_path()).or(args.dialogs.as_deref());
    let folder = folder.or_else(|| files.is_empty().then_some(here).filter(|here| here.is_dir()));
    let mut sources = read_sources(folder, args.campaigns.as_deref())?;
    let mut names = Vec::new();
    for path in files {
        let source = read(path)?;
        sources.files.retain(|known| known.stem() != source.stem());
        names.push(source.name.clone());
        sources.files.push(source);
    }
    Ok((sources, names))
}

fn folder_of(folder: &Path) -> Result<Sources> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("dossier illisible : {}", folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("dossier illisible : {}", folder.display()))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(Sources { files: paths.iter().map(|path| read(path)).collect::<Result<_>>()? })
}

/// One file, as text.
pub(super) fn read(path: &Path) -> Result<Source> {
    let name = path.display().to_string();
    let size = std::fs::metadata(path).with_context(|| format!("fichier illisible : {name}"))?.len();
    anyhow::ensure!(size <= LARGEST, "fichier trop grand : {name} ({size} octets)");
    let bytes = std::fs::read(path).with_context(|| format!("fichier illisible : {name}"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let sound = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = sound.iter().filter(|byte| **byte == b'\n').count() + 1;
        anyhow::anyhow!("{name}, ligne {line} : ce n’est pas de l’UTF-8. Enregistrez le fichier dans ce codage.")
    })?;
    // A mark some editors put in front of UTF-8.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(Source { name, text })
}
