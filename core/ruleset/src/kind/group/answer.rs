//! How the members of a group get sessions, and how soon they must answer: a group's key `answer`.

use crate::{
    Answer, AnswerMode, codes, duration, limits,
    reader::{Fields, Reader},
    words::shown,
    yaml::{Content, Node},
};

pub(crate) const KEYS: &[&str] = &["mode", "within", "most_asked", "away_after"];
const WHAT: &str = "a group's `answer`";
const MODES: &[(&str, AnswerMode)] = &[("assign", AnswerMode::Assign), ("offer", AnswerMode::Offer)];

/// Reads the key's value.
pub(super) fn read(node: &Node, reader: &mut Reader) -> Option<Answer> {
    let fields = reader.fields(node, WHAT, KEYS)?;
    if !fields.has_unknown() && KEYS.iter().all(|key| fields.get(key).is_none()) {
        let help = "write how sessions come, such as `{ mode: offer, within: 30s }`, or leave `answer` out".to_owned();
        reader.report(codes::EMPTY, node.span, "`answer` says nothing", "nothing in it", Some(help));
    }
    let usual = Answer::default();
    let mode = match fields.get("mode") {
        Some(node) => reader.word(node, "answer mode", MODES),
        None => Some(usual.mode),
    };
    let within = fields.get("within").map(|node| duration::read(node, &limits::ANSWER_WITHIN, reader));
    let most_asked = match fields.get("most_asked") {
        Some(node) => reader.whole(node, &limits::MISSES).and_then(|number| number.try_into().ok()),
        None => Some(usual.most_asked),
    };
    let away_after = match fields.get("away_after") {
        Some(node) => number_or_never(node, reader),
        None => Some(usual.away_after),
    };
    // A misspelt mode may have been the other one.
    let knows_mode = fields.get("mode").is_some() || !fields.may_have("mode");
    if mode == Some(AnswerMode::Assign) && knows_mode && !fields.may_have("within") {
        alone(&fields, reader);
    }
    let within = match (mode?, within) {
        (_, Some(within)) => Some(within?),
        (AnswerMode::Offer, None) => Some(Answer::OFFER_WITHIN),
        (AnswerMode::Assign, None) => None,
    };
    Some(Answer { mode: mode?, within, most_asked: most_asked?, away_after: away_after? })
}

/// Who owns a session at once and may answer at any time misses none.
fn alone(fields: &Fields<'_>, reader: &mut Reader) {
    for entry in ["most_asked", "away_after"].iter().filter_map(|key| fields.entry(key)) {
        let message = format!("`{}` counts sessions that were missed, and here nobody can miss one", entry.key);
        let help = Some("say how soon members must answer, such as `within: 2m`, or remove it".to_owned());
        reader.report(codes::KEY_ALONE, entry.key_span, message, "no `within`", help);
    }
}

/// A number of misses, or none for the word `never`.
#[expect(clippy::option_option, reason = "that it is never and that it is wrong are two things")]
fn number_or_never(node: &Node, reader: &mut Reader) -> Option<Option<u32>> {
    if duration::is_never(node) {
        return Some(None);
    }
    if let Content::Scalar(scalar) = &node.content
        && duration::means_never(&scalar.text)
    {
        let (most, text) = (limits::MISSES.end(), shown(&scalar.text));
        let message = format!("expected a whole number from 1 to {most}, or `never`, found `{text}`");
        let help = Some("write `never`".to_owned());
        let code = if scalar.text == "0" { codes::OUT_OF_RANGE } else { codes::WRONG_TYPE };
        reader.report(code, node.span, message, "not a number of misses", help);
        return None;
    }
    reader.whole(node, &limits::MISSES).map(|number| number.try_into().ok())
}
