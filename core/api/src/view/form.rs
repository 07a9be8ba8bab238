//! Forms as a visitor's page renders them, and what is wrong with what was filled in.

use serde::{Deserialize, Serialize};
use usher_engine::FormOffer;
use usher_model::{LocalText, Locale, Timestamp};
use usher_ruleset::{FieldProblem, FieldType, Form, FormField, FormOption, ShownIf};
use utoipa::ToSchema;

use super::{PageInfo, WaitReasonWord};

/// The form that a visitor may fill in now, if any.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FormOfferView {
    #[schema(required)]
    pub form: Option<FormView>,
    /// Why nobody can answer; none where there is no form, or where nobody can tell.
    #[schema(required)]
    pub reason: Option<WaitReasonWord>,
    /// When somebody will be there again, where the group is outside its hours.
    #[schema(required)]
    pub opens_at_ms: Option<i64>,
    /// The session that it would end or be added to.
    #[schema(required)]
    pub session: Option<String>,
}

/// A form in one locale.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FormView {
    pub id: String,
    /// The locale that the texts were asked for in.
    pub locale: String,
    pub title: String,
    #[schema(required)]
    pub intro: Option<String>,
    /// On the button.
    #[schema(required)]
    pub submit: Option<String>,
    /// Once it was sent.
    #[schema(required)]
    pub thanks: Option<String>,
    pub fields: Vec<FormFieldView>,
}

/// One field of a form.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FormFieldView {
    pub id: String,
    pub label: String,
    #[schema(required)]
    pub help: Option<String>,
    #[schema(required)]
    pub placeholder: Option<String>,
    /// Whether it must be filled in; of a consent, whether it must be given.
    pub required: bool,
    pub takes: FieldTakesView,
    /// When it is shown; always where nothing is said. What is not shown is not sent.
    #[schema(required)]
    pub shown_if: Option<ShownIfView>,
}

/// What a field takes.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum FieldTakesView {
    /// One line, as a text.
    Text {
        min_length: u32,
        max_length: u32,
        /// A regular expression, which may match anywhere.
        #[schema(required)]
        pattern: Option<String>,
        #[schema(required)]
        pattern_help: Option<String>,
    },
    /// Several lines, as a text.
    LongText { min_length: u32, max_length: u32 },
    /// An e-mail address, as a text.
    Email,
    /// A telephone number, as a text.
    Phone,
    /// A number.
    Number {
        #[schema(required)]
        min: Option<f64>,
        #[schema(required)]
        max: Option<f64>,
        whole: bool,
    },
    /// A day, as `2026-12-25`.
    Date {
        #[schema(required)]
        min: Option<String>,
        #[schema(required)]
        max: Option<String>,
    },
    /// One of several, by its `value`.
    Choice { options: Vec<FormOptionView> },
    /// Any of several, as a list of their `value`s.
    Choices { options: Vec<FormOptionView> },
    /// Files that were sent before, as a list of their ids.
    File {
        files: u32,
        file_bytes: u64,
        /// Media types such as `image/png` or `image/*`; empty for any.
        accept: Vec<String>,
    },
    /// A box to tick, as `true`.
    Consent,
}

/// One of the answers to a choice.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FormOptionView {
    pub value: String,
    pub label: String,
}

/// A condition over the answers to earlier fields. A field that was left empty or is not shown has no answer: it fails
/// every test but `exists` with `false`, `ne` and `not_in`. Of several options the answer is a list, which `contains` asks.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ShownIfView {
    /// Each of these.
    #[schema(no_recursion)]
    All(Vec<ShownIfView>),
    /// At least one of these.
    #[schema(no_recursion)]
    Any(Vec<ShownIfView>),
    /// Not this.
    #[schema(no_recursion)]
    Not(Box<ShownIfView>),
    /// One field, one operator.
    Test(AnswerTestView),
}

/// What must hold of one answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AnswerTestView {
    pub field: String,
    /// `eq`, `ne`, `in`, `not_in`, `gt`, `gte`, `lt`, `lte`, `between`, `contains`, `starts_with`, `ends_with`, `matches`,
    /// `exists`, `before` or `after`.
    pub op: &'static str,
    /// A value, a list of values, an expression, or whether the answer is there.
    #[schema(value_type = Object)]
    pub value: serde_json::Value,
}

/// One thing that is wrong with an answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FieldProblemView {
    /// Which field, by its id.
    pub field: String,
    /// Stable, for programs: `required`, `too_long`, `too_short`, `pattern`, `not_an_email`, `not_a_phone`, `not_a_number`,
    /// `below`, `above`, `not_whole`, `not_a_date`, `before`, `after`, `unknown_option`, `too_many_options`,
    /// `too_many_files`, `unknown_file`, `file_type_not_allowed`, `too_large`, `consent_required`, `unknown_field`,
    /// `wrong_type`; of records also `unknown_relation`, `malformed`, `bad_id`, `twice`, `contended`.
    pub code: &'static str,
    /// For people: the form's own words where it has some, else English.
    pub message: String,
    /// The limit that was passed: a number, a date, or a list of media types.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Object)]
    pub limit: Option<serde_json::Value>,
}

/// A form that a visitor filled in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SentFormRequest {
    pub client_id: String,
    pub form: String,
    /// What was answered, by field. What is not shown is left out.
    #[schema(value_type = Object)]
    pub answers: serde_json::Map<String, serde_json::Value>,
    pub locale: String,
    #[serde(default)]
    pub page: PageInfo,
}

impl FormOfferView {
    pub(crate) fn new(
        offer: Option<&FormOffer>,
        opens_at: Option<Timestamp>,
        locale: &Locale,
        fallback: &Locale,
    ) -> Self {
        Self {
            form: offer.map(|offer| FormView::new(&offer.form, locale, fallback)),
            reason: offer.and_then(|offer| offer.reason).map(Into::into),
            opens_at_ms: opens_at.map(Timestamp::as_millis),
            session: offer.and_then(|offer| offer.session).map(|session| session.to_string()),
        }
    }
}

impl FormView {
    pub(crate) fn new(form: &Form, locale: &Locale, fallback: &Locale) -> Self {
        let text = |text: &LocalText| text.get(locale, fallback).to_owned();
        Self {
            id: form.id.to_string(),
            locale: locale.to_string(),
            title: text(&form.title),
            intro: form.intro.as_ref().map(text),
            submit: form.submit.as_ref().map(text),
            thanks: form.thanks.as_ref().map(text),
            fields: form.fields.iter().map(|field| FormFieldView::new(field, &text)).collect(),
        }
    }
}

impl FormFieldView {
    fn new(field: &FormField, text: &impl Fn(&LocalText) -> String) -> Self {
        Self {
            id: field.id.clone(),
            label: text(&field.label),
            help: field.help.as_ref().map(text),
            placeholder: field.placeholder.as_ref().map(text),
            required: field.required,
            takes: FieldTakesView::new(&field.kind, text),
            shown_if: field.shown().map(Into::into),
        }
    }
}

impl FieldTakesView {
    fn new(kind: &FieldType, text: &impl Fn(&LocalText) -> String) -> Self {
        let options = |options: &[FormOption]| {
            let view = |option: &FormOption| FormOptionView { value: option.value.clone(), label: text(&option.label) };
            options.iter().map(view).collect()
        };
        match kind {
            FieldType::Text { length: (min_length, max_length), pattern } => Self::Text {
                min_length: *min_length,
                max_length: *max_length,
                pattern: pattern.as_ref().map(|(pattern, _)| pattern.as_str().to_owned()),
                pattern_help: pattern.as_ref().and_then(|(_, help)| help.as_ref()).map(text),
            },
            FieldType::LongText { length: (min_length, max_length) } => {
                Self::LongText { min_length: *min_length, max_length: *max_length }
            }
            FieldType::Email => Self::Email,
            FieldType::Phone => Self::Phone,
            FieldType::Number { min, max, whole } => Self::Number { min: *min, max: *max, whole: *whole },
            FieldType::Date { min, max } => {
                Self::Date { min: min.map(|day| day.to_string()), max: max.map(|day| day.to_string()) }
            }
            FieldType::Choice(all) => Self::Choice { options: options(all) },
            FieldType::Choices(all) => Self::Choices { options: options(all) },
            FieldType::File { files, file_bytes, accept } => {
                Self::File { files: *files, file_bytes: *file_bytes, accept: accept.clone() }
            }
            FieldType::Consent => Self::Consent,
        }
    }
}

impl From<ShownIf> for ShownIfView {
    fn from(shown: ShownIf) -> Self {
        let each = |all: Vec<ShownIf>| all.into_iter().map(Self::from).collect();
        match shown {
            ShownIf::All(all) => Self::All(each(all)),
            ShownIf::Any(all) => Self::Any(each(all)),
            ShownIf::Not(inner) => Self::Not(Box::new(Self::from(*inner))),
            ShownIf::Test { field, op, value } => Self::Test(AnswerTestView { field, op, value }),
        }
    }
}

impl From<&FieldProblem> for FieldProblemView {
    fn from(problem: &FieldProblem) -> Self {
        Self {
            field: problem.field.clone(),
            code: problem.code.word(),
            message: problem.message.clone(),
            limit: problem.limit.as_ref().and_then(|limit| serde_json::to_value(limit).ok()),
        }
    }
}
