//! Conditions that only a script can tell: `script: campaign/in_season` and `expr: 'visitor.sessions > 3'`.

use super::Reading;
use crate::{codes, kind::use_of, limits, yaml::Node};
use usher_condition::Condition;

impl Reading<'_> {
    /// A predicate that a plug-in offers, with or without parameters.
    pub(super) fn script(&mut self, node: &Node) -> Option<Condition> {
        let used = use_of::predicate(node, self.binding.offered, self.reader)?;
        Some(Condition::Script(self.binding.shared(used.bound)))
    }

    /// An expression over the facts. Its mistakes are marked where they stand in the file.
    pub(super) fn expression(&mut self, node: &Node) -> Option<Condition> {
        let text = self.reader.raw_text(node, "an expression such as `'visitor.sessions > 3'`")?;
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
            Err(problems) => {
                for problem in problems {
                    let span = node.within_line(problem.line, &(problem.column..problem.end_column));
                    self.reader.report(codes::BAD_EXPR, span, problem.message, &problem.label, problem.help);
                }
                None
            }
        }
    }
}
