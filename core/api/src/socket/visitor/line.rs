//! The line that a visitor waits in: followed while it lasts, and told where the place or the wait is another.

use super::{super::wire::Gone, Connection};
use crate::{
    error::Failure,
    route::{visitor_session, waiting},
    view::{ToVisitorFrame, VisitorSessionView, WaitingView},
};
use usher_bus::Topic;
use usher_model::{GroupId, Session, SessionState};

/// The line that the visitor waits in, and the place that was told last.
pub(super) struct InLine {
    session: Session,
    group: GroupId,
    told: Option<WaitingView>,
}

impl Connection {
    /// The session as its visitor sees it. From now on the line that it waits in is followed, if it waits in one.
    pub(super) async fn view(&mut self, session: &Session) -> Result<VisitorSessionView, Failure> {
        let group = match &session.state {
            SessionState::Queued { group, .. } | SessionState::Offered { group, .. } => Some(group),
            _ => None,
        };
        let followed = self.line.as_ref().map(|line| line.group.clone());
        if followed.as_ref() != group {
            if let Some(left) = followed {
                self.follow.remove(&Topic::Group(left));
            }
            if let Some(group) = group {
                self.follow.add(&Topic::Group(group.clone()));
            }
        }
        let view = visitor_session(&self.state.engine, session).await?;
        let line = |group: &GroupId| InLine { session: session.clone(), group: group.clone(), told: view.waiting };
        self.line = group.map(|group| Box::new(line(group)));
        Ok(view)
    }

    /// The line moved: the visitor is told where that changes anything.
    pub(super) async fn on_line(&mut self, group: &GroupId) -> Result<(), Gone> {
        let Some(line) = self.line.as_mut().filter(|line| line.group == *group) else { return Ok(()) };
        match waiting(&self.state.engine, &line.session).await {
            Ok(Some(now)) if line.told != Some(now) => {
                line.told = Some(now);
                let session = line.session.id.to_string();
                self.send(ToVisitorFrame::Line { session, waiting: now }).await
            }
            Ok(_) => Ok(()),
            Err(failure) => self.fail(failure).await,
        }
    }
}
