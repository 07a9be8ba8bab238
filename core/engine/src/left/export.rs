//! Left messages read page by page, for who takes all of them out.

use crate::Engine;
use std::{collections::HashMap, sync::Arc};
use usher_model::{Agent, LeftMessage, LeftMessageId, LeftNote, Timestamp};
use usher_store::{LeftFilter, LeftPage, StoreError};

/// Messages of a page: enough to keep the database busy, few enough to hold in memory.
const PAGE: u32 = 100;

/// A moment in RFC 3339, in UTC, to the second: as files that are taken out tell it.
pub fn utc(at: Timestamp) -> String {
    let rounded = jiff::Timestamp::from_microsecond(at.as_micros()).and_then(|at| at.round(jiff::Unit::Second));
    rounded.map_or_else(|_| format!("{} ms", at.as_millis()), |at| at.to_string())
}

/// An export under way, oldest first. It reads a page when it is asked for the next, and holds no more than one.
pub struct LeftExport {
    engine: Arc<Engine>,
    agent: Agent,
    filter: LeftFilter,
    after: Option<LeftMessageId>,
    over: bool,
}

impl LeftExport {
    /// Begins an export of what the agent may see.
    pub fn new(engine: Arc<Engine>, agent: Agent, filter: LeftFilter) -> Self {
        Self { engine, agent, filter, after: None, over: false }
    }

    /// The next messages with their notes; none where there are no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next(&mut self) -> Result<Option<Vec<(LeftMessage, Vec<LeftNote>)>>, StoreError> {
        if self.over {
            return Ok(None);
        }
        let page = LeftPage::After(self.after);
        let found = self.engine.list_left(&self.agent, self.filter.clone(), page, PAGE).await?;
        let Some(last) = found.last() else {
            self.over = true;
            return Ok(None);
        };
        self.after = Some(last.id);
        let ids: Vec<LeftMessageId> = found.iter().map(|left| left.id).collect();
        let mut notes: HashMap<LeftMessageId, Vec<LeftNote>> = HashMap::new();
        for note in self.engine.store.left_notes(&ids).await? {
            notes.entry(note.left).or_default().push(note);
        }
        Ok(Some(found.into_iter().map(|left| (left.clone(), notes.remove(&left.id).unwrap_or_default())).collect()))
    }
}
