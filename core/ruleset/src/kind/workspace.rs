//! `workspace.yaml`: the company.

use crate::{
    Held, HeldSessions, OnReload, Uploads, Waiting, Workspace, codes, duration,
    kind::waiting::{self, RawWaiting},
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
    "on_reload",
    "idle",
    "held_sessions",
    "uploads",
    "waiting",
    "unmatched",
    "closed",
];
pub(crate) const IDLE_KEYS: &[&str] = &["close_after"];
pub(crate) const HELD_KEYS: &[&str] = &["away", "offline", "gone"];
pub(crate) const REQUEUE_KEYS: &[&str] = &["requeue_after"];
pub(crate) const UPLOADS_KEYS: &[&str] = &["file_size", "files"];
const WHAT: &str = "the workspace";

/// The prompts and forms that the workspace names, with their places.
#[derive(Default)]
pub(crate) struct Named {
    pub waiting: RawWaiting,
    pub unmatched: Option<Ref<PromptId>>,
    pub closed: Option<Ref<PromptId>>,
}

/// The workspace, and what is still to be found of what it names.
pub(crate) fn read(root: &Node, reader: &mut Reader) -> Option<(Workspace, Named)> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let name =
        reader.required(&fields, WHAT, "name").and_then(|node| reader.local_text(node, limits::NAME, Lines::One));
    let time_zone = reader.required(&fields, WHAT, "time_zone").and_then(|node| zone(node, reader));
    let default_locale = reader.required(&fields, WHAT, "default_locale").and_then(|node| reader.locale(node));
    let locales = fields.get("locales").map(|node| locales(node, default_locale.as_ref(), reader)).unwrap_or_default();
    let words = [("check", OnReload::Check), ("tests", OnReload::Tests)];
    let on_reload = fields.get("on_reload").and_then(|node| reader.word(node, "kind of check", &words));
    let idle_close = fields.get("idle").and_then(|node| idle(node, reader));
    let held_sessions = fields.get("held_sessions").map(|node| held_sessions(node, reader));
    let uploads = fields.get("uploads").and_then(|node| uploads(node, reader));
    let waiting = fields.get("waiting").map(|node| waiting::read(node, reader)).unwrap_or_default();
    let mut prompt = |key: &str| fields.get(key).and_then(|node| reader.reference(node, "a prompt"));
    let named = Named { waiting, unmatched: prompt("unmatched"), closed: prompt("closed") };
    let id = |named: &Option<Ref<PromptId>>| named.as_ref().map(|named| named.id.clone());
    let workspace = Workspace {
        name: name?,
        time_zone: time_zone?,
        default_locale: default_locale?,
        locales,
        on_reload: on_reload.unwrap_or_default(),
        idle_close,
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

fn idle(node: &Node, reader: &mut Reader) -> Option<Duration> {
    let fields = reader.fields(node, "`idle`", IDLE_KEYS)?;
    let node = reader.required(&fields, "`idle`", "close_after")?;
    duration::read(node, &limits::IDLE_CLOSE, reader)
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
    Some(Uploads { file_bytes, files })
}
