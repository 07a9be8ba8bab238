//! Conditions that only a script can tell: `script: campaign/in_season` and `expr: 'visitor.sessions > 3'`.

use super::Reading;
use crate::{binding::is_part, codes, kind::use_of, limits, yaml::Node};
use usher_condition::Condition;

impl Reading<'_> {
    /// A predicate that a plug-in offers, with or without parameters.
    pub(super) fn script(&mut self, node: &Node) -> Option<Condition> {
        let used = use_of::predicate(node, self.binding.offered, self.reader)?;
        Some(Condition::Script(self.binding.shared(used.bound)))
    }

    /// An expression over the facts. Its mistakes are marked where they stand in the file.
    pub(super) fn expression(&mut self, node: &Node) -> Option<Condition> {
        let text = self.reader.text_such_as(node, "an expression", "`'visitor.sessions > 3'`")?;
        // A block ends with a line break that nobody means; a beginning cut off would move every place.
        let text = text.trim_end();
        let length = text.chars().count();
        if text.is_empty() {
            let help = Some("write an expression such as `'visitor.sessions > 3'`".to_owned());
            self.reader.report(codes::EMPTY, node.span, "this expression is empty", "nothing stands here", help);
            return None;
        }
        if length > limits::EXPRESSION {
            let most = limits::EXPRESSION;
            let message = format!("this expression has {length} characters; at most {most} fit here");
            let help = Some("write a plug-in with a predicate".to_owned());
            self.reader.report(codes::TOO_LONG, node.span, message, "too long", help);
            return None;
        }
        match self.binding.expression(text) {
            Ok(predicate) => Some(Condition::Script(predicate)),
            // What is wrong may be that an object's file is.
            Err(_) if self.binding.unknowable.is_in(text) => None,
            Err(problems) => {
                for problem in problems {
                    let span = node.within_line(problem.line, &(problem.column..problem.end_column));
                    let help = problem.help.or_else(|| self.as_test(text, problem.column as usize));
                    self.reader.report(codes::BAD_EXPR, span, problem.message, &problem.label, help);
                }
                None
            }
        }
    }
    /// What to do about a fact that no expression can name: how a value came to be known, and the fields of an object whose
    /// name scripts keep for themselves, as `case`.
    fn as_test(&self, text: &str, column: usize) -> Option<String> {
        let catalogue = self.binding.catalogue;
        let at = text.char_indices().nth(column.saturating_sub(1)).map_or("", |(at, _)| &text[at..]);
        let is_meant = |field: &str| at.starts_with(field) || is_part(field, catalogue) && text.contains(field);
        let field =
            catalogue.iter().map(|(field, _)| field).filter(|field| is_meant(field)).max_by_key(|field| field.len())?;
        Some(format!("ask it beside the expression, in a test of its own: `{field}: ...` under `all:`"))
    }
}
