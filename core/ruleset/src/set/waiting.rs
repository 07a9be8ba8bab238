//! What a visitor is told who cannot be served at once.

use usher_model::{FormId, PromptId, QueueReason};

/// What becomes of sessions that no agent takes at once, by the reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Everybody online is full, or the strategies named nobody.
    pub busy: Option<WaitingStep>,
    /// Nobody of the group is online.
    pub none_online: Option<WaitingStep>,
    /// The group's hours are over, or have not begun.
    pub outside_hours: Option<WaitingStep>,
    /// As many wait as may. Such a session is never held.
    pub full: Option<WaitingStep>,
    /// What is told to whoever waits, with the place in line.
    pub in_line: Option<PromptId>,
}

/// What becomes of a session that nobody takes at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingStep {
    /// What the visitor is told.
    pub prompt: Option<PromptId>,
    /// Whether the session keeps a place in the queue.
    pub hold: Hold,
    /// What the visitor may leave a message with.
    pub form: Option<FormId>,
}

/// Whether a session keeps a place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hold {
    /// It waits.
    #[default]
    Waits,
    /// It is closed once the visitor was told why.
    Closes,
}

impl Waiting {
    /// What was said about a reason, if anything was.
    pub const fn of(&self, reason: QueueReason) -> Option<&WaitingStep> {
        match reason {
            QueueReason::Busy => self.busy.as_ref(),
            QueueReason::NoneOnline => self.none_online.as_ref(),
            QueueReason::OutsideHours => self.outside_hours.as_ref(),
            QueueReason::Full => self.full.as_ref(),
        }
    }

    /// Whether a session that waits for this reason keeps a place in the queue.
    pub fn hold(&self, reason: QueueReason) -> Hold {
        match reason {
            QueueReason::Full => Hold::Closes,
            _ => self.of(reason).map_or(Hold::Waits, |step| step.hold),
        }
    }

    /// All prompts that are named.
    pub fn prompts(&self) -> impl Iterator<Item = &PromptId> {
        self.steps().filter_map(|step| step.prompt.as_ref()).chain(&self.in_line)
    }

    /// All forms that are named.
    pub fn forms(&self) -> impl Iterator<Item = &FormId> {
        self.steps().filter_map(|step| step.form.as_ref())
    }

    fn steps(&self) -> impl Iterator<Item = &WaitingStep> {
        [&self.busy, &self.none_online, &self.outside_hours, &self.full].into_iter().flatten()
    }
}
