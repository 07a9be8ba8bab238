//! The rules that random lives are led under, and what of them changes while they serve.

use crate::tests::world::{AGENTS, World};
use std::time::Duration;

/// How long sessions stay with whoever leaves: what is written below.
pub(super) const AWAY_KEEPS: Duration = Duration::from_mins(1);
pub(super) const OFFLINE_KEEPS: Duration = Duration::from_secs(10);
pub(super) const GONE_KEEPS: Duration = Duration::from_mins(2);

/// What differs between two sets of rules.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one way in which rules differ, drawn for itself")]
pub(super) struct Variant {
    assigns: bool,
    small: bool,
    moved: bool,
    swapped: bool,
}

impl From<[bool; 4]> for Variant {
    fn from([assigns, small, moved, swapped]: [bool; 4]) -> Self {
        Self { assigns, small, moved, swapped }
    }
}

/// Care is asked and closes for lunch; sales own at once, must write, help care out, and have a short line.
pub(super) async fn company() -> World {
    let world = World::new("[load]").await;
    world.write("hours/day.yaml", "name: Day\ntime_zone: UTC\nweek: { mon-sun: [\"00:00-09:20\", \"09:30-24:00\"] }\n");
    world.write(
        "groups/sales.yaml",
        "name: Sales\nmembers: { agents: [dan, ben] }\nqueue_limit: 2\nanswer: { within: 2m }\n",
    );
    world.write("channels/mall.yaml", "name: Mall\norigins: [https://shop.example.com]\ntitle: Hi\ncapacity: 2\n");
    world.write(
        "workspace.yaml",
        "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n\
         held_sessions: { away: { requeue_after: 1m }, offline: { requeue_after: 10s }, gone: { requeue_after: 2m } }\n\
         idle: { close_after: 10m, warn_before: 2m }\nreopen_within: 30m\n",
    );
    world.write(
        "forms/leave.yaml",
        "name: Leave\nkind: leave_message\ntitle: Leave a message\nthanks: Thank you.\n\
         fields: [{ id: message, type: long_text, label: Message, required: true }]\n",
    );
    write(&world, Variant::default());
    world.reload().await;
    world
}

/// Writes what differs; the caller makes it live.
pub(super) fn write(world: &World, variant: Variant) {
    let mode = if variant.assigns { "assign" } else { "offer" };
    world.write(
        "groups/care.yaml",
        &format!(
            "name: Care\nmembers: {{ departments: [care] }}\nhours: day\n\
             answer: {{ mode: {mode}, within: 30s, most_asked: 2, away_after: 3 }}\n"
        ),
    );
    let mut agents = AGENTS.to_owned();
    if variant.small {
        agents = agents.replace("capacity: 2", "capacity: 1").replace("capacity: 3", "capacity: 1");
    }
    if variant.moved {
        agents = agents.replace("[sales]", "[care]");
    }
    world.write("directory/agents.yaml", &agents);
    let (group, other) = if variant.swapped { ("sales", "care") } else { ("care", "sales") };
    world.write(
        "distribution/help.yaml",
        &format!(
            "name: Help\npriority: 1\nwhen: {{ page.path: /help }}\ngroup: {group}\nstrategy: [circular, load]\n\
             welcome: hello\noverflow: {{ after: 2m, group: {other} }}\n\
             waiting: {{ busy: {{ form: leave }}, outside_hours: {{ hold: false, form: leave }} }}\n"
        ),
    );
}
