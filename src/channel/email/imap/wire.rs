//! The bytes between us and the server, in clear or over TLS; silence in the middle of an answer ends them.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::client::TlsStream;

type Timed = Pin<Box<TimeoutStream<TcpStream>>>;

/// A connection.
pub(super) enum Wire {
    Clear(Timed),
    Tls(Box<TlsStream<Timed>>),
}

impl Wire {
    /// A connection in clear, which may be silent for so long.
    pub(super) fn new(stream: TcpStream, silence: Duration) -> Self {
        let mut timed = TimeoutStream::new(stream);
        timed.set_read_timeout(Some(silence));
        timed.set_write_timeout(Some(silence));
        Self::Clear(Box::pin(timed))
    }

    /// From now on it may be silent for so long.
    pub(super) fn bear_silence(&mut self, silence: Duration) {
        let timed = match self {
            Self::Clear(timed) => timed,
            Self::Tls(tls) => tls.get_mut().0,
        };
        timed.as_mut().set_read_timeout_pinned(Some(silence));
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if matches!(self, Self::Tls(_)) { "Tls" } else { "Clear" })
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Clear(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Clear(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Clear(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Clear(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
