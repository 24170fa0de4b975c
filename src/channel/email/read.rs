//! stub, to be replaced
#![allow(missing_docs)]
mod decode;
mod header;
mod mime;
/// x
pub(crate) fn visible(name: &str) -> String {
    crate::channel::plain::clean(name)
}
use jiff::{Timestamp, civil::Date};
use mail_parser::{HeaderValue, MessageParser, MimeHeaders};
use std::collections::BTreeMap;
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
fn ids(value: &HeaderValue) -> Vec<String> {
    match value {
        HeaderValue::Text(t) => vec![t.to_string()],
        HeaderValue::TextList(l) => l.iter().map(ToString::to_string).collect(),
        _ => vec![],
    }
}
impl Mail {
    pub fn parse(raw: &[u8]) -> Self {
        let Some(m) = MessageParser::default().parse(raw) else { return Self::default() };
        let mut to = Vec::new();
        for name in ["Delivered-To", "To"] {
            if let Some(v) = m.header_raw(name) {
                to.extend(v.split(',').map(|a| a.trim().trim_matches(['<', '>']).to_string()));
            }
        }
        let auto = m.header_raw("Auto-Submitted").is_some_and(|v| !v.trim().eq_ignore_ascii_case("no"));
        Self {
            to,
            from: m.from().and_then(|a| a.first()).and_then(|a| a.address()).map(str::to_lowercase),
            in_reply_to: ids(m.in_reply_to()),
            references: ids(m.references()),
            results: m.header_raw("Authentication-Results").map(|v| v.trim().to_string()).into_iter().collect(),
            message_id: m.message_id().map(str::to_string),
            subject: m.subject().unwrap_or_default().to_string(),
            date: m.date().and_then(|d| Timestamp::from_second(d.to_timestamp()).ok()),
            text: m.body_text(0).map(|t| t.to_string()).unwrap_or_default(),
            nature: if auto { Nature::Auto(0) } else { Nature::Person },
            attachments: m
                .attachments()
                .map(|a| Attachment {
                    name: a.attachment_name().unwrap_or("piece").to_string(),
                    bytes: a.contents().to_vec(),
                    inline: false,
                })
                .collect(),
        }
    }
    pub fn read(&self, _: Option<&str>) -> Reply {
        let mut reply = Reply::default();
        for line in self.text.lines().filter(|l| !l.starts_with('>')) {
            let num = line.split_once('.').and_then(|(n, rest)| Some((n.trim().parse::<u32>().ok()?, rest.trim())));
            if let Some((n, rest)) = num {
                reply.answers.insert(n, rest.to_string());
            } else {
                reply.prose.push_str(line);
                reply.prose.push('\n');
            }
            reply.reply.push_str(line);
            reply.reply.push('\n');
        }
        reply.reply = reply.reply.trim().to_string();
        reply.prose = reply.prose.trim().to_string();
        reply
    }
    pub fn bounces(&self) -> impl Iterator<Item = &Bounce> {
        let b: &[Bounce] = match &self.nature {
            Nature::Bounce(b) => b,
            _ => &[],
        };
        b.iter()
    }
}
