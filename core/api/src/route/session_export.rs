//! Sessions taken out with all their entries, as CSV or JSON: streamed page by page, so that no export is held in memory.

use super::{left::csv, search::filtered};
use crate::{
    error::Failure,
    extract::{Query, SignedInAgent},
    state::ApiState,
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use std::io;
use usher_engine::{SessionExport, utc};
use usher_model::{Body as Said, Message, Party, Role, SessionState};
use usher_store::Found;
use utoipa::ToSchema;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SessionExportFormat {
    Csv,
    Json,
}

filtered! {
    /// What to take out. Each filter that is set must hold.
    SessionExportQuery {
        #[param(inline)]
        format: SessionExportFormat,
    }
}

/// One entry with what is known of its session: a row of a CSV, or one object of a JSON array. Times are RFC 3339 in UTC.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ExportedEntry {
    pub session: String,
    pub opened_at: String,
    #[schema(required)]
    pub closed_at: Option<String>,
    pub channel: String,
    pub state: &'static str,
    #[schema(required)]
    pub cause: Option<&'static str>,
    #[schema(required)]
    pub group: Option<String>,
    #[schema(required)]
    pub agent: Option<String>,
    #[schema(required)]
    pub rule: Option<String>,
    /// With spaces between.
    pub tags: String,
    pub visitor: String,
    #[schema(required)]
    pub visitor_name: Option<String>,
    pub seq: i64,
    pub at: String,
    /// `visitor`, `system`, or an agent's id behind `agent:`.
    pub sender: String,
    /// `text`, `files`, `note`, `left`, `recalled`, `prompt` or `event`.
    pub kind: &'static str,
    /// What it says: of an event its name, of files their names behind the words, of a left message its answers.
    pub text: String,
}

/// The columns of a CSV, in the order of the members above.
const COLUMNS: [&str; 17] = [
    "session",
    "opened_at",
    "closed_at",
    "channel",
    "state",
    "cause",
    "group",
    "agent",
    "rule",
    "tags",
    "visitor",
    "visitor_name",
    "seq",
    "at",
    "sender",
    "kind",
    "text",
];

/// Takes sessions out with all their entries, the latest session first: a CSV with one row an entry, or one JSON array
/// with one object an entry. For supervisors and admins. A file that was cut off lacks its end.
#[utoipa::path(
    get,
    path = "/sessions/export",
    tag = "agent",
    params(SessionExportQuery),
    responses(
        (status = 200, body = Vec<ExportedEntry>, content_type = "application/json"),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
        (status = 403, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn get(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Query(asked): Query<SessionExportQuery>,
) -> Result<Response, Failure> {
    if agent.role < Role::Supervisor {
        return Err(Failure::Forbidden("exports of sessions are for supervisors and admins"));
    }
    let export = SessionExport::new(state.engine, (*agent).clone(), asked.filter()?);
    tracing::info!(agent = %agent.id, "an export of sessions was begun");
    let writing = Writing { export, format: asked.format, at: At::Beginning };
    let stream = futures::stream::unfold(writing, async |mut writing| {
        let part = writing.next().await.transpose()?;
        Some((part, writing))
    });
    let (media, name) = match asked.format {
        SessionExportFormat::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"sessions.csv\""),
        SessionExportFormat::Json => ("application/json", "attachment; filename=\"sessions.json\""),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(stream)).into_response())
}

/// An export being written.
struct Writing {
    export: SessionExport,
    format: SessionExportFormat,
    at: At,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Beginning,
    /// Nothing but the beginning was written.
    First,
    Further,
    End,
}

impl Writing {
    /// The next part of the file; none where it is whole.
    async fn next(&mut self) -> io::Result<Option<String>> {
        match self.at {
            At::Beginning => {
                self.at = At::First;
                return Ok(Some(match self.format {
                    SessionExportFormat::Csv => format!("{}{}", csv::BEGINNING, csv::row(COLUMNS)),
                    SessionExportFormat::Json => "[".to_owned(),
                }));
            }
            At::End => return Ok(None),
            At::First | At::Further => {}
        }
        let page = self.export.next().await.map_err(|error| {
            // The answer has begun, so all that can be done is to cut it off: a file without its end is not taken for whole.
            tracing::error!(%error, "an export of sessions failed");
            io::Error::other(error)
        })?;
        let Some((found, entries)) = page else {
            self.at = At::End;
            return Ok((self.format == SessionExportFormat::Json).then(|| "\n]\n".to_owned()));
        };
        let mut part = String::new();
        for message in &entries {
            let entry = ExportedEntry::new(&found, message);
            match self.format {
                SessionExportFormat::Csv => part.push_str(&entry.row()),
                SessionExportFormat::Json => {
                    part.push_str(if self.at == At::First { "\n" } else { ",\n" });
                    part.push_str(&serde_json::to_string(&entry).map_err(io::Error::other)?);
                }
            }
            self.at = At::Further;
        }
        Ok(Some(part))
    }
}

impl ExportedEntry {
    fn new(found: &Found, message: &Message) -> Self {
        let session = &found.session;
        let (cause, agent) = match &session.state {
            SessionState::Assigned { agent, .. } | SessionState::Offered { agent, .. } => (None, Some(agent)),
            SessionState::Queued { .. } | SessionState::Unmatched => (None, None),
            SessionState::Closed { cause, agent, .. } => (Some(cause.word()), agent.as_ref()),
        };
        let tags: Vec<_> = session.tags.iter().map(usher_model::TagName::as_str).collect();
        let (kind, text) = said(&message.body);
        Self {
            session: session.id.to_string(),
            opened_at: utc(session.opened_at),
            closed_at: session.closed_at.map(utc),
            channel: session.channel.to_string(),
            state: session.state.word(),
            cause,
            group: session.state.group().map(ToString::to_string),
            agent: agent.map(ToString::to_string),
            rule: session.rule.as_ref().map(ToString::to_string),
            tags: tags.join(" "),
            visitor: session.visitor.to_string(),
            visitor_name: found.visitor.name.clone(),
            seq: message.seq,
            at: utc(message.at),
            sender: match &message.sender {
                Party::Visitor => "visitor".to_owned(),
                Party::Agent(agent) => format!("agent:{agent}"),
                Party::System => "system".to_owned(),
            },
            kind,
            text,
        }
    }

    fn row(&self) -> String {
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let (closed_at, group, agent) = (or_empty(&self.closed_at), or_empty(&self.group), or_empty(&self.agent));
        let (rule, visitor_name, seq) = (or_empty(&self.rule), or_empty(&self.visitor_name), self.seq.to_string());
        csv::row([
            &*self.session,
            &self.opened_at,
            &closed_at,
            &self.channel,
            self.state,
            self.cause.unwrap_or_default(),
            &group,
            &agent,
            &rule,
            &self.tags,
            &self.visitor,
            &visitor_name,
            &seq,
            &self.at,
            &self.sender,
            self.kind,
            &self.text,
        ])
    }
}

fn said(body: &Said) -> (&'static str, String) {
    match body {
        Said::Text { text, .. } => ("text", text.clone()),
        Said::Note { text } => ("note", text.clone()),
        Said::Prompt { text, .. } => ("prompt", text.clone()),
        Said::Recalled | Said::RecalledNote => ("recalled", String::new()),
        Said::Files { text, files } => {
            let names = files.iter().map(|file| file.name.as_str());
            let lines: Vec<_> = std::iter::once(text.as_str()).chain(names).filter(|line| !line.is_empty()).collect();
            ("files", lines.join("\n"))
        }
        Said::Left { answers, .. } => {
            let lines: Vec<_> = answers.iter().map(|(label, answer)| format!("{label}: {answer}")).collect();
            ("left", lines.join("\n"))
        }
        Said::PreChat { answers, .. } => {
            let lines: Vec<_> = answers.iter().map(|one| format!("{}: {}", one.label, one.value)).collect();
            ("pre_chat", lines.join("\n"))
        }
        Said::Event { event } => {
            let name = serde_json::to_value(event).ok();
            let name = name.as_ref().and_then(|event| event["event"].as_str()).unwrap_or_default();
            ("event", name.to_owned())
        }
    }
}
