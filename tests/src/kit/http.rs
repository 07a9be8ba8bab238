//! Requests with a cookie jar, and their answers.

use super::PATIENCE;
use reqwest::{
    Client, Method, RequestBuilder,
    cookie::{CookieStore as _, Jar},
    header::HeaderMap,
};
use serde_json::Value;
use std::{net::SocketAddr, sync::Arc};

/// A client of one server.
#[derive(Clone)]
pub(crate) struct Http {
    client: Client,
    jar: Arc<Jar>,
    /// Where the server listens now.
    pub(crate) address: SocketAddr,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// JSON, or the text where it is none.
    pub(crate) body: Value,
}

impl Http {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let jar = Arc::new(Jar::default());
        let client = Client::builder().no_proxy().timeout(PATIENCE).cookie_provider(jar.clone());
        Self { client: client.build().expect("a client"), jar, address }
    }

    /// The cookies that the server gave, as a browser would send them back.
    pub(crate) fn cookies(&self) -> Option<String> {
        let url = format!("http://{}/", self.address).parse().expect("an address");
        self.jar.cookies(&url).map(|value| value.to_str().expect("cookies are ASCII").to_owned())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[], Some(body)).await
    }

    /// Posts bytes as they are.
    pub(crate) async fn send_bytes(&self, path: &str, headers: &[(&str, &str)], bytes: Vec<u8>) -> Answer {
        let mut request = self.client.post(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Self::answer(request.body(bytes), path).await
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let method: Method = method.parse().expect("a method");
        let mut request = self.client.request(method.clone(), format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        Self::answer(request, &format!("{method} {path}")).await
    }

    async fn answer(request: RequestBuilder, what: &str) -> Answer {
        let response = request.send().await.unwrap_or_else(|error| panic!("{what}: {error}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap_or_else(|error| panic!("{what}: {error}"));
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Answer { status, headers, body }
    }
}

impl Answer {
    /// The body of an answer that must be a success.
    pub(crate) fn fine(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.body);
        self.body
    }

    /// The error of an answer that must have failed so.
    pub(crate) fn error(&self, status: u16, code: &str) -> &Value {
        let error = &self.body["error"];
        assert_eq!((self.status, error["code"].as_str()), (status, Some(code)), "{}", self.body);
        error
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("headers are ASCII"))
    }
}
