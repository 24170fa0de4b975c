//! FETCH, answer by answer. The library's own gives what came before a refusal as if it were all there is: mails that
//! were not given would be taken for mails that are gone, and passed over for ever.

use async_imap::Session;
use async_imap::error::{Error, Result};
use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response, SectionPath, Status};

use super::wire::Wire;

/// What was asked of one mail.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) uid: Option<u32>,
    pub(super) size: Option<u32>,
    pub(super) deleted: bool,
    /// The mail, or its headers.
    pub(super) bytes: Option<Vec<u8>>,
}

/// Runs a FETCH to its end; also, whether mails were announced meanwhile.
pub(super) async fn run(session: &mut Session<Wire>, command: &str) -> Result<(Vec<Row>, bool)> {
    let id = session.run_command(command).await?;
    let (mut rows, mut news) = (Vec::new(), false);
    loop {
        let answer = session.read_response().await?.ok_or(Error::ConnectionLost)?;
        match answer.parsed() {
            Response::Fetch(_, attributes) => rows.push(row(attributes)),
            Response::MailboxData(MailboxDatum::Exists(_)) => news = true,
            Response::Data { status: Status::Bye, .. } => return Err(Error::ConnectionLost),
            Response::Done { tag, status, .. } if *tag == id => match status {
                Status::Ok => return Ok((rows, news)),
                Status::Bad => return Err(Error::Bad(String::new())),
                _ => return Err(Error::No(String::new())),
            },
            _ => {}
        }
    }
}

fn row(attributes: &[AttributeValue<'_>]) -> Row {
    let mut row = Row::default();
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(uid) => row.uid = Some(*uid),
            AttributeValue::Rfc822Size(size) => row.size = Some(*size),
            AttributeValue::Flags(flags) => {
                row.deleted = flags.iter().any(|flag| flag.eq_ignore_ascii_case("\\Deleted"))
            }
            AttributeValue::BodySection { section: None | Some(SectionPath::Full(_)), data, .. } => {
                row.bytes = data.as_ref().map(|data| data.to_vec());
            }
            _ => {}
        }
    }
    row
}
