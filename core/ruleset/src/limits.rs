//! How long, how many, how large: what decoding checks and what the schemas tell editors.

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
/// Strategies that one plug-in offers.
pub(crate) const OFFERS: usize = 50;
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
/// The version of the plug-in interface.
pub(crate) const PLUGIN_API: u32 = 1;

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
