//! Facts gathered as plain data before a decision: visitor, page, device, channel, time, the first message or the
//! answers of the form in its place.

mod device;
mod form;
mod records;

pub(crate) use form::keep_form_facts;
pub(crate) use records::{set_record_facts, size_of};

pub use device::UserAgent;

use usher_condition::Catalogue;
use usher_model::{Answer, FIRST_MESSAGE, Facts, Locale, Provenance, Timestamp, Visitor};
use usher_store::VisitorHistory;

/// Longest address kept as a fact, in bytes: browsers and proxies cut there too.
const MAX_ADDRESS_BYTES: usize = 2_048;
/// Longest title kept as a fact, in bytes.
const MAX_TITLE_BYTES: usize = 512;
/// Longest beginning of the first message kept as a fact, in bytes. All facts together stay under
/// [`usher_model::MAX_FACTS_BYTES`].
const MAX_FIRST_MESSAGE_BYTES: usize = 4_096;

/// The host page as the visitor's browser tells it. Hostile like everything a visitor sends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Where the visitor came from.
    pub referrer: String,
}

/// What is known of a visitor at the moment a session opens.
pub(crate) struct Known<'a> {
    pub visitor: &'a Visitor,
    pub locale: &'a Locale,
    pub history: &'a VisitorHistory,
    pub page: &'a Page,
    pub agent: &'a UserAgent,
    pub first_message: &'a str,
    /// What was answered in the form that the session begins with.
    pub answers: &'a [Answer],
}

/// Gathers the facts of one decision.
pub(crate) fn gather(known: &Known<'_>, now: Timestamp, zone: &jiff::tz::TimeZone) -> Facts {
    let mut facts = Facts::default();
    facts.set("visitor.verified", false);
    if let Some(name) = &known.visitor.name {
        facts.set("visitor.name", name.as_str());
    }
    facts.set("visitor.locale", known.locale.as_str());
    facts.set("visitor.language", known.locale.language());
    facts.set("visitor.returning", known.history.sessions > 0);
    facts.set("visitor.sessions", i64::from(known.history.sessions));
    if let Some(agent) = &known.history.last_agent {
        facts.set("visitor.last_agent", agent.as_str());
    }
    facts.set("channel.id", known.visitor.channel.as_str());
    facts.set(FIRST_MESSAGE, cut(known.first_message, MAX_FIRST_MESSAGE_BYTES));
    form::set_form_facts(&mut facts, known.answers);
    page_facts(&mut facts, known.page);
    facts.set("device.kind", known.agent.kind());
    if let Some(os) = known.agent.os() {
        facts.set("device.os", os);
    }
    if let Some(browser) = known.agent.browser() {
        facts.set("device.browser", browser);
    }
    set_time(&mut facts, now, zone);
    facts
}

/// Puts facts in place of those that were gathered. What nobody says the source of is what the site says.
pub(crate) fn lay_over(facts: &mut Facts, given: &Facts, catalogue: &Catalogue) {
    for (field, value) in given.iter() {
        let source = format!("{field}.source");
        if catalogue.get(&source).is_some() {
            facts.set(&source, Provenance::Asserted.word());
        }
        facts.set(field, value.clone());
    }
    // A source that is given stands, wherever it comes among them.
    for (field, value) in given.iter().filter(|(field, _)| field.ends_with(".source")) {
        facts.set(field, value.clone());
    }
}

/// Sets the facts of time, over earlier ones: a session that waited is decided on the time that is, not that was.
pub(crate) fn set_time(facts: &mut Facts, now: Timestamp, zone: &jiff::tz::TimeZone) {
    facts.set("time.now", now.as_micros());
    let Ok(moment) = jiff::Timestamp::from_microsecond(now.as_micros()) else {
        return;
    };
    let local = moment.to_zoned(zone.clone());
    facts.set("time.date", local.date().to_string());
    facts.set("time.of_day", format!("{:02}:{:02}", local.hour(), local.minute()));
    facts.set("time.hour", i64::from(local.hour()));
    let weekday = match local.weekday() {
        jiff::civil::Weekday::Monday => "mon",
        jiff::civil::Weekday::Tuesday => "tue",
        jiff::civil::Weekday::Wednesday => "wed",
        jiff::civil::Weekday::Thursday => "thu",
        jiff::civil::Weekday::Friday => "fri",
        jiff::civil::Weekday::Saturday => "sat",
        jiff::civil::Weekday::Sunday => "sun",
    };
    facts.set("time.weekday", weekday);
}

fn page_facts(facts: &mut Facts, page: &Page) {
    if let Ok(url) = url::Url::parse(cut(&page.url, MAX_ADDRESS_BYTES))
        && matches!(url.scheme(), "http" | "https")
    {
        // Cut once more: letters outside ASCII grow threefold when an address is written out.
        facts.set("page.url", cut(url.as_str(), MAX_ADDRESS_BYTES));
        if let Some(host) = url.host_str() {
            facts.set("page.host", cut(host, MAX_ADDRESS_BYTES));
        }
        facts.set("page.path", cut(url.path(), MAX_ADDRESS_BYTES));
        if let Some(query) = url.query() {
            facts.set("page.query", cut(query, MAX_ADDRESS_BYTES));
        }
    }
    if !page.title.is_empty() {
        facts.set("page.title", cut(&page.title, MAX_TITLE_BYTES));
    }
    if !page.referrer.is_empty() {
        facts.set("page.referrer", cut(&page.referrer, MAX_ADDRESS_BYTES));
    }
}

pub(crate) fn cut(text: &str, most_bytes: usize) -> &str {
    &text[..text.floor_char_boundary(most_bytes)]
}
