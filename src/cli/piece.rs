//! `guichet piece`: a file a candidate sent, written out for staff.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use uuid::Uuid;

use super::data::DataArgs;
use super::door::{self, Door};
use super::failure::Failure;
use super::{messages, out};
use crate::dialog::fold::fold;
use crate::request::{Exported, ExportedPiece, Request, Response, Which};

const EXAMPLES: &str = "\
Exemples :
  guichet piece 1A2B-3C4D diplome.pdf            écrit diplome.pdf dans le dossier courant
  guichet piece 1A2B-3C4D diplome.pdf -o a.pdf   l’écrit sous un autre nom
  guichet piece 1A2B-3C4D diplome.pdf -o - | …   l’écrit sur la sortie standard

« guichet export » donne le nom des pièces de chaque dossier. Une pièce en plusieurs images donne autant de fichiers.
Aucun fichier existant n’est remplacé.";

/// Écrit un fichier envoyé par un candidat
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct PieceArgs {
    /// Le numéro ou l’identifiant du dossier
    #[arg(value_name = "DOSSIER")]
    dossier: String,
    /// Le nom de la pièce, ou l’étape qui la demande (diplome/1/piece)
    #[arg(value_name = "NOM")]
    name: String,
    /// Où l’écrire (- pour la sortie standard) ; sinon, sous son nom dans le dossier courant
    #[arg(short = 'o', long = "output", value_name = "FICHIER")]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
}

/// Writes the piece.
///
/// # Errors
/// There is none such; it cannot be read or written.
pub fn run(args: &PieceArgs) -> Result<()> {
    door::visit(&args.data, async |door| write(door, args).await)
}

async fn write(door: &mut Door, args: &PieceArgs) -> Result<()> {
    let which = Which::Dossier(args.dossier.clone());
    let response = door.ask(Request::Export { which: which.clone(), after: None }).await?;
    let Response::Export { dossiers, .. } = response else { return Err(door::missing(&which, response)) };
    let dossier = dossiers.first().ok_or_else(|| door::missing(&which, Response::Unknown))?;
    let piece = find(dossier, &args.name)?;
    let content = Content { person: dossier.person, piece };
    match args.output.as_deref() {
        Some(path) if path == Path::new("-") => {
            for part in 0..piece.parts {
                content.copy(door, part, &mut io::stdout().lock()).await?;
            }
            Ok(io::stdout().lock().flush()?)
        }
        Some(path) => content.save(door, path).await,
        None => content.save(door, Path::new(&piece.name)).await,
    }
}

/// The piece of that name, or of that answer.
fn find<'a>(dossier: &'a Exported, name: &str) -> Result<&'a ExportedPiece> {
    let named: Vec<&ExportedPiece> =
        dossier.pieces.iter().filter(|piece| piece.key == name || fold(&piece.name) == fold(name)).collect();
    match named.as_slice() {
        [only] => Ok(only),
        [] => {
            let known = dossier.pieces.iter().map(|piece| piece.name.as_str()).collect::<Vec<_>>().join(", ");
            Err(Failure::failed(messages::unknown_piece(name, &known)))
        }
        several => {
            let keys = several.iter().map(|piece| piece.key.as_str()).collect::<Vec<_>>().join(", ");
            Err(Failure::failed(messages::several_pieces(name, &keys)))
        }
    }
}

/// A piece whose content is to be read.
struct Content<'a> {
    person: Uuid,
    piece: &'a ExportedPiece,
}

impl Content<'_> {
    /// Writes each part to a file of its own, or none of it.
    async fn save(&self, door: &mut Door, path: &Path) -> Result<()> {
        for part in 0..self.piece.parts {
            let path = numbered(path, part);
            let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    return Err(Failure::failed(messages::already_there(&path)));
                }
                open => open.with_context(|| path.display().to_string())?,
            };
            if let Err(error) = self.copy(door, part, &mut file).await {
                // What is there is not the piece.
                std::fs::remove_file(&path).ok();
                return Err(error);
            }
            out::tell(&messages::written(&path));
        }
        Ok(())
    }

    /// Copies a part, page by page.
    async fn copy(&self, door: &mut Door, part: u16, to: &mut impl Write) -> Result<()> {
        let lost = || Failure::failed(messages::no_content(&self.piece.name));
        let (person, piece) = (self.person, self.piece.id.ok_or_else(lost)?);
        let mut page = 0;
        loop {
            let response = door.ask(Request::Piece { person, piece, part, page }).await?;
            let Response::Piece { bytes, more } = response else { return Err(lost()) };
            to.write_all(&bytes)?;
            page += 1;
            if !more {
                return Ok(());
            }
        }
    }
}

/// « photo.jpg », « photo-2.jpg », « photo-3.jpg ».
fn numbered(path: &Path, part: u16) -> PathBuf {
    if part == 0 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}-{}{ending}", u32::from(part) + 1))
}
