//! `workspace.yaml`: the company.

use crate::{
    Alerts, GivenLeft, Held, HeldSessions, Idle, LeftMessages, OnReload, RECALL_WITHIN, Span, Uploads, Waiting,
    Workspace, codes, duration,
    kind::{
        directory::email,
        waiting::{self, RawWaiting},
    },
    limits,
    reader::{Fields, Lines, Reader, Ref},
    size,
    words::shown,
    yaml::{Content, Node},
};
use jiff::tz::TimeZone;
use std::{collections::BTreeSet, time::Duration};
use usher_condition::nearest;
use usher_model::{Locale, PromptId};

pub(crate) const KEYS: &[&str] = &[
    "name",
    "time_zone",
    "default_locale",
    "locales",
    "calling_code",
    "on_reload",
    "idle",
    "reopen_within",
    "recall_within",
    "held_sessions",
    "left_messages",
    "alerts",
    "uploads",
    "waiting",
    "unmatched",
    "closed",
];
pub(crate) const IDLE_KEYS: &[&str] = &["close_after", "warn_before", "warning"];
pub(crate) const HELD_KEYS: &[&str] = &["away", "offline", "gone"];
pub(crate) const REQUEUE_KEYS: &[&str] = &["requeue_after"];
pub(crate) const LEFT_MESSAGES_KEYS: &[&str] = &["given"];
pub(crate) const ALERTS_KEYS: &[&str] = &["emails", "nobody_online_after"];
pub(crate) const UPLOADS_KEYS: &[&str] = &["file_size", "files", "keep"];
pub(crate) const GIVEN: &[(&str, GivenLeft)] = &[("by_hand", GivenLeft::ByHand), ("when_free", GivenLeft::WhenFree)];
const WHAT: &str = "the workspace";

/// The prompts and forms that the workspace names, with their places.
#[derive(Default)]
pub(crate) struct Named {
    pub waiting: RawWaiting,
    pub unmatched: Option<Ref<PromptId>>,
    pub closed: Option<Ref<PromptId>>,
    /// What warns of the end of an idle session.
    pub idle_warning: Option<Ref<PromptId>>,
    /// Where it is said who takes left messages.
    pub given_left: Option<Span>,
}

impl Named {
    /// The prompts that are named, each with its key.
    pub fn prompts(&self) -> impl Iterator<Item = (&'static str, &Ref<PromptId>)> {
        let others = [("unmatched", &self.unmatched), ("closed", &self.closed), ("warning", &self.idle_warning)];
        let others = others.into_iter().filter_map(|(key, prompt)| prompt.as_ref().map(|prompt| (key, prompt)));
        self.waiting.prompts().chain(others)
    }
}

/// The workspace, and what is still to be found of what it names.
pub(crate) fn read(root: &Node, reader: &mut Reader) -> Option<(Workspace, Named)> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let name =
        reader.required(&fields, WHAT, "name").and_then(|node| reader.local_text(node, limits::NAME, Lines::One));
    let time_zone = reader.required(&fields, WHAT, "time_zone").and_then(|node| zone(node, reader));
    let default_locale = reader.required(&fields, WHAT, "default_locale").and_then(|node| reader.locale(node));
    let locales = fields.get("locales").map(|node| locales(node, default_locale.as_ref(), reader)).unwrap_or_default();
    let calling_code = fields.get("calling_code").and_then(|node| calling_code(node, reader));
    let words = [("check", OnReload::Check), ("tests", OnReload::Tests)];
    let on_reload = fields.get("on_reload").and_then(|node| reader.word(node, "kind of check", &words));
    let idle = fields.get("idle").and_then(|node| idle(node, reader));
    let reopen_within =
        fields.get("reopen_within").and_then(|node| duration::read_or_never(node, &limits::REOPEN, reader));
    let recall_within =
        fields.get("recall_within").and_then(|node| duration::read_or_never(node, &limits::RECALL, reader));
    let held_sessions = fields.get("held_sessions").map(|node| held_sessions(node, reader));
    let left = fields.get("left_messages").and_then(|node| left_messages(node, reader));
    let alerts = fields.get("alerts").and_then(|node| alerts(node, reader));
    let uploads = fields.get("uploads").and_then(|node| uploads(node, reader));
    let waiting = fields.get("waiting").map(|node| waiting::read(node, reader)).unwrap_or_default();
    let mut prompt = |key: &str| fields.get(key).and_then(|node| reader.reference(node, "a prompt"));
    let (unmatched, closed) = (prompt("unmatched"), prompt("closed"));
    let (idle, idle_warning) = idle.map_or((None, None), |(idle, warning)| (idle, warning));
    let (left, given_left) = left.map_or((None, None), |(given, span)| (Some(LeftMessages { given }), Some(span)));
    let named = Named { waiting, unmatched, closed, idle_warning, given_left };
    let id = |named: &Option<Ref<PromptId>>| named.as_ref().map(|named| named.id.clone());
    let workspace = Workspace {
        name: name?,
        time_zone: time_zone?,
        default_locale: default_locale?,
        locales,
        calling_code,
        on_reload: on_reload.unwrap_or_default(),
        idle,
        reopen_within: reopen_within.flatten(),
        recall_within: recall_within.map_or(RECALL_WITHIN, Option::unwrap_or_default),
        left_messages: left.unwrap_or_default(),
        alerts: alerts.unwrap_or_default(),
        held_sessions: held_sessions.unwrap_or_default(),
        uploads: uploads.unwrap_or(limits::UPLOADS),
        waiting: named.waiting.over(&Waiting::default()),
        unmatched: id(&named.unmatched),
        closed: id(&named.closed),
    };
    Some((workspace, named))
}

/// A time zone by its IANA name.
pub(crate) fn zone(node: &Node, reader: &mut Reader) -> Option<TimeZone> {
    let name = reader.text_such_as(node, "a time zone", "`Europe/Berlin`")?;
    if let Ok(zone) = TimeZone::get(name) {
        return Some(zone);
    }
    let all: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
    // People know the city: `Berlin` is `Europe/Berlin`.
    let city = name.rsplit('/').next().unwrap_or(name);
    let by_city = all.iter().find(|zone| zone.rsplit('/').next().is_some_and(|own| own.eq_ignore_ascii_case(city)));
    let near = by_city.map(String::as_str).or_else(|| nearest(name, all.iter().map(String::as_str)));
    let help = near.map_or_else(
        || "write a name of the IANA list such as `Europe/Berlin` or `Asia/Shanghai`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("there is no time zone `{}`", shown(name));
    reader.report(codes::UNKNOWN_ZONE, node.span, message, "unknown time zone", Some(help));
    None
}

/// The digits in front of telephone numbers of the company's country, with or without `+`.
fn calling_code(node: &Node, reader: &mut Reader) -> Option<String> {
    let text = reader.text_such_as(node, "the calling code of a country", "`\"+86\"`")?;
    let digits = text.strip_prefix('+').unwrap_or(text);
    if (1..=3).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0') {
        return Some(digits.to_owned());
    }
    let message = format!("`{}` is not the calling code of a country", shown(text));
    let help = Some("write one to three digits in quotes, such as `\"+86\"`".to_owned());
    reader.report(codes::OUT_OF_RANGE, node.span, message, "not a calling code", help);
    None
}

fn locales(node: &Node, default: Option<&Locale>, reader: &mut Reader) -> Vec<Locale> {
    let help = "name the languages that texts are written in, or leave `locales` out";
    let Some(items) = reader.full_list(node, "a list of language tags", help) else { return Vec::new() };
    let mut locales = Vec::with_capacity(items.len());
    let mut seen = BTreeSet::new();
    for item in items {
        let Some(locale) = reader.locale(item) else { continue };
        if seen.insert(locale.to_string()) {
            locales.push(locale);
        } else {
            reader.twice(item.span, locale.as_str());
        }
    }
    if let Some(default) = default
        && locales.len() == items.len()
        && !locales.contains(default)
    {
        let message = format!("`default_locale` is `{default}`, and it is not among the `locales`");
        let help = Some(format!("add `{default}`: it is what visitors read whose own language is not written"));
        reader.report(codes::DEFAULT_LOCALE, node.span, message, &format!("`{default}` is missing"), help);
    }
    locales
}

/// When idle sessions end, and the prompt that warns of it: that is looked up also where the times are wrong.
fn idle(node: &Node, reader: &mut Reader) -> Option<(Option<Idle>, Option<Ref<PromptId>>)> {
    let fields = reader.fields(node, "`idle`", IDLE_KEYS)?;
    let close_after = reader.required(&fields, "`idle`", "close_after");
    let close_after = close_after.and_then(|node| duration::read(node, &limits::IDLE_CLOSE, reader));
    let warn_before = fields.get("warn_before").map(|node| warn_before(node, close_after, reader));
    let warning = fields.get("warning").and_then(|node| reader.reference::<PromptId>(node, "a prompt"));
    if let Some(entry) = fields.entry("warning")
        && !fields.may_have("warn_before")
    {
        let message = "`warning` is what a visitor is warned with, and `idle` warns nobody";
        let help = Some("say how long before the end it is sent, such as `warn_before: 2m`, or remove it".to_owned());
        reader.report(codes::KEY_ALONE, entry.key_span, message, "no `warn_before`", help);
    }
    let idle = close_after.map(|close_after| Idle {
        close_after,
        warn_before: warn_before.flatten(),
        warning: warning.as_ref().map(|named| named.id.clone()),
    });
    Some((idle, warning))
}

/// How long before the end a visitor is warned: after the beginning of the wait for an answer.
fn warn_before(node: &Node, close_after: Option<Duration>, reader: &mut Reader) -> Option<Duration> {
    let before = duration::read(node, &limits::IDLE_WARNING, reader)?;
    if let Some(close_after) = close_after.filter(|close_after| before >= *close_after) {
        let [before, close_after] = [before, close_after].map(duration::written);
        let message = format!("the session is closed after {close_after}, so nobody can be warned {before} before");
        let help = Some(format!("write less than `close_after`, which is {close_after}"));
        reader.report(codes::OUT_OF_RANGE, node.span, message, "not before the end", help);
        return None;
    }
    Some(before)
}

/// Who takes left messages, and where it is said.
fn left_messages(node: &Node, reader: &mut Reader) -> Option<(GivenLeft, Span)> {
    let fields = reader.fields(node, "`left_messages`", LEFT_MESSAGES_KEYS)?;
    let node = reader.required(&fields, "`left_messages`", "given")?;
    reader.word(node, "way to give them out", GIVEN).map(|given| (given, node.span))
}

fn alerts(node: &Node, reader: &mut Reader) -> Option<Alerts> {
    let fields = reader.fields(node, "`alerts`", ALERTS_KEYS)?;
    if !fields.has_unknown() && ALERTS_KEYS.iter().all(|key| fields.get(key).is_none()) {
        let help = "write whom to tell, such as `{ emails: [ada@example.com] }`, or leave `alerts` out".to_owned();
        reader.report(codes::EMPTY, node.span, "`alerts` says nothing", "nothing in it", Some(help));
    }
    let mut alerts = Alerts::default();
    if let Some(node) = fields.get("emails") {
        alerts.emails = emails(node, reader);
    }
    if let Some(node) = fields.get("nobody_online_after") {
        alerts.nobody_online_after = duration::read(node, &limits::NOBODY_ONLINE, reader)?;
    }
    Some(alerts)
}

fn emails(node: &Node, reader: &mut Reader) -> Vec<String> {
    let help = "name the addresses that alerts are sent to, or leave `emails` out";
    let Some(items) = reader.full_list(node, "a list of e-mail addresses", help) else { return Vec::new() };
    if items.len() > limits::ALERT_EMAILS {
        let message = format!("alerts go to at most {} addresses, these are {}", limits::ALERT_EMAILS, items.len());
        let help = Some("name the address of a list that they all read".to_owned());
        reader.report(codes::TOO_LONG, node.span, message, "too many", help);
        return Vec::new();
    }
    let mut emails: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        let Some(Ref { id, span }) = email(item, reader) else { continue };
        if emails.contains(&id) { reader.twice(span, &id) } else { emails.push(id) }
    }
    emails
}

fn held_sessions(node: &Node, reader: &mut Reader) -> HeldSessions {
    let Some(fields) = reader.fields(node, "`held_sessions`", HELD_KEYS) else { return HeldSessions::default() };
    let mut held = |key: &str, fields: &Fields<'_>| fields.get(key).and_then(|node| held(node, reader));
    HeldSessions {
        away: held("away", &fields).unwrap_or_default(),
        offline: held("offline", &fields).unwrap_or_default(),
        gone: held("gone", &fields).unwrap_or_default(),
    }
}

fn held(node: &Node, reader: &mut Reader) -> Option<Held> {
    match &node.content {
        Content::Map(_) => {
            let what = "what becomes of held sessions";
            let fields = reader.fields(node, what, REQUEUE_KEYS)?;
            let node = reader.required(&fields, what, "requeue_after")?;
            duration::read(node, &limits::REQUEUE, reader).map(Held::RequeueAfter)
        }
        Content::Scalar(scalar) if !node.is_null() && scalar.text == "keep" => Some(Held::Keep),
        _ => reader.wrong(node, "`keep`, or a wait such as `{ requeue_after: 2m }`"),
    }
}

fn uploads(node: &Node, reader: &mut Reader) -> Option<Uploads> {
    let fields = reader.fields(node, "`uploads`", UPLOADS_KEYS)?;
    let file_bytes = match fields.get("file_size") {
        Some(node) => size::read(node, &limits::UPLOAD_BYTES, reader)?,
        None => limits::UPLOADS.file_bytes,
    };
    let files = match fields.get("files") {
        Some(node) => reader.whole(node, &limits::UPLOAD_FILES)?.try_into().ok()?,
        None => limits::UPLOADS.files,
    };
    let keep = match fields.get("keep") {
        Some(node) => Some(duration::read(node, &limits::UPLOAD_KEEP, reader)?),
        None => None,
    };
    Some(Uploads { file_bytes, files, keep })
}
