//! `when`: nodes -> the typed condition. One-key mappings `field: value` or `field: { operator: value }`, under `all`,
//! `any` and `not`, and what only a script can tell.

mod places;
mod script;
mod subject;

pub(crate) use places::Places;
pub(crate) use subject::{Absent, Subject, Words};

use crate::{
    Span,
    binding::Binding,
    codes, limits, locale,
    reader::{Instead, Reader},
    scalar::is_quoted_value,
    words::{listed, meant, shown},
    yaml::{Content, Entry, Node},
};
use subject::Visitors;
use usher_condition::{BadOperand, BadTest, Condition, FieldKind, Op, Operator, Place, nearest};
use usher_model::Value;

/// More words than these say nothing in a help text.
const FEW: usize = 12;

/// What may stand in place of a field.
pub(crate) const WORDS: [&str; 5] = ["all", "any", "not", "script", "expr"];

/// Reads a condition. None where a part of it was reported, or names what cannot be known.
pub(crate) fn read(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Option<Condition> {
    read_about(node, binding, &Visitors, reader)
}

/// Reads a condition about something else than visitors, over the binding's catalogue.
pub(crate) fn read_about(
    node: &Node,
    binding: &Binding<'_>,
    subject: &dyn Subject,
    reader: &mut Reader,
) -> Option<Condition> {
    let mut reading = Reading { binding, subject, reader, tests: 0, told_size: false };
    reading.condition(node, 0)
}

struct Reading<'a> {
    binding: &'a Binding<'a>,
    subject: &'a dyn Subject,
    reader: &'a mut Reader,
    tests: usize,
    told_size: bool,
}

impl Reading<'_> {
    fn condition(&mut self, node: &Node, depth: usize) -> Option<Condition> {
        self.tests += 1;
        if depth > limits::CONDITION_DEPTH || self.tests > limits::CONDITION_TESTS {
            self.too_large(node.span, depth);
            return None;
        }
        if matches!(node.content, Content::List(_)) {
            let help = Some("put `all:` or `any:` above the list".to_owned());
            let message = "a list of conditions does not say whether all or any of them must hold";
            self.reader.report(codes::CONDITION_SHAPE, node.span, message, "a list", help);
            return None;
        }
        let words = self.subject.words();
        let entries = self.reader.map(node, &format!("a condition such as `{}`", words.test_with_operator))?;
        let Some((first, more)) = entries.split_first() else {
            let help = Some(format!("write a test such as `{}`", words.test));
            self.reader.report(codes::EMPTY, node.span, "this condition is empty", "nothing in it", help);
            return None;
        };
        if let Some(second) = more.first() {
            let message = "a condition is one test, and this mapping has several keys";
            let help = Some("put the tests as a list under `all:` or `any:`".to_owned());
            self.reader.report(codes::CONDITION_SHAPE, second.key_span, message, "the second one", help);
        }
        let condition = self.entry(first, depth);
        for entry in more {
            self.entry(entry, depth);
        }
        condition
    }

    fn entry(&mut self, entry: &Entry, depth: usize) -> Option<Condition> {
        match entry.key.as_str() {
            "all" => self.each(entry, depth).map(Condition::All),
            "any" => self.each(entry, depth).map(Condition::Any),
            "not" => {
                if matches!(entry.value.content, Content::List(_)) {
                    let message = "`not` takes one condition, and this is a list";
                    let help = Some("write `not: { any: [...] }` or `not: { all: [...] }`".to_owned());
                    self.reader.report(codes::CONDITION_SHAPE, entry.value.span, message, "a list", help);
                    return None;
                }
                self.condition(&entry.value, depth + 1).map(|inner| Condition::Not(Box::new(inner)))
            }
            "script" | "expr" if self.subject.words().no_script.is_some() => {
                let help = self.subject.words().no_script.map(str::to_owned);
                let message = "no script can be asked here";
                self.reader.report(codes::NO_SCRIPT_HERE, entry.key_span, message, "asks a script", help);
                None
            }
            "script" => self.script(&entry.value),
            "expr" => self.expression(&entry.value),
            _ => self.test(entry),
        }
    }

    fn each(&mut self, entry: &Entry, depth: usize) -> Option<Vec<Condition>> {
        let word = &entry.key;
        if matches!(entry.value.content, Content::Map(_)) {
            let message = format!("`{word}` takes a list of conditions, and this is a mapping");
            let help = Some("put `- ` before each condition".to_owned());
            self.reader.report(codes::CONDITION_SHAPE, entry.value.span, message, "not a list", help);
            return None;
        }
        let help = format!("put a condition under `{word}`, or remove `{word}`");
        let items = self.reader.full_list(&entry.value, "a list of conditions", &help)?;
        let each: Vec<Condition> = items.iter().filter_map(|item| self.condition(item, depth + 1)).collect();
        (each.len() == items.len()).then_some(each)
    }

    fn test(&mut self, entry: &Entry) -> Option<Condition> {
        let field = entry.key.as_str();
        if self.binding.catalogue.get(field).is_none() {
            self.absent(entry);
            return None;
        }
        let (operator, operator_span, operand) = match &entry.value.content {
            Content::List(_) => {
                let message = format!("`{field}` is compared with a list, but no operator says how");
                let help = Some(format!("write `{field}: {{ in: [...] }}`"));
                self.reader.report(codes::CONDITION_SHAPE, entry.value.span, message, "a list", help);
                return None;
            }
            Content::Map(operators) => self.operator(field, &entry.value, operators)?,
            _ => (Operator::Eq, entry.value.span, &entry.value),
        };
        let kind = self.binding.catalogue.get(field).map(|info| &info.kind);
        let value = read_value(operand, kind, operator, self.reader)?;
        if operator == Operator::Matches && !self.reader.holds_pattern(operand.span) {
            return None;
        }
        let refused = self.subject.refused(field, operator, &value);
        let refused = refused.or_else(|| self.binding.values.refused(field, operator, &value, self.reader));
        match refused.map_or_else(|| self.binding.catalogue.test(field, operator, &value), Err) {
            Ok(test) => {
                if let Op::Matches(pattern) = &test.op {
                    self.reader.hold_pattern(Ok(pattern));
                }
                Some(Condition::Test(test))
            }
            Err(problem) => {
                if let BadTest::Operand { problem: BadOperand::Pattern(problem), .. } = &problem {
                    self.reader.hold_pattern(Err(problem));
                }
                self.report(problem, operator_span, operand);
                None
            }
        }
    }

    fn absent(&mut self, entry: &Entry) {
        let field = entry.key.as_str();
        if self.binding.unknowable.has(field) {
            return;
        }
        let (code, message, label, help) = match self.subject.absent(field) {
            Absent::Reported => return,
            Absent::NotHere { message, label, help } => (codes::NOT_EARLIER, message, label, help),
            // What was most likely meant is looked for only where it is told.
            Absent::Unknown if self.reader.is_full() => (codes::UNKNOWN_FIELD, String::new(), "", String::new()),
            Absent::Unknown => {
                let keys = self.subject.words().keys;
                let joined = joined(field);
                let near = joined.or_else(|| nearest(field, keys.iter().copied()));
                let help = match near.or_else(|| self.binding.catalogue.nearest(field)) {
                    Some("not") if joined.is_some() && matches!(entry.value.content, Content::List(_)) => {
                        "write `not: { any: [...] }`".to_owned()
                    }
                    Some(near) => format!("did you mean `{near}`?"),
                    None if self.is_no_name(field) => {
                        format!(
                            "conditions are joined by `all`, `any` and `not`; the fields are {}",
                            self.fields_like(field)
                        )
                    }
                    None => format!("the fields are {}", self.fields_like(field)),
                };
                (codes::UNKNOWN_FIELD, format!("there is no field `{}`", shown(field)), "unknown field", help)
            }
        };
        self.reader.report(code, entry.key_span, message, label, Some(help));
    }

    fn operator<'n>(&mut self, field: &str, node: &Node, operators: &'n [Entry]) -> Option<(Operator, Span, &'n Node)> {
        let allowed: Vec<&str> = self
            .binding
            .catalogue
            .get(field)
            .map(|info| self.subject.operators(field, info).iter().map(|operator| operator.name()).collect())
            .unwrap_or_default();
        let Some((first, more)) = operators.split_first() else {
            let help = Some(format!("`{field}` takes {}", listed(&allowed)));
            self.reader.report(codes::EMPTY, node.span, "there is no operator here", "nothing in it", help);
            return None;
        };
        if let Some(second) = more.first() {
            let message = "a test has one operator, and this one has several";
            let help = Some(format!("put two tests of `{field}` under `all:`"));
            self.reader.report(codes::CONDITION_SHAPE, second.key_span, message, "the second one", help);
            return None;
        }
        if let Ok(operator) = first.key.parse() {
            return Some((operator, first.key_span, &first.value));
        }
        let near = Operator::nearest(&first.key).filter(|near| allowed.contains(&near.name()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("`{field}` takes {}", listed(&allowed)),
        };
        let message = format!("there is no operator `{}`", shown(&first.key));
        self.reader.report(codes::UNKNOWN_OPERATOR, first.key_span, message, "unknown operator", Some(help));
        None
    }

    fn report(&mut self, problem: BadTest, operator: Span, operand: &Node) {
        match problem {
            // Reported by the caller, who knows the other words that may stand there.
            BadTest::UnknownField { .. } => {}
            BadTest::OperatorDoesNotFit { ref allowed, .. } => {
                let names: Vec<&str> = allowed.iter().map(|operator| operator.name()).collect();
                let help = Some(format!("it takes {}", listed(&names)));
                self.reader.report(codes::OPERATOR_DOES_NOT_FIT, operator, problem.to_string(), "does not fit", help);
            }
            BadTest::Operand { place, problem } => {
                let (code, label, help) = operand_in_words(&problem);
                let part = part(operand, &place);
                let help = help.or_else(|| operand_slip(part, &problem));
                let span = match &place {
                    Place::Characters(characters) => part.within(characters),
                    _ => part.span,
                };
                self.reader.report(code, span, problem.to_string(), label, help);
            }
        }
    }

    fn too_large(&mut self, span: Span, depth: usize) {
        if std::mem::replace(&mut self.told_size, true) {
            return;
        }
        let message = if depth > limits::CONDITION_DEPTH {
            format!("conditions are nested more than {} deep", limits::CONDITION_DEPTH)
        } else {
            format!("{} has more than {} tests", self.subject.words().whole, limits::CONDITION_TESTS)
        };
        let help = Some(self.subject.words().split.to_owned());
        self.reader.report(codes::CONDITION_SIZE, span, message, "too much", help);
    }

    /// Whether no field can be called so, since all have a dot in their names: then a word may be meant.
    fn is_no_name(&self, field: &str) -> bool {
        !field.contains('.') && self.binding.catalogue.iter().all(|(name, _)| name.contains('.'))
    }

    /// The fields of the same family, or all of them.
    fn fields_like(&self, field: &str) -> String {
        let family = field.split('.').next().unwrap_or_default();
        let all = || self.binding.catalogue.iter().map(|(name, _)| name);
        let mut names: Vec<&str> = all().filter(|name| name.split('.').next() == Some(family)).collect();
        if names.is_empty() {
            names = all().collect();
        }
        listed(&names)
    }
}

/// The word of ours for what joins conditions elsewhere.
fn joined(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "all" | "and" | "every" | "both" => Some("all"),
        "any" | "or" | "either" | "some" => Some("any"),
        "not" | "nor" | "none" => Some("not"),
        _ => None,
    }
}

/// An operand. Where it reads as different things to different tools, the field's type tells what helps.
pub(crate) fn read_value(
    node: &Node,
    kind: Option<&FieldKind>,
    operator: Operator,
    reader: &mut Reader,
) -> Option<Value> {
    let words: Vec<&str> = match kind {
        Some(FieldKind::Enum(words)) => words.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    let instead = match (operator, kind) {
        (Operator::Exists, _) | (_, Some(FieldKind::Bool)) => Instead::Flag,
        (Operator::Within, _) => Instead::Such("`30s`, `5m`, `2h` or `7d`"),
        (_, Some(FieldKind::Int { .. } | FieldKind::Number)) => Instead::Number,
        (_, Some(FieldKind::Enum(_))) if words.len() <= FEW => Instead::Words(&words),
        (_, Some(FieldKind::Date)) => Instead::Such("`2026-12-25`"),
        (_, Some(FieldKind::Moment)) => Instead::Such("`2026-12-25T09:00:00Z`"),
        (_, Some(FieldKind::TimeOfDay)) => Instead::Time,
        _ => Instead::Quotes,
    };
    reader.value_or(node, instead)
}

/// What an operand that cannot be is reported as: code, label, help.
pub(crate) fn operand_in_words(problem: &BadOperand) -> (codes::Code, &'static str, Option<String>) {
    match problem {
        BadOperand::WrongType { expected, given } => {
            // A number or boolean without quotes where words are wanted.
            let unquoted = !given.starts_with("the text") && given != "a list" && expected.contains("text");
            (codes::BAD_OPERAND, "wrong type", unquoted.then(|| "write it in quotes".to_owned()))
        }
        BadOperand::ListForOne { operator } => {
            let list = if *operator == Operator::Ne { "not_in" } else { "in" };
            let fits = matches!(operator, Operator::Eq | Operator::Ne);
            (codes::BAD_OPERAND, "a list", fits.then(|| format!("use `{list}`")))
        }
        BadOperand::OneForList { operator, .. } => {
            let one = match operator {
                Operator::In => "use `eq`, or put the value into brackets".to_owned(),
                Operator::NotIn => "use `ne`, or put the value into brackets".to_owned(),
                _ => "write both ends in brackets".to_owned(),
            };
            (codes::BAD_OPERAND, "not a list", Some(one))
        }
        BadOperand::NotTwo { .. } => (codes::BAD_OPERAND, "not two values", None),
        BadOperand::EmptyList => (codes::EMPTY, "nothing in it", None),
        BadOperand::LongList { .. } | BadOperand::LongText { .. } => (codes::TOO_LONG, "too long", None),
        BadOperand::Twice { .. } => (codes::TWICE, "the second one", Some("remove it".to_owned())),
        BadOperand::EmptyText { .. } => (codes::EMPTY, "an empty text", None),
        BadOperand::UnknownValue { nearest: Some(near), .. } => {
            (codes::NEVER_HOLDS, "unknown", Some(format!("did you mean `{near}`?")))
        }
        BadOperand::UnknownValue { known, given, .. } => {
            let names: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
            let help = match meant(given, &names) {
                Some(near) => Some(format!("did you mean `{near}`?")),
                None if names.is_empty() => None,
                None => Some(format!("it is one of {}", listed(&names))),
            };
            (codes::NEVER_HOLDS, "unknown", help)
        }
        BadOperand::OutOfRange { .. } => (codes::NEVER_HOLDS, "out of range", None),
        BadOperand::Reversed { .. } => (codes::NEVER_HOLDS, "reversed", Some("swap the two".to_owned())),
        BadOperand::Pattern(_) => (codes::BAD_EXPRESSION, "here", None),
    }
}

/// The part of an operand that a problem is about.
fn part<'n>(operand: &'n Node, place: &Place) -> &'n Node {
    match (place, &operand.content) {
        (Place::Item(index), Content::List(items)) => items.get(*index).unwrap_or(operand),
        _ => operand,
    }
}

/// How to mend a value of the wrong type, where the way it is written tells what was meant.
pub(crate) fn operand_slip(part: &Node, problem: &BadOperand) -> Option<String> {
    let (BadOperand::WrongType { expected, .. }, Content::Scalar(scalar)) = (problem, &part.content) else {
        return None;
    };
    let text = shown(&scalar.text);
    if is_quoted_value(scalar) {
        Some("remove the quotes".to_owned())
    } else if expected == FieldKind::Path.words() {
        Some(format!("write `/{text}`"))
    } else if expected == FieldKind::Language.words() && text.contains('-') {
        let language = text.split('-').next().unwrap_or_default().to_ascii_lowercase();
        Some(format!("write `{language}`, or test `visitor.locale`"))
    } else if expected == FieldKind::Language.words() && locale::check(&text.to_ascii_lowercase()).is_ok() {
        Some(format!("write `{}`", text.to_ascii_lowercase()))
    } else if expected == FieldKind::TimeOfDay.words() && text == "24:00" {
        Some("write \"23:59\", the last minute of a day".to_owned())
    } else {
        None
    }
}
