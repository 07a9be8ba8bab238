//! YAML text -> one immutable [`RuleSet`], or all its diagnostics.
//!
//! Owns the rule format. Must not know files on disk, the network, or the wall clock.

mod binding;
mod codes;
mod compile;
mod diagnostic;
mod duration;
mod files;
mod form_answers;
mod format;
mod hours;
mod json;
mod kind;
mod limits;
mod link;
mod locale;
mod parameters;
mod plugin_tests;
mod plugins;
mod prompt;
mod reader;
mod readers;
mod render;
mod rule_tests;
mod scalar;
mod schema;
mod secret;
mod set;
mod size;
mod sources;
#[cfg(test)]
mod tests;
mod tree;
mod warnings;
mod words;
mod yaml;

pub use codes::{CODES, Code};
pub use compile::{Compiled, compile};
pub use diagnostic::{Diagnostic, Excerpt, Severity, Span};
pub use form_answers::{FieldProblem, FilledForm, FormAnswers, ProblemCode, ShownIf};
pub use format::{Cause, FormatError, format};
pub use kind::rule_test::{BadMoment, moment};
pub use plugin_tests::{CaseOutcome, Miss, PluginTestFile, plugin_tests, plugin_warnings};
pub use prompt::{ComputeFailure, HoursVars, NotSent, Prompt, PromptText, PromptVars, QueueVars, Rendered};
pub use render::{Style, render_human};
pub use rule_tests::{
    AgentGiven, Becoming, Bound, Contrary, Doing, Expectation, Expected, FailedOn, Fairness, Given, Handling, Layers,
    MockedPredicate, MockedStrategy, Mocks, PageGiven, RoutedTo, RuleCase, RuleTests, Scenario, Simulation, Standing,
    Stands, StandsAs, Step, TransferTo,
};
pub use schema::schemas;
pub use set::{
    Alerts, Answer, AnswerMode, Associate, Because, ButtonStyle, Channel, ChannelIdentity, Days, Exception, Features,
    FieldType, Form, FormField, FormKind, FormOption, GivenLeft, Group, Held, HeldSessions, Hold, Holiday, Hours,
    HoursAt, Icon, Identity, IdentityMode, Idle, Interval, Layout, LayoutField, LayoutSection, LeftMessages, Look,
    Lookup, Matching, Object, ObjectField, ObjectFieldType, OfferInfo, OnReload, Overflow, PluginInfo, PluginOrigin,
    Position, RECALL_WITHIN, RecordFact, RecordField, Relation, RelationSide, Rule, RuleSet, SortOrder, Through,
    Uploads, Waiting, WaitingStep, Webhook, WebhookEvent, Workspace, form_fact,
};
pub use tree::SourceTree;
/// The plug-in API as editors of scripts read it: the text of `plugin-api.d.rhai`.
pub use usher_script::definitions as plugin_api_definitions;
pub use usher_script::{LastFailure, PluginHealth, ScriptHost, TRIP_AFTER};
