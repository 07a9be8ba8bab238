//! A visitor's socket with small buffers, so that ten thousand of them fit beside the server.

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

/// A connected visitor.
pub(crate) struct Client(WebSocketStream<TcpStream>);

impl Client {
    /// Connects and waits for what the server shows first.
    pub(crate) async fn connect(address: SocketAddr, token: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("the system takes it, as from a browser");
        let config = WebSocketConfig::default().read_buffer_size(1_024).write_buffer_size(0);
        let request = format!("ws://{address}/api/v1/widget/mall/socket");
        let (stream, _) = client_async_with_config(request, stream, Some(config)).await.expect("a socket is given");
        let mut client = Self(stream);
        let page = json!({ "url": "https://shop.example.com/orders" });
        client.send(&json!({ "type": "hello", "token": token, "locale": "en", "page": page, "resume": null })).await;
        let welcome = client.until("welcome").await;
        if welcome["session"].is_object() {
            client.until("transcript").await;
        }
        client
    }

    /// Posts and waits until it is stored.
    pub(crate) async fn post(&mut self, client_id: &str) {
        let words = "Could you look at my order, please?";
        self.send(&json!({ "type": "post", "client_id": client_id, "session": null, "text": words })).await;
        self.until("ack").await;
    }

    /// Reads and answers pings, as a browser does by itself. Ends when the server ends the socket.
    pub(crate) async fn idle(mut self) {
        while let Some(Ok(_)) = self.0.next().await {}
    }

    async fn send(&mut self, frame: &Value) {
        self.0.send(Message::text(frame.to_string())).await.expect("the server reads");
    }

    async fn until(&mut self, kind: &str) -> Value {
        loop {
            let Message::Text(text) = self.0.next().await.expect("the socket lives").expect("the socket lives") else {
                continue;
            };
            let frame: Value = serde_json::from_str(&text).expect("frames are JSON");
            if frame["type"] == kind {
                return frame;
            }
            assert!(frame["type"] != "nack" && frame["type"] != "error", "{frame}");
        }
    }
}
