//! A WebSocket that speaks JSON frames.

use super::PATIENCE;
use futures::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use std::{io::ErrorKind, net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        self, Message,
        client::IntoClientRequest as _,
        http::{HeaderName, HeaderValue},
    },
};

/// A socket that reads little before it must be read from: a phone on a bad line.
const NARROW_BYTES: u32 = 4 * 1024;

/// An open socket.
pub(crate) struct Socket(WebSocketStream<TcpStream>);

/// Why there is no socket.
#[derive(Debug)]
pub(crate) enum OpenError {
    /// The server answered with another status.
    Refused(u16),
    /// There was no answer.
    Unreachable,
}

/// Where the socket goes from here.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Line {
    Broad,
    /// The kernel takes a few kilobytes, then the server must wait.
    Narrow,
}

impl Socket {
    pub(crate) async fn open(
        address: SocketAddr,
        path: &str,
        headers: &[(&str, &str)],
        line: Line,
    ) -> Result<Self, OpenError> {
        let mut request = format!("ws://{address}{path}").into_client_request().expect("an address");
        for (name, value) in headers {
            let name: HeaderName = name.parse().expect("a header's name");
            request.headers_mut().insert(name, HeaderValue::from_str(value).expect("a header's value"));
        }
        let socket = TcpSocket::new_v4().map_err(|_| OpenError::Unreachable)?;
        if matches!(line, Line::Narrow) {
            socket.set_recv_buffer_size(NARROW_BYTES).expect("the kernel takes a size");
        }
        let stream = socket.connect(address).await.map_err(|_| OpenError::Unreachable)?;
        stream.set_nodelay(true).expect("the kernel takes it, as from a browser");
        match client_async(request, stream).await {
            Ok((stream, _)) => Ok(Self(stream)),
            Err(tungstenite::Error::Http(answer)) => Err(OpenError::Refused(answer.status().as_u16())),
            Err(_) => Err(OpenError::Unreachable),
        }
    }

    /// Sends a frame. One that cannot be sent any more is noticed by who reads.
    pub(crate) async fn send(&mut self, frame: Value) {
        self.send_text(frame.to_string()).await;
    }

    pub(crate) async fn send_text(&mut self, text: String) {
        let _gone = self.0.send(Message::text(text)).await;
    }

    /// The next frame; none at the end. Waits as long as it takes.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            match self.0.next().await? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).expect("frames are JSON")),
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                Ok(_) | Err(_) => return None,
            }
        }
    }

    /// The next frame of this type, over whatever comes before it.
    pub(crate) async fn until(&mut self, kind: &str) -> Value {
        let mut passed = Vec::new();
        loop {
            let Ok(next) = timeout(PATIENCE, self.next()).await else { panic!("no `{kind}` came, but {passed:#?}") };
            let Some(frame) = next else { panic!("the socket ended before `{kind}`, after {passed:#?}") };
            if frame["type"] == kind {
                return frame;
            }
            passed.push(frame.to_string());
        }
    }

    /// Sends a frame and gives the next one of this type.
    pub(crate) async fn ask(&mut self, frame: Value, kind: &str) -> Value {
        self.send(frame).await;
        self.until(kind).await
    }

    /// All that comes before the server ends the socket.
    pub(crate) async fn read_to_end(&mut self) -> Vec<Value> {
        let mut frames = Vec::new();
        while let Some(frame) = timeout(PATIENCE, self.next()).await.expect("the server ends the socket") {
            frames.push(frame);
        }
        frames
    }

    /// All that has come already: the answer to a ping comes after it.
    pub(crate) async fn so_far(&mut self) -> Vec<Value> {
        self.send(serde_json::json!({ "type": "ping" })).await;
        let mut frames = Vec::new();
        loop {
            let frame = timeout(PATIENCE, self.next()).await.expect("an answer comes").expect("the socket lives");
            if frame["type"] == "pong" {
                return frames;
            }
            frames.push(frame);
        }
    }

    /// Falls silent, like a laptop whose lid was shut: takes what comes and answers nothing, not even a ping. Ends when
    /// the server lets go.
    pub(crate) async fn until_let_go(self) {
        let stream = self.0.into_inner();
        let ended = async {
            let mut taken = [0; 4_096];
            loop {
                if stream.readable().await.is_err() {
                    return;
                }
                match stream.try_read(&mut taken) {
                    Err(error) if error.kind() != ErrorKind::WouldBlock => return,
                    Ok(0) => return,
                    Ok(_) | Err(_) => {}
                }
            }
        };
        timeout(PATIENCE, ended).await.expect("the server lets go of who is silent");
    }

    /// A pause between two tries to connect.
    pub(crate) async fn pause() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
