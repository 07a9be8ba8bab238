//! What conditions read of the form that a session begins with.

use super::cut;
use usher_model::{Answer, AnswerValue, Facts, Value};
use usher_ruleset::form_fact;

/// Longest text of an answer kept as a fact, in bytes. The visitor's own words are told at more length, as the first
/// message.
const MAX_TEXT_BYTES: usize = 256;
/// Bytes that the facts of a form may take in all, names included: with the others they stay under
/// [`usher_model::MAX_FACTS_BYTES`].
const MAX_BYTES: usize = 1_536;

/// Sets a fact for each answer but files. What the rules themselves bound comes first, so that long texts push nothing
/// out; a text is cut to what room there is.
pub(super) fn set_form_facts(facts: &mut Facts, answers: &[Answer]) {
    let mut left = MAX_BYTES;
    let (texts, others): (Vec<&Answer>, Vec<&Answer>) =
        answers.iter().partition(|answer| matches!(answer.value.plain(), Value::Text(_)) && !is_chosen(&answer.value));
    for answer in others.into_iter().filter(|answer| !matches!(answer.value, AnswerValue::Files(_))) {
        let (fact, value) = (form_fact(&answer.field), answer.value.plain());
        let size = fact.len() + super::records::size_of(&value);
        if size > left {
            tracing::warn!(%fact, "the answers of a form are larger than facts may be; this one is not told");
            continue;
        }
        left -= size;
        facts.set(&fact, value);
    }
    for answer in texts {
        let fact = form_fact(&answer.field);
        let Value::Text(text) = answer.value.plain() else { continue };
        let text = cut(&text, MAX_TEXT_BYTES.min(left.saturating_sub(fact.len())));
        if !text.is_empty() {
            left -= fact.len() + text.len();
            facts.set(&fact, text);
        }
    }
}

/// Takes over what was answered when a session began: it is not asked again when the session begins again.
pub(crate) fn keep_form_facts(facts: &mut Facts, earlier: &Facts) {
    let prefix = form_fact("");
    for (fact, value) in earlier.iter().filter(|(fact, _)| fact.starts_with(&prefix)) {
        facts.set(fact, value.clone());
    }
}

/// Whether the rules say which answers there are, or how long one is.
const fn is_chosen(value: &AnswerValue) -> bool {
    matches!(value, AnswerValue::Choice(_) | AnswerValue::Date(_))
}
