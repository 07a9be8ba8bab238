//! The shape of service hours. What stands here in comments is what an editor shows beside a key.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{JsonSchema, Schema, SchemaGenerator, limits, text::LocalText};
use schemars::json_schema;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// When a group serves: weekly times, with holidays and exceptions.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Hours {
    /// Their name, as visitors may read it.
    name: LocalText<{ limits::NAME }>,
    /// The time zone of all times here, by its IANA name. Without it: the company's.
    #[schemars(extend("examples" = ["Europe/Berlin"]))]
    time_zone: Option<String>,
    /// The times of each day of the week. A day that is not named is closed.
    week: Week,
    /// Days without service.
    #[schemars(length(max = limits::SPECIAL_DAYS))]
    holidays: Option<Vec<Holiday>>,
    /// Days with times of their own, instead of the week's or a holiday's. No day has two.
    #[schemars(length(max = limits::SPECIAL_DAYS))]
    exceptions: Option<Vec<Exception>>,
}

/// Times by day, or by span of days.
struct Week;

impl JsonSchema for Week {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Week".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let times = Times::json_schema(generator).to_value();
        let days = [
            ("mon-fri", "From Monday to Friday."),
            ("sat-sun", "Saturday and Sunday."),
            ("mon-sun", "Each day."),
            ("mon", "Monday."),
            ("tue", "Tuesday."),
            ("wed", "Wednesday."),
            ("thu", "Thursday."),
            ("fri", "Friday."),
            ("sat", "Saturday."),
            ("sun", "Sunday."),
        ];
        let described = |what: &str| {
            let mut times = times.clone();
            times["description"] = Value::from(what);
            times
        };
        let properties: Map<String, Value> =
            days.into_iter().map(|(day, what)| (day.to_owned(), described(what))).collect();
        json_schema!({
            "type": "object",
            "properties": properties,
            "patternProperties": { "^(mon|tue|wed|thu|fri|sat|sun)-(mon|tue|wed|thu|fri|sat|sun)$": times },
            "additionalProperties": false,
            "examples": [{ "mon-fri": ["09:00-12:30", "13:30-18:00"], "sat": ["22:00-06:00"] }],
        })
    }
}

/// The times of one day.
struct Times;

impl JsonSchema for Times {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Times".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        const TIME: &str = "([01][0-9]|2[0-3]):[0-5][0-9]";
        let pattern = format!("^{TIME}-({TIME}|24:00)$");
        let time = json!({ "type": "string", "pattern": pattern, "examples": ["09:00-17:00"] });
        json_schema!({
            "type": "array",
            "maxItems": limits::INTERVALS,
            "uniqueItems": true,
            "items": time,
        })
    }
}

/// Days without service: a `date`, or all from `from` to `to`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = [{ "required": ["date"] }, { "required": ["from", "to"] }]))]
struct Holiday {
    /// The day.
    date: Option<Day>,
    /// The first day.
    from: Option<Day>,
    /// The last day.
    to: Option<Day>,
    /// Its name, as visitors may read it.
    name: Option<LocalText<{ limits::NAME }>>,
}

/// Days with times of their own: a `date`, or all from `from` to `to`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = [{ "required": ["date"] }, { "required": ["from", "to"] }]))]
struct Exception {
    /// The day.
    date: Option<Day>,
    /// The first day.
    from: Option<Day>,
    /// The last day.
    to: Option<Day>,
    /// The times of service; an empty list for none.
    open: Times,
    /// Its name, as visitors may read it.
    name: Option<LocalText<{ limits::NAME }>>,
}

/// A day of one year, or of each.
struct Day;

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^([0-9]{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
            "examples": ["2026-12-25", "12-25"],
        })
    }
}
