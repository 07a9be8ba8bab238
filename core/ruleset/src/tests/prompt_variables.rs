//! What prompts say of queues and hours.

use super::compiled;
use crate::{HoursVars, Prompt, PromptVars, QueueVars};
use jiff::tz::TimeZone;
use std::time::Duration;
use usher_model::{Context, Facts, LocalText, Locale, Timestamp};

fn prompt(text: &str) -> Prompt {
    let file = format!("text: \"{text}\"\n");
    let waits = "name: Rest\npriority: 200\ngroup: team\nstrategy: load\nwaiting: { busy: { prompt: hello } }\n";
    let compiled = compiled(&[("rules/prompts/hello.yaml", &file), ("rules/distribution/rest.yaml", waits)]);
    assert!(compiled.diagnostics.is_empty(), "{:#?}", compiled.diagnostics);
    compiled.ruleset.expect("a rule set").prompts["hello"].clone()
}

fn locale(tag: &str) -> Locale {
    tag.parse().expect("a locale")
}

fn render(text: &str, wanted: &str, queue: Option<QueueVars>, hours: Option<HoursVars<'_>>) -> String {
    let company = LocalText::Same("Acme".to_owned());
    let vars = PromptVars {
        visitor_name: None,
        agent_name: None,
        group_name: None,
        company: &company,
        queue,
        hours,
        closes_in: None,
    };
    let facts = Facts::default();
    let rendered = prompt(text).render(&locale(wanted), &locale("en"), &vars, &Context::of_facts(&facts));
    rendered.text.expect("a text")
}

#[test]
fn a_place_in_line() {
    let text =
        "{{ queue.place }} of {{ queue.length }}{% if queue.wait_minutes %}, {{ queue.wait_minutes }} min{% endif %}.";
    let waits = |wait| Some(QueueVars { place: 3, length: 7, wait });
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    assert_eq!(render(text, "en", waits(seconds(61)), None), "3 of 7, 2 min.", "rounded up");
    assert_eq!(render(text, "en", waits(seconds(120)), None), "3 of 7, 2 min.");
    assert_eq!(render(text, "en", waits(seconds(0)), None), "3 of 7, 1 min.", "never none at all");
    assert_eq!(render(text, "en", waits(None), None), "3 of 7.");
    assert_eq!(render(text, "en", None, None), "of .", "what is absent is empty");
    assert_eq!(render("{{ queue.place | default(0) + 1 }}", "en", waits(None), None), "4", "it is a number");
}

#[test]
fn the_end_of_an_idle_chat() {
    let workspace =
        "name: Acme\ntime_zone: UTC\ndefault_locale: en\nidle: { close_after: 30m, warn_before: 2m, warning: soon }\n";
    let text = "text: 'Are you there? {{ idle.closes_in }} minutes are left.'\n";
    let set = compiled(&[("rules/workspace.yaml", workspace), ("rules/prompts/soon.yaml", text)]);
    let prompt = &set.ruleset.unwrap_or_else(|| panic!("{:#?}", set.diagnostics)).prompts["soon"];
    let company = LocalText::Same("Acme".to_owned());
    let facts = Facts::default();
    let told = |closes_in: u64| {
        let closes_in = Some(Duration::from_secs(closes_in));
        let vars = PromptVars {
            visitor_name: None,
            agent_name: None,
            group_name: None,
            company: &company,
            queue: None,
            hours: None,
            closes_in,
        };
        prompt.render(&locale("en"), &locale("en"), &vars, &Context::of_facts(&facts)).text.expect("a text")
    };
    assert_eq!(told(119), "Are you there? 2 minutes are left.", "rounded up");
    assert_eq!(told(0), "Are you there? 1 minutes are left.", "never none at all");
}

fn moment(text: &str) -> Timestamp {
    let zone = TimeZone::get("Europe/Berlin").expect("a zone");
    let local: jiff::civil::DateTime = text.parse().expect("a date with a time");
    Timestamp::from_micros(zone.to_timestamp(local).expect("a moment").as_microsecond())
}

#[track_caller]
fn opens(now: &str, then: &str, expected: [&str; 3]) {
    let zone = TimeZone::get("Europe/Berlin").expect("a zone");
    let name = LocalText::Same("Shop hours".to_owned());
    let hours = HoursVars { name: &name, holiday: None, opens_at: Some(moment(then)), now: moment(now), zone: &zone };
    let seen = ["en-GB", "zh-CN", "de"].map(|wanted| render("{{ hours.opens_at }}", wanted, None, Some(hours)));
    assert_eq!(seen, expected.map(str::to_owned), "{then} at {now}");
}

#[test]
fn an_opening_is_told_as_shortly_as_it_can_be_without_doubt() {
    // A Monday.
    let now = "2026-11-23T07:30";
    opens(now, "2026-11-23T09:00", ["09:00"; 3]);
    opens(now, "2026-11-23T23:59", ["23:59"; 3]);
    opens(now, "2026-11-24T00:00", ["Tuesday 00:00", "周二 00:00", "2026-11-24 00:00"]);
    opens(now, "2026-11-29T09:00", ["Sunday 09:00", "周日 09:00", "2026-11-29 09:00"]);
    opens(now, "2026-11-30T09:00", ["30 November 2026 09:00", "2026年11月30日 09:00", "2026-11-30 09:00"]);
    opens(now, "2027-01-04T13:05", ["4 January 2027 13:05", "2027年1月4日 13:05", "2027-01-04 13:05"]);
    // Days are those of the hours' own zone, on both sides of a clock change: here it is still Saturday.
    opens("2026-03-28T23:30", "2026-03-29T03:00", ["Sunday 03:00", "周日 03:00", "2026-03-29 03:00"]);
    // What has passed is no weekday to come.
    opens(now, "2026-11-22T09:00", ["22 November 2026 09:00", "2026年11月22日 09:00", "2026-11-22 09:00"]);
}

#[test]
fn names_of_hours_and_holidays_are_in_the_readers_language() {
    let zone = TimeZone::UTC;
    let by =
        |en: &str, zh: &str| LocalText::ByLocale([(locale("en"), en.to_owned()), (locale("zh"), zh.to_owned())].into());
    let (name, holiday) = (by("Shop hours", "营业时间"), by("Christmas", "圣诞节"));
    let at = Timestamp::default();
    let hours = HoursVars { name: &name, holiday: Some(&holiday), opens_at: None, now: at, zone: &zone };
    let text = "{{ hours.name }}: {{ hours.holiday | default('no holiday') }}{{ hours.opens_at }}";
    assert_eq!(render(text, "zh-TW", None, Some(hours)), "营业时间: 圣诞节");
    assert_eq!(render(text, "fr", None, Some(hours)), "Shop hours: Christmas");
    let plain = HoursVars { holiday: None, ..hours };
    assert_eq!(render(text, "en", None, Some(plain)), "Shop hours: no holiday");
    let beyond = HoursVars { opens_at: Some(Timestamp::from_micros(i64::MAX)), ..plain };
    assert_eq!(render(text, "en", None, Some(beyond)), "Shop hours: no holiday", "no calendar has such a day");
}
