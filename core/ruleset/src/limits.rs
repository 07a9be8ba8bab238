//! How long, how many, how large: what decoding checks and what the schemas tell editors.

use crate::Uploads;
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
/// What the visitor of a rules' test says first: as much as a message may have.
pub(crate) const SAYS: usize = 4_000;
/// Sessions that an agent of a rules' test holds, or received: each is stored before the case begins.
pub(crate) const TEST_LOAD: i64 = 200;
/// Sessions that wait in a queue of a rules' test: as many as a queue's limit may be.
pub(crate) const TEST_QUEUE: i64 = 10_000;
/// Sessions of one simulated run: a busy day.
pub(crate) const SIMULATED_SESSIONS: i64 = 5_000;
/// How long after one session of a simulated run the next is opened.
pub(crate) const SIMULATED_EVERY: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_hours(24);
/// How long a session of a simulated run lasts.
pub(crate) const SIMULATED_LASTS: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_hours(24);
/// How long a simulated run goes on by its own clock: a week, with everything that a week has.
pub(crate) const SIMULATED_TIME: Duration = Duration::from_hours(24 * 7);
/// Steps of one scenario: nobody follows a longer story.
pub(crate) const STEPS: usize = 200;
/// How long passes in one step of a scenario.
pub(crate) const STEP_TIME: RangeInclusive<Duration> = Duration::from_secs(1)..=SIMULATED_TIME;
/// Most sessions that one agent may hold.
pub(crate) const CAPACITY: u32 = 200;
/// Sessions an agent may hold where nothing is said.
pub(crate) const DEFAULT_CAPACITY: u32 = 5;
/// The highest level of a skill.
pub(crate) const SKILL_LEVEL: u8 = 5;
/// Fields of one form: nobody fills in more before writing.
pub(crate) const FORM_FIELDS: usize = 30;
/// Answers of one choice.
pub(crate) const FORM_OPTIONS: usize = 50;
/// The line under a form's title.
pub(crate) const FORM_INTRO: usize = 1_000;
/// What a form says once it was sent.
pub(crate) const FORM_THANKS: usize = 500;
/// The name of a form's field. That of a consent is what is consented to.
pub(crate) const FORM_LABEL: usize = 500;
/// What helps a visitor to fill a field in.
pub(crate) const FORM_HELP: usize = 300;
/// What stands in a field while it is empty.
pub(crate) const PLACEHOLDER: usize = 100;
/// Most characters that a field of one line may take.
pub(crate) const FORM_TEXT: u32 = 1_000;
/// Most characters that a field of one line takes where nothing is said.
pub(crate) const DEFAULT_FORM_TEXT: u32 = 200;
/// Most characters that a field of several lines may take.
pub(crate) const FORM_LONG_TEXT: u32 = 10_000;
/// Most characters that a field of several lines takes where nothing is said.
pub(crate) const DEFAULT_FORM_LONG_TEXT: u32 = 4_000;
/// The highest and, negated, the lowest number: browsers tell whole numbers apart up to here.
pub(crate) const FORM_NUMBER: i64 = (1 << 53) - 1;
/// A telephone number: twenty digits, and as many signs between them.
pub(crate) const FORM_PHONE: usize = 40;
/// Sorts of files that one field takes.
pub(crate) const MEDIA_TYPES: usize = 20;
/// The name of a sort of files.
pub(crate) const MEDIA_TYPE: usize = 100;
/// How old a proof of who a visitor is may be.
pub(crate) const PROOF_AGE: RangeInclusive<Duration> = Duration::from_secs(10)..=Duration::from_hours(24);
/// How old a proof of who a visitor is may be where nothing is said.
pub(crate) const DEFAULT_PROOF_AGE: Duration = Duration::from_mins(5);
/// The highest and, negated, the lowest priority.
pub(crate) const PRIORITY: i64 = 1_000_000;
/// The priority where nothing is said.
pub(crate) const DEFAULT_PRIORITY: i64 = 100;
/// Sessions that may wait in one queue.
pub(crate) const QUEUE: RangeInclusive<i64> = 1..=10_000;
/// How long a session waits before another group serves it too.
pub(crate) const OVERFLOW_AFTER: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_hours(24);
/// How long a visitor does not answer before an open session is closed.
pub(crate) const IDLE_CLOSE: RangeInclusive<Duration> = Duration::from_mins(1)..=Duration::from_hours(30 * 24);
/// How long before an idle session is closed the visitor is warned: long enough to be read.
pub(crate) const IDLE_WARNING: RangeInclusive<Duration> = Duration::from_secs(10)..=Duration::from_hours(24);
/// How long after it was closed a session is the visitor's again.
pub(crate) const REOPEN: RangeInclusive<Duration> = Duration::from_mins(1)..=Duration::from_hours(30 * 24);
/// How long after it was sent a message may be taken back: after an hour it was read.
pub(crate) const RECALL: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_hours(1);
/// Addresses that alerts are sent to: a list that more read is one of the mail server's.
pub(crate) const ALERT_EMAILS: usize = 20;
/// How long a group has waiting sessions and nobody online before that is told: shorter than the first, every restart of
/// a browser would be.
pub(crate) const NOBODY_ONLINE: RangeInclusive<Duration> = Duration::from_secs(10)..=Duration::from_hours(1);
/// How soon an agent must answer, or accept.
pub(crate) const ANSWER_WITHIN: RangeInclusive<Duration> = Duration::from_secs(5)..=Duration::from_hours(1);
/// Agents who may miss one session, and sessions that one agent may miss in a row.
pub(crate) const MISSES: RangeInclusive<i64> = 1..=20;
/// How long a session waits for its owner to come back before it is queued again.
pub(crate) const REQUEUE: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_hours(24);
/// Bytes of one file that is sent along with a message.
pub(crate) const UPLOAD_BYTES: RangeInclusive<u64> = 1_000..=100_000_000;
/// Files that are sent along with one message.
pub(crate) const UPLOAD_FILES: RangeInclusive<i64> = 1..=20;
/// How long files are kept after they were sent.
pub(crate) const UPLOAD_KEEP: RangeInclusive<Duration> = Duration::from_hours(24)..=Duration::from_hours(3_650 * 24);
/// What may be sent along with a message where nothing is said.
pub(crate) const UPLOADS: Uploads = Uploads { file_bytes: 10_000_000, files: 5, keep: None };
/// Times of one day: one an hour is more than any shop has.
pub(crate) const INTERVALS: usize = 24;
/// Holidays, or exceptions, of one calendar: a year's worth of days.
pub(crate) const SPECIAL_DAYS: usize = 366;
/// Years that a date of a calendar may have: others are slips.
pub(crate) const YEARS: RangeInclusive<i16> = 1970..=2199;
/// The name of an object in the CRM.
pub(crate) const API_NAME: usize = 100;
/// The id of an object's field or relation.
pub(crate) const FIELD_ID: usize = 64;
/// Fields of one object.
pub(crate) const OBJECT_FIELDS: usize = 200;
/// Options of one field of an object: a list of countries has some 250.
pub(crate) const OBJECT_OPTIONS: usize = 300;
/// One option of an object's field, as the CRM writes it.
pub(crate) const OPTION: usize = 100;
/// Relations of one object.
pub(crate) const RELATIONS: usize = 50;
/// Lists of fields that one lookup tries, and fields of one list.
pub(crate) const LOOKUPS: usize = 10;
/// Sections of one layout.
pub(crate) const SECTIONS: usize = 20;
/// Fields of one section.
pub(crate) const SECTION_FIELDS: usize = 50;
/// Records that one section shows.
pub(crate) const SECTION_RECORDS: RangeInclusive<i64> = 1..=20;

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
/// Members of all groups together, each counted in each of its groups: they are all held in memory.
pub(crate) const MEMBERSHIPS: usize = 1_000_000;
/// Names that wrong ones are compared with, in all: a hundred mistakes in a company of ten thousand agents.
pub(crate) const COMPARED: usize = 1_000_000;
/// Schemas of all parameters together, with those within them: a plug-in of many parameters has a hundred.
pub(crate) const SCHEMAS: usize = 10_000;
/// Deepest nesting of the schemas of one parameter: each level takes some dozen kilobytes of stack to check.
pub(crate) const SCHEMA_DEPTH: usize = 16;
/// Bytes of all regular expressions together, once compiled: three thousand that fit a line, or thirty that are as large
/// as one may be.
pub(crate) const PATTERN_BYTES: usize = 32 << 20;
/// Most problems shown of one file: nobody reads more before mending the first. As many warnings beside.
pub(crate) const PROBLEMS: usize = 100;
/// Most problems shown of all files together, and as many warnings: looking for what was meant takes time for each.
pub(crate) const TREE_PROBLEMS: usize = 500;
