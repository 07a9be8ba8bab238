//! Why a schema refuses a value, in words for a person who knows no JSON Schema.

use crate::{
    codes::Code,
    json::{Step, follow, key_span},
    reader::Reader,
    scalar::{Class, classify, is_quoted_value},
    words::{listed, shown},
    yaml::{Content, Node},
};
use boon::{ErrorKind, InstanceToken, Type, Types, ValidationError};
use serde_json::Value;
use usher_condition::nearest;

/// Most forms told of a value that has none of several.
const FEW: usize = 4;
const TEXT: &str = "a text";

/// One thing that a schema refuses.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The way to the value.
    path: Vec<Step>,
    what: What,
}

#[derive(Debug)]
enum What {
    /// Something else was expected: what, and the words that may stand there.
    Expected { what: String, choices: Vec<String> },
    /// A key of the mapping that the way leads to.
    Key { key: String, message: String },
    /// Anything else.
    Sentence(String),
}

impl Refusal {
    /// One that is about the whole value.
    pub fn of_all(message: String) -> Self {
        Self { path: Vec::new(), what: What::Sentence(message) }
    }

    /// All that an error of the validator holds.
    pub fn all_of(error: &ValidationError<'_, '_>) -> Vec<Self> {
        let mut all = Vec::new();
        collect(error, &mut all);
        all
    }

    /// Reports it at its place within the value.
    pub fn report(&self, code: Code, value: &Node, reader: &mut Reader) {
        let at = follow(value, &self.path);
        match &self.what {
            What::Expected { what, choices } => {
                let message = format!("expected {what}, found {}", found(at));
                reader.report(code, at.span, message, "does not fit", slip(at, what, choices));
            }
            What::Key { key, message } => {
                reader.report(code, key_span(value, &self.path, key), message.clone(), "does not fit", None);
            }
            What::Sentence(message) => reader.report(code, at.span, message.clone(), "does not fit", None),
        }
    }
}

/// How to mend a value, where the way it is written tells what was meant.
fn slip(at: &Node, expected: &str, choices: &[String]) -> Option<String> {
    let Content::Scalar(scalar) = &at.content else { return None };
    if let Some(near) = nearest(&scalar.text, choices.iter().map(String::as_str))
        && near != scalar.text
    {
        return Some(format!("did you mean `{near}`?"));
    }
    if is_quoted_value(scalar) && expected != TEXT {
        return Some("remove the quotes".to_owned());
    }
    let is_other = !matches!(classify(scalar), Class::Text);
    let wants_text = expected == TEXT || choices.contains(&scalar.text);
    (is_other && wants_text).then(|| format!("write \"{}\" in quotes", shown(&scalar.text)))
}

/// What stands at a place, for a message.
fn found(node: &Node) -> String {
    match &node.content {
        Content::Broken => "nothing that can be read".to_owned(),
        Content::List(_) => "a list".to_owned(),
        Content::Map(_) => "a mapping".to_owned(),
        Content::Scalar(scalar) if scalar.text.is_empty() => "an empty text".to_owned(),
        Content::Scalar(scalar) => classify(scalar).words(&scalar.text),
    }
}

fn collect(error: &ValidationError<'_, '_>, all: &mut Vec<Refusal>) {
    let is_whole = matches!(
        error.kind,
        ErrorKind::Schema { .. } | ErrorKind::Group | ErrorKind::Reference { .. } | ErrorKind::AllOf
    );
    if is_whole && !error.causes.is_empty() {
        error.causes.iter().for_each(|cause| collect(cause, all));
        return;
    }
    let path: Vec<Step> = error.instance_location.tokens.iter().map(step).collect();
    let expected = |what: String| What::Expected { what, choices: Vec::new() };
    let what = match &error.kind {
        ErrorKind::AdditionalProperties { got } => {
            all.extend(got.iter().map(|key| Refusal {
                path: path.clone(),
                what: What::Key { key: key.to_string(), message: format!("there may be no key `{}` here", shown(key)) },
            }));
            return;
        }
        ErrorKind::PropertyName { prop } => {
            What::Key { key: prop.clone(), message: format!("`{}` may not be a key here", shown(prop)) }
        }
        ErrorKind::AnyOf | ErrorKind::OneOf(None) => expected(one_of_several(error)),
        ErrorKind::Type { want, .. } => expected(types(*want)),
        ErrorKind::Enum { want } => What::Expected {
            what: match want.as_slice() {
                [only] => told(only),
                several => format!("one of {}", several.iter().map(told).collect::<Vec<_>>().join(", ")),
            },
            choices: want.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        },
        ErrorKind::Const { want } => expected(told(want)),
        ErrorKind::Minimum { want, .. } => expected(format!("{want} or more")),
        ErrorKind::Maximum { want, .. } => expected(format!("{want} or less")),
        ErrorKind::ExclusiveMinimum { want, .. } => expected(format!("more than {want}")),
        ErrorKind::ExclusiveMaximum { want, .. } => expected(format!("less than {want}")),
        ErrorKind::MultipleOf { want, .. } => expected(format!("a multiple of {want}")),
        ErrorKind::Pattern { want, .. } => expected(format!("a text that matches `{}`", shown(want))),
        ErrorKind::Format { want, .. } => expected(format!("a text of the form `{want}`")),
        kind => What::Sentence(sentence(kind)),
    };
    all.push(Refusal { path, what });
}

/// What each of several forms expected.
fn one_of_several(error: &ValidationError<'_, '_>) -> String {
    let mut refusals = Vec::new();
    error.causes.iter().for_each(|cause| collect(cause, &mut refusals));
    let mut ways: Vec<String> = Vec::new();
    for refusal in refusals {
        let way = match refusal.what {
            What::Expected { what, .. } => what,
            What::Key { message, .. } | What::Sentence(message) => format!("another form ({message})"),
        };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    ways.truncate(FEW);
    if ways.is_empty() { "one of the forms that it may have".to_owned() } else { ways.join(", or ") }
}

fn sentence(kind: &ErrorKind<'_, '_>) -> String {
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let at_least = |what: &str, of: &str, want: usize, got: usize| {
        format!("this {what} needs at least {}, it has {got}", counted(want, of))
    };
    let at_most = |what: &str, of: &str, want: usize, got: usize| {
        format!("this {what} may have at most {}, it has {got}", counted(want, of))
    };
    match kind {
        ErrorKind::MinLength { got, want } => at_least("text", "character", *want, *got),
        ErrorKind::MaxLength { got, want } => at_most("text", "character", *want, *got),
        ErrorKind::MinItems { got, want } => at_least("list", "item", *want, *got),
        ErrorKind::MaxItems { got, want } => at_most("list", "item", *want, *got),
        ErrorKind::MinProperties { got, want } => at_least("mapping", "key", *want, *got),
        ErrorKind::MaxProperties { got, want } => at_most("mapping", "key", *want, *got),
        ErrorKind::UniqueItems { got: [first, second] } => {
            format!("items {} and {} of this list are the same", first + 1, second + 1)
        }
        ErrorKind::Required { want } => match want.as_slice() {
            [only] => format!("the key `{only}` is missing here"),
            several => format!("the keys {} are missing here", listed(several)),
        },
        ErrorKind::DependentRequired { prop, missing } => {
            format!("beside the key `{prop}` this needs {} too", listed(missing))
        }
        ErrorKind::FalseSchema => "nothing may stand here".to_owned(),
        ErrorKind::Not => "this value is one of those that may not stand here".to_owned(),
        ErrorKind::Contains | ErrorKind::MinContains { .. } => "this list lacks an item that it needs".to_owned(),
        ErrorKind::MaxContains { .. } => "this list has too many items of one sort".to_owned(),
        ErrorKind::OneOf(Some(_)) => "this value has two forms at once, where exactly one may hold".to_owned(),
        other => format!("this value is refused: {other}"),
    }
}

fn types(want: Types) -> String {
    let words: Vec<&str> = want
        .iter()
        .map(|one| match one {
            Type::Null => "nothing",
            Type::Boolean => "`true` or `false`",
            Type::Number => "a number",
            Type::Integer => "a whole number",
            Type::String => TEXT,
            Type::Array => "a list",
            Type::Object => "a mapping",
        })
        .collect();
    words.join(" or ")
}

fn told(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{}`", shown(text)),
        other => shown(&other.to_string()),
    }
}

fn step(token: &InstanceToken<'_>) -> Step {
    match token {
        InstanceToken::Prop(key) => Step::Key(key.to_string()),
        InstanceToken::Item(index) => Step::Item(*index),
    }
}
