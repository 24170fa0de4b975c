//! Bringing a mail to Dovecot.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Hands a mail over, with the Delivered-To that a mail server adds and Dovecot does not.
pub(super) async fn deliver(port: u16, from: &str, to: &str, raw: &[u8]) -> io::Result<()> {
    let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", port)).await?);
    heard(&mut stream).await?;
    for line in [
        "LHLO essai".to_owned(),
        format!("MAIL FROM:<{from}> BODY=8BITMIME"),
        format!("RCPT TO:<{to}>"),
        "DATA".to_owned(),
    ] {
        stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        heard(&mut stream).await?;
    }
    let mut data = format!("Delivered-To: {to}\r\n").into_bytes();
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            data.push(b'.');
        }
        data.extend_from_slice(line);
    }
    if !data.ends_with(b"\n") {
        data.extend_from_slice(b"\r\n");
    }
    data.extend_from_slice(b".\r\n");
    stream.write_all(&data).await?;
    heard(&mut stream).await?;
    stream.write_all(b"QUIT\r\n").await
}

/// One answer, all its lines; a refusal is an error.
async fn heard(stream: &mut BufReader<TcpStream>) -> io::Result<()> {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line.as_bytes().get(3) != Some(&b'-') {
            let good = line.starts_with(['2', '3']);
            return if good { Ok(()) } else { Err(io::Error::other(line)) };
        }
    }
}
