//! Forms that nobody is shown, and fields of forms that nobody is shown or can fill in.

use super::reach::excluded;
use crate::{
    FieldType, Form, FormField, FormKind, RuleSet, Waiting, codes,
    kind::form::{FieldPlaces, RawForm},
    limits,
    reader::Reader,
    sources::Sources,
};
use std::collections::{BTreeMap, BTreeSet};
use usher_condition::{Condition, Contradiction, Op};
use usher_model::FormId;

pub(super) fn check(sources: &mut Sources, set: &RuleSet) {
    // A rule on trial, or one that is switched off for a while, may show them tomorrow.
    let rules = set.rules.iter().chain(&set.shadows).chain(&set.off);
    let waiting = rules.map(|rule| &rule.waiting).chain([&set.workspace.waiting]).flat_map(Waiting::forms);
    let before = set.channels.values().filter_map(|channel| channel.pre_chat.as_ref());
    let shown: BTreeSet<&FormId> = waiting.chain(before).collect();
    for raw in &sources.forms {
        let (reader, raw) = (sources.readers.of(&raw.file), &raw.item);
        if let Some(form) = &raw.form {
            never_shown(form, raw, reader);
            for (field, places) in form.fields.iter().zip(&raw.places) {
                nothing_fits(field, places, reader);
            }
        }
        if shown.contains(&raw.id) {
            continue;
        }
        let (message, place) = match raw.kind {
            Some(FormKind::PreChat) => ("no channel shows this form", format!("`pre_chat: {}` in a channel", raw.id)),
            _ => ("no rule offers this form", format!("`form: {}` below `waiting` in a rule or the workspace", raw.id)),
        };
        let help = Some(format!("write {place}, or remove this file"));
        reader.report(codes::UNUSED_FORM, raw.span, message, "never shown", help);
    }
}

/// Fields whose `shown_if` cannot hold, together with those of the fields that must be answered for it.
fn never_shown(form: &Form, raw: &RawForm, reader: &mut Reader) {
    // Of the fields so far: what must hold for an answer, and which fields that is from; none for one without answers.
    let mut chains: BTreeMap<&str, Option<Vec<usize>>> = BTreeMap::new();
    for (at, field) in form.fields.iter().enumerate() {
        let mut chain = Vec::new();
        let mut asked = Vec::new();
        answered(&field.shown_if, &mut asked);
        let lost = asked.into_iter().any(|id| match chains.get(id) {
            Some(Some(earlier)) => {
                chain.extend(earlier.iter().filter(|at| !chain.contains(*at)).copied().collect::<Vec<_>>());
                false
            }
            Some(None) => true,
            None => false,
        });
        if lost {
            // The mistake is in the field that it asks, and is told there.
            chains.insert(&field.id, None);
            continue;
        }
        if !matches!(field.shown_if, Condition::Always) {
            chain.push(at);
        }
        let whole = Condition::All(chain.iter().map(|at| form.fields[*at].shown_if.clone()).collect());
        let why = whole.contradiction_in(&raw.answers);
        if let Some(why) = &why {
            report(why, &chain, raw, reader);
        }
        chains.insert(&field.id, why.is_none().then_some(chain));
    }
}

/// The fields that must be answered wherever a condition holds.
fn answered<'c>(condition: &'c Condition, fields: &mut Vec<&'c str>) {
    match condition {
        Condition::All(each) => each.iter().for_each(|one| answered(one, fields)),
        Condition::Test(test) if !matches!(test.op, Op::Ne(_) | Op::NotIn(_) | Op::Exists(false)) => {
            fields.push(&test.field);
        }
        _ => {}
    }
}

/// Reports a field by its condition, the last of a chain.
fn report(why: &Contradiction, chain: &[usize], raw: &RawForm, reader: &mut Reader) {
    let place = |path: &str| {
        let (index, path) = path.strip_prefix("all[")?.split_once(']')?;
        let field = chain.get(index.parse::<usize>().ok()?)?;
        raw.places.get(*field)?.shown_if.at(path.trim_start_matches('.'))
    };
    let Some((own, whole)) =
        chain.len().checked_sub(1).zip(chain.last().and_then(|field| raw.places.get(*field)?.shown_if.at("")))
    else {
        return;
    };
    // Where the fields that it asks exclude each other, all of its condition is to blame.
    let is_own = why.path().starts_with(&format!("all[{own}]"));
    let span = place(why.path()).filter(|_| is_own).unwrap_or(whole);
    let paths: Vec<&str> = match why {
        Contradiction::Field { clashes, .. } => clashes.iter().map(|clash| clash.path.as_str()).collect(),
        _ => Vec::new(),
    };
    let (label, help) = match paths.split_last() {
        Some((_, others)) if is_own && !others.is_empty() => {
            ("excludes an earlier test", excluded(others.iter().filter_map(|path| place(path)), span))
        }
        _ if !is_own => {
            ("never holds", Some("remove a test here: the fields that these ask are never shown together".to_owned()))
        }
        _ => ("never holds", None),
    };
    reader.report(codes::NEVER_SHOWN, span, format!("this field is never shown: {why}"), label, help);
}

/// Reports a pattern that no text matches which is as short and as long as the field wants it.
fn nothing_fits(field: &FormField, places: &FieldPlaces, reader: &mut Reader) {
    let FieldType::Text { length: (least, most), pattern: Some((pattern, _)) } = &field.kind else { return };
    let Some(span) = places.pattern else { return };
    let (least, most) = (*least as usize, *most as usize);
    let matched = pattern.text_lengths();
    let (message, help) = if matched.least > most {
        let message = format!("this pattern wants at least {} characters, and at most {most} fit", matched.least);
        let help = match u32::try_from(matched.least).ok().filter(|least| *least <= limits::FORM_TEXT) {
            Some(least) => format!("write `max_length: {least}` or more, or want less here"),
            None => "want less here".to_owned(),
        };
        (message, help)
    } else if let Some(longest) = matched.most.filter(|longest| *longest < least) {
        let message =
            format!("this pattern wants at most {longest} characters, and `min_length` wants at least {least}");
        (message, format!("write `min_length: {longest}` or less, or let more through here"))
    } else {
        return;
    };
    reader.report(codes::NOTHING_FITS, span, message, "nothing fits", Some(help));
}
