//! Systems that the server tells: a webhook's receiver and a mail server, each on a port of its own, which fail, hang and
//! take what comes as they are asked to.

use super::PATIENCE;
use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What becomes of the next connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// They are answered well.
    Takes,
    /// They are answered that it does not work now.
    Fails,
    /// They are never answered.
    Hangs,
}

/// Something that listens.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
    heard: Arc<Mutex<Vec<String>>>,
    tries: Arc<AtomicUsize>,
}

impl Receiver {
    /// A receiver of webhook calls.
    pub(crate) async fn http() -> Self {
        Self::listening(|stream, receiver| async move { receiver.answer_call(stream).await }).await
    }

    /// A mail server.
    pub(crate) async fn smtp() -> Self {
        Self::listening(|stream, receiver| async move { receiver.answer_mail(stream).await }).await
    }

    async fn listening<F>(answer: impl Fn(TcpStream, Self) -> F + Send + 'static) -> Self
    where
        F: Future<Output = std::io::Result<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let receiver = Self {
            address: listener.local_addr().expect("an address"),
            mood: Arc::new(Mutex::new(Mood::Takes)),
            heard: Arc::default(),
            tries: Arc::default(),
        };
        let own = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                own.tries.fetch_add(1, Ordering::SeqCst);
                // Whoever hangs up early is none of ours.
                tokio::spawn(answer(stream, own.clone()));
            }
        });
        receiver
    }

    pub(crate) fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    /// How often somebody connected.
    pub(crate) fn tries(&self) -> usize {
        self.tries.load(Ordering::SeqCst)
    }

    /// Everything it took, whole.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, what: String) {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }

    async fn answer_call(self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        let (mut call, mut length) = (String::new(), 0);
        loop {
            let start = call.len();
            stream.read_line(&mut call).await?;
            let line = call[start..].trim().to_ascii_lowercase();
            if let Some(bytes) = line.strip_prefix("content-length:") {
                length = bytes.trim().parse().expect("a length");
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        call.push_str(&String::from_utf8(body).expect("JSON is text"));
        match self.mood() {
            Mood::Hangs => std::future::pending::<()>().await,
            Mood::Fails => stream.write_all(b"HTTP/1.1 503 Not Now\r\ncontent-length: 0\r\n\r\n").await?,
            Mood::Takes => {
                self.hear(call);
                stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await?;
            }
        }
        stream.shutdown().await
    }

    async fn answer_mail(self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        match self.mood() {
            Mood::Hangs => std::future::pending::<()>().await,
            Mood::Fails => return stream.write_all(b"421 busy, come back later\r\n").await,
            Mood::Takes => stream.write_all(b"220 mail.example\r\n").await?,
        }
        let mut mail = String::new();
        let mut is_body = false;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let word = line.split([' ', ':', '\r']).next().unwrap_or_default().to_ascii_uppercase();
            let answer: &[u8] = match word.as_str() {
                "." if is_body => {
                    is_body = false;
                    self.hear(std::mem::take(&mut mail));
                    b"250 taken\r\n"
                }
                _ if is_body => {
                    mail.push_str(&line);
                    continue;
                }
                "DATA" => {
                    is_body = true;
                    b"354 go on\r\n"
                }
                "QUIT" => {
                    stream.write_all(b"221 bye\r\n").await?;
                    return stream.shutdown().await;
                }
                "RCPT" => {
                    mail.push_str(&line);
                    b"250 fine\r\n"
                }
                _ => b"250 fine\r\n",
            };
            stream.write_all(answer).await?;
        }
    }
}

/// Waits until something is so, doing a step before each look.
pub(crate) async fn until(what: &str, mut step: impl FnMut(), mut is_so: impl AsyncFnMut() -> bool) {
    let patience = tokio::time::Instant::now() + PATIENCE;
    while !is_so().await {
        assert!(tokio::time::Instant::now() < patience, "{what}: it does not come");
        step();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
