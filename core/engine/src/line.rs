//! Where somebody stands in line, and how long that will take: pushed to those who wait, and honest.
//!
//! Owns the snapshots of lines that all connections share, so that a line of thousands is read once and not thousands of
//! times. The wait is told from how fast the line moved of late; where nobody can tell, nobody does.

use crate::{
    Engine,
    config::{LEAST_PACE_SESSIONS, LINE_BEAT, MOST_IN_LINE, PACE_SESSIONS, PACE_WINDOW, WAIT_BEAT},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use usher_bus::{Notice, Topic};
use usher_model::{GroupId, Session, SessionId, SessionState, Timestamp};
use usher_store::{QueuePlace, StoreError};

/// When a group serves again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The moment.
    pub at: Timestamp,
    /// How far the clocks of its hours are ahead of UTC then: prompts tell the time on those clocks.
    pub utc_offset_minutes: i32,
}

/// Where a session stands in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Its place, 1 is next.
    pub place: u32,
    /// How many wait.
    pub length: u32,
    /// How long it will probably wait from now on, where that can be told.
    pub wait: Option<Duration>,
}

/// What is known of lines.
#[derive(Default)]
pub(crate) struct Lines(Mutex<HashMap<GroupId, Line>>);

#[derive(Default)]
struct Line {
    /// Counts changes.
    changes: u64,
    /// How many of them were told.
    told: u64,
    told_at: Timestamp,
    /// The line as it was read, and after how many changes.
    read: Option<(u64, Timestamp, Arc<Snapshot>)>,
    /// Held while it is read, so that it is read once.
    reading: Arc<tokio::sync::Mutex<()>>,
}

struct Snapshot {
    places: HashMap<SessionId, u32>,
    length: u32,
    /// How long it takes from one departure to the next.
    pace: Option<Duration>,
}

impl Snapshot {
    fn wait(&self, place: u32) -> Option<Duration> {
        self.pace.map(|pace| pace.saturating_mul(place))
    }
}

impl Lines {
    fn lock(&self) -> MutexGuard<'_, HashMap<GroupId, Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what was read, for a test that looks between two beats.
    pub(crate) fn forget(&self) {
        for line in self.lock().values_mut() {
            line.read = None;
        }
    }

    /// The line as it was read, if that was within the last beat, and no earlier than those who wait were told of a change
    /// last: what changed since is told with the next beat.
    fn fresh(&self, group: &GroupId, now: Timestamp) -> Option<Arc<Snapshot>> {
        let lines = self.lock();
        let line = lines.get(group)?;
        let (changes, at, snapshot) = line.read.as_ref()?;
        let is_fresh = now >= *at && now.since(*at) < LINE_BEAT && *changes >= line.told;
        is_fresh.then(|| Arc::clone(snapshot))
    }
}

impl Engine {
    /// Where a session stands in its line; none where it waits in none. One that an agent is asked to take is in no line,
    /// but its visitor waits still: it stands where its rank puts it among those who do.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn standing(&self, session: &Session) -> Result<Option<Standing>, StoreError> {
        let group = match &session.state {
            SessionState::Queued { group, .. } | SessionState::Offered { group, .. } => group,
            SessionState::Assigned { .. } | SessionState::Unmatched | SessionState::Closed { .. } => return Ok(None),
        };
        let snapshot = self.line(group).await?;
        if matches!(session.state, SessionState::Offered { .. }) {
            let length = snapshot.length + 1;
            let ahead = match snapshot.length {
                0 => 0,
                _ => self.store.queue_length(group, Some(QueuePlace::of(session))).await?,
            };
            let place = length.min(ahead + 1);
            return Ok(Some(Standing { place, length, wait: snapshot.wait(place) }));
        }
        let place = snapshot.places.get(&session.id).copied();
        // One that has just queued may not be in what was read.
        let length = if place.is_some() { snapshot.length } else { snapshot.length + 1 };
        let place = place.unwrap_or(length);
        Ok(Some(Standing { place, length, wait: snapshot.wait(place) }))
    }

    /// When a group that is outside its hours serves again; none where it serves now, or never will.
    pub fn opens_at(&self, group: &GroupId) -> Option<Opening> {
        let (now, router) = (self.clock.now(), self.rules());
        let hours = router.ruleset().groups.get(group)?.hours.clone()?;
        if hours.at(now).open {
            return None;
        }
        let at = hours.next_opening(now)?;
        let instant = jiff::Timestamp::from_microsecond(at.as_micros()).ok()?;
        Some(Opening { at, utc_offset_minutes: hours.time_zone.to_offset(instant).seconds() / 60 })
    }

    /// Somebody came into a line or left it.
    pub(crate) fn line_changed(&self, group: &GroupId) {
        self.lines.lock().entry(group.clone()).or_default().changes += 1;
    }

    /// Tells those who wait that their place may have changed, each line at most once a beat; and now and then although
    /// nothing did, because the wait changes with the time, and with who of the group is there.
    pub(crate) fn tell_lines(&self) {
        let now = self.clock.now();
        let mut changed = Vec::new();
        for (group, line) in self.lines.lock().iter_mut() {
            let is_due = |beat| now < line.told_at || now.since(line.told_at) >= beat;
            if (line.changes != line.told && is_due(LINE_BEAT)) || (self.roster.may_wait(group) && is_due(WAIT_BEAT)) {
                (line.told, line.told_at) = (line.changes, now);
                changed.push(group.clone());
            }
        }
        for group in changed {
            self.bus.publish(&Topic::Group(group.clone()), Notice::Line { group });
        }
    }

    /// How long somebody at this place of a line will probably wait, where that can be told.
    pub(crate) async fn wait_at(&self, group: &GroupId, place: u32) -> Result<Option<Duration>, StoreError> {
        Ok(self.pace(group).await?.map(|pace| pace.saturating_mul(place)))
    }

    async fn line(&self, group: &GroupId) -> Result<Arc<Snapshot>, StoreError> {
        let now = self.clock.now();
        if let Some(fresh) = self.lines.fresh(group, now) {
            return Ok(fresh);
        }
        let reading = Arc::clone(&self.lines.lock().entry(group.clone()).or_default().reading);
        let _alone = reading.lock().await;
        if let Some(fresh) = self.lines.fresh(group, now) {
            return Ok(fresh);
        }
        let changes = self.lines.lock().get(group).map_or(0, |line| line.changes);
        let ids = self.store.line(group, MOST_IN_LINE).await?;
        let length = match u32::try_from(ids.len()) {
            Ok(length) if length < MOST_IN_LINE => length,
            _ => self.store.queue_length(group, None).await?,
        };
        let pace = self.pace(group).await?;
        let snapshot = Arc::new(Snapshot { places: ids.into_iter().zip(1..).collect(), length, pace });
        if let Some(line) = self.lines.lock().get_mut(group) {
            line.read = Some((changes, now, Arc::clone(&snapshot)));
        }
        Ok(snapshot)
    }

    /// How long it takes from one departure of a line to the next: from those of late. Nothing is told while nobody of the
    /// group is there or it is closed, because then the line does not move; nor from too few departures.
    async fn pace(&self, group: &GroupId) -> Result<Option<Duration>, StoreError> {
        let now = self.clock.now();
        let router = self.rules();
        let Some(found) = router.ruleset().groups.get(group) else { return Ok(None) };
        if !found.is_open(now) || !self.roster.is_anybody_there(found, now) {
            return Ok(None);
        }
        let departed = self.store.departures(group, now.before(PACE_WINDOW), PACE_SESSIONS).await?;
        let Some(first) = departed.last().filter(|_| departed.len() >= LEAST_PACE_SESSIONS) else { return Ok(None) };
        let count = u32::try_from(departed.len()).unwrap_or(u32::MAX);
        // Up to now, not up to the last of them: a line that has stood still for a while is told to be slower.
        Ok(Some(now.since(*first) / count))
    }
}
