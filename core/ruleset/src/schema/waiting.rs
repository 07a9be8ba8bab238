//! The shape of what visitors are told who cannot be served at once, of distribution rules and of the workspace. What
//! stands here in comments is what an editor shows beside a key.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{JsonSchema, text::Id};

/// What becomes of sessions that no agent takes at once.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Waiting {
    /// When everybody online is full, or the strategies name nobody.
    #[schemars(extend("examples" = [{ "prompt": "busy", "form": "leave-message" }]))]
    busy: Option<Step>,
    /// When nobody of the group is online.
    none_online: Option<Step>,
    /// When the hours of the group are over, or have not begun.
    #[schemars(extend("examples" = [{ "prompt": "closed", "hold": false, "form": "leave-message" }]))]
    outside_hours: Option<Step>,
    /// When as many sessions wait as the group's `queue_limit` allows. Such a session is never held.
    full: Option<Full>,
    /// What whoever waits is told of the place in line.
    in_line: Option<InLine>,
}

/// What becomes of a session.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline, extend("minProperties" = 1))]
struct Step {
    /// The prompt that the visitor is shown.
    prompt: Option<Id>,
    /// Whether the session keeps a place in the queue. `false` closes it once the prompt was shown.
    #[schemars(extend("default" = true))]
    hold: Option<bool>,
    /// The form that the visitor may leave a message with, of kind `leave_message`.
    form: Option<Id>,
}

/// What becomes of a session that finds the queue full.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline, extend("minProperties" = 1))]
struct Full {
    /// The prompt that the visitor is shown.
    prompt: Option<Id>,
    /// The form that the visitor may leave a message with, of kind `leave_message`.
    form: Option<Id>,
}

/// What whoever waits is told.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct InLine {
    /// The prompt. It may say `{{ queue.place }}`.
    prompt: Id,
}
