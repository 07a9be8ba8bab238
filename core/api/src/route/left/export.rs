//! Left messages taken out, as CSV or JSON: streamed page by page, so that no export is held in memory.

use super::{Narrowed, csv};
use crate::{
    error::Failure,
    extract::{Query, SignedInAgent},
    state::ApiState,
    view::{LeftMessageView, LeftMessageWithNotes, LeftNoteView, LeftStatusWord},
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use std::{io, sync::Arc};
use usher_engine::{Engine, LeftExport, utc as moment};
use usher_model::{LeftMessage, LeftNote, QueueReason};
use utoipa::IntoParams;

/// The columns of a CSV.
const COLUMNS: [&str; 19] = [
    "id",
    "created_at",
    "status",
    "group",
    "agent",
    "channel",
    "form",
    "rule",
    "reason",
    "locale",
    "visitor",
    "session",
    "contact",
    "message",
    "answers",
    "taken_at",
    "answered_at",
    "done_at",
    "notes",
];

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExportFormat {
    Csv,
    Json,
}

/// What to take out, oldest first: agents get those of their groups, supervisors and admins all.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportQuery {
    #[param(inline)]
    format: ExportFormat,
    /// Only those of this group.
    group: Option<String>,
    /// Only those that are so far.
    #[param(inline)]
    status: Option<LeftStatusWord>,
    /// Only those that this agent has, answered or finished.
    agent: Option<String>,
}

/// Takes left messages out with their notes.
#[utoipa::path(
    get,
    path = "/left-messages/export",
    tag = "agent",
    params(ExportQuery),
    responses(
        (status = 200, body = Vec<LeftMessageWithNotes>, content_type = "application/json"),
        (status = 400, body = crate::view::ErrorBody),
        (status = 401, body = crate::view::ErrorBody),
    )
)]
pub(crate) async fn get(
    State(state): State<ApiState>,
    SignedInAgent(agent): SignedInAgent,
    Query(asked): Query<ExportQuery>,
) -> Result<Response, Failure> {
    let (group, of) = (asked.group.as_deref(), asked.agent.as_deref());
    let filter = Narrowed { group, status: asked.status, agent: of, visitor: None }.filter()?;
    let export = LeftExport::new(state.engine.clone(), (*agent).clone(), filter);
    tracing::info!(agent = %agent.id, "an export of left messages was begun");
    let writing = Writing { engine: state.engine, export, format: asked.format, at: At::Beginning };
    let stream = futures::stream::unfold(writing, async |mut writing| {
        let part = writing.next().await.transpose()?;
        Some((part, writing))
    });
    let (media, name) = match asked.format {
        ExportFormat::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"left-messages.csv\""),
        ExportFormat::Json => ("application/json", "attachment; filename=\"left-messages.json\""),
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
    engine: Arc<Engine>,
    export: LeftExport,
    format: ExportFormat,
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
        if self.at == At::Beginning {
            self.at = At::First;
            return Ok(Some(match self.format {
                ExportFormat::Csv => format!("{}{}", csv::BEGINNING, csv::row(COLUMNS)),
                ExportFormat::Json => "[".to_owned(),
            }));
        }
        if self.at == At::End {
            return Ok(None);
        }
        let page = self.export.next().await.map_err(|error| {
            // The answer has begun, so all that can be done is to cut it off: a file without its end is not taken for whole.
            tracing::error!(%error, "an export of left messages failed");
            io::Error::other(error)
        })?;
        let Some(page) = page else {
            self.at = At::End;
            return Ok((self.format == ExportFormat::Json).then(|| "]\n".to_owned()));
        };
        let mut part = String::new();
        for (left, notes) in &page {
            match self.format {
                ExportFormat::Csv => part.push_str(&row(left, notes)),
                ExportFormat::Json => {
                    part.push_str(if self.at == At::First { "\n" } else { ",\n" });
                    part.push_str(&self.json(left, notes)?);
                }
            }
            self.at = At::Further;
        }
        Ok(Some(part))
    }

    fn json(&self, left: &LeftMessage, notes: &[LeftNote]) -> io::Result<String> {
        let rules = self.engine.rules();
        let view = LeftMessageWithNotes {
            left_message: LeftMessageView::new(left, &rules, &self.engine.file_links()),
            notes: notes.iter().map(|note| LeftNoteView::new(note, &rules)).collect(),
        };
        serde_json::to_string(&view).map_err(io::Error::other)
    }
}

fn row(left: &LeftMessage, notes: &[LeftNote]) -> String {
    let text = |id: Option<String>| id.unwrap_or_default();
    let answers: Vec<_> = left.answers.iter().map(|answer| format!("{}: {}", answer.label, answer.value)).collect();
    let notes: Vec<_> = notes.iter().map(|note| format!("{} {}: {}", moment(note.at), note.agent, note.text)).collect();
    let cells = [
        left.id.to_string(),
        moment(left.created_at),
        left.status.word().to_owned(),
        text(left.group.as_ref().map(ToString::to_string)),
        text(left.agent.as_ref().map(ToString::to_string)),
        left.channel.to_string(),
        left.form.to_string(),
        text(left.rule.as_ref().map(ToString::to_string)),
        left.reason.map_or("", QueueReason::word).to_owned(),
        left.locale.to_string(),
        left.visitor.to_string(),
        left.session.to_string(),
        text(left.contact.clone()),
        left.says().to_owned(),
        answers.join("\n"),
        text(left.taken_at.map(moment)),
        text(left.answered_at.map(moment)),
        text(left.done_at.map(moment)),
        notes.join("\n"),
    ];
    csv::row(cells.iter().map(String::as_str))
}
