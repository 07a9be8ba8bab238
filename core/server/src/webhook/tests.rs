//! Calls to listeners of our own.

use super::{WebhookClient, connection::Tls, signature::Secret};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect},
    routing::post,
};
use std::{
    env,
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};
use usher_engine::{WebhookCall, WebhookError, WebhookSender};
use usher_model::{DeliveryId, SeededEntropy, Timestamp};
use usher_ruleset::Webhook;

const BODY: &str = r#"{"event":"tagged","note":"für Zoë"}"#;
const NOW: Timestamp = Timestamp::from_millis(1_772_355_600_999);
/// Longer than anything on a busy machine takes.
const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<(HeaderMap, Bytes)>>>);

impl Heard {
    fn calls(&self) -> Vec<(HeaderMap, Bytes)> {
        self.0.lock().unwrap().clone()
    }
}

async fn hear(State(heard): State<Heard>, headers: HeaderMap, body: Bytes) {
    heard.0.lock().unwrap().push((headers, body));
}

/// A listener, by the port it listens on.
async fn listener() -> (u16, Heard) {
    let heard = Heard::default();
    let app = Router::new()
        .route("/hear", post(hear))
        .route("/fails", post(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
        .route("/moved", post(|| async { Redirect::temporary("/hear") }))
        .route("/silent", post(pending::<()>))
        .route("/endless", post(|| async { (StatusCode::ACCEPTED, vec![b'x'; 4 * 1024 * 1024]).into_response() }))
        .with_state(heard.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, app).await });
    (port, heard)
}

fn call(url: String) -> WebhookCall {
    let webhook = Webhook {
        id: "pager".parse().unwrap(),
        name: "Pager".to_owned(),
        url,
        timeout: PATIENCE,
        secret_env: None,
        events: Vec::new(),
    };
    let delivery = DeliveryId::new(Timestamp::default(), &SeededEntropy::new(7));
    WebhookCall { webhook: Arc::new(webhook), delivery, at: NOW, body: BODY.to_owned() }
}

fn signed(call: WebhookCall, secret_env: &str) -> WebhookCall {
    let webhook = Webhook { secret_env: Some(secret_env.to_owned()), ..(*call.webhook).clone() };
    WebhookCall { webhook: Arc::new(webhook), ..call }
}

fn within(call: WebhookCall, timeout: Duration) -> WebhookCall {
    let webhook = Webhook { timeout, ..(*call.webhook).clone() };
    WebhookCall { webhook: Arc::new(webhook), ..call }
}

#[tokio::test]
async fn a_call_says_who_calls_and_which_delivery_and_is_signed_where_there_is_a_secret() {
    let (port, heard) = listener().await;
    let client = WebhookClient::default();
    let plain = call(format!("http://localhost:{port}/hear?team=care"));
    let delivery = plain.delivery.to_string();
    client.send(plain.clone()).await.unwrap();
    // A variable that is set wherever tests run.
    client.send(signed(plain, "PATH")).await.unwrap();

    let secret = env::var("PATH").unwrap();
    let signature = Secret::read(secret.as_bytes()).unwrap().sign(&delivery, 1_772_355_600, BODY);
    let calls = heard.calls();
    assert_eq!(calls.len(), 2);
    for ((headers, body), signed) in calls.iter().zip([None, Some(signature)]) {
        let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(body, BODY);
        assert_eq!(header("content-type").as_deref(), Some("application/json"));
        assert_eq!(header("user-agent").unwrap(), format!("usher/{}", env!("CARGO_PKG_VERSION")));
        assert_eq!(header("host").unwrap(), format!("localhost:{port}"));
        assert_eq!(header("webhook-id").unwrap(), delivery);
        assert_eq!(header("webhook-timestamp").as_deref(), Some("1772355600"));
        assert_eq!(header("webhook-signature"), signed);
        assert!(!headers.contains_key(header::COOKIE));
    }
}

#[tokio::test]
async fn a_call_without_its_secret_is_not_made() {
    let (port, heard) = listener().await;
    let outcome = WebhookClient::default()
        .send(signed(call(format!("http://127.0.0.1:{port}/hear")), "USHER_NO_SUCH_SECRET"))
        .await;
    assert!(matches!(outcome, Err(WebhookError::Secret { name }) if name == "USHER_NO_SUCH_SECRET"));
    assert!(heard.calls().is_empty());
}

#[tokio::test]
async fn only_success_is_success() {
    let (port, heard) = listener().await;
    let client = WebhookClient::default();
    let at = |path: &str| call(format!("http://127.0.0.1:{port}/{path}"));
    assert!(matches!(client.send(at("fails")).await, Err(WebhookError::Status(500))));
    assert!(matches!(client.send(at("nowhere")).await, Err(WebhookError::Status(404))));
    // Followed, it would be heard.
    assert!(matches!(client.send(at("moved")).await, Err(WebhookError::Status(307))));
    assert!(heard.calls().is_empty());
    // An answer that is longer than what is read of it.
    assert!(client.send(at("endless")).await.is_ok());
}

#[tokio::test]
async fn whoever_is_silent_is_given_up_and_whoever_is_not_there_is_said_so() {
    let (port, _) = listener().await;
    let client = WebhookClient::default();
    let silent = within(call(format!("http://127.0.0.1:{port}/silent")), Duration::from_millis(50));
    assert!(matches!(client.send(silent).await, Err(WebhookError::Timeout)));

    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    match client.send(call(format!("http://{free}/"))).await {
        Err(WebhookError::Unreachable(why)) => assert!(why.contains("refused"), "{why}"),
        other => panic!("{other:?}"),
    }
    match client.send(call("http://169.254.169.254/latest".to_owned())).await {
        Err(WebhookError::Unreachable(why)) => assert!(why.contains("this machine only"), "{why}"),
        other => panic!("{other:?}"),
    }
}

/// A listener that shows a certificate for `localhost`, answers each call with 204, and counts them.
async fn encrypted() -> (u16, CertificateDer<'static>, Arc<Mutex<u32>>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let calls = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&calls);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut heard = Vec::new();
            while !heard.ends_with(BODY.as_bytes()) {
                if stream.read_buf(&mut heard).await.unwrap() == 0 {
                    break;
                }
            }
            *counted.lock().unwrap() += 1;
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
            let _gone = stream.shutdown().await;
        }
    });
    (port, certificate, calls)
}

#[tokio::test]
async fn an_encrypted_call_reaches_only_whom_the_certificate_names() {
    let (port, certificate, calls) = encrypted().await;
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let trusting = WebhookClient { tls: Tls::trusting(roots) };
    trusting.send(call(format!("https://localhost:{port}/"))).await.unwrap();
    assert_eq!(*calls.lock().unwrap(), 1);

    let strict = WebhookClient { tls: Tls::trusting(RootCertStore::empty()) };
    let misnamed = trusting.send(call(format!("https://127.0.0.1:{port}/"))).await;
    let unknown = strict.send(call(format!("https://localhost:{port}/"))).await;
    for outcome in [misnamed, unknown] {
        match outcome {
            Err(WebhookError::Unreachable(why)) => assert!(why.contains("certificate"), "{why}"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(*calls.lock().unwrap(), 1);
}
