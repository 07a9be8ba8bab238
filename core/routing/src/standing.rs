//! Who may be given a session: the one place that decides it.

use usher_model::{Availability, Refusal};

/// Whether a connection of the agent lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// At least one.
    Connected,
    /// None.
    Gone,
}

/// Why an agent may not be given a session, or none if it may be given.
///
/// `load` counts the sessions held over all groups; `capacity` is the lower of the agent's own and the group's.
pub const fn standing(availability: Availability, presence: Presence, load: u32, capacity: u32) -> Option<Refusal> {
    match (availability, presence) {
        (Availability::Offline, _) => Some(Refusal::Offline),
        (Availability::Away, _) => Some(Refusal::Away),
        (Availability::Online, Presence::Gone) => Some(Refusal::Absent),
        (Availability::Online, Presence::Connected) if load >= capacity => Some(Refusal::Full { load, capacity }),
        (Availability::Online, Presence::Connected) => None,
    }
}

/// Why an agent may not be given a session of a channel, of which one agent holds at most `capacity`; `load` counts those
/// that the agent holds.
pub const fn channel_standing(load: u32, capacity: u32) -> Option<Refusal> {
    if load >= capacity { Some(Refusal::FullChannel { load, capacity }) } else { None }
}
