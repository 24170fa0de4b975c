//! Where the demonstration is played: a service at any moment of the past, and a courier that says that all arrived.
//! Nothing leaves this machine.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::UnboundedReceiver;
use uuid::Uuid;

use crate::conversation::inbound::Inbound;
use crate::conversation::mail::{Ancestry, Kind, Mail};
use crate::conversation::said::{Heard, Said};
use crate::conversation::{Address, Outgoing, Seen};
use crate::dialog::person::{Channel, Person};
use crate::dialog::reply::{Event, Question, What};
use crate::dialog::turn::{Now, turn};
use crate::document::Incoming;
use crate::service::Service;
use crate::service::desk::Desk;
use crate::service::ledger::Ledger;
use crate::service::office::Lines;
use crate::store::{Delivered, Delivery, Loaded, StoreError};
use crate::{clock, clock::Clock};

/// Something of the demonstration did not go as written.
pub(super) type Played = Result<(), StoreError>;

/// The service, at a moment.
#[derive(Debug)]
pub(super) struct Stage {
    service: Service,
    serial: u64,
}

impl Stage {
    pub(super) fn new(service: Service) -> Self {
        Self { service, serial: 0 }
    }

    /// The service as it was so long ago.
    fn then(&self, at: Timestamp) -> Arc<Service> {
        let Service { library, store, pieces, letterhead, bot, lines: _, held, clock: _ } = &self.service;
        let ago = at.duration_since(Clock::real().now());
        Arc::new(Service {
            library: library.clone(),
            store: store.clone(),
            pieces: pieces.clone(),
            clock: Clock::shifted(ago),
            letterhead: letterhead.clone(),
            bot: bot.clone(),
            lines: Arc::default(),
            held: held.clone(),
        })
    }

    /// Brings something to the service, and has what it wants sent arrive, or be refused for that reason.
    pub(super) async fn bring(&mut self, at: Timestamp, from: &Address, heard: Heard, refused: Option<u8>) -> Played {
        self.serial += 1;
        let service = self.then(at);
        let seen = Seen::new(from.channel, format!("demo/{}", self.serial), Some(at));
        let message = i64::try_from(self.serial).ok();
        let inbound = Inbound { message, sent: Some(at), ..Inbound::new(from.clone(), seen, heard) };
        let mut lines = Lines::default();
        let rows = [Channel::Telegram, Channel::Email].map(|channel| lines.open(channel));
        let (desk, clerk) = Desk::open(service.clone(), lines, Ledger::default());
        desk.hear(vec![inbound]).await?;
        drop(desk);
        clerk.await.map_err(|_| StoreError::Closed)??;
        self.deliver(at, rows, refused).await
    }

    async fn deliver(&self, at: Timestamp, rows: [UnboundedReceiver<Outgoing>; 2], refused: Option<u8>) -> Played {
        let mut told = Vec::new();
        for mut line in rows {
            while let Ok(row) = line.try_recv() {
                let message = (row.address.channel == Channel::Telegram).then_some(1_000);
                let became = match refused {
                    Some(reason) => Delivered::Refused { at, reason },
                    None => Delivered::Sent { at, message },
                };
                told.push(Delivery::of(&row, became)?);
            }
        }
        self.service.store.delivered_all(told).await
    }

    /// Words, on the channel of the address.
    pub(super) async fn say(&mut self, at: Timestamp, from: &Address, words: &str) -> Played {
        let heard = match from.channel {
            Channel::Email => Heard::Mail(Box::new(self.mail(words, Vec::new()))),
            _ => Heard::Said(Said::words(words)),
        };
        self.bring(at, from, heard, None).await
    }

    /// A file, with nothing said.
    pub(super) async fn send(&mut self, at: Timestamp, from: &Address, name: &str) -> Played {
        let service = self.then(at);
        let incoming = Incoming { name: Some(name.to_owned()), bytes: sheet_of_paper(self.serial) };
        let kept = service.keep(from, vec![incoming]).await?;
        let heard = match from.channel {
            Channel::Email => Heard::Mail(Box::new(self.mail("", vec![kept]))),
            _ => Heard::Said(Said { files: vec![kept], ..Said::default() }),
        };
        self.bring(at, from, heard, None).await
    }

    fn mail(&mut self, words: &str, files: Vec<crate::dialog::person::Piece>) -> Mail {
        self.serial += 1;
        let thread = Ancestry { id: Some(format!("demo-{}@exemple.test", self.serial)), references: Vec::new() };
        Mail { thread, words: words.to_owned(), prose: words.to_owned(), files, proven: true, ..Mail::of(Kind::Letter) }
    }

    /// What time has brought by then: letters that waited, questions, reminders.
    pub(super) async fn pass(&mut self, at: Timestamp, from: &Address) -> Played {
        self.bring(at, from, Heard::Due, None).await
    }

    /// Who writes from there.
    pub(super) async fn who(&self, from: &Address) -> Result<Option<Loaded>, StoreError> {
        let identity = self.service.store.identify(from).await?;
        match identity.own() {
            Some(person) => self.service.store.load(person).await,
            None => Ok(None),
        }
    }

    /// What they are asked.
    pub(super) fn asked(&self, person: &Person, at: Timestamp) -> Option<Question> {
        let now = Now { at, zone: clock::paris() };
        let event = Event::new(Channel::Telegram, Uuid::nil(), What::Look);
        let looked = turn(&self.service.library, person, &event, &now);
        looked.effects.into_iter().find_map(|effect| match effect {
            crate::dialog::reply::Effect::Reply(reply) => reply.open.into_iter().next(),
            _ => None,
        })
    }

    /// An act of staff at a moment; what it says leaves at once.
    pub(super) async fn act(&mut self, at: Timestamp, from: &Address, act: crate::dialog::act::StaffAct) -> Played {
        let Some(loaded) = self.who(from).await? else { return Ok(()) };
        self.then(at).act(loaded.person.id, u64::MAX, &act).await?;
        let later = at + crate::dialog::turn::TAKEN_BACK + SignedDuration::from_secs(1);
        self.pass(later, from).await
    }

    pub(super) fn library(&self) -> &crate::dialog::definition::Library {
        &self.service.library
    }
}

/// A page of PDF that says what it is.
fn sheet_of_paper(serial: u64) -> Vec<u8> {
    let content = format!("BT /F1 24 Tf 60 760 Td (Piece fictive {serial}, demonstration) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (n, object) in (1..).zip(&objects) {
        places.push(pdf.len());
        pdf.push_str(&format!("{n} 0 obj\n{object}\nendobj\n"));
    }
    let table = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1));
    for place in &places {
        pdf.push_str(&format!("{place:010} 00000 n \n"));
    }
    pdf.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", places.len() + 1));
    pdf.into_bytes()
}
