//! An agent's connection: everything of the sessions the agent owns, without asking.

mod amend;
mod end;
mod left;
mod notices;
mod workbench;

use self::left::Inbox;
use super::{
    Place,
    follow::{Followed, Step},
    notices::ShownNotices,
    wire::{Gone, Heard, Incoming, parse, ping, send},
};
use crate::{
    error::Failure,
    extract::{parse_files, parse_session},
    route::{me_view, session_view, session_views},
    state::ApiState,
    view::{AgentFrame, AgentResume, ByeReason, MessageView, PartyWord, ToAgentFrame},
};
use axum::extract::ws::WebSocket;
use std::{collections::HashMap, sync::Arc, time::Duration};
use usher_bus::{Notice, Received, Subscription, Topic};
use usher_engine::{MAX_PAGE_LIMIT, MessageText, Said, TypingPace};
use usher_model::{Agent, ClientId, GroupId, Session, SessionId, SessionState};
use usher_store::{SessionFilter, TagStep};

/// How long a client may take to say hello.
const HELLO_TIMEOUT: Duration = Duration::from_secs(10);

struct Connection {
    socket: WebSocket,
    state: ApiState,
    agent: Arc<Agent>,
    /// Of the sign-in, which may end before the socket does.
    token: String,
    heard: Heard,
    follow: Subscription,
    shown: HashMap<SessionId, Followed>,
    notices: ShownNotices,
    /// The groups that are followed.
    groups: Vec<GroupId>,
    /// What the inbox held when that was told last.
    inbox: Inbox,
    typing: TypingPace,
    _place: Place,
}

/// Serves one socket to its end.
pub(super) async fn run(mut socket: WebSocket, state: ApiState, agent: Arc<Agent>, token: String, place: Place) {
    let Ok(hello) = tokio::time::timeout(HELLO_TIMEOUT, socket.recv()).await else { return };
    let resume = match parse(hello) {
        Incoming::Frame(AgentFrame::Hello { resume }) => resume,
        Incoming::Frame(_) => {
            let error = Failure::bad("type", "the first frame must be `hello`").view();
            let _gone = send(&mut socket, &ToAgentFrame::Error { error }).await;
            return;
        }
        Incoming::Bad(error) => {
            let _gone = send(&mut socket, &ToAgentFrame::Error { error }).await;
            return;
        }
        Incoming::Control | Incoming::Gone => return,
    };
    let follow = state.engine.bus().subscribe(&[Topic::Agent(agent.id.clone()), Topic::Notices, Topic::Rules]);
    let presence = match state.engine.agent_connected(&agent.id).await {
        Ok(presence) => presence,
        Err(error) => {
            let error = Failure::from(error).view();
            let _gone = send(&mut socket, &ToAgentFrame::Error { error }).await;
            return;
        }
    };
    let (shown, notices, groups) = (HashMap::new(), ShownNotices::default(), Vec::new());
    let heard = Heard::now();
    let typing = TypingPace::default();
    let mut connection = Connection {
        socket,
        state,
        agent,
        token,
        heard,
        follow,
        shown,
        notices,
        groups,
        inbox: Inbox::default(),
        typing,
        _place: place,
    };
    connection.follow_groups();
    if connection.welcome(resume).await.is_ok() {
        // The end of a connection is never an error: the client comes back and resumes.
        let _ended = connection.serve().await;
    }
    drop(presence);
}

impl Connection {
    async fn serve(&mut self) -> Result<(), Gone> {
        let heartbeat = self.state.config.heartbeat;
        let draining = self.state.shutdown.draining.clone();
        let mut compare = tokio::time::interval_at(tokio::time::Instant::now() + heartbeat, heartbeat);
        compare.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                received = self.socket.recv() => {
                    self.heard = Heard::now();
                    match parse(received) {
                        Incoming::Frame(frame) => self.on_frame(frame).await?,
                        Incoming::Bad(error) => self.send(ToAgentFrame::Error { error }).await?,
                        Incoming::Control => {}
                        Incoming::Gone => return Err(Gone),
                    }
                }
                received = self.follow.recv() => match received {
                    Received::Notice(notice) => self.on_notice(notice).await?,
                    Received::Lagged => {
                        // What was lost may have left the counts as they were.
                        self.inbox.forget();
                        self.repair().await?;
                        self.tell_workbenches().await?;
                    }
                },
                () = self.inbox.is_due() => self.tell_left().await?,
                _ = compare.tick() => {
                    if self.heard.is_lost(heartbeat) {
                        return Err(Gone);
                    }
                    ping(&mut self.socket).await?;
                    self.repair().await?;
                }
                () = draining.cancelled() => return self.bye(ByeReason::Draining).await,
            }
        }
    }

    async fn send(&mut self, frame: ToAgentFrame) -> Result<(), Gone> {
        send(&mut self.socket, &frame).await
    }

    async fn welcome(&mut self, resume: Option<AgentResume>) -> Result<(), Gone> {
        let engine = self.state.engine.clone();
        let owned = match self.owned().await {
            Ok(owned) => owned,
            Err(failure) => return self.fail(failure).await,
        };
        // Subscribe first, then read.
        for session in &owned {
            self.follow.add(&Topic::Session(session.id));
        }
        let sessions = match session_views(&engine, &owned).await {
            Ok(sessions) => sessions,
            Err(failure) => return self.fail(failure).await,
        };
        let epoch = engine.store().epoch().to_string();
        let heartbeat_ms = u64::try_from(self.state.config.heartbeat.as_millis()).unwrap_or(20_000);
        let me = me_view(&engine, &self.agent);
        let left = match self.left_inbox().await {
            Ok(left) => left,
            Err(failure) => return self.fail(failure).await,
        };
        self.send(ToAgentFrame::Welcome { epoch: epoch.clone(), me, sessions, left, heartbeat_ms }).await?;
        let points: HashMap<String, i64> = resume
            .filter(|resume| resume.epoch == epoch)
            .map(|resume| resume.sessions.into_iter().map(|point| (point.session, point.last_seq)).collect())
            .unwrap_or_default();
        for session in owned {
            let shown = points.get(&session.id.to_string()).copied();
            self.begin(&session, shown).await?;
        }
        self.tell_notices().await
    }

    /// All open sessions that the agent owns.
    async fn owned(&mut self) -> Result<Vec<Session>, Failure> {
        let filter = SessionFilter::OwnedBy(self.agent.id.clone());
        Ok(self.state.engine.list_sessions(filter, None, MAX_PAGE_LIMIT).await?)
    }

    async fn begin(&mut self, session: &Session, shown: Option<i64>) -> Result<(), Gone> {
        self.follow.add(&Topic::Session(session.id));
        let engine = self.state.engine.clone();
        let begun = match shown {
            Some(shown) => match engine.store().session(session.id).await {
                Ok(fresh) => {
                    let last_seq = fresh.map_or(session.last_seq, |fresh| fresh.last_seq);
                    Followed::resume(&engine, session.id, shown, last_seq).await
                }
                Err(error) => Err(error.into()),
            },
            None => Followed::from_start(&engine, session.id).await,
        };
        match begun {
            Ok((followed, stretch)) => {
                self.shown.insert(session.id, followed);
                self.send(ToAgentFrame::Transcript {
                    session: session.id.to_string(),
                    reset: stretch.reset,
                    has_earlier: stretch.has_earlier,
                    messages: MessageView::all(&stretch.messages, &engine.rules(), &engine.file_links()),
                })
                .await
            }
            Err(failure) => self.fail(failure).await,
        }
    }

    async fn on_frame(&mut self, frame: AgentFrame) -> Result<(), Gone> {
        let engine = self.state.engine.clone();
        let done = match frame {
            AgentFrame::Hello { .. } => Err(Failure::bad("type", "`hello` comes once, as the first frame")),
            AgentFrame::Ping => return self.send(ToAgentFrame::Pong).await,
            AgentFrame::Post { session, client_id, text, files } => {
                return self.on_post(session, client_id, &text, &files).await;
            }
            AgentFrame::Read { session, seq } => match parse_session(&session) {
                Ok(id) => engine.read_as_agent(&self.agent.id, id, seq).await.map(drop).map_err(Failure::from),
                Err(failure) => Err(failure),
            },
            AgentFrame::Note { session, client_id, text } => return self.on_note(session, client_id, &text).await,
            AgentFrame::Got { session, seq } => self.got(&session, seq).await,
            AgentFrame::Typing { session } => self.types(&session).await,
            AgentFrame::Recall { session, seq } => self.recall(&session, seq).await,
            AgentFrame::Tag { session, tag, set } => {
                self.tag(&session, tag, if set { TagStep::Set } else { TagStep::Unset }).await
            }
            AgentFrame::Close { session } => match parse_session(&session) {
                Ok(id) => engine.close_as_agent(&self.agent.id, id).await.map(drop).map_err(Failure::from),
                Err(failure) => Err(failure),
            },
            AgentFrame::Accept { session } => self.accept(&session).await,
            AgentFrame::Decline { session } => self.decline(&session).await,
            AgentFrame::ReadNotice { notice } => self.read_notice(&notice).await,
            AgentFrame::Availability { availability } => {
                engine.set_availability(&self.agent.id, availability.into()).await.map_err(Failure::from)
            }
        };
        match done {
            Ok(()) => Ok(()), // The bus brings the news, to this connection as to the others.
            Err(failure) => self.fail(failure).await,
        }
    }

    async fn on_post(&mut self, session: String, client_id: String, text: &str, files: &[String]) -> Result<(), Gone> {
        let posted = self.post(&session, &client_id, text, files).await;
        self.acknowledge(session, client_id, posted).await
    }

    async fn post(
        &mut self,
        session: &str,
        client_id: &str,
        text: &str,
        files: &[String],
    ) -> Result<usher_engine::Receipt, Failure> {
        self.state.limiters.agent_message(&self.agent.id)?;
        let session = parse_session(session)?;
        let client_id = ClientId::try_from(client_id.to_owned()).map_err(|why| Failure::bad("client_id", why))?;
        let files = self.state.engine.files_of_agent(&self.agent.id, &parse_files(files)?).await?;
        let says = Said { text: MessageText::beside(text, &files)?, files };
        Ok(self.state.engine.post_as_agent(&self.agent.id, session, client_id, says).await?)
    }

    async fn on_notice(&mut self, notice: Notice) -> Result<(), Gone> {
        let engine = self.state.engine.clone();
        match notice {
            Notice::Message(message) => {
                let Some(followed) = self.shown.get_mut(&message.session) else { return Ok(()) };
                match followed.step(&message) {
                    Step::Next => {
                        let message = MessageView::new(&message, &engine.rules(), &engine.file_links());
                        self.send(ToAgentFrame::Message { message }).await
                    }
                    Step::Old => Ok(()),
                    Step::Gap => self.catch_up(message.session).await,
                }
            }
            // The notice is a hint, and one of an earlier change may come behind a later one: the store says how it is.
            Notice::Session(session) => match engine.store().session(session.id).await {
                Ok(Some(session)) => self.on_session(&session).await,
                Ok(None) => Ok(()),
                Err(error) => self.fail(error.into()).await,
            },
            Notice::Receipt { session, party, kind, seq } => {
                let (party, kind) = (PartyWord::from(&party), kind.into());
                self.send(ToAgentFrame::Receipt { session: session.to_string(), party, kind, seq }).await
            }
            Notice::Typing { session, party } => self.on_typing(session, &party).await,
            Notice::Availability { availability, because, .. } => {
                let (availability, because) = (availability.into(), because.into());
                self.send(ToAgentFrame::Availability { availability, because }).await
            }
            Notice::Notice { .. } => self.tell_notices().await,
            Notice::Left { left } => self.on_left(left).await,
            Notice::Line { .. } => Ok(()),
            Notice::Workbench { session } => self.on_workbench(session).await,
            Notice::SignedOut { .. } => self.check_sign_in().await,
            Notice::Rules { revision } => {
                self.follow_groups();
                let ok = engine.live().status().last_reload_successful;
                self.send(ToAgentFrame::Rules { revision: revision.to_string(), ok }).await
            }
        }
    }

    async fn on_session(&mut self, session: &Session) -> Result<(), Gone> {
        let engine = self.state.engine.clone();
        // Also what the agent is asked to take.
        let mine = session.state.slot() == Some(&self.agent.id);
        let was_mine = self.shown.contains_key(&session.id);
        if mine || was_mine {
            match session_view(&engine, session).await {
                Ok(view) => self.send(ToAgentFrame::Session { session: Box::new(view) }).await?,
                Err(failure) => return self.fail(failure).await,
            }
        }
        if mine && !was_mine {
            return self.begin(session, None).await;
        }
        if was_mine && !mine {
            // What was written last, such as the closing entry, may still be on its way.
            self.catch_up(session.id).await?;
            self.follow.remove(&Topic::Session(session.id));
            self.shown.remove(&session.id);
        }
        Ok(())
    }

    async fn catch_up(&mut self, session: SessionId) -> Result<(), Gone> {
        let engine = self.state.engine.clone();
        let Some(followed) = self.shown.get_mut(&session) else { return Ok(()) };
        match followed.catch_up(&engine).await {
            Ok(messages) => {
                for message in MessageView::all(&messages, &engine.rules(), &engine.file_links()) {
                    self.send(ToAgentFrame::Message { message }).await?;
                }
                Ok(())
            }
            Err(failure) => self.fail(failure).await,
        }
    }

    /// Compares with the store and sends what is missing: after a lag, and once a heartbeat. Also notices that the
    /// sign-in ended or that the agent left the directory.
    async fn repair(&mut self) -> Result<(), Gone> {
        let engine = self.state.engine.clone();
        self.check_sign_in().await?;
        self.tell_notices().await?;
        self.tell_left().await?;
        let owned = match self.owned().await {
            Ok(owned) => owned,
            Err(failure) => return self.fail(failure).await,
        };
        for session in &owned {
            if !self.shown.contains_key(&session.id) {
                self.on_session(session).await?;
            }
        }
        let followed: Vec<SessionId> = self.shown.keys().copied().collect();
        let last = match engine.store().last_seqs(&followed).await {
            Ok(last) => last,
            Err(error) => return self.fail(error.into()).await,
        };
        for (session, last_seq) in last {
            if self.shown.get(&session).is_some_and(|followed| followed.shown < last_seq) {
                self.catch_up(session).await?;
            }
        }
        for session in followed {
            if !owned.iter().any(|own| own.id == session)
                && let Ok(Some(lost)) = engine.store().session(session).await
                && (matches!(lost.state, SessionState::Closed { .. }) || lost.state.slot() != Some(&self.agent.id))
            {
                self.on_session(&lost).await?;
            }
        }
        Ok(())
    }
}
