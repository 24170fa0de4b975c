//! Files candidates send: fetched from Telegram, kept, and brought to the conversation as one piece. The row stays in the
//! outbox until all of that is durable; done twice, it has one effect.

use std::sync::Arc;

use jiff::SignedDuration;
use teloxide::payloads::SendChatAction;
use teloxide::types::{ChatAction, ChatId};

use super::carry::{Became, Carried, Carrier, failed};
use crate::channel::telegram::api::{Download, Fault};
use crate::channel::telegram::call::Call;
use crate::clock::Clock;
use crate::conversation::inbound::Inbound;
use crate::conversation::said::{Attachment, Heard, Said};
use crate::conversation::{Outgoing, Seen};
use crate::dialog::reply::Wordless;
use crate::document::Incoming;
use crate::outbox::Item;
use crate::store::StoreError;

/// No more is taken, in one file or several together, whatever was announced.
const MOST_BYTES: usize = 25 << 20;

/// A file that could not be had for so long never comes.
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(24);

/// A file to fetch: which part of which row asks for it.
type Wanted = (Item, Outgoing, Arc<Call>);

/// MiB of files fetched at once.
pub(super) const DOWNLOADED: u32 = 64;

/// Why a file did not come.
enum Missed {
    /// To be tried again.
    Later(Fault),
    /// It never will.
    Never(Wordless),
}

impl Carrier {
    /// Fetches files that belong together, and brings them to the conversation.
    pub(super) async fn fetch(&self, mut files: Vec<Wanted>) -> Carried {
        // Small ones many at once, for each waits on the disk; large ones few, for each is held in memory.
        let _room = self.downloads.acquire_many(mebibytes(&files)).await;
        files.sort_by_key(|(_, row, _)| row.id);
        let became = match self.bring(&files).await {
            Err(Missed::Later(fault)) => match failed(&fault) {
                Became::Refused(_) => Became::Done,
                later => later,
            },
            Ok(()) | Err(Missed::Never(_)) => Became::Done,
        };
        Carried { items: items(&files), became }
    }

    /// Tells that files did not come and never will.
    pub(super) async fn lose(&self, files: &[Wanted]) -> Carried {
        let became = match self.tell(files, Heard::Wordless(Wordless::Lost)).await {
            Ok(()) => Became::Done,
            Err(_) => Became::Again(None),
        };
        Carried { items: items(files), became }
    }

    async fn bring(&self, files: &[Wanted]) -> Result<(), Missed> {
        let Some((_, row, _)) = files.first() else { return Ok(()) };
        if self.service.store.piece_seal(row.person).await.map_err(unkept)?.is_none() {
            // Erased meanwhile: nothing of them is to come back.
            return Ok(());
        }
        self.show_work(row);
        let heard = match self.download_all(files).await {
            Ok(incoming) => {
                let theirs = self.service.store.identify(&row.address).await.map_err(unkept)?.own();
                if theirs != Some(row.person) {
                    // Erased while it came; somebody new may write from there already.
                    return Ok(());
                }
                let piece = self.service.keep(&row.address, incoming).await.map_err(unkept)?;
                if self.service.store.piece_seal(row.person).await.map_err(unkept)?.is_none() {
                    // Erased while it was written: what is left of it goes too.
                    self.service.erase_pieces(row.person).await;
                }
                Heard::Said(Said { files: vec![piece], ..Said::default() })
            }
            // An album with a hole in it is no whole piece.
            Err(Missed::Never(kind)) => Heard::Wordless(kind),
            Err(Missed::Later(_)) if Clock::real().now().duration_since(row.created) > GIVEN_UP => {
                tracing::warn!(row = %row.id, "telegram.file_given_up");
                Heard::Wordless(Wordless::Lost)
            }
            Err(later) => return Err(later),
        };
        self.tell(files, heard).await.map_err(unkept)
    }

    /// All of the files, as long as they are not too large together.
    async fn download_all(&self, files: &[Wanted]) -> Result<Vec<Incoming>, Missed> {
        let mut incoming = Vec::new();
        let mut room = MOST_BYTES;
        for (_, _, call) in files {
            let Call::Fetch { attachment, .. } = &**call else { continue };
            let bytes = self.download(attachment, room).await?;
            room = room.saturating_sub(bytes.len());
            incoming.push(Incoming { name: attachment.name.clone(), bytes });
        }
        Ok(incoming)
    }

    /// Brings what came of the files to the conversation, under the mark of the first.
    async fn tell(&self, files: &[Wanted], heard: Heard) -> Result<(), StoreError> {
        let Some((_, row, _)) = files.first() else { return Ok(()) };
        let message = files.iter().find_map(|(_, _, call)| match &**call {
            Call::Fetch { message, .. } => *message,
            _ => None,
        });
        let seen = Seen::new(row.address.channel, format!("fetch/{}", row.id), Some(row.created));
        let heard = Heard::For(row.person, Box::new(heard));
        let inbound = Inbound { message, ..Inbound::new(row.address.clone(), seen, heard) };
        self.desk.hear(vec![inbound]).await
    }

    /// « envoie un document… », while the work lasts.
    fn show_work(&self, row: &Outgoing) {
        let Ok(chat) = row.address.id.parse::<i64>() else { return };
        let api = self.api.clone();
        tokio::spawn(async move {
            let action = SendChatAction::new(ChatId(chat), ChatAction::UploadDocument);
            // A courtesy: nobody misses it.
            let _ = api.tell(&action).await;
        });
    }

    async fn download(&self, attachment: &Attachment, room: usize) -> Result<Vec<u8>, Missed> {
        let refused = |fault: Fault| match fault {
            Fault::Refused { why, .. } if why.contains("too big") => Missed::Never(Wordless::TooLarge),
            Fault::Refused { .. } if !fault.is_token() => Missed::Never(Wordless::Lost),
            fault => Missed::Later(fault),
        };
        match self.api.file(&attachment.file).await.map_err(refused)? {
            Download::Local(path) => local(&path, room).await,
            Download::Remote(mut response) => {
                let mut bytes = Vec::new();
                let cut = |error: reqwest::Error| Missed::Later(Fault::Down(error.without_url().to_string()));
                while let Some(chunk) = response.chunk().await.map_err(cut)? {
                    if bytes.len() + chunk.len() > room {
                        return Err(Missed::Never(Wordless::TooLarge));
                    }
                    bytes.extend_from_slice(&chunk);
                }
                Ok(bytes)
            }
        }
    }
}

/// A file of this machine, looked at before it is read.
async fn local(path: &str, room: usize) -> Result<Vec<u8>, Missed> {
    let lost = |error: std::io::Error| {
        tracing::error!(kind = ?error.kind(), "telegram.local_file");
        Missed::Never(Wordless::Lost)
    };
    let size = tokio::fs::metadata(path).await.map_err(lost)?.len();
    if usize::try_from(size).map_or(true, |size| size > room) {
        return Err(Missed::Never(Wordless::TooLarge));
    }
    tokio::fs::read(path).await.map_err(lost)
}

/// The first row last: while any of them is in the store it is, and with it the mark they were told under.
fn items(files: &[Wanted]) -> Vec<Item> {
    files.iter().rev().map(|(item, ..)| item.clone()).collect()
}

/// What the files of a job take in memory, as announced.
fn mebibytes(files: &[(Item, Outgoing, Arc<Call>)]) -> u32 {
    let of = |call: &Call| match call {
        Call::Fetch { attachment, .. } => attachment.bytes.map_or(20, |bytes| (bytes >> 20).saturating_add(1)),
        _ => 0,
    };
    let all: u64 = files.iter().map(|(_, _, call)| of(call)).sum();
    u32::try_from(all).unwrap_or(DOWNLOADED).min(DOWNLOADED)
}

/// The store failed: the process is about to end, and the row is still there at the next start.
fn unkept(error: StoreError) -> Missed {
    Missed::Later(Fault::Down(error.to_string()))
}
