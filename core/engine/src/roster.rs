//! The roster in memory: the strategies' input. The database is the truth; this is what decisions are made on, with
//! slots reserved before they are submitted, so that two decisions on one node never race for the same slot.

mod view;

pub(crate) use view::View;

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use usher_model::{AgentId, Availability, ChannelId, GroupId, Refusal, Release, Timestamp};
use usher_routing::Presence;
use usher_ruleset::Group;
use usher_store::{CursorMove, RosterRow, Slot, SlotCheck};

#[derive(Default)]
pub(crate) struct Roster {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    agents: HashMap<AgentId, Row>,
    cursors: HashMap<GroupId, AgentId>,
    /// Sessions received since the beginning of a day, by that beginning: today's and tomorrow's of each time zone that
    /// groups have. Sessions on their way into the database are counted already.
    received: HashMap<Timestamp, HashMap<AgentId, u32>>,
    /// Groups whose queue may not be empty. A stale entry costs one look; a missing one would strand somebody.
    waiting: HashSet<GroupId>,
    /// Counts changes, so that a refresh knows which rows moved while it read.
    changes: u64,
}

#[derive(Clone, Default)]
struct Row {
    availability: Availability,
    present_until: Timestamp,
    /// When the agent chose so.
    availability_at: Option<Timestamp>,
    /// As far as committed.
    load: u32,
    /// Reserved by decisions that are being submitted.
    reserved: u32,
    /// Sessions of each channel, reserved ones too.
    by_channel: HashMap<ChannelId, u32>,
    last_assigned: Option<Timestamp>,
    changed: u64,
}

/// A slot taken in memory, to be settled after the transaction. Dropped unsettled, as when a request is cancelled, it is
/// given back; if the transaction was committed all the same, the next refresh puts the load right.
pub(crate) struct Reservation {
    state: Arc<Mutex<State>>,
    agent: AgentId,
    channel: ChannelId,
    cursor: Option<CursorMove>,
    at: Timestamp,
    /// The days that it was counted in.
    days: Vec<Timestamp>,
    committed: bool,
}

impl Reservation {
    /// The slot is taken in the database too.
    pub(crate) fn commit(mut self) {
        self.committed = true;
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let mut state = lock(&self.state);
        if let Some(row) = state.agents.get_mut(&self.agent) {
            row.reserved = row.reserved.saturating_sub(1);
            if self.committed {
                row.load += 1;
                row.last_assigned = Some(self.at);
            } else {
                row.uncount(&self.channel);
            }
        }
        if !self.committed {
            state.uncount_received(&self.agent, &self.days);
        }
        if !self.committed
            && let Some(step) = self.cursor.take()
            && state.cursors.get(&step.group) == Some(&step.to)
        {
            match step.from {
                Some(from) => state.cursors.insert(step.group, from),
                None => state.cursors.remove(&step.group),
            };
        }
        state.touch(&self.agent);
    }
}

impl Roster {
    /// The roster at a moment, for one decision.
    pub(crate) fn view(&self, now: Timestamp) -> View<'_> {
        View { roster: self, now, cursors_seen: RefCell::default() }
    }

    /// Takes a slot in memory: none if it is gone since the decision looked.
    pub(crate) fn reserve(
        &self,
        slot: &Slot,
        channel: &ChannelId,
        cursor: Option<CursorMove>,
        now: Timestamp,
    ) -> Option<Reservation> {
        let agent = &slot.agent;
        let mut state = self.lock();
        if let Some(step) = &cursor
            && state.cursors.get(&step.group) != step.from.as_ref()
        {
            return None;
        }
        let row = match &slot.check {
            SlotCheck::Able { capacity, channel } => {
                let row = state.agents.get_mut(agent)?;
                let bound = channel.as_ref().map(|(channel, most)| (channel, *most));
                if row.refusal(now, *capacity, bound).is_some() {
                    return None;
                }
                row
            }
            SlotCheck::ByHand => state.agents.entry(agent.clone()).or_default(),
        };
        row.reserved += 1;
        *row.by_channel.entry(channel.clone()).or_default() += 1;
        let days = state.count_received(agent, now);
        if let Some(step) = &cursor {
            state.cursors.insert(step.group.clone(), step.to.clone());
        }
        state.touch(agent);
        Some(Reservation {
            state: Arc::clone(&self.state),
            agent: agent.clone(),
            channel: channel.clone(),
            cursor,
            at: now,
            days,
            committed: false,
        })
    }

    /// A session of the agent closed, or went to others.
    pub(crate) fn freed(&self, agent: &AgentId, channel: &ChannelId) {
        let mut state = self.lock();
        if let Some(row) = state.agents.get_mut(agent) {
            row.load = row.load.saturating_sub(1);
            row.uncount(channel);
        }
        state.touch(agent);
    }

    pub(crate) fn set_availability(&self, agent: &AgentId, availability: Availability, at: Timestamp) {
        let mut state = self.lock();
        let row = state.agents.entry(agent.clone()).or_default();
        row.availability = availability;
        row.availability_at = Some(at);
        state.touch(agent);
    }

    pub(crate) fn renew(&self, agents: &[AgentId], until: Timestamp) {
        let mut state = self.lock();
        for agent in agents {
            let row = state.agents.entry(agent.clone()).or_default();
            row.present_until = row.present_until.max(until);
            state.touch(agent);
        }
    }

    /// The agent's choice and load as known here.
    pub(crate) fn standing(&self, agent: &AgentId) -> (Availability, u32) {
        let state = self.lock();
        state.agents.get(agent).map_or((Availability::Offline, 0), |row| (row.availability, row.load + row.reserved))
    }

    /// Why an agent may not be given a session now, of a channel that bounds it or not; none if it may.
    pub(crate) fn refusal(
        &self,
        agent: &AgentId,
        capacity: u32,
        channel: Option<(&ChannelId, u32)>,
        now: Timestamp,
    ) -> Option<Refusal> {
        self.lock().agents.get(agent).unwrap_or(&Row::default()).refusal(now, capacity, channel)
    }

    /// The agents who hold sessions and are not there to serve them, why, and since when. Nobody could be there before
    /// `from`: this node was down.
    pub(crate) fn leavers(&self, now: Timestamp, from: Timestamp) -> Vec<(AgentId, Release, Timestamp)> {
        let state = self.lock();
        let leaver = |(agent, row): (&AgentId, &Row)| {
            let (why, since) = match row.availability {
                // Who never chose was never there.
                Availability::Away => (Release::Away, row.availability_at.unwrap_or_default()),
                Availability::Offline => (Release::Offline, row.availability_at.unwrap_or_default()),
                Availability::Online if row.present_until.max(from) <= now => {
                    (Release::Gone, row.present_until.max(from))
                }
                Availability::Online => return None,
            };
            (row.load > 0).then(|| (agent.clone(), why, since))
        };
        state.agents.iter().filter_map(leaver).collect()
    }

    /// Whether anybody of the group is online and connected, however full.
    pub(crate) fn is_anybody_there(&self, group: &Group, now: Timestamp) -> bool {
        self.is_there_but(group, &[], now)
    }

    /// Whether anybody of the group but these is online and connected, however full.
    pub(crate) fn is_there_but(&self, group: &Group, but: &[AgentId], now: Timestamp) -> bool {
        let state = self.lock();
        group.members.iter().filter(|agent| !but.contains(&agent.id)).any(|agent| {
            let row = state.agents.get(&agent.id);
            row.is_some_and(|row| row.availability == Availability::Online && row.present_until > now)
        })
    }

    /// Whether anybody of the group could take a session, of a channel that bounds it or not.
    pub(crate) fn has_room(&self, group: &Group, channel: Option<(&ChannelId, u32)>, now: Timestamp) -> bool {
        let state = self.lock();
        group.members.iter().any(|agent| {
            let capacity = group.capacity_of(agent);
            state.agents.get(&agent.id).is_some_and(|row| row.refusal(now, capacity, channel).is_none())
        })
    }

    pub(crate) fn note_waiting(&self, group: &GroupId) {
        self.lock().waiting.insert(group.clone());
    }

    pub(crate) fn note_empty(&self, group: &GroupId) {
        self.lock().waiting.remove(group);
    }

    pub(crate) fn may_wait(&self, group: &GroupId) -> bool {
        self.lock().waiting.contains(group)
    }

    pub(crate) fn changes(&self) -> u64 {
        self.lock().changes
    }

    /// Takes over what the database says, but for rows that changed since `since`, and loads with a decision under way.
    /// Answers how many rows had drifted.
    pub(crate) fn adopt(&self, read: Read) -> usize {
        let Read { rows, cursors, received, by_channel, since } = read;
        let mut held: HashMap<AgentId, HashMap<ChannelId, u32>> = HashMap::new();
        for (agent, channel, count) in by_channel {
            held.entry(agent).or_default().insert(channel, count);
        }
        let mut state = self.lock();
        let mut drifted = 0;
        for fresh in rows {
            let by_channel = held.remove(&fresh.agent).unwrap_or_default();
            let row = state.agents.entry(fresh.agent).or_default();
            if row.changed > since {
                continue;
            }
            drifted += usize::from(row.availability != fresh.availability);
            row.availability = fresh.availability;
            row.availability_at = fresh.availability_at;
            row.present_until = row.present_until.max(fresh.present_until);
            if row.reserved > 0 {
                continue; // Whether the load counts these already cannot be told.
            }
            drifted += usize::from(row.load != fresh.load);
            row.load = fresh.load;
            row.by_channel = by_channel;
            row.last_assigned = fresh.last_assigned;
        }
        if state.changes == since {
            state.cursors = cursors.into_iter().collect();
        }
        state.adopt_received(received, since);
        drifted
    }

    /// Takes over the cursors after one was lost to somebody else.
    pub(crate) fn adopt_cursor(&self, group: &GroupId, cursors: Vec<(GroupId, AgentId)>) {
        let mut state = self.lock();
        match cursors.into_iter().find(|(of, _)| of == group) {
            Some((of, at)) => state.cursors.insert(of, at),
            None => state.cursors.remove(group),
        };
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The beginning of the day that a moment falls on, where the clocks hang like this.
pub(crate) fn day_start(now: Timestamp, zone: &jiff::tz::TimeZone) -> Timestamp {
    let start = jiff::Timestamp::from_microsecond(now.as_micros())
        .and_then(|moment| moment.to_zoned(zone.clone()).start_of_day())
        .map(|start| start.timestamp().as_microsecond());
    // Only a moment at the very ends of time has no day.
    start.map_or(now, Timestamp::from_micros)
}

/// What was read of the database, since when the roster may have changed.
pub(crate) struct Read {
    pub rows: Vec<RosterRow>,
    pub cursors: Vec<(GroupId, AgentId)>,
    pub received: Vec<(Timestamp, Vec<(AgentId, u32)>)>,
    pub by_channel: Vec<(AgentId, ChannelId, u32)>,
    pub since: u64,
}

impl State {
    /// Counts a session into each day that it falls on, and tells which.
    fn count_received(&mut self, agent: &AgentId, at: Timestamp) -> Vec<Timestamp> {
        let mut days = Vec::new();
        for (start, counts) in self.received.iter_mut().filter(|(start, _)| **start <= at) {
            *counts.entry(agent.clone()).or_default() += 1;
            days.push(*start);
        }
        days
    }

    /// Counts a session out of the days it was counted in.
    fn uncount_received(&mut self, agent: &AgentId, days: &[Timestamp]) {
        for day in days {
            if let Some(count) = self.received.get_mut(day).and_then(|counts| counts.get_mut(agent)) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// Takes over the counts that were read; of agents who changed since, and of those with a session on its way, the
    /// counts in memory stay.
    fn adopt_received(&mut self, read: Vec<(Timestamp, Vec<(AgentId, u32)>)>, since: u64) {
        let before = std::mem::take(&mut self.received);
        for (start, counts) in read {
            let mut counts: HashMap<AgentId, u32> = counts.into_iter().collect();
            let known = before.get(&start);
            for (agent, row) in &self.agents {
                if (row.changed > since || row.reserved > 0)
                    && let Some(known) = known
                {
                    counts.insert(agent.clone(), known.get(agent).copied().unwrap_or(0));
                }
            }
            self.received.insert(start, counts);
        }
    }

    fn touch(&mut self, agent: &AgentId) {
        self.changes += 1;
        let now = self.changes;
        if let Some(row) = self.agents.get_mut(agent) {
            row.changed = now;
        }
    }
}

impl Row {
    fn refusal(&self, now: Timestamp, capacity: u32, channel: Option<(&ChannelId, u32)>) -> Option<Refusal> {
        let presence = if self.present_until > now { Presence::Connected } else { Presence::Gone };
        let refusal = usher_routing::standing(self.availability, presence, self.load + self.reserved, capacity);
        refusal.or_else(|| {
            let (channel, most) = channel?;
            usher_routing::channel_standing(self.by_channel.get(channel).copied().unwrap_or(0), most)
        })
    }

    /// A session of a channel is no longer held.
    fn uncount(&mut self, channel: &ChannelId) {
        if let Some(count) = self.by_channel.get_mut(channel) {
            *count = count.saturating_sub(1);
        }
    }
}
