//! Files candidates send: fetched from Telegram, kept, and brought to the conversation as one piece. The row stays in the
//! outbox until all of that is durable; done twice, it has one effect.

use std::sync::Arc;

use teloxide::payloads::SendChatAction;
use teloxide::types::{ChatAction, ChatId};

use super::carry::{Became, Carried, Carrier, failed};
use crate::channel::telegram::api::{Download, Fault};
use crate::channel::telegram::call::Call;
use crate::conversation::inbound::Inbound;
use crate::conversation::said::{Attachment, Heard, Said};
use crate::conversation::{Outgoing, Seen};
use crate::dialog::reply::Wordless;
use crate::document::Incoming;
use crate::outbox::Item;
use crate::store::StoreError;

/// No larger file is taken, whatever was announced.
const MOST_BYTES: usize = 25 << 20;

/// Why a file did not come.
enum Missed {
    /// To be tried again.
    Later(Fault),
    /// It never will.
    Never(Wordless),
}

impl Carrier {
    /// Fetches files that belong together, and brings them to the conversation.
    pub(super) async fn fetch(&self, files: Vec<(Item, Outgoing, Arc<Call>)>) -> Carried {
        // Each may be twenty megabytes: not too many at once.
        let _turn = self.downloads.acquire().await;
        let items = files.iter().map(|(item, ..)| item.clone()).collect();
        let became = match self.bring(&files).await {
            Ok(()) => Became::Done,
            Err(Missed::Later(fault)) => match failed(&fault) {
                Became::Refused(_) => Became::Done,
                later => later,
            },
            Err(Missed::Never(_)) => Became::Done,
        };
        Carried { items, became }
    }

    async fn bring(&self, files: &[(Item, Outgoing, Arc<Call>)]) -> Result<(), Missed> {
        let Some((_, row, _)) = files.first() else { return Ok(()) };
        self.show_work(row);
        let mut incoming = Vec::new();
        let mut missed = None;
        let mut message = None;
        for (_, _, call) in files {
            let Call::Fetch { attachment, message: theirs } = &**call else { continue };
            message = message.or(*theirs);
            match self.download(attachment).await {
                Ok(bytes) => incoming.push(Incoming { name: attachment.name.clone(), bytes }),
                Err(Missed::Never(kind)) => missed = Some(kind),
                Err(later) => return Err(later),
            }
        }
        let heard = match missed {
            // An album with a hole in it is no whole piece.
            Some(kind) => Heard::Wordless(kind),
            None => {
                let piece = self.service.keep(&row.address, incoming).await.map_err(unkept)?;
                Heard::Said(Said { files: vec![piece], ..Said::default() })
            }
        };
        let seen = Seen::new(row.address.channel, format!("fetch/{}", row.id), Some(row.created));
        let inbound = Inbound { from: row.address.clone(), seen, heard, message, sent: None, query: None };
        self.desk.hear(vec![inbound]).await.map_err(unkept)
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

    async fn download(&self, attachment: &Attachment) -> Result<Vec<u8>, Missed> {
        let refused = |fault: Fault| match fault {
            Fault::Refused { why, .. } if why.contains("too big") => Missed::Never(Wordless::TooLarge),
            Fault::Refused { .. } if !fault.is_token() => Missed::Never(Wordless::Lost),
            fault => Missed::Later(fault),
        };
        match self.api.file(&attachment.file).await.map_err(refused)? {
            Download::Local(path) => match tokio::fs::read(&path).await {
                Ok(bytes) if bytes.len() <= MOST_BYTES => Ok(bytes),
                Ok(_) => Err(Missed::Never(Wordless::TooLarge)),
                Err(error) => {
                    tracing::error!(kind = ?error.kind(), "telegram.local_file");
                    Err(Missed::Never(Wordless::Lost))
                }
            },
            Download::Remote(mut response) => {
                let mut bytes = Vec::new();
                let cut = |error: reqwest::Error| Missed::Later(Fault::Down(error.without_url().to_string()));
                while let Some(chunk) = response.chunk().await.map_err(cut)? {
                    if bytes.len() + chunk.len() > MOST_BYTES {
                        return Err(Missed::Never(Wordless::TooLarge));
                    }
                    bytes.extend_from_slice(&chunk);
                }
                Ok(bytes)
            }
        }
    }
}

/// The store failed: the process is about to end, and the row is still there at the next start.
fn unkept(error: StoreError) -> Missed {
    Missed::Later(Fault::Down(error.to_string()))
}
