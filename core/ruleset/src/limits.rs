//! How long, how many, how large: what decoding checks and what the schemas tell editors.

use std::{ops::RangeInclusive, time::Duration};

/// A name, for admins or on a button's tooltip: one line.
pub(crate) const NAME: usize = 100;
/// The launcher's words: more would not fit on a phone.
pub(crate) const BUTTON: usize = 40;
/// The window's title.
pub(crate) const TITLE: usize = 80;
/// The line under the title.
pub(crate) const SUBTITLE: usize = 200;
/// What the empty window says.
pub(crate) const GREETING: usize = 500;
/// What a prompt says.
pub(crate) const PROMPT: usize = 2_000;
/// What a prompt says when its variables are filled in; more is cut off.
pub(crate) const RENDERED: usize = 4_000;
/// What rendering a prompt may cost: some thousand variables, or a loop over as many values.
pub(crate) const PROMPT_FUEL: u64 = 20_000;
/// Computed variables of one prompt: each is a script that runs while the visitor waits.
pub(crate) const COMPUTES: usize = 8;
/// The name of a variable, in prompts or of the environment.
pub(crate) const VARIABLE: usize = 64;
/// An address that a webhook calls.
pub(crate) const URL: usize = 2_000;
/// How long a webhook may take to answer.
pub(crate) const WEBHOOK_TIMEOUT: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(30);
/// How long a webhook may take to answer where nothing is said.
pub(crate) const DEFAULT_WEBHOOK_TIMEOUT: Duration = Duration::from_secs(5);
/// An expression of a condition.
pub(crate) const EXPRESSION: usize = 2_000;
/// What a plug-in does.
pub(crate) const DESCRIPTION: usize = 500;
/// An e-mail address, by RFC 5321.
pub(crate) const EMAIL: usize = 254;
/// An origin: a host name of 253, its scheme and port.
pub(crate) const ORIGIN: usize = 270;
/// Pages that may embed one channel.
pub(crate) const ORIGINS: usize = 100;
/// Strategies of one rule: each is asked in turn while the visitor waits.
pub(crate) const STRATEGIES: usize = 8;
/// Languages of one agent.
pub(crate) const LANGUAGES: usize = 50;
/// Offers of one kind in one plug-in.
pub(crate) const OFFERS: usize = 50;
/// Parameters of one offer.
pub(crate) const PARAMETERS: usize = 50;
/// What a case of a plug-in's test shows.
pub(crate) const CASE_NAME: usize = 200;
/// Cases in one file of a plug-in's tests.
pub(crate) const CASES: usize = 500;
/// Most sessions that one agent may hold.
pub(crate) const CAPACITY: u32 = 200;
/// Sessions an agent may hold where nothing is said.
pub(crate) const DEFAULT_CAPACITY: u32 = 5;
/// The highest level of a skill.
pub(crate) const SKILL_LEVEL: u8 = 5;
/// The highest and, negated, the lowest priority.
pub(crate) const PRIORITY: i64 = 1_000_000;
/// The priority where nothing is said.
pub(crate) const DEFAULT_PRIORITY: i64 = 100;

/// Most bytes of one file: some ten thousand agents.
pub(crate) const FILE_BYTES: usize = 4 << 20;
/// Most bytes of one value.
pub(crate) const SCALAR_BYTES: usize = 64 << 10;
/// Most values in one file, keys included.
pub(crate) const NODES: usize = 400_000;
/// Deepest nesting: twice what the deepest condition needs.
pub(crate) const DEPTH: usize = 64;
/// Deepest nesting of `all`, `any` and `not`.
pub(crate) const CONDITION_DEPTH: usize = 16;
/// Most tests in one condition.
pub(crate) const CONDITION_TESTS: usize = 500;
/// Most problems shown of one file: nobody reads more before mending the first.
pub(crate) const PROBLEMS: usize = 100;
