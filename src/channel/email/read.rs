//! stub
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;
/// stub
#[derive(Debug, Clone, Default)]
pub struct Mail {
    pub to: Vec<String>,
    pub from: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub results: Vec<String>,
    pub message_id: Option<String>,
    pub subject: String,
    pub date: Option<Timestamp>,
    pub text: String,
    pub nature: Nature,
    pub attachments: Vec<Attachment>,
}
#[derive(Debug, Clone, Default)]
pub struct Attachment {
    pub name: String,
    pub bytes: Vec<u8>,
    pub inline: bool,
}
#[derive(Debug, Clone, Default)]
pub struct Bounce {
    pub message_id: Option<String>,
    pub recipient: Option<String>,
}
impl Bounce {
    pub fn is_hard(&self) -> bool {
        true
    }
}
#[derive(Debug, Clone, Default)]
pub enum Nature {
    #[default]
    Person,
    Auto(u8),
    Absence {
        until: Option<Date>,
    },
    List,
    Bounce(Vec<Bounce>),
    Encrypted,
    Winmail,
}
#[derive(Debug, Clone, Default)]
pub struct Reply {
    pub reply: String,
    pub prose: String,
    pub answers: BTreeMap<u32, String>,
    pub unsure: bool,
}
impl Mail {
    pub fn parse(_: &[u8]) -> Self {
        Self::default()
    }
    pub fn read(&self, _: Option<&str>) -> Reply {
        Reply::default()
    }
    pub fn bounces(&self) -> impl Iterator<Item = &Bounce> {
        let b: &[Bounce] = match &self.nature {
            Nature::Bounce(b) => b,
            _ => &[],
        };
        b.iter()
    }
}
