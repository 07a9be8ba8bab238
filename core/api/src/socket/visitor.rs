//! A visitor's connection: hello, resume, then frames and notices until one side goes.

mod amend;
mod line;
mod posting;

use super::{
    Place,
    follow::{Followed, Step},
    wire::{Gone, Heard, Incoming, parse, ping, send},
};
use crate::{
    error::Failure,
    extract::{Client, SignedVisitor, parse_locale},
    state::ApiState,
    view::{ByeReason, PartyWord, ToVisitorFrame, VisitorFrame, VisitorMessageView, VisitorResume},
};
use amend::Amendment;
use axum::extract::ws::WebSocket;
use line::InLine;
use std::{net::IpAddr, pin::Pin, time::Duration};
use usher_bus::{Notice, Received, Subscription, Topic};
use usher_engine::{OwnSession, Page, TypingPace, UserAgent};
use usher_model::{ChannelId, Locale, Session, Visitor};

/// How long a client may take to say hello.
const HELLO_TIMEOUT: Duration = Duration::from_secs(10);

struct Connection {
    socket: WebSocket,
    state: ApiState,
    visitor: SignedVisitor,
    browser: UserAgent,
    page: Page,
    locale: Locale,
    follow: Subscription,
    shown: Option<Followed>,
    own: Option<OwnSession>,
    line: Option<Box<InLine>>,
    typing: TypingPace,
    own_origin: String,
    address: IpAddr,
    heard: Heard,
    _place: Place,
}

/// A future on the heap: the rare work of a connection must not swell the state that ten thousand idle ones keep.
type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Serves one socket to its end.
pub(super) async fn run(socket: WebSocket, state: ApiState, channel: ChannelId, client: Client, place: Place) {
    let greeted: Boxed<'_, _> = Box::pin(greet(socket, state, channel, client, place));
    let Some(mut connection) = greeted.await else { return };
    // The end of a connection is never an error: the client comes back and resumes.
    let _ended = connection.serve().await;
}

/// Waits for the hello and answers it; none where the socket is not to be served.
async fn greet(
    mut socket: WebSocket,
    state: ApiState,
    channel: ChannelId,
    client: Client,
    place: Place,
) -> Option<Box<Connection>> {
    let hello = tokio::time::timeout(HELLO_TIMEOUT, socket.recv()).await.ok()?;
    let (token, locale, page, resume) = match parse(hello) {
        Incoming::Frame(VisitorFrame::Hello { token, locale, page, resume }) => (token, locale, page, resume),
        Incoming::Frame(_) => {
            let error = Failure::bad("type", "the first frame must be `hello`").view();
            let _gone = send(&mut socket, &ToVisitorFrame::Error { error }).await;
            return None;
        }
        Incoming::Bad(error) => {
            let _gone = send(&mut socket, &ToVisitorFrame::Error { error }).await;
            return None;
        }
        Incoming::Control | Incoming::Gone => return None,
    };
    let checked = SignedVisitor::check(&state.engine, channel.as_str(), &token, &client.own_origin).await;
    let visitor = match checked {
        Ok(visitor) => visitor,
        Err(refused) => {
            let bye = match refused {
                Failure::Unauthorized(_) => ToVisitorFrame::Bye { reason: ByeReason::Unauthorized, retry_after_ms: 0 },
                other => ToVisitorFrame::Error { error: other.view() },
            };
            let _gone = send(&mut socket, &bye).await;
            return None;
        }
    };
    let Visitor { id, locale: known, .. } = &visitor.0;
    let follow = state.engine.bus().subscribe(&[Topic::Visitor(*id)]);
    let locale = parse_locale(&locale, known);
    let mut connection = Box::new(Connection {
        socket,
        browser: client.browser,
        page: page.into(),
        locale,
        follow,
        shown: None,
        own: None,
        line: None,
        typing: TypingPace::default(),
        own_origin: client.own_origin,
        address: client.address,
        heard: Heard::now(),
        visitor,
        state,
        _place: place,
    });
    match connection.welcome(resume).await {
        Ok(()) => Some(connection),
        Err(Gone) => None,
    }
}

impl Connection {
    async fn serve(&mut self) -> Result<(), Gone> {
        let heartbeat = self.state.config.heartbeat;
        let draining = self.state.shutdown.draining.clone();
        let mut compare = tokio::time::interval_at(tokio::time::Instant::now() + heartbeat, heartbeat);
        compare.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let work: Boxed<'_, Result<(), Gone>> = tokio::select! {
                received = self.socket.recv() => {
                    self.heard = Heard::now();
                    match parse(received) {
                        Incoming::Frame(frame) => Box::pin(self.on_frame(frame)),
                        Incoming::Bad(error) => Box::pin(self.send(ToVisitorFrame::Error { error })),
                        Incoming::Control => continue,
                        Incoming::Gone => return Err(Gone),
                    }
                }
                received = self.follow.recv() => match received {
                    Received::Notice(notice) => Box::pin(self.on_notice(notice)),
                    Received::Lagged => Box::pin(self.repair()),
                },
                _ = compare.tick() => Box::pin(self.beat(heartbeat)),
                () = draining.cancelled() => return self.drain().await,
            };
            work.await?;
        }
    }

    async fn send(&mut self, frame: ToVisitorFrame) -> Result<(), Gone> {
        send(&mut self.socket, &frame).await
    }

    async fn welcome(&mut self, resume: Option<VisitorResume>) -> Result<(), Gone> {
        let engine = self.state.engine.clone();
        let latest = match engine.latest_session(&self.visitor.0).await {
            Ok(latest) => latest,
            Err(error) => return self.fail(error.into()).await,
        };
        let epoch = engine.store().epoch().to_string();
        let welcome = ToVisitorFrame::Welcome {
            epoch: epoch.clone(),
            visitor: self.visitor.0.id.to_string(),
            session: match &latest {
                Some(session) => match self.view(session).await {
                    Ok(view) => Some(view),
                    Err(failure) => return self.fail(failure).await,
                },
                None => None,
            },
            heartbeat_ms: u64::try_from(self.state.config.heartbeat.as_millis()).unwrap_or(20_000),
        };
        self.send(welcome).await?;
        let Some(session) = latest else { return Ok(()) };
        let resume = resume
            .filter(|resume| resume.epoch == epoch && resume.session == session.id.to_string())
            .map(|resume| resume.last_seq);
        self.begin(&session, resume).await
    }

    /// Follows a session: subscribes first, then reads, so that nothing falls between.
    async fn begin(&mut self, session: &Session, resume: Option<i64>) -> Result<(), Gone> {
        if let Some(old) = self.shown.take() {
            self.follow.remove(&Topic::Session(old.session));
        }
        self.follow.add(&Topic::Session(session.id));
        self.own = OwnSession::of(&self.visitor.0, session);
        let engine = self.state.engine.clone();
        let begun = match resume {
            Some(shown) => {
                let last_seq = match engine.store().session(session.id).await {
                    Ok(fresh) => fresh.map_or(session.last_seq, |fresh| fresh.last_seq),
                    Err(error) => return self.fail(error.into()).await,
                };
                Followed::resume(&engine, session.id, shown, last_seq).await
            }
            None => Followed::from_start(&engine, session.id).await,
        };
        match begun {
            Ok((followed, stretch)) => {
                self.shown = Some(followed);
                self.send(ToVisitorFrame::Transcript {
                    session: session.id.to_string(),
                    reset: stretch.reset,
                    has_earlier: stretch.has_earlier,
                    messages: VisitorMessageView::all(&stretch.messages, &engine.rules(), &engine.file_links()),
                })
                .await
            }
            Err(failure) => self.fail(failure).await,
        }
    }

    async fn on_frame(&mut self, frame: VisitorFrame) -> Result<(), Gone> {
        if matches!(frame, VisitorFrame::Typing { .. }) && !self.typing.may_tell(self.state.engine.now()) {
            return Ok(());
        }
        // A message has limits of its own, and its refusal must name it.
        if !matches!(frame, VisitorFrame::Post { .. })
            && let Err(failure) = self.state.limiters.visitor_request(self.visitor.0.id)
        {
            return self.fail(failure).await;
        }
        match frame {
            VisitorFrame::Hello { .. } => {
                self.fail(Failure::bad("type", "`hello` comes once, as the first frame")).await
            }
            VisitorFrame::Post { client_id, session, text, files } => {
                self.on_post(client_id, session, &text, &files).await
            }
            VisitorFrame::Read { session, seq } => self.amend(&session, Amendment::Read(seq)).await,
            VisitorFrame::Got { session, seq } => self.amend(&session, Amendment::Got(seq)).await,
            VisitorFrame::Typing { session } => self.amend(&session, Amendment::Typing).await,
            VisitorFrame::Recall { session, seq } => self.amend(&session, Amendment::Recall(seq)).await,
            VisitorFrame::Page { page } => {
                self.page = page.into();
                Ok(())
            }
            VisitorFrame::End { session } => self.amend(&session, Amendment::End).await,
            VisitorFrame::Ping => self.send(ToVisitorFrame::Pong).await,
        }
    }

    async fn on_notice(&mut self, notice: Notice) -> Result<(), Gone> {
        match notice {
            Notice::Message(message) => {
                let engine = self.state.engine.clone();
                let Some(followed) = self.shown.as_mut().filter(|shown| shown.session == message.session) else {
                    return Ok(());
                };
                match followed.step(&message) {
                    Step::Next => {
                        let message = VisitorMessageView::new(&message, &engine.rules(), &engine.file_links());
                        self.send(ToVisitorFrame::Message { message }).await
                    }
                    Step::Old => Ok(()),
                    Step::Gap => self.repair().await,
                }
            }
            Notice::Session(session) => {
                if self.shown.is_some_and(|shown| shown.session == session.id) {
                    // The notice is a hint, and one of an earlier change may come behind a later one.
                    let session = match self.state.engine.store().session(session.id).await {
                        Ok(Some(session)) => session,
                        Ok(None) => return Ok(()),
                        Err(error) => return self.fail(error.into()).await,
                    };
                    match self.view(&session).await {
                        Ok(session) => self.send(ToVisitorFrame::Session { session }).await,
                        Err(failure) => self.fail(failure).await,
                    }
                } else {
                    // The close of an earlier session may be told after the next one was opened: the store says which
                    // one is the latest.
                    self.repair().await
                }
            }
            Notice::Receipt { session, party, kind, seq } => {
                let (party, kind) = (PartyWord::from(&party), kind.into());
                self.send(ToVisitorFrame::Receipt { session: session.to_string(), party, kind, seq }).await
            }
            Notice::Typing { session, party } => self.on_typing(session, &party).await,
            Notice::Line { group } => self.on_line(&group).await,
            Notice::Left { .. }
            | Notice::Notice { .. }
            | Notice::Availability { .. }
            | Notice::SignedOut { .. }
            | Notice::Workbench { .. }
            | Notice::Rules { .. } => Ok(()),
        }
    }

    /// Once a heartbeat: is the client still there, may it still be here, and does it show what the store holds?
    async fn beat(&mut self, heartbeat: Duration) -> Result<(), Gone> {
        if self.heard.is_lost(heartbeat) {
            return Err(Gone);
        }
        ping(&mut self.socket).await?;
        let Visitor { channel, origin, .. } = &self.visitor.0;
        let rules = self.state.engine.rules();
        let channel = rules.ruleset().channels.get(channel);
        if !channel.is_some_and(|channel| channel.allows(origin, &self.own_origin)) {
            self.send(ToVisitorFrame::Bye { reason: ByeReason::Unauthorized, retry_after_ms: 0 }).await?;
            return Err(Gone);
        }
        match (self.state.engine.latest_session(&self.visitor.0).await, self.shown) {
            (Ok(None), _) => Ok(()),
            // An idle visitor: nothing to send, so nothing is sent.
            (Ok(Some(latest)), Some(shown)) if latest.id == shown.session && latest.last_seq <= shown.shown => Ok(()),
            (Ok(Some(latest)), _) => self.show(&latest).await,
            (Err(error), _) => self.fail(error.into()).await,
        }
    }

    /// Shows the latest session as the store has it: after a gap, a lag, or news of a session that is not shown.
    async fn repair(&mut self) -> Result<(), Gone> {
        match self.state.engine.latest_session(&self.visitor.0).await {
            Ok(Some(latest)) => self.show(&latest).await,
            Ok(None) => Ok(()),
            Err(error) => self.fail(error.into()).await,
        }
    }

    async fn show(&mut self, session: &Session) -> Result<(), Gone> {
        let engine = self.state.engine.clone();
        match self.view(session).await {
            Ok(session) => self.send(ToVisitorFrame::Session { session }).await?,
            Err(failure) => return self.fail(failure).await,
        }
        let Some(shown) = self.shown.as_mut().filter(|shown| shown.session == session.id) else {
            return self.begin(session, None).await;
        };
        match shown.catch_up(&engine).await {
            Ok(messages) => {
                for message in VisitorMessageView::all(&messages, &engine.rules(), &engine.file_links()) {
                    self.send(ToVisitorFrame::Message { message }).await?;
                }
                Ok(())
            }
            Err(failure) => self.fail(failure).await,
        }
    }

    async fn fail(&mut self, failure: Failure) -> Result<(), Gone> {
        let error = failure.view();
        self.send(ToVisitorFrame::Error { error }).await
    }

    async fn drain(&mut self) -> Result<(), Gone> {
        let jitter = u64::from(self.state.engine.entropy().bytes16()[0]) * 8;
        self.send(ToVisitorFrame::Bye { reason: ByeReason::Draining, retry_after_ms: 250 + jitter }).await
    }
}
